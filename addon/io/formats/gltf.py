"""glTF: read as .glb and .gltf, written as .glb."""

from __future__ import annotations

import contextlib
import importlib
from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from ...clips.frame_rate import scene_fps
from ...clips.imported_clips import play_rigs_left_still
from ...rig.blender_context import current_scene, update_view_layer
from ..deep_trees import node_depth, room_for
from ..export.clip_times import place_clips
from ..export.glb_file import GlbFile
from ..export.modifiers import resting
from ..load.gltf_json import explained_errors, files_beside, read_json
from ..load.regular_files import check_regular
from ..old_importers import repaired
from .exchange import enable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..take_clip import TakeClip


SUFFIXES, SAVES = (".glb", ".gltf"), (".glb",)
# The scene frame that importing puts second 0 on.
SECOND_ZERO = 0
# Where the exporter has its class VExportTree, up to 4.2 and later.
TREE_MODULES = ("gltf2_blender_gather_tree", "tree")
# Units of an armature's data. Later exporters leave out what moves by less than 1e-4 of
# them, which is a hundredth of a rig below an object that is scaled by 100.
SMALL_RIG = 1.0
# The first release known to divide bone lengths by the armature's scale.
SCALED_LENGTHS = (4, 2, 0)


def load(path: Path) -> None:
    """With bone_heuristic BLENDER in every Blender (3.4's default is another): only
    bones that it makes are exported as the nodes that they were."""
    check_regular(path, files_beside(path))
    enable("io_scene_gltf2")
    options: dict[str, Any] = {"bone_heuristic": "BLENDER"}
    operator: Any = bpy.ops.import_scene.gltf
    known = operator.get_rna_type().properties
    # An object for drawing bones, which other exporters would write.
    if "disable_bone_shape" in known:
        options["disable_bone_shape"] = True
    blender = f"Blender {bpy.app.version_string}"
    room = room_for(node_depth(read_json(path)))
    with explained_errors(path, blender), repaired(), room:
        operator(filepath=str(path), **options)
    if bpy.app.version >= SCALED_LENGTHS:
        undo_scaled_lengths()
    play_rigs_left_still()


def linked_files(path: Path) -> list[str]:
    return files_beside(path)


def undo_scaled_lengths() -> None:
    """Makes the bones of armatures with a scale as long as in Blender 3.4: newer ones
    divide the lengths by it, but place objects on bones as if they had not."""
    obj: Any
    for obj in list(bpy.data.objects):
        scale = max(obj.scale)
        if obj.type != "ARMATURE" or abs(scale - 1.0) < 1e-6:
            continue
        view_layer: Any = bpy.context.view_layer
        before = view_layer.objects.active
        view_layer.objects.active = obj
        bpy.ops.object.mode_set(mode="EDIT")
        for bone in obj.data.edit_bones:
            bone.length *= scale
        bpy.ops.object.mode_set(mode="OBJECT")
        view_layer.objects.active = before


def save(path: Path, take: TakeClip) -> None:
    """What plays in the scene, as a clip of the take's name that starts at second 0."""
    enable("io_scene_gltf2")
    scene = current_scene()
    wanted = {
        "export_format": "GLB",
        "use_active_scene": True,
        "export_cameras": True,
        "export_lights": True,
        "export_animations": True,
        "export_frame_range": True,
        # Active Actions alone, merged: up to 3.4, and from 3.6 on.
        "export_nla_strips": False,
        "export_animation_mode": "ACTIVE_ACTIONS",
        "export_nla_strips_merged_animation_name": take.name,
        "export_anim_single_armature": False,
        "export_optimize_animation_size": not has_small_rigs(scene),
        # For objects_on_bones: the exporter would go to frame 0 by itself.
        "export_current_frame": True,
    }
    with objects_on_bones(), one_base(scene), short_clips(scene):
        bpy.ops.export_scene.gltf(filepath=str(path), **known(wanted))
    file, fps = GlbFile(path), scene_fps(scene)
    for animation in file.list("animations"):
        animation["name"] = take.name
    # Exporters of all versions ignore fps_base, or multiply by it; 3.4's also writes
    # the keys of shape keys beyond the range.
    place_clips(
        file,
        take.name,
        scene.render.fps / fps,
        fps,
        (take.first / fps, take.last / fps, scene.frame_end / fps),
    )
    file.save(path)


def has_small_rigs(scene: bpy.types.Scene) -> bool:
    rigs: list[Any] = [obj for obj in scene.objects if obj.type == "ARMATURE"]
    for rig in rigs:
        heads = np.array([bone.head_local for bone in rig.data.bones] or [(0, 0, 0)])
        if np.linalg.norm(np.ptp(heads, axis=0)) < SMALL_RIG:
            return True
    return False


def known(wanted: dict[str, Any]) -> dict[str, Any]:
    """Those arguments of the exporter that this Blender's has."""
    operator: Any = bpy.ops.export_scene.gltf
    there = operator.get_rna_type().properties.keys()
    return {name: value for name, value in wanted.items() if name in there}


@contextlib.contextmanager
def one_base(scene: bpy.types.Scene) -> Iterator[None]:
    """Within, a frame lasts 1 / fps: what exporters make of fps_base is wrong."""
    before = scene.render.fps_base
    scene.render.fps_base = 1.0
    try:
        yield
    finally:
        scene.render.fps_base = before


@contextlib.contextmanager
def short_clips(scene: bpy.types.Scene) -> Iterator[None]:
    """Within, Actions that do not play last as long as the scene: 3.4's exporter plays
    every frame from the first to the last key of any Action."""
    actions: list[Any] = [a for a in bpy.data.actions if a.library is None]
    playing = {b.animation_data.action for b in animated_blocks()}
    before = []
    for action in actions:
        if action not in playing:
            before.append((action, action.use_frame_range, *action_range(action)))
            action.use_frame_range = True
            action.frame_start, action.frame_end = scene.frame_start, scene.frame_end
    try:
        yield
    finally:
        for action, used, start, end in before:
            action.frame_start, action.frame_end = start, end
            action.use_frame_range = used


def action_range(action: Any) -> tuple[float, float]:
    return action.frame_start, action.frame_end


def animated_blocks() -> Iterator[Any]:
    """Objects and shape keys with animation."""
    for blocks in (bpy.data.objects, bpy.data.shape_keys):
        yield from (b for b in blocks if b.animation_data is not None)


@contextlib.contextmanager
def objects_on_bones() -> Iterator[None]:
    """Within, the exporter reads the tree of objects while all rigs rest.

    In any other pose 3.4's forgets what lies below an object that hangs on a bone, and
    later ones misplace a rig that hangs on a bone of another.
    """
    tree: Any = export_tree()
    construct = tree.construct

    def construct_at_rest(self: Any, scene: Any) -> None:
        with resting(scene):
            update_view_layer()
            construct(self, scene)

    tree.construct = construct_at_rest
    try:
        yield
    finally:
        tree.construct = construct


def export_tree() -> Any:
    """The exporter's class that reads the tree of objects."""
    for name in TREE_MODULES:
        with contextlib.suppress(ImportError):
            module = importlib.import_module(f"io_scene_gltf2.blender.exp.{name}")
            return module.VExportTree
    raise ImportError("this Blender's glTF exporter is not known")
