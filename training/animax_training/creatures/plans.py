"""Random bodies of animals that stand on legs below or beside them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import parts
from .body import Builder
from .parts import SIDES, vec

Range = tuple[float, float]


@dataclass(frozen=True)
class Kind:
    """Proportions of a kind of four-legged animal, in lengths of its trunk; angles in
    degrees above the horizontal."""

    fore: str
    hind: str
    leg: Range  # height of the hips
    width: float  # of the body, half
    neck: Range
    neck_pitch: Range
    head: Range
    head_pitch: Range
    tail: Range
    tail_pitch: Range
    tail_bend: Range = (-40, 40)
    chest: Range = (0.95, 1.08)  # height of the shoulders, in heights of the hips
    ears: float = 0.4
    horns: float = 0.0
    most_neck: int = 2
    most_tail: int = 5


HOOFED = ("hoof_fore", "hoof_hind")
PAWED = ("paw_fore", "paw_hind")
FLAT = ("flat_fore", "flat_hind")
COLUMNS = ("column", "column")
KINDS: dict[str, Kind] = {
    "horse": Kind(*HOOFED, (0.85, 1.15), 0.13, (0.5, 0.75), (35, 60), (0.35, 0.5),
                  (-60, -25), (0.4, 0.8), (-80, -40)),
    "deer": Kind(*HOOFED, (0.9, 1.3), 0.11, (0.45, 0.7), (40, 70), (0.28, 0.4),
                 (-45, -10), (0.1, 0.25), (-50, 30), ears=0.6, horns=0.5, most_tail=2),
    "giraffe": Kind(*HOOFED, (1.3, 1.8), 0.14, (1.1, 1.6), (50, 75), (0.3, 0.4),
                    (-35, -5), (0.4, 0.7), (-80, -60), chest=(1.1, 1.3), most_neck=6),
    "cow": Kind(*HOOFED, (0.6, 0.85), 0.17, (0.2, 0.4), (5, 35), (0.3, 0.42),
                (-50, -10), (0.4, 0.7), (-85, -50), horns=0.6),
    "sheep": Kind(*HOOFED, (0.6, 0.85), 0.16, (0.2, 0.35), (20, 50), (0.25, 0.4),
                  (-40, -5), (0.08, 0.25), (-60, 10), horns=0.4, most_tail=2),
    "pig": Kind(*HOOFED, (0.35, 0.55), 0.18, (0.05, 0.2), (0, 20), (0.3, 0.45),
                (-35, 0), (0.1, 0.25), (0, 50), (-120, 200), most_tail=3),
    "camel": Kind(*HOOFED, (1.0, 1.3), 0.15, (0.6, 0.9), (10, 55), (0.28, 0.4),
                  (-25, 5), (0.3, 0.6), (-80, -50), most_neck=4),
    "dog": Kind(*PAWED, (0.6, 0.95), 0.12, (0.2, 0.4), (25, 60), (0.28, 0.45),
                (-30, 5), (0.3, 0.7), (-50, 60), ears=0.6),
    "wolf": Kind(*PAWED, (0.75, 1.0), 0.11, (0.25, 0.4), (10, 45), (0.32, 0.45),
                 (-30, 0), (0.45, 0.8), (-70, -20)),
    "fox": Kind(*PAWED, (0.55, 0.8), 0.1, (0.2, 0.35), (20, 50), (0.3, 0.42),
                (-30, 0), (0.7, 1.0), (-45, 0)),
    "cat": Kind(*PAWED, (0.5, 0.75), 0.1, (0.15, 0.3), (20, 50), (0.22, 0.36),
                (-20, 5), (0.7, 1.1), (-45, 50), (-20, 90), most_tail=7),
    "lion": Kind(*PAWED, (0.6, 0.8), 0.13, (0.2, 0.35), (15, 40), (0.3, 0.42),
                 (-30, 0), (0.7, 1.0), (-70, -20), (0, 70), most_tail=6),
    "bear": Kind(*FLAT, (0.5, 0.75), 0.2, (0.15, 0.35), (0, 35), (0.3, 0.42),
                 (-35, 0), (0.05, 0.12), (-60, 0), most_tail=1),
    "badger": Kind(*FLAT, (0.25, 0.4), 0.15, (0.1, 0.25), (0, 25), (0.25, 0.4),
                   (-25, 0), (0.15, 0.5), (-30, 20), most_tail=3),
    "rat": Kind(*FLAT, (0.25, 0.45), 0.14, (0.05, 0.2), (0, 30), (0.28, 0.45),
                (-30, 0), (0.6, 1.3), (-20, 15), (-30, 60), most_tail=8),
    "squirrel": Kind(*FLAT, (0.3, 0.5), 0.14, (0.08, 0.2), (10, 40), (0.28, 0.42),
                     (-25, 0), (0.7, 1.2), (30, 100), (-60, 90), most_tail=6),
    "elephant": Kind(*COLUMNS, (0.75, 1.0), 0.22, (0.1, 0.25), (0, 30), (0.3, 0.42),
                     (-60, -20), (0.3, 0.5), (-90, -70), (-10, 10), ears=0.9),
    "rhino": Kind(*COLUMNS, (0.5, 0.7), 0.2, (0.15, 0.3), (-10, 20), (0.35, 0.5),
                  (-50, -15), (0.2, 0.4), (-85, -50), horns=0.3, most_tail=2),
    "sauropod": Kind(*COLUMNS, (0.75, 1.0), 0.18, (0.9, 1.7), (15, 65), (0.18, 0.28),
                     (-30, 0), (1.0, 1.8), (-30, 10), (-20, 40), ears=0, most_neck=6,
                     most_tail=8),
    "stegosaur": Kind(*COLUMNS, (0.6, 0.8), 0.18, (0.25, 0.4), (-20, 15), (0.22, 0.32),
                      (-30, 5), (0.8, 1.1), (-20, 15), ears=0, chest=(0.7, 0.9)),
    "monkey": Kind(*FLAT, (0.6, 0.9), 0.13, (0.05, 0.15), (30, 60), (0.24, 0.34),
                   (-20, 5), (0.8, 1.3), (-30, 80), (-60, 160), most_tail=8),
    "dragon": Kind(*PAWED, (0.5, 0.85), 0.16, (0.6, 1.2), (15, 60), (0.32, 0.48),
                   (-35, 5), (0.9, 1.6), (-30, 15), (-20, 60), ears=0.1, horns=0.6,
                   most_neck=6, most_tail=8),
}  # fmt: skip
LEGGED_WEIGHTS = {
    "horse": 3, "deer": 2, "giraffe": 1, "cow": 2, "sheep": 1.5, "pig": 1.5,
    "camel": 0.7, "dog": 3, "wolf": 2, "fox": 1.5, "cat": 3, "lion": 2, "bear": 2,
    "badger": 1, "rat": 3, "squirrel": 1.2, "elephant": 2, "rhino": 1, "sauropod": 1.5,
    "stegosaur": 0.8, "monkey": 1, "dragon": 5,
}  # fmt: skip


def draw(rng: np.random.Generator, between: Range) -> float:
    return float(rng.uniform(*between))


def angle(rng: np.random.Generator, between: Range) -> float:
    return float(np.radians(rng.uniform(*between)))


def detail_of(rng: np.random.Generator) -> int:
    """0: an artist's blocks, a leg is one bone; 1: simple; 2: detailed."""
    return int(rng.choice(3, p=[0.3, 0.35, 0.35]))


