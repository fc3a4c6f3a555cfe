"""Limbs that IK bends: which control holds their end, and which turns their bend.

Found by trying, as everything about controls (responses.py), with the switches at IK.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from ..rig.blender_context import update_view_layer
from . import posing
from .responses import ANGLE, MECHANISM, followed, measure
from .turns import angles_about

if TYPE_CHECKING:
    from typing import Any

    from ..core.array_types import FloatArray
    from ..core.control_plan import Switch
    from ..rig.blender_types import ArmatureObject
    from .control_tree import Tree
    from .responses import Responses

# Of the limb's length: how far a pole is moved for a try, and what counts as still.
STEP, STILL = 0.1, 2e-3
# Radians by which a middle joint must turn for a control to be one that turns it.
TURNS = 0.02


@dataclasses.dataclass
class LimbBend:
    """As control_plan.Bend, of pose bones and parts."""

    control: int
    is_pole: bool
    axis: int
    gain: float
    joints: tuple[int, int, int]


@dataclasses.dataclass
class Limbs:
    # With the switches at IK.
    found: Responses
    switches: list[Switch]
    # The tree's parts whose FK controls are not needed.
    parts: set[int]
    # (pose bone, part that it follows, does it move?)
    controls: list[tuple[int, int, bool]]
    bends: list[LimbBend]


def find_limbs(
    armature: ArmatureObject, tree: Tree, by_fk: Responses, switches: list[Switch]
) -> Limbs | None:
    """None: no limb can be moved by IK. by_fk: with the switches at FK."""
    with posing.without_clips(armature, posing.ik(switches)):
        names = [bone.name for bone in armature.pose.bones]
        deforming = [names[bone] for part in tree.parts for bone in part.group]
        found = measure(armature, deforming)
        limbs = Limbs(found, [], set(), [], [])
        for switch in switches:
            add_limb(armature, tree, by_fk, switch, limbs)
    return limbs if limbs.switches else None


def add_limb(
    armature: ArmatureObject,
    tree: Tree,
    by_fk: Responses,
    switch: Switch,
    limbs: Limbs,
) -> None:
    bones: list[Any] = list(armature.pose.bones)
    index = {bone.name: n for n, bone in enumerate(bones)}
    line = [
        n for n, p in enumerate(tree.parts) if bones[p.control].name in switch.bones
    ]
    found = limbs.found
    turned, weight = found.turned, found.with_it.sum(axis=1)
    deforming = [bone for part in tree.parts for bone in part.group]
    acts = {
        name
        for name, row in zip(by_fk.controls, by_fk.turned, strict=True)
        if row[deforming].any()
    }
    new = [k for k, name in enumerate(found.controls) if name not in acts]
    mains = [tree.parts[n].main for n in line]
    bent = [not any(turned[k, main] for k in new) for main in mains]
    if bent[:3] != [True, True, False] or any(bent[3:]):
        return
    movable = [
        k
        for k in new
        if turned[k, mains[2:]].any() and can_move(bones[index[found.controls[k]]])
    ]
    if not movable:
        return
    # It may hold the toes, with a control for the foot below it.
    end = max(movable, key=lambda k: weight[k])
    held = next(n for n in range(2, len(line)) if turned[end, mains[n]])
    controls = [(index[found.controls[end]], line[held], True)]
    for n in range(2, len(line)):
        inner = [
            k
            for k, name in enumerate(found.controls)
            if turned[k, mains[n]]
            and weight[k] < weight[end]
            and (n < held or not turned[k, mains[held]])
            and (k in new or name in switch.bones)
        ]
        if inner and n != held:
            own = min(inner, key=lambda k: weight[k])
            controls.append((index[found.controls[own]], line[n], False))
    bend = find_bend(armature, tree, line[:3], controls[0][0], acts, limbs.found.stands)
    if bend is None:
        return
    controls.append((bend.control, line[0], bend.is_pole))
    limbs.switches.append(switch)
    limbs.parts |= set(line)
    limbs.controls += controls
    limbs.bends.append(bend)


def can_move(bone: Any) -> bool:
    connected = bone.bone.use_connect and bone.parent is not None
    return not (connected or all(bone.lock_location))


def upstream(armature: ArmatureObject, names: list[str]) -> list[Any]:
    """The pose bones that may move these, IK's targets and poles included."""
    bones: Any = armature.pose.bones
    waiting, found = [bones[name] for name in names], dict[str, "Any"]()
    while waiting:
        bone = waiting.pop()
        if bone is None or bone.name in found:
            continue
        found[bone.name] = bone
        others = followed(armature, bone)
        for constraint in bone.constraints:
            if constraint.type == "IK":
                others += [constraint.subtarget, constraint.pole_subtarget]
        waiting += [bone.parent, *(bones.get(name) for name in others)]
        # The bones of a chain are bent by IK of the bones below them.
        for child in bone.children:
            if any(c.type == "IK" and not c.mute for c in child.constraints):
                waiting.append(child)
    return list(found.values())


