"""What a figure shows besides the meshes that its armature moves: hair and instances on
its bones, and parts that hang beside the armature.

Reads Blender's data, but imports no bpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .meshes import MESH_TYPES, is_bound

if TYPE_CHECKING:
    from typing import Any

    import bpy

    from ..core.array_types import FloatArray
    from .blender_types import ArmatureObject


HAIR_TYPES = {"CURVES", "POINTCLOUD"}
# Parts that hang beside an armature belong to its figure if all together they are at
# most so many times as large as its meshes: else it stands in a scene.
MAX_EXTENT = 2.0


def further_parts(
    armature: ArmatureObject, meshes: list[bpy.types.Object]
) -> list[bpy.types.Object]:
    """What else of the figure is to be seen; meshes: what the armature moves."""
    parts = attached_parts(armature) + parts_beside(armature, meshes)
    return [part for part in parts if not part.hide_render]


def attached_parts(armature: ArmatureObject) -> list[bpy.types.Object]:
    """Hair, point clouds and instances of collections that the armature moves."""
    children = set(armature.children_recursive)
    return [
        obj
        for obj in scene_objects(armature)
        if (obj.type in HAIR_TYPES or shows_collection(armature, obj))
        and (obj in children or is_bound(armature, obj))
    ]


def shows_collection(armature: ArmatureObject, obj: Any) -> bool:
    if obj.type != "EMPTY" or obj.instance_type != "COLLECTION":
        return False
    shown = obj.instance_collection
    return shown is not None and armature.name not in shown.all_objects


def parts_beside(
    armature: ArmatureObject, meshes: list[bpy.types.Object]
) -> list[bpy.types.Object]:
    """Meshes that no bone moves, below the same empty as the armature (the root node of
    many files): a turret that is bound to nothing. None if other rigs are below it, or
    if it holds the surroundings as well."""
    root: Any = armature
    while root.parent is not None and root.parent.type == "EMPTY":
        root = root.parent
    if root == armature:
        return []
    below = set(root.children_recursive)
    shapes = {bone.custom_shape for bone in armature.pose.bones}
    parts: list[Any] = []
    for obj in scene_objects(armature):
        if obj not in below or obj == armature:
            continue
        if obj.type == "ARMATURE" or follows_another(armature, obj):
            return []
        seen = obj.type in MESH_TYPES and obj.display_type not in {"WIRE", "BOUNDS"}
        if seen and obj not in meshes and obj not in shapes:
            parts.append(obj)
    if not parts or extent([*meshes, *parts]) > MAX_EXTENT * extent(meshes):
        return []
    return parts


def follows_another(armature: ArmatureObject, obj: Any) -> bool:
    rigs = [m.object for m in obj.modifiers if m.type == "ARMATURE"]
    return any(rig is not None and rig != armature for rig in rigs)


def extent(objects: list[bpy.types.Object]) -> float:
    """The diagonal of their common bounding box, along the world's axes."""
    corners = [world_box(obj) for obj in objects]
    if not corners:
        return 0.0
    points = np.concatenate(corners)
    return float(np.linalg.norm(np.ptp(points, axis=0)))


def world_box(obj: Any) -> FloatArray:
    """float64 [8, 3]: the corners of an object's bounding box."""
    matrix = np.array(obj.matrix_world, dtype=np.float64)
    corners = np.array([tuple(c) for c in obj.bound_box], dtype=np.float64)
    return corners @ matrix[:3, :3].T + matrix[:3, 3]


def scene_objects(armature: ArmatureObject) -> list[Any]:
    """The objects of the scenes that the armature is in."""
    found = [obj for scene in armature.users_scene for obj in scene.objects]
    return list(dict.fromkeys(found))
