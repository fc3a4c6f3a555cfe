"""Extends a take beyond what the model generates at a time (its window).

A walk contains a cycle: the interval whose end is most like its start, in pose and in
velocity, is repeated. A nod or a wave contains none: the whole take is made to end as
it began, and then repeated. Plain NumPy, free of bpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..core.array_types import FloatArray
from . import loop, quaternions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core.array_types import IntArray, Skeleton


# The shortest cycle: two steps of a small animal.
MIN_CYCLE_SECONDS = 0.35
# An interval is a cycle if its ends differ by less than this share of the mean
# difference between poses of the take.
CYCLE_THRESHOLD = 0.35
# Weight of a difference in velocity (per frame) relative to one in pose.
VELOCITY_WEIGHT = 2.0
# A bone has moved if its location changed by more than this share of the rig's size.
MOVED = 0.01
# Trees move together if their displacements differ by at most this share of the median.
AGREEMENT = 0.5
# The trunk of a tree of bones: those that carry at least this share of it.
TRUNK_SHARE = 0.5
# How many poses are compared with each other.
MAX_POSES = 64


def extend_take(
    rotation: FloatArray,
    location: FloatArray,
    frames: int,
    fps: float,
    rig: Skeleton,
    size: float,
    *,
    looped: bool = False,
    in_place: bool = False,
) -> tuple[FloatArray, FloatArray]:
    """(rotation [frames, N, 4], location [frames, N, 3]) of a shorter take.

    rig: dict of parents and rest; size: the rig's, in the units of location. A rig that
    travels continues to, over the ground: every cycle ends at the height it began at,
    as what is repeated cannot climb or sink for ever. in_place: it stays where it is.
    looped: the same, and a whole number of cycles, slightly stretched in time, so that
    the last frame is the first.
    """
    generated = len(rotation)
    if frames <= generated:
        return rotation[:frames], location[:frames]
    if generated < 3:
        order = np.minimum(np.arange(frames), generated - 1)
        return rotation[order], location[order]
    first, last, times = repetition(rotation, location, frames, fps, size, looped)
    period, cycle = last - first, slice(first, last + 1)
    travel = find_travel(rotation[cycle], location[cycle], rig, size)
    ramp = np.arange(-first, generated - first) / period
    still = location - travel_keys(travel, ramp, rotation, rig)
    closed = loop.close_loop(rotation[cycle], still[cycle])
    extended, moved = sample(*closed, np.mod(times, period))
    before = np.flatnonzero(times < 0)
    extended[before], moved[before] = rotation[before], still[before]
    if looped:
        extended[-1], moved[-1] = extended[0], moved[0]
    elif not in_place:
        moved += travel_keys(travel, times / period, extended, rig)
    return quaternions.align_signs(extended), moved


def source_frames(
    rotation: FloatArray,
    location: FloatArray,
    frames: int,
    fps: float,
    size: float,
    *,
    looped: bool = False,
) -> FloatArray:
    """float64 [frames]: which frame of the shorter take each one of extend_take's
    shows."""
    generated = len(rotation)
    if frames <= generated or generated < 3:
        return np.minimum(np.arange(frames, dtype=np.float64), generated - 1)
    first, last, times = repetition(rotation, location, frames, fps, size, looped)
    return first + np.where(times < 0, times, np.mod(times, last - first))


def repetition(
    rotation: FloatArray,
    location: FloatArray,
    frames: int,
    fps: float,
    size: float,
    looped: bool,
) -> tuple[int, int, FloatArray]:
    """(first, last) frame of the cycle, and float64 [frames]: how many frames after the
    start of the first cycle each one of the longer take is."""
    first, last = find_cycle(rotation, location, fps, size) or (0, len(rotation) - 1)
    period, times = last - first, np.arange(frames, dtype=np.float64)
    if not looped:
        return first, last, times - first
    cycles = max(1, round((frames - 1) / period))
    return first, last, times * cycles * period / (frames - 1)


def close_take(
    rotation: FloatArray, location: FloatArray, rig: Skeleton, size: float
) -> tuple[FloatArray, FloatArray]:
    """The take as one cycle that ends as it began, without its travel."""
    if len(rotation) < 3:
        return rotation, location
    travel = find_travel(rotation, location, rig, size)
    ramp = np.linspace(0.0, 1.0, len(rotation))
    location = location - travel_keys(travel, ramp, rotation, rig)
    return loop.close_loop(rotation, location)


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


class Travel(NamedTuple):
    """How far a rig goes over the ground in a cycle, and the bones that hold it."""

    bones: list[int]
    # float64 [3], world axes, in the units of the bones' locations.
    way: FloatArray


NOWHERE = Travel([], np.zeros(3))


def find_travel(
    rotation: FloatArray, location: FloatArray, rig: Skeleton, size: float
) -> Travel:
    """The travel of a cycle, first to last frame.

    A rig may consist of several trees (hips, feet that are roots of their own). They
    travel if they move together; if not, the rig walks on the spot and only its feet
    move to and fro. In each tree the trunk travels, the bones that carry half of it:
    what only a leg does is no travel.
    """
    parents = rig["parents"]
    moves = np.ptp(location, axis=0).max(axis=1) > MOVED * size
    trunks: dict[int, list[int]] = {}
    for bone, share in enumerate(tree_shares(parents)):
        if share >= TRUNK_SHARE:
            root = [bone, *ancestors(parents, bone)][-1]
            trunks.setdefault(root, []).append(bone)
    bones: list[int] = []
    ways: list[FloatArray] = []
    for trunk in trunks.values():
        if not moves[trunk].any():
            continue
        steps = [ground_step(bone, rotation, location, rig) for bone in trunk]
        far = int(np.argmax(np.linalg.norm(steps, axis=1)))
        bones.append(trunk[far])
        ways.append(steps[far])
    if not bones:
        return NOWHERE
    way = np.median(ways, axis=0)
    distance = float(np.linalg.norm(way))
    apart = np.linalg.norm(np.array(ways) - way, axis=1).max()
    if distance <= MOVED * size or apart > AGREEMENT * distance:
        return NOWHERE
    return Travel(bones, way)


def tree_shares(parents: IntArray) -> FloatArray:
    """[N]: the share of its tree's bones that each bone carries, itself included."""
    carried = np.zeros(len(parents))
    roots = np.zeros(len(parents), dtype=int)
    for bone in range(len(parents)):
        line = [bone, *ancestors(parents, bone)]
        carried[line] += 1
        roots[bone] = line[-1]
    return carried / carried[roots]


