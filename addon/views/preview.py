"""Previews of a take: a contact sheet (.png) or a video (.mp4) of the keyed rig."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import bpy
import numpy as np

from ..core.atomic_file import atomic_write, check_writable
from ..core.errors import USAGE, AnimaxError
from ..rig.blender_context import current_scene
from . import images, preview_cameras, render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..core.array_types import EngineResult, FloatArray, IntArray, Pixels
    from ..request import Request
    from ..rig.blender_types import ArmatureObject


SHEET_COLUMNS = 8
# Views of a video beside each other, and the least width and height of each, in pixels.
VIDEO_COLUMNS = 4
VIDEO_TILE = 256


def check_preview(path: str | Path) -> None:
    suffix = Path(path).suffix.lower()
    if suffix not in (".png", ".mp4"):
        raise AnimaxError(f"The preview {path} is not a .png or .mp4 file.", USAGE)
    if suffix == ".mp4":
        images.find_ffmpeg()
    check_writable(path, "preview")


def write_preview(
    path: str | Path,
    armature: ArmatureObject,
    request: Request,
    result: EngineResult,
    check: Callable[[], None] = lambda: None,
) -> None:
    """The take of a pipeline.Request, as keyed from the scene's first frame on.
    check: called with each picture; what it raises ends the work without a file.

    The sheet has two rows per view: the template's render, then the keyed rig; below,
    the template's pose map, then the generated pose maps. The video has the keyed rig
    above its pose maps. All meshes are inside.
    """
    scene, frames = current_scene(), request.frames
    sheet = Path(path).suffix.lower() == ".png"
    sampled = np.arange(frames)
    if sheet:
        sampled = np.unique(
            np.linspace(0, frames - 1, SHEET_COLUMNS).round().astype(int)
        )
    cameras, places = take_cameras(scene, armature, request, sampled)
    with atomic_write(path, "preview") as part:
        if not sheet:
            pictures = film(armature, request, result, cameras, places)
            images.write_mp4(part, checked(pictures, check), request.fps)
            return
        template = render.render_views(armature, cameras)
        rendered = (render_frame(scene, armature, cameras, int(n)) for n in sampled)
        renders = list(checked(rendered, check))
        maps = pose_maps(sampled, result, places)
        picture = contact_sheet(template, np.stack(renders, axis=1), maps)
        images.write_png(part, picture)


def checked(pictures: Iterator[Pixels], check: Callable[[], None]) -> Iterator[Pixels]:
    for picture in pictures:
        check()
        yield picture


def film(
    armature: ArmatureObject,
    request: Request,
    result: EngineResult,
    cameras: FloatArray,
    places: list[preview_cameras.Frame],
) -> Iterator[Pixels]:
    """The video's pictures, uint8 [H, W, 3], both even."""
    scene, pose = current_scene(), result.get("pose")
    factor = int(np.ceil(VIDEO_TILE / cameras[0, 16:18].min()))
    cameras = preview_cameras.enlarge(cameras, factor)
    maps: list[Pixels] = []
    if pose is not None:
        maps = [
            preview_cameras.reframe(m, p, factor)
            for m, p in zip(pose, places, strict=True)
        ]
        near = generated_frames(np.arange(request.frames), result)
    for n in range(request.frames):
        rows = [render_frame(scene, armature, cameras, n)]
        if pose is not None:
            rows.append(np.stack([m[near[n]] for m in maps]))
        picture = video_picture(rows)
        height, width = (size // 2 * 2 for size in picture.shape[:2])
        yield np.ascontiguousarray(picture[:height, :width])


def video_picture(rows: list[Pixels]) -> Pixels:
    """One picture of rows uint8 [V, H, W, 3], which lie below each other; of more than
    four views in two blocks."""
    views = len(rows[0])
    columns = -(-views // -(-views // VIDEO_COLUMNS))
    blocks = [
        images.grid(row[first : first + columns], columns)
        for first in range(0, views, columns)
        for row in rows
    ]
    return np.concatenate(blocks)


def render_frame(
    scene: bpy.types.Scene, armature: ArmatureObject, cameras: FloatArray, index: int
) -> Pixels:
    scene.frame_set(scene.frame_start + index)
    return render.render_views(armature, cameras, rest=False)


def take_cameras(
    scene: bpy.types.Scene, armature: ArmatureObject, request: Request, frames: IntArray
) -> tuple[FloatArray, list[preview_cameras.Frame]]:
    """The model's cameras, widened to take in all of the meshes at these frames of the
    take; and how its pose maps lie in the wider pictures."""
    numbers = [scene.frame_start + int(n) for n in frames]
    rest = render.shown_points(armature, numbers[:1])
    posed = render.shown_points(armature, numbers, rest=False)
    points = [
        preview_cameras.extreme_points(p)
        for p in (request.skeleton["rest"][:, :3, 3], *rest, *posed)
        if len(p)
    ]
    return preview_cameras.widen(
        request.scene_cameras, np.concatenate(points), request.camera_distances
    )


def pose_maps(
    sampled: IntArray,
    result: EngineResult,
    places: list[preview_cameras.Frame],
) -> Pixels | None:
    """uint8 [V, 1 + n, H, W, 3]: the template's, and the generated ones that are next
    to what the take's frames `sampled` show; None without them."""
    pose, template = result.get("pose"), result.get("template_pose")
    if pose is None or template is None:
        return None
    near = generated_frames(sampled, result)
    maps = np.concatenate([template[:, None], pose[:, near]], axis=1)
    placed = [preview_cameras.reframe(m, p) for m, p in zip(maps, places, strict=True)]
    return np.stack(placed)


def generated_frames(sampled: IntArray, result: EngineResult) -> IntArray:
    """The generated frame that is next to what each of the take's frames shows: these
    lie at the model's own rate, and a long take repeats them."""
    seconds = result["source_seconds"][sampled]
    near = np.round(seconds * float(result["fps"])).astype(int)
    return np.minimum(near, result["pose"].shape[1] - 1)


def contact_sheet(template: Pixels, renders: Pixels, maps: Pixels | None) -> Pixels:
    """template uint8 [V, H, W, 3], renders [V, n, ...], maps [V, 1 + n, ...]."""
    rows: list[Pixels] = []
    for view in range(len(renders)):
        rows += [template[view][None], renders[view]]
        if maps is not None:
            rows.append(maps[view])
    return images.grid(np.concatenate(rows), 1 + renders.shape[1])
