"""Applies modifiers where exporters do not: glTF's leaves them out, and no exporter
applies them beside shape keys.

The meshes that they make at rest replace the artist's until the export is over; the
Armature modifier stays, as the exported skin.
"""

from __future__ import annotations

import contextlib
import dataclasses
from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from .weights import replace_mesh

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt


@dataclasses.dataclass
class Applied:
    """The names of objects: with modifiers applied, and those where none could be."""

    done: list[str]
    failed: list[str]


def apply(scene: bpy.types.Scene, undo: contextlib.ExitStack) -> Applied:
    """Applies all modifiers that the viewport shows, but those of armatures."""
    objects = [(o, shaping_modifiers(o)) for o in visible_meshes(scene)]
    objects = [(o, found) for o, found in objects if found]
    result = Applied([], [])
    if not objects:
        return result
    with resting(scene):
        for obj, found in objects:
            worked = apply_to(obj, undo)
            (result.done if worked else result.failed).append(obj.name)
            if worked:
                for modifier in found:
                    hide(modifier, undo)
    return result


def visible_meshes(scene: bpy.types.Scene) -> list[Any]:
    return [o for o in scene.objects if o.type == "MESH" and o.visible_get()]


def shaping_modifiers(obj: Any) -> list[Any]:
    return [m for m in obj.modifiers if m.type != "ARMATURE" and m.show_viewport]


def hide(modifier: Any, undo: contextlib.ExitStack) -> None:
    before = (modifier.show_viewport, modifier.show_render)
    modifier.show_viewport = modifier.show_render = False

    def restore() -> None:
        modifier.show_viewport, modifier.show_render = before

    undo.callback(restore)


@contextlib.contextmanager
def resting(scene: bpy.types.Scene) -> Iterator[None]:
    """Within, all armatures rest."""
    armatures: list[Any] = [o.data for o in scene.objects if o.type == "ARMATURE"]
    before = [data.pose_position for data in armatures]
    for data in armatures:
        data.pose_position = "REST"
    try:
        yield
    finally:
        for data, position in zip(armatures, before, strict=True):
            data.pose_position = position


def apply_to(obj: Any, undo: contextlib.ExitStack) -> bool:
    """Gives the object the mesh that its modifiers make; False if there is none."""
    armatures = [m for m in obj.modifiers if m.type == "ARMATURE" and m.show_viewport]
    keys = obj.data.shape_keys
    shown = (obj.show_only_shape_key, obj.active_shape_key_index)
    for modifier in armatures:
        modifier.show_viewport = False
    try:
        shapes = []
        if keys is not None:
            obj.show_only_shape_key = True
            for index in range(len(keys.key_blocks)):
                obj.active_shape_key_index = index
                shapes.append(evaluated_places(obj))
            obj.active_shape_key_index = 0
        mesh = evaluated_mesh(obj)
    finally:
        obj.show_only_shape_key, obj.active_shape_key_index = shown
        for modifier in armatures:
            modifier.show_viewport = True
    if any(len(shape) != 3 * len(mesh.vertices) for shape in shapes):
        bpy.data.meshes.remove(mesh)
        return False
    replace_mesh(obj, mesh, undo)
    if keys is not None:
        copy_shape_keys(obj, keys, shapes)
        obj.show_only_shape_key, obj.active_shape_key_index = shown
    return True


def evaluated_mesh(obj: Any) -> Any:
    context: Any = bpy.context
    graph = context.evaluated_depsgraph_get()
    return bpy.data.meshes.new_from_object(
        obj.evaluated_get(graph), preserve_all_data_layers=True, depsgraph=graph
    )


def evaluated_places(obj: Any) -> npt.NDArray[np.float32]:
    """float32 [3 N]: the vertices of the object as evaluated now, in its own space."""
    context: Any = bpy.context
    evaluated = obj.evaluated_get(context.evaluated_depsgraph_get())
    mesh = evaluated.to_mesh()
    places = np.empty(3 * len(mesh.vertices), dtype=np.float32)
    mesh.vertices.foreach_get("co", places)
    evaluated.to_mesh_clear()
    return places


def copy_shape_keys(obj: Any, keys: Any, shapes: list[npt.NDArray[np.float32]]) -> None:
    """The shape keys on the object's new mesh, with values and animation."""
    for old, places in zip(keys.key_blocks, shapes, strict=True):
        new = obj.shape_key_add(name=old.name, from_mix=False)
        new.data.foreach_set("co", places)
        new.slider_min, new.slider_max = old.slider_min, old.slider_max
        new.value, new.mute = old.value, old.mute
    made = obj.data.shape_keys
    made.use_relative = keys.use_relative
    for old, new in zip(keys.key_blocks, made.key_blocks, strict=True):
        new.relative_key = made.key_blocks[old.relative_key.name]
    if keys.animation_data is None:
        return
    data: Any = made.animation_data_create()
    data.action = keys.animation_data.action
    if getattr(keys.animation_data, "action_slot", None) is not None:
        data.action_slot = keys.animation_data.action_slot
    for driver in keys.animation_data.drivers:
        data.drivers.from_existing(src_driver=driver)
