"""Walking, running, hopping, turning: gaits as motions with their words."""

from __future__ import annotations

import numpy as np

from .acts_body import span
from .body import Body
from .gaits import (
    FOUR,
    MANNERS,
    TWO,
    Gait,
    feet,
    four,
    leg_height,
    many,
    phases,
    reachable,
    settle_arms,
    solved,
    two,
)
from .motion import (
    Rng,
    Stage,
    Take,
    chance,
    draw,
    head_turn,
    settle_wings,
    side_of,
    whip,
)
from .pose import Array


def turn_on_the_spot(body: Body, rng: Rng) -> Take:
    """The whole body turns, its feet step after it."""
    side, sign = side_of(rng)
    angle = sign * np.radians(draw(rng, 40, 90))
    stage = Stage(body, rng, draw(rng, 0.9, 1.8))
    pose, trunk = stage.pose, body.part("trunk")
    steps = 2 if abs(angle) < 1.0 else 3
    begin, end = 0.05, 0.95
    pose.turn(trunk[0], z=angle * stage.ramp(begin, end))
    if len(trunk) > 1:
        pose.spread(trunk[1:], z=sign * 0.2 * stage.pulse(0, 0.4, 1))
    head_turn(stage, z=sign * 0.4 * stage.pulse(0, 0.35, 1))
    gait = TWO["walk"] if len(body.legs) == 2 else FOUR["walk"]
    when = phases(body, gait)
    centre = body.heads[body.main]
    height = leg_height(body)
    span = (end - begin) / steps
    for n in range(len(body.legs)):
        turned = np.zeros(pose.count)
        for k in range(steps):
            start = begin + span * (k + 0.45 * when[n])
            part = stage.ramp(start, start + 0.5 * span)
            turned += angle * part / steps
            pose.tips[n, :, 2] += 0.15 * height * 4 * part * (1 - part)
        c, s = np.cos(turned), np.sin(turned)
        x, y = (body.leg_tips[n] - centre)[:2]
        pose.tips[n, :, 0] = centre[0] + c * x - s * y
        pose.tips[n, :, 1] = centre[1] + s * x + c * y
        pose.yaw[n] = turned
    if body.traits["gait"] == "biped":
        settle_arms(stage, 1.0)
    whip(stage, body.part("tail"), z=0.15)
    settle_wings(stage)
    return stage.take("turn", "turn", False, side=side)


PACES = (*MANNERS, "slow", "slow", "quick", "quick")


def walk_curve(body: Body, rng: Rng) -> Take:
    """Walks or runs and turns to a side."""
    side, sign = side_of(rng)
    quick = chance(rng, 0.3)
    curve = sign * draw(rng, 0.35, 0.8)
    if len(body.legs) == 2:
        stage = two(body, rng, "run" if quick else "walk", curve=curve)
    elif len(body.legs) > 4:
        stage = many(body, rng, "run" if quick else "walk", curve=curve)
    else:
        sprawled = body.traits["gait"] == "sprawl"
        fast = "trot" if sprawled else "canter"
        stage = four(body, rng, fast if quick else "walk", curve=curve)
    action, words = ("run", "run_curve") if quick else ("walk", "walk_curve")
    return stage.take(action, words, True, side=side)


def walk(body: Body, rng: Rng) -> Take:
    manner = str(rng.choice(PACES)) if chance(rng, 0.35) else ""
    limp, side = 0, ""
    if not manner and chance(rng, 0.06):
        side, limp = side_of(rng)
        if len(body.legs) > 4:
            limp = 0
    if len(body.legs) == 2:
        stage = two(body, rng, "walk", None, limp, manner)
    elif len(body.legs) > 4:
        manner = manner if manner in ("slow", "quick") else ""
        stage = many(body, rng, "walk", sideways(body), manner)
        if body.traits["gait"] == "crab":
            return stage.take("walk", "sidle", True, manner=manner)
    else:
        stage = four(body, rng, "walk", False, limp, manner)
    words = "limp" if limp else "walk"
    return stage.take(
        "walk",
        words,
        True,
        mirrored_ok=not limp,
        side=side if limp else "",
        manner=manner,
    )


def sideways(body: Body) -> Array | None:
    if body.traits["gait"] != "crab":
        return None
    return np.array([1.0, 0, 0])


def trot(body: Body, rng: Rng) -> Take:
    if len(body.legs) == 2:
        return two(body, rng, "jog").take("run", "jog", True, mirrored_ok=True)
    name = str(rng.choice(["trot", "trot", "pace", "amble"]))
    stage = four(body, rng, name)
    return stage.take("walk", "trot", True, mirrored_ok=True)


def run(body: Body, rng: Rng) -> Take:
    if len(body.legs) == 2:
        stage = two(body, rng, "run")
        return stage.take("run", "run", True, mirrored_ok=True)
    if len(body.legs) > 4:
        crab = body.traits["gait"] == "crab"
        stage = many(body, rng, "run", sideways(body))
        return stage.take(
            "run", "run_sideways" if crab else "scuttle", True, mirrored_ok=not crab
        )
    if body.traits["gait"] == "sprawl":
        stage = four(body, rng, "trot")
        return stage.take("run", "run", True, mirrored_ok=True)
    name = str(rng.choice(["canter", "gallop", "gallop", "bound"]))
    stage = four(body, rng, name)
    return stage.take(
        "run", "run" if name == "bound" else "gallop", True, mirrored_ok=True
    )


