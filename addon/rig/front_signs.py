"""What of a rig's joints, skin and names tells which way it faces.

Each sign is a direction over the ground with a weight, or a shape's difference between
one end and the other of an axis. What they add up to is rig/find_front.py's. Plain
NumPy, free of bpy.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from . import bone_words
from .bone_words import (
    ARM,
    BACK_LIMB,
    BEHIND,
    CONTROL,
    FACE,
    FOOT,
    FRONT_LIMB,
    HEAD,
    LEG,
    NECK,
    TAIL,
    TOE,
)

if TYPE_CHECKING:
    from ..core.array_types import BoolArray, FloatArray, IntArray


@dataclasses.dataclass
class Shape:
    """A rig at rest: world axes, z up."""

    names: list[str]
    # int [N]; -1: none.
    parents: IntArray
    # float64 [N, 3].
    heads: FloatArray
    # bool [N]: does it move a part of the mesh, or carry a bone that does?
    used: BoolArray
    # float64 [P, 3]: vertices of the mesh, a sample of them.
    points: FloatArray
    # int [P]: the bone that moves each most; -1: none.
    owners: IntArray
    # Is the rig mirrored, so that names of sides mean the other one?
    mirrored: bool = False


class Sign(NamedTuple):
    """Which way one feature shows."""

    text: str
    # Natural logarithm of the odds that it is right, halved, at full strength.
    weight: float
    # float64 [2] over the ground: as long as the sign is strong, 1 is full strength.
    way: FloatArray


class Pairs(NamedTuple):
    """What the names of sides say."""

    # float64 [2], unit vector to the rig's left.
    left: FloatArray
    # 0 to 1: do all pairs say the same?
    agreement: float


# Of the rig's size: a pair of bones nearer than this shows no side.
MIN_APART = 0.01
# How strong a sign is: its least and its full offset in rig sizes, and its weight.
STRENGTHS = {
    FACE: ("face", 0.01, 0.05, 1.5),
    HEAD: ("head", 0.06, 0.12, 1.5),
    TAIL: ("tail", 0.05, 0.15, 1.5),
    TOE: ("toes", 0.008, 0.03, 1.5),
    FOOT: ("feet", 0.006, 0.02, 0.8),
    BEHIND: ("back", 0.02, 0.05, 0.7),
    FRONT_LIMB: ("front and back legs", 0.05, 0.15, 1.5),
    ARM: ("arms and legs", 0.12, 0.25, 0.7),
}
SIDES = 2.0
# Less than this share of the skin is no body that a head or tail would be off.
MIN_BODY = 0.1


def rig_size(shape: Shape) -> float:
    """Twice the radius about the vertical and the height, together: the same whichever
    way the rig stands."""
    points = shape.points if len(shape.points) else shape.heads
    level = points[:, :2] - points[:, :2].mean(axis=0)
    width = 2 * float(np.linalg.norm(level, axis=1).max())
    return float(np.hypot(width, np.ptp(points[:, 2])))


def side_pairs(shape: Shape, size: float) -> Pairs | None:
    """The way from right to left by the bones' names; None without pairs apart."""
    sides: dict[str, dict[int, int]] = {}
    for n, name in enumerate(shape.names):
        key, side = bone_words.side_of(name)
        if side:
            sides.setdefault(key, {})[side] = n
    pairs = [(p[1], p[-1]) for p in sides.values() if len(p) == 2]
    if not pairs:
        return None
    left, right = np.array(pairs).T
    apart = (shape.heads[left] - shape.heads[right])[:, :2]
    lengths = np.linalg.norm(apart, axis=1)
    apart = apart[lengths > MIN_APART * size]
    if not len(apart):
        return None
    # The axis that they lie along, whichever of the two is called left.
    values, vectors = np.linalg.eigh(apart.T @ apart)
    axis, along = vectors[:, 1], apart @ vectors[:, 1]
    total = float(along.sum())
    agreement = abs(total) / float(np.linalg.norm(apart, axis=1).sum())
    way = axis * (1.0 if total >= 0 else -1.0) * (-1.0 if shape.mirrored else 1.0)
    # Pairs that lie all about have no axis.
    return Pairs(way, agreement) if values[0] < 0.2 * values[1] else None


