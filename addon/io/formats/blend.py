"""Blender's own files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

if TYPE_CHECKING:
    from pathlib import Path

    from ..take_clip import TakeClip


SUFFIXES = SAVES = (".blend",)
KEEPS_BARE_SKELETONS = True


def load(path: Path) -> None:
    """Runs no script that the file holds."""
    bpy.ops.wm.open_mainfile(filepath=str(path), load_ui=False, use_scripts=False)


def save(path: Path, take: TakeClip) -> None:  # noqa: ARG001
    """Everything, earlier clips too; the take has the name of its Action."""
    bpy.ops.wm.save_as_mainfile(filepath=str(path), copy=True)
