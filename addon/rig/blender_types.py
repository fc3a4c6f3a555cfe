"""Blender types that are more exact than bpy's own, for annotations only: in bpy an
object's data may be of any kind or missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import bpy

    class ArmatureObject(bpy.types.Object):
        data: bpy.types.Armature
        pose: bpy.types.Pose

    # Slots, layers and channelbags exist from Blender 4.4 on.
    Slot = Any
