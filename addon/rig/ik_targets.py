"""Keys for the targets and poles of the rig's own IK, so that IK follows the take.

IK bends its chain towards a target, on top of the keys. A target without keys would
stay at rest and hold the chain there; so it is keyed to lie where the keys alone put
the chain's tip, and IK changes nothing. A pole moves with the chain's first bone. Reads
Blender's data, but imports no bpy.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from ..core import native

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    import bpy

    from ..core.array_types import BoolArray, FloatArray, Skeleton
    from .blender_types import ArmatureObject


IK = {"IK", "SPLINE_IK"}


@dataclasses.dataclass
class Chain:
    """One IK constraint."""

    # The bone that has the constraint, and those that it bends, from the tip on.
    owner: str
    bones: list
    # The chain's tip is the owner's tail; otherwise its head.
    by_tail: bool
    target: str
    pole: str
    # Target and pole are bones of this armature outside of the chain, and the
    # constraint acts at full influence: keys can make it follow.
    keyable: bool


def ik_chains(armature: ArmatureObject) -> Iterator[Chain]:
    for bone in armature.pose.bones:
        constraint: Any
        for constraint in bone.constraints:
            active = not constraint.mute and constraint.influence > 0
            if constraint.type in IK and active and constraint.target is not None:
                yield read_chain(armature, bone, constraint)


def read_chain(
    armature: ArmatureObject, bone: bpy.types.PoseBone, constraint: Any
) -> Chain:
    is_ik = constraint.type == "IK"
    by_tail = not is_ik or constraint.use_tail
    bones = [bone, *bone.parent_recursive][0 if by_tail else 1 :]
    # A length of 0 means up to the root.
    bones = [b.name for b in bones[: constraint.chain_count or None]]
    target = constraint.subtarget if is_ik else ""
    pole = constraint.pole_subtarget if is_ik and constraint.pole_target else ""
    keyable = is_ik and constraint.target == armature and target != ""
    # A target above the chain would move the chain with it.
    above = {bone.name, *(b.name for b in bone.parent_recursive)}
    keyable &= constraint.influence == 1.0 and not above & {target, pole}
    if is_ik and constraint.pole_target is not None:
        keyable &= constraint.pole_target == armature and pole != ""
    name = target or constraint.target.name
    return Chain(bone.name, bones, by_tail, name, pole, bool(keyable))


def is_driven_by_take(
    chain: Chain, armature: ArmatureObject, mask: BoolArray, names: list[str]
) -> bool:
    """Can the take key the target and the pole of this chain?"""
    if not chain.keyable or not chain.bones:
        return False
    for name in filter(None, (chain.target, chain.pole)):
        bone, pose = armature.data.bones.get(name), armature.pose.bones.get(name)
        if bone is None or pose is None or bone.use_connect or any(pose.lock_location):
            return False
        if not mask[names.index(name)]:
            return False
    return True


def keyed_bones(armature: ArmatureObject) -> set[str]:
    """Names of the targets and poles that keys can make follow."""
    chains = [chain for chain in ik_chains(armature) if chain.keyable]
    return {name for chain in chains for name in (chain.target, chain.pole) if name}


def move_targets(
    armature: ArmatureObject,
    rig: Skeleton,
    rotation: FloatArray,
    location: FloatArray,
    mask: BoolArray,
) -> FloatArray:
    """The take's locations, those of IK targets and poles such that IK follows."""
    names = rig["names"]
    for chain in ik_chains(armature):
        if not is_driven_by_take(chain, armature, mask, names):
            continue
        with native.translate_errors() as engine:
            world = np.asarray(engine.forward(rig, rotation, location))
        tip, first = names.index(chain.owner), names.index(chain.bones[-1])
        length = armature.data.bones[chain.owner].length if chain.by_tail else 0.0
        positions = {chain.target: world[:, tip] @ [0.0, length, 0.0, 1.0]}
        if chain.pole:
            rest = rig["rest"][names.index(chain.pole)] @ [0.0, 0.0, 0.0, 1.0]
            positions[chain.pole] = world[:, first] @ (
                np.linalg.inv(rig["rest"][first]) @ rest
            )
        location = location.copy()
        for name, position in positions.items():
            n = names.index(name)
            base = np.broadcast_to(rig["rest"][n], (len(world), 4, 4))
            if rig["parents"][n] >= 0:
                p = rig["parents"][n]
                base = world[:, p] @ np.linalg.inv(rig["rest"][p]) @ rig["rest"][n]
            location[:, n] = np.linalg.solve(base, position[..., None])[:, :3, 0]
    return location
