"""Channels of pose bones: from world matrices, and between keys. Plain NumPy."""

from __future__ import annotations

import numpy as np

from addon.take.quaternions import align_signs

# What a location read from float32 matrices may be off, part of the rig's size.
ROUNDING = 1e-5


def from_matrices(rig: dict, matrices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(rotation float64 [F, N, 4], location [F, N, 3]) of world matrices [F, N, 4, 4].

    basis = (pose_parent rest_parent^-1 rest)^-1 pose, as in docs/native-api.md.
    """
    rest, parents = rig["rest"], rig["parents"]
    basis = np.empty_like(matrices)
    for n, p in enumerate(parents):
        above = matrices[:, p] @ np.linalg.inv(rest[p]) if p >= 0 else np.eye(4)
        basis[:, n] = np.linalg.inv(above @ rest[n]) @ matrices[:, n]
    turn = basis[..., :3, :3]
    turn = turn / np.linalg.norm(turn, axis=-2, keepdims=True)
    location = basis[..., :3, 3].copy()
    size = np.linalg.norm(np.ptp(rest[:, :3, 3], axis=0))
    scale = np.linalg.norm(rest[:, :3, 1], axis=1)
    location[:, np.abs(location).max(axis=(0, 2)) * scale < ROUNDING * size] = 0
    return align_signs(quaternions(turn)), location


def quaternions(turn: np.ndarray) -> np.ndarray:
    """float64 [..., 4] (w, x, y, z) of rotation matrices: by the largest component."""
    t = np.moveaxis(turn, (-2, -1), (0, 1))
    four = np.array(
        [
            [1 + t[0, 0] + t[1, 1] + t[2, 2], t[2, 1] - t[1, 2], t[0, 2] - t[2, 0],
             t[1, 0] - t[0, 1]],
            [t[2, 1] - t[1, 2], 1 + t[0, 0] - t[1, 1] - t[2, 2], t[0, 1] + t[1, 0],
             t[0, 2] + t[2, 0]],
            [t[0, 2] - t[2, 0], t[0, 1] + t[1, 0], 1 - t[0, 0] + t[1, 1] - t[2, 2],
             t[1, 2] + t[2, 1]],
            [t[1, 0] - t[0, 1], t[0, 2] + t[2, 0], t[1, 2] + t[2, 1],
             1 - t[0, 0] - t[1, 1] + t[2, 2]],
        ]
    )  # fmt: skip
    rows = np.moveaxis(four, (0, 1), (-2, -1))  # each row is 4 q_i q
    largest = np.einsum("...ii->...i", rows).argmax(axis=-1)
    q = np.take_along_axis(rows, largest[..., None, None], axis=-2)[..., 0, :]
    return q / np.linalg.norm(q, axis=-1, keepdims=True)


def between(values, keys, times) -> np.ndarray:
    """float64 [T]: the Bezier curve that the add-on writes, at times in frames.
    values: [F], of which those at the keys count; keys: one channel's of reduce_keys.
    """
    frames, before, after = keys
    if len(frames) == 1:
        return np.repeat(values[frames], len(times))
    k = np.clip(np.searchsorted(frames, times, "right") - 1, 0, len(frames) - 2)
    length = frames[k + 1] - frames[k]
    t = (times - frames[k]) / length
    s, third = 1 - t, length / 3
    first, last = values[frames[k]], values[frames[k + 1]]
    left, right = first + third * after[k], last - third * before[k + 1]
    return s**3 * first + 3 * s * s * t * left + 3 * s * t * t * right + t**3 * last


def turned(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Degrees between rotations, whatever the quaternions' lengths and signs."""
    a = a / np.linalg.norm(a, axis=-1, keepdims=True)
    b = b / np.linalg.norm(b, axis=-1, keepdims=True)
    b = np.where(np.sum(a * b, axis=-1, keepdims=True) < 0, -b, b)
    return 4 * np.degrees(np.arcsin(np.clip(np.linalg.norm(a - b, axis=-1) / 2, 0, 1)))
