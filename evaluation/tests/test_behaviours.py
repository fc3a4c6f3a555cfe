"""Figures of single behaviours, on motions whose figures are known."""

import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from evaluation.nano import behaviours

FPS = 7.5


def chain(shape):
    """[30, 12, 3]: a chain along y of length 1 with sideways displacements."""
    times, along = np.arange(30)[:, None] / FPS, np.linspace(0, 1, 12)
    points = np.zeros((30, 12, 3))
    points[..., 1] = along
    points[..., 0] = 0.05 * shape(times, along)
    return points


def test_a_travelling_wave_has_its_velocity():
    """cos(2 pi (t - s / 0.6)): one a second, 0.6 chains long."""
    wave = chain(lambda t, s: np.cos(2 * np.pi * (t - s / 0.6)))
    found = behaviours.chain_wave(wave, FPS)
    assert found.velocity == pytest.approx(0.6, rel=0.01)
    assert found.travelling > 0.85 and found.amplitude == pytest.approx(0.05, rel=0.02)
    back = behaviours.chain_wave(wave[:, ::-1], FPS)
    assert back.velocity == pytest.approx(-0.6, rel=0.01)


def test_a_standing_wave_does_not_travel():
    standing = chain(lambda t, s: np.cos(2 * np.pi * t) * np.cos(3 * np.pi * s))
    assert behaviours.chain_wave(standing, FPS).travelling < 0.01


def test_a_tail_that_swings_to_both_sides_returns_through_straight():
    rest = chain(lambda t, s: 0 * t * s)[0]
    both = chain(lambda t, s: np.sin(2 * np.pi * t) * s**2 * 4)
    one = chain(lambda t, s: (1.2 + np.sin(2 * np.pi * t)) * s**2 * 4)
    changes, balance = behaviours.returns_through_straight(both, rest)
    assert changes >= 7 and balance > 0.9
    assert behaviours.returns_through_straight(one, rest) == (0, 0.0)


def test_legs_that_cross_are_counted():
    hips = np.array([[1, -1, 0], [1, 1, 0], [-1, -1, 0], [-1, 1, 0.0]])
    feet = np.repeat(2 * hips[None], 10, axis=0)
    assert behaviours.crossings(feet, hips) == 0
    feet[:5, 0, 1] = 3  # the left front foot behind the left rear one
    assert behaviours.crossings(feet, hips) == pytest.approx(0.25)


def test_arms_and_heads():
    shoulder, hand = np.zeros((3, 3)), np.array([[1, 0, 0], [0, 0, -1], [1, 0, -1.0]])
    assert behaviours.arm_drop(shoulder, hand) == pytest.approx([0, 90, 45])
    angle = np.radians(30)
    c, s = np.cos(angle), np.sin(angle)
    left = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])  # from -Y towards +X
    assert behaviours.yaw_of(left[None]) == pytest.approx([30])
