"""Poses of a rig for a take to go through: where it stands now, and keyed ones.

The model is given poses as seen, with what constraints make of them. Kept are the
bones' own channels, on which the constraints act again; but of bones that IK bends,
the bend as seen: their targets get keys where the chain ends (rig/ik_targets.py).
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from ..core import native
from ..rig import ik_targets, neutral_pose
from ..rig.blender_context import update_view_layer
from ..rig.own_pose import check_finite, read_channels, read_matrices
from ..rig.placement import read_transforms, write_transforms
from ..take import quaternions
from ..take.pins import Keys, Pins
from . import pose_channels

if TYPE_CHECKING:
    from collections.abc import Iterable

    import bpy
    import numpy.typing as npt

    from ..core.array_types import BoolArray, FloatArray, Skeleton
    from ..rig.blender_types import ArmatureObject
    from ..rig.neutral_pose import NeutralPose

# Of the rig's size: a location below it comes from matrices in single precision.
STILL = 1e-5


@dataclasses.dataclass
class RawPose:
    """As Blender has it, in the order of armature.pose.bones (B)."""

    # By name: float32 [B, components].
    channels: dict[str, npt.NDArray[np.float32]]
    # As evaluated, in the armature's space: float64 [B, 4, 4].
    matrices: FloatArray


def read_now(armature: ArmatureObject) -> RawPose:
    """The pose that the rig is in."""
    update_view_layer()
    channels, matrices = read_channels(armature), read_matrices(armature)
    check_finite(armature, [*channels.values(), matrices])
    return RawPose(channels, matrices)


def read_at(
    scene: bpy.types.Scene, armature: ArmatureObject, frames: Iterable[float]
) -> list[RawPose]:
    """The poses at frames of the scene, which afterwards is as before."""
    now = (scene.frame_current, scene.frame_subframe)
    kept = read_transforms(scene.objects)
    found: list[RawPose] = []
    try:
        for frame in frames:
            whole = int(np.floor(frame))
            scene.frame_set(whole, subframe=float(frame - whole))
            found.append(read_now(armature))
    finally:
        scene.frame_set(now[0], subframe=now[1])
        write_transforms(kept)
    return found


def make_pins(
    armature: ArmatureObject,
    rig: Skeleton,
    raw: list[RawPose],
    times: FloatArray,
    turns: BoolArray,
    moves: BoolArray,
    bent_as_seen: bool = False,
) -> Pins:
    """Pins of the poses at times [K] of the take. turns, moves: bool [K, N], the bones
    that are kept. bent_as_seen: keep what IK bends as it is seen, not its channels."""
    names = rig["names"]
    order = [armature.pose.bones.find(name) for name in names]
    bones = [armature.data.bones[name] for name in names]
    own, seen, euler = [], [], []
    for pose in raw:
        channels = {name: values[order] for name, values in pose.channels.items()}
        rotation = neutral_pose.own_rotations(armature, bones, channels)
        own.append(Keys(rotation, channels["location"].astype(np.float64)))
        euler.append(channels["rotation_euler"].astype(np.float64))
        seen.append(as_seen(armature, rig, pose.matrices[order], own[-1]))
    kept, visual = stacked(own), stacked(seen)
    if bent_as_seen:
        bent = np.isin(names, list(bent_bones(armature)))
        kept.rotation[:, bent] = visual.rotation[:, bent]
        kept.location[:, bent] = visual.location[:, bent]
    solved = solver_keys(armature, rig, visual)
    turns, moves = followed(rig, turns), followed(rig, moves)
    return Pins(times, solved, kept, np.stack(euler), turns, moves)


def stacked(poses: list[Keys]) -> Keys:
    return Keys(*(np.stack(values) for values in zip(*poses, strict=True)))


def followed(rig: Skeleton, mask: BoolArray) -> BoolArray:
    """The mask [K, N] with the bones that follow kept ones (rig/control_bones.py)."""
    index = {name: n for n, name in enumerate(rig["names"])}
    mask = mask.copy()
    for name, control in rig["controls"].items():
        mask[:, index[name]] |= mask[:, index[control]]
    return mask


def bent_bones(armature: ArmatureObject) -> set[str]:
    """The bones that the rig's own IK bends."""
    return {name for chain in ik_targets.ik_chains(armature) for name in chain.bones}


