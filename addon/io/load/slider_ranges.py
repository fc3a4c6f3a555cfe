"""Ranges of imported shape keys. Blender clamps a key's value to its slider's range,
which importers leave at 0 to 1 though the file's weights may go beyond."""

from __future__ import annotations

import re
from typing import Any

import bpy

from ...clips.fcurves import action_fcurves
from ...rig.blender_context import current_scene

VALUE = re.compile(r'key_blocks\["(.+)"\]\.value')


def widen_sliders() -> None:
    """Such that each shape key reaches what its clips say."""
    wider = False
    for keys in bpy.data.shape_keys:
        for curve in curves_of(keys):
            match = VALUE.fullmatch(curve.data_path)
            name = bpy.utils.unescape_identifier(match[1]) if match else ""
            values = [point.co.y for point in curve.keyframe_points]
            block: Any = keys.key_blocks.get(name)
            if block is None or not values:
                continue
            low, high = min(values), max(values)
            if low < block.slider_min or high > block.slider_max:
                block.slider_min = min(block.slider_min, low)
                block.slider_max = max(block.slider_max, high)
                wider = True
    if wider:
        scene = current_scene()
        scene.frame_set(scene.frame_current)


def curves_of(keys: Any) -> list[Any]:
    data = keys.animation_data
    if data is None:
        return []
    played: list[tuple[Any, Any]] = [(data.action, getattr(data, "action_slot", None))]
    for track in data.nla_tracks:
        played += [(s.action, getattr(s, "action_slot", None)) for s in track.strips]
    return [c for a, slot in played if a is not None for c in action_fcurves(a, slot)]
