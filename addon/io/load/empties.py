"""Removes the Empties that importers put above an armature.

USD has a prim for an object and one for its data, and Blender's importer makes objects
of both: an Empty with the rig's name, and below it an armature with the data's.
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
    name, data = empty.name, empty.animation_data
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
