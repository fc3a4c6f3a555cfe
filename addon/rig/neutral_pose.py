"""The pose that a take starts from: no rotation, but with what belongs to the rig.

For nearly every rig that is the rest pose. It differs where the rig has a pose of its
own (own_pose.py), and its bones' matrices then have scales, mirror or even shear. The
solver wants frames without: so each bone gets one at its head as seen, with y along the
bone as seen, and the solver's motion of these frames is the motion of the bones,
however their own axes lie (clips/pose_channels.py turns it into channels).

Needs Blender, but neither the native module nor a registered add-on.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import bpy
import numpy as np

from .meshes import bound_meshes
from .own_pose import own_channels, posed

if TYPE_CHECKING:
    from typing import Any

    from ..core.array_types import BoolArray, FloatArray, IntArray
    from .blender_types import ArmatureObject
    from .own_pose import Channels

# A bone that is scaled to nothing counts as one that is scaled to this: a matrix
# without extent has no inverse.
SMALLEST = 1e-3
# Of the rig's size: a pose this near to the rest pose is the rest pose.
AT_REST = 1e-4


@dataclasses.dataclass
class NeutralPose:
    """N bones in the skeleton's order."""

    # The armature object's matrix, float64 [4, 4].
    world: FloatArray
    # In the armature's space, float64 [N, 4, 4].
    pose: FloatArray
    # The channels: float64 [N, 3], [N, 4] (w, x, y, z), [N, 3].
    location: FloatArray
    rotation: FloatArray
    scale: FloatArray
    # The same for armature.pose.bones.
    channels: Channels
    # Is it the rest pose?
    at_rest: bool
    # float64 [M, 3]: the corners of the meshes' boxes in this pose, world.
    corners: FloatArray | None = None

    def skin(self, bones: list[bpy.types.Bone]) -> dict[str, FloatArray]:
        """dict name -> float64 [4, 4], world: how each bone moves the mesh from the
        rest pose to this one; empty for the rest pose."""
        if self.at_rest:
            return {}
        inverse, moves = np.linalg.inv(self.world), {}
        for bone, pose in zip(bones, self.pose, strict=True):
            rest = np.array(bone.matrix_local, dtype=np.float64)
            moves[bone.name] = self.world @ pose @ np.linalg.inv(rest) @ inverse
        return moves

    def local_frames(self, frames: FloatArray) -> FloatArray:
        """float64 [N, 4, 4]: the solver's frames, or the bones' own, in the armature's
        space (of a mirrored one, in one that is not)."""
        if self.at_rest and not mirrored(self.world):
            return self.pose
        scale = float(np.linalg.norm(self.world[:3, :3], axis=0).mean())
        return np.linalg.inv(upright_frames(self.world[None], scale)[0]) @ frames

    def lengths(self, bones: list[bpy.types.Bone]) -> FloatArray:
        """float64 [N]: as seen, in the armature's space."""
        lengths = np.array([bone.length for bone in bones], dtype=np.float64)
        if self.at_rest:
            return lengths
        return lengths * np.linalg.norm(self.pose[:, :3, 1], axis=1)

    def turned_over(self, parents: IntArray) -> BoolArray:
        """bool [N]: is one of the bone and its parent mirrored, and the other not?"""
        flipped = mirrored(self.pose)
        return (parents >= 0) & (flipped != flipped[parents])

    def to_solver(self, poses: FloatArray) -> FloatArray:
        """Evaluated world matrices [F, N, 4, 4] as the motion of the solver's frames,
        [F, N, 4, 4]."""
        if self.at_rest and not mirrored(self.world):
            return poses
        seen = self.world @ self.pose
        scale = float(np.linalg.norm(self.world[:3, :3], axis=0).mean())
        return poses @ np.linalg.inv(seen) @ upright_frames(seen, scale)


