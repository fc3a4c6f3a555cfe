"""Attacks and defence."""

from __future__ import annotations

import numpy as np

from .acts_body import is_low, main_turn, sink, span, still, upright
from .body import Body
from .gaits import leg_height, reachable, settle_arms
from .motion import (
    Rng,
    Stage,
    Take,
    arms_at,
    breathe,
    chance,
    draw,
    head_turn,
    legs_free,
    lower_neck,
    settle_wings,
    side_of,
    whip,
    wings,
)
from .pose import Array


def strike(stage: Stage) -> tuple[Array, Array]:
    """(drawing back, striking): two pulses of an attack that ends as it begins."""
    hit = draw(stage.rng, 0.45, 0.6)
    wind = stage.pulse(0, hit * 0.6, hit)
    blow = stage.hold(hit * 0.5, hit, hit + 0.08, 0.97)
    much = min(stage.much, 1.25)
    return wind * much, blow * much


def lunge(stage: Stage, amount: Array) -> None:
    """The body goes ahead over its feet."""
    body = stage.body
    if not body.legs:
        stage.pose.move[:, 1] -= 0.12 * body.size * amount
        return
    far = reachable(body, np.array([0, -1.0, 0]), 0.05 * leg_height(body))
    stage.pose.move[:, 1] -= min(0.4 * span(body), 0.9 * far) * amount
    sink(stage, 0.05 * np.abs(amount))


def bite(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.55, 1.1))
    wind, blow = strike(stage)
    lunge(stage, blow - 0.5 * wind)
    if upright(body):
        stage.pose.spread(body.part("trunk"), x=0.6 * blow - 0.25 * wind)
    else:
        main_turn(stage, x=0.1 * blow - 0.12 * wind)
        if is_low(body):
            main_turn(stage, z=0.25 * wind - 0.1 * blow)
    neck = body.part("neck")
    if neck:
        # Drawn back first, then straight ahead.
        bend = np.linspace(1, -1, len(neck))[:, None]
        size = 0.5 if len(neck) > 2 else 0.3
        stage.pose.turn(neck, x=size * bend * (0.3 * wind - 0.2 * blow) * 2 / len(neck))
        stage.pose.spread(neck, x=0.7 * blow - 0.5 * wind)
        head_turn(stage, x=-0.3 * blow)
    else:
        head_turn(stage, x=0.5 * blow - 0.6 * wind)
    jaw = body.parts.get("jaw")
    if jaw is not None:
        stage.pose.turn(jaw, x=0.6 * wind)
    settle_arms(stage, 1)
    settle_wings(stage)
    whip(stage, body.part("tail"), x=0.2, z=0.15)
    return stage.take("bite", "bite", True)


def claw(body: Body, rng: Rng) -> Take:
    """A front foot (or arm) strikes."""
    said = chance(rng, 0.5)
    side, sign = side_of(rng) if said else ("right", -1)
    stage = Stage(body, rng, draw(rng, 0.6, 1.1))
    wind, blow = strike(stage)
    pose, height = stage.pose, leg_height(body)
    has_arms = any(limb.kind in ("arm", "claw") for limb in body.limbs)
    if has_arms:
        arms_at(stage, {"down": 1.0})
        sweep = np.zeros((pose.count, 3))
        sweep[:, 2] = -0.7 * blow + 0.3 * wind
        arms_at(stage, {"down": 1 - np.clip(wind + blow, 0, 1), "raised": wind,
                        "up": 0.3 * wind, "forward": blow}, sign, sweep)  # fmt: skip
        main_turn(stage, z=sign * (0.2 * wind - 0.3 * blow))
        lunge(stage, 0.7 * blow)
    else:
        n = next(
            n for n, leg in enumerate(body.legs) if leg.row == 0 and leg.side == sign
        )
        up = np.clip(wind + 0.85 * blow, 0, 1.2)
        pose.tips[n, :, 2] += height * (0.8 * up - 0.35 * blow)
        pose.tips[n, :, 1] -= height * (0.1 * wind + 0.75 * blow)
        pose.tips[n, :, 0] -= sign * height * (0.35 * blow - 0.15 * wind)
        main_turn(stage, x=-0.18 * wind, y=-0.08 * sign * up, z=-0.1 * sign * blow)
        lunge(stage, 0.5 * blow - 0.2 * wind)
        pose.pitch[n] += 0.5 * wind - 0.3 * blow
    head_turn(stage, x=-0.15 * wind + 0.1 * blow, z=-0.15 * sign * blow)
    settle_wings(stage)
    whip(stage, body.part("tail"), z=0.25)
    words = "claw_side" if said else "claw"
    if any(limb.kind == "claw" for limb in body.limbs):
        words = "pinch_side" if said else "pinch"
    return stage.take("claw", words, True, side=side if said else "")


