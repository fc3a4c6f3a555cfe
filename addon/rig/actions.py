"""The Actions that a rig can play, and their F-curves, in releases with slots and in
those without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

if TYPE_CHECKING:
    from typing import Any

    from .blender_types import ArmatureObject, Slot


# The channels of a pose bone: property, number of components.
CHANNELS = (
    ("location", 3),
    ("rotation_quaternion", 4),
    ("rotation_euler", 3),
    ("rotation_axis_angle", 4),
    ("scale", 3),
)


def action_fcurves(action: Any, slot: Slot | None = None) -> list[bpy.types.FCurve]:
    """The action's curves, for one slot where Blender has slots (4.4 and later)."""
    if bpy.app.version < (4, 4):
        return list(action.fcurves)
    curves = []
    for layer in action.layers:
        for strip in layer.strips:
            for bag in strip.channelbags:
                if slot is None or bag.slot_handle == slot.handle:
                    curves.extend(bag.fcurves)
    return curves


def list_clips(
    armature: ArmatureObject,
) -> dict[str, tuple[bpy.types.Action, Slot | None]]:
    """dict name -> (action, slot or None) of the clips that this armature can play.

    Importers name an action after clip and rig ("Walk_Armature", "Armature|Walk"); the
    name that the artist knows is that of the NLA track, where there is one.
    """
    found = {}
    data = armature.animation_data
    if data is not None:
        for track in data.nla_tracks:
            strips = [s for s in track.strips if s.action is not None]
            for strip in strips:
                name = track.name if len(strips) == 1 else strip.name
                slot = getattr(strip, "action_slot", None)
                found.setdefault(name, (strip.action, slot))
        known = {action.name for action, _ in found.values()}
        if data.action is not None and data.action.name not in known:
            slot = getattr(data, "action_slot", None)
            found.setdefault(data.action.name, (data.action, slot))
    known = {action.name for action, _ in found.values()}
    bones = {b.name for b in armature.data.bones}
    for action in bpy.data.actions:
        if action.name not in known and animates(action, bones):
            found.setdefault(action.name, (action, None))
    return found


def animates(action: bpy.types.Action, bone_names: set[str]) -> bool:
    """Does the action move a bone of that name?"""
    for curve in action_fcurves(action):
        path = curve.data_path
        if path.startswith('pose.bones["'):
            return path[12:].split('"]', 1)[0] in bone_names
    return False
