"""Removes what stands in USD for things that Blender has another way.

USD has a prim for an object and one for its data, and Blender's importer makes objects
of both: an Empty with the rig's name, and below it an armature with the data's. Shape
keys need a skeleton there: Blender's exporter makes one of a single joint for a mesh
that has none, and its importer an armature of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ...rig.blender_context import update_view_layer
from .bones import armatures

if TYPE_CHECKING:
    from ...rig.blender_types import ArmatureObject


# How far from identity an armature's matrix may be, below its Empty.
SAME = 1e-6
# What the exporter calls the skeleton of a mesh without one, and its joint.
SHAPES_SKELETON, SHAPES_JOINT = "Skel", "joint1"
# The importer's own, for the place of the materials.
MATERIALS = "_materials"


def merge_empties() -> None:
    """Each armature takes the place and the name of the Empty that stands for it."""
    update_view_layer()
    for armature in armatures():
        empty: Any = armature.parent
        if empty is not None and stands_for(empty, armature):
            replace(empty, armature)
    for obj in list(bpy.data.objects):
        scope = obj.name.split(".")[0] == MATERIALS and obj.type == "EMPTY"
        if scope and not obj.children:
            bpy.data.objects.remove(obj)
    update_view_layer()


def remove_shapes_skeletons() -> None:
    """To be called before merge_empties, which renames armatures."""
    for armature in armatures():
        bones = armature.data.bones.keys()
        if bones != [SHAPES_JOINT] or not armature.name.startswith(SHAPES_SKELETON):
            continue
        for obj in bpy.data.objects:
            bound: Any = [m for m in obj.modifiers if m.type == "ARMATURE"]
            for modifier in [m for m in bound if m.object == armature]:
                obj.modifiers.remove(modifier)
                group = obj.vertex_groups.get(SHAPES_JOINT)
                if group is not None:
                    obj.vertex_groups.remove(group)
        for child in armature.children:
            basis = child.matrix_basis.copy()
            child.parent = armature.parent
            child.matrix_basis = basis
        data: Any = armature.animation_data
        if data is not None and data.action is not None:
            bpy.data.actions.remove(data.action)
        bpy.data.armatures.remove(armature.data)


def stands_for(empty: Any, armature: ArmatureObject) -> bool:
    """Is the Empty nothing but the armature's object?"""
    rigs = [c for c in empty.children if c.type == "ARMATURE"]
    local = armature.matrix_local
    largest = max(abs(local[i][j] - (i == j)) for i in range(4) for j in range(4))
    return (
        empty.type == "EMPTY"
        and rigs == [armature]
        and not has_object_curves(armature)
        and not armature.constraints
        and not empty.constraints
        and largest < SAME
    )


def has_object_curves(armature: ArmatureObject) -> bool:
    from ...clips.fcurves import action_fcurves

    data: Any = armature.animation_data
    if data is None or data.action is None:
        return False
    slot = getattr(data, "action_slot", None)
    paths = [c.data_path for c in action_fcurves(data.action, slot)]
    return any(not p.startswith("pose.bones") for p in paths)


def replace(empty: Any, armature: ArmatureObject) -> None:
    # Prims have no dots: a number is what Blender put behind a name that it had twice.
    name, data = empty.name.split(".")[0], empty.animation_data
    if data is not None and data.action is not None:
        # A rig that moves as an object: its Empty carries that motion.
        empty.name = f"{name} path"
        armature.name = name
        return
    for child in empty.children:
        if child != armature:
            local = child.matrix_local.copy()
            child.parent = armature
            child.matrix_parent_inverse.identity()
            child.matrix_local = local
    armature.parent = empty.parent
    armature.parent_type, armature.parent_bone = empty.parent_type, empty.parent_bone
    armature.matrix_parent_inverse = empty.matrix_parent_inverse
    armature.matrix_basis = empty.matrix_basis
    for key, value in empty.items():
        if isinstance(value, (str, int, float)):
            armature[key] = value
    bpy.data.objects.remove(empty)
    armature.name = name
