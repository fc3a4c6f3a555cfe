"""The fewest Bezier keys that say what a take does. Plain NumPy, free of bpy."""

import numpy as np

from ..core import native
from . import loop

# How far the curves may leave the take: a share of the rig's size; degrees.
REDUCED_LOCATION = 1e-3
REDUCED_DEG = 0.5
# Share of the tolerance that channels with keys have, whatever those without one miss.
KEPT = 0.8


def reduce(values, turning, size, ends=None):
    """The fewest Bezier keys that stay within REDUCED_DEG or REDUCED_LOCATION: for each
    channel (frames int32 [K], slopes before float64 [K], slopes after [K]).

    values float64 [F, C]: a bone's rotation (radians, or a quaternion's four; turning:
    how many they are) or its location (turning 0). Channels that hardly move get one
    key, the others are keyed together. ends: slopes that the first and the last key
    must have, loop.slopes.
    """
    # Angle of a small rotation: twice the distance of the quaternions.
    within = np.radians(REDUCED_DEG) / (2 if turning == 4 else 1)
    within = within if turning else REDUCED_LOCATION * max(size, 1e-9)
    still, left = standing(values, within)
    one = np.zeros(1, dtype=np.int32), np.zeros(1), np.zeros(1)
    keys = [one] * values.shape[1]
    move = np.flatnonzero(~still)
    if len(move):
        fitted = fit(values[:, move], left, ends and [side[move] for side in ends])
        for k, channel in enumerate(move):
            keys[channel] = fitted[0], fitted[1][:, k], fitted[2][:, k]
    return keys


def fit(values, within, ends=None):
    """(frames [K], slopes before [K, C], after [K, C]) of keys for all channels."""
    with native.errors() as engine:
        count, *keys = engine.reduce_keys(
            np.ascontiguousarray(values, dtype=np.float64),
            values.shape[1], within, within,
        )  # fmt: skip
    keys = tuple(k[:count] for k in keys)
    if ends is None:
        return keys

    def off(a, b):
        return np.linalg.norm(a - b, axis=1).max() / within

    return loop.meet(values, keys, ends, off)


def standing(values, within):
    """(bool [C], rest): the channels that may keep their first value, least moving
    first, while they leave at least KEPT of the tolerance to the others; what is left.
    A bone that swings about one axis then needs no keys in the others."""
    moved = np.abs(values - values[0]).max(axis=0)
    order = np.argsort(moved, kind="stable")
    spent = np.cumsum(moved[order] ** 2)
    still = np.zeros(len(moved), dtype=bool)
    # All of them may use all of it.
    share = 0.0 if spent[-1] <= within**2 else KEPT
    fits = spent <= (1 - share**2) * within**2
    still[order[fits]] = True
    used = spent[fits][-1] if fits.any() else 0.0
    return still, float(np.sqrt(max(within**2 - used, 0.0)))
