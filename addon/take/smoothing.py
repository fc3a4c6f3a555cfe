"""A low-pass filter for takes: slow motion stays, fast motion goes, the ends are kept.

Plain NumPy, free of bpy. A Whittaker smoother: of all curves y with the ends of x, the
one that minimises sum (y - x)^2 + weight sum (third difference of y)^2. An oscillation
of w radians a frame is multiplied by 1 / (1 + weight (2 sin(w / 2))^6).

Quaternions, with aligned signs, are filtered as four channels and normalised: a mean on
the sphere, the same in every frame of reference, and without the discontinuity that
rotation vectors have at pi.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from . import quaternions

if TYPE_CHECKING:
    from ..core.array_types import FloatArray


ORDER = 3


def smooth(
    rotation: FloatArray,
    location: FloatArray,
    period: float,
    fps: float,
    cyclic: bool = False,
) -> tuple[FloatArray, FloatArray]:
    """The low-pass filtered take. period: the cut-off, seconds; oscillations of this
    period are halved, of twice the period lose 2 %, of half the period keep 2 %.
    0: unchanged. cyclic: the last frame is the first, and stays so, at the same speed.
    """
    if period <= 0 or len(rotation) <= ORDER:
        return rotation, location
    weight = cutoff_weight(2 * np.pi / (period * fps))
    last = len(rotation) - 1
    if cyclic:
        # Between its neighbours, whose own ends are too far away to matter.
        around = np.concatenate([np.arange(last)] * 3)
        rotation, location = rotation[around], location[around]
    rotation = whittaker(quaternions.align_signs(rotation), weight)
    rotation /= np.linalg.norm(rotation, axis=-1, keepdims=True)
    location = whittaker(location, weight)
    if not cyclic:
        return rotation, location
    around = last + np.arange(last + 1) % last
    return quaternions.align_signs(rotation[around]), location[around]


def cutoff_weight(frequency: float) -> float:
    """The weight that halves an oscillation of so many radians a frame; above the
    Nyquist frequency it continues to 0."""
    step = 2 * math.sin(min(frequency, math.pi) / 2) * max(1.0, frequency / math.pi)
    return step ** (-2 * ORDER)


def whittaker(values: FloatArray, weight: float) -> FloatArray:
    """float64 [F, ...] smoothed along the frames.

    With y = x + e the inner frames solve (1 + weight D'D) e = -weight D'D x, e being 0
    at both ends.
    """
    frames = len(values)
    flat = values.reshape(frames, -1)
    differences = np.diff(flat, ORDER, axis=0)
    taps = np.diff(np.eye(ORDER + 1), ORDER, axis=0)[0]
    right = np.zeros_like(flat)
    bands = np.zeros((ORDER + 1, frames))
    for k, tap in enumerate(taps):
        right[k : k + len(differences)] -= weight * tap * differences
        for m in range(k, ORDER + 1):
            # D'D on its diagonal m - k: a product of taps for each difference.
            bands[m - k, k : k + len(differences)] += weight * tap * taps[m]
    bands[0] += 1.0
    out = flat.copy()
    out[1:-1] += solve_banded(bands[:, 1:-1].copy(), right[1:-1])
    return out.reshape(values.shape)


def solve_banded(bands: FloatArray, right: FloatArray) -> FloatArray:
    """x of A x = right, A symmetric, positive definite; bands[k, i] = A[i, i + k]."""
    width, count = bands.shape
    right = right.copy()
    for i in range(count):
        for k in range(1, min(width, count - i)):
            factor = bands[k, i] / bands[0, i]
            bands[: width - k, i + k] -= factor * bands[k:, i]
            right[i + k] -= factor * right[i]
    for i in reversed(range(count)):
        for k in range(1, min(width, count - i)):
            right[i] -= bands[k, i] * right[i + k]
        right[i] /= bands[0, i]
    return right
