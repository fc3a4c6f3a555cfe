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
    # By switch: of its end the control's pose bone, and what moves its bend.
    ends: list[int]
    bends: list[LimbBend]
    # By switch: the pose bone that moves the middle joint alone; -1: none.
    nudges: list[int]
    # What the artist has named that does not move a limb: what is said of it.
    refused: list[str]


def find_limbs(
    armature: ArmatureObject,
    tree: Tree,
    by_fk: Responses,
    switches: list[Switch],
    others: list[Switch] | None = None,
    named: dict[Switch, tuple[str, str]] | None = None,
) -> Limbs | None:
    """None: no limb can be moved by IK. by_fk: with the switches at FK. others: those
    that stay there. named: controls of the end and of the bend that an artist has
    chosen; "": to be found."""
    named = named or {}
    values = {**posing.fk(others or []), **posing.ik(switches)}
    with posing.without_clips(armature, values):
        names = [bone.name for bone in armature.pose.bones]
        deforming = [names[bone] for part in tree.parts for bone in part.group]
        ends = [end for end, _ in named.values() if end]
        found = measure(armature, deforming, ends)
        limbs = Limbs(found, [], set(), [], [], [], [], [])
        for switch in switches:
            add_limb(armature, tree, by_fk, switch, limbs, named.get(switch, ("", "")))
    return limbs if limbs.switches or limbs.refused else None


def add_limb(
    armature: ArmatureObject,
    tree: Tree,
    by_fk: Responses,
    switch: Switch,
    limbs: Limbs,
    named: tuple[str, str] = ("", ""),
) -> None:
    bones: list[Any] = list(armature.pose.bones)
    index = {bone.name: n for n, bone in enumerate(bones)}
    line = tree.limbs.get(switch, [])
    found = limbs.found
    turned, weight = found.turned, found.with_it.sum(axis=1)
    deforming = [bone for part in tree.parts for bone in part.group]
    acts = {
        name
        for name, row in zip(by_fk.controls, by_fk.turned, strict=True)
        if row[deforming].any()
    }
    able = np.flatnonzero(found.found)
    new = [k for k in able if found.controls[k] not in acts]
    mains = [tree.parts[n].main for n in line]
    bent = [not any(turned[k, main] for k in new) for main in mains]
    if bent[:3] != [True, True, False] or any(bent[3:]):
        return

    def holds(k: int) -> bool:
        control = bones[index[found.controls[k]]]
        return bool(turned[k, mains[2:]].any()) and can_move(control)

    # What already has keys of its own.
    used = {bones[control].name for control, _, _ in limbs.controls}
    used |= {bones[p.control].name for n, p in enumerate(tree.parts) if n not in line}
    movable = [k for k in new if holds(k)]
    # It may hold the toes, with a control for the foot below it.
    end = max(movable, key=lambda k: weight[k], default=-1)
    if named[0] and (end < 0 or found.controls[end] != named[0]):
        own = found.controls.index(named[0]) if named[0] in found.controls else -1
        if own >= 0 and holds(own) and named[0] not in used:
            end = own
        else:
            limbs.refused.append(f"{named[0]} for the end of {bones[mains[2]].name}")
    if end < 0:
        return
    held = next(n for n in range(2, len(line)) if turned[end, mains[n]])
    controls = [(index[found.controls[end]], line[held], True)]
    for n in range(2, len(line)):
        inner = [
            k
            for k in able
            if turned[k, mains[n]]
            and weight[k] < weight[end]
            and (n < held or not turned[k, mains[held]])
            and (k in new or found.controls[k] in switch.bones)
        ]
        if inner and n != held:
            least = min(inner, key=lambda k: weight[k])
            controls.append((index[found.controls[least]], line[n], False))
    stands = limbs.found.stands
    bend = find_bend(armature, tree, line[:3], controls[0][0], acts, stands)
    if named[1] and (bend is None or bones[bend.control].name != named[1]):
        one, chosen = bones[index[named[1]]], None
        if named[1] not in {*used, found.controls[end]}:
            chosen = named_bend(armature, tree, line[:3], one, stands)
        if chosen is None:
            limbs.refused.append(f"{named[1]} for the bend at {bones[mains[1]].name}")
        bend = chosen or bend
    if bend is None:
        return
    controls.append((bend.control, line[0], bend.is_pole))
    limbs.switches.append(switch)
    limbs.parts |= set(line)
    limbs.controls += controls
    limbs.ends.append(controls[0][0])
    limbs.bends.append(bend)
    limbs.nudges.append(find_nudge(armature, tree, line[:3], acts | used, stands))


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
    number = {bone.name: n for n, bone in enumerate(bones)}
    above = upstream(armature, [bones[row].name for row in rows])
    poles = [
        c.pole_subtarget
        for bone in above
        for c in bone.constraints
        if c.type == "IK" and not c.mute and c.influence > 0 and c.pole_subtarget
    ]
    moved = upstream(armature, [name for name in poles if name in number])
    for bone, is_pole in [*((b, True) for b in moved), *((b, False) for b in above)]:
        name = bone.name
        if name.startswith(MECHANISM) or name in acts or number[name] == end:
            continue
        bend = try_bend(armature, tree, line, bone, is_pole, stands)
        if bend is not None:
            return bend
    return None


