"""Loops: the end meets the start in pose and in velocity."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
np = pytest.importorskip("numpy")

from addon.take import loop, quaternions


def wander(frames=40, bones=5, seed=2, reach=0.8):
    """Smooth turns and ways that end elsewhere and otherwise than they began."""
    random = np.random.default_rng(seed)
    time = np.linspace(0, 1, frames)[:, None, None]
    shape = (1, bones, 3)
    phase, speed = random.uniform(0, 6, shape), random.uniform(2, 5, shape)
    vector = reach * np.sin(speed * time + phase) + random.normal(size=shape) * time
    return quaternions.from_rotvec(vector), 0.3 * np.cos(speed * time - phase) + time


def seam(rotation, location):
    """Jumps at the seam and the fastest in the take: radians and units, per frame.

    Told by the angle between one frame's step and the next, as the eye sees it.
    """
    step = quaternions.to_rotvec(
        quaternions.multiply(rotation[1:], quaternions.conjugate(rotation[:-1]))
    )
    move = np.diff(location, axis=0)
    gap = quaternions.to_rotvec(
        quaternions.multiply(rotation[0], quaternions.conjugate(rotation[-1]))
    )
    inner = [np.linalg.norm(np.diff(x, axis=0), axis=-1).max() for x in (step, move)]
    outer = [np.linalg.norm(x[0] - x[-1], axis=-1).max() for x in (step, move)]
    way = np.linalg.norm(location[0] - location[-1], axis=-1).max()
    return np.linalg.norm(gap, axis=-1).max(), way, inner, outer


@pytest.mark.parametrize("seed", range(4))
def test_no_step_at_the_seam(seed):
    turn, way, inner, outer = seam(*loop.close_loop(*wander(seed=seed)))
    print(f"inside {inner}, at the seam {outer}")
    assert turn < 1e-7 and way < 1e-12
    # From frame to frame velocity changes less at the seam than it does inside; with
    # poses alone blended the spin jumped 1.6 to 2.7 times as far.
    assert outer[0] <= inner[0] and outer[1] <= inner[1]


def test_velocities_meet_in_the_limit():
    """Ever finer frames of one motion: the jump per second vanishes with them."""
    jumps = []
    for frames in (40, 160, 640):
        *_, outer = seam(*loop.close_loop(*wander(frames)))
        jumps.append(np.array(outer) * (frames - 1))
    print(jumps)
    assert (jumps[1] < 0.35 * jumps[0]).all() and (jumps[2] < 0.35 * jumps[1]).all()


def test_the_rest_stays():
    rotation, location = wander()
    rotation = quaternions.align_signs(rotation)
    turned, moved = loop.close_loop(rotation, location)
    assert np.abs(moved[:27] - location[:27]).max() < 1e-12
    assert np.abs(turned[:27] - rotation[:27]).max() < 1e-12


def test_what_repeats_already_stays():
    time = np.linspace(0, 2 * np.pi, 31)[:, None, None]
    vector = np.concatenate([np.sin(time), np.cos(2 * time), 0 * time], axis=-1)
    rotation, location = loop.close_loop(quaternions.from_rotvec(vector), vector)
    # Of an amplitude of 1: what velocities from four samples are off.
    assert np.abs(location - vector).max() < 0.002
    error = quaternions.multiply(
        rotation, quaternions.conjugate(quaternions.from_rotvec(vector))
    )
    assert np.abs(quaternions.to_rotvec(error)).max() < 0.002


@pytest.mark.parametrize("frames", [1, 2, 3, 4, 6])
def test_short_takes(frames):
    rotation, location = loop.close_loop(*wander(frames))
    assert np.isfinite(rotation).all() and np.isfinite(location).all()
    if frames > 2:
        assert np.abs(np.abs(np.sum(rotation[0] * rotation[-1], -1)) - 1).max() < 1e-12
        assert np.abs(location[0] - location[-1]).max() < 1e-12


def test_vector_rate_is_the_derivative():
    random = np.random.default_rng(5)
    for scale in (1e-6, 0.3, 2.0, 3.0):
        vector, rate = random.normal(size=(2, 50, 3))
        vector *= scale / np.linalg.norm(vector, axis=-1, keepdims=True)
        h = 1e-5
        before, after = (
            quaternions.from_rotvec(vector + s * h * rate) for s in (-1, 1)
        )
        way = quaternions.multiply(after, quaternions.conjugate(before))
        speed = quaternions.to_rotvec(way) / (2 * h)
        assert np.abs(quaternions.rotvec_rate(vector, speed) - rate).max() < 1e-6


def test_slopes_across_a_full_turn():
    time = np.linspace(0, 1, 25)[:, None]
    angle = np.concatenate([2 * np.pi * time + 0.3 * np.sin(2 * np.pi * time)] * 3, 1)
    start, end = loop.end_slopes("rotation_euler", angle)
    assert np.allclose(start, end) and (start > 0.3).all()
    half = np.concatenate([np.cos(angle[:, :1] / 2), np.sin(angle / 2) / 3**0.5], 1)
    start, end = loop.end_slopes("rotation_quaternion", half)
    assert np.allclose(start, -end) and np.abs(start[1:]).min() > 0.05
    # Curves that do not close keep their own.
    start, end = loop.end_slopes("location", angle)
    assert np.allclose(start, angle[1] - angle[0])
    assert np.allclose(end, angle[-1] - angle[-2])


@pytest.mark.parametrize("reduced", [False, True])
def test_played_in_blender(blender, reduced):
    got = blender.scenario("keys", "looped", reduced=reduced)
    print(got)
    assert got["gap"] < 1e-5
    # Velocities from poses 0.05 frames apart, in float32.
    assert got["jump"] < 0.003 * got["speed"]
    # It passes through the seam at the pace that the take has there.
    assert got["error"] < 0.1 * got["speed"]
    assert got["worst"] < got["bound"]
    assert (got["keys"] < 0.6 * got["all"]) == reduced
