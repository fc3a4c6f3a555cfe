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

# What export/usd_names.py writes: JSON of an object's "name", of its "data", and "rig"
# and "bone" if it hangs on one.
PROPERTY = "animax_object"
CACHE = "TRANSFORM_CACHE"
# Frames at which objects are compared with bones.
FRAMES = 7
# An object that stays this near to where a bone takes it follows the bone, as a share of
# the rig's size; USD's matrices are decomposed into float32.
FOLLOWS = 1e-3


def restore_objects() -> None:
    """Names as they were, and objects on bones. Bones have their own names again."""
    hangs: dict[str, tuple[ArmatureObject, str]] = {}
    rigs = {a.name: a for a in armatures()}
    obj: Any
    for obj in list(bpy.data.objects):
        text = obj.get(PROPERTY)
        if text is None:
            continue
        del obj[PROPERTY]
        with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
            kept: dict[str, str] = json.loads(text)
            restore_name(obj, bpy.data.objects, str(kept["name"]))
            if obj.data is not None and "data" in kept:
                obj.data.name = str(kept["data"])
            rig = rigs.get(str(kept.get("rig")))
            if rig is not None and kept["bone"] in rig.data.bones:
                hangs[obj.name] = (rig, kept["bone"])
    followers = {**followed_bones(set(hangs)), **hangs}
    scene = current_scene()
    scene.frame_set(scene.frame_start)
    places = {name: bpy.data.objects[name].matrix_world.copy() for name in followers}
    for name, (rig, bone) in followers.items():
        hang(bpy.data.objects[name], rig, bone)
    update_view_layer()
    for name, place in places.items():
        bpy.data.objects[name].matrix_world = place
    update_view_layer()


def restore_name(obj: Any, others: Any, name: str) -> None:
    if name not in others:
        obj.name = name


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
