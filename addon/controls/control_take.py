"""A take of a control rig: bakes solved motion, and says what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..clips.fcurves import open_curves
from ..core import native
from ..core.control_plan import Baked
from ..core.errors import AnimaxError
from ..rig.own_pose import own_channels, read_channels, write_channels
from ..rig.rig_properties import owner_of, write_properties
from ..rig.rig_warnings import summarize
from . import posing
from .bake import Solution, bake, points
from .rig_evaluator import evaluator_of

if TYPE_CHECKING:
    import bpy

    from ..core.array_types import FloatArray, Skeleton
    from ..core.control_plan import ControlPlan, Switch
    from ..rig.blender_types import ArmatureObject

# Of the body: what a viewer sees.
VISIBLE = 0.01
# And from which on a limb's middle joint is nudged.
MISSED = 0.008
# What keys may differ by from what was baked: Euler angles, fewer keys.
SLACK = 0.005
# How many frames of a take are compared.
FRAMES = 6


def check_plan(armature: ArmatureObject, plan: ControlPlan) -> None:
    """An AnimaxError if the rig is no longer the one that the plan was made of."""
    bones = armature.data.bones
    if any(name not in bones for name in [*plan.controls, *plan.deforming]):
        raise AnimaxError(
            f"The bones of {armature.name!r} have changed; no keys were written."
        )


def bake_take(
    armature: ArmatureObject,
    rig: Skeleton,
    plan: ControlPlan,
    rotation: FloatArray,
    location: FloatArray,
) -> tuple[ControlPlan, FloatArray, FloatArray, FloatArray, Baked]:
    """(the plan with the nudges that the take needs, rotation [F, K, 4], location [F,
    K, 3] of its controls' channels, the wanted poses of the bones that deform [F, D, 4,
    4], what came of it) for a take of the skeleton. The rig is left as it was."""
    with native.translate_errors() as engine:
        world = np.asarray(engine.forward(rig, rotation, location))
    motion = world @ np.linalg.inv(rig["rest"])
    motion = np.linalg.inv(plan.world) @ motion @ plan.world
    with posing.without_clips(armature, plan.values()):
        found = bake(plan, motion, evaluator_of(armature, plan))
        needed = [n for n in plan.nudges if found.away[:, n.middle].max() > MISSED]
        if needed:
            more = plan.with_nudges(needed)
            better = bake(more, motion, evaluator_of(armature, more), start=found)
            if better.away.max() < found.away.max():
                plan, found = more, better
    wanted = motion[:, plan.carried_by] @ plan.rest
    return plan, found.rotation, found.location, wanted, describe(plan, found)


def check_shown(
    scene: bpy.types.Scene,
    armature: ArmatureObject,
    plan: ControlPlan,
    wanted: FloatArray,
    baked: Baked,
) -> str:
    """A warning if the armature does not show the take as it was baked; "" if it does.
    wanted: float64 [F, D, 4, 4], from the scene's first frame on."""
    frames = np.unique(np.linspace(0, len(wanted) - 1, FRAMES).round().astype(int))
    order = [armature.pose.bones.find(name) for name in plan.deforming]
    now, seen = (scene.frame_current, scene.frame_subframe), []
    try:
        for frame in frames:
            scene.frame_set(scene.frame_start + int(frame))
            seen.append(posing.read_matrices(armature)[order])
    finally:
        scene.frame_set(now[0], subframe=now[1])
    away = np.linalg.norm(
        points(plan, np.stack(seen)) - points(plan, wanted[frames]), axis=-1
    ).max(axis=2)
    away /= plan.size
    away[:, plan.unjudged] = 0.0
    worst = float(away.max(initial=0))
    if worst <= max(VISIBLE, baked.worst + SLACK):
        return ""
    frame, bone = np.unravel_index(int(away.argmax()), away.shape)
    baked.worst = worst
    return (
        f"The rig does not show the take as generated: {plan.deforming[bone]} is "
        f"{100 * worst:.1f} % of the body off at frame "
        f"{scene.frame_start + int(frames[frame])}. Something else than its controls' "
        "keys moves it: other clips, drivers, or constraints to other objects."
    )


def describe(plan: ControlPlan, found: Solution) -> Baked:
    worst = found.away.max(axis=0)
    order = [n for n in np.argsort(-worst, kind="stable") if worst[n] > VISIBLE]
    return Baked(
        kind=plan.kind,
        controls=list(plan.controls),
        switches=switch_texts(plan, plan.switches),
        worst=float(worst.max(initial=0)),
        mean=float(found.away.mean()) if found.away.size else 0.0,
        off=[(plan.deforming[n], float(worst[n])) for n in order],
        map_from=plan.map_from,
        map_edits=list(plan.map_edits),
    )


def switch_texts(plan: ControlPlan, switches: list[Switch]) -> dict[str, str]:
    return {f"{s.bone}: {s.name}": plan.setting(s) for s in switches}


def warnings(plan: ControlPlan, baked: Baked) -> list[str]:
    found = []
    if baked.off:
        name, worst = baked.off[0]
        names = summarize([name for name, _ in baked.off])
        found.append(
            f"The rig's controls do not reach the take as solved: {names} up to "
            f"{100 * worst:.1f} % of the body off ({name} most)."
        )
    others = [s.bone or s.name for s in plan.wanted_ik if s not in plan.at_ik]
    if others:
        found.append(
            f"The limbs of {summarize(others)} are keyed by FK: their IK is not that "
            "of two bones with a control for the end and one for the bend."
        )
    elif plan.by_ik and not plan.switches:
        found.append("No limb of this rig has a switch to IK; FK controls are keyed.")
    if plan.unreached:
        found.append(
            f"No control turns {summarize(plan.unreached)}; what hangs on them does "
            "not take part in the take."
        )
    return found


def key_switches(
    armature: ArmatureObject,
    plan: ControlPlan,
    switches: list[Switch],
    action: bpy.types.Action,
) -> None:
    """Sets the switches, with one key each, so that the take shows with this Action
    whatever the artist has chosen for others."""
    named = {(s.bone, s.name) for s in switches}
    values = {key: value for key, value in plan.values().items() if key in named}
    write_properties(armature, values)
    curves, groups = open_curves(armature, action)
    first = float(action.frame_range[0])
    for (bone, name), value in values.items():
        owner = owner_of(armature, bone)
        path = f'["{name}"]'
        if bone:
            path = owner.path_from_id() + path
        curve = curves.find(path) or curves.new(path)
        group = bone or armature.name
        curve.group = groups.get(group) or groups.new(group)
        point = curve.keyframe_points.insert(first, value)
        point.interpolation = "CONSTANT"
        curve.update()


def rest_others(armature: ArmatureObject, plan: ControlPlan) -> None:
    """Puts controls without keys to rest: the take was made for a rig on which nothing
    else is posed."""
    own, now = own_channels(armature), read_channels(armature)
    quiet = [armature.pose.bones.find(name) for name in plan.quiet]
    for name, values in now.items():
        values[quiet] = own[name].reshape(values.shape)[quiet]
    write_channels(armature, now)