def four_legged(b: Builder, name: str) -> None:
    rng, kind, detail = b.rng, KINDS[name], detail_of(b.rng)
    b.traits.update(detail=detail, gait="quad", weight=0.3)
    hips = draw(rng, kind.leg)
    chest = hips * draw(rng, kind.chest)
    count = (1, int(rng.integers(1, 4)), int(rng.integers(2, 6)))[detail]
    trunk = parts.level_trunk(b, count, 1.0, hips, chest, rng.uniform(-0.02, 0.06))
    long_neck = kind.most_neck > 3
    neck = int(rng.integers(1 if long_neck else 0, kind.most_neck + 1))
    neck = (min(neck, 2 if long_neck else 0), neck, neck)[detail]
    length = draw(rng, kind.neck)
    bend = angle(rng, (-50, 30)) if long_neck else angle(rng, (-15, 15))
    at = b.tails[trunk[-1]] + vec(0, 0, 0.04)
    pitch = angle(rng, kind.neck_pitch)
    if not neck:
        at = at + length * vec(0, -np.cos(pitch), np.sin(pitch))
    parts.neck_and_head(
        b, trunk[-1], at, neck, length, pitch, bend, draw(rng, kind.head),
        angle(rng, kind.head_pitch),
    )  # fmt: skip
    if detail:
        parts.face(b, 0.4 * detail, kind.ears * detail / 2, kind.horns)
    tails = (int(rng.integers(0, 2)), min(kind.most_tail, int(rng.integers(1, 4))),
             int(rng.integers(1, kind.most_tail + 1)))[detail]  # fmt: skip
    parts.tail(
        b, trunk[0], b.heads[trunk[0]], tails, draw(rng, kind.tail),
        angle(rng, kind.tail_pitch), angle(rng, kind.tail_bend),
    )  # fmt: skip
    legs_of_four(b, kind, detail, hips, chest, trunk)
    if name == "elephant":
        trunk_of_elephant(b, detail)
    if name == "dragon" and rng.random() < 0.92:
        dragon_wings(b, trunk[-1], detail)
    if name in ("horse", "rat", "dog") and detail == 2 and rng.random() < 0.05:
        b.traits["weight"] = 0.5


