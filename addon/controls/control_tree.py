"""From what controls move to a skeleton that can be solved: one bone for each control
that turns bones which deform as a whole.

Of several controls that turn the same bones the innermost is taken. The joints are
the controls' pivots, and a bone hangs on the one that carries its pivot, so that the
rig can take every pose of the skeleton. Where a body is built from the middle (Rigify's
torso with chains up and down), the skeleton begins at the pelvis, as models know it,
and the control of the whole body moves with the part next to it.
"""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ..core.array_types import BoolArray, FloatArray, IntArray
    from ..core.control_plan import Switch
    from .responses import Responses

# A control that carries this share of all bones that deform moves the body.
BODY = 0.9
# A control carries a bone in part between these shares; and one that carries this many
# times as many in part as as a whole is none to key.
PART, MOSTLY_PART = (0.1, 0.9), 0.34
# Of the bones that deform: a part of the body with fewer is no half of a spine.
HEAVY = 0.1
# Of the skeleton that is below a bone: the spine goes on.
GOES_ON = 0.5


@dataclasses.dataclass
class Part:
    """A bone of the skeleton."""

    # Of the pose bones: the control, and the bone that deforms that stands for all.
    control: int
    main: int
    # Of the pose bones that deform and move with it.
    group: list[int]
    # Of the skeleton's parts; -1: none.
    parent: int
    joint: FloatArray


@dataclasses.dataclass
class Tree:
    parts: list[Part]
    # Whose control moves the body; -1: none.
    root: int
    # Pose bones that deform and that no control turns.
    unreached: list[int]
    # Of the parts: those that the artist has left out; and of each limb with a switch.
    left_out: list[int] = dataclasses.field(default_factory=list[int])
    limbs: dict[Switch, list[int]] = dataclasses.field(
        default_factory=dict["Switch", "list[int]"]
    )


@dataclasses.dataclass
class Chosen:
    """What the artist has chosen, by numbers of Responses' controls."""

    # By pose bones that deform.
    owners: dict[int, int] = dataclasses.field(default_factory=dict[int, int])
    # What moves the body; None: as it is found.
    body: int | None = None


def build_tree(
    found: Responses,
    deforming: IntArray,
    index: dict[str, int],
    movable: set[str],
    by_artist: Chosen | None = None,
) -> Tree:
    """deforming: the pose bones that deform; index: of all pose bones by name; movable:
    the controls that may move."""
    artist = by_artist or Chosen()
    turned, carried = found.turned, found.carried
    pose = np.array([index[name] for name in found.controls], dtype=np.intp)
    weight = found.with_it[:, deforming].sum(axis=1)
    all_in_order = innermost_first(turned & found.found[:, None], pose, weight)
    order = [k for k in all_in_order if found.found[k]]
    body = body_control(found, order, weight, len(deforming), movable)
    body = body if artist.body is None else artist.body
    clean = is_clean(found, deforming, pose, weight)
    groups: dict[int, list[int]] = {}
    unreached = []
    for bone in deforming:
        own = artist.owners.get(int(bone))
        if own is None:
            own = next((k for k in order if clean[k] and turned[k, bone]), None)
        if own is None:
            unreached.append(int(bone))
        else:
            groups.setdefault(own, []).append(int(bone))
    chosen = [k for k in all_in_order if k in groups or k == body]
    parts: dict[int, Part] = {}
    for k in chosen:
        joint = found.stands[pose[k], :3, 3]
        above = (c for c in chosen if c != k and carried[c, pose[k]])
        parent = next((c for c in above if not carries(turned, pose, k, c)), -1)
        group = groups.get(k, [])
        main = main_bone(found, int(pose[k]), group)
        parts[k] = Part(int(pose[k]), main, group, parent, joint)
    if body >= 0 and not parts[body].group:
        contract_body(parts, body, found, len(deforming))
    return in_order(parts, body, unreached)


def innermost_first(turned: BoolArray, pose: IntArray, weight: IntArray) -> list[int]:
    """The controls: those that turn the fewest bones first, and of those that turn the
    same ones before that others turn."""
    alike = weight[:, None] == weight
    depth = (turned[:, pose] & alike).sum(axis=0)
    return sorted(range(len(pose)), key=lambda k: (weight[k], -depth[k], k))


