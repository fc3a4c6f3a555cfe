"""Real rigs by other artists (shared/rigs; skipped where they are not)."""

import json

import pytest


def test_every_rig_is_read(debian, rigs):
    rows = json.loads((rigs / "index.json").read_text())
    got = debian.scenario("shared_rigs", "sweep", folder=str(rigs), rows=rows, every=12)
    for row, seen in zip(rows, got, strict=True):
        assert seen["joints"] == row["joints"], seen
        assert set(seen["clips"]) == {name for name, _ in row["clips"]}, seen
        assert seen["sorted"] and seen["deform"] > 0, seen
        if row["clips"]:
            # The index counts from second 0, some clips begin a frame later.
            assert seen["seconds"] <= row["clips"][0][1] + 0.01, seen
            assert seen["seconds"] >= row["clips"][0][1] - 0.05, seen
            assert seen["finite"], seen
        if "drawn" in seen:
            assert min(seen["drawn"]) > 0.01 and max(seen["drawn"]) < 0.7, seen
    print(len(got), "rigs,", sum("drawn" in seen for seen in got), "drawn")


@pytest.mark.parametrize("file", ["animals_pack/Fox.glb", "fish_pack/Shark.glb"])
def test_rigs_in_every_blender(blender, rigs, file):
    rows = json.loads((rigs / "index.json").read_text())
    rows = [row for row in rows if row["file"].endswith(file)]
    for row, seen in zip(
        rows,
        blender.scenario("shared_rigs", "sweep", folder=str(rigs), rows=rows, every=1),
        strict=True,
    ):
        assert seen["joints"] == row["joints"]
        assert set(seen["clips"]) >= {name for name, _ in row["clips"]}
        assert seen["seconds"] == pytest.approx(row["clips"][0][1], abs=0.01)
        assert min(seen["drawn"]) > 0.01


def test_invented_bone_lengths(debian, rigs):
    path = rigs / "quaternius" / "cyberpunk_pack" / "Enemy_Flying.glb"
    got = debian.scenario("shared_rigs", "invented_lengths", path=str(path))
    print(got)
    assert min(got["raw"]) > 50  # the mesh is 1.6 across
    assert max(got["read"]) < 1.0 and min(got["read"]) > 0.01
