"""Takes that go where their feet walk: what asks for it, and the keys of the roots."""

import pytest

from addon.take.travel_words import goes_somewhere

GOES = [
    "a dog walks forward", "a man walks slowly forwards", "runs across the field",
    "a knight charges", "walks to the left", "walks backwards", "a dog runs left",
    "a person strafes right", "walks toward the door and sits down", "steps back",
    "a cat sneaking along a wall", "runs very fast across the road", "he retreats",
    "a spider moves sideways", "crosses the street", "A Horse GALLOPS Away",
]  # fmt: skip
STAYS = [
    "a dog walks in place", "a man running on a treadmill", "jogging on the spot",
    "walks forward in place",
]  # fmt: skip
NEITHER = [
    "a dog walks", "a horse gallops", "a man waves his right hand", "turns left",
    "a person walks and looks to the left", "walks on its left leg", "looks back",
    "a man walks with a limp in its left leg", "dances to the music", "idle",
    "the head moves back and forth", "leaves fall from a tree", "the crossbow",
]  # fmt: skip


@pytest.mark.parametrize(
    ("prompts", "answer"), [(GOES, True), (STAYS, False), (NEITHER, None)]
)
def test_what_a_prompt_says(prompts, answer):
    wrong = [p for p in prompts if goes_somewhere(p) is not answer]
    assert not wrong


def test_keys_of_the_root(blender, native, fake_model):
    """In a turned and scaled armature, through turning axes, at every frame."""
    got = blender.scenario("root_motion", "goes_its_way", model=str(fake_model))
    print(got)
    for name in ("forward", "on", "loop", "long"):
        report = got[name]["report"]
        assert got[name]["off"] < 1e-4 and report["goes"], name
        assert report["speed"] == pytest.approx((0.3**2 + 1.2**2) ** 0.5)
        way = [0.3 * got[name]["seconds"], -1.2 * got[name]["seconds"], 0.0]
        assert report["way"] == pytest.approx(way)
    assert got["long"]["seconds"] > 2
    for name in ("plain", "off", "said", "locked"):
        assert max(map(abs, got[name]["way"])) < 1e-4, name
        assert not got[name]["report"]["goes"] and not got[name]["report"]["distance"]
        # How fast a game has to move it.
        assert got[name]["report"]["speed"] > 1
    assert "'bone.0' is locked" in " ".join(got["locked"]["warnings"])
    assert not got["forward"]["warnings"]
    assert "contradict" in got["refused"]
