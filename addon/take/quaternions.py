"""Rotations as quaternions (w, x, y, z) and as rotation vectors (axis times angle).

Plain NumPy, free of bpy; the last axis holds the components, everything broadcasts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

if TYPE_CHECKING:
    from ..core.array_types import FloatArray


TINY = 1e-12


def multiply(a: FloatArray, b: FloatArray) -> FloatArray:
    """Quaternion product: first b, then a."""
    aw, ax, ay, az = np.moveaxis(a, -1, 0)
    bw, bx, by, bz = np.moveaxis(b, -1, 0)
    return np.stack(
        [
            aw * bw - ax * bx - ay * by - az * bz,
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
        ],
        axis=-1,
    )


def conjugate(q: FloatArray) -> FloatArray:
    return q * np.array([1.0, -1.0, -1.0, -1.0])


def to_rotvec(q: FloatArray) -> FloatArray:
    """The shorter of the two rotation vectors: an angle of at most pi."""
    q = np.where(q[..., :1] < 0, -q, q)
    sine = np.linalg.norm(q[..., 1:], axis=-1, keepdims=True)
    angle = 2 * np.arctan2(sine, q[..., :1])
    # The angle is twice the sine where that is too small to divide by.
    return q[..., 1:] * np.where(sine > TINY, angle / np.maximum(sine, TINY), 2.0)


def from_rotvec(rotvec: FloatArray) -> FloatArray:
    half = np.linalg.norm(rotvec, axis=-1, keepdims=True) / 2
    # np.sinc(x) is sin(pi x) / (pi x), and 1 at 0.
    sinc = cast("FloatArray", np.sinc(half / np.pi))
    return np.concatenate([np.cos(half), rotvec * sinc / 2], axis=-1)


def rotate(q: FloatArray, vector: FloatArray) -> FloatArray:
    """The vector rotated by q."""
    w, axis = q[..., :1], q[..., 1:]
    across = 2 * np.cross(axis, vector)
    return vector + w * across + np.cross(axis, across)


def rotvec_rate(rotvec: FloatArray, angular_velocity: FloatArray) -> FloatArray:
    """The time derivative of a rotation vector whose rotation has this angular velocity
    (both in the parent's frame): the inverse left Jacobian times angular_velocity."""
    angle = np.linalg.norm(rotvec, axis=-1, keepdims=True)
    half = np.maximum(angle / 2, 1e-4)
    factor = np.where(
        angle > 2e-4, (1 - half / np.tan(half)) / (4 * half * half), 1 / 12
    )
    across = np.cross(rotvec, angular_velocity)
    return angular_velocity - across / 2 + factor * np.cross(rotvec, across)


def align_signs(rotation: FloatArray) -> FloatArray:
    """Unit quaternions with signs such that neighbours along the first axis are close:
    q and -q are one rotation, but a curve from q to -q passes through others."""
    rotation = rotation / np.linalg.norm(rotation, axis=-1, keepdims=True)
    dots = np.sum(rotation[1:] * rotation[:-1], axis=-1)
    signs = np.cumprod(np.where(dots < 0, -1.0, 1.0), axis=0)
    rotation = rotation.copy()
    rotation[1:] *= signs[..., None]
    return rotation


def unwrap_rotvecs(rotvec: FloatArray) -> FloatArray:
    """Rotation vectors [F, ..., 3] without jumps where an angle passes pi: each plus
    the multiple of 2 pi that brings it nearest to the one before."""
    rotvec = rotvec.copy()
    for n in range(1, len(rotvec)):
        angle = np.linalg.norm(rotvec[n], axis=-1, keepdims=True)
        axis = rotvec[n] / np.maximum(angle, TINY)
        along = np.sum(axis * rotvec[n - 1], axis=-1, keepdims=True)
        rotvec[n] += axis * 2 * np.pi * np.round((along - angle) / (2 * np.pi))
    return rotvec
