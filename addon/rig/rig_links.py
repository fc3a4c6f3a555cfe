"""Rigs that share data or hang on each other, made plain for exporters.

Changes the scene for good: for one that is exported and then closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .blender_context import update_view_layer

if TYPE_CHECKING:
    import bpy


def untie(scene: bpy.types.Scene) -> None:
    """Every armature object of the scene gets bones of its own, every mesh that a rig
    moves its own vertices; and a rig is placed by a constraint instead of a parent that
    is a bone."""
    for obj in scene.objects:
        skinned = any(m.type == "ARMATURE" for m in obj.modifiers)
        if obj.type != "ARMATURE" and not (obj.type == "MESH" and skinned):
            continue
        data: Any = obj.data
        if data.users > 1 and data.library is None:
            # FBX's exporter moves all objects that share them alike.
            obj.data = data.copy()
        if obj.parent is not None and obj.parent_type == "BONE":
            leave_bone(obj)


def leave_bone(rig: Any) -> None:
    """From a bone's child to a Child Of constraint. glTF's exporter of 3.4 fails at
    rigs on bones."""
    from mathutils import Matrix

    parent, name = rig.parent, rig.parent_bone
    bone = parent.pose.bones.get(name)
    if bone is None or bone.bone.use_relative_parent:
        return
    rig.parent = None
    constraint = rig.constraints.new("CHILD_OF")
    constraint.target, constraint.subtarget = parent, name
    to_tail = Matrix.Translation((0.0, bone.bone.length, 0.0))
    constraint.inverse_matrix = to_tail @ rig.matrix_parent_inverse
    # Below the rig's own constraints, as a parent is.
    rig.constraints.move(len(rig.constraints) - 1, 0)
    update_view_layer()
