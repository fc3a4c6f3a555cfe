"""Blender's own files."""

import bpy

SUFFIXES = SAVES = (".blend",)


def load(path):
    """Runs no script that the file holds."""
    bpy.ops.wm.open_mainfile(filepath=str(path), load_ui=False, use_scripts=False)


def save(path):
    bpy.ops.wm.save_as_mainfile(filepath=str(path), copy=True)
