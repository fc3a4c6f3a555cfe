"""What people and their like do with their hands. Where no side is said, it is the
right one (-X)."""

from __future__ import annotations

import numpy as np

from .acts_body import main_turn, sink, still
from .body import Body
from .gaits import leg_height
from .motion import (
    Rng,
    Stage,
    Take,
    arms,
    arms_at,
    breathe,
    chance,
    draw,
    head_turn,
    settle_wings,
    side_of,
    whip,
)
from .pose import Array


def some_side(rng: Rng, share: float = 0.6) -> tuple[str, int]:
    return side_of(rng) if chance(rng, share) else ("", -1)


def hang(stage: Stage) -> None:
    arms_at(stage, {"down": 1.0})
    settle_wings(stage)
    whip(stage, stage.body.part("tail"), z=0.1)


def wave(body: Body, rng: Rng) -> Take:
    side, sign = some_side(rng)
    whole = chance(rng, 0.5)
    stage = Stage(body, rng, draw(rng, 0.9, 1.8))
    part = np.ones(stage.pose.count) if whole else stage.hold(0, 0.2, 0.8, 1)
    beats = max(1, round(stage.seconds * draw(rng, 1.2, 2.2)))
    hang(stage)
    swing = np.zeros((stage.pose.count, 3))
    swing[:, 1] = draw(rng, 0.2, 0.4) * stage.wave(beats) * part
    up = draw(rng, 0.0, 0.5)
    arms_at(
        stage,
        {"down": 1 - part, "hello": part * (1 - up), "up": part * up},
        sign,
        swing,
    )
    head_turn(stage, y=-0.06 * sign * part)
    main_turn(stage, y=-0.03 * sign * part)
    breathe(stage, 1)
    return stage.take("wave", "wave_side" if side else "wave", True, side=side)


def raise_arm(body: Body, rng: Rng) -> Take:
    side, sign = side_of(rng)
    stage = Stage(body, rng, draw(rng, 0.7, 1.4))
    part = stage.ramp(0.05, 0.75)
    hang(stage)
    arms_at(stage, {"down": 1 - part, "up": part}, sign)
    breathe(stage, 1)
    return stage.take("other", "raise_arm", False, side=side)


def point(body: Body, rng: Rng) -> Take:
    side, sign = some_side(rng)
    stage = Stage(body, rng, draw(rng, 0.8, 1.5))
    part = stage.hold(0.02, 0.3, 0.75, 0.98)
    hang(stage)
    arms_at(stage, {"down": 1 - part, "forward": part}, sign)
    breathe(stage, 1)
    return stage.take("other", "point_side" if side else "point", True, side=side)


def cheer(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.8, 1.4))
    beats = max(1, round(stage.seconds * 1.5))
    hop = np.abs(stage.wave(beats / 2)) if beats % 2 == 0 else np.abs(stage.wave(1))
    swing = np.zeros((stage.pose.count, 3))
    swing[:, 1] = 0.25 * stage.wave(beats)
    hang(stage)
    arms_at(stage, {"up": 0.75, "a": 0.25}, 0, swing)
    sink(stage, 0.08 * (1 - hop))
    head_turn(stage, x=-0.15 + 0.05 * stage.wave(beats))
    return stage.take("cheer", "cheer", True)


def clap(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.8, 1.4))
    beats = max(1, round(stage.seconds * 1.8))
    swing = np.zeros((stage.pose.count, 3))
    swing[:, 2] = 0.3 + 0.3 * stage.wave(beats)
    hang(stage)
    arms_at(stage, {"bent": 1.0}, 0, swing)
    breathe(stage, 1)
    return stage.take("other", "clap", True)


def bow(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.0, 1.8))
    part = stage.hold(0.02, 0.35, 0.6, 0.97)
    hang(stage)
    trunk = body.part("trunk")
    if len(trunk) > 1:
        stage.pose.spread(trunk[1:], x=0.8 * part)
    else:
        main_turn(stage, x=0.5 * part)
    head_turn(stage, x=0.4 * part)
    return stage.take("other", "bow", True)


