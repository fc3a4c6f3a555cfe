"""A mesh for a skeleton that has none: each bone as an octahedron, as the viewport
draws it. The views that the model starts from need something to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from ...rig.blender_context import current_scene

if TYPE_CHECKING:
    from ...rig.blender_types import ArmatureObject


PROPERTY = "animax_stand_in"
# Of an octahedron, as shares of the bone's length: its widest place, half its width
# there.
WAIST, HALF_WIDTH = 0.15, 0.08
COLOUR = (0.75, 0.55, 0.35, 1.0)
CORNERS = np.array(
    [(0, 0, 0), (1, WAIST, 0), (0, WAIST, 1), (-1, WAIST, 0), (0, WAIST, -1), (0, 1, 0)]
)
FACES = [(0, 1, 2), (0, 2, 3), (0, 3, 4), (0, 4, 1)]
FACES += [(5, 2, 1), (5, 3, 2), (5, 4, 3), (5, 1, 4)]


def add_stand_in(armature: ArmatureObject) -> bpy.types.Object:
    corners, faces, groups = [], [], {}
    for bone in armature.data.bones:
        size = np.array([HALF_WIDTH, 1.0, HALF_WIDTH]) * bone.length
        matrix, first = np.array(bone.matrix_local), len(corners)
        corners += (CORNERS * size @ matrix[:3, :3].T + matrix[:3, 3]).tolist()
        faces += [tuple(first + corner for corner in face) for face in FACES]
        groups[bone.name] = range(first, len(corners))
    mesh = bpy.data.meshes.new(f"{armature.name} bones")
    mesh.from_pydata(corners, [], faces)
    material: Any = bpy.data.materials.new(mesh.name)
    material.diffuse_color = COLOUR
    mesh.materials.append(material)
    obj = bpy.data.objects.new(mesh.name, mesh)
    obj[PROPERTY] = True
    current_scene().collection.objects.link(obj)
    for name, vertices in groups.items():
        obj.vertex_groups.new(name=name).add(list(vertices), 1.0, "REPLACE")
    obj.parent = armature
    modifier: Any = obj.modifiers.new("Armature", "ARMATURE")
    modifier.object = armature
    return obj


def remove_stand_ins() -> None:
    """What came in as a skeleton alone goes out as one."""
    objects: list[Any] = list(bpy.data.objects)
    for obj in [o for o in objects if PROPERTY in o]:
        mesh = obj.data
        bpy.data.objects.remove(obj)
        for material in list(mesh.materials):
            bpy.data.materials.remove(material)
        bpy.data.meshes.remove(mesh)