def carries(turned: BoolArray, pose: IntArray, k: int, other: int) -> bool:
    return bool(turned[k, pose[other]]) and not bool(turned[other, pose[k]])


def body_control(
    found: Responses,
    order: list[int],
    weight: IntArray,
    count: int,
    movable: set[str],
) -> int:
    """The innermost that carries the body and may move; -1: there is none."""
    for k in order:
        if weight[k] >= BODY * count and found.controls[k] in movable:
            return k
    return -1


def is_clean(
    found: Responses, deforming: IntArray, pose: IntArray, weight: IntArray
) -> BoolArray:
    """bool [K]: does it carry bones as a whole, rather than many of them in part?

    What another control turns that hangs on this one does not count: a neck may keep
    part of its direction while the back turns.
    """
    goes, turns = found.goes[:, deforming], found.turns[:, deforming]
    turned = found.turned[:, deforming]
    hung = found.carried[:, pose] & ~found.turned[:, pose] & found.found
    excused = (hung[:, :, None] & turned[None]).any(axis=1)
    part = (goes > PART[0]) & (goes < PART[1]) & (turns > PART[0])
    part = (part | (turns < -PART[0])) & ~excused
    clean: BoolArray = (weight > 0) & (part.sum(axis=1) <= MOSTLY_PART * weight)
    return clean


def main_bone(found: Responses, control: int, group: list[int]) -> int:
    """Of the bones that move with a control the one that lies as it does."""
    if not group:
        return control
    own = found.stands[control]
    size = float(np.ptp(found.stands[:, :3, 3], axis=0).max())

    def rank(bone: int) -> tuple[float, float, int]:
        matrix = found.stands[bone]
        away = float(np.linalg.norm(matrix[:3, 3] - own[:3, 3]))
        axes = [m[:3, :3] / np.linalg.norm(m[:3, :3], axis=0) for m in (matrix, own)]
        turned = float(np.abs(axes[0] - axes[1]).max())
        return (round(turned, 1), round(away / size, 2), bone)

    return min(group, key=rank)


def contract_body(
    parts: dict[int, Part], body: int, found: Responses, count: int
) -> None:
    """The control of the whole body, on which nothing that deforms hangs directly,
    takes the place of a part next to it."""
    below = {k: sum_below(parts, k) for k in parts}
    hung = [k for k, part in parts.items() if part.parent == body]
    if not hung:
        return
    heavy = [k for k in hung if below[k] >= HEAVY * count] or hung
    # Of a spine's halves the head is on the larger.
    first = min(heavy, key=below.__getitem__) if len(heavy) > 1 else heavy[0]
    line = [first]
    while len(heavy) > 1:
        next_ones = [k for k, part in parts.items() if part.parent == line[-1]]
        most = max(next_ones, key=below.__getitem__, default=-1)
        if most < 0 or below[most] <= GOES_ON * below[line[-1]]:
            break
        line.append(most)
    control = parts[body].control
    for k in hung:
        if k != first:
            parts[k].parent = first
    for upper, lower in itertools.pairwise(line):
        parts[upper].parent, parts[upper].joint = lower, parts[lower].joint
    last = parts[line[-1]]
    last.parent = -1
    last.joint = found.stands[last.main, :3, 3]
    parts[first].control = control
    parts[body] = parts.pop(first)
    for part in parts.values():
        if part.parent == first:
            part.parent = body


def sum_below(parts: dict[int, Part], k: int) -> int:
    """How many bones deform at and below a part."""
    total, waiting = 0, [k]
    seen = set[int]()
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            total += len(parts[one].group)
            waiting += [other for other, p in parts.items() if p.parent == one]
    return total


def in_order(parts: dict[int, Part], body: int, unreached: list[int]) -> Tree:
    """The parts with parents first, numbered anew."""
    line: list[int] = []
    waiting = sorted(parts, key=lambda k: parts[k].main)
    while waiting:
        ready = [k for k in waiting if parts[k].parent in (-1, *line)]
        # Two that carry each other: one of them begins.
        if not ready:
            parts[waiting[0]].parent = -1
            continue
        line += ready
        waiting = [k for k in waiting if k not in ready]
    number = {k: n for n, k in enumerate(line)}
    for part in parts.values():
        part.parent = number.get(part.parent, -1)
    root = number.get(body, -1)
    return Tree([parts[k] for k in line], root, unreached)
