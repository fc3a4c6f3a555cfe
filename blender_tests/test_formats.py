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
        # The names of both clips begin with 63 bytes that are alike.
        "long.fbx": {"rig": "A rig that has more letters than most"},
        # The armature as one more bone, with its scale.
        "limb.fbx": {"options": {"armature_nodetype": "LIMBNODE"}},
    }
    for name, how in kinds.items():
        path = folder / name
        found[name] = (
            path,
            BLENDERS[0].scenario("formats", "make", path=str(path), **how),
        )
    return found


@pytest.mark.parametrize("name", ["rig.fbx", "24.fbx", "long.fbx", "limb.fbx"])
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


def test_two_rigs_in_fbx(debian, blender, native, tmp_path):
    """Each rig plays its own Action of a clip that both have."""
    path = tmp_path / "two.fbx"
    debian.scenario("formats", "two_rigs", path=str(path))
    got = blender.scenario("formats", "own_clips", path=str(path))
    assert got == {"Ann": "Ann|Wave", "Bob": "Bob|Wave"}


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
    # The scene's rate stays; times are seconds. Each fifth frame of 30 fps is the
    # fourth of 24.
    compare(every(4, got), every(5, want), ["Wave"], mesh=False)


def every(step, found):
    heads = found["clips"]["Wave"]["heads"]
    clip = {**found["clips"]["Wave"], "heads": {n: v[::step] for n, v in heads.items()}}
    return {**found, "clips": {"Wave": clip}}


def several(blender, **calls):
    """Of formats.py's functions by name, in one Blender with USD."""
    if not has_usd(blender):
        pytest.skip("no USD in this Blender")
    return blender.scenario("formats", "several", calls=calls)


def test_usd(blender, native, tmp_path):
    """Through files of each kind; names that USD would make one (from 5.0 on that
    leaves no bones at all); a still file, of which the importer would make the scene's
    range 0 to 0."""
    names = {"bone.1": "Über 1", "bone.2": "1.L", "bone.3": "_.L"}
    alike = {"bone.1": "a.b", "bone.2": "a_b", "bone.3": "A b"}
    calls = {}
    for ending in ("usda", "usdc", "usdz", "usd"):
        (tmp_path / ending).mkdir()
        calls[ending] = {"path": str(tmp_path / ending / f"rig.{ending}"),
                         "names": list(names.items())}  # fmt: skip
    calls["alike"] = {"path": str(tmp_path / "a.usdc"), "place": False,
                      "names": list(alike.items())}  # fmt: skip
    calls["still"] = {"path": str(tmp_path / "s.usda"), "still": True, "start": 1}
    for how in calls.values():
        how["call"] = "there_and_back"
    found = several(blender, **calls)
    for name, (want, got) in found.items():
        if name == "still":
            # Another program's file does not say how its bones were called elsewhere.
            rest = {n.replace(".", "_"): place for n, place in want["rest"].items()}
            compare(got, {**want, "rest": rest}, [])
            assert got["range"] == [1, 250]
            continue
        del want["clips"]["Nod"]
        compare(got, want, ["Wave"])
        if name == "alike":
            continue
        # An exported clip starts at 0 s.
        assert (got["name"], got["fps"], got["range"]) == ("Hero", 30, [0, 24])
        assert got["objects"] == ["ARMATURE Hero", "MESH Skin"]
        folder = tmp_path / name
        assert no_part_files(folder)
        assert [p.name for p in folder.iterdir()] == [f"rig.{name}"]


RATES = {
    "codes": (["timeCodesPerSecond = 30"], 30, 24 / 30, 24),
    "frames": (["framesPerSecond = 12"], 12, 24 / 12, 24),
    "both": (["framesPerSecond = 12", "timeCodesPerSecond = 48"], 48, 24 / 48, 24),
    "neither": ([], 24, 1.0, 24),
    "ticks": (["framesPerSecond = 30", "timeCodesPerSecond = 480"], 30, 0.05, 2),
}


def test_usd_keeps_seconds(blender, native, tmp_path):
    calls = {
        name: {"call": "rates", "path": str(tmp_path / f"{name}.usda"), "layer": how[0]}
        for name, how in RATES.items()
    }
    for name, got in several(blender, **calls).items():
        _, fps, duration, end = RATES[name]
        print(name, got)
        assert got["fps"] == pytest.approx(fps)
        assert got["duration"] == pytest.approx(duration)
        assert got["range"] == [0, end]


def test_usd_header(blender, native, tmp_path):
    """Our own reader of text, crate and zipped crate."""
    rates = {"plain": (30, 1.0), "ntsc": (24, 1.001), "fast": (25, 0.3)}
    calls = {
        name: {"call": "layer_fields", "folder": str(tmp_path), "fps": f, "base": b}
        for name, (f, b) in rates.items()
    }
    for name, got in several(blender, **calls).items():
        assert len(got) == 4
        for fields in got.values():
            fps, base = rates[name]
            assert fields["timeCodesPerSecond"] == pytest.approx(fps / base, rel=1e-6)
            assert fields["metersPerUnit"] == 1.0


def test_usd_textures(blender, native, tmp_path):
    zipped, beside = tmp_path / "zipped", tmp_path / "beside"
    again = tmp_path / "again"
    for folder in (zipped, beside, again):
        folder.mkdir()
    got = several(
        blender,
        zipped={"call": "textured", "path": str(zipped / "a.usdz")},
        beside={"call": "textured", "path": str(beside / "b.usdc")},
        again={"call": "textured_again", "path": str(again / "b.usdc")},
    )
    assert got["zipped"]["images"] and got["beside"]["images"]
    assert [p.name for p in zipped.iterdir()] == ["a.usdz"]
    assert len(list((beside / "textures").iterdir())) == 1
    # No picture of another file is replaced, and no folder is left behind.
    said = got["again"].pop("said")
    name = got["again"]["name"]
    assert len(said) == 2 and all("is another picture" in line for line in said)
    assert got["again"] == {"picture": "another picture", "name": name}
    assert {p.name for p in again.iterdir()} == {"b.usdc", "textures", name}


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
