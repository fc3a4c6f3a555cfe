"""Evaluates keys of controls for all frames at once, as Blender would one by one.

It knows the constraints of which control rigs are made, with the settings that they
usually have. Whether that is enough for a rig is tried: a few poses are evaluated in
Blender as well, and unless both agree, Blender does all of it (scene_evaluator.py).
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from ..rig.blender_context import update_view_layer
from ..rig.own_pose import read_channels, write_channels
from ..take import quaternions
from .scene_evaluator import Probe, SceneEvaluator
from .turns import as_quaternions, matrices, rotations

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..core.array_types import FloatArray
    from ..core.control_plan import ControlPlan
    from ..rig.blender_types import ArmatureObject

    # The bone's pose [F, 4, 4], and those of all bones before it, by name.
    Step = Callable[[FloatArray, dict[str, FloatArray]], FloatArray]

# Shares of the body by which the two evaluations may differ, in so many poses, each
# control turned by up to so many radians.
AGREE, POSES, ANGLE = 5e-4, 3, 0.3
# Of the body: how long a bone counts, for its rotation.
LEVER = 0.05
# Left out: what they do is small or nothing, which is tried.
LEFT_OUT = {
    "LIMIT_ROTATION", "LIMIT_LOCATION", "LIMIT_SCALE", "LIMIT_DISTANCE",
    "MAINTAIN_VOLUME", "COPY_SCALE",
}  # fmt: skip
WORLD = {"WORLD", "POSE"}


class UnknownConstraintError(Exception):
    """Blender has to evaluate this rig."""


@dataclasses.dataclass
class Node:
    name: str
    parent: str
    rest: FloatArray
    # Of the parent, inverted.
    above: FloatArray
    basis: FloatArray
    turns_along: bool
    scales_along: bool
    local_location: bool
    steps: list[Step]


def evaluator_of(
    armature: ArmatureObject, plan: ControlPlan | Probe
) -> RigEvaluator | SceneEvaluator:
    """The fastest that shows what Blender shows."""
    try:
        found = RigEvaluator(armature, plan)
    except UnknownConstraintError:
        return SceneEvaluator(armature, plan)
    return found if found.agrees() else found.scene


class RigEvaluator:
    """Within posing.without_clips; afterwards it needs Blender no more."""

    def __init__(self, armature: ArmatureObject, plan: ControlPlan | Probe) -> None:
        self.plan = plan
        self.scene = SceneEvaluator(armature, plan)
        self.nodes = read_nodes(armature, [*plan.controls, *plan.deforming])
        self.row = {name: k for k, name in enumerate(plan.controls)}

    def reachable(self, rotation: FloatArray) -> FloatArray:
        return self.scene.reachable(rotation)

    def __call__(
        self, rotation: FloatArray, location: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        poses: dict[str, FloatArray] = {}
        turned = matrices(rotation)
        for node in self.nodes:
            k = self.row.get(node.name)
            basis = node.basis[None]
            if k is not None:
                basis = np.tile(node.basis, (len(rotation), 1, 1))
                scale = np.linalg.norm(node.basis[:3, :3], axis=0)
                basis[:, :3, :3] = turned[:, k] * scale
                if self.plan.movers[k]:
                    basis[:, :3, 3] = location[:, k]
            pose = unmoved(node, poses)
            if node.local_location:
                pose = pose @ basis
            else:
                pose = moved_along(node, poses, pose, basis)
            for step in node.steps:
                pose = step(pose, poses)
            poses[node.name] = pose
        shape = (len(rotation), 4, 4)
        return (
            stacked(poses, self.plan.controls, shape),
            stacked(poses, self.plan.deforming, shape),
        )

    def agrees(self) -> bool:
        """Is this what Blender shows?"""
        random = np.random.default_rng(0)
        count = len(self.plan.controls)
        turns = random.normal(size=(POSES, count, 3))
        turns *= ANGLE / np.maximum(np.linalg.norm(turns, axis=2, keepdims=True), ANGLE)
        rotation = self.reachable(quaternions.from_rotvec(ANGLE * turns))
        location = 0.05 * self.plan.size * random.normal(size=(POSES, count, 3))
        location *= self.plan.movers[:, None]
        before = read_channels(self.scene.armature)
        own, other = self(rotation, location), self.scene(rotation, location)
        write_channels(self.scene.armature, before)
        update_view_layer()
        ways = [
            np.abs(ends(a, self.plan.size) - ends(b, self.plan.size)).max(initial=0)
            for a, b in zip(own, other, strict=True)
        ]
        return bool(max(ways) < AGREE * self.plan.size)


def ends(poses: FloatArray, size: float) -> FloatArray:
    """float64 [..., 3, 3]: heads, and points beside them that show the rotation."""
    turned = rotations(poses)[..., 1:].swapaxes(-1, -2)
    heads = poses[..., None, :3, 3]
    return np.concatenate([heads, heads + LEVER * size * turned], axis=-2)


def stacked(
    poses: dict[str, FloatArray], names: list[str], shape: tuple[int, int, int]
) -> FloatArray:
    return np.stack([np.broadcast_to(poses[name], shape) for name in names], axis=1)


def read_nodes(armature: ArmatureObject, names: list[str]) -> list[Node]:
    """The bones that these depend on, each after those that it depends on."""
    bones: Any = armature.pose.bones
    done: dict[str, Node | None] = {}
    ordered: list[Node] = []
    waiting = [(name, False) for name in reversed(names)]
    while waiting:
        name, ready = waiting.pop()
        if ready:
            node = read_node(armature, bones[name])
            done[name] = node
            ordered.append(node)
        elif name not in done:
            done[name] = None
            waiting.append((name, True))
            waiting += [(other, False) for other in needed(armature, bones[name])]
        elif done[name] is None:
            # Blender breaks circles in ways of its own.
            raise UnknownConstraintError(name)
    return ordered


def active(bone: Any) -> list[Any]:
    return [
        c
        for c in bone.constraints
        if not c.mute and c.influence > 1e-6 and c.type not in LEFT_OUT
    ]


def targets_of(constraint: Any) -> list[Any]:
    if constraint.type == "ARMATURE":
        return [t for t in constraint.targets if t.weight > 0]
    return [constraint]


def needed(armature: ArmatureObject, bone: Any) -> list[str]:
    found = [bone.parent.name] if bone.parent else []
    for constraint in active(bone):
        for target in targets_of(constraint):
            if getattr(target, "target", None) != armature or not target.subtarget:
                raise UnknownConstraintError(constraint.type)
            found.append(target.subtarget)
    return found


def inverse_rest(bone: Any) -> FloatArray:
    """float64 [4, 4]: of a pose bone; None: of the armature."""
    if bone is None:
        return np.eye(4)
    rest = np.array(bone.bone.matrix_local, dtype=np.float64)
    inverse: FloatArray = np.linalg.inv(rest).astype(np.float64)
    return inverse


def read_node(armature: ArmatureObject, bone: Any) -> Node:
    rest = np.array(bone.bone.matrix_local, dtype=np.float64)
    above = inverse_rest(bone.parent)
    steps = [read_step(armature, bone, constraint) for constraint in active(bone)]
    return Node(
        bone.name,
        bone.parent.name if bone.parent is not None else "",
        rest,
        above,
        np.array(bone.matrix_basis, dtype=np.float64),
        bone.bone.use_inherit_rotation,
        bone.bone.inherit_scale == "FULL",
        bone.bone.use_local_location,
        steps,
    )


def unmoved(node: Node, poses: dict[str, FloatArray]) -> FloatArray:
    """float64 [F, 4, 4]: the bone's pose without a transform of its own."""
    if not node.parent:
        return node.rest[None]
    parent = poses[node.parent]
    pose = parent @ (node.above @ node.rest)
    if not node.turns_along:
        pose[:, :3, :3] = node.rest[:3, :3]
    elif not node.scales_along:
        turned = unit_columns(parent[:, :3, :3])
        pose[:, :3, :3] = turned @ (node.above @ node.rest)[:3, :3]
    return pose


