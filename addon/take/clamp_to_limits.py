"""Keeps a take within what the rig lets its joints do. Plain NumPy, free of bpy."""

import numpy as np

from . import quaternions


def keep(rotation, location, limits, locks):
    """The take within the limits; locked axes are exactly 0, free bones untouched."""
    held = np.flatnonzero(np.isfinite(limits).any(axis=1))
    if len(held):
        vector = quaternions.unwrapped(quaternions.to_vector(rotation[:, held]))
        vector = np.clip(vector, limits[held, :3], limits[held, 3:])
        rotation = rotation.copy()
        rotation[:, held] = quaternions.from_vector(vector)
    return rotation, np.where(locks, 0.0, location)
