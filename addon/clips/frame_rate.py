"""A scene's frames per second."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ..core.errors import AnimaxError

if TYPE_CHECKING:
    import bpy


def scene_fps(scene: bpy.types.Scene) -> float:
    base = scene.render.fps_base
    # What scripts and damaged files leave.
    if not (math.isfinite(base) and base > 0):
        raise AnimaxError(
            f"The scene's frame rate is divided by {base:g}; set Frame Rate and Base "
            "in the Output properties."
        )
    return scene.render.fps / base


def set_fps(scene: bpy.types.Scene, fps: float) -> None:
    """Integers as they are, others as Blender stores them: 23.976 = 24 / 1.001."""
    integer = max(1, int(np.ceil(fps - 1e-9)))
    scene.render.fps = integer
    scene.render.fps_base = integer / fps


def time_scale(scene: bpy.types.Scene) -> float:
    """Frames of keys per frame of the scene: what time remapping makes of them. A key
    at frame k is reached at the scene's frame k / time_scale."""
    return scene.render.frame_map_old / scene.render.frame_map_new


def replace_remapping(scene: bpy.types.Scene) -> float:
    """Replaces time remapping by the frame rate at which all keys keep their seconds,
    for what knows no remapping; returns the former time_scale."""
    scale = time_scale(scene)
    if scale != 1.0:
        set_fps(scene, scene_fps(scene) * scale)
        scene.render.frame_map_old = scene.render.frame_map_new = 100
        first, last = scene.frame_start, scene.frame_end
        scene.frame_start = round(first * scale)
        scene.frame_end = max(scene.frame_start, round(last * scale))
    return scale
