"""What in a rig may keep a take's keys from showing as they are, as messages.

Reads Blender's data, but imports no bpy.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import control_bones, ik_targets, limits

if TYPE_CHECKING:
    from typing import Any

    from ..core.array_types import BoolArray
    from .blender_types import ArmatureObject


DRIVEN = re.compile(r'pose\.bones\["((?:[^"\\]|\\.)*)"\]\.(.+)')
TRANSFORM = re.compile(r"(location|rotation_\w+|scale)$")
CONSTRAINT = re.compile(r'constraints\["(?:[^"\\]|\\.)*"\]\.(influence|mute|enabled)$')


def messages(armature: ArmatureObject, names: list[str], mask: BoolArray) -> list[str]:
    """names, mask bool [N]: the skeleton's bones, and which of them get keys."""
    found = []
    controls = control_bones.find_controls(armature)
    following = control_bones.passive_bones(armature, controls)
    constrained = [
        b.name
        for b in armature.pose.bones
        if b.name not in following and any(map(overrides_keys, b.constraints))
    ]
    if constrained:
        found.append(f"Constraints act on top of the keys of {summarize(constrained)}.")
    for chain in ik_targets.ik_chains(armature):
        if not ik_targets.is_driven_by_take(chain, armature, mask, names):
            found.append(
                f"IK ({chain.owner}) bends {summarize(chain.bones)} towards "
                f"{chain.target}; unless it is muted, the keys of these bones have "
                "only part of their effect."
            )
    moved, switched = driven_bones(armature)
    if moved:
        found.append(f"Drivers override the keys of {summarize(moved)}.")
    if switched:
        found.append(f"Drivers switch constraints of {summarize(switched)} on or off.")
    data: Any = armature.animation_data
    # From Blender 4.4 on; up to then an Action plays on any rig.
    if (
        not mask.all()
        and data is not None
        and data.action is not None
        and getattr(data, "action_slot", data) is None
    ):
        found.append(
            f"The Action {data.action.name!r} does not move {armature.name!r}, because "
            "none of its slots is assigned; the bones without keys stay still."
        )
    return found


def overrides_keys(constraint: Any) -> bool:
    """Does it move what the keys did not? IK has a message of its own, and limits that
    the keys keep already change nothing."""
    if constraint.mute or constraint.influence <= 0:
        return False
    return constraint.type not in ik_targets.IK and not limits.is_limit(constraint)


def driven_bones(armature: ArmatureObject) -> tuple[list[str], list[str]]:
    """Names of bones with (driven channels, constraints switched by drivers)."""
    moved, switched = [], []
    data = armature.animation_data
    for curve in data.drivers if data else ():
        match = DRIVEN.match(curve.data_path)
        driver = curve.driver
        if not match or curve.mute or driver is None or not driver.is_valid:
            continue
        name = re.sub(r"\\(.)", r"\1", match[1])
        if name not in armature.pose.bones:
            continue
        if TRANSFORM.match(match[2]):
            moved.append(name)
        elif CONSTRAINT.match(match[2]):
            switched.append(name)
    return list(dict.fromkeys(moved)), list(dict.fromkeys(switched))


def summarize(names: list[str]) -> str:
    shown = ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")
    return f"{len(names)} bone{'s' if len(names) > 1 else ''} ({shown})"