def to_the_right(way: FloatArray) -> FloatArray:
    """A direction over the ground turned by -90 degrees: left to front is the other
    way round, front to left."""
    return np.array([way[1], -way[0]])


class Parts:
    """Where the parts of the body are, by the bones' names."""

    def __init__(self, shape: Shape, size: float) -> None:
        self.shape, self.size = shape, size
        self.named: dict[str, list[int]] = {}
        self.skin = skin_middles(shape)
        for n, name in enumerate(shape.names):
            parts = bone_words.parts_of(name)
            if CONTROL in parts or not shape.used[n]:
                continue
            for part in parts:
                self.named.setdefault(part, []).append(n)

    def bones(self, *parts: str) -> list[int]:
        return sorted({n for part in parts for n in self.named.get(part, [])})

    def below(self, bones: list[int]) -> list[int]:
        """These bones and all that hang on them."""
        found = set(bones)
        for n, parent in enumerate(self.shape.parents):
            if parent in found:
                found.add(n)
        return sorted(found)

    def middle(self, bones: list[int]) -> FloatArray | None:
        """float64 [3]: the mean of the bones' skin, or of their heads without any."""
        if not bones:
            return None
        places = self.skin[bones]
        bare = np.isnan(places[:, 0])
        places = np.where(bare[:, None], self.shape.heads[bones], places)
        return places.mean(axis=0)

    def skin_below(self, bones: list[int]) -> FloatArray | None:
        """float64 [3]: the middle of the skin of these and of all that hang on them."""
        owned = np.isin(self.shape.owners, self.below(bones))
        return self.shape.points[owned].mean(axis=0) if owned.any() else None

    def body(self) -> FloatArray | None:
        """float64 [3]: the middle of the skin without head, neck and tail; None where
        hardly any is left."""
        ends = self.below(self.bones(HEAD, NECK, FACE, TAIL))
        rest = ~np.isin(self.shape.owners, ends)
        if rest.mean() < MIN_BODY:
            return None
        return self.shape.points[rest].mean(axis=0)


def skin_middles(shape: Shape) -> FloatArray:
    """float64 [N, 3]: the middle of the vertices that each bone moves; NaN without."""
    owned = shape.owners >= 0
    owners, count = shape.owners[owned], len(shape.names)
    number = np.bincount(owners, minlength=count).astype(np.float64)
    sums = [
        np.bincount(owners, weights=shape.points[owned, axis], minlength=count)
        for axis in range(3)
    ]
    number[number == 0] = np.nan
    return np.stack(sums, axis=1) / number[:, None]


LOOSE_FOOT = 0.5


def named_signs(shape: Shape, size: float) -> list[Sign]:
    """What the names of parts of the body show; sides: side_pairs."""
    parts = Parts(shape, size)
    head = away_from_body(parts, HEAD)
    offsets = {
        FACE: face_offset(parts),
        HEAD: away_from_body(parts, NECK) if head is None else head,
        TAIL: reverse(away_from_body(parts, TAIL)),
        TOE: ahead_of_parents(parts, TOE),
        FOOT: feet_offset(parts),
        BEHIND: reverse(away_from_body(parts, BEHIND)),
        FRONT_LIMB: between(parts, FRONT_LIMB, BACK_LIMB),
        ARM: between(parts, ARM, LEG),
    }
    found: list[Sign] = []
    for part, offset in offsets.items():
        text, least, full, weight = STRENGTHS[part]
        if offset is None:
            continue
        way = offset[:2] / size
        length = float(np.linalg.norm(way))
        if length >= least:
            found.append(Sign(text, weight, way / max(full, length)))
    return found


def reverse(offset: FloatArray | None) -> FloatArray | None:
    return None if offset is None else -offset


def away_from_body(parts: Parts, part: str) -> FloatArray | None:
    """From the middle of the body to that of the parts called so."""
    middle, body = parts.skin_below(parts.bones(part)), parts.body()
    return None if middle is None or body is None else middle - body


