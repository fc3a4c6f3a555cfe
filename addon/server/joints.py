"""A rig of a request's joints, made in Blender, and how a take moves them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from ..clips.sampling import read_frames
from ..io.load.stand_in import add_stand_in
from ..rig.blender_context import current_scene, current_view_layer
from .answer import Y_UP

if TYPE_CHECKING:
    from ..core.array_types import FloatArray
    from ..rig.blender_types import ArmatureObject
    from .motion_request import Joint

# Bytes of a bone's name in every Blender, less a number behind it.
LONGEST = 56
# Of the rig's size: shorter bones have no direction, and Blender removes them.
SHORTEST = 1e-4


def make_rig(joints: list[Joint]) -> tuple[ArmatureObject, list[str]]:
    """(the armature, with a mesh that stands in for the client's; its bones' names in
    the order of the joints)."""
    heads = places(joints)
    tails = tails_of(heads, [j.parent for j in joints])
    data: Any = bpy.data.armatures.new("Rig")
    armature: Any = bpy.data.objects.new("Rig", data)
    current_scene().collection.objects.link(armature)
    current_view_layer().objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    bones = []
    for n, joint in enumerate(joints):
        bone = data.edit_bones.new(short_name(joint.name))
        bone.head, bone.tail = heads[n].tolist(), tails[n].tolist()
        if joint.parent >= 0:
            bone.parent = bones[joint.parent]
        bones.append(bone)
    names = [bone.name for bone in bones]
    bpy.ops.object.mode_set(mode="OBJECT")
    add_stand_in(armature)
    return armature, names


def places(joints: list[Joint]) -> FloatArray:
    """float64 [J, 3]: the joints at rest, Blender's axes."""
    found = np.zeros((len(joints), 3))
    for n, joint in enumerate(joints):
        found[n] = joint.offset
        if joint.parent >= 0:
            found[n] += found[joint.parent]
    return found @ Y_UP


def tails_of(heads: FloatArray, parents: list[int]) -> FloatArray:
    """float64 [J, 3]: to the child, or amid the children; a leaf goes on as its parent
    came, half as far."""
    size = max(float(np.ptp(heads, axis=0).max()), 1e-3)
    tails = np.full_like(heads, np.nan)
    order = np.asarray(parents)
    for n in range(len(heads)):
        children = np.flatnonzero(order == n)
        way = np.zeros(3)
        if len(children):
            way = heads[children].mean(axis=0) - heads[n]
        elif parents[n] >= 0:
            way = (heads[n] - heads[parents[n]]) / 2
        if np.linalg.norm(way) < SHORTEST * size:
            way = np.array([0.0, 0.0, 0.05 * size])
        tails[n] = heads[n] + way
    return tails


def short_name(name: str) -> str:
    return name.encode("utf-8")[:LONGEST].decode("utf-8", "ignore") or "bone"


def read_take(
    armature: ArmatureObject, names: list[str], frames: int
) -> tuple[FloatArray, FloatArray]:
    """(turned [F, J, 3, 3], root [F, 3]) of the scene's first frames, as answer.Sample
    has them."""
    scene = current_scene()
    numbers = scene.frame_start + np.arange(frames)
    poses = read_frames(armature, names, numbers, scene)
    rest = np.array([armature.data.bones[n].matrix_local for n in names])[:, :3, :3]
    turned = poses[..., :3, :3] @ np.linalg.inv(rest)
    return turned, poses[:, 0, :3, 3]
