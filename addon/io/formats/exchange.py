"""What the exchange formats have in common: Blender's importers and exporters, which
are add-ons, and which clips they take along."""

from __future__ import annotations

from typing import Any

import bpy

from ...clips.fcurves import action_fcurves


def enable(module: str) -> None:
    """Enables an add-on of Blender's: a studio's preferences may have it off."""
    import addon_utils

    state: Any = addon_utils.check(module)
    if not state[1]:
        addon_utils.enable(module, default_set=False)


def has_operator(group: str, name: str) -> bool:
    """Has this Blender the operator? An attribute of bpy.ops is there in any case."""
    return name in dir(getattr(bpy.ops, group))


def drop_earlier_clips() -> None:
    """Leaves only the Actions that play: exporters take along, or even mix into the
    take, whatever else would fit the rig. A .blend keeps them all."""
    playing = set()
    blocks = [b for n in dir(bpy.data) for b in collection(getattr(bpy.data, n))]
    for block in blocks:
        data = getattr(block, "animation_data", None)
        if data is None:
            continue
        for track in list(data.nla_tracks):
            data.nla_tracks.remove(track)
        if data.action is not None:
            playing.add(data.action.name)
    for action in list(bpy.data.actions):
        if action.name not in playing:
            bpy.data.actions.remove(action)


def collection(value: Any) -> list[Any]:
    return list(value) if isinstance(value, bpy.types.bpy_prop_collection) else []


def scale_keys(factor: float) -> None:
    """Multiplies the frames of all keys."""
    for action in bpy.data.actions:
        for curve in action_fcurves(action):
            for point in curve.keyframe_points:
                point.co.x *= factor
                point.handle_left.x *= factor
                point.handle_right.x *= factor
            curve.update()
