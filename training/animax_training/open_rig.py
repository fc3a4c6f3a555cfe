"""Opens a file of a rig in an empty Blender. Needs bpy."""

from addon.io.scene_files import INPUTS, open_file
from addon.rig.armature import find_armature

SUFFIXES = set(INPUTS)


def open_rig(path):
    """The armature of the file, which becomes all that Blender holds."""
    open_file(path)
    return find_armature()
