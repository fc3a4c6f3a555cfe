"""The skeleton stays whole: bones rotate, and only roots and those that the rig's clips
or the artist name move."""

import json
import sys

import numpy as np
import pytest
from conftest import ROOT
from test_command import check

sys.path.insert(0, str(ROOT))

from addon.rig.root_bones import root_bones

ALWAYS = ["ground", "hips"]


def roots(rows, bare=()):
    """Names of the roots of rows (name, parent, head, tail); bare: without a mesh."""
    names = [row[0] for row in rows]
    parents = [names.index(row[1]) if row[1] else -1 for row in rows]
    found = root_bones(
        np.array(parents),
        np.array([row[2] for row in rows], float),
        np.array([row[3] for row in rows], float),
        np.array([name not in bare for name in names]),
    )
    return [name for name, root in zip(names, found, strict=True) if root]


LEGS = [
    (f"{name}.{side}", parent.replace("?", side), (x, 0, top), (x, 0, end))
    for side, x in (("L", 0.2), ("R", -0.2))
    for name, parent, top, end in (
        ("thigh", "hips", 1.0, 0.55), ("shin", "thigh.?", 0.55, 0.1)
    )
]  # fmt: skip
TRUNK = [("spine", "hips", (0, 0, 1.1), (0, 0, 1.5))]
HIPS = ("hips", None, (0, 0, 1), (0, 0, 1.1))
GROUND = ("root", None, (0, 0, 0), (0, 0.2, 0))


def test_hips_are_the_root():
    assert roots([HIPS, *TRUNK, *LEGS]) == ["hips"]


def test_hips_below_a_ground_bone():
    below = ("hips", "root", *HIPS[2:])
    rows = [GROUND, below, *TRUNK, *LEGS]
    assert roots(rows, ["root"]) == ["root", "hips"]
    # With a mesh of its own it would come off that mesh.
    assert roots(rows) == ["root"]
    # Control bones beside the hips move no mesh, nor do those below.
    extra = [("ik", "root", (0, 1, 0), (0, 1, 1)), ("ik2", "ik", (0, 1, 1), (0, 1, 2))]
    assert roots([*rows, *extra], ["root", "ik", "ik2"]) == ["root", "hips"]
    # A second bone without a mesh on the way: fox-like rigs hang all from bare hips.
    assert roots(rows, ["root", "hips"]) == ["root", "hips"]


def test_trunk_and_thighs_hang_together():
    """All of them below a bare root: none may leave the others."""
    hips = ("hips", "root", *HIPS[2:])
    legs = [(n, "root" if p == "hips" else p, *at) for n, p, *at in LEGS]
    assert roots([GROUND, hips, *TRUNK, *legs], ["root"]) == ["root"]


def test_blocks_below_a_bare_root():
    """Block figures: body, head and limbs all hang from one root."""
    rows = [GROUND, ("body", "root", (0, 0, 0.7), (0, 0, 1.4))]
    rows.append(("head", "root", (0, 0, 1.4), (0, 0, 1.9)))
    for x in (-0.1, 0.1):
        rows.append((f"leg{x}", "root", (x, 0, 0.7), (x, 0, 0)))
    assert roots(rows, ["root"]) == ["root"]


@pytest.mark.parametrize("gap", [0.0, 0.02])
def test_feet_at_the_ends_of_legs(gap):
    """Rigs for IK: feet beside the body, where its legs end."""
    hips = ("hips", "root", *HIPS[2:])
    feet = [
        (f"foot.{side}", "root", (x, 0, 0.1 - gap), (x, -0.2, 0))
        for side, x in (("L", 0.2), ("R", -0.2))
    ]
    rows = [GROUND, hips, *TRUNK, *LEGS, *feet]
    assert roots(rows, ["root"]) == ["root", "hips", "foot.L", "foot.R"]
    # A plinth on the ground beside it is none, and then there are two bodies.
    away = [("plinth", "root", (3, 0, 0), (3, 0, 0.1))]
    assert "plinth" not in roots([*rows, *away], ["root"])


def test_nothing_deforms():
    assert roots([GROUND, ("a", "root", (0, 0, 1), (0, 0, 2))], ["root", "a"]) == [
        "root"
    ]


def test_who_may_move(blender):
    got = blender.scenario("whole", "who_moves")
    print(got)
    assert got.pop("moved") == [*ALWAYS, "spine"]
    assert got.pop("two clips") == [*ALWAYS, "spine"]
    # What a scaled bone carries along comes off it.
    assert got.pop("scaled") == [*ALWAYS, "head"]
    assert got.pop("stretch") == [*ALWAYS, "head", "shin.L"]
    assert all(names == ALWAYS for names in got.values()), got
    assert len(got) == 6


