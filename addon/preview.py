"""What a take looks like: a contact sheet (.png) or a film (.mp4) of the keyed rig."""

from pathlib import Path

import bpy
import numpy as np

from . import images, render, reports
from .errors import USAGE, AnimaxError

SHEET_COLUMNS = 8


def check(path):
    kind = Path(path).suffix.lower()
    if kind not in (".png", ".mp4"):
        raise AnimaxError(f"The preview {path} is no .png or .mp4 file.", USAGE)
    if kind == ".mp4":
        images.encoder()
    reports.writable(path, "preview")


def write(path, armature, cameras, frames, fps, pose=None):
    """frames: how many scene frames the take has, from the scene's first.

    The sheet has a row a view with the rig as keyed, and below it, where the engine
    gave them (pose uint8 [V, F, H, W, 3]), the pose maps that the model made.
    """
    scene = bpy.context.scene
    sheet = Path(path).suffix.lower() == ".png"
    shown = np.arange(frames)
    if sheet:
        shown = np.unique(np.linspace(0, frames - 1, SHEET_COLUMNS).round().astype(int))
    pictures = [at_frame(scene, armature, cameras, int(n)) for n in shown]
    pictures = np.stack(pictures, axis=1)
    with reports.whole(path) as part:
        if sheet:
            images.write_png(part, contact_sheet(pictures, shown, frames, pose))
        else:
            columns = 2 if len(cameras) == 4 else len(cameras)
            film = [images.grid(pictures[:, n], columns) for n in range(len(shown))]
            film = np.stack(film)
            even = film[:, : film.shape[1] // 2 * 2, : film.shape[2] // 2 * 2]
            images.write_mp4(part, np.ascontiguousarray(even), fps)


def at_frame(scene, armature, cameras, index):
    scene.frame_set(scene.frame_start + index)
    return render.render_views(armature, cameras, rest=False)


def contact_sheet(pictures, shown, frames, pose):
    rows = []
    for view in range(len(pictures)):
        rows.append(pictures[view])
        if pose is not None:
            # The model's frames lie evenly over the take's.
            last = max(frames - 1, 1)
            near = np.round(shown / last * (pose.shape[1] - 1)).astype(int)
            rows.append(np.asarray(pose)[view, near])
    return images.grid(np.concatenate(rows), len(shown))
