"""Which controls are keyed for a skeleton, and how they depend on each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.control_plan import Bend, ControlPlan, Nudge

if TYPE_CHECKING:
    import bpy

    from ..core.array_types import BoolArray, FloatArray, IntArray
    from ..core.control_plan import Switch
    from ..rig.blender_types import ArmatureObject
    from .control_tree import Tree
    from .ik_limbs import Limbs
    from .responses import Responses

# What else than the rotation of the control above a control may turn by; and the share
# of it from which on it copies that rotation besides taking it over.
MIXED, COPIES = 0.5, 1.7


def make_plan(
    armature: ArmatureObject,
    tree: Tree,
    found: Responses,
    switches: list[Switch],
    limbs: Limbs | None = None,
    by_ik: bool = False,
) -> ControlPlan:
    """found: with the switches at FK. limbs: those to be moved by IK, if that is asked
    for."""
    bones = list(armature.pose.bones)
    replaced = {*tree.left_out, *(limbs.parts if limbs is not None else ())}
    # Pose bone, part that it follows, does it move?
    rows = [
        (part.control, n, n == tree.root)
        for n, part in enumerate(tree.parts)
        if n not in replaced
    ]
    state = found if limbs is None else limbs.found
    if limbs is not None:
        rows += [row for row in limbs.controls if row[1] not in tree.left_out]
    controls = [control for control, _, _ in rows]
    names = [bones[n].name for n in controls]
    above, copies = depend(state, names, controls)
    groups = [(bone, n) for n, part in enumerate(tree.parts) for bone in part.group]
    groups.sort()
    has_child = {part.parent for part in tree.parts}
    mains = {p.main for n, p in enumerate(tree.parts) if n not in has_child}
    order = [bone for bone, _ in groups]
    bends = []
    for one in limbs.bends if limbs is not None else ():
        joints = tuple(order.index(tree.parts[n].main) for n in one.joints)
        assert len(joints) == 3
        row = controls.index(one.control)
        bends.append(Bend(row, one.is_pole, one.axis, one.gain, joints))
    nudges = [
        Nudge(
            bones[number].name,
            one.joints[1],
            order.index(tree.parts[one.joints[1]].main),
            location_axes([bones[number].bone], state.stands[[number]])[0],
            state.stands[number],
        )
        for one, number in zip(limbs.bends, limbs.nudges, strict=True)
        if number >= 0 and bones[number].name not in names
    ] if limbs is not None else []  # fmt: skip
    return ControlPlan(
        kind="",
        controls=names,
        follows=np.array([n for _, n, _ in rows]),
        above=above,
        copies=copies,
        movers=np.array([moves for _, _, moves in rows]),
        axes=location_axes([bones[n].bone for n in controls], state.stands[controls]),
        stands=state.stands[controls],
        deforming=[bones[n].name for n in order],
        carried_by=np.array([n for _, n in groups]),
        rest=found.stands[order],
        lengths=np.array([bones[n].bone.length for n in order]),
        ends=np.array([n in mains for n in order]),
        world=np.array(armature.matrix_world, dtype=np.float64),
        switches=switches,
        limbs=[[n for n in tree.limbs[s] if n not in tree.left_out] for s in switches],
        at_ik=limbs.switches if limbs is not None else [],
        bends=bends,
        by_ik=by_ik,
        nudges=nudges,
        unreached=[bones[n].name for n in tree.unreached],
        left_out=[bones[tree.parts[n].control].name for n in tree.left_out],
        unjudged=np.array([n in tree.left_out for _, n in groups], dtype=bool),
    )


def location_axes(bones: list[bpy.types.Bone], stands: FloatArray) -> FloatArray:
    """float64 [K, 3, 3]: by columns, in the armature's space."""
    axes = stands[:, :3, :3].copy()
    for n, bone in enumerate(bones):
        if not bone.use_local_location:
            axes[n] = np.eye(3)
    return axes


def depend(
    found: Responses, names: list[str], controls: list[int]
) -> tuple[IntArray, BoolArray]:
    """(int [K]: the control above each, -1: none; bool [K]: does it copy that one's
    rotation besides)."""
    row = {name: k for k, name in enumerate(found.controls)}
    turned, weight = found.with_it & (found.turns_else < MIXED), found.with_it.sum(1)
    above, gains = np.full(len(controls), -1), np.ones(len(controls))
    for k, name in enumerate(names):
        if name not in row:
            # It turns nothing as a whole: a pole, or what turns about itself.
            continue
        over = [
            other
            for other, one in enumerate(names)
            if other != k
            and one in row
            and turned[row[one], controls[k]]
            and not turned[row[name], controls[other]]
        ]
        if over:
            above[k] = min(over, key=lambda other: weight[row[names[other]]])
            gains[k] = found.turns[row[names[above[k]]], controls[k]]
    copies: BoolArray = gains > COPIES
    return above, copies
