"""Which way bones point, and how long they are, whichever importer made them.

glTF, and most files of other programs, hold joints without tails. Blender's glTF
importer invents them, by a heuristic that is an option of its own: TEMPERANCE, the
default up to 3.6, lays y on the joint's axis nearest to the children and gives a leaf
its parent's choice; BLENDER, the default of newer releases, always takes the same axis,
which may point anywhere, and in 4.2 and later divides the length by the object's scale.
Both keep the joint's axes but for their order and signs. So the direction of TEMPERANCE
can be found again in what either of them made: it is the axis nearest to the children's
heads, and of a leaf the one that its parent points along. Without a parent, only the
skin shows where a leaf points (rig/leaf_tails.py).

Tails that an artist drew stay. An invented one is known by its length: the distance of
the nearest child, or the parent's length. Free of bpy.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ..core.array_types import BoolArray, FloatArray, IntArray


# The importer takes no notice of children nearer than this, in the armature's units.
MIN_CHILD_DISTANCE = 0.004
# Two lengths are one if they differ by this share, or by this share of the rig's size.
SAME_LENGTH, ROUNDING = 1e-4, 1e-6
# Children all around (their mean offset is below this share of the farthest) show no
# direction.
MIN_OFFSET = 1e-3
# Of axes that are equally near, the one that points more this way: frames differ.
TIE_BREAKER = 1e-3 * np.array([0.36, -0.8, -0.48])
Y_AXIS = np.array([0.0, 1.0, 0.0])


@dataclasses.dataclass
class Tails:
    """Of N bones, in the armature's space."""

    directions: FloatArray  # [N, 3] unit vectors from head to tail, in the rest frame
    lengths: FloatArray  # [N]
    # [N]: neither children nor a parent show where the bone points; the direction is
    # the importer's.
    unknown: BoolArray


def find_tails(
    parents: IntArray,
    rest: FloatArray,
    lengths: FloatArray,
    connected: BoolArray,
    object_scale: float,
) -> Tails:
    """rest float64 [N, 4, 4]: in the armature's space, parents first; lengths [N]: as
    the bones have them; connected [N]: the bone is connected to its parent;
    object_scale: the armature object's own."""
    children = Children.measure(parents, rest)
    has_connected = np.zeros(len(parents), dtype=bool)
    has_connected[parents[connected & (parents >= 0)]] = True
    tails = Tails(
        np.tile(Y_AXIS, (len(parents), 1)),
        lengths.copy(),
        np.zeros(len(parents), dtype=bool),
    )
    invented = np.zeros(len(parents), dtype=bool)
    factors = length_factors(lengths, children.nearest, object_scale)
    slack = ROUNDING * float(np.abs(rest[:, :3, 3]).max(initial=0.0))

    def factor_of(n: int, wanted: float) -> float:
        """By which the bone's length is a multiple of what is wanted; 0: by none."""
        for factor in factors:
            if abs(lengths[n] - factor * wanted) <= SAME_LENGTH * lengths[n] + slack:
                return factor
        return 0.0

    for n, parent in enumerate(parents):
        if np.isfinite(children.nearest[n]):
            invented[n] = not has_connected[n] and factor_of(n, children.nearest[n]) > 0
            if not invented[n]:
                continue
            tails.lengths[n] = children.nearest[n]
            far = np.linalg.norm(children.sum[n]) > MIN_OFFSET * children.farthest[n]
            tails.unknown[n] = not far
            if far:
                tails.directions[n] = nearest_axis(rest[n], children.sum[n])
        elif parent >= 0:
            same = abs(lengths[n] - lengths[parent]) <= SAME_LENGTH * lengths[n] + slack
            invented[n] = invented[parent] and same
            if invented[n]:
                tails.directions[n] = tails.directions[parent]
                tails.lengths[n] = tails.lengths[parent]
                tails.unknown[n] = tails.unknown[parent]
        else:
            distance = float(np.linalg.norm(rest[n, :3, 3]))
            wanted = distance if distance > MIN_CHILD_DISTANCE else 1.0
            factor = factor_of(n, wanted)
            invented[n] = tails.unknown[n] = factor > 0
            if factor > 0:
                tails.lengths[n] = wanted
    return tails


@dataclasses.dataclass
class Children:
    """Of each bone, over the children farther than MIN_CHILD_DISTANCE."""

    nearest: FloatArray  # [N] distance; infinite without such a child
    farthest: FloatArray  # [N]
    sum: FloatArray  # [N, 3] of the offsets from the bone's head

    @staticmethod
    def measure(parents: IntArray, rest: FloatArray) -> Children:
        count = len(parents)
        out = Children(np.full(count, np.inf), np.zeros(count), np.zeros((count, 3)))
        child = np.flatnonzero(parents >= 0)
        offsets = rest[child, :3, 3] - rest[parents[child], :3, 3]
        distances = np.linalg.norm(offsets, axis=1)
        far = distances > MIN_CHILD_DISTANCE
        above = parents[child][far]
        np.minimum.at(out.nearest, above, distances[far])
        np.maximum.at(out.farthest, above, distances[far])
        np.add.at(out.sum, above, offsets[far])
        return out


def length_factors(
    lengths: FloatArray, nearest: FloatArray, object_scale: float
) -> list[float]:
    """By what an importer may have multiplied all lengths: 1, one over the object's
    scale, or, if that was applied since, what nearly all bones show."""
    factors = [1.0, 1.0 / object_scale]
    inner = np.isfinite(nearest)
    ratios = lengths[inner] / nearest[inner]
    if len(ratios) >= 3:
        middle = float(np.median(ratios))
        if np.mean(np.abs(ratios - middle) <= SAME_LENGTH * middle) >= 0.9:
            factors.append(middle)
    return factors


def nearest_axis(rest: FloatArray, offset: FloatArray) -> FloatArray:
    """[3], the signed axis of the frame rest [4, 4] that is nearest to an offset [3] in
    the armature's space."""
    axes = rest[:3, :3] / np.linalg.norm(rest[:3, :3], axis=0)
    cosines = axes.T @ (offset / np.linalg.norm(offset))
    bias = axes.T @ TIE_BREAKER
    scores = np.concatenate([cosines + bias, -cosines - bias])
    best = int(scores.argmax())
    return np.eye(3)[best % 3] * (1.0 if best < 3 else -1.0)
