"""The meshes that bones are drawn as are no part of what a scene shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import contextlib

    import bpy


def leave_out(scene: bpy.types.Scene, undo: contextlib.ExitStack) -> list[str]:
    """Takes the custom shapes of bones out of the scene, but those that the artist
    shows or that carry something else; undo puts them back. glTF's exporter writes
    hidden objects, too."""
    rigs: list[Any] = [o for o in scene.objects if o.type == "ARMATURE"]
    shapes = {b.custom_shape for rig in rigs for b in rig.pose.bones} - {None}
    shapes = {s for s in shapes if s.name in scene.objects and not s.visible_get()}
    shapes = {s for s in shapes if shapes.issuperset(s.children_recursive)}
    for shape in shapes:
        for collection in shape.users_collection:
            if collection.library is None:
                collection.objects.unlink(shape)
                undo.callback(collection.objects.link, shape)
    return sorted(shape.name for shape in shapes)
