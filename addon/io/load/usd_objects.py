"""Objects of a USD file: their names, and the bones that they hang on.

USD has no objects on bones. Blender's exporter writes where such an object is at each
frame, and its importer lets the file move the object: a new take would leave a sword
hanging in the air where the old clip had it.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from ...rig.blender_context import current_scene, update_view_layer
from .bones import armatures

if TYPE_CHECKING:
    from ...core.array_types import FloatArray
    from ...rig.blender_types import ArmatureObject

# What export/usd_names.py writes: JSON of an object's "name", that of its "data", "rig"
# and "bone" if it hangs on one, and names of "keys" and "materials" as they are in the
# file -> as they were.
PROPERTY = "animax_object"
CACHE = "TRANSFORM_CACHE"
# Frames at which objects are compared with bones.
FRAMES = 7
# An object that stays this near to where a bone takes it follows the bone, as a share
# of the rig's size; USD's matrices are decomposed into float32.
FOLLOWS = 1e-3


def restore_objects() -> None:
    """Names as they were, and objects on bones. Bones have their own names again."""
    scene = current_scene()
    scene.frame_set(scene.frame_start)
    read = {obj: read_property(obj) for obj in bpy.data.objects}
    found = {obj: names for obj, names in read.items() if names is not None}
    for obj in list(found):
        merge(obj, found)
    for obj, names in found.items():
        restore_name(obj, bpy.data.objects, str(names["name"]))
        restore_parts(obj, names)
    hangs: dict[str, tuple[ArmatureObject, str]] = {}
    rigs = {a.name: a for a in armatures()}
    for obj, names in found.items():
        rig = rigs.get(str(names.get("rig")))
        if rig is not None and names["bone"] in rig.data.bones:
            hangs[obj.name] = (rig, names["bone"])
    followers = {**followed_bones(set(hangs)), **hangs}
    scene.frame_set(scene.frame_start)
    places = {name: bpy.data.objects[name].matrix_world.copy() for name in followers}
    for name, (rig, bone) in followers.items():
        hang(bpy.data.objects[name], rig, bone)
    update_view_layer()
    for name, place in places.items():
        bpy.data.objects[name].matrix_world = place
    update_view_layer()


def read_property(obj: Any) -> dict[str, Any] | None:
    """What the file says of the object, which is taken from it."""
    text = obj.get(PROPERTY)
    if text is None:
        return None
    del obj[PROPERTY]
    with contextlib.suppress(ValueError, TypeError):
        kept = json.loads(text)
        if (
            isinstance(kept, dict)
            and "name" in kept
            and ("bone" in kept) == ("rig" in kept)
        ):
            return kept
    return None


def merge(empty: Any, found: dict[Any, dict[str, Any]]) -> None:
    """Puts the object itself in the place of an Empty: the importer makes two of one
    with children, an Empty and the mesh below it. found: objects that the file has
    names for."""
    if empty.type != "EMPTY" or "data" not in found[empty]:
        return
    own = [c for c in empty.children if c.type != "EMPTY" and c not in found]
    # A path that the file keeps for the Empty cannot be moved to another object.
    stays = empty.constraints and "bone" not in found[empty]
    if len(own) != 1 or own[0].constraints or stays:
        return
    obj, place, name = own[0], empty.matrix_world.copy(), empty.name
    for child in [c for c in empty.children if c != obj]:
        basis, inverse = child.matrix_basis.copy(), child.matrix_parent_inverse.copy()
        child.parent = obj
        child.matrix_parent_inverse, child.matrix_basis = inverse, basis
    obj.parent = empty.parent
    obj.parent_type, obj.parent_bone = empty.parent_type, empty.parent_bone
    obj.matrix_parent_inverse = empty.matrix_parent_inverse
    found[obj] = found.pop(empty)
    bpy.data.objects.remove(empty)
    obj.name = name
    update_view_layer()
    obj.matrix_world = place
    update_view_layer()


def restore_name(obj: Any, others: Any, name: str) -> None:
    if name not in others:
        obj.name = name


def restore_parts(obj: Any, kept: dict[str, Any]) -> None:
    if obj.data is not None and "data" in kept:
        obj.data.name = str(kept["data"])
    blocks = getattr(getattr(obj.data, "shape_keys", None), "key_blocks", {})
    for block in list(blocks):
        block.name = str(kept.get("keys", {}).get(block.name, block.name))
    for slot in obj.material_slots:
        if slot.material is not None:
            name = kept.get("materials", {}).get(slot.material.name)
            restore_name(slot.material, bpy.data.materials, name or slot.material.name)


def hang(obj: Any, rig: ArmatureObject, bone: str) -> None:
    for constraint in [c for c in obj.constraints if c.type == CACHE]:
        obj.constraints.remove(constraint)
    obj.parent, obj.parent_type, obj.parent_bone = rig, "BONE", bone
    obj.matrix_parent_inverse.identity()


def followed_bones(known: set[str]) -> dict[str, tuple[ArmatureObject, str]]:
    """dict object -> (rig, bone) of those that the file moves as a bone moves; those
    that are known left out."""
    found: dict[str, tuple[ArmatureObject, str]] = {}
    for rig in armatures():
        moved = [
            o
            for o in bpy.data.objects
            if o.parent == rig
            and o.parent_type == "OBJECT"
            and o.name not in known
            and any(c.type == CACHE for c in o.constraints)
        ]
        if not moved:
            continue
        bones, objects = sample(rig, moved)
        heads = bones[:, :, :3, 3]
        size = float(np.linalg.norm(np.ptp(heads[0], axis=0))) or 1.0
        for n, obj in enumerate(moved):
            own = objects[:, n]
            if spread(own[:, None], size)[0] < FOLLOWS:
                continue
            relative = np.linalg.inv(bones) @ own[:, None]
            fit = spread(relative, size) < FOLLOWS
            if fit.any():
                distance = np.linalg.norm(heads[0] - own[0, :3, 3], axis=1)
                best = int(np.where(fit, distance, np.inf).argmin())
                found[obj.name] = (rig, rig.pose.bones[best].name)
    return found


def sample(rig: Any, objects: list[Any]) -> tuple[FloatArray, FloatArray]:
    """(of bones [K, N, 4, 4], of objects [K, M, 4, 4]) in the armature's space, at some
    frames of the scene's range."""
    scene = current_scene()
    bones, places = [], []
    for frame in np.linspace(scene.frame_start, scene.frame_end, FRAMES).round():
        scene.frame_set(int(frame))
        inverse = np.linalg.inv(np.array(rig.matrix_world))
        bones.append([np.array(bone.matrix) for bone in rig.pose.bones])
        places.append([inverse @ np.array(obj.matrix_world) for obj in objects])
    return np.array(bones), np.array(places)


def spread(matrices: FloatArray, size: float) -> FloatArray:
    """float64 [N]: how much each of [K, N, 4, 4] changes over K."""
    changes = np.ptp(matrices, axis=0)[:, :3]
    turned, moved = changes[..., :3].max(axis=(1, 2)), changes[..., 3].max(axis=1)
    return np.maximum(turned, moved / size)
