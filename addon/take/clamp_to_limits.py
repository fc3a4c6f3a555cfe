"""Keeps a take within the limits and locks of its joints. Plain NumPy, free of bpy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from . import quaternions

if TYPE_CHECKING:
    from ..core.array_types import BoolArray, FloatArray


def clamp(
    rotation: FloatArray, location: FloatArray, limits: FloatArray, locks: BoolArray
) -> tuple[FloatArray, FloatArray]:
    """The take within the limits; locked axes are exactly 0, free bones untouched.

    limits float64 [N, 6] and locks bool [N, 3]: rig/limits.py.
    """
    limited = np.flatnonzero(np.isfinite(limits).any(axis=1))
    if len(limited):
        rotvec = quaternions.to_rotvec(rotation[:, limited])
        rotvec = quaternions.unwrap_rotvecs(rotvec)
        rotvec = np.clip(rotvec, limits[limited, :3], limits[limited, 3:])
        rotation = rotation.copy()
        rotation[:, limited] = quaternions.from_rotvec(rotvec)
    return rotation, np.where(locks, 0.0, location)
