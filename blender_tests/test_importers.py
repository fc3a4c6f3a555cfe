"""Debian's Blender 3.4 in a window: File > Import leaves whole rigs while the add-on is
enabled, and nothing of the repair once it is not."""

import pytest
from conftest import ROOT

BVH = """HIERARCHY
ROOT Hips
{
 OFFSET 0 0 0
 CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
 JOINT Spine
 {
  OFFSET 0 1 0
  CHANNELS 3 Zrotation Xrotation Yrotation
  End Site
  {
   OFFSET 0 1 0
  }
 }
}
MOTION
Frames: 3
Frame Time: 0.0416667
0 0 0 0 0 0 0 0 0
1 0 0 0 0 0 20 0 0
2 0 0 0 0 0 40 0 0
"""


@pytest.fixture
def imported(debian, tmp_path):
    def run(operator, path, enabled=True):
        addons = tmp_path / "scripts" / "addons"
        addons.mkdir(parents=True)
        (addons / "animax").symlink_to(ROOT / "addon")
        extra = {"BLENDER_USER_SCRIPTS": str(addons.parent)}
        got = debian.window(
            "importers", tmp_path, extra, operator=operator, path=str(path),
            enabled=enabled,
        )  # fmt: skip
        assert got["browser"] == ["RUNNING_MODAL"] and got["enabled"] == enabled
        return got

    return run


def test_gltf_from_the_menu_is_whole(debian, imported):
    path = ROOT / "assets" / "rigs" / "dog.glb"
    got = imported("import_scene.gltf", path)
    print({k: v for k, v in got.items() if k != "found"})
    want = debian.scenario("importers", "opened", path=str(path))
    assert got["found"] == want
    rigs = [row for row in want.values() if "bones" in row]
    meshes = [row for row in want.values() if "vertices" in row]
    assert len(rigs[0]["bones"]) == 31 and "WagTail" in rigs[0]["tracks"]
    assert meshes[0]["weights"] > 0 and meshes[0]["modifiers"] == ["ARMATURE"]
    # Other add-ons see NumPy as it is.
    assert not got["numpy"] and not got["left"][0]["gltf"]
    assert "Finder" not in got["left"][1]


def test_bvh_from_the_menu(imported, tmp_path):
    path = tmp_path / "hop.bvh"
    path.write_text(BVH)
    got = imported("import_anim.bvh", path)
    print(got["found"])
    assert got["found"]["hop"]["bones"] == {"Hips": "", "Spine": "Hips"}
    assert got["found"]["actions"] == ["hop"]
    assert not got["left"][0]["bvh"]


def test_importers_as_the_add_on_comes_and_goes(debian, tmp_path):
    if "--background" not in debian.start:
        pytest.skip("only Blender 3.4 needs the repair")
    path = tmp_path / "hop.bvh"
    path.write_text(BVH)
    got = debian.scenario(
        "importers",
        "in_turn",
        glb=str(ROOT / "assets" / "rigs" / "dog.glb"),
        bvh=str(path),
    )
    print(got)
    broken, whole = ["np.bool", "rU"] * 2, [[[31], 1], [[2], 1]] * 2
    assert got["found"] == [broken, whole, broken, whole]
    assert got["left"] == {"gltf": False, "bvh": False} and not got["numpy"]
