"""Limits and locks are kept, and what overrules the keys is named."""

import pytest

MODES = ["QUATERNION", "XYZ", "AXIS_ANGLE"]


def test_limits_are_read(blender):
    got = blender.scenario("limits_and_ik", "limits", mode="QUATERNION")
    print(got)
    low, high = -9.0, 9.0  # what the scenario writes for infinities
    assert got["limits"] == [
        [low, 0, 0, high, 0, 0],
        [-0.2, 0, 0, 0.3, 0, 0],
        [0, 0, 0, 0.4, 0, 0],
        [low] * 3 + [high] * 3,
        [low] * 3 + [high] * 3,
    ]
    assert got["locks"] == [[False, False, True]] + [[False] * 3] * 4


@pytest.mark.parametrize("loop", [False, True])
@pytest.mark.parametrize("mode", MODES)
def test_limits_are_kept(blender, native, fake_model, mode, loop):
    got = blender.scenario(
        "limits_and_ik", "kept", model=str(fake_model), mode=mode, loop=loop
    )
    print(got)
    turn = got["turns"]
    for name in ("bone.0", "bone.1", "bone.2"):
        for side in turn[name]:
            assert abs(side[1]) < 1e-6 and abs(side[2]) < 1e-6, name
    # They do move, up to their limits; splines between keys may pass them a little.
    assert turn["bone.0"][1][0] - turn["bone.0"][0][0] > 0.5
    for name, low, high in (("bone.1", -0.2, 0.3), ("bone.2", 0.0, 0.4)):
        smallest, largest = turn[name][0][0], turn[name][1][0]
        assert low - 0.002 < smallest and high - 0.01 < largest < high + 0.002
        # The closed take is bent so far that bone.1 stays at its limit.
        assert smallest < low + 0.01 or (loop and name == "bone.1")
    # What is free does more than these limits would let it.
    for name in ("bone.3", "bone.4"):
        assert turn[name][1][0] - turn[name][0][0] > 0.5
        assert turn[name][1][2] - turn[name][0][2] > 0.4
    assert got["way"][2] < 1e-6 and max(got["way"]) > 0.1


def test_rigs_of_locked_bones_are_refused(debian, native, fake_model):
    got = debian.scenario("limits_and_ik", "locked", model=str(fake_model))
    print(got)
    assert got.pop("the root moves") == got.pop("one is free") == ""
    one = got.pop("the locked one")
    assert one.startswith("Nothing can move: 1 bone (bone.2) is locked")
    assert sorted(got) == ["limits", "locks", "one angle"]
    for sentence in got.values():
        assert "4 bones (bone.0, bone.1, bone.2 ...) are all locked" in sentence
        assert "padlocks" in sentence


def test_what_overrules_keys_is_named(blender):
    got = blender.scenario("limits_and_ik", "said")
    print("\n".join(got["all"]))
    assert got["none"] == []
    # Limits that the keys keep say nothing; those of bone.3 act otherwise.
    assert got["quiet"] == ["Constraints act on top of the keys of 1 bone (bone.3)."]
    assert got["all"] == [
        "Constraints act on top of the keys of 1 bone (bone.3).",
        "IK (bone.2) bends 3 bones (bone.2, bone.1, bone.0) towards Other; unless "
        "it is muted, the keys of these bones have only part of their effect.",
        "IK (bone.4) bends 2 bones (bone.4, bone.3) towards bone.0; unless it is "
        "muted, the keys of these bones have only part of their effect.",
        "Drivers override the keys of 2 bones (bone.1, bone.2).",
        "Drivers switch constraints of 1 bone (bone.3) on or off.",
    ]


@pytest.mark.parametrize("pole", [False, True])
@pytest.mark.parametrize("scale", [1.0, 100.0])
def test_targets_of_ik_go_along(blender, native, pole, scale):
    got = blender.scenario("limits_and_ik", "ik_follows", pole=pole, scale=scale)
    without_keys = blender.scenario(
        "limits_and_ik", "ik_follows", pole=pole, scale=scale, going=False
    )
    print(got, without_keys)
    assert got["said"] == []
    # Blender's IK stops within a thousandth of the chain.
    assert got["error"] < 0.004 < 0.2 < without_keys["error"]


def test_ik_lets_the_take_through(debian, native, fake_model):
    got = debian.scenario("limits_and_ik", "through", model=str(fake_model))
    print(got)
    assert got["swing"] > 0.5 and got["error"] < 0.004
