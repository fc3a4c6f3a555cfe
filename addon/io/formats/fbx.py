"""FBX."""

from __future__ import annotations

import contextlib
import importlib
from typing import TYPE_CHECKING

import bpy

from .exchange import drop_earlier_clips, enable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from ..take_clip import TakeClip


SUFFIXES = SAVES = (".fbx",)


def load(path: Path) -> None:
    enable("io_scene_fbx")
    bpy.ops.import_scene.fbx(filepath=str(path))


def save(path: Path, take: TakeClip | None = None) -> None:
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
def stacks_of(take: TakeClip | None) -> Iterator[None]:
    """Within, the exporter writes the take's frames, with everything that moves in the
    scene meanwhile, as a stack of the take's name that starts at second 0; and if the
    scene lasts longer, a stack "Scene" of all of it.

    The exporter has no option for where its one stack of the scene starts.
    """
    exporter: Any = importlib.import_module("io_scene_fbx.export_fbx_bin")
    original = exporter.fbx_animations

    def fbx_animations(data: Any) -> Any:
        scene, action = data.scene, bpy.data.actions.get(take.action if take else "")
        if take is None or action is None:
            return original(data)
        stacks = [sample(data, action, take.first, take.last)]
        if scene.frame_end > take.last:
            stacks.append(sample(data, None, take.first, scene.frame_end))
        stacks = [stack for stack in stacks if stack is not None]
        animated = {
            (key, prop)
            for stack in stacks
            for key, (_, nodes) in stack[1].items()
            for prop in nodes
        }
        ends = [stack[5] for stack in stacks]
        return stacks, animated, 0.0 if ends else 1e100, max(ends, default=-1e100)

    def sample(data: Any, action: Any, first: int, last: int) -> Any:
        """(key, curves, layer's key, name, first frame, last frame), from frame 0."""
        return exporter.fbx_animations_do(data, action, first, last, True)

    exporter.fbx_animations = fbx_animations
    try:
        yield
    finally:
        exporter.fbx_animations = original
