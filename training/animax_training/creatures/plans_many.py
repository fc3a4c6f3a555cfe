"""Random bodies with six legs and more, and of people and their like."""

from __future__ import annotations

import numpy as np

from . import parts
from .body import Builder
from .parts import SIDES, vec
from .plans import angle, detail_of


def insect(b: Builder, name: str) -> None:
    """Six legs (or none that matter), a hind body, wings, feelers."""
    rng, detail = b.rng, detail_of(b.rng)
    b.traits.update(detail=detail, gait="hexapod", weight=0.3)
    winged = name in ("bee", "wasp", "fly", "butterfly", "dragonfly", "mosquito")
    high = rng.uniform(0.3, 0.6) * (1.3 if name == "ant" else 1.0)
    trunk = parts.level_trunk(b, 1, 0.5, high, high)
    thorax = trunk[0]
    front, rear = b.tails[thorax], b.heads[thorax]
    parts.neck_and_head(b, thorax, front, 0, 0, 0, 0, rng.uniform(0.2, 0.4),
                        angle(rng, (-30, 10)))  # fmt: skip
    long = {"dragonfly": 1.5, "ant": 0.8, "wasp": 0.8, "beetle": 0.7}.get(name, 0.6)
    long *= rng.uniform(0.8, 1.2)
    count = (int(rng.integers(0, 2)), int(rng.integers(1, 3)), int(rng.integers(1, 5)))
    bend = -0.5 if name in ("wasp", "bee") else 0.0
    parts.tail(b, thorax, rear, max(count[detail], int(name == "dragonfly")), long,
               angle(rng, (-15, 15)), bend)  # fmt: skip
    if detail and rng.random() < 0.7:
        b.parts["feelers"] = [
            parts.fin(b, f"feeler.{parts.SIDE_NAMES[s]}", b.parts["head"],
                      b.tails[b.parts["head"]] + vec(s * 0.05, 0.08, 0.05),
                      vec(s * 0.15, -0.25, 0.2), int(rng.integers(1, 3)))
            for s in SIDES
        ]  # fmt: skip
    radius = rng.uniform(0.35, 0.8)
    segments = (1, int(rng.integers(2, 4)), int(rng.integers(2, 5)))[detail]
    if not winged or rng.random() < 0.75:
        for row, (y, turn) in enumerate(((-0.18, -0.7), (0.0, 0.05), (0.18, 0.75))):
            for side in SIDES:
                hip = vec(side * 0.12, y, high * 0.9)
                wide = radius * (1.1 if row == 2 else 0.95)
                parts.splayed_leg(b, f"leg{row}", thorax, side, row, hip, turn, wide,
                                  segments, 0.3)  # fmt: skip
    if winged or (name == "beetle" and rng.random() < 0.4):
        insect_wings(b, name, thorax)


def insect_wings(b: Builder, name: str, thorax: int) -> None:
    rng = b.rng
    span = {"butterfly": 1.2, "dragonfly": 1.4}.get(name, 0.8) * rng.uniform(0.8, 1.3)
    pairs = 2 if name in ("butterfly", "dragonfly") else int(rng.integers(1, 3))
    count = 1 if rng.random() < 0.7 else 2
    butterfly = name == "butterfly"
    stand = "spread" if name == "dragonfly" or rng.random() < 0.3 else "folded"
    for row in range(pairs):
        for side in SIDES:
            root = (b.heads[thorax] + b.tails[thorax]) / 2
            root = root + vec(side * 0.08, -0.08 + 0.18 * row, 0.1)
            parts.insect_wing(b, thorax, side, root, span * (1 - 0.2 * row), row, count,
                              stand, butterfly)  # fmt: skip
    beat = rng.uniform(1.0, 2.0) if butterfly else rng.uniform(1.8, 2.8)
    b.traits.update(flies=True, hovers=True, beat=beat)