def headbutt(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.7, 1.2))
    wind, blow = strike(stage)
    lunge(stage, 1.1 * blow - 0.7 * wind)
    lower_neck(stage, 0.6 * blow + 0.3 * wind)
    main_turn(stage, x=0.1 * blow - 0.05 * wind)
    if upright(body):
        stage.pose.spread(body.part("trunk"), x=0.7 * blow - 0.25 * wind)
    head_turn(stage, x=0.3 * blow)
    settle_arms(stage, 1)
    settle_wings(stage)
    whip(stage, body.part("tail"), x=0.2)
    return stage.take("headbutt", "headbutt", True)


def tail_strike(body: Body, rng: Rng) -> Take:
    """A sting from above where the tail stands up, else a sweep."""
    stage = Stage(body, rng, draw(rng, 0.7, 1.3))
    wind, blow = strike(stage)
    tail, n = body.part("tail"), len(body.part("tail"))
    stands = body.tails[tail[-1]][2] > body.heads[tail[0]][2] + 0.25 * body.height
    if stands:
        stage.pose.spread(tail, x=-0.5 * wind)
        # Over the back and down in front, then back again.
        stage.pose.spread(tail[: max(1, n // 2)], x=0.9 * blow)
        stage.pose.spread(tail[n // 2 :], x=-0.35 * blow)
        lunge(stage, 0.5 * blow - 0.2 * wind)
        words, action = "sting", "tail"
    else:
        late = np.linspace(0.6, 1.4, n)[:, None] / n
        stage.pose.turn(tail, z=(1.6 * blow - 1.0 * wind) * late)
        main_turn(stage, z=0.2 * blow - 0.15 * wind)
        head_turn(stage, z=0.3 * blow)
        words, action = "tail", "tail"
    settle_arms(stage, 0.5)
    settle_wings(stage)
    return stage.take(action, words, True)


def rear_sting(body: Body, rng: Rng) -> Take:
    """A bee or wasp bends its hind body under."""
    stage = Stage(body, rng, draw(rng, 0.8, 1.2))
    wind, blow = strike(stage)
    main_turn(stage, x=-0.35 * blow + 0.1 * wind)
    stage.pose.spread(body.part("tail"), x=-0.7 * blow + 0.2 * wind)
    stage.pose.move[:, 1] -= 0.1 * body.size * blow
    stage.pose.move[:, 2] += 0.06 * body.size * (wind + blow)
    legs_free(stage, np.clip(wind + blow, 0, 1))
    settle_wings(stage, "spread", 0.2)
    return stage.take("tail", "sting", True)


def kick(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.6, 1.0))
    wind, blow = strike(stage)
    pose, height = stage.pose, leg_height(body)
    if len(body.legs) == 2:
        said = chance(rng, 0.5)
        side, sign = side_of(rng) if said else ("right", -1)
        n = next(n for n, leg in enumerate(body.legs) if leg.side == sign)
        pose.tips[n, :, 1] += height * (0.45 * wind - 0.95 * blow)
        pose.tips[n, :, 2] += height * (0.3 * wind + 0.75 * blow)
        pose.pitch[n] += 0.5 * wind - 0.5 * blow
        main_turn(stage, x=-0.2 * blow + 0.05 * wind, z=-0.15 * sign * blow)
        pose.move[:, 0] -= sign * 0.06 * height * np.clip(wind + blow, 0, 1)
        sink(stage, 0.05 * (wind + blow))
        if upright(body):
            arms_at(
                stage, {"down": 1 - 0.6 * blow, "wide": 0.3 * blow, "guard": 0.3 * blow}
            )
        else:
            settle_arms(stage, 0.6)
        settle_wings(stage)
        whip(stage, body.part("tail"), z=0.15)
        return stage.take("kick", "kick_side" if said else "kick", True,
                          side=side if said else "")  # fmt: skip
    hind = [n for n, leg in enumerate(body.legs) if leg.row == 1]
    main_turn(stage, x=0.3 * blow + 0.1 * wind)
    pose.move[:, 2] += 0.18 * height * (blow + wind)
    pose.tips[hind, :, 1] += height * (0.85 * blow - 0.15 * wind)
    pose.tips[hind, :, 2] += height * (0.6 * blow + 0.25 * wind)
    pose.pitch[hind] += 0.8 * blow
    lower_neck(stage, 0.3 * blow)
    whip(stage, body.part("tail"), x=0.4)
    settle_wings(stage)
    return stage.take("kick", "kick_hind", True)


def rear(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.2, 2.0))
    rearing(stage, stage.hold(0.03, 0.35, 0.6, 0.95), draw(rng, 0.6, 0.95), 2)
    return stage.take("rear", "rear", True)


def rearing(stage: Stage, part: Array, angle: float, paddle: int) -> None:
    """The front goes up, front feet in the air."""
    body, pose, height = stage.body, stage.pose, leg_height(stage.body)
    main_turn(stage, x=-angle * part)
    pose.spread(body.part("tail"), x=0.8 * angle * part)
    pose.move[:, 2] += -0.06 * height * part
    pose.move[:, 1] += 0.1 * height * part
    for n, leg in enumerate(body.legs):
        if leg.row == 0:
            pose.loose[n] = np.clip(part * 1.5, 0, 1)
            kicks = stage.wave(paddle * 1, 0.5 if leg.side < 0 else 0.0)
            pose.tips[n, :, 2] += height * part * (0.35 + 0.12 * kicks)
            pose.tips[n, :, 1] -= height * part * (0.2 + 0.12 * kicks)
            pose.pitch[n] += 0.6 * part
    lower_neck(stage, 0.35 * part)
    whip(stage, body.part("tail"), x=0.2)
    settle_wings(stage)


def stamp(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.9, 1.4))
    if len(body.legs) == 4:
        part = stage.pulse(0.02, 0.4, 0.6)
        rearing(stage, part, draw(rng, 0.35, 0.6), 1)
        sink(stage, 0.12 * stage.pulse(0.56, 0.63, 0.9))
        head_turn(stage, x=0.3 * stage.pulse(0.5, 0.62, 0.9))
        return stage.take("stamp", "slam", True)
    height = leg_height(body)
    for n, leg in enumerate(body.legs):
        begin = 0.05 if leg.side < 0 else 0.5
        up = stage.pulse(begin, begin + 0.28, begin + 0.4)
        stage.pose.tips[n, :, 2] += 0.35 * height * up
        stage.pose.move[:, 0] += -0.05 * height * leg.side * up
        sink(stage, 0.1 * stage.pulse(begin + 0.34, begin + 0.42, begin + 0.5))
    head_turn(stage, x=0.1 * stage.wave(2))
    still(stage)
    return stage.take("stamp", "stamp", True)


def charge(body: Body, rng: Rng) -> Take:
    """Paws the ground, head low."""
    stage = Stage(body, rng, draw(rng, 1.0, 1.6))
    pose, height = stage.pose, leg_height(body)
    part = stage.hold(0, 0.2, 0.8, 1)
    lower_neck(stage, 0.55 * part)
    main_turn(stage, x=0.08 * part)
    n = next(n for n, leg in enumerate(body.legs) if leg.row == 0 and leg.side < 0)
    cycles = 2
    pose.tips[n, :, 1] += height * 0.22 * stage.wave(cycles) * part
    pose.tips[n, :, 2] += height * 0.2 * np.maximum(stage.wave(cycles, 0.25), 0) * part
    breathe(stage, 2)
    whip(stage, body.part("tail"), x=0.2, z=0.3, cycles=2)
    settle_wings(stage)
    return stage.take("other", "paw", True)


def punch(body: Body, rng: Rng) -> Take:
    said = chance(rng, 0.55)
    side, sign = side_of(rng) if said else ("right", -1)
    stage = Stage(body, rng, draw(rng, 0.55, 0.95))
    wind, blow = strike(stage)
    guard = stage.hold(0, 0.15, 0.85, 1) * draw(rng, 0.3, 0.9)
    arms_at(stage, {"down": 1 - guard, "guard": guard})
    out = np.clip(blow, 0, 1)
    arms_at(stage, {"down": (1 - guard) * (1 - out), "guard": guard * (1 - out),
                    "back": 0.7 * wind, "forward": 1.3 * out}, sign)  # fmt: skip
    main_turn(stage, x=0.12 * blow, z=sign * (0.15 * wind - 0.2 * blow))
    stage.pose.spread(body.part("trunk")[1:], z=sign * (0.3 * wind - 0.45 * blow))
    head_turn(stage, z=-sign * (0.25 * wind - 0.35 * blow))
    lunge(stage, 0.6 * blow)
    still_legs(stage)
    return stage.take("punch", "punch_side" if said else "punch", True,
                      side=side if said else "")  # fmt: skip


def still_legs(stage: Stage) -> None:
    whip(stage, stage.body.part("tail"), z=0.1)
    settle_wings(stage)


def swing(body: Body, rng: Rng) -> Take:
    """A weapon from above or from the side, held in the right hand."""
    stage = Stage(body, rng, draw(rng, 0.8, 1.4))
    wind, blow = strike(stage)
    over = chance(rng, 0.5)
    arms_at(stage, {"down": 0.7, "guard": 0.3})
    turn = np.zeros((stage.pose.count, 3))
    if not over:
        turn[:, 2] = 1.0 * wind - 0.9 * blow
    total = np.clip(wind + blow, 0, 1)
    up = "raised" if over else "t"
    low = "low" if over else "forward"
    arms_at(stage, {"down": 1 - total, up: 1.2 * wind, low: 1.1 * blow}, -1, turn)
    if over:
        stage.pose.spread(body.part("trunk"), x=0.45 * blow - 0.25 * wind)
    else:
        main_turn(stage, z=-0.2 * wind + 0.3 * blow)
        stage.pose.spread(body.part("trunk")[1:], z=-0.4 * wind + 0.5 * blow)
    head_turn(stage, x=0.1 * blow)
    lunge(stage, 0.6 * blow - 0.2 * wind)
    still_legs(stage)
    return stage.take("swing", "swing", True)


def block(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.9, 1.4))
    part = stage.hold(0, 0.2, 0.75, 1)
    arms_at(stage, {"down": 1 - part, "guard": part})
    sink(stage, 0.12 * part)
    main_turn(stage, x=0.1 * part, z=-0.15 * part)
    head_turn(stage, x=0.15 * part)
    stage.pose.move[:, 1] += 0.05 * leg_height(body) * stage.pulse(0.3, 0.4, 0.6)
    still_legs(stage)
    return stage.take("block", "block", True)


def dodge(body: Body, rng: Rng) -> Take:
    side, sign = side_of(rng)
    stage = Stage(body, rng, draw(rng, 0.5, 0.9))
    part = stage.pulse(0, 0.35, 0.95)
    far = 0.6 * reachable(body, np.array([1.0, 0, 0]), 0.2 * leg_height(body))
    stage.pose.move[:, 0] += sign * far * part
    sink(stage, 0.18 * part)
    main_turn(stage, y=0.25 * sign * part)
    head_turn(stage, y=0.15 * sign * part)
    settle_arms(stage, 0.5)
    still_legs(stage)
    return stage.take("dodge", "dodge", True, side=side)


def breathe_fire(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.1, 1.8))
    wind = stage.pulse(0, 0.25, 0.45)
    out = stage.hold(0.28, 0.45, 0.8, 0.98)
    lower_neck(stage, -0.5 * wind + 0.3 * out)
    head_turn(stage, x=-0.2 * wind, z=0.25 * stage.wave(2) * out)
    jaw = body.parts.get("jaw")
    if jaw is not None:
        stage.pose.turn(jaw, x=0.6 * out)
    lunge(stage, 0.3 * out - 0.4 * wind)
    still(stage)
    open_wings(stage, out * draw(rng, 0, 0.7))
    return stage.take("breathe", "breathe", True)


