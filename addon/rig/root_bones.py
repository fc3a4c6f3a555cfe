"""Which bones are roots: those that carry a body, or a foot, through space.

All other bones only rotate. Roots are

- bones without a parent;
- below a bone that moves no part of a mesh itself, the only bone that does: the hips
  under the `root` of game rigs, which lies on the ground and marks where the body is.
  If several bones hang there (a trunk and two thighs), they would come apart, and the
  bone above moves all of them;
- feet that hang there beside the body, at the ends of its legs, as on rigs for IK:
  they have to go where the legs end.

A rig's own clips, its IK and the artist may name more (clips/moving_bones.py,
rig/ik_targets.py, --stretch). Plain NumPy, free of bpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ..core.array_types import BoolArray, FloatArray, IntArray


# A foot's head lies in this lowest share of the rig's height ...
MAX_FOOT_HEIGHT = 0.15
# ... and so near to the last bone of a leg, in diagonals of the rig's box.
MAX_ANKLE_GAP = 0.05


def root_bones(
    parents: IntArray, heads: FloatArray, tails: FloatArray, deforms: BoolArray
) -> BoolArray:
    """bool [N]. parents int [N] (a parent before its children), heads and tails float
    [N, 3] world at rest, deforms bool [N]: moves a part of a mesh that shows."""
    count = len(parents)
    roots = np.asarray(parents) < 0
    if not np.any(deforms):
        return roots
    # A bone is in use if it deforms or carries one that does.
    used = np.array(deforms, dtype=bool)
    children: list[list[int]] = [[] for _ in range(count)]
    for n in range(count - 1, -1, -1):
        if parents[n] >= 0:
            used[parents[n]] |= used[n]
            if used[n]:
                children[parents[n]].append(n)
    points = np.concatenate([heads[used], tails[used]])
    for n in range(count):
        if not roots[n] or deforms[n]:
            continue
        feet = [c for c in children[n] if is_foot(c, n, children, heads, tails, points)]
        roots[feet] = True
        bodies = [c for c in children[n] if c not in feet]
        if len(bodies) == 1:
            roots[bodies] = True
    return roots


def is_foot(
    bone: int,
    carrier: int,
    children: list[list[int]],
    heads: FloatArray,
    tails: FloatArray,
    points: FloatArray,
) -> bool:
    """Does a child of `carrier` begin where a leg below another of its children ends?
    children: of each bone, those in use; points [P, 3]: of all bones in use."""
    low, high = points.min(axis=0), points.max(axis=0)
    if heads[bone, 2] > low[2] + MAX_FOOT_HEIGHT * (high[2] - low[2]):
        return False
    nearest = MAX_ANKLE_GAP * np.linalg.norm(high - low)
    for sibling in children[carrier]:
        todo = [] if sibling == bone else list(children[sibling])
        while todo:
            n = todo.pop()
            todo += children[n]
            if children[n]:
                continue
            if segment_distance(heads[bone], heads[n], tails[n]) < nearest:
                return True
    return False


def segment_distance(point: FloatArray, start: FloatArray, end: FloatArray) -> float:
    along = end - start
    length = float(along @ along)
    share = np.clip((point - start) @ along / length, 0.0, 1.0) if length > 0 else 0.0
    return float(np.linalg.norm(start + share * along - point))
