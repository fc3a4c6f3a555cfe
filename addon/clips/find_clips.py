"""The clips that a rig can play, by the names that the artist knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..core.errors import AnimaxError
from .fcurves import animates, find_slot, suitable_slots

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..rig.blender_types import ArmatureObject, Slot


def list_clips(
    armature: ArmatureObject,
) -> dict[str, tuple[bpy.types.Action, Slot | None]]:
    """dict name -> (action, slot or None) of the clips that this armature can play.

    Importers name an action after clip and rig ("Walk_Armature", "Armature|Walk"); the
    name that the artist knows is that of the NLA track, where there is one. A second
    slot of an action that moves these bones is a clip as well: "Action|slot".
    """
    found: dict[str, tuple[bpy.types.Action, Slot | None]] = {}

    def add(name: str, action: bpy.types.Action, slot: Slot | None) -> None:
        slot = slot or find_slot(armature, action)
        names = [name, action.name]
        if slot is not None:
            names.append(f"{action.name}|{slot.name_display}")
        free = next((n for n in names if n not in found), None)
        if free is not None:
            found[free] = (action, slot)

    def add_unknown(name: str, action: bpy.types.Action, slot: Slot | None) -> None:
        slot = slot or find_slot(armature, action)
        if (action, slot) not in found.values():
            add(name, action, slot)

    data = armature.animation_data
    if data is not None:
        for track in data.nla_tracks:
            strips = list(action_strips(track.strips))
            for strip in strips:
                name = track.name if len(strips) == 1 else strip.name
                add(name, strip.action, getattr(strip, "action_slot", None))
        if data.action is not None:
            slot = getattr(data, "action_slot", None)
            add_unknown(data.action.name, data.action, slot)
    bones = {b.name for b in armature.data.bones}
    for action in bpy.data.actions:
        slots = [s for s in suitable_slots(action) if animates(action, bones, s)]
        if slots or (bpy.app.version < (4, 4) and animates(action, bones)):
            add_unknown(action.name, action, None)
        for slot in slots:
            add_unknown(f"{action.name}|{slot.name_display}", action, slot)
    return found


def action_strips(strips: Any) -> Iterator[Any]:
    """The NLA strips that play an action, also within meta strips."""
    for strip in strips:
        if strip.type == "META":
            yield from action_strips(strip.strips)
        elif strip.action is not None:
            yield strip


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
