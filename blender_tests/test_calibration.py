"""90 % sure is right 90 % of the time: on made-up creatures, through nano's VAE, with
the damages of the benchmark. The tables of confidence.c were fitted to other things."""

import sys
from pathlib import Path

import animax_native as native
import numpy as np
import pytest

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT))
from evaluation.motion import calibration
from evaluation.motion.clips import Clip
from evaluation.motion.scene import Model

CREATURES, FRAMES = 6, 9
# The benchmark gives 0.027 and 0.010; these, others and few, 0.025 and 0.041. The old
# confidences: 0.22 of the points (below), 0.118 of the benchmark's joints.
BOUND_JOINTS, BOUND_POINTS = 0.05, 0.06


def creature(seed):
    """A trunk of four bones, and five limbs of three on it; all of it sways."""
    random = np.random.default_rng(seed)
    parents = [-1, 0, 1, 2]
    for limb in range(5):
        first = len(parents)
        parents += [limb % 4, first, first + 1]
    rest, lengths, along = [], [], []
    for parent in parents:
        way = random.normal(size=3) + (2 * along[parent] if parent >= 0 else [0, 0, 2])
        way /= np.linalg.norm(way)
        side = np.cross(way, random.normal(size=3))
        side /= np.linalg.norm(side)
        matrix = np.eye(4)
        matrix[:3, :3] = np.stack([side, way, np.cross(side, way)], axis=1)
        if parent >= 0:
            matrix[:3, 3] = rest[parent][:3, 3] + along[parent] * lengths[parent]
        rest.append(matrix)
        along.append(way)
        lengths.append(random.uniform(0.2, 0.5))
    rig = {
        "parents": np.array(parents, np.int32),
        "rest": np.array(rest),
        "lengths": np.array(lengths),
        "flags": np.ones(len(parents), np.uint8),
    }
    time = np.arange(FRAMES)[:, None] * 2 * np.pi / 10
    half = 0.25 * np.sin(time + random.uniform(0, 6, len(parents)))
    rotation = np.zeros((FRAMES, len(parents), 4))
    axis = random.normal(size=(len(parents), 3))
    axis /= np.linalg.norm(axis, axis=-1, keepdims=True)
    rotation[..., 0] = np.cos(half)
    rotation[..., 1:] = np.sin(half)[..., None] * axis
    matrices = native.forward(rig, rotation, np.zeros((FRAMES, len(parents), 3)))
    rig["reach"] = rig["lengths"]
    return Clip(f"creature-{seed}", "made up", rig, np.asarray(matrices))


@pytest.fixture(scope="module")
def reported():
    folder = ROOT / "assets" / "nano-joint"
    if not (folder / "model.json").exists():
        pytest.skip("assets/nano-joint is not there")
    model = Model.open(folder)
    readings = [
        calibration.read(calibration.damaged(clip, damage, model), damage)
        for clip in map(creature, range(CREATURES))
        for damage in calibration.DAMAGES
    ]
    return {row.name: row for row in calibration.gather(readings)}


def test_confidence_is_how_often_it_is_right(reported):
    joints, points = reported["joints"], reported["points"]
    for row, bound in ((joints, BOUND_JOINTS), (points, BOUND_POINTS)):
        error = calibration.expected_error(row.predicted, row.right)
        print(f"{row.name}: {row.right.mean():.3f} right, ECE {error:.3f} of {bound}")
        assert error < bound
        # Not by saying the same of all: what is called probable is right more often.
        confident = row.predicted > np.median(row.predicted)
        assert row.right[confident].mean() > row.right[~confident].mean() + 0.05


def test_the_measure_discriminates(reported):
    """What was reported before the tables would fail above, and so would a boast."""
    weights, joints = reported["weights of seen points"], reported["joints"]
    error = calibration.expected_error(weights.predicted, weights.right)
    overconfident = calibration.expected_error(
        np.ones_like(joints.predicted), joints.right
    )
    print(
        f"weights as probabilities: ECE {error:.3f}; all certain: {overconfident:.3f}"
    )
    assert error > 2 * BOUND_POINTS and overconfident > BOUND_JOINTS


def test_point_probability_rises_with_what_is_seen():
    weights = np.linspace(-1, 1, 201, dtype=np.float32)[None, None]
    reported = native.point_probability(weights)[0, 0]
    assert reported.dtype == np.float32 and reported.min() > 0.3 and reported.max() < 1
    assert (np.diff(reported[100:]) > 0).all() and (np.diff(reported[:101]) < 0).all()
    nothing = native.point_probability(np.full((1, 1, 1), np.nan, np.float32))
    assert nothing[0, 0, 0] == reported[100]