def read_neutral_pose(
    armature: ArmatureObject, bones: list[bpy.types.Bone], controls: bool = False
) -> NeutralPose:
    """The bones in the skeleton's order. controls: do constraints move bones that
    deform? Then the pose is the one that they give."""
    order = [armature.pose.bones.find(bone.name) for bone in bones]
    channels = own_channels(armature)
    own = {name: v.reshape(len(bones), -1)[order] for name, v in channels.items()}
    neutral = NeutralPose(
        world=np.array(armature.matrix_world, dtype=np.float64),
        pose=np.array([bone.matrix_local for bone in bones], dtype=np.float64),
        location=own["location"].astype(np.float64),
        rotation=own_rotations(armature, bones, own),
        scale=with_extent(own["scale"].astype(np.float64)),
        channels=channels,
        at_rest=True,
    )
    still = np.abs(neutral.rotation - [1, 0, 0, 0]).max(initial=0) < 1e-6
    own_values = neutral.location.any() or (neutral.scale != 1).any() or not still
    if not own_values and not controls:
        return neutral
    rest = neutral.pose
    neutral.pose = compose_pose(bones, neutral)
    with posed(armature, channels):
        if any(is_constrained(bone) for bone in armature.pose.bones):
            evaluated = evaluated_pose(armature, order, neutral.pose, bones)
            neutral.pose = neutral.pose if evaluated is None else evaluated
        neutral.corners = mesh_corners(armature)
    size = max(np.abs(rest).max(initial=0), 1e-12)
    neutral.at_rest = bool(np.abs(neutral.pose - rest).max(initial=0) < AT_REST * size)
    if neutral.at_rest:
        neutral.pose = rest
    return neutral


def with_extent(scale: FloatArray) -> FloatArray:
    small = np.abs(scale) < SMALLEST
    return np.where(small, np.where(scale < 0, -SMALLEST, SMALLEST), scale)


def own_rotations(
    armature: ArmatureObject, bones: list[bpy.types.Bone], own: Channels
) -> FloatArray:
    """float64 [N, 4]: of each bone's channel, by its mode."""
    from mathutils import Euler, Quaternion

    found = np.zeros((len(bones), 4))
    for n, bone in enumerate(bones):
        mode = armature.pose.bones[bone.name].rotation_mode
        if mode == "QUATERNION":
            rotation = Quaternion(own["rotation_quaternion"][n].tolist())
            rotation.normalize()
        elif mode == "AXIS_ANGLE":
            angle, *axis = own["rotation_axis_angle"][n].tolist()
            rotation = Quaternion(axis, angle)
        else:
            rotation = Euler(own["rotation_euler"][n].tolist(), mode).to_quaternion()
        found[n] = tuple(rotation[:])
    return found


def compose_pose(bones: list[bpy.types.Bone], neutral: NeutralPose) -> FloatArray:
    """float64 [N, 4, 4]: forward kinematics as Blender has it, constraints left out."""
    from mathutils import Matrix, Quaternion

    index = {bone.name: n for n, bone in enumerate(bones)}
    pose: dict[int, Any] = {}
    for n in parents_first(bones):
        bone = bones[n]
        basis = Matrix.LocRotScale(
            neutral.location[n].tolist(),
            Quaternion(neutral.rotation[n].tolist()),
            neutral.scale[n].tolist(),
        )
        parent = pose[index[bone.parent.name]] if bone.parent else None
        pose[n] = to_pose(bone, basis, parent)
    return np.array([pose[n] for n in range(len(bones))], dtype=np.float64)


def parents_first(bones: list[bpy.types.Bone]) -> list[int]:
    """The bones' indices, each after that of its parent in Blender."""
    depth = [len(bone.parent_recursive) for bone in bones]
    return sorted(range(len(bones)), key=depth.__getitem__)


def to_pose(bone: Any, basis: Any, parent: Any, invert: bool = False) -> Any:
    """The bone's pose in the armature's space of its basis and its parent's pose, or,
    inverted, its basis of its pose; all of them mathutils' matrices."""
    if bone.parent is None:
        return bone.convert_local_to_pose(basis, bone.matrix_local, invert=invert)
    return bone.convert_local_to_pose(
        basis,
        bone.matrix_local,
        parent_matrix=parent,
        parent_matrix_local=bone.parent.matrix_local,
        invert=invert,
    )


def is_constrained(bone: bpy.types.PoseBone) -> bool:
    return any(not c.mute and c.influence > 0 for c in bone.constraints)


