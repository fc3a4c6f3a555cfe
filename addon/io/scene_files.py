"""Opens and saves scenes in every format of formats/, for the command line and for
training. Needs neither the native module nor a registered add-on."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ..clips.frame_rate import scene_fps
from ..core import leftovers, session_folder
from ..core.atomic_file import (
    atomic_write,
    check_writable,
    last_line,
    not_written,
    part_path,
)
from ..core.errors import INPUT, MEMORY, USAGE, AnimaxError, status_of
from ..rig import choose_rig
from ..rig.blender_context import current_scene
from . import deep_trees
from .export import scene_contents
from .export.check import check
from .export.prepare import prepared
from .formats import LOADERS, SAVERS, usd
from .load.slider_ranges import widen_sliders
from .load.stand_in import remove_stand_ins
from .take_clip import TakeClip

if TYPE_CHECKING:
    from types import ModuleType

# Blender cuts longer paths off without a word; USD is written into a folder besides.
LONGEST_PATH = 1000
INPUTS, OUTPUTS = tuple(LOADERS), tuple(SAVERS)


def check_suffix(path: Path, suffixes: tuple[str, ...]) -> None:
    if path.suffix.lower() not in suffixes:
        known = f"{', '.join(suffixes[:-1])} or {suffixes[-1]}"
        if path.suffix.lower() in INPUTS:
            raise AnimaxError(
                f"{path}: {path.suffix} files cannot be written; choose {known}.",
                USAGE,
            )
        raise AnimaxError(f"{path} is not a {known} file.", USAGE)


def check_blender(module: ModuleType) -> None:
    """An AnimaxError if this Blender lacks what the format's module needs."""
    if hasattr(module, "check_blender"):
        module.check_blender()


def check_input(path: str | Path) -> None:
    path = Path(path)
    check_suffix(path, INPUTS)
    check_blender(LOADERS[path.suffix.lower()])
    # os.path, whose questions no name makes raise.
    if not os.path.isfile(path):
        raise AnimaxError(f"There is no file {path}.", INPUT)
    check_length(os.path.realpath(path), "input")
    if not os.access(path, os.R_OK):
        raise AnimaxError(f"There is no permission to read {path}.", INPUT)


def check_output(path: str | Path) -> None:
    path = Path(path)
    check_suffix(path, OUTPUTS)
    check_blender(SAVERS[path.suffix.lower()])
    check_writable(path)
    check_length(part_path(Path(os.path.realpath(path))), "output")


def check_length(path: str | Path, what: str) -> None:
    """An AnimaxError if Blender would read or write another file, of a shorter name."""
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise AnimaxError(
            f"The whole path of the {what} is too long for Blender, which takes "
            f"{LONGEST_PATH} bytes; move it to another folder, or shorten its name.",
            USAGE,
        )


def check_place(path: str | Path) -> None:
    """An AnimaxError if saving there would overwrite what lies beside the file."""
    path = Path(path).resolve()
    module = SAVERS[path.suffix.lower()]
    if hasattr(module, "check_place"):
        module.check_place(path)


def linked_files(path: str | Path) -> list[str]:
    """All files that the open file, at that path, refers to: libraries, layers,
    textures, sounds, caches. Of a picture that is a sequence or in tiles, all pictures.
    """
    paths: set[str] = set(bpy.utils.blend_paths(absolute=True, packed=False))
    # Which of the two leaves out what importers pack is not as documented.
    paths.update(bpy.utils.blend_paths(absolute=True, packed=True))
    module = LOADERS[Path(path).suffix.lower()]
    if hasattr(module, "linked_files"):
        paths.update(module.linked_files(Path(path).resolve()))
    for image in bpy.data.images:
        if image.source in {"SEQUENCE", "TILED"} and image.filepath:
            folder, name = os.path.split(bpy.path.abspath(image.filepath))
            start = re.split(r"\d|<UDIM>|<UVTILE>", name)[0]
            with contextlib.suppress(OSError):
                paths.update(
                    os.path.join(folder, other)
                    for other in os.listdir(folder)
                    if other.startswith(start)
                )
    return sorted(path for path in paths if path)


def is_temporary(path: str) -> bool:
    """Was the file made by this Blender alone, as what an importer unpacks?"""
    real = os.path.realpath(path)
    folder = os.path.join(os.path.realpath(bpy.app.tempdir), "")
    if bpy.app.tempdir and real.startswith(folder):
        return True
    return any(leftovers.SCRATCH.fullmatch(part) for part in Path(real).parts)


