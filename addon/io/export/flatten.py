"""Puts what several layers of animation show together into one Action each.

The NLA mixes tracks, and drivers set shape keys; exporters write Actions, and of these
the active one alone. So what plays over the scene's frames is read frame by frame and
written to a new Action, which plays alone until the export is over.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from ...clips.fcurves import action_fcurves
from .weights import copy_mesh

if TYPE_CHECKING:
    import contextlib

Path = tuple[str, int]


@dataclasses.dataclass
class Layered:
    """An object or a set of shape keys, and the channels that its layers move."""

    owner: Any
    paths: list[Path]
    values: list[list[float]]


def flatten(scene: bpy.types.Scene, undo: contextlib.ExitStack) -> list[str]:
    """Names of the objects that play one new Action now; undo puts all back."""
    found = layered_owners(scene)
    if not found:
        return []
    before = scene.frame_current
    for frame in range(scene.frame_start, scene.frame_end + 1):
        scene.frame_set(frame)
        for one in found:
            one.values.append([read(one.owner, path) or 0.0 for path in one.paths])
    names = sorted({one.owner.name for one in found})
    for one in found:
        for owner in undriven(scene, one.owner, undo):
            replace_animation(owner, one, scene.frame_start, undo)
    scene.frame_set(before)
    return names


def undriven(scene: bpy.types.Scene, owner: Any, undo: contextlib.ExitStack) -> list:
    """What takes the new Action: the owner itself, or the shape keys of copies of its
    mesh if it has drivers, which exporters would follow even if they are muted."""
    if not len(owner.animation_data.drivers) or not isinstance(owner, bpy.types.Key):
        return [owner]
    found = []
    for obj in scene.objects:
        if getattr(obj.data, "shape_keys", None) == owner:
            copy_mesh(obj, undo)
            data: Any = obj.data
            data.shape_keys.animation_data_clear()
            data.shape_keys.animation_data_create()
            found.append(data.shape_keys)
    return found


def layered_owners(scene: bpy.types.Scene) -> list[Layered]:
    found, seen = [], set()
    for obj in scene.objects:
        keys = getattr(obj.data, "shape_keys", None)
        for owner in (obj, keys):
            if owner is None or owner.animation_data is None or owner in seen:
                continue
            seen.add(owner)
            paths = channel_paths(owner.animation_data, owner == keys)
            paths = [path for path in paths if read(owner, path) is not None]
            if paths:
                found.append(Layered(owner, paths, []))
    return found


def channel_paths(data: Any, is_keys: bool) -> list[Path]:
    """(data path, index) of all that its audible NLA strips and, of shape keys, its
    drivers move, the Action on top included; [] if the Action plays alone."""
    solo = [t for t in data.nla_tracks if t.is_solo]
    audible = solo or [t for t in data.nla_tracks if not t.mute]
    strips = [s for t in audible for s in t.strips if not s.mute and s.action]
    if not data.use_nla:
        strips = []
    drivers = [d for d in data.drivers if not d.mute] if is_keys else []
    if not strips and not drivers:
        return []
    curves = [*drivers]
    for strip in strips:
        curves += action_fcurves(strip.action, getattr(strip, "action_slot", None))
    if data.action is not None:
        curves += action_fcurves(data.action, getattr(data, "action_slot", None))
    return list(dict.fromkeys((c.data_path, c.array_index) for c in curves))


def read(owner: Any, path: Path) -> float | None:
    """A channel's value now; None where it is none of numbers or does not exist."""
    try:
        value = owner.path_resolve(path[0])
        if not isinstance(value, (int, float)):
            value = value[path[1]]
        return float(value)
    except (ValueError, TypeError, IndexError, KeyError):
        return None


def replace_animation(
    owner: Any, one: Layered, first: int, undo: contextlib.ExitStack
) -> None:
    """owner: one.owner or a copy of it."""
    data: Any = owner.animation_data
    before = (data.action, getattr(data, "action_slot", None), data.use_nla)
    action: Any = bpy.data.actions.new(owner.name)
    data.use_nla = False
    curves = open_curves(owner, data, action)
    frames = first + np.arange(len(one.values), dtype=np.float64)
    for column, (path, index) in enumerate(one.paths):
        curve = curves.new(path, index=index)
        values = np.array([row[column] for row in one.values], dtype=np.float64)
        curve.keyframe_points.add(len(frames))
        pairs = np.stack([frames, values], axis=-1).astype(np.float32)
        curve.keyframe_points.foreach_set("co", pairs.ravel())
        curve.update()

    def restore() -> None:
        data.action = before[0]
        if before[1] is not None:
            data.action_slot = before[1]
        data.use_nla = before[2]
        bpy.data.actions.remove(action)

    undo.callback(restore)


def open_curves(owner: Any, data: Any, action: Any) -> Any:
    """The curves of a new Action, assigned to the object or the shape keys."""
    data.action = action
    if bpy.app.version < (4, 4):
        return action.fcurves
    kind = "KEY" if isinstance(owner, bpy.types.Key) else "OBJECT"
    slot = action.slots.new(id_type=kind, name=owner.name)
    data.action_slot = slot
    strip = action.layers.new("Layer").strips.new(type="KEYFRAME")
    return strip.channelbag(slot, ensure=True).fcurves
