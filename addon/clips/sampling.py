"""Reads clips as plain NumPy arrays: world matrices at chosen times.

Needs Blender, but neither the native module nor a registered add-on: training exports
its clips through this file.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import bpy
import numpy as np

from ..core.errors import AnimaxError
from ..rig.armature import ordered_bones
from ..rig.blender_context import current_scene, update_view_layer
from ..rig.neutral_pose import read_neutral_pose
from ..rig.own_pose import own_channels, read_channels, write_channels
from .fcurves import action_fcurves, assign, restore
from .frame_rate import scene_fps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..core.array_types import FloatArray, IntArray
    from ..rig.blender_types import ArmatureObject, Slot


@contextlib.contextmanager
def playing(
    armature: ArmatureObject,
    action: bpy.types.Action,
    slot: Slot | None = None,
    scene: bpy.types.Scene | None = None,
) -> Iterator[None]:
    """Within, the armature plays the action alone; meshes are hidden for speed."""
    scene = scene or current_scene()
    created = armature.animation_data is None
    data = armature.animation_data or armature.animation_data_create()
    before = (data.action, getattr(data, "action_slot", None), data.use_nla)
    frame = (scene.frame_current, scene.frame_subframe)
    position = armature.data.pose_position
    channels, own = read_channels(armature), own_channels(armature)
    hidden = [(o, o.hide_viewport) for o in scene.objects if o.type == "MESH"]
    try:
        for obj, _ in hidden:
            obj.hide_viewport = True
        data.use_nla = False
        armature.data.pose_position = "POSE"
        # A clip may not key all channels.
        write_channels(armature, own)
        assign(armature, action, slot)
        yield
    finally:
        restore(armature, before[0], before[1])
        data.use_nla = before[2]
        if created:
            armature.animation_data_clear()
        armature.data.pose_position = position
        for obj, was in hidden:
            obj.hide_viewport = was
        scene.frame_set(frame[0], subframe=frame[1])
        write_channels(armature, channels)
        update_view_layer()


def read_pose(armature: ArmatureObject, order: IntArray) -> FloatArray:
    """float64 [N, 4, 4]: world matrices of the pose as evaluated last."""
    bones = armature.pose.bones
    flat = np.empty(16 * len(bones), dtype=np.float32)
    bones.foreach_get("matrix", flat)
    # Blender's matrices come column by column.
    local = flat.reshape(-1, 4, 4).transpose(0, 2, 1)[order].astype(np.float64)
    return np.array(armature.matrix_world, dtype=np.float64) @ local


def pose_order(armature: ArmatureObject, names: list[str]) -> IntArray:
    """int [N]: the index of each named bone in armature.pose.bones."""
    index = {bone.name: n for n, bone in enumerate(armature.pose.bones)}
    return np.array([index[name] for name in names], dtype=np.intp)


def read_frames(
    armature: ArmatureObject,
    names: list[str],
    frames: FloatArray | IntArray,
    scene: bpy.types.Scene | None = None,
) -> FloatArray:
    """float64 [F, N, 4, 4]: world matrices at the (fractional) scene frames."""
    scene = scene or current_scene()
    order = pose_order(armature, names)
    poses = np.empty((len(frames), len(names), 4, 4))
    for n, frame in enumerate(frames):
        integer = int(np.floor(frame))
        scene.frame_set(integer, subframe=float(frame - integer))
        poses[n] = read_pose(armature, order)
    return poses


def read_clip(
    armature: ArmatureObject,
    action: bpy.types.Action,
    fps: float,
    slot: Slot | None = None,
    scene: bpy.types.Scene | None = None,
    max_frames: int = 0,
) -> dict[str, Any]:
    """A clip sampled at fps, from its first key on.

    dict(matrices float64 [F, N, 4, 4], world, of the frames that the rig's rest has
    (rig/neutral_pose.py); times float64 [F] seconds; end float64
    [N, 4, 4], the pose at the clip's true end, which the last sample may miss; duration
    in seconds; names). A clip is a loop if `end` equals `matrices[0]`.
    """
    scene = scene or current_scene()
    bones = ordered_bones(armature)
    names = [bone.name for bone in bones]
    neutral = read_neutral_pose(armature, bones)
    first, last = clip_range(action, slot)
    rate = scene_fps(scene)
    duration = max(0.0, (last - first) / rate)
    # A thousandth of a sample: files that store seconds as float32 round them.
    count = int(np.floor(duration * fps + 1e-3)) + 1
    if max_frames:
        count = min(count, max_frames)
    times = np.minimum(np.arange(count) / fps, duration)
    with playing(armature, action, slot, scene):
        frames = np.append(first + times * rate, last)
        poses = read_frames(armature, names, frames, scene)
    if not np.isfinite(poses).all():
        raise AnimaxError(
            f"The clip {action.name!r} has poses that are not finite; fix its curves."
        )
    poses = neutral.to_solver(poses)
    return {
        "matrices": poses[:-1],
        "times": times,
        "end": poses[-1],
        "duration": duration,
        "names": names,
    }


def clip_range(
    action: bpy.types.Action, slot: Slot | None = None
) -> tuple[float, float]:
    """First and last key of the slot's curves, in scene frames (fractional)."""
    first, last = np.inf, -np.inf
    for curve in action_fcurves(action, slot):
        if len(curve.keyframe_points):
            low, high = curve.range()
            first, last = min(first, low), max(last, high)
    if not np.isfinite(first):
        raise AnimaxError(f"The clip {action.name!r} has no keys.")
    return float(first), float(last)
