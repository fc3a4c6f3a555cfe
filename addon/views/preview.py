"""Previews of a take: a contact sheet (.png) or a video (.mp4) of the keyed rig."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import bpy
import numpy as np

from ..core.atomic_file import atomic_write, check_writable
from ..core.errors import USAGE, AnimaxError
from ..rig.blender_context import current_scene
from . import images, render

if TYPE_CHECKING:
    from ..core.array_types import EngineResult, FloatArray, IntArray, Pixels
    from ..request import Request
    from ..rig.blender_types import ArmatureObject


SHEET_COLUMNS = 8


def check_preview(path: str | Path) -> None:
    suffix = Path(path).suffix.lower()
    if suffix not in (".png", ".mp4"):
        raise AnimaxError(f"The preview {path} is not a .png or .mp4 file.", USAGE)
    if suffix == ".mp4":
        images.find_ffmpeg()
    check_writable(path, "preview")


def write_preview(
    path: str | Path, armature: ArmatureObject, request: Request, result: EngineResult
) -> None:
    """The take of a pipeline.Request, as keyed from the scene's first frame on.

    The sheet has two rows per view: the template's render, then the keyed rig; below,
    the template's pose map, then the generated pose maps.
    """
    scene, frames = current_scene(), request.frames
    sheet = Path(path).suffix.lower() == ".png"
    sampled = np.arange(frames)
    if sheet:
        sampled = np.unique(
            np.linspace(0, frames - 1, SHEET_COLUMNS).round().astype(int)
        )
    renders = [render_frame(scene, armature, request.cameras, int(n)) for n in sampled]
    renders = np.stack(renders, axis=1)
    with atomic_write(path) as part:
        if sheet:
            images.write_png(part, contact_sheet(renders, sampled, request, result))
        else:
            columns = 2 if len(renders) == 4 else len(renders)
            video = [images.grid(renders[:, n], columns) for n in range(len(sampled))]
            video = np.stack(video)
            even = video[:, : video.shape[1] // 2 * 2, : video.shape[2] // 2 * 2]
            images.write_mp4(part, np.ascontiguousarray(even), request.fps)


def render_frame(
    scene: bpy.types.Scene, armature: ArmatureObject, cameras: FloatArray, index: int
) -> Pixels:
    scene.frame_set(scene.frame_start + index)
    return render.render_views(armature, cameras, rest=False)


def contact_sheet(
    renders: Pixels, sampled: IntArray, request: Request, result: EngineResult
) -> Pixels:
    """renders uint8 [V, n, H, W, 3] at the take's frames `sampled`."""
    pose, template = result.get("pose"), result.get("template_pose")
    # The model's frames lie at its own rate, the take's at the scene's.
    seconds = sampled / request.fps
    rows = []
    for view in range(len(renders)):
        rows += [request.views[view][None], renders[view]]
        if pose is not None and template is not None:
            near = np.round(seconds * float(result["fps"])).astype(int)
            near = np.minimum(near, pose.shape[1] - 1)
            rows += [template[view][None], pose[view, near]]
    return images.grid(np.concatenate(rows), 1 + len(sampled))