def unit_columns(turned: FloatArray) -> FloatArray:
    """Orthonormal, y kept."""
    y = turned[..., 1] / np.linalg.norm(turned[..., 1], axis=-1, keepdims=True)
    z = turned[..., 2] - y * (y * turned[..., 2]).sum(-1, keepdims=True)
    z = z / np.linalg.norm(z, axis=-1, keepdims=True)
    return np.stack([np.cross(y, z), y, z], axis=-1)


def moved_along(
    node: Node, poses: dict[str, FloatArray], pose: FloatArray, basis: FloatArray
) -> FloatArray:
    """With a location along the axes of the armature, not of the bone."""
    way = basis[:, :3, 3, None]
    if node.parent:
        way = poses[node.parent][:, :3, :3] @ node.above[:3, :3] @ way
    without = basis.copy()
    without[:, :3, 3] = 0.0
    found = pose @ without
    shape = np.broadcast_shapes(found.shape, (len(way), 4, 4))
    found = np.broadcast_to(found, shape).copy()
    found[:, :3, 3] += way[..., 0]
    return found


def read_step(armature: ArmatureObject, bone: Any, constraint: Any) -> Step:
    reader = READERS.get(constraint.type)
    if reader is None:
        raise UnknownConstraintError(constraint.type)
    step = reader(armature, bone, constraint)
    influence = float(constraint.influence)
    if influence > 1 - 1e-6:
        return step
    return lambda pose, poses: blended(pose, step(pose, poses), influence)


