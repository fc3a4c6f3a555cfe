"""Shape keys as files hold them: offsets from the basis, each with a weight.

Blender's may also count from another key, act on the vertices of a group alone, or be
muted. Such keys are made plain in a copy of the mesh.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from ...clips.fcurves import action_fcurves
from .weights import copy_mesh

if TYPE_CHECKING:
    import contextlib

    import numpy.typing as npt


def make_plain(scene: bpy.types.Scene, undo: contextlib.ExitStack) -> list[str]:
    """Names of the objects whose shape keys were changed; undo puts all back."""
    changed = []
    for obj in scene.objects:
        keys = getattr(obj.data, "shape_keys", None) if obj.type == "MESH" else None
        # Absolute keys have no weights.
        if keys is None or not keys.use_relative:
            continue
        odd = [b for b in keys.key_blocks[1:] if is_odd(keys, b)]
        if not odd:
            continue
        names = [b.name for b in odd]
        copy_mesh(obj, undo)
        data: Any = obj.data
        flatten_offsets(obj, names)
        for name in names:
            silence(data.shape_keys, name, undo)
        changed.append(obj.name)
    return changed


def is_odd(keys: Any, block: Any) -> bool:
    return (
        block.relative_key != keys.reference_key
        or bool(block.vertex_group)
        or (block.mute and (block.value != 0 or bool(value_curves(keys, block.name))))
    )


def flatten_offsets(obj: Any, names: list[str]) -> None:
    """Offsets from the basis, a vertex group's weights multiplied in."""
    keys = obj.data.shape_keys
    places = {b.name: read(b) for b in keys.key_blocks}
    groups = {n: keys.key_blocks[n].vertex_group for n in names}
    bases = {n: keys.key_blocks[n].relative_key.name for n in names}
    basis = keys.reference_key
    for name in names:
        block = keys.key_blocks[name]
        offsets = places[name] - places[bases[name]]
        group = obj.vertex_groups.get(groups[name]) if groups[name] else None
        if group is not None:
            offsets *= group_weights(obj.data, group.index)[:, None]
        block.vertex_group, block.relative_key = "", basis
        block.data.foreach_set("co", (places[basis.name] + offsets).ravel())


def read(block: Any) -> npt.NDArray[np.float32]:
    """float32 [N, 3]"""
    flat = np.empty(3 * len(block.data), dtype=np.float32)
    block.data.foreach_get("co", flat)
    return flat.reshape(-1, 3)


def group_weights(mesh: Any, index: int) -> npt.NDArray[np.float32]:
    """float32 [N]"""
    found = np.zeros(len(mesh.vertices), dtype=np.float32)
    for vertex in mesh.vertices:
        for one in vertex.groups:
            if one.group == index:
                found[vertex.index] = one.weight
    return found


def silence(keys: Any, name: str, undo: contextlib.ExitStack) -> None:
    """A muted key has the value 0, and no curve that changes it."""
    block = keys.key_blocks[name]
    if not block.mute:
        return
    for curve in value_curves(keys, name):
        if not curve.mute:
            curve.mute = True
            undo.callback(setattr, curve, "mute", False)
    block.slider_min = min(block.slider_min, 0)
    block.slider_max = max(block.slider_max, 0)
    block.value = 0


def value_curves(keys: Any, name: str) -> list[Any]:
    """The Action's curves and the drivers of a key's value."""
    data = keys.animation_data
    if data is None:
        return []
    curves = list(data.drivers)
    if data.action is not None:
        curves += action_fcurves(data.action, getattr(data, "action_slot", None))
    path = keys.key_blocks[name].path_from_id("value")
    return [c for c in curves if c.data_path == path]
