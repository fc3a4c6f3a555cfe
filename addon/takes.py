"""What is done to a take before it becomes keys: loop, in place, fewer keys.

Plain NumPy, free of bpy. A take is rotation float64 [F, N, 4] (w, x, y, z) and location
[F, N, 3]: the channels of Blender's pose bones.
"""

import fnmatch

import numpy as np

from . import native
from .errors import INPUT, AnimaxError

# Keys that say less than this are left out (`reduced`), and a bone that moves less does
# not count as moving. Share of the rig's size; degrees.
STILL_LOCATION = 1e-6
REDUCED_LOCATION = 1e-3
REDUCED_DEG = 0.5
# Share of the tolerance that channels with keys have, whatever those without one miss.
KEPT = 0.8


def chosen(names, globs):
    """bool [N]: the bones that one of the globs names; all of them without globs."""
    globs = [g.strip() for g in globs if g.strip()]
    if not globs:
        return np.ones(len(names), dtype=bool)
    mask = np.array([any(fnmatch.fnmatchcase(n, g) for g in globs) for n in names])
    if not mask.any():
        shown = ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
        raise AnimaxError(
            f"No bone is called {' or '.join(globs)}; the rig has {shown}.", INPUT
        )
    return mask


def multiply(a, b):
    """Quaternion product, broadcast."""
    aw, ax, ay, az = np.moveaxis(a, -1, 0)
    bw, bx, by, bz = np.moveaxis(b, -1, 0)
    return np.stack(
        [
            aw * bw - ax * bx - ay * by - az * bz,
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
        ],
        axis=-1,
    )


def conjugate(q):
    return q * np.array([1.0, -1.0, -1.0, -1.0])


def power(q, share):
    """The rotation q done by a share of its angle, the short way."""
    q = np.where(q[..., :1] < 0, -q, q)
    sine = np.linalg.norm(q[..., 1:], axis=-1, keepdims=True)
    half = np.arctan2(sine, q[..., :1]) * share
    axis = q[..., 1:] / np.maximum(sine, 1e-12)
    return np.concatenate([np.cos(half), axis * np.sin(half)], axis=-1)


def continuous(rotation):
    """Signs such that no step goes the long way: q and -q are one rotation, but curves
    between them pass through others."""
    rotation = rotation / np.linalg.norm(rotation, axis=-1, keepdims=True)
    dots = np.sum(rotation[1:] * rotation[:-1], axis=-1)
    signs = np.cumprod(np.where(dots < 0, -1.0, 1.0), axis=0)
    rotation = rotation.copy()
    rotation[1:] *= signs[..., None]
    return rotation


def in_place(location, rest):
    """Takes the horizontal drift out of every bone that travels; its sway stays.

    The drift is the straight way from first to last frame, in world space: a location
    is given in the bone's own rest frame.
    """
    frames = len(location)
    if frames < 2:
        return location
    turn = rest[:, :3, :3]
    world = np.einsum("nij,fnj->fni", turn, location)
    drift = world[-1] - world[0]
    drift[:, 2] = 0.0
    ramp = np.linspace(0.0, 1.0, frames)[:, None, None]
    return np.einsum("nij,fnj->fni", np.linalg.inv(turn), world - ramp * drift)


def loop(rotation, location):
    """Blends the last third into the first pose, so that the clip repeats unseen."""
    frames = len(rotation)
    if frames < 3:
        return rotation, location
    ramp = np.clip((np.arange(frames) / (frames - 1) - 2 / 3) * 3, 0.0, 1.0)
    share = (ramp * ramp * (3 - 2 * ramp))[:, None, None]
    gap = multiply(rotation[:1], conjugate(rotation[-1:]))
    rotation = continuous(multiply(power(gap, share), rotation))
    return rotation, location + share * (location[:1] - location[-1:])


def reduce(values, turns, size):
    """The fewest Bezier keys that stay within REDUCED_DEG or REDUCED_LOCATION: for each
    channel (frames int32 [K], slopes before float64 [K], slopes after [K]).

    values float64 [F, C]: a bone's rotation (radians, or a quaternion's four; turns:
    how many they are) or its location (turns 0). Channels that hardly move get one key,
    the others are keyed together.
    """
    # Angle of a small rotation: twice the distance of the quaternions.
    within = np.radians(REDUCED_DEG) / (2 if turns == 4 else 1)
    within = within if turns else REDUCED_LOCATION * max(size, 1e-9)
    still, left = standing(values, within)
    one = np.zeros(1, dtype=np.int32), np.zeros(1), np.zeros(1)
    keys = [one] * values.shape[1]
    move = np.flatnonzero(~still)
    if len(move):
        with native.errors() as engine:
            count, frames, before, after = engine.reduce_keys(
                np.ascontiguousarray(values[:, move], dtype=np.float64),
                len(move), left, left,
            )  # fmt: skip
        for k, channel in enumerate(move):
            keys[channel] = frames[:count], before[:count, k], after[:count, k]
    return keys


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


def moving(location, size):
    """bool [N]: the bones whose location is not zero throughout."""
    return np.abs(location).max(axis=(0, 2)) > STILL_LOCATION * max(size, 1e-9)
