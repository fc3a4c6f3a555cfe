"""The motion of objects as wholes: their own curves, NLA tracks, constraints, parents.

A take replaces the motion of bones. What moves the rig's object itself (a path it
follows, a cart it rides on) continues to play below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..rig.placement import at_frames
from .fcurves import action_fcurves, channelbags, open_curves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    import bpy

    from ..core.array_types import FloatArray
    from ..rig.blender_types import Slot


BONE_PATH = "pose.bones["
# A matrix has moved if an element changed by more than this (of what float32 resolves).
MOVED = 1e-5
# What places an object: property, number of components.
TRANSFORM = (
    ("location", 3),
    ("rotation_quaternion", 4),
    ("rotation_euler", 3),
    ("rotation_axis_angle", 4),
    ("scale", 3),
)


def is_bone_path(path: str) -> bool:
    return path.startswith(BONE_PATH)


def varies(curve: bpy.types.FCurve) -> bool:
    """Does the curve change its value over time?"""
    if curve.mute:
        return False
    if any(not m.mute for m in curve.modifiers):
        return True
    values = {round(point.co[1], 6) for point in curve.keyframe_points}
    return len(values) > 1


def playing_action(data: Any) -> tuple[Any, Slot | None]:
    """(Action, slot) that moves the owner now, or (None, None)."""
    if data is None or data.action is None:
        return None, None
    if any(track.is_solo for track in data.nla_tracks) and data.use_nla:
        return None, None
    slot = getattr(data, "action_slot", None)
    if hasattr(data, "action_slot") and slot is None:
        return None, None
    return data.action, slot


def playing_tracks(data: Any) -> list[Any]:
    """The NLA tracks that play now and have strips."""
    if data is None or not data.use_nla:
        return []
    tracks = [t for t in data.nla_tracks if t.is_solo]
    tracks = tracks or [t for t in data.nla_tracks if not t.mute]
    return [t for t in tracks if any(not s.mute for s in t.strips)]


def strips_of(strips: Iterable[Any]) -> Iterator[Any]:
    """The strips with an Action, those in meta strips too."""
    for strip in strips:
        if strip.mute:
            continue
        if strip.action is not None:
            yield strip
        yield from strips_of(strip.strips)


def track_curves(track: Any) -> list[bpy.types.FCurve]:
    curves = []
    for strip in strips_of(track.strips):
        slot = getattr(strip, "action_slot", None)
        curves += action_fcurves(strip.action, slot)
    return curves


def moves_object(curves: Iterable[bpy.types.FCurve]) -> bool:
    return any(not is_bone_path(c.data_path) and varies(c) for c in curves)


def moves_bones(curves: Iterable[bpy.types.FCurve]) -> bool:
    return any(is_bone_path(c.data_path) for c in curves)


# The rig's own path ------------------------------------------------------------------


def path_tracks(data: Any) -> list[str]:
    """Names of the playing NLA tracks that move the object and no bone: they continue
    to play below a take."""
    found = []
    for track in playing_tracks(data):
        curves = track_curves(track)
        if moves_object(curves) and not moves_bones(curves):
            found.append(track.name)
    return found


def mixed_channels(data: Any) -> list[tuple[str, int]]:
    """(path, index) of the object's channels that NLA tracks play along with bones, or
    that an Action adds to them: these have to be baked."""
    tracks = [(t, track_curves(t)) for t in playing_tracks(data)]
    mixed = [c for _, curves in tracks if moves_bones(curves) for c in curves]
    found = [c for c in mixed if not is_bone_path(c.data_path)]
    action, slot = playing_action(data)
    blended = data.action_blend_type != "REPLACE" or data.action_influence < 1
    if action is not None and (found or (tracks and blended)):
        found += [
            c for c in action_fcurves(action, slot) if not is_bone_path(c.data_path)
        ]
    if not any(varies(c) for c in found):
        return []
    return list(dict.fromkeys((c.data_path, c.array_index) for c in found))


def path_action(data: Any) -> bpy.types.Action | None:
    """The playing Action if it moves the object itself; a take carries these curves
    over."""
    action, slot = playing_action(data)
    if action is None or not moves_object(action_fcurves(action, slot)):
        return None
    return action


def copy_path(data: Any, name: str) -> bpy.types.Action:
    """A copy of the playing Action without the curves of bones."""
    action = data.action.copy()
    action.name, action.use_fake_user, action.use_frame_range = name, False, False
    for bag in channelbags(action, data):
        for curve in [c for c in bag.fcurves if is_bone_path(c.data_path)]:
            bag.fcurves.remove(curve)
        for group in [g for g in bag.groups if not len(g.channels)]:
            bag.groups.remove(group)
    return action


# Sampling ----------------------------------------------------------------------------


def read_channel(owner: Any, path: str, index: int) -> float:
    value = owner.path_resolve(path)
    return float(value[index] if hasattr(value, "__len__") else value)


def sample_channels(
    scene: bpy.types.Scene,
    owner: Any,
    channels: list[tuple[str, int]],
    frames: range,
) -> FloatArray:
    """float64 [F, C]: the values as everything that plays makes them."""
    values = np.zeros((len(frames), len(channels)))
    for n, _ in enumerate(at_frames(scene, frames)):
        for c, (path, index) in enumerate(channels):
            values[n, c] = read_channel(owner, path, index)
    return values


def write_channels(
    owner: Any,
    action: Any,
    channels: list[tuple[str, int]],
    frames: range,
    values: FloatArray,
    scale: float = 1.0,
) -> None:
    """A key per frame; replaces curves of the same channels. scale: frames of keys per
    frame of the scene."""
    curves, _ = open_curves(owner, action)
    for c, (path, index) in enumerate(channels):
        old = curves.find(path, index=index)
        if old is not None:
            curves.remove(old)
        curve = curves.new(path, index=index)
        points = curve.keyframe_points
        points.add(len(frames))
        pairs = np.empty((len(frames), 2), dtype=np.float32)
        pairs[:, 0], pairs[:, 1] = scale * np.array(frames), values[:, c]
        points.foreach_set("co", pairs.ravel())
        for point in points:
            point.interpolation = "LINEAR"
        curve.update()


# For exchange files ------------------------------------------------------------------


def key_everything(scene: bpy.types.Scene, frames: range) -> None:
    """Puts all motion of the scene into Actions, as exporters want it."""
    bake_tracks(scene, owners(scene), frames)
    key_unkeyed(scene, scene.objects, frames)


def owners(scene: bpy.types.Scene) -> list[Any]:
    """The scene's objects and shape keys with animation."""
    found: list[Any] = list(scene.objects)
    keys = [getattr(o.data, "shape_keys", None) for o in scene.objects]
    found += dict.fromkeys(k for k in keys if k is not None)
    return [o for o in found if o.animation_data is not None]


