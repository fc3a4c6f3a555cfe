"""What is done to a take before it becomes keys: which bones, in place, fewer keys.

Plain NumPy, free of bpy. A take is rotation float64 [F, N, 4] (w, x, y, z) and location
[F, N, 3]: the channels of Blender's pose bones.
"""

import fnmatch

import numpy as np

from . import loop, native
from .errors import INPUT, AnimaxError

# Keys that say less than this are left out (`reduced`), and a bone that moves less does
# not count as moving. Share of the rig's size; degrees.
STILL_LOCATION = 1e-6
REDUCED_LOCATION = 1e-3
REDUCED_DEG = 0.5


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


def reduce(values, turning, size, ends=None):
    """(frames [K], slopes before [K, C], after [K, C]) of the fewest Bezier keys that
    stay within REDUCED_DEG and REDUCED_LOCATION. values float64 [F, C]: channels of one
    bone, the first `turning` of them rotation: radians, or a quaternion's four. ends:
    slopes that the first and the last key must have, loop.slopes."""
    # Angle of a small rotation: twice the distance of the quaternions.
    within = np.radians(REDUCED_DEG) / (2 if turning == 4 else 1)
    shift = REDUCED_LOCATION * max(size, 1e-9)
    with native.errors() as engine:
        count, *keys = engine.reduce_keys(
            np.ascontiguousarray(values, dtype=np.float64), turning, within, shift
        )
    keys = tuple(k[:count] for k in keys)
    if ends is None:
        return keys

    def off(a, b):
        parts = (a - b)[:, :turning] / within, (a - b)[:, turning:] / shift
        return max(np.linalg.norm(part, axis=1).max() for part in parts)

    return loop.meet(values, keys, ends, off)


def moving(location, size):
    """bool [N]: the bones whose location is not zero throughout."""
    return np.abs(location).max(axis=(0, 2)) > STILL_LOCATION * max(size, 1e-9)