def open_wings(stage: Stage, part: Array, flap: Array | None = None) -> None:
    body = stage.body
    for n in wings(body):
        limb = body.limbs[n]
        swing = np.zeros((stage.pose.count, 3))
        swing[:, 1] = -limb.side * (0.3 * part if flap is None else flap)
        known = {limb.stand: 1 - part, "spread": part}
        if limb.stand == "spread":
            known = {"spread": 1.0}
        stage.pose.aim(n, known, swing)


def beat_wings(body: Body, rng: Rng) -> Take:
    """Standing, wings open and beating."""
    stage = Stage(body, rng, draw(rng, 0.8, 1.4))
    part = stage.hold(0, 0.2, 0.8, 1)
    beats = max(1, round(stage.seconds * 1.6))
    open_wings(stage, part, part * (0.2 + 0.6 * stage.wave(beats)))
    lower_neck(stage, -0.2 * part)
    main_turn(stage, x=-0.08 * part)
    stage.pose.move[:, 2] += 0.02 * body.height * stage.wave(beats, 0.5)
    settle_arms(stage, 0.3)
    whip(stage, body.part("tail"), z=0.15)
    return stage.take("wings", "beat_wings", True)


def spread_wings(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.9, 1.5))
    open_wings(stage, stage.ramp(0.05, 0.7))
    lower_neck(stage, -0.2 * stage.ramp(0.05, 0.7))
    breathe(stage, 1, 0.6)
    settle_arms(stage, 0.3)
    whip(stage, body.part("tail"), z=0.1)
    return stage.take("wings", "spread_wings", False)


