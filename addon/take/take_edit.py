"""Edits of a take before it becomes keys: which bones, in place.

Plain NumPy, free of bpy. A take is rotation float64 [F, N, 4] (w, x, y, z) and location
[F, N, 3]: the channels of Blender's pose bones.
"""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING

import numpy as np

from ..core.errors import INPUT, AnimaxError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..core.array_types import BoolArray, FloatArray


# A bone whose location stays below this share of the rig's size does not translate.
MIN_TRANSLATION = 1e-6


def select_bones(names: list[str], globs: Iterable[str]) -> BoolArray:
    """bool [N]: the bones that match one of the globs; all of them without globs."""
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


def remove_drift(location: FloatArray, rest: FloatArray) -> FloatArray:
    """Removes the horizontal drift of every bone that travels; its sway stays.

    The drift is the straight line from first to last frame, in world space: a location
    is given in the bone's own rest frame.
    """
    frames = len(location)
    if frames < 2:
        return location
    axes = rest[:, :3, :3]
    world = np.einsum("nij,fnj->fni", axes, location)
    drift = world[-1] - world[0]
    drift[:, 2] = 0.0
    ramp = np.linspace(0.0, 1.0, frames)[:, None, None]
    return np.einsum("nij,fnj->fni", np.linalg.inv(axes), world - ramp * drift)


def travel(location: FloatArray, rest: FloatArray) -> float:
    """How far the bone that goes farthest horizontally ends from where it began, in the
    world's units. location [F, N, 3], rest [N, 4, 4] as in remove_drift."""
    way = np.einsum("nij,nj->ni", rest[:, :3, :3], location[-1] - location[0])
    return float(np.linalg.norm(way[:, :2], axis=1).max())


def translates(location: FloatArray, size: float) -> BoolArray:
    """bool [N]: the bones whose location is not zero throughout."""
    return np.abs(location).max(axis=(0, 2)) > MIN_TRANSLATION * max(size, 1e-9)
