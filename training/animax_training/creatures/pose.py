"""Poses of a body over the frames of a motion: bones turned, legs bent to their feet,
arms and wings aimed; solved for all frames at once.

Directions are Blender's: a creature faces -Y, up is +Z, its left is +X. A turn of +x
lowers the nose, +y leans to the left, +z turns to the left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from .body import Body, LegGroup

Array = NDArray[np.float64]
STRETCHED = 0.9995  # part of its length that a leg reaches at most


def dot(a: Array, b: Array) -> Array:
    """[..., 1] of vectors [..., 3]."""
    return (a[..., None, :] @ b[..., :, None])[..., 0]


def unit(v: ArrayLike) -> Array:
    """Vectors [..., K] of length 1."""
    v = np.asarray(v, dtype=np.float64)
    return v / np.maximum(np.sqrt(dot(v, v)), 1e-12)


def rotations(v: Array) -> Array:
    """Matrices [..., 3, 3] of rotation vectors [..., 3]."""
    x, y, z = v[..., 0], v[..., 1], v[..., 2]
    square = x * x + y * y + z * z
    angle = np.sqrt(square)
    a = np.sinc(angle / np.pi)
    b = 0.5 * np.sinc(angle / (2 * np.pi)) ** 2
    out = np.empty((*v.shape, 3))
    c = 1 - b * square
    out[..., 0, 0] = c + b * x * x
    out[..., 1, 1] = c + b * y * y
    out[..., 2, 2] = c + b * z * z
    xy, xz, yz = b * x * y, b * x * z, b * y * z
    ax, ay, az = a * x, a * y, a * z
    out[..., 0, 1], out[..., 1, 0] = xy - az, xy + az
    out[..., 0, 2], out[..., 2, 0] = xz + ay, xz - ay
    out[..., 1, 2], out[..., 2, 1] = yz - ax, yz + ax
    return out


def about_x(angle: ArrayLike) -> Array:
    return about(angle, 1, 2)


def about_z(angle: ArrayLike) -> Array:
    return about(angle, 0, 1)


def about(angle: ArrayLike, i: int, j: int) -> Array:
    angle = np.asarray(angle, dtype=np.float64)
    out = np.zeros((*angle.shape, 3, 3))
    c, s = np.cos(angle), np.sin(angle)
    k = 3 - i - j
    out[..., i, i] = out[..., j, j] = c
    out[..., j, i], out[..., i, j] = s, -s
    out[..., k, k] = 1
    return out


def frames(direction: Array, normal: Array) -> Array:
    """Matrices [..., 3, 3] of columns: direction, the part of the normal across it, and
    both their cross product."""
    first = unit(direction)
    second = unit(normal - dot(normal, first) * first)
    out = np.empty((*first.shape, 3))
    out[..., 0], out[..., 1] = first, second
    out[..., 2] = cross(first, second)
    return out


def cross(a: Array, b: Array) -> Array:
    a, b = np.broadcast_arrays(a, b)
    out = np.empty(a.shape)
    out[..., 0] = a[..., 1] * b[..., 2] - a[..., 2] * b[..., 1]
    out[..., 1] = a[..., 2] * b[..., 0] - a[..., 0] * b[..., 2]
    out[..., 2] = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return out


def blended(a: Array, b: Array, part: Array) -> Array:
    """Rotations between two; part [...] from 0 (a) to 1 (b)."""
    mixed = a + part[..., None, None] * (b - a)
    return frames(mixed[..., 0], mixed[..., 1])


def apply(matrices: Array, vectors: Array) -> Array:
    """Matrices [..., 3, 3] times vectors [..., 3]."""
    # Quicker than a product of matrices this small.
    out = matrices[..., 0] * vectors[..., :1]
    out += matrices[..., 1] * vectors[..., 1:2]
    out += matrices[..., 2] * vectors[..., 2:]
    return out


class Pose:
    """One body in `count` frames. What is not touched stays as the body stands."""

    def __init__(self, body: Body, count: int):
        self.body, self.count = body, count
        n, legs = len(body.parents), len(body.legs)
        self.rot = np.zeros((n, count, 3))
        self.touched = np.zeros(n, bool)
        self.move = np.zeros((count, 3))  # of the main bone
        self.tips = np.repeat(body.leg_tips[:, None], count, 1)  # [L, F, 3]
        self.pitch = np.zeros((legs, count))  # of the feet: + lowers the toes
        self.yaw = np.zeros((legs, count))  # of the feet
        self.loose = np.zeros((legs, count))  # 0: on the ground; 1: moved by the body
        self.spread_knees = np.zeros((legs, count))  # 1: knees point to the sides
        self.aims: dict[int, Array] = {}  # of limbs: [k, F, 3, 3] from the attach bone
        self.over = 0.0  # the farthest that a foot was out of reach while planted

    def turn(
        self,
        bones: int | Sequence[int] | None,
        x: ArrayLike = 0.0,
        y: ArrayLike = 0.0,
        z: ArrayLike = 0.0,
    ) -> None:
        """Adds to the turns of bones; x, y, z: a number, [F] or [bones, F]."""
        if bones is None:
            return
        if isinstance(bones, (int, np.integer)):
            bones = [int(bones)]
        if not len(bones):
            return
        for axis, value in enumerate((x, y, z)):
            if isinstance(value, np.ndarray) or value:
                self.rot[bones, :, axis] += value
        self.touched[bones] = True

    def spread(
        self,
        bones: Sequence[int],
        x: ArrayLike = 0.0,
        y: ArrayLike = 0.0,
        z: ArrayLike = 0.0,
    ) -> None:
        """Turns that are shared out among the bones of a chain."""
        n = max(len(bones), 1)
        self.turn(bones, *(np.asarray(v) / n for v in (x, y, z)))

    def aim(
        self, limb: int, weights: dict[str, ArrayLike], swing: Array | None = None
    ) -> None:
        """Puts an arm or wing between postures (weights: of each, numbers or [F]) and
        swings it: rotation vectors [F, 3] or [k, F, 3] about the axes of the body."""
        of = self.body.limbs[limb]
        direction, normal = of.blend(weights, self.count)
        matrices = frames(direction, normal) @ of.canon_t[:, None]
        if swing is not None:
            matrices = rotations(swing) @ matrices
        self.aims[limb] = matrices

    def solve(self) -> tuple[Array, Array, Array]:
        """World rotations [N, F, 3, 3] from the standing pose; heads and tails
        [F, N, 3]."""
        body = self.body
        self.over = 0.0
        q = np.empty((len(body.parents), self.count, 3, 3))
        known = np.flatnonzero(self.touched)
        turns = np.empty_like(q)
        if len(known):
            turns[known] = rotations(self.rot[known])
        eye = np.eye(3)
        for bone in body.roots:
            q[bone] = turns[bone] if self.touched[bone] else eye
        for bones, parents in body.levels:
            q[bones] = q[parents]
            moved = self.touched[bones]
            if moved.any():
                at = bones[moved]
                q[at] = q[at] @ turns[at]
        redo = []
        for number, matrices in self.aims.items():
            limb = body.limbs[number]
            q[limb.bones] = q[limb.attach] @ matrices
            redo += limb.after
        if body.leg_groups:
            self.bend_legs(q)
            redo += body.after_legs
        for bone in redo:
            q[bone] = q[body.parents[bone]]
            if self.touched[bone]:
                q[bone] = q[bone] @ turns[bone]
        heads = self.heads_of(q)
        tails = heads + apply(q, body.along[:, None])
        heads = np.ascontiguousarray(heads.transpose(1, 0, 2))
        tails = np.ascontiguousarray(tails.transpose(1, 0, 2))
        for bone, source in body.followers:
            shift = tails[:, source] - body.tails[source]
            heads[:, bone] = body.heads[bone] + shift
            tails[:, bone] = body.tails[bone] + shift
            q[bone] = eye
        return q, heads, tails

    def heads_of(self, q: Array) -> Array:
        body = self.body
        heads = apply(q[body.parent_or_self], body.offsets[:, None])
        heads[body.roots] = body.offsets[body.roots][:, None]
        heads[body.main] += self.move
        for bones, parents in body.levels:
            heads[bones] += heads[parents]
        return heads

    def hips_of(self, q: Array) -> Array:
        """Heads [N, F, 3] of the legs' first bones and of what they hang on alone."""
        body = self.body
        heads = np.empty((*q.shape[:2], 3))
        for bone in body.above_legs:
            parent = body.parents[bone]
            if parent < 0:
                heads[bone] = body.offsets[bone]
            else:
                heads[bone] = heads[parent] + apply(q[parent], body.offsets[bone])
            if bone == body.main:
                heads[bone] += self.move
        return heads

    def bend_legs(self, q: Array) -> None:
        body = self.body
        heads = self.hips_of(q)
        # Where the feet would be if they were part of the trunk.
        around = self.tips - body.heads[body.main]
        carried = apply(q[body.main][None], around) + heads[body.main]
        targets = self.tips + self.loose[..., None] * (carried - self.tips)
        for group in body.leg_groups:
            self.bend_group(group, q, heads, targets[group.legs])

    def bend_group(self, g: LegGroup, q: Array, heads: Array, tip: Array) -> None:
        body, loose = self.body, self.loose[g.legs]
        carrier = q[g.attach]
        hip = heads[g.bones[:, 0]]
        foot = self.foot_turn(g, carrier, hip, tip)
        for k in range(g.pre):
            bone = g.bones[:, k]
            q[bone] = self.shoulder_turn(g, carrier, hip, tip)
            hip = hip + apply(q[bone], (g.starts[:, k + 1] - g.starts[:, k])[:, None])
        ankle = tip
        for k in range(g.pre + g.bend, g.bones.shape[1]):
            bone = g.bones[:, k]
            q[bone] = foot
            ankle = ankle - apply(foot, (g.starts[:, k + 1] - g.starts[:, k])[:, None])
        first = g.bones[:, g.pre]
        to = ankle - hip
        distance = np.sqrt(dot(to, to)[..., 0])
        if g.bend == 1:
            length = g.lengths[:, :1]
            level = self.level_leg(g, to, length)
            # Too low for a leg that stands: it lies out ahead (or to the side).
            stands = g.tips[:, 2:] - hip[..., 2]
            lying = np.clip((0.75 + stands / length) / 0.2, 0, 1)
            if lying.any():
                down = np.minimum(stands, -0.05 * length)
                out = np.sqrt(np.maximum(length**2 - down**2, 1e-12))
                way = unit(to[..., :2] + 0.3 * length[..., None] * g.ahead[:, None])
                low = np.concatenate([out[..., None] * way, down[..., None]], -1)
                level += lying[..., None] * (low - level)
            lifted = np.clip(
                ((tip - g.tips[:, None])[..., 2] / length - 0.4) / 0.3, 0, 1
            )
            if lifted.any():
                straight = unit(to) * length[..., None]
                level += (lifted * (1 - lying))[..., None] * (straight - level)
            # A planted foot of a stiff leg keeps its place on the floor.
            to = level + loose[..., None] * (to - level)
            side = self.knee_side(g, carrier, unit(to))
            q[first] = frames(to, side) @ g.canon_t[0][:, None]
            return
        l1, l2 = g.lengths[:, :1], g.lengths[:, 1:2]
        most = STRETCHED * (l1 + l2)
        over = ((distance - most) * (loose < 0.01) / body.size).max()
        self.over = max(self.over, float(over))
        reach = np.clip(distance, np.abs(l1 - l2) * 1.02 + 1e-9, most)
        along = to / np.maximum(distance, 1e-12)[..., None]
        side = self.knee_side(g, carrier, along)
        cosine = np.clip((l1**2 + reach**2 - l2**2) / (2 * l1 * reach), -1, 1)
        sine = np.sqrt(1 - cosine**2)
        # Both bones lie in the plane of `along` and `side`; their frames follow.
        basis = np.stack([along, side, cross(along, side)], -1)
        for k, (c, s) in enumerate(
            ((cosine, sine), ((reach - l1 * cosine) / l2, -l1 * sine / l2))
        ):
            plane = np.zeros((*c.shape, 3, 3))
            plane[..., 0, 0], plane[..., 1, 0] = c, s
            plane[..., 2, 1] = 1
            plane[..., 0, 2], plane[..., 1, 2] = s, -c
            q[g.bones[:, g.pre + k]] = basis @ (plane @ g.canon_t[k][:, None])

    def knee_side(self, g: LegGroup, carrier: Array, along: Array) -> Array:
        """Where knees point, across the leg: turned as the leg is, by the least turn
        from how it stands, which never flips while a leg is in front of its hip."""
        side = g.side[:, None]
        aside = self.spread_knees[g.legs]
        if aside.any():
            side = side + aside[..., None] * (g.aside - 0.7 * g.side)[:, None]
            side = unit(side - dot(side, g.along[:, None]) * g.along[:, None])
        stood, side = apply(carrier, g.along[:, None]), apply(carrier, side)
        turn = dot(side, along) / np.maximum(1 + dot(stood, along), 0.02)
        return unit(side - turn * (stood + along))

    def level_leg(self, g: LegGroup, to: Array, length: Array) -> Array:
        """Where a stiff leg points while its foot is on the ground: below the body, as
        far ahead as the foot; beside it, on an arc about the hip."""
        out = np.maximum(np.sqrt(dot(to[..., :2], to[..., :2])[..., 0]), 1e-12)
        flat = np.where(g.arc, g.flat, np.minimum(out, 0.97 * length))
        level = to.copy()
        level[..., :2] *= (flat / out)[..., None]
        down = -np.sqrt(np.maximum(length**2 - flat**2, 1e-12))
        level[..., 2] = np.where(g.arc, to[..., 2], down)
        return level

    def azimuth(self, g: LegGroup, hip: Array, tip: Array) -> Array:
        to = tip - hip
        turn = np.arctan2(to[..., 1], to[..., 0]) - g.azimuth[:, None]
        return (turn + np.pi) % (2 * np.pi) - np.pi

    def foot_turn(self, g: LegGroup, carrier: Array, hip: Array, tip: Array) -> Array:
        if g.splayed:
            ground = about_z(self.azimuth(g, hip, tip))
        else:
            ground = about_z(self.yaw[g.legs])
        loose = self.loose[g.legs]
        if loose.any():
            ground = blended(ground, carrier, loose)
        pitch = self.pitch[g.legs]
        return ground @ about_x(pitch) if pitch.any() else ground

    def shoulder_turn(
        self, g: LegGroup, carrier: Array, hip: Array, tip: Array
    ) -> Array:
        if g.splayed:
            return carrier @ about_z(0.7 * self.azimuth(g, hip, tip))
        ahead = hip[..., 1] - tip[..., 1] - (g.hips - g.tips)[:, None, 1]
        return carrier @ about_x(-0.35 * ahead / g.height)
