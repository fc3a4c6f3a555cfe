"""Smoothing: shaking goes, swings and ends stay, 0 is nothing."""

import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
np = pytest.importorskip("numpy")

from addon.take import quaternions, smoothing

FPS = 24.0


def sway(seconds=4.0, period=1.0, noise=0.0, seed=1):
    """(angles [F], rotation [F, 1, 4], location [F, 1, 3]) of a swing of 0.5 rad."""
    at = np.arange(int(seconds * FPS) + 1) / FPS
    angle = 0.5 * np.sin(2 * np.pi * at / period)
    vector = np.zeros((len(at), 1, 3))
    vector[:, 0, 0] = angle
    random = np.random.default_rng(seed)
    vector += noise * random.normal(size=vector.shape)
    return angle, quaternions.from_rotvec(vector), vector.copy()


def error(angle, rotation):
    vector = quaternions.to_rotvec(rotation)[:, 0]
    vector[:, 0] -= angle
    return np.sqrt((vector**2).sum(axis=1).mean())


def share(angle, rotation):
    """How much of the swing is left, by least squares."""
    return quaternions.to_rotvec(rotation)[:, 0, 0] @ angle / (angle @ angle)


def test_zero_is_nothing():
    _, rotation, location = sway(noise=0.1)
    before = rotation.tobytes(), location.tobytes()
    got = smoothing.smooth(rotation, location, 0.0, FPS)
    assert (got[0].tobytes(), got[1].tobytes()) == before


def test_noise_goes_and_the_swing_stays():
    angle, rotation, location = sway(noise=0.05)
    turned, moved = smoothing.smooth(rotation, location, 0.3, FPS)
    before, after = error(angle, rotation), error(angle, turned)
    shares = share(angle, rotation), share(angle, turned)
    print(f"off by {before:.4f} rad, smoothed {after:.4f}; shares {shares}")
    # Of white noise 0.3 s at 24 fps leaves the slowest quarter: half in amplitude.
    assert after < 0.6 * before
    assert abs(shares[1] - shares[0]) < 0.005
    assert np.abs(np.linalg.norm(turned, axis=-1) - 1).max() < 1e-12
    assert np.abs(moved - location).max() > 0.05


@pytest.mark.parametrize(
    ("period", "low", "high"), [(0.25, 0.998, 1.0), (0.5, 0.97, 0.99), (1.0, 0.4, 0.6)]
)
def test_units(period, low, high):
    """A swing of one second loses what the words say; turns and ways alike."""
    angle, rotation, location = sway(seconds=12)
    turned, moved = smoothing.smooth(rotation, location, period, FPS)
    middle = slice(48, -48)
    left = share(angle[middle], turned[middle])
    way = moved[middle, 0, 0] @ angle[middle] / (angle[middle] @ angle[middle])
    print(f"{period} s: {left:.4f} of the turn, {way:.4f} of the way")
    assert low < left < high and low < way < high


def test_ends_are_kept():
    _, rotation, location = sway(noise=0.1)
    turned, moved = smoothing.smooth(rotation, location, 1.0, FPS)
    for end in (0, -1):
        assert np.array_equal(moved[end], location[end])
        dot = np.abs(np.sum(turned[end] * rotation[end], axis=-1))
        assert np.abs(dot - 1).max() < 1e-12


def test_any_frame_and_any_sign():
    """Smoothing what is turned is turning what is smoothed, also past half a turn."""
    at = np.arange(60)[:, None, None] / FPS
    vector = np.concatenate([4 * at, np.sin(5 * at), np.cos(9 * at)], axis=-1)
    rotation = quaternions.from_rotvec(vector)
    other = quaternions.from_rotvec(np.array([2.0, -1.0, 0.5]))
    signs = np.where(np.random.default_rng(0).random((60, 1, 1)) < 0.5, -1.0, 1.0)
    smoothed, _ = smoothing.smooth(rotation, vector, 0.5, FPS)
    for a, b in ((other, rotation * signs), (rotation * signs, other)):
        got, _ = smoothing.smooth(quaternions.multiply(a, b), vector, 0.5, FPS)
        want = (
            quaternions.multiply(other, smoothed)
            if a is other
            else quaternions.multiply(smoothed, other)
        )
        assert np.abs(np.abs(np.sum(got * want, axis=-1)) - 1).max() < 1e-12


@pytest.mark.parametrize("frames", range(1, 8))
def test_against_the_dense_system(frames):
    values = np.random.default_rng(frames).normal(size=(frames, 2, 3))
    if frames <= smoothing.ORDER:
        got, _ = smoothing.smooth(np.ones((frames, 2, 4)), values, 1.0, FPS)
        assert np.array_equal(got, np.ones((frames, 2, 4)))
        return
    rough = np.diff(np.eye(frames), smoothing.ORDER, axis=0)
    system = np.eye(frames) + 7.0 * rough.T @ rough
    system[[0, -1]] = np.eye(frames)[[0, -1]]
    want = np.linalg.solve(system, values.reshape(frames, -1)).reshape(values.shape)
    assert np.abs(smoothing.whittaker(values, 7.0) - want).max() < 1e-12


def test_long_takes_and_strong_weights():
    values = np.cumsum(np.random.default_rng(0).normal(size=(20_000, 40)), axis=0)
    start = time.perf_counter()
    got = smoothing.whittaker(values, smoothing.cutoff_weight(2 * np.pi / 1000))
    print(f"{time.perf_counter() - start:.2f} s")
    assert np.isfinite(got).all()
    assert np.abs(np.diff(got, 2, axis=0)).max() < 1e-3 < np.abs(np.diff(values)).max()