def blended(before: FloatArray, after: FloatArray, share: float) -> FloatArray:
    before, after = np.broadcast_arrays(before, after)
    found = before + share * (after - before)
    first = rotations(before)
    turn = as_quaternions(first.swapaxes(-1, -2) @ rotations(after))
    turn = np.where(turn[:, :1] < 0, -turn, turn)
    part = quaternions.from_rotvec(share * quaternions.to_rotvec(turn))
    scales = [np.linalg.norm(m[:, :3, :3], axis=1) for m in (before, after)]
    scale = scales[0] + share * (scales[1] - scales[0])
    found[:, :3, :3] = first @ matrices(part) * scale[:, None]
    return found


def demand(condition: bool, constraint: Any) -> None:
    if not condition:
        raise UnknownConstraintError(constraint.type)


def all_axes(constraint: Any) -> bool:
    return all(
        getattr(constraint, f"use_{axis}") and not getattr(constraint, f"invert_{axis}")
        for axis in "xyz"
    )


def spaces(constraint: Any) -> set[str]:
    return {constraint.owner_space, constraint.target_space}


def copy_transforms(armature: ArmatureObject, bone: Any, constraint: Any) -> Step:
    demand(constraint.mix_mode == "REPLACE" and not constraint.head_tail, constraint)
    name = constraint.subtarget
    if spaces(constraint) <= WORLD:
        return lambda _, poses: poses[name]
    demand(spaces(constraint) == {"LOCAL"}, constraint)
    own, other = (read_frame(armature, n) for n in (bone.name, name))

    def step(_: FloatArray, poses: dict[str, FloatArray]) -> FloatArray:
        return unmoved(own, poses) @ local_pose(other, poses, poses[name])

    return step


def local_pose(
    node: Node, poses: dict[str, FloatArray], pose: FloatArray
) -> FloatArray:
    """The pose [F, 4, 4] as the bone's own transform."""
    found: FloatArray = np.linalg.inv(unmoved(node, poses)) @ pose
    return found


def copy_location(armature: ArmatureObject, bone: Any, constraint: Any) -> Step:
    name = constraint.subtarget
    if spaces(constraint) == {"LOCAL"}:
        return copy_local_location(armature, bone, constraint)
    demand(spaces(constraint) <= WORLD and all_axes(constraint), constraint)
    demand(not constraint.use_offset, constraint)
    along = constraint.head_tail * armature.data.bones[name].length

    def step(pose: FloatArray, poses: dict[str, FloatArray]) -> FloatArray:
        other = poses[name]
        return placed(pose, other[:, :3, 3] + along * other[:, :3, 1])

    return step


