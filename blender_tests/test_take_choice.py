"""Choosing among takes in the panel: their pictures, keys that are the artist's, takes
as assets; and the buttons that help against an error."""

import pytest


def test_take_choice(blender, native, fake_model, given_model, tmp_path):
    got = blender.scenario(
        "take_choice", "everything", model=str(fake_model), folder=str(tmp_path),
        given=str(given_model),
    )  # fmt: skip
    print(got)
    check_pictures(got["pictures"])
    check_edits(got["edits"])
    given = got["edits_given"]
    # Frame 12 of the scene is the nearest to the model's fourth.
    assert given["given"] == [3] and given["kept"] < 1e-6
    # A loop's last frame shows the first again.
    controls = got["edits_controls"]
    assert controls["apart"] < 1e-6
    assert any("(frame 1) were carried over" in text for text in controls["texts"])
    check_assets(got["assets"])
    assert given["type"] == "KEYFRAME" and "through their poses" in given["text"]


def check_pictures(got):
    assert got["at first"] == [0, 0, 0]
    # Nine frames were generated.
    assert got["icons"] == [9, 9, 9]
    assert got["still"] == 4 and got["moving"]
    assert got["stored"] < 1 / 255
    assert got["poses differ"] and got["takes differ"]
    low, high, left, right = got["box"]
    assert low >= 3 and high <= 60 and left >= 3 and right <= 60
    assert max(high - low, right - left) > 48
    # From the side, 15 degrees to the front; from the front; from the side.
    assert got["azimuths"][:2] == pytest.approx([75, 0])
    assert got["azimuths"][2] % 360 == pytest.approx(165)
    assert got["calls"] == 4
    assert got["forgotten"] == [0, 0]


def check_edits(got):
    # Before 4.2 Blender has no such type.
    assert got["types"] in (["GENERATED"], ["KEYFRAME"])
    assert got["none"] is False
    frames, paths, deleted, rewritten = got["edits"]
    assert frames == [4, 8, 12] and deleted == 2 and rewritten is False
    assert paths == [
        'pose.bones["bone.0"].location',
        'pose.bones["bone.1"].rotation_quaternion',
        'pose.bones["bone.2"].scale',
    ]
    assert got["kept"] < 1e-6 and got["others"] > 0.4
    # Every frame has a key: without what leads to it, the edit alone would jump.
    assert got["jump"] < 0.12
    assert got["key types"] == ["KEYFRAME", got["types"][0]]
    carried, deleted = got["texts"]
    assert "(frames 4, 8, 12) were carried over; the motion around" in carried
    assert deleted == "2 keys that you had deleted are there again."
    assert got["shorter"] == [4, 8] and "at 1 frame outside" in got["outside"]
    assert got["back"] < 1e-6 and "choose it again" in got["said"]
    assert got["opened"] == [4, 8, 12]
    actions, text = got["retimed"]
    assert len(actions) == 2 and "stays in the file as the Action" in text
    assert got["accepted"] is False


def check_assets(got):
    catalog = "6f6a3c0e-5c1b-4b52-9d5e-a21f0c4e7a90"
    name, description, tags, chosen, undecided = got["asset"]
    assert name == description == "waves about"
    assert tags == ["AnimaX", "Rig", "Loop"] and not undecided
    assert chosen == catalog and got["unsaved"] == ["", []]
    size, brightest = got["picture"]
    assert size == [256, 256] and brightest > 0.5
    assert got["listed"] == f"{catalog}:AnimaX:AnimaX"
    assert got["other"] and got["same file"] == 2
    assert got["opened"] == ["waves about", catalog]


def test_remedies(blender, native, fake_model, tmp_path):
    got = blender.scenario(
        "remedies", "everything", model=str(fake_model), folder=str(tmp_path)
    )
    print(got)
    check_scale(got["scale"])
    check_override(got["override"])
    check_others(got["others"])
    presets = got["presets"]
    assert presets["plans"] == {name: name for name in presets["plans"]}
    assert len(presets["plans"]) == 9
    assert presets["others"] == {
        "arms as forelegs": "quadruped", "limbs of one bone": "biped",
        "fore and hind": "quadruped", "twists": "biped",
    }  # fmt: skip
    title, first, *_, last = presets["drawn"]
    assert title == "Other body" and first == "a creature moves forward"
    assert last == "ANIMAX_MT_all_presets" and presets["prompt"] == "a fish swims"


def check_scale(got):
    assert "is stretched (scale 1, 1, 2)" in got["said"]
    assert got["offered"] == [["scale", "Rig"]] and got["pressed"] == ["FINISHED"]
    assert got["scale"] == [1, 1, 1] and got["moved"] < 1e-5
    assert got["left"] == [] and got["then"] == ["FINISHED"]
    assert "Make Single User" in got["shared"]


def check_override(got):
    assert set(got) == {"collection", "objects", "instance"}
    for said, offered, pressed, objects, then in got.values():
        assert "library override" in said and offered == [["override", "Rig"]]
        assert pressed == then == ["FINISHED"]
        # None of what is linked is left in the scene beside it.
        assert objects == [["Rig", True], ["Skin", True]]


def check_others(got):
    said, offered, pressed, mode = got["edit"]
    assert said.startswith("Error: Leave Edit Mode") and offered == [["edit", "Rig"]]
    assert pressed == ["FINISHED"] and mode == "OBJECT"
    assert got["named"] == [[["rig", "Rig"]], ["FINISHED"], "Rig"]
    # The take stays, with its warnings.
    assert got["front"] == [
        ["FINISHED"], [["front", "Rig"]], ["FINISHED"], "+x", False,
    ]  # fmt: skip
    said, offered = got["model"]
    assert "no model at" in said and offered == [["model", ""]]
    assert got["drawn"] == ["animax.choose_model", "Faces", "-Y", "+X", "+Y", "-X"]
