"""Bodies of creatures: bones as a creature stands, and which of them are what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .pose import Array, dot, frames, unit

LEFT, RIGHT = 1, -1
# Names of postures, directions and normals [postures, bones, 3] of a left limb.
Table = tuple[tuple[str, ...], Array, Array]


@dataclass
class Leg:
    """A leg: bones from the body to the toes. Of them `pre` (a shoulder blade, an
    insect's hip) turn a little, `bend` (one or two) reach for the foot, and the others
    are the foot."""

    side: int
    row: int  # 0 is the front pair
    bones: list[int]
    pre: int
    bend: int
    pole: Array  # where the knee points
    splayed: bool = False  # feet turn with the leg


@dataclass
class LegGroup:
    """Legs of one build, solved together."""

    legs: np.ndarray
    bones: np.ndarray  # [L, k]
    attach: np.ndarray  # [L]
    pre: int
    bend: int
    splayed: bool
    along: Array  # from hips to ankles as the body stands
    side: Array  # where knees point, across that
    starts: Array  # [L, k + 1, 3] of the bones as the body stands, and the tip
    lengths: Array  # [L, bend]
    canon_t: list[Array]  # transposed frames of the bent bones as the body stands
    azimuth: Array
    hips: Array
    tips: Array
    height: float
    aside: Array  # where knees point that are spread
    flat: Array  # [L, 1] how far out a foot stands
    arc: np.ndarray  # [L, 1] whether it stands far out
    ahead: Array  # [L, 2] where a stiff leg lies when the body is down


@dataclass
class Limb:
    """An arm or a wing, aimed by postures: directions and normals of each bone."""

    kind: str
    side: int
    row: int
    bones: list[int]
    attach: int
    postures: dict[str, tuple[Array, Array]]  # [k, 3] each
    stand: str  # posture in which the body stands
    after: list[int] = field(default_factory=list)
    canon_t: Array = field(default_factory=lambda: np.zeros(0))

    def blend(self, weights: dict[str, ArrayLike], count: int) -> tuple[Array, Array]:
        """Directions and normals [k, F, 3] between postures."""
        k = len(self.bones)
        direction = np.zeros((k, count, 3))
        normal = np.zeros((k, count, 3))
        total = np.zeros(count)
        for name, weight in weights.items():
            d, n = self.postures[name]
            w = np.broadcast_to(np.asarray(weight, dtype=np.float64), (count,))
            direction += w[None, :, None] * d[:, None]
            normal += w[None, :, None] * n[:, None]
            total += w
        if len(weights) > 1:
            # Between opposite directions a bone goes round by the front (wings: by the
            # side) instead of through nothing.
            length = np.sqrt(dot(direction, direction))
            lack = np.maximum(total[None, :, None] - length, 0)
            way = np.array([1.0, 0.3, 0.2] if self.kind == "wing" else [0.35, -1, 0.1])
            direction += lack * way * np.array([self.side, 1.0, 1.0])
        return direction, normal


@dataclass
class Body:
    names: list[str]
    parents: np.ndarray
    heads: Array
    tails: Array
    deform: np.ndarray
    main: int
    legs: list[Leg]
    limbs: list[Limb]
    parts: dict[str, Any]  # trunk, neck, head, jaw, tail, ears, fins, ...
    followers: list[tuple[int, int]]  # bones that stay at another one's tail
    traits: dict[str, Any]  # numbers and words that motions look at

    def __post_init__(self) -> None:
        parents, n = self.parents, len(self.parents)
        self.along = self.tails - self.heads
        self.roots = np.flatnonzero(parents < 0)
        self.parent_or_self = np.where(parents < 0, np.arange(n), parents)
        self.offsets = self.heads - self.heads[self.parent_or_self]
        self.offsets[self.roots] = self.heads[self.roots]
        depth = np.zeros(n, int)
        for bone in range(n):
            if parents[bone] >= 0:
                depth[bone] = depth[parents[bone]] + 1
        self.levels = [
            (at := np.flatnonzero(depth == d), parents[at])
            for d in range(1, depth.max() + 1)
        ]
        points = np.concatenate([self.heads, self.tails])
        low, high = points.min(0), points.max(0)
        self.size = float(np.linalg.norm(high - low))
        self.height = float(high[2] - low[2])
        self.leg_tips = np.array([self.tails[leg.bones[-1]] for leg in self.legs])
        self.leg_tips = self.leg_tips.reshape(-1, 3)
        self.leg_groups = group_legs(self)
        self.above_legs = self.above([leg.bones[0] for leg in self.legs])
        self.after_legs = self.below([b for leg in self.legs for b in leg.bones])
        for limb in self.limbs:
            limb.after = self.below(limb.bones)
            d, normal = limb.postures[limb.stand]
            limb.canon_t = frames(d, normal).transpose(0, 2, 1)

    def above(self, bones: list[int]) -> list[int]:
        """Given bones and all that they hang on, the main one too, parents first."""
        found = {self.main} if bones else set()
        for bone in bones + [self.main] * bool(bones):
            while bone >= 0:
                found.add(int(bone))
                bone = self.parents[bone]
        return sorted(found)

    def below(self, bones: list[int]) -> list[int]:
        """Bones that hang on given ones, these left out, parents first."""
        found, inside = [], set(bones)
        for bone in range(min(bones, default=len(self.parents)), len(self.parents)):
            if bone not in inside and self.parents[bone] in inside:
                inside.add(bone)
                found.append(bone)
        return found

    def part(self, name: str) -> list[int]:
        """Bones of a part; empty where there is none."""
        found = self.parts.get(name, [])
        return [found] if isinstance(found, int) else found

    @property
    def hip(self) -> float:
        """Height of the main bone, as the creature stands."""
        return float(self.heads[self.main, 2])


def group_legs(body: Body) -> list[LegGroup]:
    kinds: dict[tuple[int, int, int, bool], list[int]] = {}
    for n, leg in enumerate(body.legs):
        kinds.setdefault((leg.pre, leg.bend, len(leg.bones), leg.splayed), []).append(n)
    found = []
    for (pre, bend, _, splayed), legs in kinds.items():
        of = [body.legs[n] for n in legs]
        bones = np.array([leg.bones for leg in of])
        starts = np.concatenate([body.heads[bones], body.tails[bones[:, -1:]]], 1)
        steps = np.diff(starts, axis=1)
        hips, tips = starts[:, 0], starts[:, -1]
        pole = np.array([leg.pole for leg in of])
        bent = steps[:, pre : pre + bend]
        lengths = np.linalg.norm(bent, axis=-1)
        along = unit(bent.sum(1))
        side = unit(pole - dot(pole, along) * along)
        axis = np.cross(along, side) if bend == 2 else side
        canon = [frames(bent[:, k], axis).transpose(0, 2, 1) for k in range(bend)]
        to = tips - hips
        flat = np.hypot(to[:, 0], to[:, 1])[:, None]
        arc = flat > 0.5 * lengths.sum(1)[:, None]
        sides = np.array([leg.side for leg in of], dtype=float)
        aside = np.stack([sides, 0 * sides, 0.35 + 0 * sides], -1)
        ahead = to[:, :2] if splayed else np.array([[0.0, -1.0]] * len(of))
        ahead = unit(ahead + 1e-9)
        height = float(np.maximum(np.abs(to[:, 2]).mean(), 1e-6))
        found.append(
            LegGroup(
                np.array(legs),
                bones,
                body.parents[bones[:, 0]],
                pre,
                bend,
                splayed,
                along,
                side,
                starts,
                lengths,
                canon,
                np.arctan2(to[:, 1], to[:, 0]),
                hips,
                tips,
                height,
                aside,
                flat,
                arc,
                ahead,
            )
        )
    return found


class Builder:
    """Collects bones; parents come before their children."""

    def __init__(self, rng: np.random.Generator):
        self.rng = rng
        self.names: list[str] = []
        self.parents: list[int] = []
        self.heads: list[Array] = []
        self.tails: list[Array] = []
        self.deform: list[bool] = []
        self.legs: list[Leg] = []
        self.limbs: list[Limb] = []
        self.followers: list[tuple[int, int]] = []
        self.parts: dict[str, Any] = {}
        self.traits: dict[str, Any] = {}
        self.main = 0
        self.habits = rng.normal(0, 0.07, (16, 10, 3))

    def bone(
        self,
        name: str,
        parent: int,
        head: ArrayLike,
        tail: ArrayLike,
        deform: bool = True,
    ) -> int:
        self.names.append(name)
        self.parents.append(parent)
        self.heads.append(np.asarray(head, dtype=np.float64))
        self.tails.append(np.asarray(tail, dtype=np.float64))
        self.deform.append(deform)
        return len(self.names) - 1

    def chain(self, name: str, parent: int, points: ArrayLike) -> list[int]:
        """Bones between successive points."""
        points, found = np.asarray(points, dtype=np.float64), []
        for k in range(len(points) - 1):
            parent = self.bone(f"{name}.{k}", parent, points[k], points[k + 1])
            found.append(parent)
        return found

    def size_now(self) -> float:
        """The longest side of the box about what there is."""
        return float(np.ptp(np.array(self.heads + self.tails), axis=0).max())

    def leg(
        self, name: str, parent: int, side: int, row: int, hip: ArrayLike,
        tip: ArrayLike, shape: LegShape,
    ) -> Leg:  # fmt: skip
        """A leg from the hip to its toes' tip; the side is in the shape's vectors by
        mirroring x."""
        mirror = np.array([side, 1.0, 1.0])
        hip, tip = np.asarray(hip, dtype=np.float64), np.asarray(tip, dtype=np.float64)
        points = [hip]
        for vector in shape.pre:
            points.append(points[-1] + vector * mirror)
        foot = [v * mirror for v in shape.foot]
        ankle = tip - sum(foot, np.zeros(3))
        pole = unit(shape.pole * mirror)
        to = ankle - points[-1]
        if shape.bend == 2:
            distance = float(np.linalg.norm(to))
            total = distance / shape.ratio
            l1 = total * shape.split
            l2 = total - l1
            if abs(l1 - l2) > 0.95 * distance:
                l1 = l2 = total / 2
            along = to / distance
            across = unit(pole - pole @ along * along)
            cosine = (l1**2 + distance**2 - l2**2) / (2 * l1 * distance)
            cosine = min(1.0, cosine)
            knee = points[-1] + l1 * (along * cosine + across * (1 - cosine**2) ** 0.5)
            points.append(knee)
        points.append(ankle)
        for vector in foot:
            points.append(points[-1] + vector)
        bones = self.chain(name, parent, points)
        leg = Leg(side, row, bones, len(shape.pre), shape.bend, pole, shape.splayed)
        self.legs.append(leg)
        return leg

    def limb(
        self, kind: str, name: str, attach: int, side: int, row: int, root: ArrayLike,
        lengths: list[float], postures: Table, stand: str,
        links: list[int] | None = None,
    ) -> Limb:  # fmt: skip
        """An arm or wing; postures of the left side; links: of each bone the number of
        the one that it begins at the end of (None: a chain)."""
        mirror = np.array([side, 1.0, 1.0])
        names, d, n = postures
        # Each body has its own postures, the same on both sides.
        d = unit((d + self.habits[: d.shape[0], : d.shape[1]]) * mirror)
        n = n * mirror
        table = {key: (d[k], n[k]) for k, key in enumerate(names)}
        directions = table[stand][0]
        bones: list[int] = []
        for k, length in enumerate(lengths):
            link = (k - 1) if links is None else links[k]
            parent = attach if link < 0 else bones[link]
            head = np.asarray(root) if link < 0 else self.tails[parent]
            bones.append(
                self.bone(f"{name}.{k}", parent, head, head + length * directions[k])
            )
        limb = Limb(kind, side, row, bones, attach, table, stand)
        self.limbs.append(limb)
        return limb

    def finish(self, scale: float = 1.0) -> Body:
        return Body(
            self.names, np.array(self.parents, np.int32), np.array(self.heads) * scale,
            np.array(self.tails) * scale, np.array(self.deform), self.main, self.legs,
            self.limbs, self.parts, self.followers, self.traits,
        )  # fmt: skip


@dataclass
class LegShape:
    """Vectors are of a left leg."""

    pre: list[Array]
    bend: int
    foot: list[Array]
    pole: Array
    ratio: float = 0.92  # distance from hip to ankle in parts of the leg's length
    split: float = 0.5  # the first bone's part of it
    splayed: bool = False


def arc(
    start: ArrayLike, pitch: float, bend: float, length: float, count: int, back: bool
) -> Array:
    """[count + 1, 3] points in the middle plane: `pitch` above the horizontal where it
    starts, `bend` more at its end, forward or back."""
    angle = pitch + bend * (np.arange(count) + 0.5) / count
    step = np.zeros((count, 3))
    step[:, 1] = np.cos(angle) * (1 if back else -1)
    step[:, 2] = np.sin(angle)
    taper = np.linspace(1.15, 0.85, count)[:, None]
    points = np.cumsum(step * taper * length / count, 0)
    return np.concatenate([np.zeros((1, 3)), points]) + np.asarray(start)
