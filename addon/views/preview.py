"""What a take looks like: a contact sheet (.png) or a film (.mp4) of the keyed rig."""

from pathlib import Path

import bpy
import numpy as np

from ..core.atomic_file import atomic_write, check_writable
from ..core.errors import USAGE, AnimaxError
from . import images, render

SHEET_COLUMNS = 8


def check(path):
    kind = Path(path).suffix.lower()
    if kind not in (".png", ".mp4"):
        raise AnimaxError(f"The preview {path} is no .png or .mp4 file.", USAGE)
    if kind == ".mp4":
        images.encoder()
    check_writable(path, "preview")


def write(path, armature, request, result):
    """The take of a pipeline.Request, as keyed from the scene's first frame on.

    The sheet has two rows a view: the template's render, then the rig as keyed; below,
    the template's pose map, then the pose maps that the model made.
    """
    scene, frames = bpy.context.scene, request.frames
    sheet = Path(path).suffix.lower() == ".png"
    shown = np.arange(frames)
    if sheet:
        shown = np.unique(np.linspace(0, frames - 1, SHEET_COLUMNS).round().astype(int))
    pictures = [at_frame(scene, armature, request.cameras, int(n)) for n in shown]
    pictures = np.stack(pictures, axis=1)
    with atomic_write(path) as part:
        if sheet:
            images.write_png(part, contact_sheet(pictures, shown, request, result))
        else:
            columns = 2 if len(pictures) == 4 else len(pictures)
            film = [images.grid(pictures[:, n], columns) for n in range(len(shown))]
            film = np.stack(film)
            even = film[:, : film.shape[1] // 2 * 2, : film.shape[2] // 2 * 2]
            images.write_mp4(part, np.ascontiguousarray(even), request.fps)


def at_frame(scene, armature, cameras, index):
    scene.frame_set(scene.frame_start + index)
    return render.render_views(armature, cameras, rest=False)


def contact_sheet(pictures, shown, request, result):
    """pictures uint8 [V, n, H, W, 3] at the take's frames `shown`."""
    pose, template = result.get("pose"), result.get("template_pose")
    # The model's frames lie at its own rate, the take's at the scene's.
    seconds = shown / request.fps
    rows = []
    for view in range(len(pictures)):
        rows += [request.views[view][None], pictures[view]]
        if pose is not None and template is not None:
            near = np.round(seconds * float(result["fps"])).astype(int)
            near = np.minimum(near, pose.shape[1] - 1)
            rows += [template[view][None], pose[view, near]]
    return images.grid(np.concatenate(rows), 1 + len(shown))
