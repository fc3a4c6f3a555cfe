"""Which bones move against their parents, and how far: what a rig's own clips and the
artist say.

Bones rotate; those that move are roots (rig/root_bones.py), IK targets, and what is
found here. Moving is what a bone's location does over all keys of all clips; a clip
without such keys leaves it at 0. A clip that holds a bone away from its rest position
and never moves it (an animation made for other proportions) does not count, nor do
takes that AnimaX made. Scale counts as what it does to the bones below. A take moves
such a bone as far as the clips do, along each axis of the bone's location.

Only keys are read, which takes milliseconds for hundreds of clips; curves are not
evaluated in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy
import numpy as np

from ..core.model_config import CLIP_TO_BOUNDS
from ..core.native import LOCATION_LOCKED
from ..rig import control_bones, neutral_pose
from ..rig.armature import is_held, read_rig
from ..rig.rig_warnings import summarize
from ..take import quaternions
from ..take.take_edit import select_bones
from .fcurves import action_fcurves
from .find_clips import action_strips, list_clips
from .take_action import is_take

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..core.array_types import BoolArray, FloatArray, Skeleton
    from ..rig.blender_types import ArmatureObject, Slot
    from ..rig.neutral_pose import NeutralPose


# Diagonals of the box of the bones' heads at rest: the solver finds nothing smaller.
MIN_MOVE = 0.005


def read_moving_rig(
    armature: ArmatureObject,
    leaf_tails: str = CLIP_TO_BOUNDS,
    stretch: Sequence[str] = (),
    turn: FloatArray | None = None,
) -> Skeleton:
    """read_rig, with the locations unlocked of bones that the rig's own clips move, as
    far as they do, and of those whose names match a glob of `stretch`, without limit.
    """
    rig = read_rig(armature, leaf_tails, turn)
    free = (rig["flags"] & LOCATION_LOCKED) == 0
    moving, limits = moved_by_clips(armature, rig)
    if stretch:
        free |= select_bones(rig["names"], stretch)
    rig["location_limits"][moving & ~free] = limits[moving & ~free]
    moving = (moving | free) & ~held_bones(armature, rig)
    rig["flags"][moving] &= np.uint8(0xFF ^ LOCATION_LOCKED)
    return rig


def held_bones(armature: ArmatureObject, rig: Skeleton) -> BoolArray:
    """bool [N]: bones whose location keys have no effect."""
    keyed = control_bones.keyed_bones(armature, rig["controls"])
    bones = armature.data.bones
    return np.array([is_held(armature, bones[name], keyed) for name in rig["names"]])


def stretch_warnings(
    armature: ArmatureObject, rig: Skeleton, stretch: Sequence[str]
) -> list[str]:
    """Names the bones that `stretch` asks for, but that Blender does not move."""
    if not stretch:
        return []
    asked = select_bones(rig["names"], stretch) & held_bones(armature, rig)
    held = [rig["names"][n] for n in np.flatnonzero(asked)]
    if not held:
        return []
    return [
        f"Stretch has no effect on {summarize(held)}: connected to the parent, or "
        "locked in its location; disconnect or unlock it."
    ]


def moved_by_clips(
    armature: ArmatureObject, rig: Skeleton
) -> tuple[BoolArray, FloatArray]:
    """(bool [N]: bones that at least one of the rig's own clips moves; float64 [N, 6]:
    how far, minimum and maximum of the solver's locations)."""
    names, parents = rig["names"], rig["parents"]
    # A bone that follows a control moves as the control's keys say.
    keyed = [rig["controls"].get(name, name) for name in names]
    location, scale = key_ranges(armature, keyed)
    limits = location_limits(armature, rig, location)
    heads = rig["rest"][:, :3, 3]
    unit = np.linalg.norm(rig["rest"][:, :3, 1], axis=1)
    moved = np.linalg.norm(location[1] - location[0], axis=1) * unit
    # A bone that is scaled carries those below it away, by their distance to it.
    neutral: NeutralPose | None = rig["neutral"]
    growth = scale / (1.0 if neutral is None else neutral.scale)
    lowest, highest = growth[0].min(axis=1), growth[1].max(axis=1)
    grown, spread = np.zeros((len(names), 2)), np.zeros(len(names))
    for n, parent in enumerate(parents):
        if parent < 0:
            continue
        spread[n] = spread[parent] + (scale[1] - scale[0])[parent].max()
        own = min(lowest[parent] - 1.0, 0.0), max(highest[parent] - 1.0, 0.0)
        grown[n] = grown[parent] + own
        offset = heads[n] - heads[parent]
        moved[n] += spread[n] * np.linalg.norm(offset)
        ways = np.outer(grown[n], np.linalg.solve(rig["rest"][n, :3, :3], offset))
        limits[n] += np.concatenate([ways.min(axis=0), ways.max(axis=0)])
    diagonal = float(np.linalg.norm(np.ptp(heads, axis=0)))
    return moved > MIN_MOVE * (diagonal or float(np.max(rig["lengths"]))), limits


def location_limits(
    armature: ArmatureObject, rig: Skeleton, location: FloatArray
) -> FloatArray:
    """float64 [N, 6]: of the solver's locations, for these ranges of the channels [2,
    N, 3]; they hold the neutral pose."""
    neutral: NeutralPose | None = rig["neutral"]
    if neutral is None:
        low, high = np.minimum(location[0], 0.0), np.maximum(location[1], 0.0)
        return np.concatenate([low, high], axis=1)
    low = np.minimum(location[0] - neutral.location, 0.0)
    high = np.maximum(location[1] - neutral.location, 0.0)
    axes = location_axes(rig, neutral)
    ends = np.stack([axes * low[:, None], axes * high[:, None]])
    limits = np.concatenate([ends.min(axis=0), ends.max(axis=0)], axis=1).sum(axis=2)
    index = {name: n for n, name in enumerate(rig["names"])}
    for n, name in enumerate(rig["names"]):
        control = index[rig["controls"].get(name, name)]
        if control == n and neutral_pose.inherits(armature.data.bones[name]):
            continue
        # Axes of others: the distance is all that can be told.
        far = np.linalg.norm(np.maximum(-low[n], high[n]))
        far *= np.linalg.norm(axes[control], axis=0).max()
        limits[n] = np.repeat([-far, far], 3)
    return limits


def location_axes(rig: Skeleton, neutral: NeutralPose) -> FloatArray:
    """float64 [N, 3, 3]: from a channel's location to the solver's."""
    own = quaternions.rotate(neutral.rotation[:, None], np.eye(3)).swapaxes(1, 2)
    own = own * neutral.scale[:, None]
    moved: FloatArray = (
        neutral.world[:3, :3] @ neutral.pose[:, :3, :3] @ np.linalg.inv(own)
    )
    axes: FloatArray = np.linalg.inv(rig["rest"][:, :3, :3]) @ moved
    return axes


def key_ranges(
    armature: ArmatureObject, names: list[str]
) -> tuple[FloatArray, FloatArray]:
    """(location, scale) float64 [2, N, 3]: smallest and largest key of each channel,
    over all of the rig's own clips; 0 and 1 without any."""
    rest = {"location": 0.0, "scale": 1.0}
    channels = {
        armature.pose.bones[name].path_from_id(channel): (channel, n)
        for n, name in enumerate(names)
        for channel in rest
    }
    shape = (len(names), 3)
    low = {channel: np.full(shape, np.inf) for channel in rest}
    high = {channel: np.full(shape, -np.inf) for channel in rest}
    for action, slot in own_clips(armature):
        keyed = {channel: np.zeros(shape, dtype=bool) for channel in rest}
        for curve in action_fcurves(action, slot):
            channel, n = channels.get(curve.data_path, ("", 0))
            if not channel or not len(curve.keyframe_points):
                continue
            points = np.empty(2 * len(curve.keyframe_points), dtype=np.float32)
            curve.keyframe_points.foreach_get("co", points)
            at, values = (n, curve.array_index), points[1::2]
            low[channel][at] = min(low[channel][at], values.min())
            high[channel][at] = max(high[channel][at], values.max())
            keyed[channel][at] = True
        for channel, value in rest.items():
            still = ~keyed[channel]
            low[channel][still] = np.minimum(low[channel][still], value)
            high[channel][still] = np.maximum(high[channel][still], value)
    for channel, value in rest.items():
        # Without clips the highest is below the lowest.
        none = low[channel] > high[channel]
        low[channel][none] = high[channel][none] = value
    found = [np.stack([low[channel], high[channel]]) for channel in rest]
    return found[0], found[1]


def own_clips(
    armature: ArmatureObject,
) -> list[tuple[bpy.types.Action, Slot | None]]:
    """The rig's clips, without takes of AnimaX and without what only other objects
    play."""
    theirs = set[tuple[str, int]]()
    for obj in bpy.data.objects:
        if obj != armature and obj.animation_data is not None:
            theirs |= played(obj.animation_data)
    data = armature.animation_data
    mine = played(data) if data is not None else set[tuple[str, int]]()
    return [
        clip
        for clip in list_clips(armature).values()
        if not is_take(clip[0])
        and (key_of(*clip) in mine or key_of(*clip) not in theirs)
    ]


def played(data: bpy.types.AnimData) -> set[tuple[str, int]]:
    """What this animation data plays, muted or not: keys as key_of gives them."""
    players = [data, *(s for t in data.nla_tracks for s in action_strips(t.strips))]
    found: list[Any] = [p for p in players if p.action is not None]
    return {key_of(p.action, getattr(p, "action_slot", None)) for p in found}


def key_of(action: bpy.types.Action, slot: Slot | None) -> tuple[str, int]:
    return action.name, slot.handle if slot is not None else 0
