"""Bodies that bend: a wave that travels from the head to the tail."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .body import Body
from .motion import TAU, Rng, Stage, Take, chance, draw, on_the_floor, side_of
from .pose import Array


def line(body: Body) -> list[int]:
    return body.parts["line"]


def bend_line(stage: Stage, angle: Array, vertical: bool = False) -> None:
    """Turns the bones of the line (head to tail) to absolute angles [K, F]: about the
    vertical, or up and down; the middle of the body stays where it is."""
    body, pose = stage.body, stage.pose
    bones = line(body)
    of = dict(zip(bones, angle))
    main = body.main
    axis = {"x": None} if vertical else {"z": None}
    name = next(iter(axis))
    for bone in bones:
        parent = body.parents[bone]
        before = of.get(int(parent)) if bone != main else None
        turn = of[bone] - before if before is not None else of[bone]
        pose.turn(bone, **{name: turn})
    # How far the middle of the bones is to the side: kept at 0.
    sign = -1.0 if vertical else 1.0
    total, count = np.zeros(pose.count), 0
    for chain, way in ((body.part("trunk"), 1.0), (body.part("tail"), -1.0)):
        at = np.zeros(pose.count)
        for bone in chain:
            step = sign * way * np.linalg.norm(body.along[bone]) * np.sin(of[bone])
            total += at + step / 2
            count += 1
            at = at + step
    pose.move[:, 2 if vertical else 0] -= total / max(count, 1)


def travelling(
    stage: Stage,
    head: float,
    tail: float,
    waves: float,
    cycles: float = 1,
    phase: float = 0.0,
) -> Array:
    """[K, F] angles: amplitude from `head` to `tail`, `waves` on the body."""
    s = np.asarray(stage.body.traits["along"])[:, None]
    size = head + (tail - head) * s**1.3
    return size * np.sin(TAU * (cycles * stage.u[None] - waves * s - phase))


def hold_head(
    stage: Stage, angle: Array, part: float = 0.8, vertical: bool = False
) -> None:
    """A head that is a bone of its own looks ahead."""
    head = stage.body.parts["head"]
    if head in line(stage.body):
        return
    turn = -part * angle[0]
    stage.pose.turn(head, **({"x": turn} if vertical else {"z": turn}))


def fins_beat(stage: Stage, size: float, cycles: float = 1, phase: float = 0.0) -> None:
    """Side fins row together; fins of the tail follow."""
    for chain, side in stage.body.parts.get("fins", []):
        late = 0.15 * np.arange(len(chain))[:, None]
        row = np.sin(TAU * (cycles * stage.u[None] - phase - late))
        stage.pose.turn(chain, y=-side * size * row, z=0.4 * side * size * row)
    for chain in (stage.body.part("dorsal"),):
        if chain:
            stage.pose.turn(chain, y=0.1 * size * stage.wave(cycles))


def flukes(stage: Stage, angle: Array, vertical: bool) -> None:
    found = stage.body.part("flukes")
    if found:
        follow = 0.5 * np.roll(angle[-1], 0)
        stage.pose.turn(found, **({"x": follow} if vertical else {"z": follow}))


def slither(body: Body, rng: Rng) -> Take:
    quick = chance(rng, 0.3)
    stage = Stage(body, rng, draw(rng, 0.6, 0.9) if quick else draw(rng, 0.9, 1.6))
    k = len(line(body))
    waves = draw(rng, 0.9, 1.7) * min(1.0, k / 8 + 0.3)
    size = draw(rng, 0.65, 1.15) * (0.8 + 0.2 * stage.much)
    angle = travelling(stage, 0.65 * size, size, waves)
    bend_line(stage, angle)
    hold_head(stage, angle)
    raised = draw(rng, 0, 0.5) if chance(rng, 0.3) else 0.0
    lift_front(stage, np.full(stage.pose.count, raised))
    words = "slither_fast" if quick else "slither"
    return stage.take("wind", words, True, mirrored_ok=True)


def lift_front(stage: Stage, angle: ArrayLike) -> None:
    """The front of a snake rises, its head stays level."""
    body = stage.body
    front = [b for b in body.part("trunk") if b != body.main]
    if not front:
        return
    angle = np.asarray(angle)
    some = front[-max(2, len(front) // 2) :]
    half = max(1, len(some) // 2)
    stage.pose.spread(some[:half], x=-angle)
    if body.parts["head"] not in some:
        stage.pose.turn(body.parts["head"], x=0.8 * angle)


def snake_idle(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.6, 3.0))
    curve(stage, rng)
    front = body.part("trunk")[-3:]
    up = draw(rng, 0.2, 1.2)
    lift_front(stage, np.full(stage.pose.count, up))
    stage.pose.spread(
        front, z=draw(rng, 0.05, 0.25) * stage.wave(1), x=0.05 * stage.wave(2)
    )
    tip = body.part("tail")[-3:]
    stage.pose.spread(tip, z=0.2 * stage.wave(1, 0.3))
    return stage.take("idle", "idle_snake", True)


def curve(stage: Stage, rng: Rng) -> None:
    """The standing curve in which a snake lies."""
    size, waves = draw(rng, 0.2, 0.9), draw(rng, 0.6, 1.4)
    s = np.asarray(stage.body.traits["along"])[:, None]
    angle = size * np.sin(TAU * (waves * s + rng.random())) + 0 * stage.u
    bend_line(stage, angle)


def snake_strike(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.6, 1.1))
    wind = stage.pulse(0, 0.3, 0.48)
    blow = stage.hold(0.32, 0.48, 0.58, 0.97)
    curve(stage, rng)
    lift_front(stage, 0.9 - 0.75 * blow + 0.25 * wind)
    front = [b for b in body.part("trunk") if b != body.main] or body.part("trunk")
    # An S that is drawn tight and let go.
    bend = np.where(np.arange(len(front)) % 4 < 2, 1.0, -1.0)[:, None]
    stage.pose.turn(front, z=0.3 * bend * (wind - 0.6 * blow))
    stage.pose.move[:, 1] -= 0.12 * body.size * (blow - 0.5 * wind)
    open_jaw(stage, 0.7 * (wind + 0.5 * blow))
    return stage.take("bite", "bite_snake", True)


def open_jaw(stage: Stage, angle: ArrayLike) -> None:
    jaw = stage.body.parts.get("jaw")
    if jaw is not None:
        stage.pose.turn(jaw, x=angle)


def snake_rear(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.9, 1.6))
    curve(stage, rng)
    part = stage.ramp(0.05, 0.7)
    lift_front(stage, 1.2 * part)
    stage.pose.spread(body.part("trunk")[-2:], z=0.15 * stage.wave(1) * part)
    return stage.take("rear", "rear_snake", False)


def roll_dead(body: Body, rng: Rng) -> Take:
    """Snakes and fish: over to the left side, or belly up, and slack."""
    stage = Stage(body, rng, draw(rng, 1.0, 2.0))
    fall = stage.ramp(0.25, 0.8)
    swims = body.traits["gait"] != "snake"
    struggle = (1 - stage.ramp(0.15, 0.6))[None]
    angle = travelling(stage, 0.2, 0.5, 0.8, 2) * struggle
    s = np.asarray(body.traits["along"])[:, None]
    angle = angle + draw(rng, 0.5, 1.3) * (s - 0.3) * fall[None]
    bend_line(stage, angle, body.traits["gait"] == "whale")
    stage.pose.turn(body.main, y=(draw(rng, 2.4, 3.1) if swims else 1.6) * fall)
    if swims and chance(rng, 0.5):
        stage.pose.move[:, 2] -= min(0.8 * body.hip, 0.3 * body.size) * fall
    on_the_floor(stage)
    words = "death_water" if swims else "death_snake"
    return stage.take("death", words, False)


def hurt(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.5, 0.9))
    blow = stage.pulse(0, 0.2, 1)
    s = np.asarray(body.traits["along"])[:, None]
    bend_line(
        stage,
        0.7 * blow[None] * np.cos(np.pi * s) * stage.much,
        body.traits["gait"] == "whale",
    )
    stage.pose.move[:, 1] += 0.08 * body.size * blow
    stage.pose.turn(body.main, y=0.25 * blow)
    return stage.take("hit", "hit", True)


SWIM = {  # seconds, head and tail amplitude, waves on the body
    "fish": ((0.6, 1.4), (0.07, 0.2), (0.6, 1.05), (0.5, 0.8)),
    "eel": ((0.8, 1.5), (0.15, 0.35), (0.5, 0.9), (0.9, 1.5)),
    "whale": ((0.9, 2.0), (0.05, 0.13), (0.4, 0.75), (0.35, 0.6)),
}


def swim(body: Body, rng: Rng) -> Take:
    quick = chance(rng, 0.35)
    gait = body.traits["gait"]
    seconds, head, tail, waves = SWIM[gait]
    stage = Stage(body, rng, draw(rng, *seconds) * (0.6 if quick else 1.0))
    vertical = gait == "whale"
    part = (1.2 if quick else 0.9) * stage.much
    angle = travelling(
        stage, draw(rng, *head) * part, draw(rng, *tail) * part, draw(rng, *waves)
    )
    bend_line(stage, angle, vertical)
    hold_head(stage, angle, 0.6, vertical)
    flukes(stage, angle, vertical)
    fins_beat(stage, draw(rng, 0.08, 0.35), 1, 0.2)
    stage.pose.move[:, 2] += 0.01 * body.size * stage.wave(1, 0.3)
    return stage.take("swim", "swim_fast" if quick else "swim", True, mirrored_ok=True)


def fish_idle(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.4, 2.6))
    vertical = body.traits["gait"] == "whale"
    angle = travelling(stage, 0.02, draw(rng, 0.05, 0.12), 0.5)
    bend_line(stage, angle, vertical)
    flukes(stage, angle, vertical)
    fins_beat(stage, draw(rng, 0.1, 0.3), 2)
    stage.pose.move[:, 2] += 0.01 * body.size * stage.wave(1)
    return stage.take("idle", "idle_fish", True)


def fish_turn(body: Body, rng: Rng) -> Take:
    """Bends to a side, turns, and returns through straight."""
    side, sign = side_of(rng)
    stage = Stage(body, rng, draw(rng, 0.8, 1.5))
    total = np.radians(draw(rng, 45, 100))
    s = np.asarray(body.traits["along"])[:, None]
    bow = stage.pulse(0, 0.3, 0.6) - 0.3 * stage.pulse(0.5, 0.68, 0.9)
    angle = sign * (0.5 - s) * 1.5 * bow[None]
    angle = angle + travelling(stage, 0.03, 0.2, 0.6, 2) * stage.hold(0, 0.4, 0.7, 1)
    whole = sign * total * stage.ramp(0.1, 0.8)
    bend_line(stage, angle)
    stage.pose.turn(body.main, z=whole)
    stage.pose.turn(body.main, y=0.2 * sign * stage.pulse(0, 0.4, 0.9))
    fins_beat(stage, 0.2, 2)
    return stage.take("turn", "turn", False, side=side)


def dart(body: Body, rng: Rng) -> Take:
    """A sudden push: one strong beat, then straight."""
    stage = Stage(body, rng, draw(rng, 0.7, 1.2))
    gait = body.traits["gait"]
    push = stage.hold(0, 0.1, 0.45, 0.85)
    angle = travelling(stage, 0.1, 0.95, 0.6, 2) * push * stage.much
    bend_line(stage, angle, gait == "whale")
    flukes(stage, angle, gait == "whale")
    fins_beat(stage, 0.3, 1)
    stage.pose.move[:, 1] -= 0.2 * body.size * stage.pulse(0.1, 0.5, 1)
    return stage.take("swim", "dart", True)


def flop(body: Body, rng: Rng) -> Take:
    """On its side on dry land, head and tail thrown up."""
    stage = Stage(body, rng, draw(rng, 0.5, 0.9))
    s = np.asarray(body.traits["along"])[:, None]
    snap = np.abs(stage.wave(1)) * np.sign(stage.wave(1))
    angle = draw(rng, 0.5, 0.95) * snap[None] * (0.5 - s) * 2
    bend_line(stage, angle)
    stage.pose.turn(body.main, y=np.pi / 2)
    hop = np.abs(stage.wave(1, 0.1))
    stage.pose.move[:, 2] += -0.7 * body.hip + draw(rng, 0.05, 0.2) * body.size * hop
    return stage.take("flop", "flop", True)


def fish_bite(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.5, 0.9))
    wind = stage.pulse(0, 0.3, 0.45)
    blow = stage.hold(0.3, 0.45, 0.55, 0.97)
    vertical = body.traits["gait"] == "whale"
    angle = travelling(stage, 0.05, 0.45, 0.6, 2) * stage.hold(0, 0.2, 0.8, 1)
    bend_line(stage, angle, vertical)
    stage.pose.turn(body.main, x=-0.15 * wind + 0.1 * blow)
    stage.pose.move[:, 1] -= 0.14 * body.size * (blow - 0.4 * wind) * stage.much
    open_jaw(stage, 0.6 * wind)
    fins_beat(stage, 0.3, 1)
    return stage.take("bite", "bite", True)


def leap(body: Body, rng: Rng) -> Take:
    """Out of the water in an arc."""
    stage = Stage(body, rng, draw(rng, 0.9, 1.5))
    air = stage.ramp(0.1, 0.9)
    arch = np.sin(np.pi * stage.u) ** 1.3
    s = np.asarray(body.traits["along"])[:, None]
    vertical = body.traits["gait"] == "whale"
    if vertical:
        # Nose up, over, and down again: a back that follows the arc.
        bend_line(stage, 0.5 * (0.5 - s) * arch[None], True)
    else:
        bend_line(stage, travelling(stage, 0.08, 0.5, 0.6, 2) * arch[None])
    stage.pose.turn(body.main, x=0.8 * (2 * air - 1) * np.sin(np.pi * stage.u) ** 0.7)
    stage.pose.move[:, 2] += draw(rng, 0.2, 0.45) * body.size * arch
    return stage.take("jump", "leap", True)


def ray_swim(body: Body, rng: Rng) -> Take:
    quick = chance(rng, 0.25)
    stage = Stage(body, rng, draw(rng, 1.0, 1.9) * (0.6 if quick else 1.0))
    size = draw(rng, 0.35, 0.7) * stage.much
    for chain, side, row in body.parts["wings"]:
        late = 0.14 * np.arange(len(chain))[:, None] + 0.12 * row
        beat = np.sin(TAU * (stage.u[None] - late)) / max(len(chain), 1) ** 0.6
        stage.pose.turn(chain, y=-side * size * beat)
    stage.pose.move[:, 2] -= 0.12 * size * body.size * stage.wave(1)
    stage.pose.spread(body.part("tail"), x=0.1 * stage.wave(1, 0.4))
    return stage.take(
        "swim", "swim_fast" if quick else "swim_ray", True, mirrored_ok=True
    )


def ray_idle(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.6, 2.8))
    for chain, side, row in body.parts["wings"]:
        late = 0.15 * np.arange(len(chain))[:, None] + 0.1 * row
        stage.pose.turn(chain, y=-side * 0.08 * np.sin(TAU * (stage.u[None] - late)))
    stage.pose.move[:, 2] += 0.01 * body.size * stage.wave(1)
    return stage.take("idle", "idle_fish", True)


def jet(body: Body, rng: Rng) -> Take:
    """Octopus and jellyfish: arms (and bell) close quickly and open slowly."""
    jelly = body.traits["gait"] == "pulse"
    stage = Stage(body, rng, draw(rng, 0.9, 1.7))
    u = stage.u[None]
    size = draw(rng, 0.35, 0.75) * stage.much
    for chain, turn in body.parts["tentacles"]:
        n = len(chain)
        late = 0.3 * np.arange(n)[:, None] / max(n, 1)
        p = np.mod(u - late, 1.0)
        # A third of the cycle to close, the rest to open.
        shut = np.where(p < 0.35, 0.5 - 0.5 * np.cos(np.pi * p / 0.35),
                        0.5 + 0.5 * np.cos(np.pi * (p - 0.35) / 0.65))  # fmt: skip
        amount = ((0.6 if jelly else 1.6) * size * shut - 0.25 * size) / max(
            n, 1
        ) ** 0.8
        # Inwards and down: about the horizontal across the arm.
        stage.pose.turn(chain, x=-np.sin(turn) * amount, y=np.cos(turn) * amount)
    for chain, turn in body.parts.get("bell", []):
        beat = 0.35 * size * (0.5 - 0.5 * np.cos(TAU * stage.u))
        stage.pose.turn(chain, x=-np.sin(turn) * beat, y=np.cos(turn) * beat)
    lift = 0.06 * body.size * stage.wave(1, 0.2)
    if jelly:
        stage.pose.move[:, 2] += lift
    else:
        stage.pose.move[:, 2] += 0.04 * body.size + lift
        if chance(rng, 0.5):
            stage.pose.turn(body.main, x=draw(rng, 0.5, 1.2))
    return stage.take("swim", "swim_pulse" if jelly else "swim_octopus", True)


def tentacles_wave(
    stage: Stage,
    size: float,
    lag: float = 0.5,
    around: float = 1.0,
    cycles: float = 1,
    floor: bool = False,
) -> None:
    body = stage.body
    for k, (chain, turn) in enumerate(body.parts["tentacles"]):
        n = len(chain)
        late = lag * np.arange(n)[:, None] / max(n, 1) + around * k / len(
            body.parts["tentacles"]
        )
        beat = size * np.sin(TAU * (cycles * stage.u[None] - late)) / max(n, 1) ** 0.7
        if floor:
            # Arms that lie on the ground lift, and never go below it.
            beat = 0.5 * (beat + np.abs(beat).max())
        stage.pose.turn(
            chain, x=np.sin(turn) * beat, y=-np.cos(turn) * beat, z=0.6 * beat
        )


def octopus_crawl(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.9, 1.6))
    tentacles_wave(stage, draw(rng, 0.35, 0.6) * stage.much, 0.4, 3.0, 1, True)
    stage.pose.turn(body.main, x=0.15, y=0.05 * stage.wave(1))
    stage.pose.move[:, 2] += 0.015 * body.size * stage.wave(2)
    return stage.take("walk", "crawl", True)


def octopus_idle(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.6, 2.8))
    tentacles_wave(stage, draw(rng, 0.05, 0.14), 0.5, 1.0)
    stage.pose.move[:, 2] += 0.012 * body.size * stage.wave(1)
    jelly = body.traits["gait"] == "pulse"
    return stage.take("idle", "float" if jelly else "idle", True)


def octopus_strike(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.6, 1.1))
    wind, blow = stage.pulse(0, 0.3, 0.5), stage.hold(0.32, 0.5, 0.6, 0.97)
    for chain, turn in body.parts["tentacles"]:
        n, front = len(chain), max(0.0, -np.sin(turn))
        amount = (1.3 * wind - 0.5 * blow) * front * stage.much / max(n, 1) ** 0.8
        stage.pose.turn(
            chain, x=-np.abs(np.sin(turn)) * amount, y=-np.cos(turn) * amount
        )
    stage.pose.turn(body.main, x=-0.2 * wind + 0.25 * blow)
    return stage.take("bite", "lash", True)


def octopus_death(body: Body, rng: Rng) -> Take:
    """Sinks down to its left, arms slack."""
    stage = Stage(body, rng, draw(rng, 1.0, 1.8))
    fall = stage.ramp(0.15, 0.8)
    stage.pose.turn(body.main, y=0.7 * fall)
    stage.pose.move[:, 2] -= 0.6 * body.hip * fall
    for chain, turn in body.parts["tentacles"]:
        slack = (0.45 + draw(rng, -0.1, 0.2)) * fall
        stage.pose.spread(chain, x=np.sin(turn) * slack, y=-np.cos(turn) * slack)
    on_the_floor(stage)
    return stage.take("death", "sink_dead", False)
