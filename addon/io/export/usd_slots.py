"""Blender's USD exporter writes the faces of a slot as a prim that is named after the
slot's material: of two slots with one material, the faces of one alone are left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .weights import copy_mesh

if TYPE_CHECKING:
    import contextlib

    import bpy


def merge_slots(scene: bpy.types.Scene, undo: contextlib.ExitStack) -> None:
    """All faces with one material are in one slot, in a copy of the mesh."""
    for obj in scene.objects:
        materials: list[Any] = [slot.material for slot in obj.material_slots]
        first = {n: materials.index(m) for n, m in enumerate(materials) if m}
        if obj.type != "MESH" or all(n == place for n, place in first.items()):
            continue
        copy_mesh(obj, undo)
        mesh: Any = obj.data
        indices = np.empty(len(mesh.polygons), dtype=np.int32)
        mesh.polygons.foreach_get("material_index", indices)
        places = np.array([first.get(n, n) for n in range(len(materials))], np.int32)
        indices = places[np.minimum(indices, len(materials) - 1)]
        mesh.polygons.foreach_set("material_index", indices)
        mesh.update()
