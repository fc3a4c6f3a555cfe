"""The Action that a take is written to, and what else plays on the rig beside it.

The artist's own Actions are never written to. If only some bones are asked for, the new
Action begins as a copy of the one that plays, without these bones' channels: the others
continue as they were. What moves the rig's object itself continues in any case
(object_motion.py).
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import bpy

from ..rig.blender_context import current_scene
from . import object_motion
from .fcurves import CHANNELS, channelbags, own_bags
from .frame_rate import time_scale

if TYPE_CHECKING:
    from typing import Any

    from ..rig.blender_types import ArmatureObject, Slot


# Custom properties of the Actions that AnimaX writes; the second one is the Action
# through whose keys a take goes.
TAKE, KEYS_OF = "animax_take", "animax_keys_of"
# How the take was made: with the same rig, enough to make it again. The seed is text,
# for it has 63 bits; the settings are those that do not belong to a machine, as JSON.
PROMPT, SEED, SETTINGS = "animax_prompt", "animax_seed", "animax_settings"
MODEL, MODEL_VERSION = "animax_model", "animax_model_version"
FRAMES, FPS = "animax_frames", "animax_fps"
# Where the artist's cameras stood through which the model saw the rig: rows of 18
# numbers (docs/native-api.md), as JSON.
CAMERAS = "animax_cameras"
# Of a take that is not decided on in the panel: what the rig was before it, and the
# Action that it had, which the take keeps in the file without a fake user.
UNDECIDED, FORMER = "animax_undecided", "animax_former"
# How good it is.
MATCH, CONFIDENCE = "animax_match", "animax_confidence"


def is_take(action: bpy.types.Action) -> bool:
    """Did AnimaX write it?"""
    return TAKE in action


def settings_of(action: Any) -> dict[str, Any]:
    """The settings that the take was made with; {} where none are known."""
    try:
        found = json.loads(action.get(SETTINGS, "{}"))
    except (TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def new_action(
    armature: ArmatureObject,
    name: str,
    bones: list[bpy.types.PoseBone],
    all_bones: bool,
    source: tuple[bpy.types.Action, Slot | None] | None = None,
) -> bpy.types.Action:
    """The new Action, not yet assigned. bones: pose bones that the take will key;
    all_bones: they are all that the rig has. source: the Action, with its slot, through
    whose keys the take goes; what else it animates goes on, scales included."""
    data: Any = armature.animation_data
    if source is not None:
        return through_keys(name, bones, *source)
    playing = data.action
    if playing is None or not is_playing(data):
        return bpy.data.actions.new(name)
    if all_bones:
        if object_motion.path_action(data) is None:
            return bpy.data.actions.new(name)
        return object_motion.copy_path(data, name)
    action = playing.copy()
    action.name, action.use_fake_user, action.use_frame_range = name, False, False
    paths = {bone.path_from_id(channel) for bone in bones for channel, _ in CHANNELS}
    remove_curves(channelbags(action, data), paths)
    return action


def through_keys(
    name: str,
    bones: list[bpy.types.PoseBone],
    source: bpy.types.Action,
    slot: Slot | None,
) -> bpy.types.Action:
    """A copy of the Action without what the take writes anew."""
    action: Any = source.copy()
    action.name, action.use_fake_user, action.use_frame_range = name, False, False
    action[KEYS_OF] = source
    paths = {
        bone.path_from_id(channel)
        for bone in bones
        for channel, _ in CHANNELS
        if channel != "scale"
    }
    remove_curves(own_bags(action, slot.handle if slot else None), paths)
    return action


def remove_curves(bags: list[Any], paths: set[str]) -> None:
    for bag in bags:
        for curve in [c for c in bag.fcurves if c.data_path in paths]:
            bag.fcurves.remove(curve)


def leave_tweak_mode(data: Any) -> bool:
    """Was the NLA's tweak mode on? It is off afterwards: within it Blender lets no
    other Action be assigned."""
    tweaked = bool(data.use_tweak_mode)
    if tweaked:
        data.use_tweak_mode = False
    return tweaked


class ObjectPath:
    """What moves the rig's object by NLA tracks, read before a take of all bones mutes
    them: tracks that move no bone are kept, others are baked."""

    def __init__(self, armature: ArmatureObject, frames: range) -> None:
        data = armature.animation_data
        self.armature, self.frames = armature, frames
        self.tracks = object_motion.path_tracks(data)
        self.channels = object_motion.mixed_channels(data)
        if self.channels:
            self.values = object_motion.sample_channels(
                current_scene(), armature, self.channels, frames
            )

    def write(self, action: bpy.types.Action) -> None:
        if self.channels:
            object_motion.write_channels(
                self.armature, action, self.channels, self.frames, self.values,
                time_scale(current_scene()),
            )  # fmt: skip


def object_path(armature: ArmatureObject, first: float, count: int) -> ObjectPath:
    """The ObjectPath from the take's first frame to its end or, within the scene's
    frames, that of what plays."""
    start, data = math.floor(first), armature.animation_data
    strips = [s for t in object_motion.playing_tracks(data) for s in t.strips]
    scale = time_scale(current_scene())
    ends = [math.ceil(s.frame_end / scale) for s in strips if not s.mute]
    end = min(max(ends, default=0), current_scene().frame_end)
    return ObjectPath(armature, range(start, max(start + count, end + 1)))


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
