"""Takes longer than the model's window go on with what it made."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
np = pytest.importorskip("numpy")

from addon.take import quaternions
from addon.take.extend_take import extend_take, find_cycle

FPS = 24


def rig(bones):
    """A row of bones under the first."""
    rest = np.tile(np.eye(4), (bones, 1, 1))
    return {"parents": np.array([-1] + [0] * (bones - 1)), "rest": rest}


def gait(frames, period=20.0, bones=6, travel=0.02, start=0.0):
    """Swings of one period about fixed axes, under a root that travels and bobs."""
    random = np.random.default_rng(4)
    time = 2 * np.pi * (start + np.arange(frames)[:, None, None] / period)
    axis = random.normal(size=(1, bones, 3))
    swing = axis * 0.4 * np.sin(time + random.uniform(0, 6, (1, bones, 1)))
    location = np.zeros((frames, bones, 3))
    location[:, 0, 1] = travel * np.arange(frames)
    location[:, 0, 2] = 0.05 * np.sin(2 * time[:, 0, 0])
    return quaternions.from_rotvec(swing), location


def between(a, b):
    """Angles, radians, of the rotations from a to b."""
    way = quaternions.to_rotvec(quaternions.multiply(b, quaternions.conjugate(a)))
    return np.linalg.norm(way, axis=-1)


@pytest.mark.parametrize("travel", [0.0, 0.02])
def test_a_gait_goes_on(travel):
    rotation, location = gait(26, travel=travel)
    assert find_cycle(rotation, location, FPS, 1.0) in [(a, a + 20) for a in range(6)]
    rotation, location = extend_take(rotation, location, 100, FPS, rig(6), 1.0)
    true_rotation, true_location = gait(100, travel=travel)
    error = between(rotation, true_rotation).max()
    way = np.abs(location - true_location).max()
    print(error, way)
    assert error < 0.02 and way < 0.01


def test_what_does_not_repeat_is_bent_to():
    """A turn that goes one way: at no frame does it leap."""
    time = np.linspace(0, 1, 26)[:, None, None]
    vector = np.array([1.0, 0.3, 0.0]) * time**2 * np.ones((1, 3, 1))
    location = np.zeros((26, 3, 3))
    assert find_cycle(quaternions.from_rotvec(vector), location, FPS, 1.0) is None
    rotation, location = extend_take(
        quaternions.from_rotvec(vector), location, 90, FPS, rig(3), 1.0
    )
    steps = between(rotation[:-1], rotation[1:])
    print(steps.max())
    assert len(rotation) == 90 and steps.max() < 0.35
    assert between(rotation[0], rotation[25]).max() < 1e-6
    assert between(rotation[7], rotation[57]).max() < 1e-6
    assert np.abs(location).max() == 0


@pytest.mark.parametrize("made", [1, 2])
def test_a_pose_is_held(made):
    rotation, location = gait(made)
    rotation, location = extend_take(rotation, location, 9, FPS, rig(6), 1.0)
    assert len(rotation) == len(location) == 9
    assert between(rotation[made - 1 :], rotation[-1:]).max() < 1e-12


def test_shorter_is_cut():
    rotation, location = gait(26)
    cut = extend_take(rotation, location, 10, FPS, rig(6), 1.0)
    assert np.array_equal(cut[0], rotation[:10])
    assert np.array_equal(cut[1], location[:10])


def test_high_frame_rates_stay_small():
    rotation, location = gait(1068, period=820.0, travel=0.0)
    first, last = find_cycle(rotation, location, 1000, 1.0)
    assert abs(last - first - 820) <= 17


def test_feet_do_not_walk_away():
    """Of a rig that walks on the spot, feet that are roots of their own come back."""
    rotation, location = gait(26, travel=0.0)
    feet = {"parents": np.full(6, -1), "rest": rig(6)["rest"]}
    location[:, 1:5, 1] = 0.01 * np.arange(26)[:, None] * [1, -1, 1, -1]
    _, location = extend_take(rotation, location, 140, FPS, feet, 1.0)
    print(np.abs(location[:, 1:5, 1]).max())
    assert np.abs(location[:, 1:5, 1]).max() < 0.4


def test_what_travels_together_goes_on():
    rotation, location = gait(21, travel=0.0)
    feet = {"parents": np.full(6, -1), "rest": rig(6)["rest"]}
    location[..., 1] += 0.02 * np.arange(21)[:, None]
    _, location = extend_take(rotation, location, 101, FPS, feet, 1.0)
    assert np.abs(location[-1, :, 1] - 2.0).max() < 0.05


def test_loops_hold_whole_cycles():
    rotation, location = gait(26, travel=0.0)
    first = find_cycle(rotation, location, FPS, 1.0)[0]
    rotation, location = extend_take(
        rotation, location, 97, FPS, rig(6), 1.0, looped=True
    )
    true = gait(97, period=96 / 5, travel=0.0, start=first / 20)
    assert between(rotation, true[0]).max() < 0.05
    assert between(rotation[0], rotation[-1]).max() < 1e-6
    assert np.abs(location[0] - location[-1]).max() < 1e-6
    steps = np.diff(rotation, axis=0)
    inside = np.abs(np.diff(steps, axis=0)).max()
    assert np.abs(steps[0] - steps[-1]).max() < 1.1 * inside
