"""Which way a rig faces, from its joints, its skin and its bones' names.

First the axis: the plane that mirrors the rig, by pairs of bones whose names differ in
the side alone, or else by the moments of joints and skin. Then which of the two ways
along it is the front (rig/front_signs.py). A rig that has neither keeps Blender's
front, -Y. Plain NumPy, free of bpy.
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import numpy as np

from ..core.front import FOUND, Front, angle_of, way_of
from . import front_signs, mirror_plane
from .front_signs import Pairs, Shape, Sign, to_the_right

if TYPE_CHECKING:
    from ..core.array_types import FloatArray


# Degrees: the front of a rig whose mirror plane is this near to an axis of its object,
# or to the middle of two, is there. Mechs that were built by hand are 2.5 off.
SNAP, STEP = 5.0, 45.0
# The probability from which a rig is turned.
SURE = 0.95
# Signs against the front that weigh this much, and this share of those for it, are a
# contradiction.
CONTRADICTION, CONTRADICTION_SHARE = 1.0, 0.4
# Pairs of names that agree less say which axis, but hardly which way.
MIN_AGREEMENT = 0.4
# An asymmetry that says nothing: that of rounded and hand-made meshes.
NOISE = 0.01


@dataclasses.dataclass
class Axis:
    """An axis along which the rig may face."""

    # float64 [2], unit vector along it, either way.
    ahead: FloatArray
    # How much likelier it is than others, as Sign's weights.
    score: float = 0.0


def find_front(shape: Shape, yaw: float = 0.0) -> Front:
    """yaw: degrees by which the rig's object is turned about the vertical."""
    size = front_signs.rig_size(shape)
    if not size > 0:
        return Front()
    pairs = front_signs.side_pairs(shape, size)
    named = front_signs.named_signs(shape, size)
    if pairs is not None:
        axes = [Axis(to_the_right(pairs.left))]
    else:
        axes = mirror_axes(shape)
    for axis in axes:
        axis.ahead = snapped(axis.ahead, yaw)
    best: tuple[float, FloatArray, list[Sign]] | None = None
    scores: list[float] = []
    for axis in axes:
        signs = [*side_signs(pairs), *named]
        signs += front_signs.shape_signs(shape, size, axis.ahead)
        total = sum(value_of(sign, axis.ahead) for sign in signs)
        way = axis.ahead if total >= 0 else -axis.ahead
        scores += [axis.score + total, axis.score - total]
        if best is None or axis.score + abs(total) > best[0]:
            best = axis.score + abs(total), way, signs
    assert best is not None
    odds = np.exp(2 * (np.array(scores) - max(scores)))
    return judged(best[1], best[2], float(odds.max() / odds.sum()))


def judged(way: FloatArray, signs: list[Sign], sure: float) -> Front:
    """The Front that signs make of the likeliest way, which is right with probability
    `sure`: -Y if that is not enough."""
    front = Front()
    if sure >= SURE:
        front = Front(angle_of(way), FOUND, sure)
    values = [(value_of(sign, way_of(front.angle)), sign.text) for sign in signs]
    values.sort(key=lambda value: -abs(value[0]))
    front.signs = [text for value, text in values if value > 0]
    front.against = [text for value, text in values if value < 0]
    values = [(value_of(sign, way), sign.text) for sign in signs]
    pro = sum(value for value, _ in values if value > 0)
    con = -sum(value for value, _ in values if value < 0)
    front.contradiction = con >= CONTRADICTION and con >= CONTRADICTION_SHARE * pro
    return front


def value_of(sign: Sign, ahead: FloatArray) -> float:
    """How much a sign speaks for a way: nothing if it shows to the side."""
    along, across = float(sign.way @ ahead), float(sign.way @ to_the_right(ahead))
    return sign.weight * along if abs(along) > abs(across) else 0.0


def side_signs(pairs: Pairs | None) -> list[Sign]:
    if pairs is None or pairs.agreement < MIN_AGREEMENT:
        return []
    way = to_the_right(pairs.left) * pairs.agreement
    return [Sign("left and right", front_signs.SIDES, way)]


def mirror_axes(shape: Shape) -> list[Axis]:
    """The axis of the plane that mirrors the rig best, and the one across it."""
    angles = np.radians(np.arange(0.0, 180.0, 1.0))
    asymmetry = np.zeros(len(angles))
    for points in (shape.points, shape.heads[shape.used]):
        if len(points):
            asymmetry += mirror_plane.asymmetries(points, angles)
    best = int(asymmetry.argmin())
    across = (best + 90) % 180
    score = math.log((asymmetry[across] + NOISE) / (asymmetry[best] + NOISE)) / 2
    left = np.array([np.cos(angles[best]), np.sin(angles[best])])
    return [Axis(to_the_right(left), score), Axis(left)]


def snapped(ahead: FloatArray, yaw: float) -> FloatArray:
    """An axis, on one of the object's own, or between two, if it is near."""
    angle = angle_of(ahead)
    nearest = yaw + STEP * round((angle - yaw) / STEP)
    return way_of(nearest) if abs(angle - nearest) <= SNAP else ahead