def legs_of_four(
    b: Builder, kind: Kind, detail: int, hips: float, chest: float, trunk: list[int]
) -> None:
    rng = b.rng
    segments = (1 if rng.random() < 0.75 else 2, int(rng.choice([2, 3], p=[0.4, 0.6])),
                int(rng.choice([3, 4], p=[0.55, 0.45])))[detail]  # fmt: skip
    width = kind.width * rng.uniform(0.75, 1.25)
    shift = rng.uniform(0, 0.08)
    for row, style, y, height, bone in (
        (0, kind.fore, -0.5 + shift, chest, trunk[-1]),
        (1, kind.hind, 0.5 - shift, hips, trunk[0]),
    ):
        top = height * rng.uniform(0.82, 1.0)
        for side in SIDES:
            hip = vec(side * width, y, top)
            parts.upright_leg(
                b, ("foreleg", "hindleg")[row], bone, side, row, hip, style, segments,
                width * 0.9,
            )  # fmt: skip


def trunk_of_elephant(b: Builder, detail: int) -> None:
    rng, head = b.rng, b.parts["head"]
    count = (1, int(rng.integers(2, 4)), int(rng.integers(3, 8)))[detail]
    at = b.tails[head]
    length = at[2] * rng.uniform(0.75, 0.92)
    points = parts.arc(
        at, np.radians(-75), np.radians(rng.uniform(-25, 15)), length, count, False
    )
    b.parts["proboscis"] = b.chain("trunk", head, points)


def wing_stand(rng: np.random.Generator, folded: float = 0.6) -> str:
    return "folded" if rng.random() < folded else "half"


def dragon_wings(b: Builder, chest: int, detail: int) -> None:
    rng = b.rng
    span = rng.uniform(0.8, 2.2)
    count = (int(rng.integers(1, 3)), int(rng.integers(2, 4)), 3)[detail]
    fingers = (0, int(rng.integers(0, 3)), int(rng.integers(2, 5)))[detail]
    stand = wing_stand(rng, 0.5)
    at = b.tails[chest] + vec(0, rng.uniform(0.05, 0.3), 0.06)
    for side in SIDES:
        root = at + vec(side * 0.09, 0, 0)
        parts.wing(b, chest, side, root, span, count, stand, fingers)
    b.traits.update(flies=True, beat=rng.uniform(0.7, 1.5))


