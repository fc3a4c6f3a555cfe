"""From solved motion to keys of controls.

Each control is given the rotation of the skeleton's bone that it turns, parents first;
the rig is evaluated, and what is still missing is added, which most rigs need once or
twice: constraints between controls and bones, which inherit only part of a rotation.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from ..clips.pose_channels import nearest_rotations, to_quaternions
from ..take import quaternions

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from ..core.array_types import FloatArray, IntArray
    from ..core.control_plan import ControlPlan

    class Evaluator(Protocol):
        """Shows what keys of the plan's controls do."""

        def reachable(self, rotation: FloatArray) -> FloatArray:
            """rotation [F, K, 4] as far as the controls' channels can have it."""
            ...

        def __call__(
            self, rotation: FloatArray, location: FloatArray
        ) -> tuple[FloatArray, FloatArray]:
            """(controls [F, K, 4, 4], bones that deform [F, D, 4, 4]) in the armature's
            space. location: of the mover, [F, 3]."""
            ...


# Shares of the body: what is good enough, and what is no gain.
GOOD, GAIN = 2e-4, 0.97
ROUNDS = 10


@dataclasses.dataclass
class Solution:
    # float64 [F, K, 4] and, of the mover, [F, 3]: the controls' channels.
    rotation: FloatArray
    location: FloatArray
    # float64 [F, D]: how far joints are off, in shares of the body.
    away: FloatArray


def matrices(rotation: FloatArray) -> FloatArray:
    """float64 [..., 3, 3] of quaternions [..., 4]."""
    axes = np.eye(3)[(None,) * (rotation.ndim - 1)]
    return quaternions.rotate(rotation[..., None, :], axes).swapaxes(-1, -2)


def rotations(poses: FloatArray) -> FloatArray:
    """float64 [..., 3, 3]: of matrices [..., 4, 4], without scale."""
    flat = poses[..., :3, :3].reshape(-1, 3, 3)
    return nearest_rotations(flat).reshape(*poses.shape[:-2], 3, 3)


def as_quaternions(turned: FloatArray) -> FloatArray:
    flat = nearest_rotations(turned.reshape(-1, 3, 3))
    return to_quaternions(flat).reshape(*turned.shape[:-2], 4)


def bake(
    plan: ControlPlan,
    motion: FloatArray,
    evaluate: Evaluator,
    check: Callable[[], None] = lambda: None,
) -> Solution:
    """motion: float64 [F, N, 4, 4], of the skeleton's bones from where they stand
    without keys, in the armature's space."""
    frames, count = len(motion), len(plan.controls)
    wanted = rotations(motion[:, plan.follows])
    joints = points(plan, motion[:, plan.carried_by] @ plan.rest)
    target = np.zeros((frames, 3))
    if plan.mover >= 0:
        stands = plan.stands[plan.mover, :, 3]
        target = (motion[:, plan.follows[plan.mover]] @ stands)[:, :3]
    rotation = np.tile([1.0, 0.0, 0.0, 0.0], (frames, count, 1))
    location = np.zeros((frames, 3))
    now = np.tile(plan.stands, (frames, 1, 1, 1))
    best: Solution | None = None
    for _ in range(ROUNDS):
        check()
        location = location + missing_way(plan, rotation, now, target)
        rotation = evaluate.reachable(corrected(plan, rotation, wanted, now))
        now, seen = evaluate(rotation, location)
        away = np.linalg.norm(points(plan, seen) - joints, axis=-1).max(axis=2)
        away /= plan.size
        if best is None or score(away) < score(best.away):
            gain = best is None or score(away) < GAIN * score(best.away)
            best = Solution(rotation, location, away)
        else:
            gain = False
        if not gain or away.max() < GOOD:
            break
    assert best is not None
    return best


def score(away: FloatArray) -> float:
    """Chains come right joint by joint: then the worst stays while the mean falls."""
    return float(away.max() + away.mean())


def points(plan: ControlPlan, poses: FloatArray) -> FloatArray:
    """float64 [F, D, 2, 3]: heads, and tails of the skeleton's ends."""
    heads = poses[..., :3, 3]
    along = poses[..., :3, 1] / np.linalg.norm(poses[..., :3, 1], axis=-1)[..., None]
    lengths = np.where(plan.ends, plan.lengths, 0.0)
    return np.stack([heads, heads + along * lengths[:, None]], axis=2)


def corrected(
    plan: ControlPlan, rotation: FloatArray, wanted: FloatArray, now: FloatArray
) -> FloatArray:
    """The controls' rotations with what is missing in the evaluated pose. wanted [F, K,
    3, 3]: how each is to turn from where it stands without keys."""
    own = rotations(now)
    turned = own @ rotations(plan.stands).swapaxes(-1, -2)
    missing = wanted @ turned.swapaxes(-1, -2)
    found, local = rotation.copy(), missing.copy()
    for k in parents_first(plan.above):
        above = plan.above[k]
        left = missing[:, k]
        if above >= 0:
            # The control above already takes this one along.
            taken = missing[:, above]
            local[:, k] = taken.swapaxes(-1, -2) @ left
            if plan.copies[k]:
                across = own[:, k] @ own[:, above].swapaxes(-1, -2)
                taken = taken @ across @ local[:, above] @ across.swapaxes(-1, -2)
            left = taken.swapaxes(-1, -2) @ left
        basis = own[:, k].swapaxes(-1, -2) @ left @ own[:, k]
        found[:, k] = quaternions.multiply(rotation[:, k], as_quaternions(basis))
    return found


def parents_first(above: IntArray) -> list[int]:
    depth = []
    for k in range(len(above)):
        n, line = k, set[int]()
        while n >= 0 and n not in line:
            line.add(n)
            n = int(above[n])
        depth.append(len(line))
    return sorted(range(len(above)), key=depth.__getitem__)


def missing_way(
    plan: ControlPlan, rotation: FloatArray, now: FloatArray, target: FloatArray
) -> FloatArray:
    """float64 [F, 3]: what the mover's location lacks, in its own axes."""
    k = plan.mover
    if k < 0:
        return np.zeros_like(target)
    axes = rotations(now[:, k]) @ matrices(rotation[:, k]).swapaxes(-1, -2)
    scale = float(np.linalg.norm(plan.stands[k, :3, 1]))
    way = target - now[:, k, :3, 3]
    return np.einsum("fji,fj->fi", axes, way) / scale
