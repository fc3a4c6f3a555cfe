"""Jumping, dancing, stretching, scratching, wagging."""

from __future__ import annotations

import numpy as np

from .acts_body import is_low, main_turn, sink, upright
from .body import Body
from .gaits import leg_height, settle_arms
from .motion import (
    TAU,
    Rng,
    Stage,
    Take,
    arms,
    arms_at,
    breathe,
    draw,
    head_turn,
    legs_free,
    lower_neck,
    settle_wings,
    side_of,
    whip,
)


def jump(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.7, 1.2))
    pose, height = stage.pose, leg_height(body)
    off, down = draw(rng, 0.25, 0.35), draw(rng, 0.65, 0.75)
    air = np.clip((stage.u - off) / (down - off), 0, 1)
    flight = 4 * air * (1 - air)
    crouch = stage.pulse(0, off * 0.65, off) + stage.pulse(down, down + 0.08, 1.0)
    top = draw(rng, 0.4, 1.1) * height * (0.5 + 0.5 * stage.much)
    pose.move[:, 2] += top * flight
    sink(stage, draw(rng, 0.2, 0.35) * crouch)
    in_air = (flight > 0) * np.clip(flight * 4, 0, 1)
    legs_free(stage, in_air)
    pose.tips[..., 2] += draw(rng, 0.05, 0.35) * height * flight
    pose.pitch += 0.5 * in_air
    if not upright(body):
        main_turn(stage, x=draw(rng, 0.1, 0.3) * np.sin(TAU * air) * -1)
    else:
        main_turn(stage, x=0.3 * crouch)
        up = draw(rng, 0.2, 0.8)
        rise = stage.hold(off * 0.8, off + 0.1, down - 0.1, down + 0.1)
        swing = np.zeros((pose.count, 3))
        swing[:, 0] = 0.7 * stage.pulse(0, off * 0.6, off)
        arms_at(
            stage,
            {"down": 1 - rise, "up": up * rise, "wide": (1 - up) * rise},
            0,
            swing,
        )
    head_turn(stage, x=-0.25 * crouch + 0.1 * flight)
    whip(stage, body.part("tail"), x=0.5)
    settle_wings(stage)
    if not upright(body):
        settle_arms(stage, 1)
    return stage.take("jump", "jump", True)


def wag(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.9, 1.4))
    beats = max(1, round(stage.seconds * draw(rng, 1.5, 2.5)))
    tail = body.part("tail")
    whip(stage, tail, z=draw(rng, 0.8, 1.5), cycles=beats, lag=0.2)
    stage.pose.spread(tail, x=draw(rng, 0.0, 0.4))
    main_turn(stage, z=0.05 * stage.wave(beats, 0.1))
    breathe(stage, 1, 0.8)
    settle_arms(stage, 0.3)
    settle_wings(stage)
    return stage.take("wag", "wag", True)


def stretch(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.4, 2.4))
    part = stage.hold(0.05, 0.4, 0.65, 0.97)
    pose, height = stage.pose, leg_height(body)
    if upright(body):
        arms_at(stage, {"down": 1 - part, "up": part})
        pose.spread(body.part("trunk"), x=-0.25 * part)
        head_turn(stage, x=-0.3 * part)
    else:
        # The front goes down, the rear stays up.
        if len(body.legs) == 4 and not is_low(body):
            front = [n for n, leg in enumerate(body.legs) if leg.row == 0]
            pose.tips[front, :, 1] -= 0.4 * height * part
            main_turn(stage, x=draw(rng, 0.2, 0.4) * part)
            pose.move[:, 1] += 0.1 * height * part
        else:
            main_turn(stage, x=-0.15 * part)
        lower_neck(stage, -0.4 * part)
        settle_arms(stage, 0.3)
        pose.spread(body.part("tail"), x=0.5 * part)
    settle_wings(stage)
    return stage.take("other", "stretch", True)


def scratch(body: Body, rng: Rng) -> Take:
    """A hind foot scratches the neck; people scratch their head."""
    side, sign = side_of(rng)
    if not upright(body):
        side, sign = "left", 1
    stage = Stage(body, rng, draw(rng, 1.0, 1.7))
    pose, height = stage.pose, leg_height(body)
    part = stage.hold(0.02, 0.2, 0.8, 0.98)
    beats = max(1, round(stage.seconds * 2.4))
    if upright(body):
        arms_at(stage, {"down": 1.0})
        swing = np.zeros((pose.count, 3))
        swing[:, 0] = 0.12 * stage.wave(beats) * part
        arms_at(
            stage,
            {"down": 1 - part, "mouth": 0.5 * part, "raised": 0.5 * part},
            sign,
            swing,
        )
        head_turn(stage, y=-0.12 * sign * part)
    else:
        n = next(
            n for n, leg in enumerate(body.legs)
            if leg.side > 0 and leg.row == max(leg.row for leg in body.legs)
        )  # fmt: skip
        rub = stage.wave(beats) * part
        pose.tips[n, :, 2] += height * (0.55 * part + 0.12 * rub)
        pose.tips[n, :, 1] -= height * (0.35 * part + 0.1 * rub)
        main_turn(stage, y=-0.08 * part)
        head_turn(stage, x=0.2 * part, y=0.3 * part, z=0.4 * part)
        settle_arms(stage, 0.3)
    settle_wings(stage)
    whip(stage, body.part("tail"), z=0.1)
    return stage.take("other", "scratch_head" if upright(body) else "scratch", True,
                      side=side if upright(body) else "")  # fmt: skip


def dance(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.9, 1.6))
    pose, height = stage.pose, leg_height(body)
    hop = np.abs(stage.wave(1))
    pose.move[:, 2] += height * (0.16 * hop - 0.16)
    pose.move[:, 0] += 0.2 * height * stage.wave(1)
    trunk = body.part("trunk")
    main_turn(stage, y=0.2 * stage.wave(1), z=0.25 * stage.wave(1, 0.25))
    if len(trunk) > 1:
        pose.spread(trunk[1:], y=-0.25 * stage.wave(1), z=-0.2 * stage.wave(1, 0.1))
    head_turn(stage, y=0.3 * stage.wave(1, 0.1), x=0.2 * stage.wave(2))
    for n, leg in enumerate(body.legs):
        up = np.maximum(stage.wave(1, 0.5 if leg.side > 0 else 0.0), 0)
        front = leg.row == 0 or len(body.legs) == 2
        pose.tips[n, :, 2] += height * (0.4 if front else 0.22) * up
    if arms(body):
        style = str(rng.choice(["up", "bent", "a", "wide"]))
        swing = np.zeros((pose.count, 3))
        swing[:, 0] = 0.4 * stage.wave(2)
        swing[:, 1] = -0.35 * stage.wave(1)
        arms_at(stage, {style: 0.7, "down": 0.3}, 0, swing)
        for n in arms(body):
            limb = body.limbs[n]
            turn = np.zeros((pose.count, 3))
            turn[:, 0] = 0.5 * limb.side * stage.wave(1) + 0.2 * stage.wave(2)
            turn[:, 1] = -0.3 * stage.wave(1)
            pose.aim(
                n,
                {k: w for k, w in ((style, 0.7), ("down", 0.3)) if k in limb.postures},
                turn,
            )
    whip(stage, body.part("tail"), z=0.6)
    settle_wings(stage, None, 0.2)
    return stage.take("dance", "dance", True)
