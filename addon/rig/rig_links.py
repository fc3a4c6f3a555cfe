"""Rigs that share data or hang on each other, made plain for exporters.

Changes the scene for good: for one that is exported and then closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .blender_context import update_view_layer

if TYPE_CHECKING:
    import bpy


def untie(scene: bpy.types.Scene, nested: bool = True) -> None:
    """Every armature object of the scene gets bones of its own, every mesh that a rig
    moves its own vertices; and a rig is placed by a constraint instead of a parent that
    is a bone. nested False: also instead of one that is another rig or below it."""
    for obj in scene.objects:
        skinned = any(m.type == "ARMATURE" for m in obj.modifiers)
        if obj.type != "ARMATURE" and not (obj.type == "MESH" and skinned):
            continue
        data: Any = obj.data
        if data.users > 1 and data.library is None:
            # FBX's exporter moves all objects that share them alike.
            obj.data = data.copy()
        if obj.parent is None:
            continue
        inside = obj.type == "ARMATURE" and is_below_rig(obj)
        if obj.parent_type == "BONE" or (inside and not nested):
            leave_parent(obj)


def is_below_rig(obj: Any) -> bool:
    while obj.parent is not None:
        obj = obj.parent
        if obj.type == "ARMATURE":
            return True
    return False


def leave_parent(rig: Any) -> None:
    """From a child to a Child Of constraint. glTF's exporter of 3.4 fails at rigs on
    bones; FBX's importer, up to 4.4, makes one rig of two where one is a child of the
    other, and tears the mesh."""
    from mathutils import Matrix

    parent, name, to_tail = rig.parent, "", Matrix()
    if rig.parent_type == "BONE":
        name = rig.parent_bone
        bone = parent.pose.bones.get(name)
        if bone is None or bone.bone.use_relative_parent:
            return
        to_tail = Matrix.Translation((0.0, bone.bone.length, 0.0))
    elif rig.parent_type != "OBJECT":
        return
    inverse = to_tail @ rig.matrix_parent_inverse
    rig.parent = None
    constraint = rig.constraints.new("CHILD_OF")
    constraint.target, constraint.subtarget = parent, name
    constraint.inverse_matrix = inverse
    # Below the rig's own constraints, as a parent is.
    rig.constraints.move(len(rig.constraints) - 1, 0)
    update_view_layer()
