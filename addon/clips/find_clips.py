"""The clips that a rig can play, by the names that the artist knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..core.errors import AnimaxError
from .fcurves import action_fcurves

if TYPE_CHECKING:
    from ..rig.blender_types import ArmatureObject, Slot


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


def find_clip(
    armature: ArmatureObject, name: str
) -> tuple[bpy.types.Action, Slot | None]:
    """(action, slot) by NLA track name, action name or importer's action name."""
    named = list_clips(armature)
    for key, clip in named.items():
        if name in (key, clip[0].name):
            return clip
    for key, clip in named.items():
        for full in (key, clip[0].name):
            if full.endswith("|" + name) or full == f"{name}_{armature.name}":
                return clip
    shown = ", ".join(sorted(named)) or "none"
    if len(shown) > 300:
        shown = shown[:300] + " ..."
    raise AnimaxError(f"There is no clip called {name!r} on this rig; found: {shown}.")


def animates(action: bpy.types.Action, bone_names: set[str]) -> bool:
    """Does the action move a bone of that name?"""
    for curve in action_fcurves(action):
        path = curve.data_path
        if path.startswith('pose.bones["'):
            return path[12:].split('"]', 1)[0] in bone_names
    return False
