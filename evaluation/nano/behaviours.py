"""What figures of single behaviours are made of: waves, bends, legs, hands.

Plain NumPy on joints [F, J, 3] of takes and clips; evaluation/behaviours.py runs them.
Front is -Y, left +X, up +Z.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Wave:
    """The wave along a chain at its strongest frequency.

    velocity: of the phase, chain lengths a second, positive towards the tail.
    travelling: 0 of a standing wave, 1 of a pure travelling one (the ratio of the
    singular values of the joints' complex amplitudes, real and imaginary parts).
    amplitude: of the mean joint, chain lengths."""

    velocity: float
    travelling: float
    amplitude: float


def chain_wave(points: np.ndarray, fps: float) -> Wave:
    """points [F, K, 3]: a chain's joints from head to tail, over whole cycles or more.
    Displacements sideways (to the chain's mean direction, level) count."""
    mean = points.mean(0)
    steps = np.linalg.norm(np.diff(mean, axis=0), axis=-1)
    along = np.concatenate([[0], np.cumsum(steps)])
    along /= along[-1]
    direction = mean[-1, :2] - mean[0, :2]
    direction /= max(np.linalg.norm(direction), 1e-9)
    side = np.array([-direction[1], direction[0]])
    moved = (points - mean)[..., :2] @ side / steps.sum()  # [F, K]
    window = np.hanning(len(moved) + 2)[1:-1, None]
    spectrum = np.fft.rfft(moved * window, 8 * len(moved), axis=0)
    power = (np.abs(spectrum) ** 2).sum(1)
    k = 1 + int(power[1:].argmax())
    frequency = k * fps / (8 * len(moved))
    wave = spectrum[k]
    weight = np.abs(wave) / max(np.abs(wave).max(), 1e-12)
    phase = np.unwrap(np.angle(wave))
    slope = weighted_slope(along, phase, weight**2)
    parts = np.linalg.svd(np.stack([wave.real, wave.imag]), compute_uv=False)
    # cos(w t + phase(s)): a crest moves by ds / dt = -w / (d phase / d s).
    velocity = -2 * np.pi * frequency / slope if abs(slope) > 1e-6 else float("inf")
    return Wave(
        float(velocity),
        float(parts[1] / max(parts[0], 1e-12)),
        float(moved.std(0).mean() * 2**0.5),
    )


def weighted_slope(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> float:
    w = weight / weight.sum()
    dx, dy = x - w @ x, y - w @ y
    return float((w @ (dx * dy)) / max(w @ dx**2, 1e-12))


def bends(points: np.ndarray) -> np.ndarray:
    """[F] signed angle, radians, by which a chain of joints [F, K, 3] is bent in the
    level plane from its first to its last bone."""
    steps = np.diff(points[..., :2], axis=1)
    angle = np.arctan2(steps[..., 1], steps[..., 0])
    turn = np.diff(np.unwrap(angle, axis=1), axis=1)
    return turn.sum(1)


def returns_through_straight(points: np.ndarray, rest: np.ndarray):
    """(how often the bend, less the rest pose's, changes sign in the take; its largest
    size to the one side divided by that to the other, 0..1)."""
    bend = bends(points) - bends(rest[None])
    changes = int((np.diff(np.sign(bend)) != 0).sum())
    left, right = max(bend.max(), 0), max(-bend.min(), 0)
    return changes, float(min(left, right) / max(left, right, 1e-9))


def crossings(feet: np.ndarray, hips: np.ndarray) -> float:
    """Share of frames and pairs of neighbouring legs of one side whose order from front
    to rear at the feet is not that at the hips. feet [F, L, 3], hips [L, 3]."""
    wrong, pairs = 0, 0
    for side in (-1, 1):
        of_side = np.flatnonzero(np.sign(hips[:, 0]) == side)
        order = of_side[np.argsort(hips[of_side, 1])]
        for a, b in itertools.pairwise(order):
            wrong += int((feet[:, a, 1] > feet[:, b, 1]).sum())
            pairs += len(feet)
    return wrong / max(pairs, 1)


def jerk(points: np.ndarray) -> float:
    return float(np.linalg.norm(np.diff(points, 3, axis=0), axis=-1).mean())


def arm_drop(shoulder: np.ndarray, hand: np.ndarray) -> np.ndarray:
    """[F] degrees by which the arm from shoulder to hand [F, 3] points below the
    level."""
    arm = hand - shoulder
    length = np.maximum(np.linalg.norm(arm, axis=-1), 1e-9)
    return np.degrees(np.arcsin(np.clip(-arm[:, 2] / length, -1, 1)))


def yaw_of(turn: np.ndarray) -> np.ndarray:
    """Degrees [F] by which rotations [F, 3, 3] in the world turn the front (-Y) about
    the vertical, positive to the left (+X)."""
    front = -turn[..., 1]
    return np.degrees(np.arctan2(front[..., 0], -front[..., 1]))
