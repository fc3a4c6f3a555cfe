"""A scene's frames per second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import bpy


def scene_fps(scene: bpy.types.Scene) -> float:
    return scene.render.fps / scene.render.fps_base


def set_fps(scene: bpy.types.Scene, fps: float) -> None:
    """Integers as they are, others as Blender stores them: 23.976 = 24 / 1.001."""
    integer = max(1, int(np.ceil(fps - 1e-9)))
    scene.render.fps = integer
    scene.render.fps_base = integer / fps
