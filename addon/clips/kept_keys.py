"""The artist's keys in the frames of a take: which frames, which bones, whose Action.

They are those of the Action that plays. A take that was made through keys remembers
their Action: made again, with another seed, it goes through the same ones.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import bpy
import numpy as np

from ..core.errors import AnimaxError
from ..rig.own_pose import BONE_PATH
from . import object_motion
from .fcurves import action_fcurves, find_slot
from .take_action import KEYS_OF, is_take

if TYPE_CHECKING:
    from typing import Any

    from ..core.array_types import BoolArray, FloatArray
    from ..rig.blender_types import ArmatureObject, Slot

# Frames: keys this near to a frame are on it.
ON_FRAME = 1e-3
ROTATIONS = {"QUATERNION": "rotation_quaternion", "AXIS_ANGLE": "rotation_axis_angle"}


@dataclasses.dataclass
class KeyedFrames:
    """K frames of the scene at which bones of the take have keys."""

    # float64 [K], ascending.
    frames: FloatArray
    # bool [K, N]: which bones' rotation, and location, is keyed.
    turns: BoolArray
    moves: BoolArray

    def within(self, first: float, last: float) -> KeyedFrames:
        inside = (self.frames > first - ON_FRAME) & (self.frames < last + ON_FRAME)
        return KeyedFrames(self.frames[inside], self.turns[inside], self.moves[inside])


def keys_action(armature: ArmatureObject) -> tuple[bpy.types.Action, Slot | None]:
    """The Action with the artist's keys, and its slot; an AnimaxError without one."""
    action, slot = object_motion.playing_action(armature.animation_data)
    if action is None:
        raise AnimaxError(
            f"Keep Keys (--keep-keys) keeps keys of the Action that plays on "
            f"{armature.name!r}, but none does; assign one, or switch it off."
        )
    data: Any = armature.animation_data
    if data.use_tweak_mode:
        raise AnimaxError(
            "Keep Keys (--keep-keys): leave the NLA's tweak mode first; in it, keys "
            "have other times than on the strip."
        )
    source: Any = action.get(KEYS_OF) if is_take(action) else None
    if isinstance(source, bpy.types.Action):
        return source, find_slot(armature, source)
    return action, slot


def key_times(action: bpy.types.Action, slot: Slot | None) -> list[tuple[str, Any]]:
    """(data path, times [K]) of the Action's curves."""
    found: list[tuple[str, Any]] = []
    for curve in action_fcurves(action, slot):
        points: Any = curve.keyframe_points
        pairs = np.empty(2 * len(points), dtype=np.float32)
        points.foreach_get("co", pairs)
        if not curve.mute:
            found.append((curve.data_path, pairs[::2].astype(np.float64)))
    return found


def keyed_frames(
    armature: ArmatureObject,
    names: list[str],
    keyed: BoolArray,
    curves: list[tuple[str, Any]],
    scale: float,
) -> KeyedFrames:
    """Frames with keys of these curves (key_times). keyed: bool [N], the bones that the
    take has keys for. scale: clips/frame_rate.py's time_scale."""
    index = {name: n for n, name in enumerate(names) if keyed[n]}
    found: dict[float, tuple[BoolArray, BoolArray]] = {}
    for path, times in curves:
        match = BONE_PATH.match(path)
        name = re.sub(r"\\(.)", r"\1", match[1]) if match else ""
        if match is None or name not in index:
            continue
        mode = armature.pose.bones[name].rotation_mode
        kinds = (ROTATIONS.get(mode, "rotation_euler"), "location")
        if match[2] not in kinds:
            continue
        for time in times / scale:
            near = round(time)
            at = float(near) if abs(time - near) < ON_FRAME else round(time, 4)
            none = (np.zeros(len(names), dtype=bool), np.zeros(len(names), dtype=bool))
            found.setdefault(at, none)[kinds.index(match[2])][index[name]] = True
    frames = sorted(found)
    shape = (len(frames), len(names))
    turns = np.array([found[f][0] for f in frames], dtype=bool).reshape(shape)
    moves = np.array([found[f][1] for f in frames], dtype=bool).reshape(shape)
    return KeyedFrames(np.array(frames, dtype=np.float64), turns, moves)
