"""A take's rotations and locations as the channels of Blender's pose bones.

The solver moves frames that are rigid and upright (rig/neutral_pose.py). For nearly
every rig these are the bones' own, and its result is the channels. Where a rig has
scales of its own, is mirrored, or has bones that do not inherit everything, the
channels are those with which Blender moves each bone's neutral pose as the solver moved
its frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import native
from ..rig import control_bones, neutral_pose
from ..take import quaternions

if TYPE_CHECKING:
    import bpy

    from ..core.array_types import BoolArray, FloatArray, IntArray, Skeleton
    from ..rig.blender_types import ArmatureObject
    from ..rig.neutral_pose import NeutralPose

# Of the rig's size: a location below it comes from matrices in single precision.
STILL = 1e-5


def solved_poses(
    armature: ArmatureObject, rig: Skeleton, rotation: FloatArray, location: FloatArray
) -> FloatArray:
    """float64 [F, N, 4, 4]: the bones' matrices in the armature's space, as solved."""
    with native.translate_errors() as engine:
        world = np.asarray(engine.forward(rig, rotation, location))
    neutral: NeutralPose | None = rig["neutral"]
    if neutral is None:
        first = np.array(armature.data.bones[rig["names"][0]].matrix_local)
        return np.linalg.inv(rig["rest"][0] @ np.linalg.inv(first)) @ world
    inverse = np.linalg.inv(neutral.world)
    motion = inverse @ world @ np.linalg.inv(rig["rest"]) @ neutral.world
    return with_controls(armature, rig, motion) @ neutral.pose


def with_controls(
    armature: ArmatureObject, rig: Skeleton, motion: FloatArray
) -> FloatArray:
    """The motion [F, N, 4, 4] of the bones from their neutral pose, of controls that of
    the bones that follow them; what hangs on controls and moves no mesh goes along."""
    index = {name: n for n, name in enumerate(rig["names"])}
    followers = {index[c]: index[name] for name, c in rig["controls"].items()}
    if not followers:
        return motion
    bones = [armature.data.bones[name] for name in rig["names"]]
    solved = {n for n, flag in enumerate(rig["flags"]) if flag & native.DEFORMS}
    for n in list(solved):
        while n >= 0:
            solved.add(n)
            n = int(rig["parents"][n])
    moved = motion.copy()
    for n in neutral_pose.parents_first(bones):
        parent = bones[n].parent
        if n in followers:
            moved[:, n] = motion[:, followers[n]]
        elif n not in solved and parent is not None:
            p = index[parent.name]
            moved[:, n] = moved[:, p] @ np.linalg.inv(motion[:, p]) @ motion[:, n]
    return moved


def to_channels(
    armature: ArmatureObject, rig: Skeleton, rotation: FloatArray, location: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """(rotation [F, N, 4], location [F, N, 3]) of the pose bones, for a solved take."""
    neutral: NeutralPose | None = rig["neutral"]
    if neutral is None:
        return rotation, location
    wanted = solved_poses(armature, rig, rotation, location)
    index = {name: n for n, name in enumerate(rig["names"])}
    size = float(np.ptp(neutral.pose[:, :3, 3], axis=0).max(initial=0))
    rotation, location = rotation.copy(), location.copy()
    played = np.empty_like(wanted)
    bones = [armature.data.bones[name] for name in rig["names"]]
    controls = set(rig["controls"].values())
    for n in neutral_pose.parents_first(bones):
        bone, name = bones[n], rig["names"][n]
        if name in rig["controls"]:
            # Its constraint puts it there.
            played[:, n] = wanted[:, n]
            rotation[:, n], location[:, n] = (1, 0, 0, 0), neutral.location[n]
            continue
        parent = index[bone.parent.name] if bone.parent else -1
        above = played[:, parent] if bone.parent else None
        basis = bone_basis(bone, wanted[:, n], above)
        turned = basis[:, :3, :3] / neutral.scale[n]
        rotation[:, n] = to_quaternions(nearest_rotations(turned))
        fixed = bone.use_connect and bone.parent is not None
        still = fixed or (name not in controls and not location[:, n].any())
        location[:, n] = neutral.location[n] if still else basis[:, :3, 3]
        keys = basis_of(rotation[:, n], location[:, n], neutral.scale[n])
        played[:, n] = bone_pose(bone, keys, above)
    noise = np.abs(location - neutral.location).max(axis=(0, 2)) < STILL * size
    location[:, noise] = neutral.location[noise]
    return rotation, location


def keyed_bones(
    armature: ArmatureObject, rig: Skeleton, mask: BoolArray
) -> tuple[IntArray, BoolArray]:
    """(indices of the bones that can get keys [K], which of them do, bool [K]): not
    those that follow a control, but the control."""
    index = {name: n for n, name in enumerate(rig["names"])}
    mask = mask.copy()
    for name, control in rig["controls"].items():
        mask[index[control]] |= mask[index[name]]
    passive = control_bones.passive_bones(armature, rig["controls"])
    free = [n for n, name in enumerate(rig["names"]) if name not in passive]
    return np.array(free, dtype=np.intp), mask[free]


def bone_basis(
    bone: bpy.types.Bone, pose: FloatArray, parent: FloatArray | None
) -> FloatArray:
    """float64 [F, 4, 4]: the bone's own transform that gives these poses, in the
    armature's space."""
    if neutral_pose.inherits(bone) and bone.inherit_scale == "FULL":
        return np.linalg.inv(unmoved(bone, parent)) @ pose
    return converted(bone, pose, parent, invert=True)


