"""Random bodies without legs: snakes, fish, whales, rays, many arms, floating things,
plants, and things that are made."""

from __future__ import annotations

import numpy as np

from . import parts
from .body import Builder, arc
from .parts import SIDES, vec
from .plans import detail_of


def line(
    b: Builder, front: int, rear: int, ahead: float, behind: float, height: float
) -> None:
    """A body along Y of `front` bones from the middle to the head and `rear` bones to
    the tail; parts["line"] has all of them from the head to the tail, traits["along"]
    where each lies (0: head, 1: tail)."""
    root = parts.floor_root(b)
    taper = np.linspace(1.1, 0.9, front)
    steps = np.concatenate([[0], np.cumsum(taper / taper.sum())]) * ahead
    start = vec(0, 0, height)
    points = start + np.outer(steps, vec(0, -1, 0))
    before = b.chain("spine", root, points)
    b.main = before[0]
    steps = np.linspace(0, behind, rear + 1)
    after = b.chain("tail", before[0], start + np.outer(steps, vec(0, 1, 0)))
    b.parts["trunk"] = before
    b.parts["tail"] = after
    b.parts["line"] = before[::-1] + after
    total = ahead + behind
    middle = [(b.heads[k][1] + b.tails[k][1]) / 2 for k in b.parts["line"]]
    b.traits["along"] = [(m + ahead) / total for m in middle]
    b.traits["length"] = total


def snake(b: Builder, _name: str) -> None:
    rng, detail = b.rng, detail_of(b.rng)
    b.traits.update(detail=detail, gait="snake", weight=0.2)
    count = (
        int(rng.integers(4, 7)),
        int(rng.integers(5, 11)),
        int(rng.integers(9, 20)),
    )
    total = count[detail]
    front = max(1, round(total * rng.uniform(0.25, 0.75)))
    if rng.random() < 0.25:
        front = total - 1
    rear = total - front
    length = 2.0
    thick = rng.uniform(0.03, 0.08)
    line(b, front, rear, length * front / total, length * rear / total, thick)
    head = b.parts["trunk"][-1]
    if rng.random() < 0.8 or front == 1:
        at = b.tails[head]
        b.parts["head"] = b.bone(
            "head", head, at, at + vec(0, -rng.uniform(0.1, 0.2), 0)
        )
        if detail and rng.random() < 0.4:
            b.parts["jaw"] = b.bone("jaw", b.parts["head"], at + vec(0, 0, -0.01),
                                    at + vec(0, -0.09, -0.02))  # fmt: skip
    else:
        b.parts["head"] = head
    b.parts["neck"] = b.parts["trunk"][-3:-1] if front > 3 else []


def swimmer(b: Builder, name: str) -> None:
    """Fish, sharks, eels: bend to the sides. Whales and dolphins: up and down."""
    rng, detail = b.rng, detail_of(b.rng)
    whale = name in ("whale", "dolphin", "seal", "mermaid")
    gait = "whale" if whale else "eel" if name in ("eel", "sea serpent") else "fish"
    b.traits.update(detail=detail, gait=gait, weight=0.2)
    if gait == "eel":
        total = (
            int(rng.integers(4, 7)),
            int(rng.integers(5, 10)),
            int(rng.integers(8, 16)),
        )
        front = max(1, round(total[detail] * rng.uniform(0.2, 0.5)))
        rear = total[detail] - front
    else:
        front = (1, int(rng.integers(1, 3)), int(rng.integers(1, 4)))[detail]
        rear = (
            int(rng.integers(1, 3)),
            int(rng.integers(2, 4)),
            int(rng.integers(3, 8)),
        )
        rear = rear[detail]
    ahead = rng.uniform(0.3, 0.5) if gait != "eel" else 2 * front / (front + rear)
    behind = 2 - ahead if gait == "eel" else rng.uniform(0.6, 1.0)
    height = rng.uniform(0.2, 0.5) if rng.random() < 0.7 else rng.uniform(0, 1.5)
    line(b, front, rear, ahead, behind, height)
    chest = b.parts["trunk"][-1]
    at = b.tails[chest]
    if detail and rng.random() < 0.7:
        b.parts["head"] = b.bone(
            "head", chest, at, at + vec(0, -rng.uniform(0.15, 0.35), 0)
        )
        if rng.random() < 0.4:
            b.parts["jaw"] = b.bone("jaw", b.parts["head"], at + vec(0, 0, -0.04),
                                    at + vec(0, -0.15, -0.08))  # fmt: skip
    else:
        b.parts["head"] = chest
    b.parts["neck"] = []
    fins(b, whale, detail)


