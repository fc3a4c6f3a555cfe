"""Keeps a take within the limits and locks of its joints. Plain NumPy, free of bpy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from . import quaternions

if TYPE_CHECKING:
    from ..core.array_types import FloatArray, Skeleton


def clamp(
    rotation: FloatArray,
    location: FloatArray,
    rig: Skeleton,
    *,
    locations: bool = True,
) -> tuple[FloatArray, FloatArray]:
    """The take within the rig's limits; locked axes are exactly 0, free bones
    untouched. locations: keep to location_limits, too."""
    limits, moves = rig["limits"], rig["location_limits"]
    limited = np.flatnonzero(np.isfinite(limits).any(axis=1))
    if len(limited):
        rotvec = quaternions.to_rotvec(rotation[:, limited])
        rotvec = quaternions.unwrap_rotvecs(rotvec)
        rotvec = np.clip(rotvec, limits[limited, :3], limits[limited, 3:])
        rotation = rotation.copy()
        rotation[:, limited] = quaternions.from_rotvec(rotvec)
    if locations:
        location = np.clip(location, moves[:, :3], moves[:, 3:])
    return rotation, np.where(rig["location_locks"], 0.0, location)
