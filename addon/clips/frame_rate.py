"""A scene's frames per second."""

import numpy as np


def scene_fps(scene):
    return scene.render.fps / scene.render.fps_base


def set_fps(scene, fps):
    """Integers as they are, others as Blender stores them: 23.976 = 24 / 1.001."""
    integer = max(1, int(np.ceil(fps - 1e-9)))
    scene.render.fps = integer
    scene.render.fps_base = integer / fps
