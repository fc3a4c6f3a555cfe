"""Writes a take as keys of a new Action, in bulk. Bones keep their rotation modes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import bpy
import numpy as np

from ..rig.blender_context import update_view_layer
from ..rig.own_pose import own_channels, read_channels, write_channels
from ..rig.rig_properties import read_properties, write_properties
from ..take import loop, quaternions, take_edit
from ..take.reduce_keys import reduce_keys
from . import fcurves, take_action
from .written_keys import mark_generated

if TYPE_CHECKING:
    from typing import Any

    import numpy.typing as npt

    from ..core.array_types import BoolArray, FloatArray
    from ..rig.blender_types import ArmatureObject, Slot


class Rows(NamedTuple):
    """The F poses of a take that goes through poses which it keeps exactly."""

    # float64 [F]: frames, counted from the take's first, and times between them.
    times: FloatArray
    # bool [F, N]: where a bone's pose is kept.
    held: BoolArray
    # float64 [N, 3]: Euler angles near which the take's begin.
    euler: FloatArray
    # The Action with the keys that are kept, and its slot; None: there is none.
    source: tuple[bpy.types.Action, Slot | None] | None

    def chosen(self, bones: npt.NDArray[Any]) -> Rows:
        return self._replace(held=self.held[:, bones], euler=self.euler[bones])


class Style(NamedTuple):
    """How keys are written."""

    first: float
    # The rig's in the world, for reduced keys; None: a key on every frame.
    size: float | None = None
    # The slopes at both ends agree.
    looped: bool = False


ACTION_NAME_BYTES = 63


def action_name(prompt: str, rank: int = 1) -> str:
    """The prompt as a datablock's name: at most 63 bytes of UTF-8. rank: among
    variations, which are numbered from the second on."""
    name = (" ".join(prompt.split()) or "AnimaX").encode("utf-8")
    if rank == 1:
        return name[:ACTION_NAME_BYTES].decode("utf-8", "ignore")
    number = f" {rank}"
    cut = name[: ACTION_NAME_BYTES - len(number)].decode("utf-8", "ignore")
    return cut.rstrip() + number


def write_take(
    armature: ArmatureObject,
    names: list[str],
    rotation: FloatArray,
    location: FloatArray,
    first: float = 1,
    name: str = "AnimaX",
    mask: BoolArray | None = None,
    size: float = 1.0,
    reduced: bool = False,
    looped: bool = False,
    rows: Rows | None = None,
) -> bpy.types.Action:
    """The new Action, assigned to the armature.

    rotation float64 [F, N, 4], location [F, N, 3] at scene frames first, first + 1, ...
    or as rows says. mask: bool [N], the bones that get keys. size: the rig's in the
    world. reduced: as few keys as stay within a tolerance. looped: the slopes at both
    ends agree. If anything fails, the armature and the file are as they were.
    """
    # Locations are in the armature's own units; its scale is uniform (rig/armature.py).
    size /= float(np.linalg.norm(np.array(armature.matrix_world)[:3, 1]))
    mask = np.ones(len(names), dtype=bool) if mask is None else mask
    keyed, all_bones = np.flatnonzero(mask), bool(mask.all())
    place, scale = own_values(armature, names)
    translated = take_edit.translates(location - place, size)
    rotation = quaternions.align_signs(rotation)
    data = armature.animation_data or armature.animation_data_create()
    tweaked = take_action.leave_tweak_mode(data)
    before = (data.action, getattr(data, "action_slot", None))
    bones = [armature.pose.bones.get(name) for name in names]
    missing = [names[n] for n in keyed if bones[n] is None]
    if missing:
        raise KeyError(missing[0])
    audible = take_action.audible_tracks(data, all_bones)
    path = (
        take_action.object_path(armature, first, len(rotation)) if all_bones else None
    )
    source = rows.source if rows is not None else None
    action = take_action.new_action(
        armature, name, [bones[n] for n in keyed], all_bones, source
    )
    action[take_action.TAKE] = True
    try:
        curves, groups = fcurves.open_curves(armature, action)
        style = Style(first, size if reduced else None, looped)
        for n in keyed:
            moved = location[:, n] if translated[n] or audible else None
            own = None if rows is None else rows.chosen(n)
            write_bone(curves, groups, bones[n], rotation[:, n], moved, style, own)
            if audible:
                write_scale(curves, groups, bones[n], scale[n], first)
        if path is not None:
            path.write(action)
    except BaseException:
        fcurves.restore(armature, *before)
        bpy.data.actions.remove(action)
        data.use_tweak_mode = tweaked
        raise
    if before[0] is not None and before[0] != action and before[0].users == 0:
        before[0].use_fake_user = True
    if source is not None and source[0].library is None:
        source[0].use_fake_user = True
    take_action.mute_tracks(data, audible + (path.tracks if path else []))
    # A rig held in rest position would not show the take.
    armature.data.pose_position = "POSE"
    for n in keyed:
        # An earlier clip may have left its last pose in channels without keys.
        bones[n].location, bones[n].scale = place[n], scale[n]
    armature.update_tag(refresh={"OBJECT", "DATA"})
    return action


def remember(armature: ArmatureObject) -> dict[str, Any]:
    """What write_take and its callers change, for undo."""
    data: Any = armature.animation_data
    state: dict[str, Any] = {
        "position": armature.data.pose_position,
        "channels": read_channels(armature),
        "properties": read_properties(armature),
        "data": data is not None,
    }
    if data is None:
        return state
    state["action"] = (data.action, getattr(data, "action_slot", None))
    state["kept"] = data.action.use_fake_user if data.action else False
    state["blend"] = (data.action_blend_type, data.action_influence)
    state["tracks"] = [(t.mute, t.is_solo) for t in data.nla_tracks]
    return state


def undo(armature: ArmatureObject, before: dict[str, Any], action: Any) -> None:
    """Leaves the armature as it was when it was remembered, and removes the take's
    Action; None: it stays in the file."""
    data: Any = armature.animation_data
    armature.data.pose_position = before["position"]
    if before["data"]:
        data.action_blend_type, data.action_influence = before["blend"]
        for track, (mute, solo) in zip(data.nla_tracks, before["tracks"], strict=True):
            track.mute = mute
            if solo:
                track.is_solo = True
        fcurves.restore(armature, *before["action"])
        if data.action is not None:
            data.action.use_fake_user = before["kept"]
    else:
        armature.animation_data_clear()
    if action is not None:
        bpy.data.actions.remove(action)
    write_channels(armature, before["channels"])
    write_properties(armature, before["properties"])
    update_view_layer()


def own_values(
    armature: ArmatureObject, names: list[str]
) -> tuple[FloatArray, FloatArray]:
    """(location, scale) float64 [N, 3] that the rig itself has, without any clip."""
    own = own_channels(armature)
    order = [armature.pose.bones.find(name) for name in names]
    place, scale = (own[k].reshape(-1, 3)[order] for k in ("location", "scale"))
    return place.astype(np.float64), scale.astype(np.float64)


def write_bone(
    curves: Any,
    groups: Any,
    bone: bpy.types.PoseBone,
    rotation: FloatArray,
    location: FloatArray | None,
    style: Style,
    rows: Rows | None = None,
) -> None:
    """All curves of one bone. rows: of this bone alone, held [F], euler [3]."""
    path, values = rotation_channels(bone, rotation, rows.euler if rows else None)
    channels = [(path, values, values.shape[1])]
    if location is not None:
        channels.append(("location", location, 0))
    group = groups.get(bone.name) or groups.new(bone.name)
    times = np.arange(len(rotation)) if rows is None else rows.times
    on_frame = times == np.rint(times)
    own = None if rows is None else rows.held[on_frame]
    for path, all_values, count in channels:
        full, values = bone.path_from_id(path), all_values[on_frame]
        looped = style.looped and len(values) > 1
        ends = loop.end_slopes(path, values) if looped else None
        # Rotation and location by themselves: each needs keys where it changes fast.
        keys = None
        if style.size is not None:
            held = None if rows is None else held_frames(rows)
            keys = reduce_keys(values, count, style.size, ends, held)
        for axis in range(values.shape[1]):
            curve = curves.new(full, index=axis)
            curve.group = group
            if keys is None:
                write_curve(
                    curve,
                    style.first + np.arange(len(values)),
                    values[:, axis],
                    own=own,
                )
                if ends is not None:
                    set_end_handles(curve, ends[0][axis], ends[1][axis])
            else:
                frames, before, after = keys[axis]
                write_curve(
                    curve, style.first + frames, values[frames, axis], (before, after),
                    None if own is None else own[frames],
                )  # fmt: skip
            if rows is not None:
                add_between(curve, style.first, rows, all_values[:, axis])


def held_frames(rows: Rows) -> npt.NDArray[np.intp]:
    """The frames that reduced keys have to keep: those of one bone's poses, and both
    around a pose between frames."""
    times = rows.times[rows.held]
    return np.unique([*np.floor(times), *np.ceil(times)]).astype(np.intp)


def add_between(
    curve: bpy.types.FCurve, first: float, rows: Rows, values: FloatArray
) -> None:
    """Keys of a bone's poses between frames. Its frames around them have keys."""
    points: Any = curve.keyframe_points
    if len(points) < 2:
        return
    for row in np.flatnonzero(rows.held & (rows.times != np.rint(rows.times))):
        points.insert(first + rows.times[row], values[row], options={"FAST"})
    curve.update()