def ground_step(
    bone: int, rotation: FloatArray, location: FloatArray, rig: Skeleton
) -> FloatArray:
    """float64 [3]: what the bone's location adds over the ground, first to last frame,
    along the world's axes."""
    ends = [0, -1]
    axes = location_axes(bone, rotation[ends], rig)
    start, end = np.einsum("fij,fj->fi", axes, location[ends, bone])
    return (end - start) * [1.0, 1.0, 0.0]


def travel_keys(
    travel: Travel, cycles: FloatArray, rotation: FloatArray, rig: Skeleton
) -> FloatArray:
    """float64 [F, N, 3]: what the travel adds to the locations after so many cycles
    [F], the pose being rotation [F, N, 4]."""
    keys = np.zeros((*rotation.shape[:2], 3))
    for bone in travel.bones:
        axes = location_axes(bone, rotation, rig)
        keys[:, bone] = np.einsum("fij,f,i->fj", axes, cycles, travel.way)
    return keys


def location_axes(bone: int, rotation: FloatArray, rig: Skeleton) -> FloatArray:
    """float64 [F, 3, 3]: the axes of a bone's location, as columns in world space: its
    rest axes, rotated along with its ancestors."""
    axes = rig["rest"][:, :3, :3] / np.linalg.norm(
        rig["rest"][:, :3, :3], axis=1, keepdims=True
    )
    line = [bone, *ancestors(rig["parents"], bone)]
    result = np.tile(axes[line[-1]], (len(rotation), 1, 1))
    for parent, child in zip(line[:0:-1], line[-2::-1], strict=True):
        turned = quaternions.rotate(rotation[:, parent, None], np.eye(3))
        result = result @ turned.swapaxes(1, 2) @ (axes[parent].T @ axes[child])
    return result


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
