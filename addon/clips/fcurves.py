"""An Action's F-curves, in releases with slots and in those without.

From Blender 4.4 an Action's curves lie in the channelbag of a slot, and both are
assigned: an unbound slot moves nothing. By itself Blender binds only a slot that is
named after the object, and importers name slots as they like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..rig.actions import CHANNELS, action_fcurves, animates, find_slot, suitable_slots

if TYPE_CHECKING:
    from typing import Any

    from ..rig.blender_types import ArmatureObject, Slot

__all__ = [
    "CHANNELS",
    "action_fcurves",
    "animates",
    "assign",
    "channelbags",
    "find_slot",
    "open_curves",
    "own_bags",
    "restore",
    "suitable_slots",
]


def assign(armature: ArmatureObject, action: Any, slot: Slot | None = None) -> None:
    """Makes the action the armature's own; from 4.4 also its slot, always both. slot
    None: the one that find_slot says."""
    if slot is None and action is not None:
        slot = find_slot(armature, action)
    restore(armature, action, slot)


def restore(armature: ArmatureObject, action: Any, slot: Slot | None) -> None:
    """Exactly these: with slot None the action does not play, from 4.4 on."""
    data: Any = armature.animation_data or armature.animation_data_create()
    data.action = action
    if action is not None and bpy.app.version >= (4, 4):
        data.action_slot = slot


def open_curves(armature: ArmatureObject, action: Any) -> tuple[Any, Any]:
    """(fcurves, groups) of an action of our own, with it and its slot assigned."""
    if bpy.app.version < (4, 4):
        assign(armature, action)
        return action.fcurves, action.groups
    slots, layers = action.slots, action.layers
    slot = slots[0] if slots else slots.new(id_type="OBJECT", name=armature.name)
    layer = layers[0] if layers else layers.new("Layer")
    strip = layer.strips[0] if layer.strips else layer.strips.new(type="KEYFRAME")
    # A copy has the slot of what it was copied from. Blender binds a slot of this name
    # by itself when the artist assigns the action again.
    slot.name_display = armature.name
    bag = strip.channelbag(slot, ensure=True)
    assign(armature, action, slot)
    return bag.fcurves, bag.groups


def channelbags(action: Any, data: Any) -> list[Any]:
    """What contains the curves in a copy of the Action that plays (data: the animation
    data that plays it). In a copy with slots all but the armature's own are removed."""
    slot = getattr(data, "action_slot", None)
    return own_bags(action, slot.handle if slot is not None else None)


def own_bags(action: Any, handle: int | None) -> list[Any]:
    """The same of a copy in which the slot with this handle is the armature's own."""
    if bpy.app.version < (4, 4):
        return [action]
    for slot in [s for s in action.slots if s.handle != handle]:
        action.slots.remove(slot)
    strips = [strip for layer in action.layers for strip in layer.strips]
    return [bag for strip in strips for bag in strip.channelbags]
