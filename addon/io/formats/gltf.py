"""glTF: read as .glb and .gltf, written as .glb."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ...clips.imported_clips import play_rigs_left_still
from ..old_importers import repaired
from .exchange import drop_earlier_clips, enable

if TYPE_CHECKING:
    from pathlib import Path


SUFFIXES, SAVES = (".glb", ".gltf"), (".glb",)


def load(path: Path) -> None:
    enable("io_scene_gltf2")
    with repaired():
        bpy.ops.import_scene.gltf(filepath=str(path))
    play_rigs_left_still()


def save(path: Path) -> None:
    """The rig with its new take alone, under the take's own name."""
    enable("io_scene_gltf2")
    drop_earlier_clips()
    bpy.ops.export_scene.gltf(
        filepath=str(path),
        export_format="GLB",
        export_frame_range=True,
        export_animations=True,
    )
