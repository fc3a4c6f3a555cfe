"""FBX."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from .exchange import drop_earlier_clips, enable

if TYPE_CHECKING:
    from pathlib import Path


SUFFIXES = SAVES = (".fbx",)


def load(path: Path) -> None:
    enable("io_scene_fbx")
    bpy.ops.import_scene.fbx(filepath=str(path))


def save(path: Path) -> None:
    """The rig with its new take alone."""
    enable("io_scene_fbx")
    drop_earlier_clips()
    bpy.ops.export_scene.fbx(
        filepath=str(path),
        add_leaf_bones=False,
        bake_anim=True,
        bake_anim_use_all_actions=False,
        bake_anim_use_nla_strips=False,
        bake_anim_simplify_factor=0.0,
        path_mode="COPY",
        embed_textures=True,
    )
