"""Bones that follow other bones: keys on them would have no effect.

In rigs with controls the bones that deform the mesh copy the transforms of others, and
only those are for animators to key. A take's motion of such a bone becomes keys of the
bone that it follows, at the end of the chain of copies.

Reads Blender's data, but imports no bpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    import bpy

    from .blender_types import ArmatureObject

# Axes of two bones that count as the same.
SAME_AXES = 1e-2


def find_controls(armature: ArmatureObject) -> dict[str, str]:
    """dict name of a bone -> name of the bone whose keys move it; for the bones that
    deform, or have one below them that does, and follow another at full influence.

    Of several bones that follow one, the nearest to it has it; the others, which no
    keys reach, are left out.
    """
    copied = copied_bones(armature)
    if not copied:
        return {}
    bones = armature.data.bones
    needed = set()
    for bone in bones:
        if bone.use_deform:
            needed |= {bone.name, *(b.name for b in bone.parent_recursive)}
    nearest: dict[str, tuple[float, str]] = {}
    for name in needed & set(copied):
        control = chain_of(copied, name)[-1]
        if control in copied:
            continue
        away = np.array(bones[name].matrix_local) - np.array(
            bones[control].matrix_local
        )
        # Bones that deform before those that only carry one.
        rank = float(np.abs(away).max()) + (0.0 if bones[name].use_deform else 1e6)
        nearest[control] = min(nearest.get(control, (np.inf, "")), (rank, name))
    # A bone that is followed and itself follows nothing has one follower.
    return {name: control for control, (_, name) in nearest.items()}


def copied_bones(armature: ArmatureObject) -> dict[str, str]:
    """dict name -> the bone that it follows."""
    found = {b.name: followed_bone(armature, b) for b in armature.pose.bones}
    return {name: other for name, other in found.items() if other}


def chain_of(copied: dict[str, str], name: str) -> list[str]:
    """The bones that a bone follows, one behind the other, to the last."""
    found, seen = [], {name}
    while name in copied and copied[name] not in seen:
        name = copied[name]
        seen.add(name)
        found.append(name)
    return found


def passive_bones(armature: ArmatureObject, controls: dict[str, str]) -> set[str]:
    """Names of the bones that keys of find_controls' bones move: they need none."""
    copied, found = copied_bones(armature), set(controls)
    for name in controls:
        found |= set(chain_of(copied, name)[:-1])
    return found


def followed_bone(armature: ArmatureObject, bone: bpy.types.PoseBone) -> str:
    """The bone of the same armature whose rotation this one takes over as a whole."""
    found = ""
    for constraint in bone.constraints:
        if constraint.mute or constraint.influence < 1:
            continue
        target = constraint_target(constraint)
        if target and target[0] == armature and target[1] in armature.data.bones:
            found = target[1] if target[1] != bone.name else found
    return found


def constraint_target(constraint: Any) -> tuple[Any, str] | None:
    """(object, bone) that the constraint's owner moves with; None if it only does so in
    part, or is of another kind."""
    kind = constraint.type
    if kind == "ARMATURE":
        weighty = [t for t in constraint.targets if t.weight > 0]
        return (weighty[0].target, weighty[0].subtarget) if len(weighty) == 1 else None
    if kind == "COPY_TRANSFORMS":
        whole = constraint.mix_mode == "REPLACE" and constraint.head_tail == 0
    elif kind == "COPY_ROTATION":
        whole = constraint.mix_mode == "REPLACE" and all(
            getattr(constraint, f"use_{axis}")
            and not getattr(constraint, f"invert_{axis}")
            for axis in "xyz"
        )
    elif kind == "CHILD_OF":
        whole = all(getattr(constraint, f"use_rotation_{axis}") for axis in "xyz")
    else:
        return None
    return (constraint.target, constraint.subtarget) if whole else None


def skeleton_parents(
    bones: list[bpy.types.Bone], controls: dict[str, str]
) -> dict[str, str]:
    """dict name -> the bone that it hangs on as seen, by name ("": none). A control
    stands for its follower, so a follower hangs on what its control's parent moves."""
    by_name = {bone.name: bone for bone in bones}
    follower = {control: name for name, control in controls.items()}
    found = {}
    for bone in bones:
        own = bone.parent
        while own is not None and follower.get(own.name) == bone.name:
            own = own.parent
        parent = follower.get(own.name, own.name) if own is not None else ""
        if bone.name in controls:
            above = by_name[controls[bone.name]].parent_recursive
            moved = [follower[b.name] for b in above if b.name in follower]
            parent = next((name for name in moved if name != bone.name), parent)
        found[bone.name] = parent
    plain = {bone.name: bone.parent.name if bone.parent else "" for bone in bones}
    return plain if has_circle(found) else found


def has_circle(parents: dict[str, str]) -> bool:
    for start in parents:
        name, steps = start, 0
        while name and steps <= len(parents):
            name, steps = parents[name], steps + 1
        if name:
            return True
    return False


def parents_first(
    bones: list[bpy.types.Bone], parents: dict[str, str]
) -> list[bpy.types.Bone]:
    """The bones in the order of the list, but each after its parent."""
    by_name = {bone.name: bone for bone in bones}
    ordered: dict[str, bpy.types.Bone] = {}
    for bone in bones:
        line, name = [], bone.name
        while name and name not in ordered:
            line.append(name)
            name = parents[name]
        for name in reversed(line):
            ordered[name] = by_name[name]
    return list(ordered.values())


def keyed_bones(armature: ArmatureObject, controls: dict[str, str]) -> dict[str, Any]:
    """dict name -> the pose bone whose channels a bone's motion is written to, for the
    followers whose control has the same axes: its locks and limits hold for them."""
    bones, found = armature.data.bones, {}
    for name, control in controls.items():
        own, other = bones[name].matrix_local, bones[control].matrix_local
        if np.abs(np.array(own.to_3x3()) - np.array(other.to_3x3())).max() < SAME_AXES:
            found[name] = armature.pose.bones[control]
    return found
