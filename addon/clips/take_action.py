"""The Action that a take is written to, and what else plays on the rig beside it.

The artist's own Actions are never written to. If only some bones are asked for, the new
Action begins as a copy of the one that plays, without these bones' channels: the others
continue as they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from .fcurves import CHANNELS, channelbags

if TYPE_CHECKING:
    from typing import Any

    from ..rig.blender_types import ArmatureObject


# A custom property of the Actions that AnimaX writes.
TAKE = "animax_take"


def is_take(action: bpy.types.Action) -> bool:
    """Did AnimaX write it?"""
    return TAKE in action


def new_action(
    armature: ArmatureObject,
    name: str,
    bones: list[bpy.types.PoseBone],
    all_bones: bool,
) -> bpy.types.Action:
    """The new Action, not yet assigned. bones: pose bones that the take will key;
    all_bones: they are all that the rig has."""
    data: Any = armature.animation_data
    playing = data.action
    if all_bones or playing is None or not is_playing(data):
        action = bpy.data.actions.new(name)
        action[TAKE] = True
        return action
    action = playing.copy()
    action[TAKE] = True
    action.name, action.use_fake_user, action.use_frame_range = name, False, False
    paths = {bone.path_from_id(channel) for bone in bones for channel, _ in CHANNELS}
    for bag in channelbags(action, data):
        for curve in [c for c in bag.fcurves if c.data_path in paths]:
            bag.fcurves.remove(curve)
    return action


def is_playing(data: Any) -> bool:
    """Does the armature's Action move it? From 4.4 on it needs a slot to."""
    return bpy.app.version < (4, 4) or data.action_slot is not None


def audible_tracks(data: bpy.types.AnimData, all_bones: bool) -> list[str]:
    """Names of the NLA tracks that continue to play below a take of some bones.

    The take then has to key all channels that they animate in its own bones. Below a
    take of all bones nothing plays: it would show wherever the take has no key.
    """
    if all_bones or not data.use_nla:
        return []
    audible = [t for t in data.nla_tracks if t.is_solo] or [
        t for t in data.nla_tracks if not t.mute
    ]
    return [track.name for track in audible if track.strips]


def mute_tracks(data: bpy.types.AnimData, audible: list[str]) -> None:
    """Mutes all tracks but the audible ones, and resets what would weaken the take:
    solo tracks, and how the artist's last Action was blended."""
    for track in data.nla_tracks:
        track.mute, track.is_solo = track.name not in audible, False
    data.action_blend_type, data.action_influence = "REPLACE", 1.0