def spider(b: Builder, name: str) -> None:
    """Spiders and scorpions: eight legs."""
    rng, detail = b.rng, max(detail_of(b.rng), int(b.rng.random() < 0.5))
    b.traits.update(detail=detail, gait="octopod", weight=0.25)
    scorpion = name == "scorpion"
    high = rng.uniform(0.2, 0.3) if scorpion else rng.uniform(0.3, 0.65)
    trunk = parts.level_trunk(b, 1, 0.5, high, high)
    body = trunk[0]
    if rng.random() < 0.7 or scorpion:
        parts.neck_and_head(b, body, b.tails[body], 0, 0, 0, 0, rng.uniform(0.12, 0.25),
                            angle(rng, (-30, 0)))  # fmt: skip
    if scorpion:
        count = int(rng.integers(3, 8))
        parts.tail(b, body, b.heads[body], count, rng.uniform(1.3, 1.9),
                   angle(rng, (0, 30)), np.radians(rng.uniform(120, 190)))  # fmt: skip
    elif detail or rng.random() < 0.6:
        parts.tail(b, body, b.heads[body], 1, rng.uniform(0.4, 0.8),
                   angle(rng, (-5, 25)), 0)  # fmt: skip
    if scorpion:
        lengths = [0.3, 0.3, 0.25]
        for side in SIDES:
            at = b.tails[body] + vec(side * 0.12, 0, 0)
            claw(b, body, side, at, lengths[: 2 + int(detail == 2)])
    radius = rng.uniform(0.5, 0.7) if scorpion else rng.uniform(0.6, 1.2)
    segments = (1, int(rng.integers(2, 4)), int(rng.integers(2, 5)))[detail]
    for row, turn in enumerate((-0.95, -0.3, 0.35, 0.95)):
        for side in SIDES:
            hip = vec(side * 0.13, -0.18 + 0.12 * row, high)
            wide = radius * (1.05 if row in (0, 3) else 0.95)
            parts.splayed_leg(
                b, f"leg{row}", body, side, row, hip, turn, wide, segments, 0.35
            )


def claw(
    b: Builder, attach: int, side: int, root: np.ndarray, lengths: list[float]
) -> None:
    table = parts.table_of("claw", len(lengths))
    name = f"claw.{parts.SIDE_NAMES[side]}"
    limb = b.limb("claw", name, attach, side, 0, root, lengths, table, "down")
    hand = limb.bones[-1]
    if b.rng.random() < 0.5:
        end = b.tails[hand]
        grip = b.bone(f"pincer.{parts.SIDE_NAMES[side]}", hand, end,
                      end + vec(-side * 0.04, -0.15, 0))  # fmt: skip
        b.parts.setdefault("pincers", []).append((grip, side))


def crab(b: Builder, name: str) -> None:
    rng, detail = b.rng, detail_of(b.rng)
    b.traits.update(detail=detail, gait="crab", weight=0.25)
    lobster = name == "lobster"
    high = rng.uniform(0.25, 0.4)
    length = 0.9 if lobster else 0.5
    wide = 0.18 if lobster else rng.uniform(0.3, 0.45)
    trunk = parts.level_trunk(b, 1, length, high, high)
    body = trunk[0]
    if rng.random() < 0.4 or lobster:
        parts.neck_and_head(b, body, b.tails[body], 0, 0, 0, 0, 0.15, 0.0)
    if lobster:
        parts.tail(b, body, b.heads[body], int(rng.integers(1, 5)), 0.8, -0.1, -0.3)
        b.traits["gait"] = "octopod"
    radius = rng.uniform(0.35, 0.65)
    segments = (1, 2, int(rng.integers(2, 4)))[detail]
    rows = int(rng.integers(3, 5))
    for row, turn in enumerate(np.linspace(-0.55, 0.7, rows)):
        for side in SIDES:
            y = (row / (rows - 1) - 0.5) * length * 0.7
            hip = vec(side * wide, y, high * 0.9)
            parts.splayed_leg(b, f"leg{row}", body, side, row, hip, float(turn), radius,
                              segments, 0.3)  # fmt: skip
    size = rng.uniform(0.7, 1.2)
    for side in SIDES:
        at = b.tails[body] + vec(side * wide * 0.8, 0.03, 0)
        claw(
            b,
            body,
            side,
            at,
            [0.3 * size, 0.28 * size, 0.2 * size][: 2 + int(detail > 0)],
        )


