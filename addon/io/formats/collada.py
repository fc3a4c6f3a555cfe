"""Collada (.dae): read by Blenders that have its importer, up to 4.5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import USAGE, AnimaxError
from ..load import named_pictures
from ..load.bones import connect_touching_bones
from ..load.collada_keys import mend_keys
from ..load.regular_files import check_regular
from .exchange import has_operator

if TYPE_CHECKING:
    from pathlib import Path


SUFFIXES, SAVES = (".dae",), ()
# The scene frame that importing puts second 0 on.
SECOND_ZERO = 0


def check_blender() -> None:
    if not has_operator("wm", "collada_import"):
        raise AnimaxError(
            f"Blender {bpy.app.version_string} has no Collada importer (5.0 dropped "
            "it, and some builds leave it out); use Blender 4.5 or older, or convert "
            "the file to .glb or .fbx.",
            USAGE,
        )


def load(path: Path) -> None:
    check_regular(path, named_pictures.places(path))
    operators: Any = bpy.ops.wm
    operators.collada_import(filepath=str(path))
    if not bpy.data.objects:
        # The importer reports broken files on the console alone.
        raise AnimaxError(f"{path.name} cannot be read, or is empty.")
    mend_keys(path)
    connect_touching_bones()


def linked_files(path: Path) -> list[str]:
    return named_pictures.files_beside(path)
