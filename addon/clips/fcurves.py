"""An Action's F-curves, in releases with slots and in those without.

From Blender 4.4 an Action's curves lie in the channelbag of a slot, and both are
assigned: an unbound slot moves nothing. By itself Blender binds only a slot that is
named after the object, and importers name slots as they like.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import bpy

if TYPE_CHECKING:
    from typing import Any

    from ..rig.blender_types import ArmatureObject, Slot


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


def find_slot(armature: ArmatureObject, action: Any) -> Slot | None:
    """The slot that was made for this armature, as far as can be told: one that moves
    its bones, before one with its name alone. None if there is none, and up to 4.3."""
    bones = {bone.name for bone in armature.data.bones}

    def fit(slot: Slot) -> tuple[bool, bool]:
        own = slot.name_display == armature.name
        return animates(action, bones, slot), own

    return max(suitable_slots(action), key=fit, default=None)


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
    if bpy.app.version < (4, 4):
        return [action]
    own = data.action_slot.handle
    for slot in [s for s in action.slots if s.handle != own]:
        action.slots.remove(slot)
    strips = [strip for layer in action.layers for strip in layer.strips]
    return [bag for strip in strips for bag in strip.channelbags]
