"""Custom properties of a rig: numbers by which artists set what controls do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from .blender_types import ArmatureObject

# Of a bone, "" for the armature's object, and of a property.
Name = tuple[str, str]


def owner_of(armature: ArmatureObject, bone: str) -> Any:
    return armature.pose.bones.get(bone) if bone else armature


def read_properties(armature: ArmatureObject) -> dict[Name, float]:
    """All that are numbers, of bones and object."""
    owners: list[Any] = [armature, *armature.pose.bones]
    found: dict[Name, float] = {}
    for n, owner in enumerate(owners):
        for key in owner.keys():  # noqa: SIM118 - a bone is no dict
            value = owner[key]
            if isinstance(value, (bool, int, float)):
                found[owner.name if n else "", key] = value
    return found


def write_properties(armature: ArmatureObject, values: dict[Name, Any]) -> None:
    """Those that are still there; each keeps its type."""
    changed = False
    for (bone, key), value in values.items():
        owner = owner_of(armature, bone)
        if owner is not None and key in owner and owner[key] != value:
            owner[key] = type(owner[key])(value)
            changed = True
    if changed:
        # Drivers do not see by themselves what Python sets.
        armature.update_tag(refresh={"OBJECT", "DATA"})
