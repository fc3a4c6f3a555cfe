"""The Action that a take goes into, and what else plays on the rig beside it.

The artist's own Actions are never written to. If only some bones are asked for, the new
Action begins as a copy of the one that plays, without these bones' channels: the others
go on as they were.
"""

import bpy

from .fcurves import CHANNELS, bags


def begin(armature, name, bones, whole):
    """The new Action, not yet assigned. bones: pose bones that the take will key;
    whole: they are all that the rig has."""
    data = armature.animation_data
    playing = data.action
    if whole or playing is None or not plays(data):
        return bpy.data.actions.new(name)
    action = playing.copy()
    action.name, action.use_fake_user, action.use_frame_range = name, False, False
    paths = {bone.path_from_id(channel) for bone in bones for channel, _ in CHANNELS}
    for bag in bags(action, data):
        for curve in [c for c in bag.fcurves if c.data_path in paths]:
            bag.fcurves.remove(curve)
    return action


def plays(data):
    """Does the armature's Action move it? From 4.4 it needs a slot to."""
    return bpy.app.version < (4, 4) or data.action_slot is not None


def below(data, whole):
    """Names of the NLA tracks that go on playing below a take of some bones.

    The take then has to key all that they move in its own bones. Below a take of all
    bones nothing plays: it would show wherever the take has no key.
    """
    if whole or not data.use_nla:
        return []
    heard = [t for t in data.nla_tracks if t.is_solo] or [
        t for t in data.nla_tracks if not t.mute
    ]
    return [track.name for track in heard if track.strips]


def hush(data, heard):
    """Silences all tracks but those heard below the take, and lets nothing weaken it:
    neither a track that plays alone nor how the artist's last Action was blended."""
    for track in data.nla_tracks:
        track.mute, track.is_solo = track.name not in heard, False
    data.action_blend_type, data.action_influence = "REPLACE", 1.0
