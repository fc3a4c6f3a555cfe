"""Blender's own files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

if TYPE_CHECKING:
    from pathlib import Path

    from ..take_clip import TakeClip


SUFFIXES = SAVES = (".blend",)
KEEPS_BARE_SKELETONS = True
ZSTANDARD = b"\x28\xb5\x2f\xfd"


def load(path: Path) -> None:
    """Runs no script that the file holds."""
    try:
        bpy.ops.wm.open_mainfile(filepath=str(path), load_ui=False, use_scripts=False)
    except RuntimeError as error:
        if bpy.app.version < (4, 5) and may_be_newer(path):
            version = ".".join(map(str, bpy.app.version[:2]))
            raise RuntimeError(
                "it seems to be of Blender 5.0 or later, whose files Blender "
                f"{version} cannot open; export it there as .glb or .fbx, or run this "
                "in 4.5 or later"
            ) from error
        raise


def may_be_newer(path: Path) -> bool:
    """Blender 5.0 changed the header, so that its files, often compressed, are none to
    Blender up to 4.4. For a file that could not be opened."""
    with open(path, "rb") as file:
        start = file.read(8)
    return start[:4] == ZSTANDARD or (start[:7] == b"BLENDER" and start[7:8].isdigit())


def save(path: Path, take: TakeClip) -> None:  # noqa: ARG001
    bpy.ops.wm.save_as_mainfile(filepath=str(path), copy=True)