def named_bend(
    armature: ArmatureObject, tree: Tree, line: list[int], bone: Any, stands: FloatArray
) -> LimbBend | None:
    """The same with a bone that the artist has named; None: it does not do that."""
    turn = try_bend(armature, tree, line, bone, False, stands)
    return turn or try_bend(armature, tree, line, bone, True, stands)


def try_bend(
    armature: ArmatureObject,
    tree: Tree,
    line: list[int],
    bone: Any,
    is_pole: bool,
    stands: FloatArray,
) -> LimbBend | None:
    if is_pole and not can_move(bone):
        return None
    number = armature.pose.bones.find(bone.name)
    rows = [tree.parts[n].main for n in line]
    joints = stands[rows, :3, 3]
    length = float(np.linalg.norm(np.diff(joints, axis=0), axis=1).sum())
    locked = bone.lock_location if is_pole else bone.lock_rotation
    for axis in range(3):
        if locked[axis]:
            continue
        pose = tried(armature, bone, is_pole, axis, STEP * length)
        angle = bend_angle(joints, pose[rows, :3, 3], length)
        if abs(angle) > TURNS:
            gain = 1.0 if is_pole else angle / ANGLE
            return LimbBend(number, is_pole, axis, gain, (line[0], line[1], line[2]))
    return None


def find_nudge(
    armature: ArmatureObject,
    tree: Tree,
    line: list[int],
    acts: set[str],
    stands: FloatArray,
) -> int:
    """The pose bone that moves the middle joint as it moves itself, and neither of the
    ends; -1: there is none. acts: controls that do something else."""
    bones: list[Any] = list(armature.pose.bones)
    rows = [tree.parts[n].main for n in line]
    joints = stands[rows, :3, 3]
    length = float(np.linalg.norm(np.diff(joints, axis=0), axis=1).sum())
    shaped = any(bone.custom_shape is not None for bone in bones)
    for bone in upstream(armature, [bones[rows[1]].name]):
        if bone.name.startswith(MECHANISM) or bone.name in acts:
            continue
        if shaped and bone.custom_shape is None:
            continue
        if any(bone.lock_location) or not can_move(bone):
            continue
        number = armature.pose.bones.find(bone.name)
        pose = tried(armature, bone, True, 0, STEP * length)
        way = pose[number, :3, 3] - stands[number, :3, 3]
        moved = pose[rows, :3, 3] - joints
        moved[1] -= way
        far = float(np.linalg.norm(way))
        if far > 0.5 * STEP * length and np.abs(moved).max() < STILL * length:
            return number
    return -1


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
