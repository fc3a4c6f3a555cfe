"""Calms a take: slow swings stay, fast ones go, the ends are kept.

Plain NumPy, free of bpy. A Whittaker smoother: of all curves y with the ends of x the
one that is least in sum (y - x)^2 + weight sum (third difference of y)^2. What swings
at w radians a frame is multiplied by 1 / (1 + weight (2 sin(w / 2))^6).

Quaternions, with continuous signs, are smoothed as four channels and put back to length
1: a mean on the sphere, the same whatever frame the rotations are told in, and without
the seam that rotation vectors have at half a turn.
"""

import numpy as np

from . import quaternions

ORDER = 3


def smooth(rotation, location, period, fps):
    """The take without its shaking. period: seconds; swings that take so long are
    halved, such as take twice as long lose 2 %, half as long keep 2 %. 0: untouched."""
    if period <= 0 or len(rotation) <= ORDER:
        return rotation, location
    weight = penalty(2 * np.pi / (period * fps))
    rotation = whittaker(quaternions.continuous(rotation), weight)
    rotation /= np.linalg.norm(rotation, axis=-1, keepdims=True)
    return rotation, whittaker(location, weight)


def penalty(wave):
    """The weight that halves a swing of so many radians a frame; beyond what frames can
    hold it goes on to 0."""
    step = 2 * np.sin(min(wave, np.pi) / 2) * max(1.0, wave / np.pi)
    return step ** (-2 * ORDER)


def whittaker(values, weight):
    """float64 [F, ...] smoothed along the frames.

    With y = x + e the inner frames solve (1 + weight D'D) e = -weight D'D x, e being 0
    at both ends.
    """
    frames = len(values)
    flat = values.reshape(frames, -1)
    rough = np.diff(flat, ORDER, axis=0)
    taps = np.diff(np.eye(ORDER + 1), ORDER, axis=0)[0]
    pull = np.zeros_like(flat)
    bands = np.zeros((ORDER + 1, frames))
    for k, tap in enumerate(taps):
        pull[k : k + len(rough)] -= weight * tap * rough
        for m in range(k, ORDER + 1):
            # D'D on its diagonal m - k: a product of taps for each difference.
            bands[m - k, k : k + len(rough)] += weight * tap * taps[m]
    bands[0] += 1.0
    out = flat.copy()
    out[1:-1] += solve_banded(bands[:, 1:-1].copy(), pull[1:-1])
    return out.reshape(values.shape)


def solve_banded(bands, right):
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