def write_scale(
    curves: Any,
    groups: Any,
    bone: bpy.types.PoseBone,
    scale: FloatArray,
    first: float,
) -> None:
    """One key of the rig's own scale [3], on top of the NLA tracks that play."""
    for axis in range(3):
        curve = curves.new(bone.path_from_id("scale"), index=axis)
        curve.group = groups[bone.name]
        write_curve(curve, np.array([first]), scale[axis : axis + 1])


def write_curve(
    curve: bpy.types.FCurve,
    frames: npt.NDArray[Any],
    values: FloatArray,
    slopes: tuple[FloatArray, FloatArray] | None = None,
    own: BoolArray | None = None,
) -> None:
    """slopes: (before, after) of each key, per frame; None: Blender's own handles.
    own: which keys are of poses that the artist gave."""
    points = curve.keyframe_points
    points.add(len(frames))
    pairs = np.empty((len(frames), 2), dtype=np.float32)
    pairs[:, 0], pairs[:, 1] = frames, values
    points.foreach_set("co", pairs.ravel())
    if slopes is not None:
        write_handles(points, frames, values, *slopes)
    mark_generated(points, own)
    curve.update()


def set_end_handles(curve: bpy.types.FCurve, start: float, end: float) -> None:
    """Blender's own handles are flat at both ends: a loop would stop there."""
    points = curve.keyframe_points
    for point, slope in ((points[0], start), (points[-1], end)):
        point.handle_left_type = point.handle_right_type = "ALIGNED"
        time, value = point.co
        # Keys are a frame apart, handles a third of that.
        point.handle_left = (time - 1 / 3, value - slope / 3)
        point.handle_right = (time + 1 / 3, value + slope / 3)
    curve.update()


