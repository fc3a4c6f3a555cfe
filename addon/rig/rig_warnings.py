"""What in a rig may keep a take's keys from showing as they are, in sentences.

Reads Blender's data, but imports no bpy.
"""

import re

from . import ik_targets, limits

DRIVEN = re.compile(r'pose\.bones\["((?:[^"\\]|\\.)*)"\]\.(.+)')
TURNS_OR_MOVES = re.compile(r"(location|rotation_\w+|scale)$")
CONSTRAINT = re.compile(r'constraints\["(?:[^"\\]|\\.)*"\]\.(influence|mute|enabled)$')


def sentences(armature, names, mask):
    """names, mask bool [N]: the skeleton's bones, and which of them get keys."""
    found = []
    held = [b.name for b in armature.pose.bones if any(map(acts, b.constraints))]
    if held:
        found.append(f"Constraints act on top of the keys of {some(held)}.")
    for chain in ik_targets.chains(armature):
        if not ik_targets.led(chain, armature, mask, names):
            found.append(
                f"IK ({chain.owner}) bends {some(chain.bones)} towards {chain.target}; "
                "keys of these bones show only in part while it is not muted."
            )
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
    return constraint.type not in ik_targets.IK and not limits.is_limit(constraint)


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
