"""What a .glb or .fbx holds is what Blender showed: the same meshes at the same second,
under the same names, whatever exporters leave out by themselves."""

import pytest

# Re-imported vertices are so far off at most, in % of the body; float32 and, in FBX,
# angles in degrees.
WORST_PCT = 0.02
RIGHT = [
    "plain", "fps 30 over 1.25", "fps 125 over 10", "ntsc", "chain of props", "rider",
    "keyed shapes", "driven shapes", "mixed tracks", "shape tracks", "envelopes",
    "part envelopes", "mirrored", "arrayed shapes", "two scenes", "second take",
    "pictures", "furnished",
]  # fmt: skip
REPAIRED = {
    "mixed tracks": "layers of animation of Rig",
    "shape tracks": "The shape keys of Skin became plain",
    "driven shapes": "layers of animation",
    "envelopes": "bone envelopes of Skin",
    "part envelopes": "bone envelopes of Skin",
    "mirrored": "modifiers of Skin",
    "arrayed shapes": "modifiers of Skin",
    "pictures": "materials of",
}


def roundtrip(blender, kind, ending, tmp_path):
    path = tmp_path / f"out.{ending}"
    got = blender.scenario("exports", "roundtrip", kind=kind, path=str(path))
    report = got["report"]
    print(
        f"{blender.name} {kind} {ending}: mesh {got.get('worst')} %, checked "
        f"{report['extent_error_pct']:.2g} %, joints {report['joint_error_pct']:.2g} %"
    )
    return got, report


@pytest.mark.parametrize("ending", ["glb", "fbx"])
@pytest.mark.parametrize("kind", RIGHT)
def test_file_is_as_seen(blender, tmp_path, kind, ending):
    got, report = roundtrip(blender, kind, ending, tmp_path)
    assert report["missing"] == [] and got["changed"] == []
    assert report["extent_error_pct"] < WORST_PCT
    assert report["joint_error_pct"] < WORST_PCT
    assert list(report["clips"]) == ["Wave"]
    seconds = 12 / got["fps"]
    assert report["clips"]["Wave"] == pytest.approx([0, seconds], abs=1e-3)
    repaired = " ".join(report["repaired"])
    assert REPAIRED.get(kind, "") in repaired and bool(repaired) == (kind in REPAIRED)
    rigs = 2 if kind == "rider" else 1
    assert report["skins"] == rigs
    if "unread" in got:
        # Blender's older FBX importer cannot read a rig below a rig.
        assert (kind, ending) == ("rider", "fbx")
        return
    assert got["moved"] > 0.05 and got["worst"] < WORST_PCT
    if (kind, ending) == ("rider", "fbx"):
        # Newer FBX importers make one rig of a rig and what hangs on its bones.
        assert got["rigs"] == 1 and got["bound"] == 2
        return
    assert got["rigs"] == rigs and got["bound"] == rigs


def test_objects_keep_their_names(blender, tmp_path):
    for kind, names in (("chain of props", "Hat Feather Bell"),
                        ("furnished", "Sun Eye Mark")):  # fmt: skip
        for ending in ("glb", "fbx"):
            got, _ = roundtrip(blender, kind, ending, tmp_path)
            assert {*names.split(), "Rig", "Skin"} <= set(got["objects"])
            # What bones are drawn as is exported where it is shown.
            assert ("Badge" in got["objects"]) == (kind == "furnished")
            assert "Widget" not in got["objects"]


@pytest.mark.parametrize("ending", ["glb", "fbx"])
def test_pictures_stay_apart(blender, tmp_path, ending):
    got, _ = roundtrip(blender, "pictures", ending, tmp_path)
    images = got["images"]
    print(images)
    assert images["Coat Base Color"][0].startswith("Skin")
    assert images["Coat Base Color"][1] == pytest.approx([0.9, 0.1, 0.1], abs=0.1)
    assert images["Coat NORMAL_MAP"][0].startswith("Bumps")
    assert images["Coat NORMAL_MAP"][1] == pytest.approx([0.5, 0.5, 1.0], abs=0.1)
    for name, colour in {
        "Glow": [0.9, 0.5, 0.1], "Lamp": [0.1, 0.9, 0.5], "Shell": [0.5, 0.1, 0.9],
        "Shade": [0.66, 0.66, 0.66],
        # Half of 0.787 and 0.010 in linear colours, and half of blue.
        "Wash": [0.66, 0.06, 0.74],
        "original": [0.66, 0.66, 0.66], "Borrowed": [0.1, 0.5, 0.9],
    }.items():  # fmt: skip
        assert images[f"{name} colour"][0].startswith(
            "Bild" if name == "Borrowed" else (f"{name} paint", f"{name}_paint")
        )
        assert images[f"{name} colour"][1] == pytest.approx(colour, abs=0.1)
    # Of a mix's sides what is seen; the light that an Add Shader adds; no strength.
    assert got["colours"] == {
        "Hidden": [0, 1, 0], "Weighed": [0, 0, 0.25], "Ember": [0, 1, 0],
        "Dark": [0, 0, 0],
    }  # fmt: skip
    assert got["changed"] == [] and got["report"]["missing"] == []
    assert b".part" not in (tmp_path / f"out.{ending}").read_bytes()


def test_exporters_do_not_follow_endless_ways(blender, tmp_path):
    got, report = roundtrip(blender, "tangled", "glb", tmp_path)
    told = [text for text in report["missing"] if "would not come to an end" in text]
    assert told and "Echo, Guest, Host and 1 more" in told[0]
    # The picture stays; materials and slots are afterwards as before.
    names = {f"{name} Base Color" for name in ("Echo", "Guest", "Host", "Maze")}
    assert names <= set(got["images"])
    assert got["changed"] == []


@pytest.mark.parametrize("ending", ["glb", "fbx"])
def test_what_cannot_be_written_is_told(debian, tmp_path, ending):
    got, report = roundtrip(debian, "segmented", ending, tmp_path)
    told = " ".join(report["missing"])
    assert "Skin" in told and "bones with several segments (bone.0)" in told
    assert "Pile" in told and "'Stack' (its relative offset follows the pose" in told
    assert "absolute shape keys" in told and "shape key 'Far', pinned" in told
    assert "Rock (Noise Texture)" in told
    assert "change over time: material Rock, light Sun" in told
    assert "Smooth with 0 subdivisions" in told
    assert got["worst"] > 0.1 and report["extent_error_pct"] > 0.1


@pytest.mark.parametrize("ending", ["glb", "fbx"])
def test_two_runs_make_the_same_file(blender, tmp_path, ending):
    contents = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        roundtrip(blender, "pictures", ending, tmp_path / name)
        contents.append((tmp_path / name / f"out.{ending}").read_bytes())
    assert contents[0] == contents[1]


def test_small_motion_is_kept(blender, tmp_path):
    got = blender.scenario("small_motion", "sway", folder=str(tmp_path))
    print(blender.name, got)
    assert got.pop("moves") > 0.15
    assert len(got) >= 2 and max(got.values()) < WORST_PCT
