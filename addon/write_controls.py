"""Writes a take of a control rig as keys of its controls."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from .clips import keyframes, scene_time
from .clips.frame_rate import time_scale
from .controls import control_take
from .rig.find_rig import revealed

if TYPE_CHECKING:
    import bpy

    from .core.array_types import EngineResult, FloatArray
    from .core.control_plan import ControlPlan
    from .request import Request
    from .rig.blender_types import ArmatureObject


def write(
    scene: bpy.types.Scene,
    armature: ArmatureObject,
    request: Request,
    result: EngineResult,
    plan: ControlPlan,
    rotation: FloatArray,
    location: FloatArray,
) -> bpy.types.Action:
    """The take's Action; the result gets `control_rig`, as in the report. All or
    nothing. rotation [F, N, 4], location [F, N, 3]: of the skeleton, at the scene's
    frames."""
    start = time.perf_counter()
    before = keyframes.remember(armature)
    action = None
    try:
        with revealed(armature):
            plan, rotation, location, wanted, baked = control_take.bake_take(
                armature, request.skeleton, plan, rotation, location
            )
            request.plan = plan
            mask = request.mask[plan.follows]
            names = [plan.controls[k] for k in np.flatnonzero(mask)]
            # Controls that are left out keep their animation.
            count = len(plan.left_out)
            action = keyframes.write_take(
                armature,
                plan.controls + plan.left_out,
                np.pad(rotation, ((0, 0), (0, count), (0, 0)), constant_values=1.0),
                np.pad(location, ((0, 0), (0, count), (0, 0))),
                first=scene.frame_start,
                name=keyframes.action_name(request.prompt, request.rank),
                mask=np.pad(mask, (0, count)),
                size=request.size,
                reduced=request.settings.keys == "reduced",
                looped=request.settings.loop,
            )
            scene_time.remap_keys(armature, action, names, time_scale(scene))
            switches = plan.switches_of(request.mask)
            control_take.key_switches(armature, plan, switches, action)
            if mask.all():
                control_take.rest_others(armature, plan)
            baked.controls = names
            baked.switches = control_take.switch_texts(plan, switches)
            request.warnings += control_take.warnings(plan, baked)
            if mask.all():
                warning = control_take.check_shown(scene, armature, plan, wanted, baked)
                request.warnings += [warning] if warning else []
    except BaseException:
        keyframes.undo(armature, before, action)
        raise
    result["control_rig"] = baked.report()
    spent = result["seconds"].get("keyframes", 0.0)
    result["seconds"]["keyframes"] = spent + time.perf_counter() - start
    return action
