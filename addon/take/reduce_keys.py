"""Reduces a take to the fewest Bezier keys within a tolerance. NumPy, free of bpy."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from ..core import native
from . import loop

if TYPE_CHECKING:
    from ..core.array_types import BoolArray, FloatArray, IntArray
    from .loop import Ends, Keys


# The tolerance: a share of the rig's size; degrees.
REDUCED_LOCATION = 1e-3
REDUCED_DEG = 0.5
# How far a channel with one key may be from a value that is kept exactly.
HELD = 1e-6
# Share of the tolerance reserved for animated channels; constant ones use the rest.
ANIMATED_SHARE = 0.8


def reduce_keys(
    values: FloatArray,
    rotation_channels: int,
    size: float,
    ends: Ends | None = None,
    held: IntArray | None = None,
) -> list[Keys]:
    """The fewest Bezier keys that stay within REDUCED_DEG or REDUCED_LOCATION: for each
    channel (frames int32 [K], slopes before float64 [K], slopes after [K]).

    values float64 [F, C]: a bone's rotation (radians, or a quaternion's four;
    rotation_channels: C) or its location (rotation_channels 0). Channels that hardly
    move get one key, the others are keyed together. ends: slopes that the first and the
    last key must have, loop.end_slopes. held: frames, ascending, that have keys in any
    case.
    """
    # Angle of a small rotation: twice the distance of the quaternions.
    tolerance = np.radians(REDUCED_DEG) / (2 if rotation_channels == 4 else 1)
    if not rotation_channels:
        tolerance = REDUCED_LOCATION * max(size, 1e-9)
    held = np.zeros(0, dtype=np.intp) if held is None else held
    constant, remaining = constant_channels(values, tolerance, held)
    one = np.zeros(1, dtype=np.int32), np.zeros(1), np.zeros(1)
    keys = [one] * values.shape[1]
    animated = np.flatnonzero(~constant)
    if len(animated):
        limits = ends and (ends[0][animated], ends[1][animated])
        fitted = fit_between(values[:, animated], remaining, held)
        if limits is not None:
            fitted = fit_ends(values[:, animated], remaining, fitted, limits)
        for k, channel in enumerate(animated):
            keys[channel] = fitted[0], fitted[1][:, k], fitted[2][:, k]
    return keys


def fit_between(values: FloatArray, tolerance: float, held: IntArray) -> Keys:
    """fit_keys with keys on these frames, and the fewest between them."""
    marks = np.unique([0, *held, len(values) - 1])
    if len(marks) < 2:
        return fit_keys(values, tolerance)
    frames, before, after = fit_keys(values[: marks[1] + 1], tolerance)
    for a, b in itertools.pairwise(marks[1:]):
        more, slopes_before, slopes_after = fit_keys(values[a : b + 1], tolerance)
        frames = np.concatenate([frames, more[1:] + a])
        before = np.concatenate([before, slopes_before[1:]])
        # The key in common has the slopes of both sides.
        after = np.concatenate([after[:-1], slopes_after])
    return frames, before, after


def fit_keys(values: FloatArray, tolerance: float) -> Keys:
    """(frames [K], slopes before [K, C], after [K, C]) of keys for all channels."""
    with native.translate_errors() as engine:
        count, *keys = engine.reduce_keys(
            np.ascontiguousarray(values, dtype=np.float64),
            values.shape[1], tolerance, tolerance,
        )  # fmt: skip
    frames, before, after = (k[:count] for k in keys)
    return frames, before, after


def fit_ends(values: FloatArray, tolerance: float, keys: Keys, ends: Ends) -> Keys:
    """The keys with the slopes that they must have at both ends."""

    def error(a: FloatArray, b: FloatArray) -> float:
        return np.linalg.norm(a - b, axis=1).max() / tolerance

    return loop.impose_end_slopes(values, keys, ends, error)


def constant_channels(
    values: FloatArray, tolerance: float, held: IntArray
) -> tuple[BoolArray, float]:
    """(bool [C], remaining tolerance): the channels that may keep their first value,
    least moving first, while they leave at least ANIMATED_SHARE to the others. A bone
    that swings about one axis then needs no keys in the others. Held frames keep their
    values."""
    moved = np.abs(values - values[0]).max(axis=0)
    moved[np.abs(values[held] - values[0]).max(axis=0, initial=0) > HELD] = np.inf
    order = np.argsort(moved, kind="stable")
    spent = np.cumsum(moved[order] ** 2)
    constant = np.zeros(len(moved), dtype=bool)
    # If all of them fit, they may use all of it.
    reserved = 0.0 if spent[-1] <= tolerance**2 else ANIMATED_SHARE
    fits = spent <= (1 - reserved**2) * tolerance**2
    constant[order[fits]] = True
    used = spent[fits][-1] if fits.any() else 0.0
    return constant, float(np.sqrt(max(tolerance**2 - used, 0.0)))
