"""The objects that an armature moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from .blender_types import ArmatureObject


MESH_TYPES = {"MESH", "CURVE", "SURFACE", "META", "FONT"}
# Modifiers by which one object deforms another, and the property that names it.
DEFORMERS = {"LATTICE": "object", "MESH_DEFORM": "object", "SURFACE_DEFORM": "target"}
# Constraints that take an object along with a bone.
CARRYING = {"CHILD_OF", "COPY_TRANSFORMS", "COPY_LOCATION", "ARMATURE"}


def bound_meshes(
    armature: ArmatureObject, objects: Iterable[bpy.types.Object] | None = None
) -> list[bpy.types.Object]:
    """Objects that are the armature's own: of those that it moves, all but those of
    rigs that it carries (a rider's on a horse)."""
    found = moved_meshes(armature, objects)
    carried = carried_rigs(armature) if found else []
    return [
        obj
        for obj in found
        if deforms(armature, obj) or not any(moves(rig, obj) for rig in carried)
    ]


def moved_meshes(
    armature: ArmatureObject, objects: Iterable[bpy.types.Object] | None = None
) -> list[bpy.types.Object]:
    """Objects that the armature moves: by modifier, as its children, by a bone, or by
    something that it moves (a lattice, a cage, an object on a bone, another rig)."""
    objects = bpy.data.objects if objects is None else objects
    children = set(armature.children_recursive)
    found = []
    for obj in objects:
        if obj.type not in MESH_TYPES or obj.display_type in {"WIRE", "BOUNDS"}:
            continue
        if obj in children or is_bound(armature, obj):
            found.append(obj)
    return found


def carried_rigs(armature: ArmatureObject) -> list[ArmatureObject]:
    """Other armatures that move along with this one: on its object, on a bone, or on
    something that it moves."""
    rigs: list[Any] = [o for o in bpy.data.objects if o.type == "ARMATURE"]
    return [
        rig
        for rig in rigs
        if rig != armature and len(rig.data.bones) and moves(armature, rig)
    ]


def moves(armature: ArmatureObject, obj: bpy.types.Object) -> bool:
    """Does the object hang on the armature, or is it bound to it, in any way?"""
    return obj in armature.children_recursive or is_bound(armature, obj)


def deforms(armature: ArmatureObject, obj: Any, depth: int = 8) -> bool:
    """Does the armature move vertices of the object, directly or by a lattice or cage,
    other than by moving the whole object?"""
    if obj.parent == armature and obj.parent_type == "ARMATURE":
        return True
    for modifier in obj.modifiers:
        if modifier.type in {"ARMATURE", "HOOK"} and modifier.object == armature:
            return True
        other = getattr(modifier, DEFORMERS.get(modifier.type, ""), None)
        if other is not None and depth > 0 and deforms(armature, other, depth - 1):
            return True
    return False


def is_bound(armature: ArmatureObject, obj: Any, depth: int = 8) -> bool:
    """Is it bound to the armature, directly or through others?"""
    if obj.parent == armature or bone_followed(armature, obj):
        return True
    for modifier in obj.modifiers:
        if modifier.type in {"ARMATURE", "HOOK"} and modifier.object == armature:
            return True
    others = carriers(obj) if depth > 0 else []
    return any(is_bound(armature, other, depth - 1) for other in others)


def bone_followed(armature: ArmatureObject, obj: Any) -> str:
    """The bone that the object hangs on, as its child or by a constraint; "": none."""
    if obj.parent == armature and obj.parent_type == "BONE":
        return obj.parent_bone
    for constraint in obj.constraints:
        if constraint.type not in CARRYING or constraint.mute:
            continue
        targets = [constraint, *getattr(constraint, "targets", ())]
        for target in targets:
            subtarget = getattr(target, "subtarget", "")
            if getattr(target, "target", None) == armature and subtarget:
                return subtarget
    return ""


def carriers(obj: Any) -> list[Any]:
    """The objects that it hangs on or that deform it, other than by bones."""
    found = [obj.parent] if obj.parent is not None else []
    for modifier in obj.modifiers:
        other = getattr(modifier, DEFORMERS.get(modifier.type, ""), None)
        if other is not None:
            found.append(other)
    return found