def find_bend(
    armature: ArmatureObject,
    tree: Tree,
    line: list[int],
    end: int,
    acts: set[str],
    stands: FloatArray,
) -> LimbBend | None:
    """The control that turns the middle joint about the line between the ends, and
    moves neither: a pole of the limb's IK, else a bone that is turned. acts: controls
    that do something else."""
    bones: list[Any] = list(armature.pose.bones)
    rows = [tree.parts[n].main for n in line]
    joints = stands[rows, :3, 3]
    length = float(np.linalg.norm(np.diff(joints, axis=0), axis=1).sum())
    number = {bone.name: n for n, bone in enumerate(bones)}
    above = upstream(armature, [bones[row].name for row in rows])
    poles = [
        c.pole_subtarget
        for bone in above
        for c in bone.constraints
        if c.type == "IK" and not c.mute and c.influence > 0 and c.pole_subtarget
    ]
    moved = upstream(armature, [name for name in poles if name in number])
    ends = (line[0], line[1], line[2])
    for bone, is_pole in [*((b, True) for b in moved), *((b, False) for b in above)]:
        name = bone.name
        if name.startswith(MECHANISM) or name in acts or number[name] == end:
            continue
        if is_pole and not can_move(bone):
            continue
        locked = bone.lock_location if is_pole else bone.lock_rotation
        for axis in range(3):
            if locked[axis]:
                continue
            pose = tried(armature, bone, is_pole, axis, STEP * length)
            angle = bend_angle(joints, pose[rows, :3, 3], length)
            if abs(angle) > TURNS:
                gain = 1.0 if is_pole else angle / ANGLE
                return LimbBend(number[name], is_pole, axis, gain, ends)
    return None


def tried(
    armature: ArmatureObject, bone: Any, is_pole: bool, axis: int, step: float
) -> FloatArray:
    """float64 [B, 4, 4]: the rig with one control moved or turned."""
    from mathutils import Quaternion, Vector

    before = bone.matrix_basis.to_quaternion()
    place = tuple(bone.location)
    if is_pole:
        bone.location[axis] += step
    else:
        turn = Vector([float(n == axis) for n in range(3)])
        posing.set_rotation(bone, before @ Quaternion(turn, ANGLE))
    update_view_layer()
    moved = posing.read_matrices(armature)
    posing.set_rotation(bone, before)
    bone.location = place
    return moved


def bend_angle(joints: FloatArray, moved: FloatArray, length: float) -> float:
    """By which the middle one of three joints turned; 0 if the ends moved as well, or
    if it came nearer to them."""
    parts = [np.linalg.norm(np.diff(p, axis=0), axis=1) for p in (joints, moved)]
    if np.abs(parts[0] - parts[1]).max() > STILL * length:
        return 0.0
    if np.linalg.norm((moved - joints)[[0, 2]], axis=1).max() > STILL * length:
        return 0.0
    axis = joints[2] - joints[0]
    axis = axis / max(float(np.linalg.norm(axis)), 1e-12)
    ways = [points[1] - points[0] for points in (joints, moved)]
    return float(angles_about(axis[None], ways[0][None], ways[1][None])[0])
