"""Rigs and clips through files of every format: the joints are where they were, at the
same second, in every Blender, and have the artist's names."""

import json

import numpy as np
import pytest
from test_command import check, make, no_part_files  # noqa: F401

# Of the rig's size. Files hold float32, and text files six digits.
SAME = 1e-4


def has_usd(blender):
    return blender.name != "3.4"


def distance(got, want):
    """The largest distance of two dicts bone -> place or places, as a share of the size
    of what is wanted."""
    assert set(got) == set(want)
    want_all = np.array([want[n] for n in sorted(want)])
    got_all = np.array([got[n] for n in sorted(want)])
    size = np.linalg.norm(np.ptp(want_all.reshape(-1, 3), axis=0))
    return float(np.abs(got_all - want_all).max() / size)


def compare(got, want, clips, mesh=True):
    """Prints and checks all that one file holds."""
    figures = {"rest": distance(got["rest"], want["rest"])}
    assert set(got["clips"]) == set(clips)
    for name in clips:
        a, b = got["clips"][name], want["clips"][name]
        assert a["duration"] == pytest.approx(b["duration"], abs=1e-4)
        figures[name] = distance(a["heads"], b["heads"])
        if mesh:
            size = np.linalg.norm(np.subtract(*b["mesh"]))
            figures[f"{name}, mesh"] = float(
                np.abs(np.subtract(a["mesh"], b["mesh"])).max() / size
            )
    print(figures)
    assert max(figures.values()) < SAME, figures


@pytest.fixture(scope="module")
def from_debian(tmp_path_factory):
    """dict name -> (path, truth): files that the oldest Blender's exporters wrote."""
    from conftest import BLENDERS, native_path

    if native_path() is None or not BLENDERS:
        pytest.skip("the native module is not built; make build")
    folder, found = tmp_path_factory.mktemp("debian"), {}
    kinds = {
        "rig.fbx": {},
        "24.fbx": {"fps": 24, "place": False, "start": 1},
        "rig.dae": {},
        "still.fbx": {"still": True},
    }
    for name, how in kinds.items():
        path = folder / name
        found[name] = (
            path,
            BLENDERS[0].scenario("formats", "make", path=str(path), **how),
        )
    return found


@pytest.mark.parametrize("name", ["rig.fbx", "24.fbx"])
def test_fbx(blender, from_debian, name):
    """Touching bones that leave their parents, in a file of another frame rate; the
    importers' "Hero|Hero|Wave" is the artist's Wave."""
    path, want = from_debian[name]
    got = blender.scenario("formats", "read", path=str(path))
    del got["rest"]["bone.3_end"]
    for clip in got["clips"].values():
        del clip["heads"]["bone.3_end"]
    compare(got, want, ["Nod", "Wave"])
    assert got["fps"] == pytest.approx(want["fps"])
    # All others move away from their parents.
    assert got["connected"] == ["bone.3_end"]


def test_bones_that_stay_are_connected(blender, from_debian):
    path, _ = from_debian["still.fbx"]
    got = blender.scenario("formats", "read", path=str(path))
    assert got["connected"] == ["bone.1", "bone.2", "bone.3", "bone.3_end"]


def test_collada(blender, from_debian, fake_model, tmp_path):
    """Of a rig that stands elsewhere and is scaled, of which the importer makes clips
    that jump; without an importer, a sentence."""
    path, want = from_debian["rig.dae"]
    if blender.name.startswith("bpy-5"):
        done = blender.batch("roundtrip", "--input", path, "--clip", "Wave")
        check(done, 2, says="no Collada importer .* Blender 4.5 or older")
        return
    got = blender.scenario("formats", "read", path=str(path))
    (clip,) = got["clips"]
    got["clips"] = {"Wave": got["clips"][clip]}
    # The scene's rate stays; times are seconds. Each fifth frame of 30 fps is the fourth
    # of 24.
    compare(every(4, got), every(5, want), ["Wave"], mesh=False)


def every(step, found):
    heads = found["clips"]["Wave"]["heads"]
    clip = {**found["clips"]["Wave"], "heads": {n: v[::step] for n, v in heads.items()}}
    return {**found, "clips": {"Wave": clip}}


@pytest.mark.parametrize("ending", ["usda", "usdc", "usdz", "usd"])
def test_usd(blender, native, tmp_path, ending):
    if not has_usd(blender):
        pytest.skip("no USD in this Blender")
    path = tmp_path / f"rig.{ending}"
    names = {"bone.1": "Über 1", "bone.2": "1.L", "bone.3": "_.L"}
    want, got = blender.scenario(
        "formats", "there_and_back", path=str(path), names=list(names.items())
    )
    del want["clips"]["Nod"]
    compare(got, want, ["Wave"])
    assert (got["name"], got["fps"], got["range"]) == ("Hero", 30, [10, 34])
    assert got["objects"] == ["ARMATURE Hero", "MESH Skin"]
    assert no_part_files(tmp_path) and [p.name for p in tmp_path.iterdir()] == [
        path.name
    ]


