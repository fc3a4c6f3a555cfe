"""Evaluates keys of controls by posing the rig in Blender, frame by frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..clips.keyframes import rotation_channels
from ..rig.blender_context import update_view_layer
from .bake import as_quaternions
from .posing import read_matrices, set_rotation

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..core.array_types import FloatArray
    from ..core.control_plan import ControlPlan
    from ..rig.blender_types import ArmatureObject


class SceneEvaluator:
    """Within posing.without_clips."""

    def __init__(
        self,
        armature: ArmatureObject,
        plan: ControlPlan,
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
        for turned, place in zip(rotation.tolist(), location.tolist(), strict=True):
            self.check()
            for bone, quaternion in zip(self.bones, turned, strict=True):
                set_rotation(bone, quaternion)
            if self.plan.mover >= 0:
                self.bones[self.plan.mover].location = place
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
