"""The nano's cameras and rate, free of PyTorch and Blender: both sides import this."""

import math

import numpy as np

FPS = 7.5
FRAMES = 9
SIZE = 128
CAMERAS = {
    "azimuths_deg": [45, 135, 225, 315],
    "elevation_deg": 10,
    "fov_deg": 26.6,
    "radius": 2.7,
    "margin": 1.15,
    "min_views": 3,
    "max_views": 8,
}


def normalise(points, margin=None):
    """centre [3] and scale of the box of points [J, 3], as animax_native.normalise."""
    margin = CAMERAS["margin"] if margin is None else margin
    low, high = points.min(0), points.max(0)
    return (low + high) / 2, 1.0 / (margin * max(float((high - low).max()), 1e-9))


def place(spec, centre, scale, size):
    """float64 [V, 18]: views/camera_rig.place of the add-on for square images (a test
    compares)."""
    focal = size / 2 / math.tan(math.radians(spec["fov_deg"]) / 2)
    elevation, rows = math.radians(spec["elevation_deg"]), []
    for azimuth in map(math.radians, spec["azimuths_deg"]):
        c, s = math.cos(elevation), math.sin(elevation)
        outward = np.array([math.sin(azimuth) * c, -math.cos(azimuth) * c, s])
        right = np.array([math.cos(azimuth), math.sin(azimuth), 0.0])
        turn = np.stack([right, np.cross(-outward, right), -outward])
        shift = -turn @ (centre + spec["radius"] / scale * outward)
        pose = np.concatenate([turn, shift[:, None]], axis=1).ravel()
        rows.append([*pose, focal, focal, size / 2, size / 2, size, size])
    return np.ascontiguousarray(rows, dtype=np.float64)
