"""Takes that repeat unseen: the end meets the start in pose and in velocity.

Plain NumPy, free of bpy. Velocities are per frame.
"""

import numpy as np

from . import quaternions

# The end is bent over this share of the take, but over at least so many frames: a
# cubic needs some to show its slope.
SHARE = 1 / 3
LEAST_FRAMES = 4
# Channels this near are one value; mathutils reckons them in float32.
SAME = 1e-5


def close(rotation, location):
    """The take with its last third bent so that the clip repeats without a seam.

    What is missing at the end, in pose and velocity, is added as a cubic that is zero
    with its slope where the last third begins: Hermite's h01(u) gap + h11(u) L slope.
    For rotations the cubic is that of a rotation vector c(u), applied in the parent's
    frame, q' = exp(c) q, whose angular velocity is w' = J(c) c' + exp(c) w.
    """
    frames = len(rotation)
    if frames < 3:
        return rotation, location
    length = min(max(SHARE * (frames - 1), LEAST_FRAMES), frames - 1)
    u = np.clip((np.arange(frames) - (frames - 1 - length)) / length, 0.0, 1.0)
    u = u[:, None, None]
    by_pose, by_slope = u * u * (3 - 2 * u), u * u * (u - 1) * length

    gap = quaternions.to_vector(
        quaternions.multiply(rotation[0], quaternions.conjugate(rotation[-1]))
    )
    start, end = edge_spin(rotation[:4]), -edge_spin(rotation[:-5:-1])
    missing = start - quaternions.rotate(quaternions.from_vector(gap), end)
    bend = by_pose * gap + by_slope * quaternions.vector_rate(gap, missing)
    rotation = quaternions.multiply(quaternions.from_vector(bend), rotation)

    start, end = edge_slope(location[:4]), -edge_slope(location[:-5:-1])
    step = location[0] - location[-1]
    location = location + by_pose * step + by_slope * (start - end)
    return quaternions.continuous(rotation), location


def edge_slope(values):
    """The velocity at the first of four samples.

    Of the stencils exact to second order this is the one without a third-order error:
    what is left is alike at both ends of a take that repeats, which so stays as it is.
    """
    if len(values) < 4:
        return values[1] - values[0]
    return (-10 * values[0] + 15 * values[1] - 6 * values[2] + values[3]) / 6


def edge_spin(rotation):
    """The angular velocity [N, 3] at the first of four poses, in the parent's frame."""
    way = quaternions.multiply(rotation, quaternions.conjugate(rotation[:1]))
    return edge_slope(quaternions.to_vector(way))


def slopes(path, values):
    """(start, end) float64 [C]: slopes of a property's channels that meet when the
    curves repeat; each its own where they do not close.

    Closed are also curves that end a whole turn further, and quaternions or axes of
    the other sign: that is the same rotation.
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
        if np.abs(gap).max() < SAME:
            start = (after + sign * before) / 2
            return start, sign * start
    return after, before


def meet(values, keys, ends, off):
    """Reduced keys (frames [K], slopes before [K, C], after [K, C]) with these slopes
    at both ends; pieces that then leave the curve get keys in their middle.

    off(curve, values): how far two pieces are apart, in tolerances.
    """
    frames, before, after = (list(k) for k in keys)
    if len(frames) < 2:
        return keys
    before[0] = after[0] = ends[0]
    before[-1] = after[-1] = ends[1]
    k = 0
    while k + 1 < len(frames):
        first, last = frames[k], frames[k + 1]
        whole = values[first : last + 1]
        if off(piece(whole, after[k], before[k + 1]), whole) <= 1 + 1e-9:
            k += 1
            continue
        middle = (first + last) // 2
        slope = (values[middle + 1] - values[middle - 1]) / 2
        frames.insert(k + 1, middle)
        before.insert(k + 1, slope)
        after.insert(k + 1, slope)
    return np.array(frames), np.array(before), np.array(after)


def piece(values, start, end):
    """The cubic between the first and the last of the values, with these slopes."""
    length = len(values) - 1
    t = np.linspace(0.0, 1.0, length + 1)[:, None]
    s = 1 - t
    return (
        values[0] * (1 + 2 * t) * s * s
        + values[-1] * (3 - 2 * t) * t * t
        + length * (start * t * s * s - end * t * t * s)
    )