def fins(b: Builder, whale: bool, detail: int) -> None:
    rng = b.rng
    last = b.parts["tail"][-1]
    end, size = b.tails[last], rng.uniform(0.12, 0.3)
    spread = vec(1, 0, 0) if whale else vec(0, 0, 1)
    if rng.random() < 0.6:
        found = []
        for sign in (1, -1):
            tip = end + size * (vec(0, 0.6, 0) + sign * spread)
            found.append(b.bone(f"fluke.{sign}", last, end, tip))
        b.parts["flukes"] = found
    elif rng.random() < 0.5:
        b.parts["flukes"] = [b.bone("tailfin", last, end, end + vec(0, size, 0))]
    middle = b.parts["trunk"][-1]
    at = b.heads[middle]
    if rng.random() < 0.25 + 0.35 * detail:
        b.parts["dorsal"] = parts.fin(
            b,
            "dorsal",
            b.main,
            at + vec(0, 0.05, 0.1),
            vec(0, 0.12, rng.uniform(0.1, 0.25)),
            1,
        )
    if rng.random() < 0.4 + 0.3 * detail:
        count = 1 if detail < 2 else int(rng.integers(1, 3))
        wide = rng.uniform(0.15, 0.35)
        b.parts["fins"] = [
            (
                parts.fin(
                    b,
                    f"fin.{parts.SIDE_NAMES[s]}",
                    middle,
                    at + vec(s * 0.1, -0.05, -0.03),
                    vec(s * wide, wide * rng.uniform(0.4, 1.0), -0.25 * wide),
                    count,
                ),
                s,
            )
            for s in SIDES
        ]


def ray(b: Builder, _name: str) -> None:
    rng, detail = b.rng, detail_of(b.rng)
    b.traits.update(detail=detail, gait="ray", weight=0.2)
    height = rng.uniform(0.1, 0.5)
    line(b, 1, int(rng.integers(1, 3 + 2 * detail)), 0.5, rng.uniform(0.7, 1.2), height)
    middle = b.parts["trunk"][-1]
    b.parts["head"] = middle
    b.parts["neck"] = []
    count, span = int(rng.integers(1, 3 + detail)), rng.uniform(0.6, 1.0)
    rows = 1 if detail < 2 else int(rng.integers(1, 3))
    b.parts["wings"] = [
        (parts.fin(b, f"wing{r}.{parts.SIDE_NAMES[s]}", middle,
                   vec(s * 0.1, -0.25 + 0.3 * r, height),
                   vec(s * span, 0.15 + 0.1 * r, 0), count), s, r)
        for r in range(rows) for s in SIDES
    ]  # fmt: skip


