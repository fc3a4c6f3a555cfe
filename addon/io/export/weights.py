"""Weights as exporters understand them: vertex groups alone.

Blender's Armature modifier also deforms by the bones' envelopes, and leaves out bones
that do not deform. Both become vertex groups in a copy of the mesh.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import contextlib

    import bpy

    from ...core.array_types import FloatArray


def write_groups(scene: bpy.types.Scene, undo: contextlib.ExitStack) -> list[str]:
    """Names of the objects whose mesh is a copy with groups in the place of envelopes;
    undo puts the artist's mesh back."""
    changed = []
    for obj in scene.objects:
        modifier = armature_modifier(obj)
        if modifier is None:
            continue
        bones = modifier.object.data.bones
        idle = [g.name for g in obj.vertex_groups if is_idle(bones.get(g.name))]
        if not modifier.use_bone_envelopes and not idle:
            continue
        if modifier.use_bone_envelopes:
            changed.append(obj.name)
        copy_mesh(obj, undo)
        for name in idle:
            obj.vertex_groups.remove(obj.vertex_groups[name])
        if modifier.use_bone_envelopes:
            write_envelopes(obj, modifier, undo)
    return changed


def armature_modifier(obj: Any) -> Any:
    """The modifier through which an armature moves a mesh, if any."""
    if obj.type != "MESH":
        return None
    for modifier in obj.modifiers:
        if modifier.type == "ARMATURE" and modifier.object and modifier.show_viewport:
            return modifier
    return None


def is_idle(bone: Any) -> bool:
    return bone is not None and not bone.use_deform


def copy_mesh(obj: Any, undo: contextlib.ExitStack) -> None:
    """Gives the object a mesh of its own under the mesh's name."""
    replace_mesh(obj, obj.data.copy(), undo)


def replace_mesh(obj: Any, mesh: Any, undo: contextlib.ExitStack) -> None:
    """obj shows `mesh` under the name of its own; undo puts that back."""
    import bpy

    before, name = obj.data, obj.data.name
    before.name = name + " "
    mesh.name = name
    obj.data = mesh

    def restore() -> None:
        obj.data = before
        bpy.data.meshes.remove(mesh)
        before.name = name

    undo.callback(restore)


def write_envelopes(obj: Any, modifier: Any, undo: contextlib.ExitStack) -> None:
    """Groups for the vertices that no group's bone moves."""
    armature = modifier.object
    bones = [b for b in armature.data.bones if b.use_deform]
    mesh = obj.data
    places = np.empty(3 * len(mesh.vertices), dtype=np.float32)
    mesh.vertices.foreach_get("co", places)
    to_bones = np.array(armature.matrix_world.inverted() @ obj.matrix_world)
    places = (
        places.reshape(-1, 3).astype(np.float64) @ to_bones[:3, :3].T + to_bones[:3, 3]
    )
    weights = np.array([envelope(places, b) * b.envelope_weight for b in bones])
    weights = weights.reshape(len(bones), len(places))
    if modifier.use_vertex_groups:
        names = {g.index for g in obj.vertex_groups if g.name in armature.data.bones}
        for vertex in mesh.vertices:
            if any(g.group in names for g in vertex.groups):
                weights[:, vertex.index] = 0.0
    else:
        obj.vertex_groups.clear()
    total = weights.sum(axis=0)
    weights[:, total <= 1e-4] = 0.0
    weights /= np.maximum(total, 1e-4)
    for bone, row in zip(bones, weights, strict=True):
        moved = np.flatnonzero(row > 0)
        if not len(moved):
            continue
        group = obj.vertex_groups.get(bone.name) or obj.vertex_groups.new(
            name=bone.name
        )
        for index in moved:
            group.add([int(index)], float(row[index]), "REPLACE")
    before = (modifier.use_vertex_groups, modifier.use_bone_envelopes)
    modifier.use_vertex_groups, modifier.use_bone_envelopes = True, False

    def restore() -> None:
        modifier.use_vertex_groups, modifier.use_bone_envelopes = before

    undo.callback(restore)


def envelope(places: FloatArray, bone: Any) -> FloatArray:
    """float64 [N]: a bone's envelope weight at places [N, 3] of the armature's space,
    by Blender's rule: 1 within the bone's radius, then falling off as 1 - (d / D)^2
    over the envelope's distance D."""
    head, tail = np.array(bone.head_local), np.array(bone.tail_local)
    length = max(float(np.linalg.norm(tail - head)), 1e-12)
    along = (places - head) @ (tail - head) / length
    share = np.clip(along / length, 0.0, 1.0)
    radius = (1 - share) * bone.head_radius + share * bone.tail_radius
    nearest = head + share[:, None] * (tail - head)
    beyond = np.linalg.norm(places - nearest, axis=-1) - radius
    reach = bone.envelope_distance
    if reach <= 0:
        return np.where(beyond < 0, 1.0, 0.0)
    falling = np.where(beyond < reach, 1.0 - (beyond / reach) ** 2, 0.0)
    return np.where(beyond < 0, 1.0, falling)