def copy_local_location(armature: ArmatureObject, bone: Any, constraint: Any) -> Step:
    demand(not constraint.head_tail, constraint)
    name, signs = constraint.subtarget, axis_signs(constraint)
    kept = 1.0 if constraint.use_offset else 1.0 * (signs == 0)
    own, other = (read_frame(armature, n) for n in (bone.name, name))

    def step(pose: FloatArray, poses: dict[str, FloatArray]) -> FloatArray:
        frame = unmoved(own, poses)
        way = signs * local_pose(other, poses, poses[name])[:, :3, 3]
        way = way + kept * (np.linalg.inv(frame) @ pose)[:, :3, 3]
        heads = frame[:, :3, 3] + (frame[:, :3, :3] @ way[..., None])[..., 0]
        return placed(pose, heads)

    return step


def placed(pose: FloatArray, heads: FloatArray) -> FloatArray:
    pose = np.broadcast_to(pose, (max(len(pose), len(heads)), 4, 4)).copy()
    pose[:, :3, 3] = heads
    return pose


def with_turn(pose: FloatArray, turned: FloatArray) -> FloatArray:
    """The pose with another rotation, and its own scale."""
    scale = np.linalg.norm(pose[:, :3, :3], axis=1)
    pose = np.broadcast_to(pose, (max(len(pose), len(turned)), 4, 4)).copy()
    pose[:, :3, :3] = turned * scale[:, None]
    return pose


def copy_rotation(armature: ArmatureObject, bone: Any, constraint: Any) -> Step:
    mode, name = constraint.mix_mode, constraint.subtarget
    if mode in ("ADD", "OFFSET"):
        # Of Euler angles: controls of palms and faces, which stay at rest.
        return lambda pose, _: pose
    if spaces(constraint) <= WORLD:
        demand(mode == "REPLACE" and all_axes(constraint), constraint)
        return lambda pose, poses: with_turn(pose, rotations(poses[name]))
    demand(spaces(constraint) == {"LOCAL"}, constraint)
    signs = axis_signs(constraint)
    whole = bool((signs == 1).all())
    order = bone.rotation_mode
    order = "XYZ" if order in ("QUATERNION", "AXIS_ANGLE") else order
    order = constraint.euler_order if constraint.euler_order != "AUTO" else order
    demand(whole or order == "XYZ", constraint)
    own, other = (read_frame(armature, n) for n in (bone.name, name))

    def step(pose: FloatArray, poses: dict[str, FloatArray]) -> FloatArray:
        frame = rotations(unmoved(own, poses))
        copied = rotations(unmoved(other, poses)).swapaxes(-1, -2)
        copied = copied @ rotations(poses[name])
        local = frame.swapaxes(-1, -2) @ rotations(pose)
        if not whole:
            angles = signs * euler_angles(copied)
            if mode == "REPLACE":
                angles = angles + (signs == 0) * euler_angles(local)
            copied = euler_matrices(angles)
        if mode == "BEFORE":
            copied = copied @ local
        elif mode == "AFTER":
            copied = local @ copied
        return with_turn(pose, frame @ copied)

    return step


def axis_signs(constraint: Any) -> FloatArray:
    """[3]: 0 for an axis that is left out, -1 for one that is inverted."""
    signs = [
        (-1.0 if getattr(constraint, f"invert_{axis}") else 1.0)
        * getattr(constraint, f"use_{axis}")
        for axis in "xyz"
    ]
    return np.array(signs)


def euler_angles(turned: FloatArray) -> FloatArray:
    """float64 [F, 3], order XYZ, of rotation matrices."""
    level = np.hypot(turned[:, 0, 0], turned[:, 1, 0])
    return np.stack(
        [
            np.arctan2(turned[:, 2, 1], turned[:, 2, 2]),
            np.arctan2(-turned[:, 2, 0], level),
            np.arctan2(turned[:, 1, 0], turned[:, 0, 0]),
        ],
        axis=1,
    )


def euler_matrices(angles: FloatArray) -> FloatArray:
    """float64 [F, 3, 3]: the inverse of euler_angles."""
    found: FloatArray = np.tile(np.eye(3), (len(angles), 1, 1))
    for axis in range(3):
        vectors = np.zeros((len(angles), 3))
        vectors[:, axis] = angles[:, axis]
        found = matrices(quaternions.from_rotvec(vectors)) @ found
    return found


