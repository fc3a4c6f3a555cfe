"""From solved motion to keys of controls.

Each control is given the rotation of the skeleton's bone that it turns, parents first;
the rig is evaluated, and what is still missing is added, which most rigs need once or
twice: constraints between controls and bones, which inherit only part of a rotation.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from ..take import quaternions
from .turns import angles_about, as_quaternions, matrices, rotations

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
            space. location: [F, K, 3]."""
            ...


# Of a limb's length: its middle joint lies on the line between its ends.
STRAIGHT = 0.005
# Shares of the body: what is good enough, and what is no gain.
GOOD, GAIN = 2e-4, 0.97
ROUNDS, LEAST = 10, 2


@dataclasses.dataclass
class Solution:
    # float64 [F, K, 4], [F, K, 3]: the controls' channels.
    rotation: FloatArray
    location: FloatArray
    # float64 [F, D]: how far joints are off, in shares of the body.
    away: FloatArray


def bake(
    plan: ControlPlan,
    motion: FloatArray,
    evaluate: Evaluator,
    check: Callable[[], None] = lambda: None,
    start: Solution | None = None,
) -> Solution:
    """motion: float64 [F, N, 4, 4], of the skeleton's bones from where they stand
    without keys, in the armature's space. start: of the plan's first controls, with
    which to begin; what turns bends keeps what it has there, so that it does not vie
    with a nudge for the same joint."""
    frames, count = len(motion), len(plan.controls)
    wanted = rotations(motion[:, plan.follows])
    joints = points(plan, motion[:, plan.carried_by] @ plan.rest)
    target = motion[:, plan.follows] @ plan.stands[:, :, 3, None]
    target = target[:, :, :3, 0].copy()
    rotation = np.tile([1.0, 0.0, 0.0, 0.0], (frames, count, 1))
    location = np.zeros((frames, count, 3))
    now = np.tile(plan.stands, (frames, 1, 1, 1))
    seen = np.tile(plan.rest, (frames, 1, 1, 1))
    if start is not None:
        own = start.rotation.shape[1]
        rotation[:, :own], location[:, :own] = start.rotation, start.location
        now, seen = evaluate(rotation, location)
    best: Solution | None = None
    for n in range(ROUNDS):
        check()
        before = rotation
        rotation = corrected(plan, rotation, wanted, now)
        if n and start is None:
            turn_bends(plan, rotation, target, joints[:, :, 0], seen[..., :3, 3])
        way = missing_way(plan, before, now, target)
        if start is not None:
            way[:, [bend.control for bend in plan.bends]] = 0.0
        location = location + way
        rotation = evaluate.reachable(rotation)
        now, seen = evaluate(rotation, location)
        away = np.linalg.norm(points(plan, seen) - joints, axis=-1).max(axis=2)
        away /= plan.size
        away[:, plan.unjudged] = 0.0
        if best is None or score(away) < score(best.away):
            gain = best is None or score(away) < GAIN * score(best.away)
            best = Solution(rotation, location, away)
        else:
            gain = False
        if away.max() < GOOD or not (gain or n < LEAST):
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
    bending = {*plan.only_moved, *(bend.control for bend in plan.bends)}
    for k in parents_first(plan.above):
        if k in bending:
            continue
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
    """float64 [F, K, 3]: what the movers' locations lack, in their own axes. rotation:
    with which now was evaluated; target [F, K, 3]: where the controls are to be."""
    found = np.zeros_like(target)
    for k in np.flatnonzero(plan.movers):
        # How what the control hangs on has turned it, and with it the axes.
        carried = rotations(now[:, k]) @ matrices(rotation[:, k]).swapaxes(-1, -2)
        carried = carried @ rotations(plan.stands)[k].T
        axes = np.linalg.inv(carried @ plan.axes[k])
        way = target[:, k] - now[:, k, :3, 3]
        found[:, k] = (axes @ way[..., None])[..., 0]
    return found


def turn_bends(
    plan: ControlPlan,
    rotation: FloatArray,
    target: FloatArray,
    joints: FloatArray,
    seen: FloatArray,
) -> None:
    """Turns the controls of limbs bent by IK, or moves their poles around the limb, by
    what the middle joints lack. rotation, target: changed in place; joints, seen [F, D,
    3]: as solved, and as evaluated."""
    for bend in plan.bends:
        first, middle, last = bend.joints
        axis = joints[:, last] - joints[:, first]
        axis = axis / np.maximum(np.linalg.norm(axis, axis=1, keepdims=True), 1e-12)
        want, have = joints[:, middle], seen[:, middle]
        angle = angles_about(axis, have - joints[:, first], want - joints[:, first])
        size = np.linalg.norm(np.diff(joints[:, bend.joints], axis=1), axis=2).sum(1)
        # A limb that is stretched out has no bend to turn.
        off = np.linalg.norm(np.cross(axis, want - joints[:, first]), axis=1)
        angle[off < STRAIGHT * size] = 0.0
        if bend.is_pole:
            turn = quaternions.from_rotvec(angle[:, None] * axis)
            way = target[:, bend.control] - joints[:, first]
            target[:, bend.control] = joints[:, first] + quaternions.rotate(turn, way)
        else:
            turn = np.zeros((len(angle), 3))
            turn[:, bend.axis] = angle / bend.gain
            rotation[:, bend.control] = quaternions.multiply(
                rotation[:, bend.control], quaternions.from_rotvec(turn)
            )
