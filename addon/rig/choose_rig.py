"""Which of several rigs is meant, also where one carries another (a rider on a horse, a
driver on a cart).

Reads Blender's data, but imports no bpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.errors import (
    LEAVE_EDIT_MODE,
    MAKE_OVERRIDE,
    SELECT_RIG,
    AnimaxError,
    Remedy,
)
from .meshes import bound_meshes, carried_rigs

if TYPE_CHECKING:
    from typing import Any

    import bpy

    from .blender_types import ArmatureObject


# A rig on another one with fewer than this share of its bones is a part of it (a bow,
# a face); with more, either may be meant.
PART = 0.5


def choose_rig(
    armatures: list[ArmatureObject], active: bpy.types.Object | None
) -> ArmatureObject:
    """The active one if it moves a mesh; else one that does, if possible of those that
    the active one carries, with the most bones. An AnimaxError where one carries
    another and either may be meant."""
    own = [a for a in armatures if bound_meshes(a)]
    for rig in own:
        if rig == active:
            return rig
    if active in armatures:
        own = [a for a in carried_rigs(active) if a in own] or own  # type: ignore[arg-type]

    def rank(rig: ArmatureObject) -> tuple[bool, bool, int]:
        return rig.library is None, rig.visible_get(), len(rig.data.bones)

    best = max(own or armatures, key=rank)
    family = relatives(best, armatures)
    for rig in own:
        alike = rank(rig)[:2] == rank(best)[:2]
        large = len(rig.data.bones) >= PART * len(best.data.bones)
        if rig != best and rig in family and alike and large:
            raise AnimaxError(
                f"{who_carries_whom(family)}; name the one to animate (--armature, "
                f"for example {best.name!r}), or select it.",
                remedy=Remedy(SELECT_RIG, best.name),
            )
    return best


def forget_active(context: Any) -> None:
    """After an import: the active object is the importer's choice, not the artist's,
    which counts where rigs carry one another."""
    rigs = [o for o in context.scene.objects if o.type == "ARMATURE"]
    if any(map(carried_rigs, rigs)):
        context.view_layer.objects.active = None


def relatives(
    rig: ArmatureObject, armatures: list[ArmatureObject]
) -> list[ArmatureObject]:
    """Those of the armatures that carry it, that it carries, and that are carried with
    it; itself too, if there are any."""
    carried = {a.name: carried_rigs(a) for a in armatures}
    above = [a for a in armatures if rig in carried[a.name]]
    family = [
        *above,
        rig,
        *carried[rig.name],
        *(r for a in above for r in carried[a.name]),
    ]
    return [a for a in armatures if a in family]


def who_carries_whom(family: list[ArmatureObject]) -> str:
    """ "'Cart' carries 'Horse', and 'Horse' carries 'Rider'", without the end."""
    carried = {a.name: [r for r in carried_rigs(a) if r in family] for a in family}
    parts = []
    for rig in family:
        further = {r.name for c in carried[rig.name] for r in carried[c.name]}
        direct = [r for r in carried[rig.name] if r.name not in further]
        if direct:
            parts.append(f"{rig.name!r} carries {listed(direct)}")
    return ", and ".join(parts)


def listed(rigs: list[ArmatureObject]) -> str:
    names = [repr(rig.name) for rig in rigs]
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def check_armature(armature: ArmatureObject) -> None:
    """An AnimaxError if the armature cannot be animated."""
    if armature.mode == "EDIT":
        raise AnimaxError(
            "Leave Edit Mode first (Tab); the bones are being edited.",
            remedy=Remedy(LEAVE_EDIT_MODE, armature.name),
        )
    if armature.library is not None:
        raise AnimaxError(
            f"The armature {armature.name!r} is linked from another file and cannot "
            "hold keys here; make a library override (Object, Library Override, Make) "
            "or make it local.",
            remedy=Remedy(MAKE_OVERRIDE, armature.name),
        )
    check_chosen(armature)


def check_chosen(armature: ArmatureObject) -> None:
    """An AnimaxError if the armature moves nothing but what other rigs move already:
    the keys belong on those."""
    if bound_meshes(armature):
        return
    carried = [rig for rig in carried_rigs(armature) if bound_meshes(rig)]
    if not carried:
        return
    one: Any = carried[0]
    raise AnimaxError(
        f"The armature {armature.name!r} moves no mesh of its own, it carries "
        f"{listed(carried)}; animate what it carries (select it, or "
        f"--armature {one.name!r}).",
        remedy=Remedy(SELECT_RIG, one.name),
    )
