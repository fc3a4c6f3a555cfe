"""Which rig is meant: the pinned one, or the one that is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..rig.armature import find_armature
from ..rig.meshes import bound_meshes

if TYPE_CHECKING:
    from typing import Any

    from ..rig.blender_context import Context
    from ..rig.blender_types import ArmatureObject


def pinned_rig(scene: Any) -> Any:
    """The armature that the artist has pinned; None where it is not in the scene."""
    rig = scene.animax.rig
    return rig if rig is not None and scene.objects.get(rig.name) == rig else None


def selected_rig(obj: Any) -> Any:
    """The object, or the armature that moves it as anyone can tell; None where that
    takes a search. For drawing."""
    if obj is None:
        return None
    if obj.type == "ARMATURE":
        return obj
    armature = obj.find_armature()
    if armature is None and obj.parent is not None and obj.parent.type == "ARMATURE":
        armature = obj.parent
    return armature


def shown_rig(context: Context) -> Any:
    """The one that the panel names."""
    return pinned_rig(context.scene) or selected_rig(context.object)


def only_rig(scene: Any) -> Any:
    """The scene's one armature; None where there are more, or none."""
    rigs = [obj for obj in scene.objects if obj.type == "ARMATURE"]
    return rigs[0] if len(rigs) == 1 else None


def target_armature(context: Context, name: str = "") -> ArmatureObject:
    """The named, the pinned, the active one, or the one that moves the active object;
    else the file's own."""
    objects = context.scene.objects
    if name:
        return find_armature(name, objects)
    found = shown_rig(context)
    if found is None and context.object is not None:
        rigs = [o for o in objects if o.type == "ARMATURE"]
        rigs = [rig for rig in rigs if bound_meshes(rig, [context.object])]
        found = rigs[0] if len(rigs) == 1 else None
    return found or find_armature("", objects)
