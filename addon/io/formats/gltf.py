"""glTF: read as .glb and .gltf, written as .glb."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from ...rig.blender_context import current_scene
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


def save(path: Path, take: TakeClip) -> None:
    """What plays in the scene, as a clip of the take's name that starts at second 0."""
    enable("io_scene_gltf2")
    drop_earlier_clips()
    scene = current_scene()
    wanted = {
        "export_format": "GLB",
        "export_animations": True,
        "export_frame_range": True,
        # Active Actions alone, merged: up to 3.4, and from 3.6 on.
        "export_nla_strips": False,
        "export_animation_mode": "ACTIVE_ACTIONS",
        "export_nla_strips_merged_animation_name": take.name,
        "export_anim_single_armature": False,
    }
    with old_numpy_names():
        bpy.ops.export_scene.gltf(filepath=str(path), **known(wanted))
    file, fps = GlbFile(path), scene.render.fps
    for animation in file.list("animations"):
        animation["name"] = take.name
    place_clips(
        file, take.name, take.first / fps, take.last / fps, scene.frame_end / fps
    )
    file.save(path)


def known(wanted: dict[str, Any]) -> dict[str, Any]:
    """Those arguments of the exporter that this Blender's has."""
    operator: Any = bpy.ops.export_scene.gltf
    there = operator.get_rna_type().properties.keys()
    return {name: value for name, value in wanted.items() if name in there}


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
