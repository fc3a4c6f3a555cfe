"""The clips that a rig can play, by the names that the artist knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..core.errors import AnimaxError
from ..rig.actions import action_strips, list_clips

if TYPE_CHECKING:
    from ..rig.blender_types import ArmatureObject, Slot

__all__ = ["action_strips", "find_clip", "list_clips"]


def find_clip(
    armature: ArmatureObject, name: str
) -> tuple[bpy.types.Action, Slot | None]:
    """(action, slot) by NLA track name, action name or importer's action name."""
    named = list_clips(armature)
    if name in named:
        return named[name]
    for clip in named.values():
        if name == clip[0].name:
            return clip
    # Of two rigs with a clip of that name, each has its own.
    if (own := f"{armature.name}|{name}") in named:
        return named[own]
    for key, clip in named.items():
        for full in (key, clip[0].name):
            if full.endswith("|" + name) or full == f"{name}_{armature.name}":
                return clip
    shown = ", ".join(sorted(named)) or "none"
    if len(shown) > 300:
        shown = shown[:300] + " ..."
    raise AnimaxError(f"There is no clip called {name!r} on this rig; found: {shown}.")