def pick(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.0, 1.7))
    part = stage.hold(0.02, 0.35, 0.55, 0.97)
    hang(stage)
    sink(stage, 0.4 * part)
    stage.pose.spread(body.part("trunk"), x=0.9 * part)
    arms_at(stage, {"down": 1 - part, "forward": 0.3 * part, "low": part}, -1)
    head_turn(stage, x=0.2 * part)
    return stage.take("pick", "pick", True)


def throw(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.8, 1.4))
    wind = stage.pulse(0.02, 0.35, 0.55)
    out = stage.hold(0.32, 0.56, 0.62, 0.95)
    hang(stage)
    arms_at(stage, {"down": 1 - np.clip(wind + out, 0, 1), "raised": 1.2 * wind,
                    "forward": out}, -1)  # fmt: skip
    main_turn(stage, z=-0.25 * wind + 0.2 * out)
    stage.pose.spread(
        body.part("trunk")[1:], x=0.3 * out - 0.2 * wind, z=0.3 * out - 0.3 * wind
    )
    sink(stage, 0.05 * (wind + out))
    return stage.take("throw", "throw", True)


def cast(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.9, 1.7))
    gather = stage.pulse(0.02, 0.35, 0.55)
    out = stage.hold(0.38, 0.55, 0.75, 0.97)
    hang(stage)
    both = chance(rng, 0.7)
    arms_at(stage, {"down": 1 - np.clip(gather + out, 0, 1), "mouth": 0.5 * gather,
                    "up": 0.5 * gather, "forward": out}, 0 if both else -1)  # fmt: skip
    stage.pose.spread(body.part("trunk"), x=0.2 * out - 0.2 * gather)
    head_turn(stage, x=-0.1 * gather)
    return stage.take("cast", "cast", True)


def use(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.8, 1.4))
    part = stage.hold(0.02, 0.35, 0.65, 0.98)
    hang(stage)
    arms_at(stage, {"down": 1 - part, "forward": 0.6 * part, "bent": 0.4 * part}, -1)
    head_turn(stage, x=0.15 * part)
    breathe(stage, 1)
    return stage.take("use", "use", True)


def duck(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.9, 1.6))
    stays = chance(rng, 0.4)
    part = np.ones(stage.pose.count) if stays else stage.hold(0.02, 0.3, 0.7, 0.98)
    hang(stage)
    sink(stage, 0.45 * part)
    stage.pose.spread(body.part("trunk"), x=0.35 * part)
    arms_at(stage, {"down": 1 - 0.6 * part, "bent": 0.6 * part})
    if stays:
        breathe(stage, 1)
    return stage.take("duck", "crouching" if stays else "duck", True)


def aim(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.0, 1.8))
    hang(stage)
    swing = np.zeros((stage.pose.count, 3))
    swing[:, 0] = 0.02 * stage.wave(1)
    arms_at(stage, {"forward": 1.0}, 0 if chance(rng, 0.5) else -1, swing)
    breathe(stage, 1)
    return stage.take("aim", "aim", True)


def shoot(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.45, 0.8))
    kick = stage.pulse(0.05, 0.18, 0.8)
    hang(stage)
    swing = np.zeros((stage.pose.count, 3))
    swing[:, 0] = -0.3 * kick
    arms_at(stage, {"forward": 1 - 0.25 * kick, "bent": 0.25 * kick}, 0, swing)
    stage.pose.spread(body.part("trunk"), x=-0.12 * kick)
    return stage.take("shoot", "shoot", True)


def hands_on_hips(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.4, 2.4))
    hang(stage)
    arms_at(stage, {"hips": 1.0})
    breathe(stage, 1, 1.2)
    head_turn(stage, z=0.1 * stage.wave(1))
    return stage.take("idle", "hips", True)


def ready(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.8, 1.6))
    sink(stage, draw(rng, 0.05, 0.15))
    hang(stage)
    swing = np.zeros((stage.pose.count, 3))
    swing[:, 0] = 0.06 * stage.wave(1, 0.2)
    arms_at(stage, {"guard": 0.8, "bent": 0.2}, 0, swing)
    stage.pose.move[:, 2] += 0.02 * leg_height(body) * stage.wave(1)
    main_turn(stage, x=0.08, z=draw(rng, -0.3, 0.3))
    return stage.take("idle", "ready", True)


