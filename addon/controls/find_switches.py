"""Which custom properties switch a limb between FK and IK.

Such a property drives the influence of constraints that copy a chain bent by IK, or of
the IK itself. Which of its ends is FK is tried, not read from an expression.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..core.control_plan import Switch
from ..rig.blender_context import update_view_layer
from ..rig.control_bones import constraint_target
from ..rig.ik_targets import IK
from ..rig.rig_properties import write_properties
from .posing import read_switches

if TYPE_CHECKING:
    from typing import Any

    from ..rig.blender_types import ArmatureObject

NAME = r'\["((?:[^"\\]|\\.)*)"\]'
INFLUENCE = re.compile(rf"pose\.bones{NAME}\.constraints{NAME}\.influence$")
PROPERTY = re.compile(rf"(?:pose\.bones{NAME})?{NAME}$")
OFF, ON = 0.01, 0.99


def plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def bent_bones(armature: ArmatureObject) -> set[str]:
    """Names of the bones that IK bends, also if it is switched off now."""
    found: set[str] = set()
    for bone in armature.pose.bones:
        for held in bone.constraints:
            constraint: Any = held
            if constraint.type not in IK:
                continue
            line = [bone, *bone.parent_recursive]
            found |= {b.name for b in line[: constraint.chain_count or None]}
    return found


def driven_influences(
    armature: ArmatureObject,
) -> dict[tuple[str, str], list[Any]]:
    """dict (bone, property) -> the constraints whose influence it drives."""
    found = dict[tuple[str, str], list["Any"]]()
    data = armature.animation_data
    for curve in data.drivers if data is not None else ():
        match = INFLUENCE.match(curve.data_path)
        bone = armature.pose.bones.get(plain(match[1])) if match else None
        if match is None or bone is None or curve.driver is None:
            continue
        constraint: Any = bone.constraints.get(plain(match[2]))
        if constraint is None:
            continue
        for variable in curve.driver.variables:
            for target in variable.targets:
                path = PROPERTY.match(target.data_path or "")
                if variable.type == "SINGLE_PROP" and path and target.id == armature:
                    key = (plain(path[1] or ""), plain(path[2]))
                    found.setdefault(key, []).append(constraint)
    return found


def blended(armature: ArmatureObject, constraints: list[Any]) -> frozenset[str]:
    """Names of the constraints' bones and of all that those follow."""
    found = set[str]()
    for constraint in constraints:
        bone: Any = armature.pose.bones[constraint.path_from_id().split('"')[1]]
        found.add(bone.name)
        targets = [constraint_target(c) for c in bone.constraints]
        found |= {t[1] for t in targets if t is not None and t[0] == armature}
    return frozenset(found)


def bends(armature: ArmatureObject, constraint: Any, bent: set[str]) -> bool:
    if constraint.type in IK:
        return True
    target = constraint_target(constraint)
    return target is not None and target[0] == armature and target[1] in bent


def find_switches(armature: ArmatureObject) -> list[Switch]:
    """Within posing.without_clips: the properties are tried."""
    bent, found = bent_bones(armature), []
    for (bone, name), driven in sorted(driven_influences(armature).items()):
        constraints = [c for c in driven if bends(armature, c, bent)]
        owner: Any = armature.pose.bones.get(bone) if bone else armature
        if not constraints or owner is None:
            continue
        if not isinstance(owner.get(name), (int, float)):
            continue
        switch = Switch(bone, name, 0.0, 1.0)
        before = read_switches(armature, [switch])
        shares = []
        for value in (0.0, 1.0):
            write_properties(armature, {(bone, name): value})
            update_view_layer()
            shares.append([c.influence for c in constraints])
        write_properties(armature, before)
        for fk in (0, 1):
            if max(shares[fk]) < OFF and min(shares[1 - fk]) > ON:
                bones = blended(armature, driven)
                found.append(Switch(bone, name, float(fk), float(1 - fk), bones))
    update_view_layer()
    return found
