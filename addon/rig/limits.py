"""The rig's own rotation limits and locked channels; take/clamp_to_limits.py applies
them to a take.

A limit holds for one component of a bone's own rotation vector: axis times angle from
the rest pose, radians. Artists set limits on Euler angles. For a hinge, where one axis
is free and the others are 0, that is the same; where two or three axes rotate at once
it is an approximation, good for small angles (off by a tenth of a radian where both are
25 degrees). A Limit Rotation constraint acts itself, too, on top of the keys.

Reads Blender's data, but imports no bpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    import bpy

    from ..core.array_types import BoolArray, FloatArray
    from .blender_types import ArmatureObject


FREE = (-np.inf, np.inf)


def read_limits(
    armature: ArmatureObject,
    bones: list[bpy.types.Bone],
    keyed: dict[str, Any] | None = None,
) -> tuple[FloatArray, BoolArray]:
    """(limits float64 [N, 6]: minimum x, y, z, maximum x, y, z, infinite where free;
    location locks bool [N, 3]). keyed: pose bones that count in place of others."""
    limits = np.tile(np.repeat(FREE, 3), (len(bones), 1))
    locks = np.zeros((len(bones), 3), dtype=bool)
    for n, bone in enumerate(bones):
        pose = (keyed or {}).get(bone.name, armature.pose.bones[bone.name])
        locks[n] = pose.lock_location
        for axis in range(3):
            for low, high in ranges(pose, axis):
                narrow(limits[n], axis, low, high)
    return limits, locks


def ranges(pose: Any, axis: int) -> Iterator[tuple[float, float]]:
    """(minimum, maximum) for everything that limits rotation about this axis."""
    letter = "xyz"[axis]
    # A locked angle leaves no rotation; of a quaternion, w follows from the rest.
    angle = pose.rotation_mode == "AXIS_ANGLE" and pose.lock_rotations_4d
    if pose.lock_rotation[axis] or (angle and pose.lock_rotation_w):
        yield 0.0, 0.0
    if getattr(pose, f"use_ik_limit_{letter}"):
        yield getattr(pose, f"ik_min_{letter}"), getattr(pose, f"ik_max_{letter}")
    for constraint in pose.constraints:
        if is_limit(constraint) and getattr(constraint, f"use_limit_{letter}"):
            yield (
                getattr(constraint, f"min_{letter}"),
                getattr(constraint, f"max_{letter}"),
            )


def is_limit(constraint: Any) -> bool:
    """Is this a rotation limit that the keys can keep by themselves?"""
    return (
        constraint.type == "LIMIT_ROTATION"
        and constraint.owner_space == "LOCAL"
        and not constraint.mute
        and constraint.influence == 1.0
    )


def narrow(limit: FloatArray, axis: int, low: float, high: float) -> None:
    """Intersects the ranges; if they are disjoint, one value of the last is left."""
    low, high = min(low, high), max(low, high)
    limit[axis] = np.clip(limit[axis], low, high)
    limit[axis + 3] = np.clip(limit[axis + 3], low, high)
