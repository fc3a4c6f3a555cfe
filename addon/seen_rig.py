"""A rig as the model sees it: its skeleton, turned to face -Y, its joints, and the
model's own cameras around them."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import numpy as np

from .clips import check_take
from .controls import choose_skeleton
from .core import front as core_front
from .core import model_config, native
from .core.errors import INPUT, AnimaxError
from .core.joints import select_joints
from .rig import bindings, facing
from .views import camera_rig

if TYPE_CHECKING:
    from typing import Any

    from .controls.read_controls import ControlRig
    from .core.array_types import FloatArray, ModelSpec, Skeleton
    from .core.front import Front
    from .rig.blender_types import ArmatureObject
    from .settings import Settings


@dataclasses.dataclass
class SeenRig:
    name: str
    # Of a rig whose controls are keyed.
    found: ControlRig | None
    # As it stands in the scene, and as the model sees it.
    rig: Skeleton
    seen: Skeleton
    front: Front
    # float64 [4, 4], world: turns the rig to face -Y; None: it does.
    turn: FloatArray | None
    # Of the joints that the model sees (markers left out), as it sees them.
    joints: FloatArray
    selection: dict[str, Any]
    # normalised = (world - centre) * scale.
    centre: FloatArray
    scale: float
    warnings: list[str]

    @property
    def size(self) -> float:
        """In world units."""
        return 1.0 / self.scale

    def to_scene(self, point: FloatArray) -> FloatArray:
        """A point as the model sees it, in the scene."""
        if self.turn is None:
            return point
        return np.asarray((self.turn_back @ [*point, 1.0])[:3], np.float64)

    @property
    def turn_back(self) -> FloatArray:
        """The inverse of the turn."""
        turn = np.eye(4) if self.turn is None else self.turn
        return np.asarray(np.linalg.inv(turn), np.float64)

    def own_cameras(self, spec: ModelSpec, views: int = 0) -> FloatArray:
        """float64 [V, 18]: the model's own, as it sees the rig. views: 0 for as many as
        it has."""
        video = spec["video"]
        return camera_rig.place(
            spec["cameras"], self.centre, self.scale, video["width"], video["height"],
            views,
        )  # fmt: skip


def see_rig(armature: ArmatureObject, settings: Settings, spec: ModelSpec) -> SeenRig:
    """The rig as it stands now; an AnimaxError if no model could see it."""
    tails = model_config.leaf_tail_policy(spec)
    found = choose_skeleton.find_controls(armature, settings)
    rig = choose_skeleton.read(armature, found, tails, settings)
    warnings = bindings.check_bindings(armature)
    if found is None:
        check_take.check_reach(armature, rig)
    front = facing.front_of(armature, rig, settings.front)
    turn = facing.front_turn(front, rig)
    if front.angle % 90.0:
        rig = choose_skeleton.read(armature, found, tails, settings, turn)
    seen = rig if turn is None else core_front.turned_rig(rig, turn)
    with native.translate_errors(INPUT, rig["names"]) as engine:
        selection = select_joints(seen, spec)
        positions = np.ascontiguousarray(selection["position"], dtype=np.float64)
        centre, scale = engine.normalise(positions, float(spec["cameras"]["margin"]))
    if not (math.isfinite(scale) and scale > 0):
        raise AnimaxError("All bones of this rig are at one point.")
    return SeenRig(
        name=armature.name,
        found=found,
        rig=rig,
        seen=seen,
        front=front,
        turn=turn,
        joints=positions,
        selection=selection,
        centre=np.asarray(centre, np.float64),
        scale=float(scale),
        warnings=warnings,
    )