def many_armed(b: Builder, name: str) -> None:
    """Octopus, squid, kraken; and jellyfish, whose arms hang."""
    rng, detail = b.rng, detail_of(b.rng)
    jelly = name == "jellyfish"
    b.traits.update(detail=detail, gait="pulse" if jelly else "octopus", weight=0.2)
    count = int(rng.integers(4, 9)) if not jelly else int(rng.integers(3, 9))
    links = (int(rng.integers(1, 3)), int(rng.integers(2, 4)), int(rng.integers(3, 6)))[
        detail
    ]
    high = rng.uniform(0.35, 0.6) if not jelly else rng.uniform(0.8, 1.2)
    root = parts.floor_root(b)
    top = vec(0, rng.uniform(0, 0.35), high + rng.uniform(0.3, 0.6))
    body = b.bone("body", root, vec(0, 0, high), top)
    b.main = body
    b.parts.update(trunk=[body], neck=[], tail=[])
    b.traits["floor_root"] = root
    if rng.random() < 0.35 and not jelly:
        b.parts["head"] = b.bone("head", body, top, top + vec(0, 0.1, 0.3))
    else:
        b.parts["head"] = body
    found = []
    for k in range(count):
        turn = 2 * np.pi * (k + 0.5) / count - np.pi / 2
        out = vec(np.cos(turn), np.sin(turn), 0)
        start = vec(0, 0, high) + out * (0.2 if jelly else 0.15)
        t = np.linspace(0, 1, links + 1)
        if jelly:
            long = high * rng.uniform(0.75, 0.9)
            points = start + np.outer(t, vec(0, 0, -1)) * long + np.outer(t, out) * 0.05
        else:
            long = rng.uniform(0.9, 1.3)
            points = start + np.outer(t, out) * long
            points[:, 2] = high * (1 - np.sin(t * np.pi / 2)) + 0.02
        found.append((b.chain(f"arm{k}", body, points), turn))
    b.parts["tentacles"] = found
    if jelly and detail and rng.random() < 0.6:
        b.parts["bell"] = [
            (
                b.chain(
                    f"bell{k}",
                    body,
                    [top, vec(0.35 * np.cos(a), 0.35 * np.sin(a), high)],
                ),
                a,
            )
            for k, a in enumerate(np.arange(4) * np.pi / 2)
        ]


def ghost(b: Builder, _name: str) -> None:
    """Things that float upright: ghosts, spirits, eyes, drones with arms."""
    rng, detail = b.rng, detail_of(b.rng)
    b.traits.update(detail=detail, gait="float", weight=0.2)
    high = rng.uniform(0.5, 0.9)
    trunk = parts.upright_trunk(b, int(rng.integers(1, 3)), high, high + 0.5)
    chest = trunk[-1]
    top = b.tails[chest]
    b.parts["neck"] = []
    b.parts["head"] = b.bone("head", chest, top, top + vec(0, -0.03, 0.3))
    count = int(rng.integers(1, 3 + 2 * detail))
    points = arc(b.heads[trunk[0]], -1.5, rng.uniform(0, 0.6), high * 0.85, count, True)
    b.parts["tail"] = b.chain("tail", trunk[0], points)
    if rng.random() < 0.75:
        lengths = [0.28, 0.28, 0.1][: int(rng.integers(1, 4))]
        for side in SIDES:
            parts.arm(b, chest, side, top + vec(side * 0.2, 0, -0.05), lengths,
                      "wide")  # fmt: skip


def floater(b: Builder, _name: str) -> None:
    """A ball with wings or spare bones: floating eyes, small flying enemies."""
    rng, detail = b.rng, detail_of(b.rng)
    b.traits.update(detail=detail, gait="float", weight=0.2)
    high = rng.uniform(0.3, 0.9)
    root = parts.floor_root(b)
    body = b.bone("body", root, vec(0, 0, high), vec(0, 0, high + 0.5))
    b.main = body
    b.traits["floor_root"] = root
    b.parts.update(trunk=[body], neck=[], tail=[], head=body)
    if rng.random() < 0.5:
        at = vec(0, -0.2, high + 0.25)
        b.parts["jaw"] = b.bone(
            "jaw", body, at + vec(0, 0.1, -0.1), at + vec(0, -0.2, -0.2)
        )
    if rng.random() < 0.6:
        stand = "spread" if rng.random() < 0.6 else "half"
        count, span = int(rng.integers(1, 4)), rng.uniform(0.4, 0.9)
        for side in SIDES:
            parts.wing(
                b, body, side, vec(side * 0.22, 0.08, high + 0.3), span, count, stand
            )
        b.traits.update(flies=True, hovers=True, beat=rng.uniform(1.2, 2.5))
    elif rng.random() < 0.5:
        for side in SIDES:
            parts.arm(
                b, body, side, vec(side * 0.25, 0, high + 0.3), [0.25, 0.25], "wide"
            )


