"""Opens a file of a rig in an empty Blender. Needs bpy."""

import bpy
from mathutils import Matrix

from addon.io.scene_files import INPUTS, open_file
from addon.rig.armature import find_armature, read_rig
from addon.rig.facing import front_of, front_turn

SUFFIXES = set(INPUTS)


def open_rig(path):
    """The armature of the file, which becomes all that Blender holds."""
    open_file(path)
    return find_armature()


def open_facing(path):
    """open_rig, with everything turned so that the rig faces -Y, as models know rigs,
    and its front as it was. One whose front cannot be told stays as it is."""
    armature = open_rig(path)
    rig = read_rig(armature)
    front = front_of(armature, rig)
    turn = front_turn(front, rig)
    if turn is not None:
        carrier = bpy.data.objects.new("AnimaX Front", None)
        tops = [obj for obj in bpy.context.scene.objects if obj.parent is None]
        bpy.context.scene.collection.objects.link(carrier)
        carrier.matrix_world = Matrix(turn.tolist())
        for obj in tops:
            obj.parent = carrier
            obj.matrix_parent_inverse.identity()
        bpy.context.view_layer.update()
    return armature, front
