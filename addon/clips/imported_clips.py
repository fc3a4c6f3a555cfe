"""What plays after a file is imported.

Importers of glTF start the file's first animation and put the others into muted NLA
tracks. Where a file has two rigs with an animation each, the second rig then stands
still, and exporters, which take what plays, lose its motion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from .find_clips import action_strips

if TYPE_CHECKING:
    from typing import Any


def play_rigs_left_still() -> None:
    """Starts each rig's first animation whose objects all stand still. One of a rig
    that plays already, like the bow's part of "Shoot" beside a man who walks, is not
    started: it belongs to what that rig does not do now."""
    animations: dict[str, list[tuple[Any, Any]]] = {}
    for owner in animated_owners():
        for track in owner.animation_data.nla_tracks:
            strips = list(action_strips(track.strips))
            if track.mute and strips:
                animations.setdefault(track.name, []).append((owner, strips[0]))
    for parts in animations.values():
        owners = [owner for owner, _ in parts]
        moves_rig = any(getattr(o, "type", "") == "ARMATURE" for o in owners)
        if not moves_rig or any(o.animation_data.action for o in owners):
            continue
        for owner, strip in parts:
            data = owner.animation_data
            data.action = strip.action
            if bpy.app.version >= (4, 4):
                data.action_slot = strip.action_slot


def animated_owners() -> list[Any]:
    """Objects and shape keys that have animation data."""
    owners = [*bpy.data.objects, *bpy.data.shape_keys]
    return [owner for owner in owners if owner.animation_data is not None]