def face_offset(parts: Parts) -> FloatArray | None:
    """From where the head begins to nose, mouth and eyes."""
    face, head = parts.bones(FACE), parts.bones(HEAD)
    middle = parts.middle(face)
    if middle is None:
        return None
    # The bone that the face hangs on, whatever it is called.
    above = [int(parts.shape.parents[n]) for n in face]
    above = sorted({p for p in above if p >= 0 and p not in face})
    begin = head[:1] or above
    return middle - parts.shape.heads[begin].mean(axis=0) if begin else None


def ahead_of_parents(parts: Parts, part: str) -> FloatArray | None:
    """From the bones that carry the first of the parts to these; the mean of all."""
    bones, shape = parts.bones(part), parts.shape
    offsets: list[FloatArray] = []
    for n in bones:
        parent = int(shape.parents[n])
        if parent < 0 or parent in bones:
            continue
        middle = parts.middle([n])
        if middle is not None:
            offsets.append(middle - shape.heads[parent])
    return np.mean(offsets, axis=0) if offsets else None


def feet_offset(parts: Parts) -> FloatArray | None:
    """From where feet begin to the middle of their skin; the mean."""
    offsets: list[FloatArray] = []
    legs = set(parts.below(parts.bones(LEG)))
    for n in parts.bones(FOOT):
        skin = parts.skin[parts.below([n])]
        skin = skin[~np.isnan(skin[:, 0])]
        if len(skin):
            # A foot on no leg, one for inverse kinematics, may begin anywhere.
            trust = 1.0 if n in legs and n not in parts.bones(LEG) else LOOSE_FOOT
            offsets.append(trust * (skin.mean(axis=0) - parts.shape.heads[n]))
    return np.mean(offsets, axis=0) if offsets else None


def between(parts: Parts, front: str, back: str) -> FloatArray | None:
    """From where the limbs of one kind begin to where those of the other do."""
    ends = [parts.bones(front), parts.bones(back)]
    if not all(ends):
        return None
    first, last = (parts.shape.heads[bones].mean(axis=0) for bones in ends)
    return first - last


# Shape without names -----------------------------------------------------------------

# How much longer than broad a body has to be, to have a thick end and a thin one; and
# how much higher than long, to stand on feet that show its front.
LONG, UPRIGHT = 1.3, 1.2
# Text, least and full strength in rig sizes, weight.
MASS, WIDTH, HEIGHT, SOLES = (
    ("mass", 0.02, 0.08, 0.8),
    ("width", 0.02, 0.06, 0.6),
    ("height", 0.1, 0.25, 0.5),
    ("soles", 0.012, 0.03, 0.5),
)  # fmt: skip
# Things with fewer bones have no ends.
MIN_BONES = 3


def shape_signs(shape: Shape, size: float, ahead: FloatArray) -> list[Sign]:
    """What the skin alone shows of an axis; ahead: float64 [2], unit vector along it,
    either way."""
    points = shape.points
    if len(points) < 8 or shape.used.sum() < MIN_BONES:
        return []
    along = points[:, :2] @ ahead / size
    across = (points[:, :2] - points[:, :2].mean(axis=0)) @ to_the_right(ahead) / size
    level = points[:, 2] - points[:, 2].min()
    tall = float(level.max())
    level /= max(tall, 1e-12)
    middle, length = float(along.min() + along.max()) / 2, float(np.ptp(along))
    values: list[tuple[tuple[str, float, float, float], float]] = []
    if along.std() > LONG * across.std():
        front, apart = along > middle, np.abs(across)
        values.append((MASS, float(along.mean()) - middle))
        values.append((WIDTH, float(apart[front].mean() - apart[~front].mean())))
        high, low = along[level > 0.88], along[level < 0.06]
        values.append((HEIGHT, float(high.mean() - low.mean())))
    elif tall > UPRIGHT * length * size and stands_on_two(across[level < 0.06]):
        sole, shin = along[level < 0.06], along[(level > 0.1) & (level < 0.2)]
        if len(shin):
            values.append((SOLES, float(sole.mean() - shin.mean())))
    return [
        Sign(text, weight, ahead * float(np.clip(value / full, -1, 1)))
        for (text, least, full, weight), value in values
        if abs(value) >= least
    ]


def stands_on_two(across: FloatArray) -> bool:
    """Is what touches the ground, by its distances from the middle, in two parts?"""
    apart = np.abs(across)
    return float((apart < 0.25 * apart.max()).mean()) < 0.1