def as_seen(
    armature: ArmatureObject, rig: Skeleton, matrices: FloatArray, own: Keys
) -> Keys:
    """The channels [N, ...] with which bones without constraints would stand in the
    evaluated pose [N, 4, 4]."""
    names, bones = rig["names"], armature.data.bones
    index = {name: n for n, name in enumerate(names)}
    bent, scale = bent_bones(armature), rest_scale(rig)
    size = float(np.ptp(matrices[:, :3, 3], axis=0).max(initial=0))
    rotation, location = own.rotation.copy(), own.location.copy()
    for n, name in enumerate(names):
        bone, pose = bones[name], armature.pose.bones[name]
        fixed = bone.use_connect and bone.parent is not None
        if fixed:
            # Blender does not look at it.
            location[n] = 0.0
        if not neutral_pose.is_constrained(pose) and name not in bent:
            continue
        above = matrices[index[bone.parent.name]][None] if bone.parent else None
        basis = pose_channels.bone_basis(bone, matrices[n][None], above)
        turned = pose_channels.nearest_rotations(basis[:, :3, :3] / scale[n])
        rotation[n] = pose_channels.to_quaternions(turned)[0]
        way = basis[0, :3, 3]
        if not fixed and np.abs(way - location[n]).max() > STILL * size:
            location[n] = way
    return Keys(rotation, location)


def rest_scale(rig: Skeleton) -> FloatArray:
    """float64 [N, 3]: the scale that the rig itself has."""
    neutral: NeutralPose | None = rig["neutral"]
    return np.ones((len(rig["names"]), 3)) if neutral is None else neutral.scale


def solver_keys(armature: ArmatureObject, rig: Skeleton, channels: Keys) -> Keys:
    """The solver's rotations and locations of poses in the bones' channels: the inverse
    of pose_channels.to_channels."""
    neutral: NeutralPose | None = rig["neutral"]
    if neutral is None:
        return channels
    index = {name: n for n, name in enumerate(rig["names"])}
    bones = [armature.data.bones[name] for name in rig["names"]]
    pose = np.empty((*channels.rotation.shape[:2], 4, 4))
    for n in neutral_pose.parents_first(bones):
        parent = bones[n].parent
        above = pose[:, index[parent.name]] if parent else None
        basis = pose_channels.basis_of(
            channels.rotation[:, n], channels.location[:, n], neutral.scale[n]
        )
        pose[:, n] = pose_channels.bone_pose(bones[n], basis, above)
    return local_keys(rig, neutral.to_solver(neutral.world @ pose))


def local_keys(rig: Skeleton, world: FloatArray) -> Keys:
    """Keys of the skeleton's frames [K, N, 4, 4]: the inverse of the engine's
    `forward`."""
    rest, parents = rig["rest"], rig["parents"]
    rotation, location = (
        np.empty((*world.shape[:2], 4)),
        np.empty((*world.shape[:2], 3)),
    )
    for n, parent in enumerate(parents):
        frame = rest[n]
        if parent >= 0:
            frame = world[:, parent] @ np.linalg.inv(rest[parent]) @ rest[n]
        basis = np.linalg.inv(frame) @ world[:, n]
        turned = pose_channels.nearest_rotations(basis[:, :3, :3])
        rotation[:, n] = pose_channels.to_quaternions(turned)
        location[:, n] = basis[:, :3, 3]
    scale = float(np.linalg.norm(rest[0, :3, 1]))
    size = float(np.ptp(rest[:, :3, 3], axis=0).max(initial=0)) / scale
    location[np.abs(location).max(axis=2) < STILL * size] = 0.0
    return Keys(quaternions.align_signs(rotation), location)


def ways_from_rest(rig: Skeleton, keys: Keys) -> FloatArray:
    """float64 [K, 3]: how far the poses' bones stand from the rest pose on the ground,
    in the mean; world."""
    with native.translate_errors() as engine:
        world = np.asarray(engine.forward(rig, *map(np.ascontiguousarray, keys)))
    ways = (world[..., :3, 3] - rig["rest"][:, :3, 3]).mean(axis=1)
    ways[:, 2] = 0.0
    return ways
