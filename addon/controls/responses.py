"""What each control moves: found by turning it and looking, whatever it is called and
whatever constraints and drivers lie in between.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from ..clips.pose_channels import nearest_rotations, to_quaternions
from ..rig.blender_context import update_view_layer
from ..rig.ik_targets import IK
from ..take import quaternions
from .posing import read_matrices, set_rotation
from .rig_evaluator import evaluator_of
from .scene_evaluator import Probe

if TYPE_CHECKING:
    from typing import Any

    from ..core.array_types import BoolArray, FloatArray
    from ..rig.blender_types import ArmatureObject

# Radians by which a control is turned.
ANGLE = 0.1
# How many are evaluated together.
AT_A_TIME = 64
# A share of the control's own motion from which on a bone has it as a whole, and what
# may remain.
WHOLE, REST = 0.95, 0.15
# Of the rig's size: nearer to the pivot a bone's way shows nothing.
NEAR = 0.01
# Constraints that do not move a bone along with another.
OTHERS = IK | {"LIMIT_LOCATION", "LIMIT_ROTATION", "LIMIT_SCALE", "LIMIT_DISTANCE"}
# Prefixes of bones that are not for animators, in rigs of Rigify.
MECHANISM = ("MCH-", "ORG-", "DEF-", "VIS_")


@dataclasses.dataclass
class Responses:
    """Of B pose bones to K controls that are turned one by one."""

    controls: list[str]
    # float64 [K, B]: share of the control's rotation, and what else it turned by.
    turns: FloatArray
    turns_else: FloatArray
    # The same of the way of a bone's head; NaN where it would not move at all.
    goes: FloatArray
    goes_else: FloatArray
    # float64 [B, 4, 4]: the bones before.
    stands: FloatArray
    # bool [K]: an animator may be meant to turn it; others are only what an artist has
    # named.
    found: BoolArray

    @property
    def with_it(self) -> BoolArray:
        """bool [K, B]: turns with the control, and perhaps by more."""
        found: BoolArray = self.turns > WHOLE
        return found

    @property
    def turned(self) -> BoolArray:
        """bool [K, B]: turns with the control, as a whole."""
        return self.with_it & (self.turns_else < REST)

    @property
    def carried(self) -> BoolArray:
        """bool [K, B]: moves with the control as if fixed to it."""
        goes = (self.goes > WHOLE) & (self.goes_else < REST)
        return np.where(np.isnan(self.goes), self.turned, goes)


def candidates(armature: ArmatureObject) -> list[Any]:
    """The bones that an animator may turn: with a shape of their own, or, in rigs
    without shapes, all but those named as parts of the mechanism; and bones that
    deform and that nothing else moves."""
    bones: list[Any] = list(armature.pose.bones)
    shaped = any(bone.custom_shape is not None for bone in bones)
    found = []
    for bone in bones:
        own = bone.custom_shape is not None if shaped else True
        if bone.name.startswith(MECHANISM) or not (own or bone.bone.use_deform):
            continue
        if bone.bone.use_deform and followed(armature, bone):
            continue
        if free_axes(bone).any():
            found.append(bone)
    return found


def followed(armature: ArmatureObject, bone: Any) -> list[str]:
    """Names of the bones of the same rig that constraints move it by, IK left out."""
    names = []
    for constraint in bone.constraints:
        if constraint.mute or constraint.type in OTHERS:
            continue
        targets = getattr(constraint, "targets", [constraint])
        for target in targets:
            if getattr(target, "target", None) == armature:
                names.append(target.subtarget)
    return names


def free_axes(bone: Any) -> FloatArray:
    """[3]: the axes across the bone about which it may turn. A bone that only turns
    about itself carries nothing elsewhere."""
    axes = np.array([0.0 if bone.lock_rotation[n] else 1.0 for n in range(3)])
    axes[1] = 0.0
    return axes


def rotation_vectors(matrices: FloatArray, before: FloatArray) -> FloatArray:
    """float64 [B, 3] from one set of matrices to another."""
    turned = matrices[:, :3, :3] @ np.linalg.inv(before[:, :3, :3])
    return quaternions.to_rotvec(to_quaternions(nearest_rotations(turned)))


def measure(
    armature: ArmatureObject, deforming: list[str], named: list[str] | None = None
) -> Responses:
    """Within posing.without_clips. deforming: what is looked at beside the controls.
    named: bones of the rig that an artist has named as controls."""
    bones: Any = armature.pose.bones
    stands = read_matrices(armature)
    flat = np.abs(np.linalg.det(stands[:, :3, :3])) < 1e-12
    stands[flat] = np.eye(4)
    size = float(np.ptp(stands[~flat, :3, 3], axis=0).max(initial=1e-9))
    tried = candidates(armature)
    count = len(tried)
    own_names = {bone.name for bone in tried}
    more = [bones[name] for name in named or [] if name not in own_names]
    tried += [bone for bone in more if free_axes(bone).any()]
    names = [bone.name for bone in tried]
    rows = [bones.find(name) for name in names]
    others = [bones.find(name) for name in deforming]
    still = np.zeros(len(names), dtype=bool)
    evaluate = evaluator_of(armature, Probe(names, deforming, still, size))
    before = np.array([tuple(b.matrix_basis.to_quaternion()) for b in tried])
    axes = np.array([free_axes(bone) for bone in tried]).reshape(-1, 3)
    axes /= np.linalg.norm(axes, axis=1, keepdims=True)
    turned = quaternions.multiply(
        before.reshape(-1, 4), quaternions.from_rotvec(ANGLE * axes)
    )
    kept: list[int] = []
    found: list[FloatArray] = []
    for start in range(0, len(names), AT_A_TIME):
        some = np.arange(start, min(start + AT_A_TIME, len(names)))
        rotation = np.tile(before, (len(some), 1, 1))
        rotation[np.arange(len(some)), some] = turned[some]
        own, seen = evaluate(rotation, np.zeros((*rotation.shape[:2], 3)))
        for n, k in enumerate(some):
            now = stands.copy()
            now[rows], now[others] = own[n], seen[n]
            now[flat] = np.eye(4)
            row = response(now, stands, rows[k], size)
            if row is not None:
                kept.append(int(k))
                found.append(row)
    for bone, rotation in zip(tried, before.tolist(), strict=True):
        set_rotation(bone, rotation)
    update_view_layer()
    shape = (4, 0, len(stands))
    values = np.array(found).swapaxes(0, 1) if found else np.zeros(shape)
    turns, turns_else, goes, goes_else = values
    return Responses(
        [names[k] for k in kept],
        turns,
        turns_else,
        goes,
        goes_else,
        stands,
        np.array([k < count for k in kept], dtype=bool),
    )


def response(
    now: FloatArray, stands: FloatArray, control: int, size: float
) -> FloatArray | None:
    """float64 [4, B]: a row of each of Responses' arrays; None: nothing turned."""
    turned = rotation_vectors(now, stands)
    own = turned[control]
    square = float(own @ own)
    if square < (0.2 * ANGLE) ** 2:
        return None
    turns = turned @ own / square
    turns_else = np.linalg.norm(turned - turns[:, None] * own, axis=1) / square**0.5
    matrix = now[control] @ np.linalg.inv(stands[control])
    heads = stands[:, :3, 3]
    wanted = heads @ matrix[:3, :3].T + matrix[:3, 3] - heads
    way = now[:, :3, 3] - heads
    squares = np.einsum("bi,bi->b", wanted, wanted)
    near = squares < (NEAR * size * ANGLE) ** 2
    squares[near] = 1.0
    goes = np.einsum("bi,bi->b", way, wanted) / squares
    goes_else = np.linalg.norm(way - goes[:, None] * wanted, axis=1) / squares**0.5
    goes[near] = np.nan
    goes_else[near] = 0.0
    return np.stack([turns, turns_else, goes, goes_else])
