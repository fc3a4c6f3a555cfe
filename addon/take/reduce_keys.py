"""Reduces a take to the fewest Bezier keys within a tolerance. NumPy, free of bpy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import native
from . import loop

if TYPE_CHECKING:
    from ..core.array_types import BoolArray, FloatArray
    from .loop import Ends, Keys


# The tolerance: a share of the rig's size; degrees.
REDUCED_LOCATION = 1e-3
REDUCED_DEG = 0.5
# Share of the tolerance reserved for animated channels; constant ones use the rest.
ANIMATED_SHARE = 0.8


def reduce_keys(
    values: FloatArray, rotation_channels: int, size: float, ends: Ends | None = None
) -> list[Keys]:
    """The fewest Bezier keys that stay within REDUCED_DEG or REDUCED_LOCATION: for each
    channel (frames int32 [K], slopes before float64 [K], slopes after [K]).

    values float64 [F, C]: a bone's rotation (radians, or a quaternion's four;
    rotation_channels: C) or its location (rotation_channels 0). Channels that hardly
    move get one key, the others are keyed together. ends: slopes that the first and the
    last key must have, loop.end_slopes.
    """
    # Angle of a small rotation: twice the distance of the quaternions.
    tolerance = np.radians(REDUCED_DEG) / (2 if rotation_channels == 4 else 1)
    if not rotation_channels:
        tolerance = REDUCED_LOCATION * max(size, 1e-9)
    constant, remaining = constant_channels(values, tolerance)
    one = np.zeros(1, dtype=np.int32), np.zeros(1), np.zeros(1)
    keys = [one] * values.shape[1]
    animated = np.flatnonzero(~constant)
    if len(animated):
        limits = ends and (ends[0][animated], ends[1][animated])
        fitted = fit_keys(values[:, animated], remaining, limits)
        for k, channel in enumerate(animated):
            keys[channel] = fitted[0], fitted[1][:, k], fitted[2][:, k]
    return keys


def fit_keys(values: FloatArray, tolerance: float, ends: Ends | None = None) -> Keys:
    """(frames [K], slopes before [K, C], after [K, C]) of keys for all channels."""
    with native.translate_errors() as engine:
        count, *keys = engine.reduce_keys(
            np.ascontiguousarray(values, dtype=np.float64),
            values.shape[1], tolerance, tolerance,
        )  # fmt: skip
    keys = tuple(k[:count] for k in keys)
    if ends is None:
        return keys

    def error(a: FloatArray, b: FloatArray) -> float:
        return np.linalg.norm(a - b, axis=1).max() / tolerance

    return loop.impose_end_slopes(values, keys, ends, error)


def constant_channels(values: FloatArray, tolerance: float) -> tuple[BoolArray, float]:
    """(bool [C], remaining tolerance): the channels that may keep their first value,
    least moving first, while they leave at least ANIMATED_SHARE to the others. A bone
    that swings about one axis then needs no keys in the others."""
    moved = np.abs(values - values[0]).max(axis=0)
    order = np.argsort(moved, kind="stable")
    spent = np.cumsum(moved[order] ** 2)
    constant = np.zeros(len(moved), dtype=bool)
    # If all of them fit, they may use all of it.
    reserved = 0.0 if spent[-1] <= tolerance**2 else ANIMATED_SHARE
    fits = spent <= (1 - reserved**2) * tolerance**2
    constant[order[fits]] = True
    used = spent[fits][-1] if fits.any() else 0.0
    return constant, float(np.sqrt(max(tolerance**2 - used, 0.0)))
