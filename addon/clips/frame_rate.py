"""Frames a second of a scene."""

import numpy as np


def scene_fps(scene):
    return scene.render.fps / scene.render.fps_base


def set_fps(scene, fps):
    """Whole numbers as they are, others as Blender keeps them: 23.976 = 24 / 1.001."""
    whole = max(1, int(np.ceil(fps - 1e-9)))
    scene.render.fps = whole
    scene.render.fps_base = whole / fps
