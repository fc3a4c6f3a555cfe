"""USD files from elsewhere, and what the check of exported ones says."""

import numpy as np
import pytest
from conftest import BLENDERS
from test_exports import REPAIRED, WORST_PCT

KINDS = [
    "chain of props",
    "rider",
    "shape tracks",
    "second take",
    "one name",
    "pictures",
]


def has_usd(blender):
    return blender.name != "3.4"


@pytest.fixture(scope="module")
def from_newest(tmp_path_factory):
    """(folder, truth) of files that the newest Blender wrote: it says more of bones
    than older ones read."""
    if not BLENDERS or not has_usd(BLENDERS[-1]):
        pytest.skip("no Blender with USD")
    folder = tmp_path_factory.mktemp("newest")
    return folder, BLENDERS[-1].scenario("usd", "artist", folder=str(folder))


def test_artists_files(blender, native, from_newest):
    """Bones are as long and posed as in the Blender that wrote them, clips have their
    names, and an object hangs on the bone that it follows."""
    if not has_usd(blender):
        pytest.skip("no USD in this Blender")
    folder, truth = from_newest
    found = blender.scenario("usd", "read_artist", folder=str(folder))
    for name, got in found.items():
        want = truth[name.split(".")[0]]
        heads = np.array(want["heads"])[: len(got["heads"])]
        away = np.abs(np.array(got["heads"]) - heads).max()
        print(name, away, got["lengths"])
        assert away < 1e-5
        assert got["lengths"] == pytest.approx(want["lengths"], abs=1e-5)
        assert got["scale"] == pytest.approx(want["scale"], abs=1e-3)
        if name.startswith("clip"):
            assert (got["clip"], got["bone"]) == ("Nod", "bone_2")
            moved = np.abs(np.subtract(got["sword"], want["sword"])).max()
            assert moved < 1e-5


def test_file_is_as_seen(blender, native, tmp_path):
    if not has_usd(blender):
        pytest.skip("no USD in this Blender")
    found = blender.scenario(
        "exports", "roundtrips", kinds=[*KINDS, "segmented"], folder=str(tmp_path),
        ending="usdz",
    )  # fmt: skip
    # Segmented bones bend the mesh as USD cannot.
    report = found.pop("segmented")["report"]
    if report["checked"]:
        assert "Skin" in " ".join(report["missing"])
        assert report["extent_error_pct"] > 0.1
    for kind, got in found.items():
        report = got["report"]
        print(kind, got["worst"], report, got["objects"])
        assert got["moved"] > 0.05 and got["worst"] < WORST_PCT
        assert got["changed"] == [] and report["missing"] == []
        assert bool(report["repaired"]) == (kind in REPAIRED)
        # 4.2 has no library that reads USD.
        assert report["checked"] == (blender.name != "bpy-4.2")
        if report["checked"]:
            assert report["extent_error_pct"] < WORST_PCT
            assert report["joint_error_pct"] < WORST_PCT
            assert report["clips"]["Wave"] == pytest.approx([0, 0.5], abs=1e-3)
            assert report["skins"] == (2 if kind == "rider" else 1)
            assert set(report["clips"]) == {
                "Wave", *(["Ride"] if kind == "rider" else [])
            }  # fmt: skip
        assert "Wave" in got["actions"] and "Wave.001" not in got["actions"]
        if kind == "rider":
            # Of two clips, 4.2 leaves the names to the property.
            two = ["Anim"] if blender.name == "bpy-4.2" else ["Ride", "Wave"]
            assert sorted(set(got["prims"])) == two
        else:
            # Shape keys without a rig have a skeleton of their own.
            own = {"Anim"} if kind == "one name" else set()
            assert set(got["prims"]) - own == {"Wave"}
    images = found["pictures"]["images"]
    assert {use.split()[1] for use in images} == {"Base", "NORMAL_MAP", "colour"}
    assert found["chain of props"]["hangs"] == {"Hat": "bone.2"}
    assert {"Hat", "Feather", "Bell"} <= set(found["chain of props"]["objects"])
    assert found["rider"]["hangs"] == {"Rider": "bone.1"}
    assert found["one name"]["objects"] == [
        "Hero", "Rig", "Twin", "a b", "a.b", "a_b"
    ]  # fmt: skip
    assert found["one name"]["shape_keys"] == 2 * ["Rise.L"] + 2 * ["Rise_L"]