def sprawled(b: Builder, name: str) -> None:
    """Lizards, crocodiles, turtles and frogs."""
    rng, detail = b.rng, detail_of(b.rng)
    b.traits.update(detail=detail, gait="sprawl", weight=0.3)
    turtle, frog = name == "turtle", name == "frog"
    hips = rng.uniform(0.12, 0.25) if not frog else rng.uniform(0.3, 0.45)
    rigid = turtle or frog or detail == 0
    count = 1 if rigid else int(rng.integers(2, 6))
    chest = hips * (rng.uniform(1.3, 1.9) if frog else rng.uniform(0.9, 1.15))
    trunk = parts.level_trunk(b, count, 1.0, hips, chest)
    neck = int(rng.integers(0, 3)) if detail else 0
    pitch = angle(rng, (-5, 25))
    length = rng.uniform(0.08, 0.25) if not turtle else rng.uniform(0.15, 0.35)
    at = b.tails[trunk[-1]]
    if not neck:
        at = at + vec(0, -0.05, 0)
    head = rng.uniform(0.25, 0.5) * (1.3 if name == "crocodile" else 1)
    parts.neck_and_head(b, trunk[-1], at, neck, length, pitch, 0, head, -pitch / 2)
    parts.face(b, 0.4 * detail)
    if not frog:
        tails = (int(rng.integers(0, 3)), int(rng.integers(1, 4)),
                 int(rng.integers(2, 9)))[detail]  # fmt: skip
        if turtle:
            tails = min(tails, 2)
        long = rng.uniform(0.1, 0.25) if turtle else rng.uniform(0.7, 1.6)
        parts.tail(
            b, trunk[0], b.heads[trunk[0]], tails, long, angle(rng, (-15, 5)), 0.1
        )
    segments = (1, int(rng.integers(2, 4)), 3)[detail]
    wide = rng.uniform(0.12, 0.2) * (1.6 if turtle else 1)
    for row, y, top, bone in ((0, -0.42, chest, trunk[-1]), (1, 0.45, hips, trunk[0])):
        for side in SIDES:
            hip = vec(side * wide, y, top * 0.95)
            if frog and row:
                hip = vec(side * 0.12, y, top * 0.95)
                frog_leg(b, bone, side, hip, segments)
            else:
                reach = rng.uniform(0.2, 0.3)
                parts.sprawled_leg(
                    b, ("foreleg", "hindleg")[row], bone, side, row, hip, reach,
                    segments, -0.3 if row == 0 else 0.35,
                )  # fmt: skip
    if frog:
        b.traits.update(gait="frog", hops=True)


def frog_leg(b: Builder, bone: int, side: int, hip: np.ndarray, segments: int) -> None:
    foot = [vec(0.12, -0.36, -0.04)] if segments > 2 else []
    tip = hip + vec(side * 0.28, -0.18 if foot else 0.05, 0)
    tip[2] = 0
    shape = parts.LegShape(
        [], min(segments, 2), foot, vec(0.8, -0.6, 0.5), b.rng.uniform(0.42, 0.6)
    )
    b.leg(f"hindleg.{parts.SIDE_NAMES[side]}", bone, side, 1, hip, tip, shape)


