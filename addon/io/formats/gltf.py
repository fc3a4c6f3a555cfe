"""glTF: read as .glb and .gltf, written as .glb."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ...clips.imported_clips import play_rigs_left_still
from ..load.gltf_json import explained_errors
from ..old_importers import repaired
from .exchange import drop_earlier_clips, enable

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any


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
