"""Mends the clips of Blender's Collada importer.

It mixes the armature node's transform W into the keys of its bones: wherever that is
not the identity, the rig jumps and turns about wrong axes. With R a bone's rest matrix
and T = R^-1 W R, it makes of a basis B the basis T B T^-1, or B T^-1 of a bone without
a parent (found by experiment, the same in 3.4, 4.2 and 4.5).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import bpy
from mathutils import Matrix, Quaternion

from ...clips.fcurves import action_fcurves
from ...rig.blender_context import update_view_layer
from .bones import armatures

if TYPE_CHECKING:
    from pathlib import Path


CHANNELS = ("location", "rotation_quaternion", "scale")
REST = {"location": (0, 0, 0), "rotation_quaternion": (1, 0, 0, 0), "scale": (1, 1, 1)}


# Of a file's "up" axis: how the importer turns all that has no parent.
UP = {
    "X_UP": ((0, 0, -1), (0, 1, 0), (1, 0, 0)),
    "Y_UP": ((1, 0, 0), (0, 0, -1), (0, 1, 0)),
    "Z_UP": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}


def mend_keys(path: Path) -> None:
    """path: the Collada file that was read."""
    update_view_layer()
    up = re.search(r"<up_axis>\s*([XYZ]_UP)", path.read_text("utf-8", "replace"))
    turned = Matrix(UP[up[1] if up else "Y_UP"]).to_4x4()
    for armature in armatures():
        transform = turned.inverted() @ armature.matrix_world
        if is_identity(transform):
            continue
        data = armature.animation_data
        for bone in armature.data.bones:
            if data is not None and data.action is not None:
                mend_bone(transform, bone, data.action)


def is_identity(matrix: Matrix) -> bool:
    cells = [(i, j) for i in range(4) for j in range(4)]
    return max(abs(matrix[i][j] - (i == j)) for i, j in cells) < 1e-6


def mend_bone(transform: Matrix, bone: bpy.types.Bone, action: Any) -> None:
    path = f'pose.bones["{bone.name}"].'
    curves = {
        (name, curve.array_index): curve
        for curve in action_fcurves(action)
        for name in CHANNELS
        if curve.data_path == path + name
    }
    # The importer drops curves that stay at rest, and gives all others the same keys.
    times = sorted({p.co.x for c in curves.values() for p in c.keyframe_points})
    if not times:
        return
    rest = bone.matrix_local
    turn = rest.inverted() @ transform @ rest
    back = turn.inverted() if bone.parent else Matrix.Identity(4)
    before, keys = Quaternion(), {}
    for time in times:
        now = {
            name: [
                curves[name, k].evaluate(time) if (name, k) in curves else value
                for k, value in enumerate(values)
            ]
            for name, values in REST.items()
        }
        own = Matrix.LocRotScale(
            now["location"],
            Quaternion(now["rotation_quaternion"]).normalized(),
            now["scale"],
        )
        place, rotation, scale = (back @ own @ turn).decompose()
        if rotation.dot(before) < 0:
            rotation.negate()
        before = rotation
        keys[time] = {
            "location": place,
            "rotation_quaternion": rotation,
            "scale": scale,
        }
    for name, values in REST.items():
        for k in range(len(values)):
            curve = curves.get((name, k)) or action.fcurves.new(path + name, index=k)
            write(curve, [(time, key[name][k]) for time, key in keys.items()])


def write(curve: Any, values: list[tuple[float, float]]) -> None:
    points = curve.keyframe_points
    points.add(len(values) - len(points))
    for point, (time, value) in zip(points, values, strict=True):
        point.co = (time, value)
        point.interpolation = "LINEAR"
    curve.update()
