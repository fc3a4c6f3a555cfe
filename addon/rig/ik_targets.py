"""Inverse kinematics of the artist's: its targets and poles go where the keys go.

IK bends its chain towards a target, on top of the keys. A target that no joint shows
would stay at rest and hold the chain there; so it is keyed to lie where the keys alone
put the chain's tip, and IK finds everything in its place. A pole rides on the chain's
first bone. Reads Blender's data, but imports no bpy.
"""

import dataclasses

import numpy as np

from ..core import native

IK = {"IK", "SPLINE_IK"}


@dataclasses.dataclass
class Chain:
    """One IK: the bone that has it, what it bends (tip first), what leads it."""

    owner: str
    bones: list
    by_tail: bool
    target: str
    pole: str
    # Both lie in this armature, and nothing else decides how strongly it acts.
    ours: bool


def chains(armature):
    for bone in armature.pose.bones:
        for constraint in bone.constraints:
            acts = not constraint.mute and constraint.influence > 0
            if constraint.type in IK and acts and constraint.target is not None:
                yield read(armature, bone, constraint)


def read(armature, bone, constraint):
    plain = constraint.type == "IK"
    by_tail = not plain or constraint.use_tail
    line = [bone, *bone.parent_recursive][0 if by_tail else 1 :]
    # A length of 0 means up to the root.
    line = [b.name for b in line[: constraint.chain_count or None]]
    target = constraint.subtarget if plain else ""
    pole = constraint.pole_subtarget if plain and constraint.pole_target else ""
    ours = plain and constraint.target == armature and target != ""
    # What the chain hangs on would take it along.
    above = {bone.name, *(b.name for b in bone.parent_recursive)}
    ours &= constraint.influence == 1.0 and not above & {target, pole}
    if plain and constraint.pole_target is not None:
        ours &= constraint.pole_target == armature and pole != ""
    name = target or constraint.target.name
    return Chain(bone.name, line, by_tail, name, pole, bool(ours))


def led(chain, armature, mask, names):
    """Can the take key what leads this chain?"""
    if not chain.ours or not chain.bones:
        return False
    for name in filter(None, (chain.target, chain.pole)):
        bone, pose = armature.data.bones.get(name), armature.pose.bones.get(name)
        if bone is None or bone.use_connect or any(pose.lock_location):
            return False
        if not mask[names.index(name)]:
            return False
    return True


def follow(armature, rig, rotation, location, mask):
    """The take's locations, those of IK's targets and poles such that they go along."""
    names = rig["names"]
    for chain in chains(armature):
        if not led(chain, armature, mask, names):
            continue
        with native.errors() as engine:
            world = np.asarray(engine.forward(rig, rotation, location))
        tip, first = names.index(chain.owner), names.index(chain.bones[-1])
        reach = armature.data.bones[chain.owner].length if chain.by_tail else 0.0
        places = {chain.target: world[:, tip] @ [0.0, reach, 0.0, 1.0]}
        if chain.pole:
            rest = rig["rest"][names.index(chain.pole)] @ [0.0, 0.0, 0.0, 1.0]
            places[chain.pole] = world[:, first] @ (
                np.linalg.inv(rig["rest"][first]) @ rest
            )
        location = location.copy()
        for name, place in places.items():
            n = names.index(name)
            base = np.broadcast_to(rig["rest"][n], (len(world), 4, 4))
            if rig["parents"][n] >= 0:
                p = rig["parents"][n]
                base = world[:, p] @ np.linalg.inv(rig["rest"][p]) @ rig["rest"][n]
            location[:, n] = np.linalg.solve(base, place[..., None])[:, :3, 0]
    return location
