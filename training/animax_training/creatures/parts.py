"""Parts that plans put bodies together from: trunks, necks, heads, tails, legs, arms,
wings, and the spare bones of real rigs."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from .body import LEFT, RIGHT, Builder, Leg, LegShape, Limb, Table, arc
from .pose import Array, unit

SIDES = (LEFT, RIGHT)
SIDE_NAMES = {LEFT: "L", RIGHT: "R", 0: "M"}
UP, AHEAD, BACK = np.array([0, 0, 1.0]), np.array([0, -1.0, 0]), np.array([0, 1.0, 0])


def vec(x: float, y: float, z: float) -> Array:
    return np.array([x, y, z], dtype=np.float64)


def floor_root(b: Builder, share: float = 0.3) -> int:
    """A root bone on the floor (or, now and then, where the hips are), or none."""
    if b.rng.random() >= share:
        return -1
    tail = vec(0, 0, 0.25) if b.rng.random() < 0.5 else vec(0, 0.3, 0)
    return b.bone("root", -1, vec(0, 0, 0), tail, b.rng.random() < 0.4)


def level_trunk(
    b: Builder, count: int, length: float, hips: float, chest: float, arch: float = 0.0
) -> list[int]:
    """Bones from the hips (behind, `hips` high) to the chest; one in the middle of the
    body for count 1."""
    root = floor_root(b)
    t = np.linspace(0, 1, count + 1)
    points = np.zeros((count + 1, 3))
    points[:, 1] = length * (0.5 - t)
    points[:, 2] = hips + (chest - hips) * t + arch * np.sin(np.pi * t)
    trunk = b.chain("spine", root, points)
    b.main = trunk[0]
    b.parts["trunk"] = trunk
    b.traits["trunk"] = length
    b.traits["floor_root"] = root
    return trunk


def upright_trunk(b: Builder, count: int, low: float, high: float) -> list[int]:
    root = floor_root(b)
    t = np.linspace(0, 1, count + 1)
    points = np.zeros((count + 1, 3))
    points[:, 2] = low + (high - low) * t
    points[:, 1] = 0.03 * (high - low) * np.sin(np.pi * t)
    trunk = b.chain("spine", root, points)
    b.main = trunk[0]
    b.parts["trunk"] = trunk
    b.traits["floor_root"] = root
    return trunk


def neck_and_head(
    b: Builder, attach: int, at: ArrayLike, neck: int, length: float, pitch: float,
    bend: float, head: float, head_pitch: float,
) -> None:  # fmt: skip
    """A neck of `neck` bones (0: none) and a head; pitches in radians above the
    horizontal."""
    at = np.asarray(at, dtype=np.float64)
    parent, bones = attach, []
    reach = vec(0, 0, 0)
    if not neck and b.rng.random() < 0.6:
        # One block for neck and head, hinged at the body; else a head apart from it.
        reach = at - b.tails[attach]
        at = b.tails[attach]
    if neck:
        points = arc(at, pitch, bend, length, neck, back=False)
        bones = b.chain("neck", attach, points)
        parent, at = bones[-1], points[-1]
    nose = at + reach + head * vec(0, -np.cos(head_pitch), np.sin(head_pitch))
    b.parts["neck"] = bones
    b.parts["head"] = b.bone("head", parent, at, nose)
    b.traits["head"] = head


def face(b: Builder, jaw: float = 0.0, ears: float = 0.0, horns: float = 0.0) -> None:
    """Spare bones of a head, each with a probability."""
    rng, head = b.rng, b.parts["head"]
    at, nose = b.heads[head], b.tails[head]
    size = float(np.linalg.norm(nose - at))
    along = (nose - at) / max(size, 1e-9)
    up = unit(np.cross(along, vec(1, 0, 0)) * -1)
    if up[2] < 0 or abs(up[2]) < 1e-6:
        up = -up if up[2] < 0 else vec(0, -1, 0)
    if rng.random() < jaw:
        start = at + along * size * 0.25 - up * size * 0.15
        b.parts["jaw"] = b.bone(
            "jaw", head, start, start + (along * 0.65 - up * 0.1) * size
        )
    for name, share, long, tilt in (
        ("ear", ears, rng.uniform(0.3, 0.6), 0.6),
        ("horn", horns, rng.uniform(0.4, 1.0), 0.3),
    ):
        if rng.random() >= share:
            continue
        found = []
        for side in SIDES:
            start = at + along * size * 0.2 + up * size * 0.3
            start = start + vec(side * 0.2 * size, 0, 0)
            tip = start + size * long * (up + vec(side * tilt, 0.2, 0))
            found.append(b.bone(f"{name}.{SIDE_NAMES[side]}", head, start, tip))
        b.parts[name + "s"] = found
    if rng.random() < 0.12:
        for side in SIDES:
            start = at + along * size * 0.5 + up * size * 0.2
            start = start + vec(side * 0.15 * size, 0, 0)
            b.bone(f"eye.{SIDE_NAMES[side]}", head, start, start + along * 0.15 * size)


def tail(
    b: Builder, attach: int, at: ArrayLike, count: int, length: float, pitch: float,
    bend: float,
) -> None:  # fmt: skip
    if not count:
        b.parts["tail"] = []
        return
    b.parts["tail"] = b.chain(
        "tail", attach, arc(at, pitch, bend, length, count, back=True)
    )


# Of styles of legs: what follows the two bent bones, in parts of the hip's height, for
# three and four segments; where the knee points; how straight; how far the ankle stands
# behind the hip.
FEET: dict[str, tuple[list[list[float]], list[float], float, float]] = {
    "hoof_fore": ([[0, -0.06, -0.3], [0, -0.05, -0.09]], [0, 1, 0], 0.975, 0.0),
    "hoof_hind": ([[0, -0.08, -0.33], [0, -0.05, -0.09]], [0, -1, 0], 0.92, 0.12),
    "paw_fore": ([[0, -0.05, -0.18], [0, -0.12, -0.05]], [0, 1, 0], 0.94, 0.03),
    "paw_hind": ([[0, -0.12, -0.27], [0, -0.12, -0.05]], [0, -1, 0], 0.86, 0.18),
    "flat_fore": ([[0, -0.16, -0.08], [0, -0.06, -0.02]], [0, 1, 0], 0.95, 0.02),
    "flat_hind": ([[0, -0.2, -0.09], [0, -0.06, -0.02]], [0, -1, 0], 0.94, 0.05),
    "column": ([[0, -0.1, -0.12], [0, -0.05, -0.03]], [0, -1, 0], 0.98, 0.02),
    "human": ([[0, -0.17, -0.09], [0, -0.07, -0.01]], [0, -1, 0], 0.987, 0.02),
    "bird": ([[0, -0.17, -0.38], [0, -0.2, -0.02]], [0, -1, 0], 0.82, 0.12),
    "long_hind": ([[0, -0.5, -0.1], [0, -0.12, -0.02]], [0, -1, 0], 0.72, 0.15),
}


def upright_leg(
    b: Builder, name: str, parent: int, side: int, row: int, hip: ArrayLike,
    style: str, segments: int, width: float,
) -> Leg:  # fmt: skip
    """A leg that stands below the body; width: how far out its foot stands."""
    rng = b.rng
    hip = np.asarray(hip, dtype=np.float64)
    height = hip[2]
    feet, pole, ratio, behind = FEET[style]
    count = max(segments - 2, 0)
    vectors = [vec(0, f[1], f[2]) * height for f in feet[:count]]
    if segments == 3 and style.startswith("paw"):
        # One bone for the foot stands lower than two.
        vectors = [vectors[0] * vec(0, 1.4, 0.7)]
    at = behind * height * rng.uniform(0.7, 1.2) if segments > 2 else 0.0
    tip = vec(side * width, hip[1] + at + sum(v[1] for v in vectors), 0)
    ratio = 1 - (1 - ratio) * rng.uniform(0.5, 1.3)
    shape = LegShape(
        [],
        min(segments, 2),
        vectors,
        vec(0.0, pole[1], 0.0),
        ratio,
        rng.uniform(0.44, 0.56),
    )
    return b.leg(f"{name}.{SIDE_NAMES[side]}", parent, side, row, hip, tip, shape)


def splayed_leg(
    b: Builder, name: str, parent: int, side: int, row: int, hip: ArrayLike,
    azimuth: float, radius: float, segments: int, rise: float,
) -> Leg:  # fmt: skip
    """A leg of an insect or spider: `azimuth` (of the left one, 0 is sideways, + is
    back), foot at `radius` from the hip; rise: of the knee."""
    rng = b.rng
    hip = np.asarray(hip, dtype=np.float64)
    out = vec(np.cos(azimuth), np.sin(azimuth), 0)
    tip = hip + radius * out * vec(side, 1, 1)
    tip[2] = 0
    height = hip[2]
    pre, foot = [], []
    if segments >= 4:
        pre = [out * radius * 0.14]
    if segments >= 3:
        drop = min(0.25 * radius, 0.6 * height + 0.1 * radius)
        foot = [out * radius * rng.uniform(0.02, 0.12) - UP * drop]
    pole = UP + rise * out
    ratio = rng.uniform(0.62, 0.82)
    shape = LegShape(pre, min(segments, 2), foot, pole, ratio, 0.5, True)
    return b.leg(f"{name}.{SIDE_NAMES[side]}", parent, side, row, hip, tip, shape)


def sprawled_leg(
    b: Builder, name: str, parent: int, side: int, row: int, hip: ArrayLike,
    radius: float, segments: int, slant: float,
) -> Leg:  # fmt: skip
    """A leg of a lizard or turtle: the upper part goes out, the lower one down."""
    hip = np.asarray(hip, dtype=np.float64)
    tip = hip + vec(side * radius, slant * radius, 0)
    tip[2] = 0
    foot = [vec(0.08, -0.25, -0.06) * radius] if segments > 2 else []
    pole = vec(0.6, 0.25 if row else -0.1, 1.0)
    shape = LegShape([], min(segments, 2), foot, pole, b.rng.uniform(0.78, 0.9))
    return b.leg(f"{name}.{SIDE_NAMES[side]}", parent, side, row, hip, tip, shape)


Postures = dict[str, tuple[list[list[float]], list[list[float]]]]
ARM: Postures = {
    # directions of upper arm, forearm, hand; normals (where the elbow's axis is)
    "down": ([[0.12, 0.03, -1], [0.05, -0.15, -1], [0.0, -0.15, -1]], [[1, 0, 0.1]]),
    "wide": ([[0.4, 0.05, -1], [0.25, -0.25, -1], [0.1, -0.25, -1]], [[1, 0, 0.4]]),
    "t": ([[1, 0, 0.02], [1, 0, 0], [1, 0, 0]], [[0, 0, 1]]),
    "a": ([[0.75, 0, -0.66], [0.75, -0.04, -0.66], [0.75, 0, -0.66]], [[0.7, 0, 0.7]]),
    "forward": ([[0.1, -1, -0.1], [-0.05, -1, 0.05], [0, -1, 0]], [[1, -0.1, 0]]),
    "bent": ([[0.25, 0.1, -1], [-0.05, -1, -0.1], [0, -1, 0]], [[1, 0, 0.2]]),
    "guard": ([[0.35, -0.4, -1], [-0.25, -0.6, 1], [-0.1, -0.2, 1]], [[1, 0.2, 0.3]]),
    "up": ([[0.25, -0.1, 1], [0.1, -0.15, 1], [0, 0, 1]], [[1, 0, -0.2]]),
    "hello": ([[0.9, -0.25, -0.1], [0.3, -0.25, 1], [0.1, -0.1, 1]], [[0.2, 1, 0.2]]),
    "back": ([[0.2, 0.75, -0.6], [0.1, 0.1, -1], [0, -0.2, -1]], [[1, 0, 0.1]]),
    "raised": ([[0.5, 0.3, 0.8], [0.0, 0.55, 0.8], [0, 0.6, 0.7]], [[1, -0.2, -0.4]]),
    "mouth": ([[0.3, -0.6, -0.7], [-0.55, -0.35, 0.8], [-0.5, 0.2, 0.5]], [[1, 0, 0]]),
    "hips": ([[0.8, 0.3, -0.7], [-0.65, -0.35, -0.6], [-0.7, -0.4, 0]], [[0, 1, 0]]),
    "low": ([[0.1, -0.55, -0.8], [0.0, -0.5, -1], [0, -0.4, -1]], [[1, 0, 0]]),
}


@cache
def table_of(kind: str, count: int) -> Table:
    """Postures of an arm (or a crab's claw) of `count` bones."""
    found = {"arm": ARM, "claw": CLAW}[kind]
    directions = [(d + [d[-1]] * count)[:count] for d, _ in found.values()]
    normals = [np.repeat(np.array(n[:1]), count, 0) for _, n in found.values()]
    return tuple(found), np.array(directions, float), np.array(normals, float)


def arm(
    b: Builder, attach: int, side: int, root: ArrayLike, lengths: list[float],
    stand: str = "down", fingers: int = 0,
) -> Limb:  # fmt: skip
    table = table_of("arm", len(lengths))
    name = f"arm.{SIDE_NAMES[side]}"
    limb = b.limb("arm", name, attach, side, 0, root, lengths, table, stand)
    hand = limb.bones[-1]
    end, along = b.tails[hand], unit(b.tails[hand] - b.heads[hand])
    across = unit(np.cross(along, vec(1, 0, 0.2)))
    size = 0.3 * lengths[-1]
    links = np.arange(3 if fingers > 2 else 2)[:, None]
    for f in range(fingers):
        start = end + across * size * (f - (fingers - 1) / 2)
        b.chain(f"finger{f}.{SIDE_NAMES[side]}", hand, start + along * size * links)
    return limb


CLAW: Postures = {
    "down": ([[1, -0.6, 0], [0.15, -1, 0.05], [-0.2, -1, 0]], [[0, 0, 1]]),
    "wide": ([[1, -0.2, 0.3], [0.5, -1, 0.2], [0.1, -1, 0.1]], [[0, 0, 1]]),
    "t": ([[1, 0, 0], [1, -0.1, 0], [1, 0, 0]], [[0, 0, 1]]),
    "a": ([[1, -0.4, -0.1], [1, -0.6, 0], [1, -0.6, 0]], [[0, 0, 1]]),
    "forward": ([[0.4, -1, 0], [-0.1, -1, 0.0], [-0.2, -1, 0]], [[0, 0, 1]]),
    "up": ([[0.8, -0.4, 0.7], [0.3, -0.5, 1], [0, -0.3, 1]], [[0, 0.6, 1]]),
    "mouth": ([[0.8, -0.8, 0], [-0.7, -0.6, 0], [-0.7, -0.4, 0]], [[0, 0, 1]]),
}


WING: Postures = {
    # directions of upper arm, forearm, hand, tip of the left wing; normals
    "spread": (
        [[1, 0.12, 0.15], [1, -0.22, 0.1], [1, 0.25, 0.02], [0.9, 0.5, 0]],
        [[0, 0.1, 1]] * 4,
    ),
    "half": (
        [[0.7, 0.6, 0.35], [0.65, -0.55, 0.15], [0.45, 0.9, 0], [0.3, 1, -0.1]],
        [[0.3, 0.1, 1]] * 4,
    ),
    "folded": (
        [[0.22, 0.9, 0.3], [0.12, -0.9, -0.2], [0.05, 1, -0.05], [-0.05, 1, -0.1]],
        [[1, 0.1, 0.3]] * 4,
    ),
    "raised": (
        [[0.45, 0.2, 1], [0.4, 0.0, 1], [0.35, 0.4, 0.9], [0.3, 0.6, 0.8]],
        [[-1, 0, 0.5]] * 4,
    ),
}


SINGLE = {  # wings of one bone
    "spread": [1, 0.1, 0.1], "half": [0.7, 0.7, 0.1], "folded": [0.15, 1, -0.15],
    "raised": [0.4, 0.2, 1],
}  # fmt: skip
OPEN = {"spread": 1.0, "half": 0.6, "folded": 0.15, "raised": 1.0}
SHARES = {1: [1.0], 2: [0.45, 0.55], 3: [0.28, 0.34, 0.38], 4: [0.2, 0.28, 0.28, 0.24]}


@cache
def wing_table(count: int, fingers: int) -> Table:
    """Fingers fan out from the last bone to the back."""
    all_directions, all_normals = [], []
    for name, (d, n) in WING.items():
        directions = [SINGLE[name]] if count == 1 else d[:count]
        last = unit(directions[-1])
        turns = (np.linspace(0.5, 1.5, fingers) * OPEN[name])[:, None]
        fan = np.cos(turns) * last + np.sin(turns) * vec(0.0, 1.0, -0.12)
        all_directions.append([*directions, *fan])
        all_normals.append(np.repeat(np.array(n[:1]), count + fingers, 0))
    return tuple(WING), np.array(all_directions, float), np.array(all_normals, float)


def wing(
    b: Builder, attach: int, side: int, root: ArrayLike, span: float, count: int,
    stand: str, fingers: int = 0,
) -> Limb:  # fmt: skip
    """A wing of one to four bones; fingers hold a skin out behind."""
    lengths = [s * span for s in SHARES[count]]
    lengths += [0.48 * span] * fingers
    links = [*range(-1, count - 1)] + [count - 2] * fingers
    table, name = wing_table(count, fingers), f"wing.{SIDE_NAMES[side]}"
    return b.limb("wing", name, attach, side, 0, root, lengths, table, stand, links)


@cache
def insect_table(row: int, count: int, upright: bool) -> Table:
    slant = 0.25 if row else -0.15
    folded = [0.12, 0.5, 1] if upright else [0.18, 1, 0.02]
    directions = [
        [1, slant, 0.15], [0.75, 0.7 + slant, 0.15], folded, [0.4, slant, 1],
    ]  # fmt: skip
    normals = [[0, 0, 1], [0.1, 0, 1], [0.3, 0, 1], [-1, 0, 0.4]]
    all_directions = np.repeat(np.array(directions, float)[:, None], count, 1)
    all_normals = np.repeat(np.array(normals, float)[:, None], count, 1)
    return tuple(WING), all_directions, all_normals


def insect_wing(
    b: Builder, attach: int, side: int, root: ArrayLike, length: float, row: int,
    count: int, stand: str, upright: bool = False,
) -> Limb:  # fmt: skip
    table, name = insect_table(row, count, upright), f"wing{row}.{SIDE_NAMES[side]}"
    lengths = [length / count] * count
    return b.limb("wing", name, attach, side, row, root, lengths, table, stand)


def fin(
    b: Builder, name: str, attach: int, root: ArrayLike, along: ArrayLike, count: int
) -> list[int]:
    """A chain of `count` bones along a vector."""
    root, along = np.asarray(root), np.asarray(along)
    points = root + along * np.linspace(0, 1, count + 1)[:, None]
    return b.chain(name, attach, points)


def spare_bones(b: Builder) -> None:
    """What real rigs have beside the body: targets of feet, sockets, twist bones,
    controls. Most of them do not deform the mesh."""
    rng = b.rng
    if b.legs and rng.random() < 0.3:
        deform = bool(rng.random() < 0.3)
        parent = b.traits.get("floor_root", -1)
        for leg in b.legs:
            last = leg.bones[-1]
            tip = b.tails[last]
            bone = b.bone(
                f"ik.{b.names[last]}",
                parent,
                tip,
                tip + vec(0, 0.08, 0) * b.size_now(),
                deform,
            )
            b.followers.append((bone, last))
    for limb in b.limbs:
        if limb.kind != "arm":
            continue
        first = limb.bones[0]
        at, end = b.heads[first], b.tails[first]
        if rng.random() < 0.15:
            b.bone(f"twist.{b.names[first]}", first, (at + end) / 2, end)
        if rng.random() < 0.15:
            hand = limb.bones[-1]
            step = vec(0, -0.4, 0) * np.linalg.norm(end - at)
            b.bone(f"socket.{b.names[hand]}", hand, b.tails[hand], b.tails[hand] + step)
    if rng.random() < 0.1:
        at = b.heads[b.main]
        b.bone("control", b.main, at, at + vec(0, 0, 0.2) * b.size_now(), False)