def threaten(body: Body, rng: Rng) -> Take:
    """Spiders and crabs lift their front legs."""
    stage = Stage(body, rng, draw(rng, 0.8, 1.4))
    part = stage.hold(0, 0.25, 0.75, 1)
    height = leg_height(body)
    front = [n for n, leg in enumerate(body.legs) if leg.row == 0]
    stage.pose.tips[front, :, 2] += height * part * (1.1 + 0.15 * stage.wave(3))
    stage.pose.tips[front, :, 1] -= 0.2 * height * part
    main_turn(stage, x=-0.3 * part)
    if any(limb.kind == "claw" for limb in body.limbs):
        arms_at(stage, {"down": 1 - part, "up": part})
    else:
        settle_arms(stage, 0.3)
    settle_wings(stage)
    stage.pose.spread(body.part("tail"), x=0.2 * part)
    return stage.take("rear", "threaten", True)


def spider_strike(body: Body, rng: Rng) -> Take:
    """Front legs up, then down and ahead."""
    stage = Stage(body, rng, draw(rng, 0.6, 1.1))
    wind, blow = strike(stage)
    height = leg_height(body)
    radius = 1.0 if not is_low(body) else 1.2
    front = [n for n, leg in enumerate(body.legs) if leg.row == 0]
    stage.pose.tips[front, :, 2] += height * radius * (1.0 * wind + 0.25 * blow)
    stage.pose.tips[front, :, 1] -= height * (0.1 * wind + 0.5 * blow)
    main_turn(stage, x=-0.42 * wind + 0.15 * blow)
    lunge(stage, blow - 0.4 * wind)
    head_turn(stage, x=0.2 * blow)
    settle_arms(stage, 0.6)
    settle_wings(stage)
    whip(stage, body.part("tail"), x=0.15)
    return stage.take("bite", "bite", True)
