"""Extends a take beyond what the model generates at a time (its window).

A walk contains a cycle: the interval whose end is most like its start, in pose and in
velocity, is repeated. A nod or a wave contains none: the whole take is made to end as
it began, and then repeated. Plain NumPy, free of bpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from . import loop, quaternions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core.array_types import FloatArray, IntArray, Skeleton


# The shortest cycle: two steps of a small animal.
MIN_CYCLE_SECONDS = 0.35
# An interval is a cycle if its ends differ by less than this share of the mean
# difference between poses of the take.
CYCLE_THRESHOLD = 0.35
# Weight of a difference in velocity (per frame) relative to one in pose.
VELOCITY_WEIGHT = 2.0
# A bone has moved if its location changed by more than this share of the rig's size.
MOVED = 0.01
# Bones move together if their displacements differ by at most this share of the median.
AGREEMENT = 0.5
# How many poses are compared with each other.
MAX_POSES = 64


def extend_take(
    rotation: FloatArray,
    location: FloatArray,
    frames: int,
    fps: float,
    rig: Skeleton,
    size: float,
    looped: bool = False,
) -> tuple[FloatArray, FloatArray]:
    """(rotation [frames, N, 4], location [frames, N, 3]) of a shorter take.

    rig: dict of parents and rest; size: the rig's, in the units of location. A rig that
    travels continues to. looped: a whole number of cycles, slightly stretched in time,
    so that the end meets the start.
    """
    generated = len(rotation)
    if frames <= generated:
        return rotation[:frames], location[:frames]
    if generated < 3:
        order = np.minimum(np.arange(frames), generated - 1)
        return rotation[order], location[order]
    first, last = find_cycle(rotation, location, fps, size) or (0, generated - 1)
    period = last - first
    drift = root_drift(location[last] - location[first], rig, size)
    ramp = np.linspace(0.0, 1.0, period + 1)[:, None, None]
    closed = loop.close_loop(
        rotation[first : last + 1], location[first : last + 1] - ramp * drift
    )
    times = np.arange(frames) - float(first)
    if looped:
        cycles = max(1, round((frames - 1) / period))
        times = np.arange(frames) * cycles * period / (frames - 1)
    extended, moved = sample(*closed, np.mod(times, period))
    moved += times[:, None, None] / period * drift
    before = times < 0
    moved[before] = location[:first][: before.sum()]
    extended[before] = rotation[:first][: before.sum()]
    return quaternions.align_signs(extended), moved


def sample(
    rotation: FloatArray, location: FloatArray, times: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The take at times in frames, interpolated linearly between its frames."""
    lower = np.minimum(times.astype(int), len(rotation) - 2)
    weight = (times - lower)[:, None, None]
    step = quaternions.multiply(
        rotation[lower + 1], quaternions.conjugate(rotation[lower])
    )
    part = quaternions.from_rotvec(weight * quaternions.to_rotvec(step))
    return (
        quaternions.multiply(part, rotation[lower]),
        location[lower] * (1 - weight) + location[lower + 1] * weight,
    )


def root_drift(displacement: FloatArray, rig: Skeleton, size: float) -> FloatArray:
    """float64 [N, 3]: which part of each bone's displacement [N, 3] is the rig's
    travel.

    Free bones (hips, feet that are roots of their own) travel if they move together; if
    they do not, the rig walks on the spot and only its feet move to and fro.
    """
    moves = np.abs(displacement).max(axis=1) > MOVED * size
    roots = [
        n
        for n in range(len(displacement))
        if moves[n] and not any(moves[p] for p in ancestors(rig["parents"], n))
    ]
    axes = rig["rest"][:, :3, :3] / np.linalg.norm(
        rig["rest"][:, :3, :3], axis=1, keepdims=True
    )
    if not roots:
        return np.zeros_like(displacement)
    world = np.einsum("nij,nj->ni", axes[roots], displacement[roots])
    median = np.median(world, axis=0)
    distance = np.linalg.norm(median)
    if np.linalg.norm(world - median, axis=1).max() > AGREEMENT * distance:
        return np.zeros_like(displacement)
    drift = np.zeros_like(displacement)
    drift[roots] = np.einsum("nij,i->nj", axes[roots], median)
    return drift


def ancestors(parents: IntArray, bone: int) -> Iterator[int]:
    while parents[bone] >= 0:
        bone = parents[bone]
        yield bone


def find_cycle(
    rotation: FloatArray, location: FloatArray, fps: float, size: float
) -> tuple[int, int] | None:
    """(first, last) frame of the interval that repeats best, or None."""
    # At high frame rates neighbouring poses are nearly equal.
    stride = -(-len(rotation) // MAX_POSES)
    poses = slice(None, None, stride)
    distance = pose_distances(rotation[poses], location[poses], size)
    steps = np.diff(rotvecs_from_first(rotation[poses]), axis=0)
    velocity = np.concatenate([steps, steps[-1:]])
    change = np.linalg.norm(velocity[:, None] - velocity[None], axis=-1).mean(axis=-1)
    score = distance + VELOCITY_WEIGHT / stride * change
    shortest = max(3, round(MIN_CYCLE_SECONDS * fps / stride))
    count = len(distance)
    pairs = [(a, b) for a in range(count) for b in range(a + shortest, count)]
    if not pairs:
        return None
    a, b = min(pairs, key=lambda pair: score[pair])
    if score[a, b] < CYCLE_THRESHOLD * distance.mean():
        return a * stride, b * stride
    return None


def rotvecs_from_first(rotation: FloatArray) -> FloatArray:
    """[F, N, 3]: rotation vectors relative to the first pose."""
    relative = quaternions.multiply(rotation, quaternions.conjugate(rotation[:1]))
    return quaternions.unwrap_rotvecs(quaternions.to_rotvec(relative))


def pose_distances(
    rotation: FloatArray, location: FloatArray, size: float
) -> FloatArray:
    """[F, F]: the distance of poses, radians in the mean over bones; uniform travel
    does not count, because a cycle may travel."""
    rotvecs = rotvecs_from_first(rotation)
    in_place = location - np.linspace(0, 1, len(location))[:, None, None] * (
        location[-1] - location[0]
    )
    features = np.concatenate([rotvecs, in_place / max(size, 1e-9)], axis=1)
    return np.linalg.norm(features[:, None] - features[None], axis=-1).mean(axis=-1)
