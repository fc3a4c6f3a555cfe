"""FBX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaxError
from ..load import fbx_file
from ..load.bones import connect_touching_bones
from ..load.clip_names import CUT_BYTES, rename_clips
from .exchange import drop_earlier_clips, enable, has_operator

if TYPE_CHECKING:
    from pathlib import Path


SUFFIXES = SAVES = (".fbx",)
KEEPS_BARE_SKELETONS = True


def load(path: Path) -> None:
    """Bones, clips and their names are the same in all Blenders. The scene gets the
    file's frame rate."""
    enable("io_scene_fbx")
    if has_operator("wm", "fbx_import"):
        # In 4.5 the Python importer is still the menu's, but this one is right.
        operators: Any = bpy.ops.wm
        operators.fbx_import(filepath=str(path), ignore_leaf_bones=False)
        cut = any(len(a.name.encode()) >= CUT_BYTES - 3 for a in bpy.data.actions)
        root = fbx_file.parse(path) if cut else None
    else:
        root = load_with_python(path)
    connect_touching_bones()
    rename_clips(fbx_file.stack_names(root) if root else [])


def load_with_python(path: Path) -> object:
    """Blender before 4.5; returns the file's root element."""
    if not fbx_file.is_binary(path):
        raise AnimaxError(
            f"{path.name} is an FBX text file or none at all, and Blender "
            f"{bpy.app.version_string} reads binary FBX alone; export it as binary, or "
            "use Blender 4.5 or later."
        )
    with fbx_file.parsed_by_importer() as roots:
        bpy.ops.import_scene.fbx(filepath=str(path), ignore_leaf_bones=False)
    return roots[0] if roots else None


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