def check_session_folder() -> None:
    """An AnimaxError if opening a file would delete what is not Blender's: before 4.2,
    it removes its temporary folder then, also where that is the one of all programs.
    """
    if bpy.app.version >= (4, 2, 0):
        return
    preferences: Any = bpy.context.preferences
    preferred = preferences.filepaths.temporary_directory if preferences else ""
    if session_folder.is_common(bpy.app.tempdir, preferred):
        raise AnimaxError(
            f"Blender can make no temporary folder in {bpy.app.tempdir}; free some "
            "space there, or name another place in TMPDIR.",
            MEMORY,
        )


def open_file(path: str | Path) -> None:
    """Replaces everything in this Blender by the file's content; runs no script."""
    path = Path(path).resolve()
    check_input(path)
    check_session_folder()
    bpy.ops.wm.read_factory_settings(use_empty=True)
    try:
        LOADERS[path.suffix.lower()].load(path)
    except AnimaxError:
        raise
    except Exception as error:
        raise AnimaxError(
            f"{path.name} cannot be read ({last_line(error)}).", INPUT
        ) from error
    if not path.is_file() or bpy.context.scene is None:
        raise AnimaxError(f"{path.name} contains no scene.", INPUT)
    if path.suffix.lower() != ".blend":
        choose_rig.forget_active(bpy.context)
        widen_sliders()


def second_zero(path: str | Path) -> int | None:
    """The scene frame at which an exchange file's second 0 lies once it is open; None
    where that is the scene's first frame."""
    return getattr(LOADERS[Path(path).suffix.lower()], "SECOND_ZERO", None)


def nests_rigs(path: str | Path) -> bool:
    """Can a rig be another's child in a file of that format?"""
    return getattr(SAVERS[Path(path).suffix.lower()], "NESTS_RIGS", True)


def save_file(path: str | Path, take: TakeClip | None = None) -> dict[str, Any]:
    """Writes this Blender's content; the file is complete or absent.

    take: what an exchange file's clip is, by default what plays in the scene. Returns
    what the check of an exchange file found (docs/report.md, `export`): figures, what
    was repaired and what is missing.
    """
    path = Path(path).resolve()
    take = take or playing_take()
    module = SAVERS[path.suffix.lower()]
    if getattr(module, "KEEPS_BARE_SKELETONS", False):
        remove_stand_ins()
    with atomic_write(path) as part:
        try:
            if path.suffix.lower() == ".blend":
                module.save(part, take)
                return {}
            with deep_trees.room_for(deep_trees.scene_depth()):
                return export_file(part, take)
        except AnimaxError:
            raise
        except Exception as error:
            code = status_of(error, INPUT)
            raise AnimaxError(not_written(path, error), code) from error


def unchecked(path: str | Path, export: dict[str, Any]) -> list[str]:
    """A sentence if the file could not be looked at, in a format where others are.
    export: what save_file returned."""
    suffix = Path(path).suffix.lower()
    if export.get("checked", True) or suffix not in usd.SAVES:
        return []
    return [
        f"The exported {suffix} file was not checked: Blender {bpy.app.version_string} "
        "has no library that reads it; Blender 4.5 and later have."
    ]


def playing_take() -> TakeClip:
    """The Action that a rig plays, over the scene's frames."""
    scene = current_scene()
    data = next((o.animation_data for o in scene.objects if o.type == "ARMATURE"), None)
    action = data.action.name if data and data.action else scene.name
    return TakeClip(action, "", scene.frame_start, scene.frame_end)


def export_file(path: Path, take: TakeClip) -> dict[str, Any]:
    """Writes an exchange file and compares it with the scene, which is afterwards as it
    was."""
    scene = current_scene()
    expected = scene_contents.read_scene(scene, take)
    fps, frames = scene_fps(scene), scene_contents.checked_frames(take)
    with prepared(path.suffix.lower() == ".glb") as (done, lacking):
        SAVERS[path.suffix.lower()].save(path, take)
    seconds = [(frame - take.first) / fps for frame in frames]
    figures, missing = check(path, take.name, expected, seconds)
    return {**figures, "repaired": done, "missing": [*lacking, *missing]}
