"""FBX."""

from __future__ import annotations

import contextlib
import importlib
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaxError
from ..export.clip_times import SCENE_CLIP
from ..load import fbx_file
from ..load.bones import connect_touching_bones
from ..load.clip_names import CUT_BYTES, rename_clips
from .exchange import drop_earlier_clips, enable, has_operator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..take_clip import TakeClip


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


def save(path: Path, take: TakeClip) -> None:
    """The rig with its new take alone."""
    enable("io_scene_fbx")
    drop_earlier_clips()
    with stacks_of(take):
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


@contextlib.contextmanager
def stacks_of(take: TakeClip) -> Iterator[None]:
    """Within, the exporter writes all that moves during the take as a stack of its
    name, which starts at second 0; and if the scene lasts longer, a second stack of all
    of it. The exporter has no option for where its one stack of a scene starts.
    """
    exporter: Any = importlib.import_module("io_scene_fbx.export_fbx_bin")
    original = exporter.fbx_animations

    def fbx_animations(data: Any) -> Any:
        # (stacks, what they animate, first frame, last frame); a stack is (key, curves,
        # layer's key, name, first frame, last frame).
        last = data.scene.frame_end
        stacks = [sample(data, None, take.last, take.name)]
        if last > take.last:
            action = bpy.data.actions[take.action]
            stacks.append(sample(data, action, last, SCENE_CLIP))
        stacks = [stack for stack in stacks if stack is not None]
        animated = {
            (key, prop)
            for stack in stacks
            for key, (_, nodes) in stack[1].items()
            for prop in nodes
        }
        ends = [stack[5] for stack in stacks]
        return stacks, animated, 0.0 if ends else 1e100, max(ends, default=-1e100)

    def sample(data: Any, key: Any, last: int, name: str) -> Any:
        """key: any datablock, which tells a second stack from the first."""
        found = exporter.fbx_animations_do(data, key, take.first, last, True)
        return found and (*found[:3], name.encode(), *found[4:])

    exporter.fbx_animations = fbx_animations
    try:
        yield
    finally:
        exporter.fbx_animations = original
