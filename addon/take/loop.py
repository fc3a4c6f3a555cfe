"""Takes that loop seamlessly: the end meets the start in pose and in velocity.

Plain NumPy, free of bpy. Velocities are per frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.array_types import FloatArray, IntArray
from . import quaternions

if TYPE_CHECKING:
    from collections.abc import Callable


# Keys of several channels: frames [K], slopes before [K, C], after [K, C].
Keys = tuple[IntArray, FloatArray, FloatArray]
# Slopes [C] at the start and at the end.
Ends = tuple[FloatArray, FloatArray]

# The last third of the take is blended, but at least so many frames: a cubic needs some
# to show its slope.
BLEND_SHARE = 1 / 3
MIN_BLEND_FRAMES = 4
# Channels this near are one value; mathutils computes them in float32.
CLOSED_TOLERANCE = 1e-5


def close_loop(
    rotation: FloatArray, location: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The take with its last third changed so that the clip repeats without a seam.

    What is missing at the end, in pose and velocity, is added as a cubic that is zero
    with its slope where the last third begins: Hermite's h01(u) gap + h11(u) L slope.
    For rotations the cubic is that of a rotation vector c(u), applied in the parent's
    frame, q' = exp(c) q, whose angular velocity is w' = J(c) c' + exp(c) w.
    """
    frames = len(rotation)
    if frames < 3:
        return rotation, location
    length = min(max(BLEND_SHARE * (frames - 1), MIN_BLEND_FRAMES), frames - 1)
    u = np.clip((np.arange(frames) - (frames - 1 - length)) / length, 0.0, 1.0)
    u = u[:, None, None]
    h01, h11 = u * u * (3 - 2 * u), u * u * (u - 1) * length

    gap = quaternions.to_rotvec(
        quaternions.multiply(rotation[0], quaternions.conjugate(rotation[-1]))
    )
    start = start_angular_velocity(rotation[:4])
    end = -start_angular_velocity(rotation[:-5:-1])
    missing = start - quaternions.rotate(quaternions.from_rotvec(gap), end)
    correction = h01 * gap + h11 * quaternions.rotvec_rate(gap, missing)
    rotation = quaternions.multiply(quaternions.from_rotvec(correction), rotation)

    start, end = start_slope(location[:4]), -start_slope(location[:-5:-1])
    step = location[0] - location[-1]
    location = location + h01 * step + h11 * (start - end)
    return quaternions.align_signs(rotation), location


def start_slope(values: FloatArray) -> FloatArray:
    """The derivative at the first of four samples.

    Of the stencils exact to second order this is the one without a third-order error:
    what is left is equal at both ends of a take that repeats, which is left as it is.
    """
    if len(values) < 4:
        return values[1] - values[0]
    return (-10 * values[0] + 15 * values[1] - 6 * values[2] + values[3]) / 6


def start_angular_velocity(rotation: FloatArray) -> FloatArray:
    """[N, 3], at the first of four poses, in the parent's frame."""
    relative = quaternions.multiply(rotation, quaternions.conjugate(rotation[:1]))
    return start_slope(quaternions.to_rotvec(relative))


def end_slopes(path: str, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(start, end) float64 [C]: slopes of a property's channels that meet when the
    curves repeat; each its own where they do not close.

    Closed are also curves that end 2 pi further, and quaternions or axes of the other
    sign: that is the same rotation.
    """
    after, before = values[1] - values[0], values[-1] - values[-2]
    angles = {"rotation_euler": slice(0, 3), "rotation_axis_angle": slice(0, 1)}
    signs = (1,) if path in ("location", "rotation_euler") else (1, -1)
    for sign in signs:
        gap = values[-1] - sign * values[0]
        if path in angles:
            gap[angles[path]] = (
                np.remainder(gap[angles[path]] + np.pi, 2 * np.pi) - np.pi
            )
        if np.abs(gap).max() < CLOSED_TOLERANCE:
            start = (after + sign * before) / 2
            return start, sign * start
    return after, before


def impose_end_slopes(
    values: FloatArray,
    keys: Keys,
    ends: Ends,
    error: Callable[[FloatArray, FloatArray], float],
) -> Keys:
    """Reduced keys (frames [K], slopes before [K, C], after [K, C]) with these slopes
    at both ends; segments that then leave the curve get keys in their middle.

    error(curve, values): the distance of two segments, in tolerances.
    """
    frames, before, after = (list(k) for k in keys)
    if len(frames) < 2:
        return keys
    before[0] = after[0] = ends[0]
    before[-1] = after[-1] = ends[1]
    k = 0
    while k + 1 < len(frames):
        first, last = frames[k], frames[k + 1]
        segment = values[first : last + 1]
        if error(hermite(segment, after[k], before[k + 1]), segment) <= 1 + 1e-9:
            k += 1
            continue
        middle = (first + last) // 2
        slope = (values[middle + 1] - values[middle - 1]) / 2
        frames.insert(k + 1, middle)
        before.insert(k + 1, slope)
        after.insert(k + 1, slope)
    return np.array(frames), np.array(before), np.array(after)


def hermite(values: FloatArray, start: FloatArray, end: FloatArray) -> FloatArray:
    """The cubic between the first and the last of the values, with these slopes."""
    length = len(values) - 1
    t = np.linspace(0.0, 1.0, length + 1)[:, None]
    s = 1 - t
    return (
        values[0] * (1 + 2 * t) * s * s
        + values[-1] * (3 - 2 * t) * t * t
        + length * (start * t * s * s - end * t * t * s)
    )
