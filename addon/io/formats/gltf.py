"""glTF: read as .glb and .gltf, written as .glb."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import bpy
import numpy as np

from ..export.clip_times import place_clips
from ..export.glb_file import GlbFile
from .exchange import drop_earlier_clips, enable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..take_clip import TakeClip


SUFFIXES, SAVES = (".glb", ".gltf"), (".glb",)


def load(path: Path) -> None:
    enable("io_scene_gltf2")
    with old_numpy_names():
        bpy.ops.import_scene.gltf(filepath=str(path))


def save(path: Path, take: TakeClip | None = None) -> None:
    """The rig with its new take alone, under the take's own name."""
    enable("io_scene_gltf2")
    drop_earlier_clips()
    with old_numpy_names():
        bpy.ops.export_scene.gltf(
            filepath=str(path),
            export_format="GLB",
            export_frame_range=True,
            export_animations=True,
        )
    if take is not None:
        file = GlbFile(path)
        place_clips(file, take)
        file.save(path)


@contextlib.contextmanager
def old_numpy_names() -> Iterator[None]:
    """Blender 3.4's glTF add-on uses np.bool, which NumPy 1.24 removed (NumPy 2 has it
    again, with another meaning); it meant the builtin."""
    missing = "bool" not in np.__dict__
    if missing:
        np.bool = bool
    try:
        yield
    finally:
        if missing:
            del np.bool
