"""The cameras around a rig: their positions (plain NumPy), and as Blender objects.

Only the last section needs Blender, and imports it there.

Azimuth 0 sees the rig from its front, Blender's -Y; azimuths grow counter-clockwise
seen from above (90 is at +X). A camera is a row of 18 numbers, docs/native-api.md.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ..core import model_config, native
from ..core.errors import USAGE, AnimaxError

if TYPE_CHECKING:
    from typing import Any

    import bpy
    import numpy.typing as npt

    from ..core.array_types import FloatArray


COLLECTION = "AnimaX Cameras"

# Focal lengths beyond this, in widths of the picture, stand for parallel rays.
TELEPHOTO = 100.0

# The embedded model's cameras, for use without a model.
DEFAULT = {
    "azimuths_deg": [45, 135, 225, 315],
    "elevation_deg": 10,
    "fov_deg": 26.6,
    "radius": 2.7,
    "margin": 1.25,
    "min_views": 3,
    "max_views": 8,
}


def default_cameras() -> dict[str, Any]:
    """The embedded model's cameras; DEFAULT if there is no model."""
    try:
        return model_config.read_model_config(native.default_model())["cameras"]
    except AnimaxError:
        return DEFAULT


def azimuths(spec: dict[str, Any], views: int = 0) -> list[float]:
    """The azimuths in degrees for that many views (0: the model's default)."""
    default = [float(a) for a in spec["azimuths_deg"]]
    if not views or views == len(default):
        return default
    low, high = spec.get("min_views", 3), spec.get("max_views", 8)
    if not low <= views <= high:
        raise AnimaxError(
            f"This model supports {low} to {high} views, not {views}.", USAGE
        )
    return [(default[0] + 360.0 * v / views) % 360.0 for v in range(views)]


def place(
    spec: dict[str, Any],
    centre: npt.ArrayLike,
    scale: float,
    width: int,
    height: int = 0,
    views: int = 0,
) -> FloatArray:
    """float64 [V, 18]: the cameras around a rig whose normalised cube is given by
    normalised = (world - centre) * scale. The field of view spans the shorter side."""
    height = height or width
    centre = np.asarray(centre, dtype=np.float64)
    distance = float(spec["radius"]) / float(scale)
    # The C library's functions: NumPy's round differently from version to version and,
    # in 1.24, by where a number lies in memory, so that a seed's take was not always
    # the same one.
    elevation = math.radians(float(spec["elevation_deg"]))
    focal = min(width, height) / 2 / math.tan(math.radians(float(spec["fov_deg"])) / 2)
    rows = []
    for azimuth in map(math.radians, azimuths(spec, views)):
        outward = np.array(
            [
                math.sin(azimuth) * math.cos(elevation),
                -math.cos(azimuth) * math.cos(elevation),
                math.sin(elevation),
            ]
        )
        rotation = look_along(-outward)
        shift = -rotation @ (centre + distance * outward)
        pose = np.concatenate([rotation, shift[:, None]], axis=1)
        lens = [focal, focal, width / 2, height / 2, width, height]
        rows.append(np.concatenate([pose.ravel(), lens]))
    return np.ascontiguousarray(rows, dtype=np.float64)


def look_along(forward: FloatArray) -> npt.NDArray[Any]:
    """World-to-camera rotation: rows right, down, forward; world Z is up."""
    right = np.cross(forward, [0.0, 0.0, 1.0])
    norm = np.linalg.norm(right)
    # From exactly above or below there is no horizon: keep +X to the right.
    right = np.array([1.0, 0.0, 0.0]) if norm < 1e-9 else right / norm
    return np.stack([right, np.cross(forward, right), forward])


def object_matrix(camera: FloatArray) -> FloatArray:
    """float64 [4, 4]: the row as a Blender camera's matrix_world (y up, -z forward)."""
    pose = np.asarray(camera[:12]).reshape(3, 4)
    matrix = np.eye(4)
    matrix[:3, :3] = pose[:, :3].T * [1.0, -1.0, -1.0]
    matrix[:3, 3] = -pose[:, :3].T @ pose[:, 3]
    return matrix


def project(points: npt.ArrayLike, camera: FloatArray) -> npt.NDArray[Any]:
    """float64 [..., 2]: pixels of world points; for tests and overlays."""
    pose = np.asarray(camera[:12]).reshape(3, 4)
    local = np.asarray(points) @ pose[:, :3].T + pose[:, 3]
    fx, fy, cx, cy = camera[12:16]
    return np.stack(
        [
            fx * local[..., 0] / local[..., 2] + cx,
            fy * local[..., 1] / local[..., 2] + cy,
        ],
        axis=-1,
    )


# Camera objects ----------------------------------------------------------------------


def make_objects(
    cameras: FloatArray, scene: bpy.types.Scene, points: FloatArray | None = None
) -> bpy.types.Collection:
    """Camera objects in their own collection of the scene; remove_objects undoes it.
    points [P, 3], world: around what is to be seen (None: near the origin)."""
    import bpy
    from mathutils import Matrix

    collection = bpy.data.collections.new(COLLECTION)
    scene.collection.children.link(collection)
    for view, row in enumerate(cameras):
        width, height = row[16], row[17]
        data = bpy.data.cameras.new(f"AnimaX Camera {view}")
        data.sensor_fit = "HORIZONTAL"
        data.sensor_width = 36.0
        data.lens = 36.0 * row[12] / width
        distance = np.linalg.norm(row[[3, 7, 11]])
        if points is not None:
            matrix = object_matrix(row)
            distance = np.linalg.norm(points - matrix[:3, 3], axis=1).max()
        # Depths are kept in few digits: a lens that is long enough to stand for an
        # orthographic camera is far from all that it sees.
        near = 0.5 if row[12] > TELEPHOTO * width else 0.001
        data.clip_start = float(near * distance)
        data.clip_end = float(100.0 * distance)
        # An off-centre principal point, in units of the image's width.
        data.shift_x = 0.5 - row[14] / width
        data.shift_y = (row[15] - height / 2) / width
        obj = bpy.data.objects.new(data.name, data)
        obj.matrix_world = Matrix(object_matrix(row).tolist())
        collection.objects.link(obj)
    return collection


def remove_objects(collection: bpy.types.Collection) -> None:
    """Removes the collection, its camera objects and their data."""
    import bpy

    for obj in list(collection.objects):
        data: Any = obj.data
        bpy.data.objects.remove(obj)
        if data.users == 0:
            bpy.data.cameras.remove(data)
    bpy.data.collections.remove(collection)
