"""Cameras that take in all of a take's meshes, for previews. Plain NumPy, free of bpy.

The model's cameras are placed around the joints, as it was trained: antlers, wings,
swords and what moves away are cut off by them. A preview looks in the same directions
from the same places through wider lenses, so that pictures in the model's own frame,
its pose maps, need only be shrunk to match. Where a mesh comes too close to a camera,
the camera moves back.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..core.array_types import FloatArray, Pixels

# Left free along each edge, as a share of the picture.
MARGIN = 0.03
# Tangent of the largest angle off a camera's axis: nearer things move the camera back.
MAX_TANGENT = 0.8


class Frame(NamedTuple):
    """Where a preview's picture lies in the model's: pixel u of the preview, from an
    edge, is low + size u of the model's."""

    low: FloatArray
    size: float


def extreme_points(points: FloatArray) -> FloatArray:
    """Of points [P, 3] those that reach farthest in some direction: few, and no other
    lies outside of them by more than a hundredth of their extent."""
    picked = np.argmax((points - points.mean(axis=0)) @ DIRECTIONS.T, axis=0)
    return points[np.unique(picked)]


def sphere_directions(count: int) -> FloatArray:
    """float64 [count, 3], evenly spread (a Fibonacci lattice)."""
    n = np.arange(count)
    z = 1 - (2 * n + 1) / count
    angle = n * np.pi * (3 - np.sqrt(5))
    ring = np.sqrt(1 - z * z)
    return np.stack([ring * np.cos(angle), ring * np.sin(angle), z], axis=1)


DIRECTIONS = sphere_directions(400)


def widen(
    cameras: FloatArray, points: FloatArray, distance: FloatArray | float
) -> tuple[FloatArray, list[Frame]]:
    """(cameras [V, 18], where their pictures lie): such that all points [P, 3] are
    inside; the same cameras if they already are. All views by the same factor.

    distance: of the rig's centre from the cameras, [V] or of all; what lies there is in
    place in pictures that are moved by a Frame, also where a camera moved back.
    """
    pictures, middles = cameras[:, 16:18], cameras[:, 14:16]
    backs = np.array([way_back(row, points) for row in cameras])
    wider = cameras.copy()
    wider[:, 11] += backs
    boxes = np.array([picture_box(row, points) for row in wider])
    low, high = boxes[:, 0], boxes[:, 1]
    border = MARGIN / 2 * pictures
    if not backs.any() and (low >= border).all() and (high <= pictures - border).all():
        return cameras, [Frame(np.zeros(2), 1.0)] * len(cameras)
    size = max(1.0, float(((high - low) / pictures).max()) / (1 - 2 * MARGIN))
    border = MARGIN * size * pictures
    # As near to the middle as the box allows.
    corner = np.clip(
        (1 - size) / 2 * pictures, high + border - size * pictures, low - border
    )
    wider[:, 12:14] /= size
    wider[:, 14:16] = (middles - corner) / size
    # A camera that moved back shows the rig's centre smaller, around its axis.
    closer = distance / (distance + backs)
    corner = middles + (corner - middles) / closer[:, None]
    return wider, [Frame(*frame) for frame in zip(corner, size / closer, strict=True)]


def camera_space(camera: FloatArray, points: FloatArray) -> FloatArray:
    """float64 [P, 3]: right, down, ahead."""
    pose = camera[:12].reshape(3, 4)
    return points @ pose[:, :3].T + pose[:, 3]


def way_back(camera: FloatArray, points: FloatArray) -> float:
    """How far the camera must move back to have all points well ahead of it."""
    local = camera_space(camera, points)
    aside = np.abs(local[:, :2]).max(axis=1) / MAX_TANGENT
    return max(0.0, float((aside - local[:, 2]).max()))


def picture_box(camera: FloatArray, points: FloatArray) -> FloatArray:
    """float64 [2, 2]: the least and the greatest pixel of the points."""
    local = camera_space(camera, points)
    pixels = camera[12:14] * local[:, :2] / local[:, 2:] + camera[14:16]
    return np.stack([pixels.min(axis=0), pixels.max(axis=0)])


def enlarge(cameras: FloatArray, factor: int) -> FloatArray:
    """The same cameras with so many times the pixels along each edge."""
    larger = cameras.copy()
    larger[:, 12:18] *= factor
    return larger


def reframe(images: Pixels, frame: Frame, factor: int = 1) -> Pixels:
    """uint8 [..., factor H, factor W, 3]: the model's pictures [..., H, W, 3] as they
    lie in the preview's, on white. Every pixel is the mean of what it covers, 4 by 4
    samples."""
    if frame.size == 1 and not frame.low.any():
        return images.repeat(factor, axis=-3).repeat(factor, axis=-2)
    height, width = images.shape[-3:-1]
    samples = 4
    where, inside = [], []
    for count, low in ((height, frame.low[1]), (width, frame.low[0])):
        step = frame.size / (samples * factor)
        at = (np.arange(samples * factor * count) + 0.5) * step + low
        inside.append((at >= 0) & (at < count))
        where.append(np.clip(np.floor(at).astype(int), 0, count - 1))
    taken = images[..., where[0][:, None], where[1][None, :], :]
    outside = ~(inside[0][:, None] & inside[1][None, :])
    taken[..., outside, :] = 255
    shape = (factor * height, samples, factor * width, samples, 3)
    blocks = taken.reshape(*images.shape[:-3], *shape)
    return blocks.mean(axis=(-4, -2)).round().astype(np.uint8)
