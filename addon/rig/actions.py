"""The Actions that a rig can play, and their F-curves, in releases with slots and in
those without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import bpy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .blender_types import ArmatureObject, Slot


BONE = re.compile(r'pose\.bones\["((?:[^"\\]|\\.)*)"\]')

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


def animated_bones(action: Any, slot: Slot | None = None) -> set[str]:
    """Names of the bones that the action has curves for."""
    matches = (BONE.match(c.data_path) for c in action_fcurves(action, slot))
    return {re.sub(r"\\(.)", r"\1", match[1]) for match in matches if match}


def animates(action: Any, bones: set[str], slot: Slot | None = None) -> bool:
    """Is this a clip of the rig with these bones? Rigs have names like "Head" in
    common, so half of the action's bones must be there."""
    named = animated_bones(action, slot)
    return 2 * len(named & bones) >= len(named) > 0


def suitable_slots(action: Any) -> list[Slot]:
    """The slots that an object can play; none up to 4.3."""
    if bpy.app.version < (4, 4):
        return []
    kinds = ("OBJECT", "UNSPECIFIED")
    return [slot for slot in action.slots if slot.target_id_type in kinds]


def find_slot(armature: Any, action: Any) -> Slot | None:
    """The slot that was made for this armature, or an object of another kind, as far as
    can be told: one that moves its bones, before one with its name alone. None if there
    is none, and up to 4.3."""
    bones = set(armature.data.bones.keys()) if armature.type == "ARMATURE" else set()

    def fit(slot: Slot) -> tuple[bool, bool]:
        own = slot.name_display == armature.name
        return animates(action, bones, slot), own

    return max(suitable_slots(action), key=fit, default=None)


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