def centipede(b: Builder, name: str) -> None:
    rng, detail = b.rng, detail_of(b.rng)
    b.traits.update(detail=detail, gait="wave", weight=0.25)
    caterpillar = name == "caterpillar"
    pairs = int(rng.integers(4, 7 + 2 * detail))
    high = rng.uniform(0.08, 0.16)
    trunk = parts.level_trunk(b, pairs, 1.6, high, high)
    parts.neck_and_head(b, trunk[-1], b.tails[trunk[-1]], 0, 0, 0, 0, 0.2, 0.0)
    if rng.random() < 0.6:
        b.parts["feelers"] = [
            parts.fin(b, f"feeler.{parts.SIDE_NAMES[s]}", b.parts["head"],
                      b.tails[b.parts["head"]], vec(s * 0.12, -0.2, 0.05), 1)
            for s in SIDES
        ]  # fmt: skip
    b.parts["tail"] = []
    segments = 1 if detail < 2 or caterpillar or rng.random() < 0.5 else 2
    radius = 0.06 if caterpillar else rng.uniform(0.18, 0.32)
    for row, bone in enumerate(reversed(trunk)):
        at = (b.heads[bone] + b.tails[bone]) / 2
        for side in SIDES:
            hip = at + vec(side * 0.06, 0, -0.01)
            parts.splayed_leg(
                b, f"leg{row}", bone, side, row, hip, 0.1, radius, segments, 0.3
            )
    b.traits["caterpillar"] = caterpillar


PEOPLE = {  # legs, trunk, head, arms in heights; width of shoulders
    "person": (0.47, 0.32, 0.15, 0.42, 0.11),
    "child": (0.38, 0.34, 0.22, 0.36, 0.11),
    "goblin": (0.33, 0.36, 0.24, 0.46, 0.14),
    "ogre": (0.36, 0.42, 0.15, 0.5, 0.2),
    "robot": (0.44, 0.34, 0.16, 0.42, 0.15),
    "skeleton": (0.48, 0.32, 0.15, 0.43, 0.12),
    "zombie": (0.46, 0.33, 0.15, 0.43, 0.12),
    "dwarf": (0.3, 0.4, 0.22, 0.38, 0.15),
    "ape": (0.3, 0.44, 0.17, 0.56, 0.17),
    "knight": (0.46, 0.33, 0.15, 0.42, 0.14),
    "alien": (0.45, 0.28, 0.22, 0.44, 0.09),
    "imp": (0.4, 0.32, 0.2, 0.4, 0.12),
    "angel": (0.47, 0.32, 0.15, 0.42, 0.12),
}


def person(b: Builder, name: str) -> None:
    rng, detail = b.rng, detail_of(b.rng)
    b.traits.update(detail=detail, gait="biped", weight=0.3)
    leg, torso, head, arm, wide = (v * rng.uniform(0.88, 1.12) for v in PEOPLE[name])
    count = (1, int(rng.integers(1, 4)), int(rng.integers(2, 5)))[detail]
    trunk = parts.upright_trunk(b, count, leg, leg + torso)
    chest = trunk[-1]
    top = b.tails[chest]
    neck = int(detail > 0 and rng.random() < 0.8)
    long = 0.06
    at = top if neck else top + vec(0, 0, long * 0.5)
    parent, bones = chest, []
    if neck:
        bones = b.chain("neck", chest, [at, at + vec(0, -0.01, long)])
        parent, at = bones[0], at + vec(0, -0.01, long)
    b.parts["neck"] = bones
    b.parts["head"] = b.bone("head", parent, at, at + vec(0, -0.02, head))
    if detail == 2 and rng.random() < 0.3:
        b.parts["jaw"] = b.bone("jaw", b.parts["head"], at + vec(0, -0.02, 0.02),
                                at + vec(0, -head * 0.6, -0.02))  # fmt: skip
    people_arms(b, name, chest, top, arm, wide, detail)
    segments = (1, int(rng.integers(2, 4)), int(rng.integers(3, 5)))[detail]
    if detail == 0 and rng.random() < 0.3:
        segments = 2
    hip = wide * rng.uniform(0.45, 0.7)
    for side in SIDES:
        at = vec(side * hip, b.heads[trunk[0]][1], leg * rng.uniform(0.93, 0.99))
        parts.upright_leg(b, "leg", trunk[0], side, 0, at, "human", segments,
                          hip * rng.uniform(0.9, 1.3))  # fmt: skip
    if name == "imp" or (name == "alien" and rng.random() < 0.2):
        parts.tail(
            b, trunk[0], b.heads[trunk[0]], int(rng.integers(1, 5)), 0.4, -0.8, 0.8
        )
    if name == "angel" or (name == "imp" and rng.random() < 0.5):
        span, stand = rng.uniform(0.4, 0.8), "half"
        bones_ = int(rng.integers(1, 4))
        for side in SIDES:
            root = top + vec(side * 0.03, 0.06, -0.08)
            parts.wing(b, chest, side, root, span, bones_, stand)
        b.traits.update(flies=True, beat=rng.uniform(0.8, 1.8))


