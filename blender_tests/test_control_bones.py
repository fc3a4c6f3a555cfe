"""Deforming bones that copy control bones: the controls are keyed, and what is seen is
what was solved, mesh against mesh in % of the mesh."""

import pytest

KINDS = [
    "transforms",
    "rotation and location",
    "armature",
    "child of",
    "two steps",
    "flat bones",
    "flat controls",
    "turned axes",
    "big control",
    "locked",
]
CONTROLS = [f"CTL-bone.{n}" for n in range(4)]


@pytest.mark.parametrize("kind", KINDS)
def test_controls_are_keyed(blender, native, fake_model, kind):
    got = blender.scenario("control_bones", "animate", kind=kind, model=str(fake_model))
    print(kind, got)
    assert got["moves"] > 20 and got["worst"] < 0.05
    assert set(CONTROLS) <= set(got["keyed"])
    assert not any(name.startswith(("bone.", "MID")) for name in got["keyed"])
    # The skeleton is that of the bones that deform, whatever their own parents are.
    assert got["parents"] == {"bone.1": "bone.0", "bone.3": "bone.2"}
    assert got["warnings"] == []


def test_only_chosen_bones(debian, native, fake_model):
    got = debian.scenario(
        "control_bones", "animate", kind="transforms", model=str(fake_model),
        bones=["bone.2"],
    )  # fmt: skip
    print(got)
    assert got["keyed"] == ["CTL-bone.2"] and got["warnings"] == []


def test_bones_that_keys_do_not_reach_are_refused(debian, native, fake_model):
    got = debian.scenario(
        "control_bones", "animate", kind="held", model=str(fake_model)
    )
    print(got)
    code, sentence = got["error"]
    assert code == 3 and "Copy Transforms" in sentence and "Mute" in sentence
    assert got["same"]


def test_half_reached_bones_are_named(debian, native, fake_model):
    got = debian.scenario(
        "control_bones", "animate", kind="half", model=str(fake_model)
    )
    print(got)
    assert got["worst"] > 1
    assert any("does not show the take as generated" in w for w in got["warnings"])


def test_a_take_that_does_not_show_is_taken_back(debian, native, fake_model):
    got = debian.scenario("control_bones", "late_failure", model=str(fake_model))
    print(got)
    assert "Keys do not move the mesh" in got["said"]
    assert got["same"] and got["action"] == "Earlier" and got["muted"] == [False]