def drone(b: Builder, _name: str) -> None:
    rng = b.rng
    b.traits.update(detail=1, gait="drone", weight=0.2)
    high = rng.uniform(0.3, 0.8)
    root = parts.floor_root(b)
    body = b.bone("body", root, vec(0, 0.3, high), vec(0, -0.3, high))
    b.main = body
    b.traits["floor_root"] = root
    b.parts.update(trunk=[body], neck=[], tail=[], head=body)
    rotors = []
    for y in (-0.45, 0.45):
        for side in SIDES:
            hub = vec(side * 0.55, y, high + 0.05)
            strut = b.bone(
                f"strut.{y}.{side}", body, vec(side * 0.1, y * 0.3, high), hub
            )
            # One end of the rotor turns about the other.
            rotors.append(b.bone(f"rotor.{y}.{side}", strut, hub, hub + vec(0.3, 0, 0)))
    b.parts["rotors"] = rotors
    if rng.random() < 0.4:
        b.parts["head"] = b.bone("camera", body, vec(0, -0.2, high - 0.05),
                                 vec(0, -0.4, high - 0.1))  # fmt: skip


def plant(b: Builder, name: str) -> None:
    """Flowers, trees, mushrooms, on a fixed base."""
    rng, detail = b.rng, detail_of(b.rng)
    b.traits.update(detail=detail, gait="plant", weight=0.2)
    base = b.bone("base", -1, vec(0, 0, 0), vec(0, 0, 0.12))
    b.main = base
    count = (int(rng.integers(1, 3)), int(rng.integers(2, 4)), int(rng.integers(3, 7)))[
        detail
    ]
    tall = rng.uniform(0.7, 1.3)
    points = np.linspace(0.12, tall, count + 1)[:, None] * vec(0, 0, 1)
    points[:, 1] += rng.uniform(-0.1, 0.1) * np.sin(np.linspace(0, 2, count + 1))
    stem = b.chain("stem", base, points)
    b.parts.update(
        trunk=[base], stem=stem, neck=stem[-1:] if count > 2 else [], tail=[]
    )
    top = b.tails[stem[-1]]
    ahead = (
        vec(0, -rng.uniform(0.2, 1.0), rng.uniform(0.3, 1.0))
        if name != "tree"
        else vec(0, 0, 1)
    )
    b.parts["head"] = b.bone(
        "head", stem[-1], top, top + ahead / np.linalg.norm(ahead) * 0.25
    )
    if name == "carnivorous plant" or rng.random() < 0.1:
        b.parts["jaw"] = b.bone(
            "jaw", b.parts["head"], top, top + ahead * 0.2 + vec(0, 0, -0.12)
        )
    leaves, links = [], 1 if detail == 0 else int(rng.integers(1, 4))
    number = int(rng.integers(0, 3 + 2 * detail)) if name != "mushroom" else 0
    for k in range(number):
        turn = 2 * np.pi * k / max(number, 1) + 0.4
        out = vec(np.cos(turn), np.sin(turn), 0)
        bone = stem[min(int(rng.integers(0, count)), count - 1)]
        rise = rng.uniform(0.1, 0.9) * (1 if name != "tree" else 1.3)
        length = rng.uniform(0.25, 0.5)
        start = b.tails[bone]
        leaves.append(
            (
                parts.fin(
                    b, f"leaf{k}", bone, start, (out + vec(0, 0, rise)) * length, links
                ),
                turn,
            )
        )
    b.parts["leaves"] = leaves