def beat_chest(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.8, 1.2))
    hang(stage)
    for n in arms(body):
        limb = body.limbs[n]
        swing = np.zeros((stage.pose.count, 3))
        swing[:, 0] = 0.35 * limb.side * stage.wave(2)
        stage.pose.aim(n, {"mouth": 0.7, "guard": 0.3} if "guard" in limb.postures else
                       {"mouth": 1.0}, swing)  # fmt: skip
    head_turn(stage, x=-0.2 + 0.05 * stage.wave(2))
    stage.pose.spread(body.part("trunk"), x=-0.1)
    return stage.take("other", "beat_chest", True)


def climb(body: Body, rng: Rng) -> Take:
    """Hand over hand, feet in turn."""
    stage = Stage(body, rng, draw(rng, 0.9, 1.3))
    height = leg_height(body)
    stage.pose.loose[:] = 1.0
    for n, leg in enumerate(body.legs):
        up = 0.5 + 0.5 * stage.wave(1, 0.0 if leg.side > 0 else 0.5)
        stage.pose.tips[n, :, 2] += height * (0.05 + 0.35 * up)
        stage.pose.tips[n, :, 1] -= 0.15 * height
    for n in arms(body):
        limb = body.limbs[n]
        up = 0.5 + 0.5 * stage.wave(1, 0.5 if limb.side > 0 else 0.0)
        stage.pose.aim(n, {"up": 0.3 + 0.7 * up, "forward": 0.7 * (1 - up)})
    main_turn(stage, y=0.06 * stage.wave(1, 0.25))
    head_turn(stage, x=-0.3)
    settle_wings(stage)
    return stage.take("other", "climb", True)


def talk(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.4, 2.4))
    gesture = 0.5 + 0.3 * stage.wave(1) + 0.2 * stage.wave(2, 0.2)
    hang(stage)
    arms_at(stage, {"down": 1 - gesture, "bent": gesture}, -1)
    other: Array = 0.3 + 0.3 * stage.wave(2, 0.4)
    arms_at(stage, {"down": 1 - other, "bent": other}, 1)
    head_turn(stage, x=0.08 * stage.wave(3), z=0.12 * stage.wave(1))
    jaw = body.parts.get("jaw")
    if jaw is not None:
        stage.pose.turn(jaw, x=0.1 * (1 + stage.wave(3)))
    breathe(stage, 1)
    return stage.take("other", "talk", True)


def swim_person(body: Body, rng: Rng) -> Take:
    """Lying on the front, arms in turn, legs kicking."""
    stage = Stage(body, rng, draw(rng, 0.9, 1.4))
    height = leg_height(body)
    main_turn(stage, x=1.4)
    stage.pose.loose[:] = 1.0
    for n, leg in enumerate(body.legs):
        stage.pose.tips[n, :, 1] += (
            0.2 * height * stage.wave(2, 0.0 if leg.side > 0 else 0.5)
        )
        stage.pose.pitch[n] += 0.9
    for n in arms(body):
        limb = body.limbs[n]
        phase = 0.0 if limb.side > 0 else 0.5
        up = 0.5 + 0.5 * stage.wave(1, phase)
        out = np.maximum(stage.wave(1, phase + 0.25), 0)
        stage.pose.aim(n, {"up": up, "down": 1 - up, "t": 0.8 * out})
    head_turn(stage, x=-0.6)
    main_turn(stage, y=0.12 * stage.wave(1))
    still_wings(stage)
    return stage.take("swim", "swim", True, mirrored_ok=True)


def still_wings(stage: Stage) -> None:
    settle_wings(stage)
    whip(stage, stage.body.part("tail"), x=0.15)


def surrender(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.0, 1.8))
    hang(stage)
    arms_at(stage, {"hello": 0.8, "up": 0.3})
    breathe(stage, 1)
    still(stage)
    arms_at(stage, {"hello": 0.8, "up": 0.3})
    return stage.take("other", "hands_up", True)