def write_handles(
    points: Any,
    frames: npt.NDArray[Any],
    values: FloatArray,
    before: FloatArray,
    after: FloatArray,
) -> None:
    """Handles at a third of the distance to the next key: time is then linear along the
    curve, which is the cubic with these slopes."""
    gap = np.diff(frames) / 3 if len(frames) > 1 else np.ones(0)
    ends = gap[:1] if len(gap) else np.ones(1)
    smooth = np.isclose(before, after, rtol=1e-9, atol=1e-12)
    for point, aligned in zip(points, smooth, strict=True):
        # One by one: Blender 3.4 cannot set these enumerations from an array.
        kind = "ALIGNED" if aligned else "FREE"
        point.interpolation = "BEZIER"
        point.handle_left_type = point.handle_right_type = kind
    for side, sign, length, slope in (
        ("left", -1, np.concatenate([ends, gap]), before),
        ("right", 1, np.concatenate([gap, gap[-1:] if len(gap) else ends]), after),
    ):
        handles = np.empty((len(frames), 2), dtype=np.float32)
        handles[:, 0] = frames + sign * length
        handles[:, 1] = values + sign * length * slope
        points.foreach_set(f"handle_{side}", handles.ravel())


def rotation_channels(
    bone: bpy.types.PoseBone, rotation: FloatArray, near: FloatArray | None = None
) -> tuple[str, FloatArray]:
    """(property, float64 [F, channels]) in the bone's own rotation mode. near: Euler
    angles [3] next to which they begin."""
    from mathutils import Euler, Quaternion

    mode = bone.rotation_mode
    if mode == "QUATERNION":
        return "rotation_quaternion", rotation
    rotations = [Quaternion(q) for q in rotation.tolist()]
    if mode == "AXIS_ANGLE":
        values, last = [], np.array([0.0, 0.0, 1.0, 0.0])
        for quaternion in rotations:
            axis, angle = quaternion.to_axis_angle()
            value = np.array([angle, *axis])
            # The same rotation about the opposite axis, where that is nearer.
            if np.dot(value[1:], last[1:]) < 0:
                value = -value
            value[0] += 2 * np.pi * np.round((last[0] - value[0]) / (2 * np.pi))
            values.append(value)
            last = value
        return "rotation_axis_angle", np.array(values)
    start = (0.0, 0.0, 0.0) if near is None else near.tolist()
    values, last = [], Euler(start, mode)
    for quaternion in rotations:
        last = quaternion.to_euler(mode, last)
        values.append(tuple(last[:]))
    values = np.array(values)
    # Where the rotation vector's component is 0, the Euler angle may not be quite. A
    # pose that is kept may have one nevertheless.
    values[:, np.array(bone.lock_rotation) & (np.array(start) == 0)] = 0.0
    return "rotation_euler", values