def walk_back(body: Body, rng: Rng) -> Take:
    back = np.array([0, 1.0, 0])
    if len(body.legs) == 2:
        stage = two(body, rng, "walk", back)
    elif len(body.legs) > 4:
        stage = many(body, rng, "walk", back)
    else:
        stage = four(body, rng, "walk", True)
    return stage.take("walk", "walk_back", True, mirrored_ok=True)


def sidestep(body: Body, rng: Rng) -> Take:
    side, sign = side_of(rng)
    direction = np.array([float(sign), 0, 0])
    if len(body.legs) == 2:
        stage = two(body, rng, "walk", direction)
    else:
        stage = many(body, rng, "walk", direction)
    return stage.take("walk", "sidestep", True, side=side)


def sneak(body: Body, rng: Rng) -> Take:
    if len(body.legs) == 2:
        stage = two(body, rng, "sneak")
    elif len(body.legs) > 4:
        stage = many(body, rng, "sneak")
    else:
        stage = four(body, rng, "sneak")
    return stage.take("sneak", "sneak", True, mirrored_ok=True)


def hop(body: Body, rng: Rng) -> Take:
    """Loops of hops: both hind feet (or all feet) leave the ground together."""
    height = leg_height(body)
    stage = Stage(body, rng, draw(rng, 0.45, 0.8))
    step = min(draw(rng, 0.25, 0.45) * height * stage.much,
               0.9 * reachable(body, np.array([0, -1.0, 0]), 0.1 * height))  # fmt: skip
    duty = draw(rng, 0.4, 0.55)
    seed = int(rng.integers(1 << 30))
    hind = max(leg.row for leg in body.legs)

    def build(step: float) -> None:
        own = np.random.default_rng(seed)
        pose, trunk = stage.pose, body.part("trunk")
        late = 0.0 if own.random() < 0.5 else draw(own, 0.1, 0.4)
        when = np.array([0.0 if leg.row == hind else late for leg in body.legs])
        gait = Gait((), duty, (1, 1), (1, 1), 0, 0, 1)
        feet(stage, gait, step, 0.25 * height, np.array([0, -1.0, 0]), when)
        air = np.clip((stage.u - duty) / (1 - duty), 0, 1)
        crouch = np.clip(np.sin(np.pi * np.clip(stage.u / duty, 0, 1)), 0, 1)
        pose.move[:, 2] += height * (
            draw(own, 0.15, 0.45) * np.sin(np.pi * air)
            - draw(own, 0.08, 0.16) * crouch
            - 0.02
        )
        # In the air the feet go with the body.
        pose.tips[..., 2] += 0.6 * np.maximum(pose.move[:, 2], 0) * (air > 0)
        pose.turn(trunk[0], x=draw(own, 0.08, 0.25) * stage.wave(1, 0.35))
        head_turn(stage, x=-0.15 * stage.wave(1, 0.35))
        whip(stage, body.part("tail"), x=0.35)
        for ear in body.part("ears"):
            pose.turn(ear, x=-0.3 * (1 + stage.wave(1, 0.2)))
        settle_arms(stage, 2.0)
        settle_wings(stage)

    solved(stage, step, build)
    return stage.take("walk", "hop", True, mirrored_ok=True)


def paddle(body: Body, rng: Rng) -> Take:
    """Swims with its legs, which hang free."""
    sprawled = body.traits["gait"] in ("sprawl", "frog")
    stage = Stage(body, rng, draw(rng, 0.7, 1.3))
    pose, reach = stage.pose, span(body)
    pose.loose[:] = 1.0
    together = body.traits["gait"] == "frog" or (sprawled and chance(rng, 0.4))
    size = draw(rng, 0.25, 0.45) * reach * stage.much
    for n, leg in enumerate(body.legs):
        phase = 0.0 if together else 0.5 * ((leg.row + (leg.side < 0)) % 2)
        pose.tips[n, :, 1] += size * (stage.wave(1, phase) + 0.3)
        pose.tips[n, :, 2] += 0.5 * size * np.maximum(stage.wave(1, phase + 0.25), 0)
        pose.tips[n, :, 2] += 0.15 * leg_height(body)
        pose.pitch[n] += 0.4 + 0.4 * stage.wave(1, phase + 0.5)
    trunk = body.part("trunk")
    if sprawled and not together:
        pose.spread(trunk, z=0.15 * stage.wave(1))
    pose.move[:, 2] += 0.03 * body.height * stage.wave(2, 0.1)
    pose.turn(body.main, x=-0.05 + 0.03 * stage.wave(2))
    head_turn(stage, x=-0.15)
    whip(stage, body.part("tail"), z=0.7 if sprawled else 0.25)
    settle_arms(stage, 0.3)
    settle_wings(stage)
    return stage.take("swim", "swim", True, mirrored_ok=True)
