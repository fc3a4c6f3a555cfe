"""USD: .usd, .usda (text), .usdc (binary) and .usdz (with its textures), from Blender
4.2 on."""

from __future__ import annotations

import filecmp
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...clips.frame_rate import set_fps
from ...clips.scene_time import started_at_zero
from ...core.atomic_file import cut_off
from ...core.errors import USAGE, AnimaxError
from ...core.leftovers import finished_stem, scratch_folder
from ...rig.blender_context import current_scene
from ..export.usd_clip_name import name_clips
from ..export.usd_contents import has_library, library
from ..export.usd_names import usd_names
from ..load.bone_names import restore_bone_names
from ..load.empties import merge_empties, remove_shapes_skeletons
from ..load.usd_crate import is_whole
from ..load.usd_objects import restore_objects
from ..load.usd_skeletons import bind_meshes, complete_skeletons
from ..load.usd_stage import read_stage_time
from .exchange import has_operator, scale_keys

if TYPE_CHECKING:
    from ..take_clip import TakeClip

SUFFIXES = SAVES = (".usd", ".usda", ".usdc", ".usdz")
# In 3.x the importer, where it was built, leaves armatures out.
OLDEST = (4, 2)
# The first known to write clips' names. Of two rigs that play two clips, older ones
# write both as "Anim".
NAMES_CLIPS = (4, 5)
TEXTURES = "textures"
# More bytes than a full disk still takes.
ROOM = 65536


def check_blender() -> None:
    if bpy.app.version >= OLDEST and has_operator("wm", "usd_import"):
        return
    raise AnimaxError(
        f"Blender {bpy.app.version_string} cannot read or write rigs as USD; use "
        "Blender 4.2 or later, or .glb or .fbx.",
        USAGE,
    )


def load(path: Path) -> None:
    """The scene gets the stage's frame rate. What save wrote has its own names again,
    and objects that follow a bone hang on it."""
    scene = current_scene()
    before = scene.frame_start, scene.frame_end
    bpy.ops.wm.usd_import(filepath=str(path))
    complete_skeletons(path)
    bind_meshes()
    fps, frames_per_code = read_stage_time(path).scene_rate()
    set_fps(scene, fps)
    if scene.frame_start == scene.frame_end:
        # A still stage: the importer makes its range 0 to 0.
        scene.frame_start, scene.frame_end = before
    elif frames_per_code != 1:
        scale_keys(frames_per_code)
        scene.frame_start = round(scene.frame_start * frames_per_code)
        scene.frame_end = round(scene.frame_end * frames_per_code)
    remove_shapes_skeletons()
    merge_empties()
    restore_bone_names()
    restore_objects()


def save(path: Path, take: TakeClip) -> None:
    """What plays in the scene, at each frame of its range."""
    # The file's own name stands in a .usdz, and beside others lie its textures: it is
    # written into a folder of its own first.
    name = finished_stem(path) + path.suffix
    wanted: dict[str, Any] = {"export_animation": True, "allow_unicode": False}
    with scratch_folder(path.parent) as folder:
        written = folder / name
        with started_at_zero(current_scene()), usd_names(take) as clips:
            bpy.ops.wm.usd_export(filepath=str(written), **wanted)
        if written.exists() and not is_whole(written):
            raise cut_off()
        if (folder / TEXTURES).is_dir():
            # Blender does not say where a disk had no room for all of a picture.
            (folder / "room").write_bytes(bytes(ROOM))
        if bpy.app.version < NAMES_CLIPS and written.exists() and len(clips) == 1:
            name_clips(written, clips.pop())
        if written.exists():
            move_textures(folder / TEXTURES, path.parent / TEXTURES)
            os.replace(written, path)


def linked_files(path: Path) -> list[str]:
    """The layers that a file is composed of, where Blender has the library."""
    if not has_library():
        return []
    layers: list[Any] = library("Usd").Stage.Open(str(path)).GetUsedLayers()
    return [layer.realPath for layer in layers if layer.realPath]


def check_place(path: Path) -> None:
    """An AnimaxError if a picture of the open file, written beside another USD file,
    would replace another one of its name, which other files show."""
    if path.suffix.lower() == ".usdz":
        return
    for image in bpy.data.images:
        if image.source == "FILE" and image.filepath and not image.packed_file:
            picture = Path(bpy.path.abspath(image.filepath))
            check_picture(picture, path.parent / TEXTURES / picture.name)


def check_picture(picture: Path, target: Path) -> None:
    if not picture.is_file() or not os.path.lexists(target):
        return
    if target.is_file() and filecmp.cmp(picture, target, shallow=False):
        return
    raise AnimaxError(
        f"{target} is there and is another picture, which other USD files may show; "
        "choose another folder for the output, or .usdz, which holds its pictures, or "
        "delete it.",
        USAGE,
    )


def move_textures(source: Path, target: Path) -> None:
    if not source.is_dir():
        return
    target.mkdir(exist_ok=True)
    for picture in source.iterdir():
        check_picture(picture, target / picture.name)
    for picture in source.iterdir():
        os.replace(picture, target / picture.name)