def hopper(b: Builder, name: str) -> None:
    """Rabbits, hares (on four legs) and kangaroos (on two)."""
    rng, detail = b.rng, detail_of(b.rng)
    b.traits.update(detail=detail, gait="hop", hops=True, weight=0.3)
    kangaroo = name == "kangaroo"
    hips = rng.uniform(0.75, 0.95) if kangaroo else rng.uniform(0.4, 0.55)
    chest = hips * (rng.uniform(1.4, 1.8) if kangaroo else rng.uniform(0.75, 0.95))
    count = (1, 2, int(rng.integers(2, 5)))[detail]
    trunk = parts.level_trunk(b, count, 0.8 if kangaroo else 1.0, hips, chest, 0.05)
    neck = 0 if detail == 0 else int(rng.integers(0, 2))
    parts.neck_and_head(
        b, trunk[-1], b.tails[trunk[-1]] + vec(0, -0.03, 0.08), neck, 0.16,
        angle(rng, (40, 70)), 0, rng.uniform(0.28, 0.4), angle(rng, (-25, 0)),
    )  # fmt: skip
    parts.face(b, 0.2 * detail, 1.0 if detail else 0.4)
    if kangaroo:
        tails = (1, int(rng.integers(1, 4)), int(rng.integers(3, 7)))[detail]
        parts.tail(b, trunk[0], b.heads[trunk[0]], tails, rng.uniform(0.9, 1.2),
                   angle(rng, (-50, -25)), angle(rng, (10, 50)))  # fmt: skip
    else:
        parts.tail(
            b, trunk[0], b.heads[trunk[0]], int(rng.integers(0, 2)), 0.12, 0.5, 0
        )
    segments = (1, int(rng.integers(2, 4)), int(rng.integers(3, 5)))[detail]
    for side in SIDES:
        hip = vec(side * 0.12, b.heads[trunk[0]][1] - 0.05, hips * 0.9)
        parts.upright_leg(
            b, "hindleg", trunk[0], side, 1, hip, "long_hind", segments, 0.15
        )
        at = b.tails[trunk[-1]] + vec(side * 0.1, 0.08, -0.02)
        if kangaroo:
            lengths = [0.2, 0.2, 0.08][: 3 if detail == 2 else 2]
            parts.arm(b, trunk[-1], side, at, lengths, "low")
        else:
            parts.upright_leg(b, "foreleg", trunk[-1], side, 0, at, "flat_fore",
                              min(segments, 3), 0.09)  # fmt: skip


def bird(b: Builder, name: str) -> None:
    """Birds on two legs, and raptors of old."""
    rng, detail = b.rng, detail_of(b.rng)
    big = name in ("emu", "raptor", "tyrant")
    b.traits.update(detail=detail, gait="bird", weight=0.3)
    duck = name in ("duck", "goose", "penguin")
    hips = {
        "emu": 1.5,
        "raptor": 1.0,
        "tyrant": 1.1,
        "duck": 0.45,
        "goose": 0.5,
        "penguin": 0.5,
        "flamingo": 2.2,
        "chicken": 0.8,
        "owl": 0.55,
    }.get(name, 0.6)
    hips *= rng.uniform(0.85, 1.2)
    slope = rng.uniform(0.0, 0.4) if not big else rng.uniform(-0.05, 0.15)
    if name in ("penguin", "owl"):
        slope = rng.uniform(0.6, 1.0)
    count = (1, int(rng.integers(1, 3)), int(rng.integers(1, 4)))[detail]
    length = 0.3 if name in ("penguin", "owl") else 0.8
    trunk = parts.level_trunk(b, count, length, hips, hips + slope)
    upright = {"emu": (0.9, 1.4), "flamingo": (0.9, 1.4), "goose": (0.4, 0.7),
               "raptor": (0.3, 0.5), "tyrant": (0.25, 0.4), "penguin": (0.05, 0.1),
               "owl": (0.03, 0.08)}.get(name, (0.12, 0.35))  # fmt: skip
    length = draw(rng, upright)
    most = 5 if length > 0.5 else 2
    neck = (
        int(length > 0.4),
        int(rng.integers(0, most)),
        int(rng.integers(1, most + 1)),
    )[detail]
    head = rng.uniform(0.28, 0.42) * (1.3 if name in ("raptor", "tyrant") else 1)
    at = b.tails[trunk[-1]]
    if not neck:
        at = at + vec(0, -0.05, length * 0.8)
    parts.neck_and_head(b, trunk[-1], at, neck, length, angle(rng, (45, 80)),
                        angle(rng, (-20, 40)), head, angle(rng, (-20, 0)))  # fmt: skip
    parts.face(b, 0.4 * detail)
    dinosaur = name in ("raptor", "tyrant")
    tails = int(rng.integers(2, 8)) if dinosaur else int(rng.integers(0, 3))
    if detail == 0:
        tails = min(tails, 1)
    long = rng.uniform(0.9, 1.4) if dinosaur else rng.uniform(0.25, 0.6)
    parts.tail(b, trunk[0], b.heads[trunk[0]], tails, long, angle(rng, (-25, 20)), 0.0)
    segments = (1, int(rng.integers(2, 4)), int(rng.integers(3, 5)))[detail]
    width = rng.uniform(0.1, 0.17)
    middle = b.heads[trunk[0]][1] - length_of(b) * rng.uniform(0.2, 0.4) * (
        0.6 if dinosaur else 1
    )
    for side in SIDES:
        hip = vec(side * width, middle, hips * 0.92)
        parts.upright_leg(b, "leg", trunk[0], side, 0, hip, "bird", segments, width)
    at = b.tails[trunk[-1]] + vec(0, 0.08, 0.02)
    if dinosaur:
        if detail or rng.random() < 0.4:
            for side in SIDES:
                lengths = [0.18, 0.16, 0.1][: 2 + int(detail == 2)]
                parts.arm(b, trunk[-1], side, at + vec(side * 0.11, 0, -0.1), lengths,
                          "low")  # fmt: skip
        return
    span = {"emu": 0.6, "penguin": 0.5, "chicken": 0.6}.get(name, 1.1)
    span *= rng.uniform(0.8, 1.3)
    bones = (int(rng.integers(1, 3)), int(rng.integers(1, 4)), int(rng.integers(2, 5)))
    stand = wing_stand(rng, 0.8)
    for side in SIDES:
        parts.wing(b, trunk[-1], side, at + vec(side * 0.12, 0, 0), span,
                   bones[detail], stand)  # fmt: skip
    flies = name not in ("emu", "penguin", "chicken")
    b.traits.update(flies=flies, hops=name in ("sparrow", "crow"), floats=duck,
                    beat=rng.uniform(1.2, 2.8))  # fmt: skip


