"""Other rest poses of a rig with arms."""

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("animax_native")
sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from animax_training import data, rests

NAMES = (
    "Hips", "Chest", "UpperArm.L", "LowerArm.L", "Hand.L", "Thumb.L",
    "UpperArm.R", "LowerArm.R", "Hand.R", "Thumb.R", "Foot.L",
)  # fmt: skip
PARENT = np.array([-1, 0, 1, 2, 3, 4, 1, 6, 7, 8, 0], np.int32)
REST = np.array([
    [0, 0, 1], [0, 0, 1.5], [0.2, 0, 1.5], [0.5, 0.1, 1.45], [0.8, 0, 1.4],
    [0.85, -0.1, 1.4], [-0.2, 0, 1.5], [-0.5, 0.1, 1.45], [-0.8, 0, 1.4],
    [-0.85, -0.1, 1.4], [0.1, 0, 0],
])  # fmt: skip


def person(file="quaternius/cyberpunk_pack/Character.glb"):
    selection = {
        "position": REST,
        "bone": np.arange(len(NAMES)),
        "tail": np.zeros(len(NAMES), np.uint8),
    }
    return data.Rig(file, {"names": NAMES}, selection | {"parent": PARENT})


def lengths(points):
    return np.linalg.norm(points[1:] - points[PARENT[1:]], axis=-1)


def test_arms_are_found_by_their_names():
    left, right = rests.arms(person())
    assert (left.side, left.path) == (1, [2, 3, 4, 5])
    assert (right.side, right.path) == (-1, [6, 7, 8, 9])


def test_forelegs_are_no_arms():
    assert rests.arms(person("animalia/cow.glb")) == []
    rig = person("animalia/cow.glb")
    assert rests.with_other_arms(rig, np.random.default_rng(0)) is rig


@pytest.mark.parametrize("direction", [(0.0, 0.0, -1.0), (1.0, 0.0, 0.0)])
def test_a_straight_arm_lies_along_its_direction(direction):
    arm = rests.Arm(-1, [6, 7, 8])
    rest = rests.aimed(REST, PARENT, arm, direction, straight=True)
    along = rest[8] - rest[6]
    wanted = np.array(direction) * (-1, 1, 1)
    np.testing.assert_allclose(along / np.linalg.norm(along), wanted, atol=1e-12)
    np.testing.assert_allclose(lengths(rest), lengths(REST))
    others = [0, 1, 2, 3, 4, 5, 6, 10]
    np.testing.assert_array_equal(rest[others], REST[others])


def test_an_arm_that_stays_bent_points_there_with_its_hand():
    arm = rests.Arm(1, [2, 3, 4])
    rest = rests.aimed(REST, PARENT, arm, (0.0, -1.0, 0.0), straight=False)
    along = rest[4] - rest[2]
    np.testing.assert_allclose(along / np.linalg.norm(along), (0, -1, 0), atol=1e-12)

    def bend(p):
        a, b = p[3] - p[2], p[4] - p[3]
        return a @ b / np.linalg.norm(a) / np.linalg.norm(b)

    assert bend(rest) == pytest.approx(bend(REST)) and bend(rest) < 0.99


def test_both_arms_of_a_drawn_rest_are_each_others_mirror_image():
    rig, drawn = person(), []
    for seed in range(40):
        other = rests.with_other_arms(rig, np.random.default_rng(seed))
        rest = other.rest
        np.testing.assert_allclose(lengths(rest), lengths(REST))
        np.testing.assert_allclose(rest[2:6] * (-1, 1, 1), rest[6:10], atol=1e-12)
        along = rest[4] - rest[2]
        drawn.append(along / np.linalg.norm(along))
    assert rig.rest is REST
    level = np.mean([abs(d[2]) < 0.3 and d[0] > 0.9 for d in drawn])
    down = np.mean([d[2] < -0.9 for d in drawn])
    assert 0.3 < level < 0.7 and 0.02 < down < 0.35


def test_opposite_directions_turn_by_half():
    turn = rests.turn_between(np.array([0.0, 0, 2]), np.array([0.0, 0, -1]))
    np.testing.assert_allclose(turn @ (0, 0, 1), (0, 0, -1), atol=1e-12)
    assert np.linalg.det(turn) == pytest.approx(1)
