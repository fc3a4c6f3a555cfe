"""glTF: read as .glb and .gltf, written as .glb."""

import contextlib

import bpy
import numpy as np

from .exchange import drop_earlier_clips, enable

SUFFIXES, SAVES = (".glb", ".gltf"), (".glb",)


def load(path):
    enable("io_scene_gltf2")
    with old_numpy_names():
        bpy.ops.import_scene.gltf(filepath=str(path))


def save(path):
    """The rig with its new take alone, under the take's own name."""
    enable("io_scene_gltf2")
    drop_earlier_clips()
    with old_numpy_names():
        bpy.ops.export_scene.gltf(
            filepath=str(path),
            export_format="GLB",
            export_frame_range=True,
            export_animations=True,
        )


@contextlib.contextmanager
def old_numpy_names():
    """Blender 3.4's glTF add-on uses np.bool, which NumPy 1.24 removed (NumPy 2 has it
    again, with another meaning); it meant the builtin."""
    missing = "bool" not in np.__dict__
    if missing:
        np.bool = bool
    try:
        yield
    finally:
        if missing:
            del np.bool
