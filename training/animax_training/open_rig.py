"""Opens a file of a rig in an empty Blender. Needs bpy."""

import bpy
import numpy as np

from addon import skeleton

if not hasattr(np, "bool"):
    # Blender 3.4's glTF importer needs the name that NumPy 1.24 took away.
    np.bool = np.bool_

SUFFIXES = {".glb", ".gltf", ".fbx", ".blend"}


def open_rig(path):
    """The armature of the file, which becomes all that Blender holds."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    if path.suffix in {".glb", ".gltf"}:
        bpy.ops.import_scene.gltf(filepath=str(path))
    elif path.suffix == ".fbx":
        bpy.ops.import_scene.fbx(filepath=str(path))
    elif path.suffix == ".blend":
        bpy.ops.wm.open_mainfile(filepath=str(path))
    return skeleton.find_armature()