def slime(b: Builder, _name: str) -> None:
    """A soft lump: a base, a top, now and then sides."""
    rng = b.rng
    b.traits.update(detail=0, gait="slime", weight=0.2)
    count, low = int(rng.integers(1, 4)), rng.uniform(0.25, 0.4)
    points = np.linspace(low, rng.uniform(0.7, 1.1), count + 1)[:, None] * vec(0, 0, 1)
    root = parts.floor_root(b, 0.5)
    trunk = b.chain("body", root, points)
    b.main = trunk[0]
    b.traits["floor_root"] = root
    b.parts.update(trunk=trunk, neck=[], tail=[], head=trunk[-1])
    number = int(rng.choice([0, 2, 4]))
    low = b.heads[trunk[0]]
    b.parts["sides"] = [
        (
            b.bone(
                f"side{k}",
                trunk[0],
                low,
                low + vec(0.45 * np.cos(a), 0.45 * np.sin(a), -0.8 * low[2]),
            ),
            a,
        )
        for k, a in enumerate(2 * np.pi * (np.arange(number)) / max(number, 1))
    ]
    if number == 0 and count == 1:
        b.bone("front", trunk[0], low, low + vec(0, -0.4, 0))


def cart(b: Builder, _name: str) -> None:
    rng = b.rng
    b.traits.update(detail=1, gait="wheels", weight=0.2)
    radius = rng.uniform(0.15, 0.3)
    root = parts.floor_root(b)
    body = b.bone("body", root, vec(0, 0.5, radius * 1.3), vec(0, -0.5, radius * 1.3))
    b.main = body
    b.traits["floor_root"] = root
    b.parts.update(trunk=[body], neck=[], tail=[], head=body)
    wheels = []
    for y in (-0.4, 0.4) if rng.random() < 0.75 else (0.1,):
        for side in SIDES:
            hub = vec(side * 0.35, y, radius)
            # From the hub to the rim, so that one sees it turn.
            wheels.append(
                b.bone(f"wheel.{y}.{side}", body, hub, hub + vec(0, 0, radius))
            )
    b.parts["wheels"] = wheels
    b.traits["radius"] = radius
    if rng.random() < 0.5:
        at = vec(0, 0.0, radius * 1.3 + 0.25)
        b.parts["head"] = b.bone("turret", body, at, at + vec(0, -0.15, 0.15))
        if rng.random() < 0.7:
            b.bone(
                "barrel",
                b.parts["head"],
                at + vec(0, -0.15, 0.1),
                at + vec(0, -0.7, 0.15),
            )


def hinged(b: Builder, name: str) -> None:
    """A chest with a lid, a door in its frame, a lever, a book."""
    rng = b.rng
    b.traits.update(detail=0, gait="hinge", weight=0.2)
    root = parts.floor_root(b, 0.4)
    if name in ("chest", "box"):
        wide, high = rng.uniform(0.4, 0.6), rng.uniform(0.3, 0.5)
        body = b.bone("body", root, vec(0, 0, 0), vec(0, 0, high))
        lid = b.bone(
            "lid", body, vec(0, wide / 2, high), vec(0, -wide / 2, high * 1.15)
        )
        b.parts["lids"] = [(lid, "x", -1.0)]
        if rng.random() < 0.5:
            b.bone("front", body, vec(0, 0, high / 2), vec(0, -wide / 2, high / 2))
    elif name in ("door", "double door"):
        wide, high = rng.uniform(0.4, 0.6), rng.uniform(0.9, 1.3)
        body = b.bone("frame", root, vec(0, 0, 0), vec(0, 0, high))
        panels = []
        for side in SIDES if name == "double door" else (1,):
            edge = vec(side * wide, 0, high / 2)
            panel = b.bone(
                f"panel.{side}", body, edge, edge + vec(-side * wide * 0.95, 0, 0)
            )
            panels.append((panel, "z", float(side)))
            b.bone(f"top.{side}", panel, edge + vec(0, 0, high / 2),
                   edge + vec(-side * wide * 0.95, 0, high / 2))  # fmt: skip
        b.parts["lids"] = panels
    else:  # a lever
        body = b.bone("body", root, vec(0, 0, 0), vec(0, 0, 0.15))
        stick = b.bone("stick", body, vec(0, 0, 0.15), vec(0, 0.25, 0.6))
        b.parts["lids"] = [(stick, "x", 0.7)]
    b.main = body
    b.traits["floor_root"] = root
    b.parts.update(trunk=[body], neck=[], tail=[], head=body)