def test_usd_bones_with_one_name(blender, native, tmp_path):
    """Names that USD would make one; from 5.0 on that leaves no bones at all."""
    if not has_usd(blender):
        pytest.skip("no USD in this Blender")
    names = {"bone.1": "a.b", "bone.2": "a_b", "bone.3": "A b"}
    want, got = blender.scenario(
        "formats", "there_and_back", path=str(tmp_path / "a.usdc"), place=False,
        names=list(names.items()),
    )  # fmt: skip
    del want["clips"]["Nod"]
    compare(got, want, ["Wave"])


def test_still_usd(blender, native, tmp_path):
    """The importer would make the scene's range 0 to 0."""
    if not has_usd(blender):
        pytest.skip("no USD in this Blender")
    want, got = blender.scenario(
        "formats", "there_and_back", path=str(tmp_path / "a.usda"), still=True, start=1
    )
    # Another program's file does not say how its bones were called elsewhere.
    want["rest"] = {n.replace(".", "_"): place for n, place in want["rest"].items()}
    compare(got, want, [])
    assert got["range"] == [1, 250]


RATES = {
    "codes": (["timeCodesPerSecond = 30"], 30, 24 / 30, 24),
    "frames": (["framesPerSecond = 12"], 12, 24 / 12, 24),
    "both": (["framesPerSecond = 12", "timeCodesPerSecond = 48"], 48, 24 / 48, 24),
    "neither": ([], 24, 1.0, 24),
    "ticks": (["framesPerSecond = 30", "timeCodesPerSecond = 480"], 30, 0.05, 2),
}


@pytest.mark.parametrize("case", RATES)
def test_usd_keeps_seconds(blender, native, tmp_path, case):
    if not has_usd(blender):
        pytest.skip("no USD in this Blender")
    layer, fps, duration, end = RATES[case]
    got = blender.scenario(
        "formats", "rates", path=str(tmp_path / "a.usda"), layer=layer
    )
    print(got)
    assert got["fps"] == pytest.approx(fps)
    assert got["duration"] == pytest.approx(duration)
    assert got["range"] == [0, end]


@pytest.mark.parametrize("fps, base", [(30, 1.0), (24, 1.001), (25, 0.3)])
def test_usd_header(blender, native, tmp_path, fps, base):
    """Our own reader of text, crate and zipped crate."""
    if not has_usd(blender):
        pytest.skip("no USD in this Blender")
    got = blender.scenario(
        "formats", "layer_fields", folder=str(tmp_path), fps=fps, base=base
    )
    assert len(got) == 4
    for fields in got.values():
        assert fields["timeCodesPerSecond"] == pytest.approx(fps / base, rel=1e-6)
        assert fields["metersPerUnit"] == 1.0


def test_usd_textures(blender, native, tmp_path):
    if not has_usd(blender):
        pytest.skip("no USD in this Blender")
    got = blender.scenario("formats", "textured", path=str(tmp_path / "a.usdz"))
    assert got["images"] and [p.name for p in tmp_path.iterdir()] == ["a.usdz"]
    got = blender.scenario("formats", "textured", path=str(tmp_path / "b.usdc"))
    assert got["images"]
    assert len(list((tmp_path / "textures").iterdir())) == 1


def test_usd_is_refused_where_there_is_none(debian, make, fake_model, tmp_path):  # noqa: F811
    if has_usd(debian):
        pytest.skip("this Blender has USD")
    words = ["animate", "--prompt", "x", "--model", fake_model, "--input"]
    done = debian.batch(*words, make(debian), "--output", tmp_path / "o.usdc")
    check(done, 2, says=r"cannot read or write rigs as USD.*4\.2 or later.*\.glb")
    (tmp_path / "a.usda").write_text("#usda 1.0\n")
    done = debian.batch(*words, tmp_path / "a.usda", "--output", tmp_path / "o.glb")
    check(done, 2, says=r"cannot read or write rigs as USD")


BVH = """HIERARCHY
ROOT Hips
{
  OFFSET 0.0 90.0 0.0
  CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
  JOINT Spine
  {
    OFFSET 0.0 20.0 0.0
    CHANNELS 3 Zrotation Xrotation Yrotation
    End Site
    {
      OFFSET 0.0 30.0 0.0
    }
  }
  JOINT Leg
  {
    OFFSET 10.0 -5.0 0.0
    CHANNELS 3 Zrotation Xrotation Yrotation
    End Site
    {
      OFFSET 0.0 -80.0 0.0
    }
  }
}
MOTION
Frames: 61
Frame Time: 0.00833
"""


