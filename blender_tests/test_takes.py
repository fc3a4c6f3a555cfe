"""Takes that the artist decides on: what Reject brings back, what Accept and a saved
file keep."""

import json

import pytest

# What is kept of a take for good.
KEYS = {"animax_take", "animax_prompt", "animax_seed", "animax_settings",
        "animax_model", "animax_frames", "animax_fps",
        "animax_confidence"}  # fmt: skip


def test_takes(blender, native, fake_model, tmp_path):
    got = blender.scenario(
        "takes", "everything", model=str(fake_model), folder=str(tmp_path)
    )
    print(got)
    check_rejected(got["rejected"])
    check_many(got["many"])
    check_kept(got["kept"])
    check_chosen(got["chosen"])
    check_two_rigs(got["two_rigs"])
    before, shown, after = got["controls"]["set"]
    assert shown != before == after and got["controls"]["same"]


def check_two_rigs(got):
    for before, after, actions in got["orders"]:
        assert after == before and actions == []
    assert got["facts"] == ["4 bones, 3 deform", "4 joints seen", "Faces -Y"]
    status = got["status"]
    assert status["state"] == "finished" and "'Rig' can be" in status["message"]
    text = "The rig " + 40 * "x" + " and so on and so on"
    assert "".join(got["lines"]).replace(" ", "") == text.replace(" ", "")
    assert max(map(len, got["lines"])) == 10 and got["lines"][0] == "The rig"
    assert got["lines"][-1] == "and so on" and got["whole"]


def check_rejected(got):
    shown = got["shown"]
    assert shown["action"][0] == "waves about" and shown["active"] == "Rig"
    assert [mute for _, mute, _ in shown["tracks"]] == [True] * 3
    assert shown["muted"] == ["Base", "Base"]
    # The artist's Action is kept without a fake user.
    assert shown["users"] == [False, 1]
    assert shown["preview"] == [True, 1, 26] and shown["range"] == [1, 250]
    assert shown["frame"] == [1, 0]
    assert set(shown["keys"]) == {*KEYS, "animax_undecided", "animax_written"}
    assert got["rejected"] == got["solo"] == got["bare"] == got["tweaked"] == {}
    # In Pose Mode, with the bone selected that has the keys.
    assert got["posing"] == ["POSE", ["bone.0", "bone.2"]] and got["posed"] == {}
    assert got["double"] == [{}, "Mine"]
    assert got["replaced"] == ["Below", "Mine", "waves about"]
    assert "made to fail" in got["failure"] and got["failed"] == {}
    status = got["status"]
    assert status["state"] == "failed" and status["error"] == "made to fail"
    assert status["armature"] == "Rig" and status["action"] == ""
    # What the artist has changed since.
    assert set(got["changed since"]) == {"preview", "tracks"}
    before, now = got["changed since"]["tracks"]
    assert now == [*before, ["Later", False, False]]


def check_many(got):
    one, twenty = got["sizes"]
    assert got["actions"] == ["waves about"] and got["seeds"] == 20
    assert twenty == pytest.approx(one, rel=0.05)


def check_kept(got):
    assert got["opened"] == got["rejected after opening"] == {} and got["same keys"]
    assert got["panel"] == ["waves about", 7, True, True, 20, "bone.*"]
    assert got["same again"]
    accepted = got["accepted"]
    assert accepted["name"] == "waves about" and not accepted["fake"]
    assert accepted["cyclic"] and accepted["range"] == [1, 20]
    assert accepted["mine"] and set(accepted["keys"]) == KEYS
    assert got["reopened"] == ["Below", "Mine", "waves about"]
    told = got["told"]
    assert told["animax_prompt"] == "waves about" and told["animax_seed"] == "7"
    assert told["animax_model"] == "stand-in" and told["animax_confidence"] == 1.0
    settings = json.loads(told["animax_settings"])
    assert settings["loop"] and settings["bones"] == ["bone.*"]
    assert not {"model", "seed", "device"} & set(settings)
    pushed = got["pushed"]
    assert pushed["action"] is None and pushed["fake"] and pushed["moves"]
    assert pushed["tracks"] == [["Base", False], ["Off", True], ["Base", False],
                                ["waves about", False]]  # fmt: skip
    # From the first frame of the scene to its end, 19 frames at a time.
    assert pushed["strip"] == ["waves about", 1, 14, "NOTHING"]
    assert pushed["scene"] == [250, True]


def check_chosen(got):
    assert got["variations"] == [3, 4, 5]
    assert got["texts"][1] == "Waves about, confidence 1.00, seed 4"
    assert got["actions"] == ["waves about"]
    assert got["shown"] == [["waves about"], "5", 5]
    assert got["none"] == [[], True] and got["same"]
    assert got["locked"] == ["11", 13] and got["rolled"]
    assert "24 frames per second" in got["rate"]
    assert got["selected"] == "Other" and got["pinned"] == "Rig"
    assert got["two"] == ["nods", "waves about"]
    assert got["left"] == [["nods", "nods.001"], "nods.001"]
    assert got["by hand"] == [["nods", "nods.001"], "nods"]
    status = got["status"]
    assert status["state"] == "finished" and "frames for 3 bones" in status["message"]