def bone_pose(
    bone: bpy.types.Bone, basis: FloatArray, parent: FloatArray | None
) -> FloatArray:
    """float64 [F, 4, 4]: the poses, in the armature's space, of the bone's own
    transform."""
    if neutral_pose.inherits(bone) and bone.inherit_scale == "FULL":
        return unmoved(bone, parent) @ basis
    return converted(bone, basis, parent)


def unmoved(bone: bpy.types.Bone, parent: FloatArray | None) -> FloatArray:
    """float64 [(F,) 4, 4]: the bone's pose without a transform of its own."""
    rest = np.array(bone.matrix_local, dtype=np.float64)
    if parent is None or bone.parent is None:
        return rest
    above = np.array(bone.parent.matrix_local, dtype=np.float64)
    return parent @ np.linalg.inv(above) @ rest


def converted(
    bone: bpy.types.Bone,
    matrices: FloatArray,
    parent: FloatArray | None,
    invert: bool = False,
) -> FloatArray:
    """Frame by frame through Blender, which knows every kind of inheritance."""
    from mathutils import Matrix

    found = np.empty_like(matrices)
    for frame, matrix in enumerate(matrices):
        above = None if parent is None else Matrix(parent[frame].tolist())
        found[frame] = neutral_pose.to_pose(
            bone, Matrix(matrix.tolist()), above, invert
        )
    return found


def basis_of(
    rotation: FloatArray, location: FloatArray, scale: FloatArray
) -> FloatArray:
    """float64 [F, 4, 4] of rotation [F, 4], location [F, 3], scale [3]."""
    basis = np.zeros((len(rotation), 4, 4))
    axes = np.eye(3)[:, None] * np.ones((len(rotation), 1))
    columns = [quaternions.rotate(rotation, axis) for axis in axes]
    basis[:, :3, :3] = np.stack(columns, axis=-1) * scale
    basis[:, :3, 3] = location
    basis[:, 3, 3] = 1.0
    return basis


def nearest_rotations(matrices: FloatArray) -> FloatArray:
    """float64 [F, 3, 3]: the rotations nearest to these [F, 3, 3]."""
    left, _, right = np.linalg.svd(matrices)
    flip = np.linalg.det(left @ right) < 0
    left[flip, :, 2] *= -1
    return left @ right


def to_quaternions(rotations: FloatArray) -> FloatArray:
    """float64 [F, 4] (w, x, y, z) of rotation matrices [F, 3, 3]."""
    m = rotations
    # Four times the products of the components; the largest row is well conditioned.
    w = 1 + m[:, 0, 0] + m[:, 1, 1] + m[:, 2, 2]
    x = 1 + m[:, 0, 0] - m[:, 1, 1] - m[:, 2, 2]
    y = 1 - m[:, 0, 0] + m[:, 1, 1] - m[:, 2, 2]
    z = 1 - m[:, 0, 0] - m[:, 1, 1] + m[:, 2, 2]
    wx, wy, wz = (
        m[:, 2, 1] - m[:, 1, 2],
        m[:, 0, 2] - m[:, 2, 0],
        m[:, 1, 0] - m[:, 0, 1],
    )
    xy, xz, yz = (
        m[:, 0, 1] + m[:, 1, 0],
        m[:, 0, 2] + m[:, 2, 0],
        m[:, 1, 2] + m[:, 2, 1],
    )
    rows = np.stack(
        [
            np.stack([w, wx, wy, wz], -1),
            np.stack([wx, x, xy, xz], -1),
            np.stack([wy, xy, y, yz], -1),
            np.stack([wz, xz, yz, z], -1),
        ],
        axis=1,
    )
    largest = np.argmax(np.stack([w, x, y, z], -1), axis=1)
    chosen = rows[np.arange(len(m)), largest]
    return chosen / np.linalg.norm(chosen, axis=-1, keepdims=True)