def evaluated_pose(
    armature: ArmatureObject,
    order: list[int],
    composed: FloatArray,
    bones: list[bpy.types.Bone],
) -> FloatArray | None:
    """float64 [N, 4, 4] as Blender evaluates it, with constraints; None for an armature
    that it does not evaluate now because it is hidden."""
    flat = np.empty(16 * len(order), dtype=np.float32)
    armature.pose.bones.foreach_get("matrix", flat)
    pose = flat.reshape(-1, 4, 4).transpose(0, 2, 1)[order].astype(np.float64)
    for n, bone in enumerate(bones):
        line = [bone, *bone.parent_recursive]
        if not any(is_constrained(armature.pose.bones[b.name]) for b in line):
            size = np.abs(composed[n]).max()
            if np.abs(pose[n] - composed[n]).max() > 1e-3 * size:
                return None
    flat = np.linalg.det(pose[:, :3, :3]) == 0
    pose[flat] = composed[flat]
    return pose


def mesh_corners(armature: ArmatureObject) -> FloatArray:
    """float64 [M, 3]: of the boxes of the evaluated meshes, world."""
    context: Any = bpy.context
    depsgraph = context.evaluated_depsgraph_get()
    corners = [
        np.array(obj.matrix_world) @ [*corner, 1.0]
        for obj in bound_meshes(armature)
        for corner in obj.evaluated_get(depsgraph).bound_box
    ]
    return np.array(corners).reshape(-1, 4)[:, :3]


def solver_frames(neutral: NeutralPose, scale: float) -> FloatArray:
    """float64 [N, 4, 4], world: right-handed frames, orthonormal up to the object's
    scale, with y along the bone; x of a mirrored bone points the other way. A rig at
    rest that is not mirrored keeps its own matrices."""
    pose = neutral.world @ neutral.pose
    if neutral.at_rest and not mirrored(neutral.world):
        return np.ascontiguousarray(pose)
    return upright_frames(pose, scale)


def upright_frames(pose: FloatArray, scale: float) -> FloatArray:
    """float64 [N, 4, 4]: the frames of solver_frames for these world matrices."""
    frames = np.tile(np.eye(4), (len(pose), 1, 1))
    frames[:, :3, 3] = pose[:, :3, 3]
    for n, matrix in enumerate(pose[:, :3, :3]):
        y = matrix[:, 1] / np.linalg.norm(matrix[:, 1])
        z = matrix[:, 2] - y * (y @ matrix[:, 2])
        z /= np.linalg.norm(z)
        frames[n, :3, :3] = np.stack([np.cross(y, z), y, z], axis=1) * scale
    return frames


def solver_limits(
    limits: FloatArray, neutral: NeutralPose, bones: list[bpy.types.Bone]
) -> FloatArray:
    """The limits [N, 6] of rig/limits.py in the solver's frames: a mirrored bone turns
    the other way about y and z. Of rotations that are not the parent's there are none:
    they would limit something else."""
    limits = limits.copy()
    flip = mirrored(neutral.world @ neutral.pose)
    low, high = limits[flip, :3].copy(), limits[flip, 3:].copy()
    limits[flip, 1:3], limits[flip, 4:6] = -high[:, 1:], -low[:, 1:]
    apart = [b.parent is not None and not b.use_inherit_rotation for b in bones]
    limits[apart, :3], limits[apart, 3:] = -np.inf, np.inf
    return limits


def mirrored(matrix: FloatArray) -> BoolArray:
    """bool [...]: is it left-handed?"""
    return np.linalg.det(matrix[..., :3, :3]) < 0


def inherits(bone: bpy.types.Bone) -> bool:
    """Do its channels lie in its rest axes, moved along with its parent?"""
    turned = bone.parent is None or bone.use_inherit_rotation
    return turned and bone.use_local_location


def differs(neutral: NeutralPose, bones: list[bpy.types.Bone], controls: bool) -> bool:
    """Are channels other than the solver's rotations and locations?"""
    whole = all(map(inherits, bones)) and not controls
    return not (neutral.at_rest and whole) or bool(mirrored(neutral.world))