@pytest.fixture
def walk_bvh(tmp_path):
    """Half a second at 120 frames per second: the leg swings up to the side."""
    rows = [f"0 90 {n} 0 0 0 0 0 0 {n * 1.5} 0 0" for n in range(61)]
    path = tmp_path / "walk.bvh"
    path.write_text(BVH + "\n".join(rows) + "\n")
    return path


def test_bvh(blender, native, walk_bvh):
    got = blender.scenario("formats", "read", path=str(walk_bvh))
    assert got["fps"] == 120 and set(got["clips"]) == {"walk"}
    clip = got["clips"]["walk"]
    assert clip["duration"] == pytest.approx(0.5)
    # Y up looking along Z becomes Z up looking along -Y.
    assert got["rest"]["Spine"] == pytest.approx([0, 0, 110], abs=1e-3)
    assert got["rest"]["Leg"] == pytest.approx([10, 0, 85], abs=1e-3)
    assert clip["heads"]["Hips"][-1] == pytest.approx([0, -60, 90], abs=1e-3)
    # The mesh that stands in: the leg's tip is now at its side.
    assert clip["mesh"][1][0] > 25


def test_bvh_there_and_back(blender, native, tmp_path):
    want, got = blender.scenario(
        "formats", "there_and_back", path=str(tmp_path / "Wave.bvh")
    )
    del want["clips"]["Nod"]
    compare(got, want, ["Wave"], mesh=False)
    assert got["fps"] == 30


@pytest.mark.parametrize("ending", ["blend", "bvh"])
def test_bvh_is_animated(debian, walk_bvh, fake_model, tmp_path, ending):
    out = tmp_path / f"out.{ending}"
    done = debian.batch(
        "animate", "--input", walk_bvh, "--prompt", "wave", "--output", out,
        "--model", fake_model,
    )  # fmt: skip
    check(done, 0)
    seen = debian.scenario("files", "inspect", path=str(out))
    # As large as the rig: 85 units.
    assert seen["moves"] > 10 and seen["bones"] == ["Hips", "Spine", "Leg"]
    assert seen["meshes"] == (1 if ending == "bvh" else 0)


def test_bvh_roundtrip(debian, walk_bvh, tmp_path):
    report = tmp_path / "r.json"
    done = debian.batch(
        "roundtrip", "--input", walk_bvh, "--clip", "walk", "--report", report,
        fake=False,
    )  # fmt: skip
    got = check(done, 0, report)
    print(got["joint_error_pct"])
    assert got["joint_error_pct"]["mean"] < 1


@pytest.mark.parametrize("version, forward", [("VRM", 1), ("VRMC_vrm", -1)])
def test_vrm(blender, native, tmp_path, version, forward):
    """An avatar of version 0 faces away and is turned; it faces -Y then. (The rig here
    looks to -Y before it is written.)"""
    got = blender.scenario(
        "formats", "avatar", path=str(tmp_path / "a.vrm"), version=version
    )
    assert got == pytest.approx([0, forward, 0], abs=1e-4)


EXTENSIONS = {
    "KHR_draco_mesh_compression": "compressed with Draco, .* without compression",
    "EXT_meshopt_compression": "compressed with meshopt, .* without compression",
    "KHR_texture_basisu": "KTX2 pictures, .* PNG or JPEG",
    "EXT_of_nobody": "needs the glTF extension EXT_of_nobody",
}


@pytest.mark.parametrize("name", EXTENSIONS)
def test_extensions_that_are_missing(debian, native, fake_model, tmp_path, name):
    content = {
        "asset": {"version": "2.0"},
        "extensionsUsed": [name],
        "extensionsRequired": [name],
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [
            {
                "primitives": [
                    {
                        "attributes": {"POSITION": 0},
                        "extensions": {
                            name: {"bufferView": 0, "attributes": {"POSITION": 0}}
                        },
                    }
                ]
            }
        ],
        "accessors": [{"componentType": 5126, "count": 3, "type": "VEC3"}],
        "bufferViews": [{"buffer": 0, "byteLength": 4}],
        "buffers": [
            {"byteLength": 4, "uri": "data:application/octet-stream;base64,AAAAAA=="}
        ],
    }
    path = tmp_path / "a.gltf"
    path.write_text(json.dumps(content))
    done = debian.batch(
        "animate", "--input", path, "--prompt", "x", "--output", tmp_path / "o.blend",
        "--model", fake_model,
    )  # fmt: skip
    check(done, 3, says=EXTENSIONS[name])


def test_fbx_as_text(debian, native, fake_model, tmp_path):
    if not debian.name.startswith("3."):
        pytest.skip("this Blender reads it")
    (tmp_path / "a.fbx").write_text("; FBX 7.4.0 project file\n")
    done = debian.batch(
        "animate", "--input", tmp_path / "a.fbx", "--prompt", "x", "--output",
        tmp_path / "o.blend", "--model", fake_model,
    )  # fmt: skip
    check(done, 3, says="binary FBX alone; export it as binary")
