"""Blender's camera objects as the model's cameras (rows of 18 numbers), and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from mathutils import Matrix

from ..core.errors import INPUT, AnimaxError
from ..views.camera_rig import object_matrix

if TYPE_CHECKING:
    from typing import Any

    import bpy

    from ..core.array_types import FloatArray

# An orthographic camera is seen as one with a lens so long, and as far away: so many
# times the height of its picture. What lies half of that nearer or farther than the
# rig's centre is off by a thousandth.
ORTHOGRAPHIC = 500.0
SENSOR = 36.0
# Of its distance: how large a camera is drawn.
DRAWN = 0.1


def read_camera(
    camera: Any, graph: bpy.types.Depsgraph, width: int, height: int, centre: FloatArray
) -> FloatArray:
    """float64 [18]: what it sees in a picture of that size, of a rig around centre
    [3]; an AnimaxError for lenses that no pinhole camera stands for."""
    data = camera.data
    if data.type not in ("PERSP", "ORTHO"):
        raise AnimaxError(
            f"The camera {camera.name!r} has a panoramic lens, with which the model "
            "cannot see; make it perspective or orthographic, or delete it.",
            INPUT,
        )
    matrix = camera.calc_matrix_camera(graph, x=width, y=height, scale_x=1, scale_y=1)
    lens = np.array(matrix, np.float64)
    world = np.array(camera.evaluated_get(graph).matrix_world, np.float64)
    # As Blender looks: objects' scales, also mirrored ones, do not count.
    back, up = world[:3, 2], world[:3, 1]
    back = back / max(float(np.linalg.norm(back)), 1e-30)
    right = np.cross(up, back)
    right = right / max(float(np.linalg.norm(right)), 1e-30)
    rotation = np.stack([right, -np.cross(back, right), -back])
    origin = world[:3, 3]
    if data.type == "PERSP":
        fx, fy = lens[0, 0] * width / 2, lens[1, 1] * height / 2
        cx, cy = (1 - lens[0, 2]) * width / 2, (1 + lens[1, 2]) * height / 2
    else:
        depth = float((centre - origin) @ -back)
        far = ORTHOGRAPHIC * 2 / lens[1, 1]
        # What is behind it is not seen.
        if depth > 0:
            origin = origin + back * (far - depth)
        fx, fy = (far * lens[n, n] * s / 2 for n, s in enumerate((width, height)))
        cx, cy = (1 + lens[0, 3]) * width / 2, (1 - lens[1, 3]) * height / 2
    pose = np.concatenate([rotation, (-rotation @ origin)[:, None]], axis=1)
    row = np.concatenate([pose.ravel(), [fx, fy, cx, cy, width, height]])
    return np.asarray(row, np.float64)


def write_camera(
    camera: Any, row: FloatArray, scene: bpy.types.Scene, distance: float
) -> None:
    """Places the camera object and sets its lens, so that read_camera gives the row,
    whose principal point is in the middle. distance: of the rig."""
    data, render = camera.data, scene.render
    width, height = row[16], row[17]
    shown = render.resolution_x * render.pixel_aspect_x
    shown /= render.resolution_y * render.pixel_aspect_y
    data.type = "PERSP"
    data.shift_x = data.shift_y = 0.0
    data.lens_unit = "MILLIMETERS"
    # What the model sees is all of the scene's frame in the direction in which that is
    # shorter: the artist sees no less.
    if shown >= width / height:
        data.sensor_fit, data.sensor_height = "VERTICAL", SENSOR
        data.lens = SENSOR * row[13] / height
    else:
        data.sensor_fit, data.sensor_width = "HORIZONTAL", SENSOR
        data.lens = SENSOR * row[12] / width
    data.clip_start, data.clip_end = 0.001 * distance, 100.0 * distance
    data.display_size = DRAWN * distance
    camera.matrix_world = Matrix(object_matrix(row).tolist())