def local_matrices(
    scene: bpy.types.Scene, objects: list[bpy.types.Object], frames: range
) -> FloatArray:
    """float64 [F, O, 4, 4]: each object relative to its parent, as evaluated."""
    found = np.zeros((len(frames), len(objects), 4, 4))
    for n, _ in enumerate(at_frames(scene, frames)):
        for o, obj in enumerate(objects):
            world = np.array(obj.matrix_world, dtype=np.float64)
            found[n, o] = np.linalg.pinv(parent_matrix(obj)) @ world
    return found


def parent_matrix(obj: bpy.types.Object) -> FloatArray:
    if obj.parent is None:
        return np.eye(4)
    matrix = np.array(obj.parent.matrix_world, dtype=np.float64)
    parent: Any = obj.parent
    if obj.parent_type == "BONE" and obj.parent_bone in parent.pose.bones:
        matrix = matrix @ np.array(parent.pose.bones[obj.parent_bone].matrix)
    return matrix


def key_unkeyed(
    scene: bpy.types.Scene, objects: Iterable[bpy.types.Object], frames: range
) -> list[str]:
    """Gives objects that something else than their own keys moves (constraints,
    drivers, physics) keys of their transforms: glTF's exporter samples only objects
    that have some. Returns the names of those objects.

    The keys hold the object's own transform, which the exporter overrides by what it
    sees; so the object moves as before.
    """
    objects = [o for o in objects if o.type not in {"CAMERA", "LIGHT"} or o.parent]
    moved = local_matrices(scene, list(objects), frames)
    if not len(frames):
        return []
    change = np.abs(moved - moved[:1]).max(axis=(0, 2, 3))
    size = 1.0 + np.abs(moved[0]).max(axis=(1, 2))
    found = []
    for obj, moves in zip(objects, change > MOVED * size, strict=True):
        if moves and not has_transform_keys(obj):
            key_transform(obj, frames)
            found.append(obj.name)
    return found


def has_transform_keys(obj: bpy.types.Object) -> bool:
    action, slot = playing_action(obj.animation_data)
    if action is None:
        return False
    names = {name for name, _ in TRANSFORM}
    return any(c.data_path in names for c in action_fcurves(action, slot))


def key_transform(obj: Any, frames: range) -> None:
    data = obj.animation_data or obj.animation_data_create()
    action = data.action
    if action is None:
        action = bpy_actions().new(f"{obj.name} path")
    rotation = {
        "QUATERNION": "rotation_quaternion", "AXIS_ANGLE": "rotation_axis_angle"
    }.get(obj.rotation_mode, "rotation_euler")  # fmt: skip
    ends = range(frames[0], frames[-1] + 1, max(1, frames[-1] - frames[0]))
    for path, width in TRANSFORM:
        if path.startswith("rotation") and path != rotation:
            continue
        channels = [(path, n) for n in range(width)]
        row = [read_channel(obj, *channel) for channel in channels]
        values = np.tile(row, (len(ends), 1))
        write_channels(obj, action, channels, ends, values)


def bpy_actions() -> Any:
    import bpy

    return bpy.data.actions


def bake_tracks(scene: bpy.types.Scene, owners: Iterable[Any], frames: range) -> None:
    """Writes what NLA tracks play into the owners' Actions: exchange files take along
    only Actions, each as a clip of its own."""
    for owner in owners:
        data = owner.animation_data
        tracks = playing_tracks(data)
        if not tracks:
            continue
        curves = [c for t in tracks for c in track_curves(t)]
        action, slot = playing_action(data)
        if action is not None:
            curves += action_fcurves(action, slot)
        channels = list(dict.fromkeys((c.data_path, c.array_index) for c in curves))
        channels = [c for c in channels if resolves(owner, *c)]
        values = sample_channels(scene, owner, channels, frames)
        name = action.name if action is not None else tracks[-1].name
        for track in data.nla_tracks:
            track.is_solo = False
            track.mute = True
        data.action_blend_type, data.action_influence = "REPLACE", 1.0
        if action is None:
            action = bpy_actions().new(name)
        write_channels(owner, action, channels, frames, values)


def resolves(owner: Any, path: str, index: int) -> bool:
    try:
        read_channel(owner, path, index)
    except (ValueError, IndexError, TypeError):
        return False
    return True
