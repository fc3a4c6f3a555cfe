"""Rotations as matrices and unit quaternions (w x y z). Plain NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def nearest_rotations(matrices: Array) -> Array:
    """The rotations [..., 3, 3] that are nearest to matrices [..., 3, 3] which may
    scale and shear."""
    u, _, v = np.linalg.svd(matrices)
    u[..., 2] *= np.linalg.det(u @ v)[..., None]
    return u @ v


def quaternions(turn: Array) -> NDArray[np.float64]:
    """Unit quaternions [..., 4], w >= 0, of rotations [..., 3, 3]: the column with the
    largest diagonal of the matrix of products 4 q q'."""
    m = turn.reshape(-1, 9)
    xx, xy, xz, yx, yy, yz, zx, zy, zz = np.ascontiguousarray(m.T)
    diagonal = np.stack(
        [1 + xx + yy + zz, 1 + xx - yy - zz, 1 - xx + yy - zz, 1 - xx - yy + zz], -1
    )
    largest = diagonal.argmax(-1)
    q = np.empty((len(m), 4))
    # Most turns have their largest part in w.
    q[:, 0], q[:, 1], q[:, 2], q[:, 3] = diagonal[:, 0], zy - yz, xz - zx, yx - xy
    rest = np.flatnonzero(largest)
    if len(rest):
        d, k = diagonal[rest], largest[rest]
        wx, wy, wz = (p[rest] for p in (zy - yz, xz - zx, yx - xy))
        a, b, c = (p[rest] for p in (yx + xy, xz + zx, yz + zy))
        columns = np.stack(
            [np.stack(p, -1) for p in (
                (wx, d[:, 1], a, b), (wy, a, d[:, 2], c), (wz, b, c, d[:, 3]))]
        )  # fmt: skip
        q[rest] = columns[k - 1, np.arange(len(rest))]
    q *= (np.where(q[:, 0] < 0, -1, 1) / np.sqrt((q * q).sum(-1)))[:, None]
    return q.reshape(*turn.shape[:-2], 4)


def rotated(q: Array, vectors: Array) -> Array:
    """Vectors [..., 3] turned by unit quaternions [..., 4]."""
    axis, w = q[..., 1:], q[..., :1]
    vectors = np.broadcast_to(vectors, axis.shape)
    twice = 2 * np.cross(axis, vectors)
    return vectors + w * twice + np.cross(axis, twice)
