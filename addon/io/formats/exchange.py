"""What the exchange formats have in common: Blender's importers and exporters, which
are add-ons, and what they leave to do."""

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


def scale_keys(factor: float) -> None:
    """Multiplies the frames of all keys."""
    for action in bpy.data.actions:
        for curve in action_fcurves(action):
            for point in curve.keyframe_points:
                point.co.x *= factor
                point.handle_left.x *= factor
                point.handle_right.x *= factor
            curve.update()
