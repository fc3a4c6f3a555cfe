"""What the rig was before a take was shown on it, kept on the take's Action.

All that Reject needs is in custom properties of this Action, none of it in Python's
memory: undo and redo bring it back with the Action, and a saved file holds it.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import zlib
from typing import TYPE_CHECKING

import numpy as np

from ..clips import take_action
from ..clips.fcurves import restore
from ..clips.take_action import FORMER, UNDECIDED
from ..clips.written_keys import WRITTEN
from ..rig.actions import CHANNELS
from ..rig.own_pose import read_channels, write_channels
from ..rig.rig_properties import read_properties, write_properties

if TYPE_CHECKING:
    from typing import Any

    import bpy
    import numpy.typing as npt

    from ..rig.blender_types import ArmatureObject
    from ..rig.rig_properties import Name


@dataclasses.dataclass
class Record:
    """Plain values only: it is stored as JSON."""

    rig: str
    # Had the rig animation data?
    data: bool
    position: str
    # Handle of the former Action's slot; None: none was bound.
    slot: int | None = None
    # The former Action's fake user.
    kept: bool = False
    blend: tuple[str, float] = ("REPLACE", 1.0)
    # Was the NLA's tweak mode on?
    tweaked: bool = False
    # (name, mute, solo) of the NLA tracks, in order.
    tracks: list[tuple[str, bool, bool]] = dataclasses.field(default_factory=list)
    # Names of those that played, and are muted while the take is shown.
    muted: list[str] = dataclasses.field(default_factory=list)
    # The pose: names of the bones, and channels as text.
    bones: list[str] = dataclasses.field(default_factory=list)
    channels: dict[str, str] = dataclasses.field(default_factory=dict)
    # (bone, name, value) of the rig's custom properties that the take has changed, such
    # as switches between FK and IK; bone "": the object's.
    properties: list[tuple[str, str, float]] = dataclasses.field(default_factory=list)
    # What of the scene was changed for the artist to see the take (stage.py).
    stage: dict[str, Any] = dataclasses.field(default_factory=dict)
    # Which take of the session's history it is; "" of none.
    entry: str = ""


def read(armature: ArmatureObject) -> Record:
    """Of the rig as it is now, the NLA's tweak mode left."""
    data: Any = armature.animation_data
    found = Record(armature.name, data is not None, armature.data.pose_position)
    found.bones = [bone.name for bone in armature.pose.bones]
    channels = read_channels(armature)
    found.channels = {name: pack(values) for name, values in channels.items()}
    if data is None:
        return found
    slot = getattr(data, "action_slot", None)
    found.slot = slot.handle if slot is not None else None
    found.kept = data.action is not None and data.action.use_fake_user
    found.blend = (data.action_blend_type, data.action_influence)
    found.tracks = [(t.name, t.mute, t.is_solo) for t in data.nla_tracks]
    return found


def pack(values: npt.NDArray[np.float32]) -> str:
    return base64.b64encode(zlib.compress(values.astype("<f4").tobytes())).decode()


def unpack(text: str, width: int) -> npt.NDArray[np.float32]:
    raw = zlib.decompress(base64.b64decode(text))
    return np.frombuffer(raw, "<f4").reshape(-1, width)


def store(action: Any, record: Record, former: bpy.types.Action | None) -> None:
    action[UNDECIDED] = json.dumps(dataclasses.asdict(record))
    if former is not None:
        action[FORMER] = former


def load(action: Any) -> Record:
    return Record(**json.loads(action[UNDECIDED]))


def is_undecided(action: Any) -> bool:
    """One that is linked from another file is decided on there."""
    return UNDECIDED in action and action.library is None


def clear(action: Any) -> None:
    for key in (UNDECIDED, FORMER, WRITTEN):
        if key in action:
            del action[key]


def put_back(armature: ArmatureObject, record: Record, former: Any) -> None:
    """The rig as recorded; animation data that it did not have stay, empty. former: the
    Action that it had, if there still is one."""
    data: Any = armature.animation_data
    armature.data.pose_position = record.position  # type: ignore[assignment]
    if data is not None:
        take_action.leave_tweak_mode(data)
        data.action_blend_type, data.action_influence = record.blend
        put_tracks_back(data, record)
        restore(armature, former, slot_of(former, record.slot))
        if former is not None and former.library is None:
            former.use_fake_user = record.kept
    put_pose_back(armature, record)


def changed_properties(
    armature: ArmatureObject, before: dict[Name, float]
) -> list[tuple[str, str, float]]:
    now = read_properties(armature)
    return [(*k, v) for k, v in before.items() if k in now and now[k] != v]


def put_tracks_back(data: Any, record: Record) -> None:
    """By name: the artist may have added and removed some since."""
    before: dict[str, list[tuple[bool, bool]]] = {}
    for name, mute, solo in record.tracks:
        before.setdefault(name, []).append((mute, solo))
    soloed = None
    for track in data.nla_tracks:
        if not before.get(track.name):
            continue
        mute, solo = before[track.name].pop(0)
        if track.is_solo and not solo:
            track.is_solo = False
        track.mute, soloed = mute, track if solo else soloed
    if soloed is not None:
        soloed.is_solo = True


def slot_of(action: Any, handle: int | None) -> Any:
    if action is None or handle is None:
        return None
    return next((s for s in action.slots if s.handle == handle), None)


def put_pose_back(armature: ArmatureObject, record: Record) -> None:
    """The bones' channels, and what controls do."""
    values = {(bone, name): value for bone, name, value in record.properties}
    write_properties(armature, values)
    bones: Any = armature.pose.bones
    channels = {name: unpack(record.channels[name], width) for name, width in CHANNELS}
    if [bone.name for bone in bones] == record.bones:
        write_channels(armature, channels)
        return
    for n, name in enumerate(record.bones):
        if name in bones:
            for channel, values in channels.items():
                setattr(bones[name], channel, values[n].tolist())
