"""Rotations as matrices and quaternions, in stacks of any shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..clips.pose_channels import nearest_rotations, to_quaternions
from ..take import quaternions

if TYPE_CHECKING:
    from ..core.array_types import FloatArray


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


def angles_about(axis: FloatArray, start: FloatArray, end: FloatArray) -> FloatArray:
    """float64 [F]: by which start turns to end, seen along unit axes; all [F, 3]."""
    a = start - axis * np.einsum("fi,fi->f", axis, start)[:, None]
    b = end - axis * np.einsum("fi,fi->f", axis, end)[:, None]
    sine = np.einsum("fi,fi->f", axis, np.cross(a, b))
    found: FloatArray = np.arctan2(sine, np.einsum("fi,fi->f", a, b))
    return found
