"""Actions with slots of any name, several slots, NLA strips, and rigs side by side:
what can be played is found, and what plays goes on."""

import numpy as np
import pytest
from test_command import check


def has_slots(blender):
    return blender.name not in ("3.4", "bpy-4.2")


@pytest.mark.parametrize("how", ["shared", "generic", "empty"])
def test_action_of_another_name(blender, how):
    got = blender.scenario("actions", "other_name", how=how)
    print(got)
    # Blender itself leaves such a rig still, from 4.4 on; it has the clip all the same.
    assert got["still"] > 0.05 or has_slots(blender)
    assert got["worst"] < 1e-5 and got["same"]
    assert got["assigned"] > 0.05
    assert "Walk later" in got["clips"] if how == "empty" else got["clips"] == ["Walk"]


@pytest.mark.parametrize("same_bones", [False, True])
def test_one_action_for_all(blender, same_bones):
    got = blender.scenario("actions", "one_scene", same_bones=same_bones)
    print(got)
    assert max(got["worst"].values()) < 1e-5
    assert max(got["others"]) < 1e-5 and got["moves"] > 0.05
    if has_slots(blender):
        own = [["Scene"], ["Scene", "Take"]]
        if same_bones:
            own = [["Scene", "Scene|Second", "Take"], ["Scene", "Scene|First", "Take"]]
        assert got["clips"] == own
        assert got["slot"] == "OBSecond"


@pytest.mark.parametrize("bound", [True, False])
def test_failed_take_leaves_the_slot(blender, bound):
    got = blender.scenario("actions", "failed_take", bound=bound)
    print(got)
    assert got["failed"] and got["same"] and got["actions"] == ["Walk"]
    assert got["moved"][0] == got["moved"][1]
    plays = bound or not has_slots(blender)
    assert (got["moved"][1] > 0.05) == plays
    # A take of some bones says that the others will not move as the artist may think.
    assert ["'Walk' does not move" in text for text in got["said"]] == [True] * (
        not plays
    )
    assert got["all"] == []


@pytest.mark.parametrize("meta", [False, True])
def test_nla_strips(blender, meta):
    got = blender.scenario("actions", "nla", meta=meta)
    print(got)
    assert max(got["worst"]) < 1e-5


@pytest.mark.parametrize("kind", ["own", "together", "bow"])
def test_two_rigs_in_a_glb(blender, native, fake_model, tmp_path, kind):
    """A take of the first keeps what the second plays."""
    path, out = tmp_path / "two.glb", tmp_path / "out.glb"
    blender.scenario("actions", "two_rigs", path=str(path), kind=kind)
    before = blender.scenario("actions", "opened", path=str(path))
    print({name: (row["clips"], row["moves"]) for name, row in before.items()})
    assert before["Archer"]["moves"] > 0.05
    # A bow that is bent when its archer shoots stays still while he aims.
    assert (before["Bow"]["moves"] > 0.05) == (kind != "bow")
    assert {"own": "Bend", "together": "Fight", "bow": "Shoot"}[kind] in " ".join(
        before["Bow"]["clips"]
    )
    done = blender.batch(
        "animate", "--input", path, "--armature", "Archer", "--prompt", "nod",
        "--output", out, "--model", fake_model, "--frames", 24,
    )  # fmt: skip
    check(done, 0)
    after = blender.scenario("actions", "opened", path=str(out))
    was, got = (np.array(row["Bow"]["motion"]) for row in (before, after))
    # The take begins at second 0 of both files, so that all else keeps its time.
    gap = np.abs(was - got).max()
    print(gap, {name: row["clips"] for name, row in after.items()})
    assert gap < 1e-4


def test_two_rigs_in_an_fbx(blender, tmp_path):
    """Importers name slots after clips ("Archer|Shoot"), "Slot", or after the rigs."""
    got = blender.scenario("actions", "fbx", path=str(tmp_path / "two.fbx"))
    print(got)
    assert len(got["worst"]) in (3, 6)
    assert max(got["worst"]) < 1e-4 and min(got["played"]) > 0.05


@pytest.mark.parametrize(
    ("ending", "same_bones"), [("glb", False), ("glb", True), ("fbx", True)]
)
def test_one_action_for_all_exported(
    blender, native, fake_model, tmp_path, same_bones, ending
):
    path, out = tmp_path / "two.blend", tmp_path / f"out.{ending}"
    before = blender.scenario(
        "actions", "saved_scene", path=str(path), same_bones=same_bones
    )
    done = blender.batch(
        "animate", "--input", path, "--armature", "Second", "--prompt", "nod",
        "--output", out, "--model", fake_model, "--frames", 24,
    )  # fmt: skip
    check(done, 0)
    after = blender.scenario("actions", "opened", path=str(out))
    print({name: (row["clips"], row["moves"]) for name, row in after.items()})
    assert before["First"]["moves"] > 0.05
    assert after["First"]["moves"] == pytest.approx(before["First"]["moves"], rel=0.02)
