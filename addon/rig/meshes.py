"""The objects that an armature moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .blender_types import ArmatureObject


MESH_TYPES = {"MESH", "CURVE", "SURFACE", "META", "FONT"}


def bound_meshes(
    armature: ArmatureObject, objects: Iterable[bpy.types.Object] | None = None
) -> list[bpy.types.Object]:
    """Objects that the armature moves: by modifier, as its children, or by a bone."""
    objects = bpy.data.objects if objects is None else objects
    children = set(armature.children_recursive)
    found = []
    for obj in objects:
        if obj.type not in MESH_TYPES or obj.display_type in {"WIRE", "BOUNDS"}:
            continue
        by_modifier = any(
            m.type == "ARMATURE" and getattr(m, "object", None) == armature
            for m in obj.modifiers
        )
        if by_modifier or obj in children:
            found.append(obj)
    return found
