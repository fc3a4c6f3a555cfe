"""How far a rig goes over the ground in a cycle, and whether it is going anywhere.

A generated second never ends exactly where it began. Repeated, a difference that is
nothing but sway would carry the rig away; a walk that goes somewhere must go on. What
tells them apart is the feet: of a rig that goes somewhere, they stand while they are on
the ground, and are as far ahead at the end as the body is.

Plain NumPy, free of bpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..core.array_types import FloatArray
from . import quaternions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core.array_types import IntArray, Skeleton


# A bone has moved if its location changed by more than this share of the rig's size.
MOVED = 0.01
# Trees move together if their displacements differ by at most this share of the median.
AGREEMENT = 0.5
# The trunk of a tree of bones: those that carry at least this share of it.
TRUNK_SHARE = 0.5

# Measured on 25 generated walks and runs on the spot, 14 of them again with the travel
# that their feet ask for, a clip with root motion, falls and deaths.
# The travel of a cycle, in sizes: where feet stand (on the spot at most 0.017, real
# from 0.07), and where nothing does (a fish, a bird, a tank) ...
MIN_TRAVEL, MIN_GLIDE = 0.03, 0.1
# ... how far points on the ground slide in it, against the ground or against the body,
# in travels (on the spot at least 1.8, real at most 0.4) ...
MAX_SLIDE = 0.8
# ... how far they are ahead at its end (lunges and falls at most -0.2, real from 0.6)
MIN_FOLLOWED = 0.25
# ... and how far the median of all points is above or below where it began (falls at
# least 0.7, real at most 0.1).
MAX_FALL = 0.5
# The height up to which a point is on the ground, in sizes above the lowest of all.
GROUND_HEIGHT = 0.03


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


def repeated_travel(
    travel: Travel,
    rotation: FloatArray,
    location: FloatArray,
    rig: Skeleton,
    size: float,
) -> tuple[Travel, bool]:
    """(what of a cycle's travel is evenly taken out of it, is it added again with each
    repetition). Where feet stand and the body falls or leans, nothing is taken out:
    they would slide."""
    distance = float(np.linalg.norm(travel.way)) / size
    if distance < MIN_TRAVEL:
        return travel, False
    way = travel.way[:2] / size
    points = bone_ends(rotation, location, rig) / size
    heights = points[..., 2] - points[..., 2].min()
    ahead = (points[-1, :, :2] - points[0, :, :2]) @ way / distance**2
    follows = ahead[heights.min(axis=0) < GROUND_HEIGHT].mean() > MIN_FOLLOWED
    fallen: FloatArray = np.median(points[-1] - points[0], axis=0)
    falls = bool(abs(fallen[2]) > MAX_FALL * distance)
    low = (heights[1:] + heights[:-1]) / 2 < GROUND_HEIGHT
    steps = np.diff(points[..., :2], axis=0)[low]
    slide = np.median(steps, axis=0) * (len(points) - 1) if len(steps) else way
    stands = np.linalg.norm(slide) < MAX_SLIDE * distance
    glides = np.linalg.norm(slide - way) < MAX_SLIDE * distance
    if follows and not falls and (stands or (glides and distance > MIN_GLIDE)):
        return travel, True
    return (NOWHERE if stands else travel), False


def bone_ends(rotation: FloatArray, location: FloatArray, rig: Skeleton) -> FloatArray:
    """float64 [F, 2 N, 3]: heads and tails of the bones, world axes, in the units of
    their locations."""
    rest, parents = rig["rest"], rig["parents"]
    scale = float(np.linalg.norm(rest[0, :3, 1]))
    turns = np.empty((*rotation.shape[:2], 3, 3))
    heads = np.empty_like(location)
    for n, parent in enumerate(parents):
        frame, head = rest[n, :3, :3] / scale, rest[n, :3, 3] / scale
        above = np.broadcast_to(np.eye(3), turns[:, n].shape)
        if parent >= 0:
            # What has turned the parent from its rest pose turns the bone, too.
            above = turns[:, parent] @ (rest[parent, :3, :3] / scale).T
            head = heads[:, parent] + above @ (head - rest[parent, :3, 3] / scale)
        axes = above @ frame
        heads[:, n] = head + np.einsum("fij,fj->fi", axes, location[:, n])
        columns = quaternions.rotate(rotation[:, n, None], np.eye(3))
        turns[:, n] = axes @ columns.swapaxes(1, 2)
    along = rig["directions"] * (rig["lengths"] / scale)[:, None]
    tails = heads + np.einsum("fnij,nj->fni", turns, along)
    return np.concatenate([heads, tails], axis=1)


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