def length_of(b: Builder) -> float:
    return float(b.traits["trunk"])


def wyvern(b: Builder, name: str) -> None:
    """Two legs, wings of skin, a long neck and tail; or a bat."""
    bat = name == "bat"
    rng, detail = b.rng, max(detail_of(b.rng), int(bat))
    b.traits.update(detail=detail, gait="bird", weight=0.3, flies=True)
    hips = rng.uniform(0.3, 0.45) if bat else rng.uniform(0.7, 1.0)
    count = (1, 2, int(rng.integers(2, 4)))[detail]
    trunk = parts.level_trunk(b, count, 0.9, hips, hips * rng.uniform(1.0, 1.6))
    neck = int(rng.integers(0, 2)) if bat else int(rng.integers(1, 6))
    length = 0.1 if bat else rng.uniform(0.5, 1.0)
    parts.neck_and_head(b, trunk[-1], b.tails[trunk[-1]], neck, length,
                        angle(rng, (20, 60)), angle(rng, (-60, 20)),
                        rng.uniform(0.25, 0.4), angle(rng, (-30, 0)))  # fmt: skip
    parts.face(b, 0.3 * detail, 0.9 * bat, 0.0 if bat else 0.4)
    tails = int(rng.integers(0, 2)) if bat else int(rng.integers(1, 8))
    parts.tail(
        b,
        trunk[0],
        b.heads[trunk[0]],
        tails,
        0.15 if bat else rng.uniform(0.9, 1.5),
        angle(rng, (-30, 10)),
        angle(rng, (-20, 40)),
    )
    segments = (1, 2, int(rng.integers(2, 4)))[detail]
    for side in SIDES:
        hip = vec(side * 0.12, b.heads[trunk[0]][1] - 0.15, hips * 0.92)
        parts.upright_leg(b, "leg", trunk[0], side, 0, hip, "bird", segments, 0.13)
    span = rng.uniform(1.1, 1.8)
    bones, fingers = int(rng.integers(2, 4)), (0, 1, int(rng.integers(2, 5)))[detail]
    stand = wing_stand(rng)
    for side in SIDES:
        root = b.tails[trunk[-1]] + vec(side * 0.12, 0.1, 0.04)
        parts.wing(b, trunk[-1], side, root, span, bones, stand, fingers)
    b.traits["beat"] = rng.uniform(1.8, 3.0) if bat else rng.uniform(0.8, 1.8)