def test_how_far_they_may_move(debian):
    got = debian.scenario("whole", "reach")
    print(got)

    def same(limits, low, high):
        return np.abs(np.array(limits) - [low, high]).max() < 1e-5

    # From the smallest to the largest key of all clips; roots are free.
    assert list(got["clips"]) == ["spine"] and got["stretch"] == {}
    assert same(got["clips"]["spine"], [0, -0.03, 0], [0.02, 0.1, 0.3])
    assert same(got["mirrored"]["spine"], [-0.02, -0.03, 0], [0, 0.1, 0.3])
    assert list(got["scaled"]) == ["head"]
    assert same(got["scaled"]["head"], [0, 0, 0], [0, 0.2, 0])


def test_targets_of_ik_may_move(debian):
    got = debian.scenario("whole", "ik")
    assert got["free"] == [*ALWAYS, "foot.L", "pole.L"]
    # The ground bone carries the mesh, the pole does not.
    assert len(got["written"]) == 9 and "pole.L" not in got["written"]
    assert {"ground", "foot.L"} <= set(got["written"])


OPTIONS = {
    "plain": {},
    "loop": {"loop": True, "in_place": True, "smoothing": 0.2},
    "long": {"frames": 60},
    "long loop": {"frames": 60, "loop": True},
    "reduced": {"keys": "reduced"},
}


@pytest.mark.parametrize("options", OPTIONS)
def test_bones_stay_on(debian, native, fake_model, options):
    """Joints a third too far apart: the keys only rotate, whatever is done to them."""
    got = debian.scenario(
        "whole", "take", model=str(fake_model), generated=0.33, **OPTIONS[options]
    )
    print(got)
    assert set(got["apart"]) <= {"hips"}
    # The walk itself is there.
    assert "loop" in options or got["travelled"] > 0.2


def test_bones_move_as_far_as_clips_do(debian, native, fake_model):
    """The head, 0.4 above the spine, by 0.02 (a clip moves it so far), although it is
    wanted farther away; and not beyond after the ends of a loop were joined."""
    got = debian.scenario(
        "whole", "take", model=str(fake_model), generated=0.33,
        moved=["head", [(0, 0, 0), (0, 0.02, 0)]], frames=60,
    )  # fmt: skip
    print(got)
    assert set(got["apart"]) <= {"hips", "head"}
    assert got["apart"]["head"] == pytest.approx(0.02 / 0.4, rel=0.01)


@pytest.mark.parametrize("scale", [0.01, 100.0])
def test_bones_stay_on_scaled_rigs(debian, native, fake_model, scale):
    got = debian.scenario(
        "whole", "take", model=str(fake_model), generated=0.33, scale=scale
    )
    assert set(got["apart"]) <= {"hips"}


def test_what_the_artist_stretches(debian, native, fake_model):
    got = debian.scenario(
        "whole", "take", model=str(fake_model), generated=0.33, stretch=["head"]
    )
    print(got)
    assert 0.1 < got["apart"]["head"] < 1 and set(got["apart"]) <= {"hips", "head"}
    free = debian.scenario(
        "whole", "take", model=str(fake_model), generated=0.33, stretch=["*"]
    )
    held = debian.scenario("whole", "take", model=str(fake_model), generated=0.33)
    whole = debian.scenario("whole", "take", model=str(fake_model))
    print(free["missed"], held["missed"], whole["missed"])
    # What can be reached is; the rest is not, unless bones stretch.
    assert whole["missed"] < 0.004 and free["missed"] < 0.01 < 0.02 < held["missed"]


def test_bones_that_cannot_stretch_are_named(debian, native, fake_model):
    got = debian.scenario(
        "whole", "take", model=str(fake_model), stretch=["head"], warned=["head"]
    )
    assert got["warnings"] == [
        "Stretch has no effect on 1 bone (head): connected to the parent, or locked in "
        "its location; disconnect or unlock it."
    ]


def test_unknown_bones_are_refused(debian, tmp_path):
    report = tmp_path / "r.json"
    done = debian.batch(
        "animate", "--input", ROOT / "assets" / "rigs" / "dog.glb", "--prompt", "walk",
        "--output", tmp_path / "o.blend", "--stretch", "wing*", "--report", report,
        "--model", ROOT / "blender_tests" / "data" / "tiny_model",
    )  # fmt: skip
    check(done, 3, report, "No bone is called wing*")


@pytest.mark.parametrize("name", ["dog", "person"])
def test_generated_takes(debian, native, tmp_path, name):
    """What the embedded model makes of our own rigs, and that both kinds of a rig's
    joints tell in the confidence."""
    out, report = tmp_path / "o.blend", tmp_path / "r.json"
    done = debian.batch(
        "animate", "--input", ROOT / "assets" / "rigs" / f"{name}.glb", "--prompt",
        f"a {name} jumps", "--output", out, "--report", report, fake=False,
    )  # fmt: skip
    check(done, 0, report)
    got = debian.scenario("whole", "made", path=str(out))
    confidence = json.loads(report.read_text())["confidence"]
    print(max(got.values()), confidence)
    assert got and max(got.values()) < 1e-3
    assert 0 < confidence < 1