def read_frame(armature: ArmatureObject, name: str) -> Node:
    """Where a bone lies without a transform of its own."""
    bone = armature.pose.bones[name]
    rest = np.array(bone.bone.matrix_local, dtype=np.float64)
    above = inverse_rest(bone.parent)
    parent = bone.parent.name if bone.parent is not None else ""
    turns = bone.bone.use_inherit_rotation
    scales = bone.bone.inherit_scale == "FULL"
    return Node(name, parent, rest, above, np.eye(4), turns, scales, True, [])


AXES = {"X": (0, 1.0), "Y": (1, 1.0), "Z": (2, 1.0)}


def towards(pose: FloatArray, axis: FloatArray, way: FloatArray) -> FloatArray:
    """The pose's rotation, turned the shortest way so that an axis [F, 3] points along
    a way."""
    axis = axis / np.linalg.norm(axis, axis=1, keepdims=True)
    way = way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-12)
    axis, way = np.broadcast_arrays(axis, way)
    cosine = (axis * way).sum(1)
    quaternion = np.concatenate([1.0 + cosine[:, None], np.cross(axis, way)], axis=1)
    quaternion /= np.maximum(np.linalg.norm(quaternion, axis=1, keepdims=True), 1e-12)
    return matrices(quaternion) @ rotations(pose)


def damped_track(armature: ArmatureObject, _: Any, constraint: Any) -> Step:
    name = constraint.subtarget
    along = constraint.head_tail * armature.data.bones[name].length
    axis, sign = AXES[constraint.track_axis[-1]]
    sign = -sign if "NEGATIVE" in constraint.track_axis else sign

    def step(pose: FloatArray, poses: dict[str, FloatArray]) -> FloatArray:
        other = poses[name]
        way = other[:, :3, 3] + along * other[:, :3, 1] - pose[:, :3, 3]
        return with_turn(pose, towards(pose, sign * pose[:, :3, axis], way))

    return step


def stretch_to(armature: ArmatureObject, bone: Any, constraint: Any) -> Step:
    name = constraint.subtarget
    along = constraint.head_tail * armature.data.bones[name].length
    length = constraint.rest_length or bone.bone.length
    swings = constraint.keep_axis == "SWING_Y"
    side = "XZ".find(constraint.keep_axis[-1])

    def step(pose: FloatArray, poses: dict[str, FloatArray]) -> FloatArray:
        other = poses[name]
        way = other[:, :3, 3] + along * other[:, :3, 1] - pose[:, :3, 3]
        far = np.linalg.norm(way, axis=1)
        if swings:
            turned = towards(pose, pose[:, :3, 1], way)
        else:
            y = way / np.maximum(far[:, None], 1e-12)
            x, z = rotations(pose)[..., 0], rotations(pose)[..., 2]
            x, y, z = np.broadcast_arrays(x, y, z)
            z = np.cross(x, y) if side == 0 else z
            z = z - y * (y * z).sum(1, keepdims=True)
            z = z / np.linalg.norm(z, axis=1, keepdims=True)
            turned = np.stack([np.cross(y, z), y, z], axis=-1)
        pose = with_turn(pose, turned)
        pose[:, :3, 1] = turned[..., 1] * (far / length)[:, None]
        return pose

    return step


def follow_armature(armature: ArmatureObject, _: Any, constraint: Any) -> Step:
    demand(not constraint.use_deform_preserve_volume, constraint)
    targets = [t for t in constraint.targets if t.weight > 0]
    demand(bool(targets), constraint)
    total = sum(t.weight for t in targets)
    parts = []
    for target in targets:
        rest = armature.data.bones[target.subtarget].matrix_local
        inverse = np.linalg.inv(np.array(rest, dtype=np.float64))
        parts.append((target.subtarget, target.weight / total, inverse))

    def step(pose: FloatArray, poses: dict[str, FloatArray]) -> FloatArray:
        moved = sum(w * (poses[name] @ inverse) for name, w, inverse in parts)
        return np.asarray(moved) @ pose

    return step


READERS: dict[str, Callable[[Any, Any, Any], Step]] = {
    "COPY_TRANSFORMS": copy_transforms,
    "COPY_LOCATION": copy_location,
    "COPY_ROTATION": copy_rotation,
    "DAMPED_TRACK": damped_track,
    "STRETCH_TO": stretch_to,
    "ARMATURE": follow_armature,
}
