"""What in a rig may keep a take's keys from showing as they are, in sentences.

Reads Blender's data, but imports no bpy.
"""

import re

from . import limits

DRIVEN = re.compile(r'pose\.bones\["((?:[^"\\]|\\.)*)"\]\.(.+)')
TURNS_OR_MOVES = re.compile(r"(location|rotation_\w+|scale)$")
CONSTRAINT = re.compile(r'constraints\["(?:[^"\\]|\\.)*"\]\.(influence|mute|enabled)$')
IK = {"IK", "SPLINE_IK"}


def sentences(armature):
    found = []
    held = [b.name for b in armature.pose.bones if any(map(acts, b.constraints))]
    if held:
        found.append(f"Constraints act on top of the keys of {some(held)}.")
    found += [
        f"IK ({owner}) bends {some(chain)} towards {target}; keys of these bones show "
        "only in part while it is not muted."
        for owner, chain, target in chains(armature)
    ]
    moved, switched = driven(armature)
    if moved:
        found.append(f"Drivers overrule the keys of {some(moved)}.")
    if switched:
        found.append(f"Drivers switch constraints of {some(switched)}.")
    loose = [
        b.name
        for b in armature.data.bones
        if b.parent and not (b.use_inherit_rotation and b.use_local_location)
    ]
    if loose:
        found.append(f"The parents' rotation does not reach {some(loose)}.")
    return found


def acts(constraint):
    """Does it move what the keys did not? IK has a sentence of its own, and limits that
    the keys keep already do nothing more."""
    if constraint.mute or constraint.influence <= 0:
        return False
    return constraint.type not in IK and not limits.is_limit(constraint)


def chains(armature):
    """(owner, names of the bones that it bends, name of its target) of each IK."""
    for bone in armature.pose.bones:
        for constraint in bone.constraints:
            if constraint.type not in IK or constraint.mute:
                continue
            if constraint.influence <= 0 or constraint.target is None:
                continue
            target = getattr(constraint, "subtarget", "") or constraint.target.name
            yield bone.name, chain(bone, constraint), target


def chain(bone, constraint):
    """From the bone on upwards; a length of 0 means up to the root."""
    line = [bone, *bone.parent_recursive]
    if constraint.type == "IK" and not constraint.use_tail:
        line = line[1:]
    return [b.name for b in line[: constraint.chain_count or None]]


def driven(armature):
    """Names of bones with (driven channels, constraints switched by drivers)."""
    moved, switched = [], []
    data = armature.animation_data
    for curve in data.drivers if data else ():
        match = DRIVEN.match(curve.data_path)
        if not match or curve.mute or not curve.driver.is_valid:
            continue
        name = re.sub(r"\\(.)", r"\1", match[1])
        if name not in armature.pose.bones:
            continue
        if TURNS_OR_MOVES.match(match[2]):
            moved.append(name)
        elif CONSTRAINT.match(match[2]):
            switched.append(name)
    return list(dict.fromkeys(moved)), list(dict.fromkeys(switched))


def some(names):
    shown = ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")
    return f"{len(names)} bone{'s' if len(names) > 1 else ''} ({shown})"
