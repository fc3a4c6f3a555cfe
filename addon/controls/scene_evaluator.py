"""Evaluates keys of controls by posing the rig in Blender, frame by frame."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from ..clips.keyframes import rotation_channels
from ..rig.blender_context import update_view_layer
from .posing import read_matrices, set_rotation
from .turns import as_quaternions

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..core.array_types import BoolArray, FloatArray
    from ..core.control_plan import ControlPlan
    from ..rig.blender_types import ArmatureObject


@dataclasses.dataclass
class Probe:
    """What an evaluator needs to know of a plan, of controls that are only tried."""

    controls: list[str]
    deforming: list[str]
    # bool [K]
    movers: BoolArray
    size: float


class SceneEvaluator:
    """Within posing.without_clips."""

    def __init__(
        self,
        armature: ArmatureObject,
        plan: ControlPlan | Probe,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        bones: Any = armature.pose.bones
        self.armature, self.plan, self.check = armature, plan, check
        self.bones = [bones[name] for name in plan.controls]
        self.rows = [bones.find(name) for name in plan.controls]
        self.deforming = [bones.find(name) for name in plan.deforming]

    def reachable(self, rotation: FloatArray) -> FloatArray:
        found = rotation.copy()
        for k, bone in enumerate(self.bones):
            euler = bone.rotation_mode not in ("QUATERNION", "AXIS_ANGLE")
            if euler and any(bone.lock_rotation):
                _, values = rotation_channels(bone, rotation[:, k])
                found[:, k] = euler_quaternions(values, bone.rotation_mode)
        return found

    def __call__(
        self, rotation: FloatArray, location: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        controls, deforming = [], []
        moving = np.flatnonzero(self.plan.movers)
        for turned, place in zip(rotation.tolist(), location.tolist(), strict=True):
            self.check()
            for bone, quaternion in zip(self.bones, turned, strict=True):
                set_rotation(bone, quaternion)
            for k in moving:
                self.bones[k].location = place[k]
            update_view_layer()
            poses = read_matrices(self.armature)
            controls.append(poses[self.rows])
            deforming.append(poses[self.deforming])
        return np.stack(controls), np.stack(deforming)


def euler_quaternions(values: FloatArray, mode: str) -> FloatArray:
    """float64 [F, 4] of Euler angles [F, 3]."""
    from mathutils import Euler

    turned = [np.array(Euler(v, mode).to_matrix()) for v in values.tolist()]
    return as_quaternions(np.array(turned))