def people_arms(
    b: Builder, name: str, chest: int, top: np.ndarray, arm: float, wide: float,
    detail: int,
) -> None:  # fmt: skip
    rng = b.rng
    hands = (int(rng.random() < 0.2), int(rng.random() < 0.7), 1)[detail]
    lengths = [arm * 0.45, arm * 0.42, arm * 0.16][: 2 + hands]
    if detail == 0 and rng.random() < 0.6:
        lengths = [arm]
    fingers = int(rng.choice([0, 1, 3, 5])) if detail == 2 else 0
    collar = detail == 2 and rng.random() < 0.6
    stand = "wide" if name in ("ogre", "ape", "robot") else "down"
    for side in SIDES:
        root = top + vec(side * wide, 0.01, -0.02)
        attach = chest
        if collar:
            attach = b.bone(f"collar.{parts.SIDE_NAMES[side]}", chest,
                            top + vec(side * 0.02, 0, -0.02), root)  # fmt: skip
        parts.arm(b, attach, side, root, lengths, stand, fingers)


def walker(b: Builder, _name: str) -> None:
    """Machines and eggs on two legs, without arms."""
    rng, detail = b.rng, detail_of(b.rng)
    b.traits.update(detail=detail, gait="biped", weight=0.4)
    leg = rng.uniform(0.45, 0.65)
    trunk = parts.upright_trunk(b, 1, leg, leg + rng.uniform(0.25, 0.4))
    if rng.random() < 0.3:
        at = b.tails[trunk[0]]
        b.parts["head"] = b.bone("head", trunk[0], at, at + vec(0, -0.02, 0.15))
    style = "bird" if rng.random() < 0.6 else "human"
    segments = (1, int(rng.integers(2, 4)), int(rng.integers(3, 5)))[detail]
    wide = rng.uniform(0.12, 0.2)
    for side in SIDES:
        hip = vec(side * wide, 0, leg * 0.97)
        parts.upright_leg(b, "leg", trunk[0], side, 0, hip, style, segments, wide)
    if rng.random() < 0.4:
        for side in SIDES:
            at = b.tails[trunk[0]] + vec(side * wide * 1.2, 0, -0.1)
            b.bone(f"gun.{parts.SIDE_NAMES[side]}", trunk[0], at, at + vec(0, -0.3, 0))


def centaur(b: Builder, _name: str) -> None:
    """The upper body of a person on that of a horse (or of a spider: eight legs)."""
    rng, detail = b.rng, max(detail_of(b.rng), 1)
    b.traits.update(detail=detail, gait="quad", weight=0.3)
    high = rng.uniform(0.75, 1.0)
    trunk = parts.level_trunk(b, int(rng.integers(1, 4)), 1.0, high, high)
    front = trunk[-1]
    base = b.tails[front] + vec(0, 0, 0.05)
    torso = b.chain("torso", front, base + vec(0, 0, 1) * 0.5 * np.linspace(
        0, 1, int(rng.integers(2, 4)))[:, None])  # fmt: skip
    b.parts["torso"] = torso
    top = b.tails[torso[-1]]
    b.parts["neck"] = []
    b.parts["head"] = b.bone(
        "head", torso[-1], top + vec(0, 0, 0.03), top + vec(0, -0.02, 0.28)
    )
    people_arms(b, "person", torso[-1], top, 0.6, 0.17, detail)
    parts.tail(b, trunk[0], b.heads[trunk[0]], int(rng.integers(1, 4)), 0.5, -0.9, -0.3)
    segments = int(rng.integers(2, 5))
    for row, style, y, bone in (
        (0, "hoof_fore", -0.45, front),
        (1, "hoof_hind", 0.45, trunk[0]),
    ):
        for side in SIDES:
            hip = vec(side * 0.13, y, high * 0.92)
            parts.upright_leg(
                b,
                ("foreleg", "hindleg")[row],
                bone,
                side,
                row,
                hip,
                style,
                segments,
                0.12,
            )
