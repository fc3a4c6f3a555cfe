"""glTF: read as .glb and .gltf, written as .glb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ...clips.imported_clips import play_rigs_left_still
from ...rig.blender_context import current_scene
from ..export.clip_times import place_clips
from ..export.glb_file import GlbFile
from ..load.gltf_json import explained_errors
from ..old_importers import repaired
from .exchange import drop_earlier_clips, enable

if TYPE_CHECKING:
    from pathlib import Path

    from ..take_clip import TakeClip


SUFFIXES, SAVES = (".glb", ".gltf"), (".glb",)
# The first release known to divide bone lengths by the armature's scale.
SCALED_LENGTHS = (4, 2, 0)


def load(path: Path) -> None:
    """With bone_heuristic BLENDER in every Blender (3.4's default is another): only
    bones that it makes are exported as the nodes that they were."""
    enable("io_scene_gltf2")
    options: dict[str, Any] = {"bone_heuristic": "BLENDER"}
    operator: Any = bpy.ops.import_scene.gltf
    known = operator.get_rna_type().properties
    # An object for drawing bones, which other exporters would write.
    if "disable_bone_shape" in known:
        options["disable_bone_shape"] = True
    blender = f"Blender {bpy.app.version_string}"
    with explained_errors(path, blender), repaired():
        operator(filepath=str(path), **options)
    if bpy.app.version >= SCALED_LENGTHS:
        undo_scaled_lengths()
    play_rigs_left_still()


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
    drop_earlier_clips()
    scene = current_scene()
    wanted = {
        "export_format": "GLB",
        "use_active_scene": True,
        "export_animations": True,
        "export_frame_range": True,
        # Active Actions alone, merged: up to 3.4, and from 3.6 on.
        "export_nla_strips": False,
        "export_animation_mode": "ACTIVE_ACTIONS",
        "export_nla_strips_merged_animation_name": take.name,
        "export_anim_single_armature": False,
    }
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
