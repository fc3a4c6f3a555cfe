"""Flying: flapping with the body's bob, gliding, hovering, taking off, landing,
diving."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .acts_body import main_turn, sink
from .body import Body
from .gaits import leg_height, settle_arms
from .motion import (
    TAU,
    Rng,
    Stage,
    Take,
    chance,
    draw,
    head_turn,
    on_the_floor,
    side_of,
    whip,
    wings,
)
from .pose import Array


def in_air(stage: Stage, part: ArrayLike, tuck: float) -> None:
    """Legs hang or are drawn up and back."""
    body, pose = stage.body, stage.pose
    if not body.legs:
        return
    part = np.broadcast_to(np.asarray(part, dtype=float), (pose.count,))
    pose.loose[:] = np.clip(part * 2, 0, 1)
    height = leg_height(body)
    if body.leg_groups[0].splayed:
        centre = body.heads[body.main]
        pull = (centre - body.leg_tips) * np.array([0.35, 0.2, 0.0]) * tuck
        pose.tips += part[None, :, None] * pull[:, None]
        pose.tips[..., 2] -= 0.1 * height * part
    else:
        pose.tips[..., 2] += 0.45 * height * tuck * part
        pose.tips[..., 1] += (0.15 + 0.35 * tuck) * height * part
        pose.pitch += 0.9 * part


def flap(
    stage: Stage, beats: float, size: ArrayLike, open_: ArrayLike = 1.0,
    level: ArrayLike = 0.05, fold: float = 0.0,
) -> Array:  # fmt: skip
    """Wings open by `open_` beat `size` radians to each side of `level`; returns the
    beat [F], 1 at the top."""
    body, pose = stage.body, stage.pose
    top = np.cos(TAU * beats * stage.u)
    open_ = np.broadcast_to(np.asarray(open_, dtype=float), (pose.count,))
    for n in wings(body):
        limb = body.limbs[n]
        k = len(limb.bones)
        late = 0.06 * np.minimum(np.arange(k), 3)[:, None] + 0.1 * limb.row
        angle = np.asarray(level) + np.asarray(size) * np.cos(
            TAU * (beats * stage.u - late)
        )
        swing = np.zeros((k, pose.count, 3))
        swing[..., 1] = -limb.side * angle * open_
        # Drawn in a little on the way up.
        rise = np.maximum(-np.sin(TAU * beats * stage.u), 0) * fold
        swing[..., 2] = limb.side * 0.12 * np.sin(TAU * beats * stage.u) * open_
        half = rise * 0.5
        known: dict[str, ArrayLike] = {
            "spread": open_ * (1 - half),
            "half": open_ * half,
        }
        known[limb.stand] = known.get(limb.stand, 0.0) + 1 - open_
        pose.aim(n, known, swing)
    return top


def air_tail(stage: Stage, beats: float, size: float = 0.12) -> None:
    whip(stage, stage.body.part("tail"), x=size, cycles=beats, phase=0.25)


def straight_neck(stage: Stage, part: ArrayLike = 1.0) -> None:
    """The neck of a flyer points ahead."""
    body = stage.body
    neck = body.part("neck")
    if not neck:
        return
    line = body.tails[neck[-1]] - body.heads[neck[0]]
    pitch = float(np.arctan2(line[2], -line[1]))
    angle = np.clip(pitch - 0.15, -0.3, 1.2) * np.asarray(part)
    stage.pose.spread(neck, x=angle)
    head = body.parts.get("head")
    if head is not None:
        stage.pose.turn(head, x=-0.6 * angle)


def rate(body: Body) -> float:
    return float(body.traits.get("beat", 1.5))


def upright_flyer(body: Body) -> bool:
    return body.traits["gait"] in ("biped", "float")


def fly(body: Body, rng: Rng) -> Take:
    quick = chance(rng, 0.2)
    beat = rate(body) * (1.4 if quick else 1.0)
    cycles = 1 if beat < 1.6 else 2
    stage = Stage(body, rng, max(cycles / beat, 0.4), 0.12)
    small = body.traits["gait"] == "hexapod"
    wide = 1.25 if body.traits["gait"] == "bird" else 1.0
    size = draw(rng, 0.45, 0.95) * (0.85 if small else wide)
    top = flap(
        stage, cycles, size * stage.much, 1.0, draw(rng, 0.0, 0.25), draw(rng, 0, 0.8)
    )
    # The body rises while the wings go down.
    bob = (0.01 if small else draw(rng, 0.02, 0.06)) * body.size
    stage.pose.move[:, 2] += -bob * top * 0.7 + draw(rng, 0, 0.1) * body.size
    tilt = draw(rng, -0.1, 0.2)
    if upright_flyer(body):
        tilt = draw(rng, 0.1, 0.6)
    main_turn(stage, x=tilt + 0.05 * stage.wave(cycles, 0.1))
    head_turn(stage, x=-0.5 * tilt - 0.04 * stage.wave(cycles, 0.1))
    if body.traits["gait"] in ("bird", "quad"):
        straight_neck(stage, draw(rng, 0.4, 1.0))
    in_air(stage, 1.0, draw(rng, 0.2, 1.0))
    air_tail(stage, cycles)
    settle_arms(stage, 0.3)
    feelers(stage)
    return stage.take("fly", "fly_fast" if quick else "fly", True, mirrored_ok=True)


def feelers(stage: Stage) -> None:
    for chain in stage.body.parts.get("feelers", []):
        whip(stage, chain, x=0.1)


def hover(body: Body, rng: Rng) -> Take:
    cycles = 2 if rate(body) > 1.3 else 1
    stage = Stage(body, rng, cycles / max(rate(body) * 1.15, 1.0), 0.12)
    size = draw(rng, 0.5, 0.9) * stage.much
    top = flap(stage, cycles, size, 1.0, draw(rng, -0.1, 0.2), 0.5)
    small = body.traits["gait"] == "hexapod"
    bob = (0.012 if small else draw(rng, 0.02, 0.05)) * body.size
    stage.pose.move[:, 2] += -bob * top + draw(rng, 0, 0.08) * body.size
    pitch = 0.0 if upright_flyer(body) else -draw(rng, 0.1, 0.7)
    main_turn(stage, x=pitch)
    head_turn(stage, x=-0.8 * pitch)
    in_air(stage, 1.0, draw(rng, 0.0, 0.4))
    air_tail(stage, cycles)
    settle_arms(stage, 0.3)
    feelers(stage)
    return stage.take("fly", "hover", True, mirrored_ok=True)


def glide(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.2, 2.2))
    flap(stage, 1, draw(rng, 0.02, 0.06), 1.0, draw(rng, 0.0, 0.2))
    main_turn(stage, x=draw(rng, 0.0, 0.15), y=draw(rng, 0.02, 0.08) * stage.wave(1))
    stage.pose.move[:, 2] += 0.015 * body.size * stage.wave(1, 0.25)
    straight_neck(stage)
    in_air(stage, 1.0, draw(rng, 0.4, 1.0))
    air_tail(stage, 1, 0.05)
    settle_arms(stage, 0.2)
    return stage.take("fly", "glide", True, mirrored_ok=True)


def bank(body: Body, rng: Rng) -> Take:
    """A turn in flight: leans and turns to a side."""
    side, sign = side_of(rng)
    stage = Stage(body, rng, draw(rng, 0.9, 1.6))
    part = stage.ramp(0.02, 0.5)
    flap(stage, 1, 0.35, 1.0, 0.1)
    # Leaning into the turn: the inner wing is low.
    main_turn(stage, y=sign * 0.6 * stage.hold(0, 0.4, 0.7, 1), z=sign * 0.9 * part)
    head_turn(stage, z=0.3 * sign * stage.pulse(0, 0.3, 0.9))
    straight_neck(stage)
    in_air(stage, 1.0, 0.7)
    air_tail(stage, 1)
    settle_arms(stage, 0.2)
    return stage.take("turn", "bank", False, side=side)


def take_off(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.9, 1.6))
    beats = max(1, round(stage.seconds * rate(body) * 1.1))
    open_ = stage.ramp(0.02, 0.25)
    off = stage.ramp(0.22, 1.0)
    flap(stage, beats, draw(rng, 0.6, 1.0) * open_, open_, 0.2 * open_, 0.5)
    crouch = stage.pulse(0, 0.18, 0.3)
    if body.legs:
        sink(stage, 0.3 * crouch)
    stage.pose.move[:, 2] += draw(rng, 0.25, 0.6) * body.size * off**1.5
    main_turn(
        stage,
        x=(-0.35 if not upright_flyer(body) else 0.1) * stage.hold(0.1, 0.4, 0.7, 1),
    )
    in_air(stage, stage.ramp(0.22, 0.45), draw(rng, 0.2, 0.8))
    air_tail(stage, beats)
    settle_arms(stage, 0.3)
    return stage.take("takeoff", "take_off", False)


def land(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.9, 1.6))
    beats = max(1, round(stage.seconds * rate(body)))
    down = stage.ramp(0.0, 0.7)
    open_ = 1 - stage.ramp(0.75, 0.98)
    flap(
        stage,
        beats,
        draw(rng, 0.5, 0.9) * (1 - stage.ramp(0.6, 0.9)),
        open_,
        0.2 * open_,
        0.5,
    )
    stage.pose.move[:, 2] += draw(rng, 0.25, 0.6) * body.size * (1 - down)
    if body.legs:
        sink(stage, 0.25 * stage.pulse(0.66, 0.76, 0.95))
    main_turn(
        stage,
        x=(-0.4 if not upright_flyer(body) else 0) * stage.hold(0.1, 0.4, 0.6, 0.85),
    )
    in_air(stage, 1 - stage.ramp(0.5, 0.7), draw(rng, 0.0, 0.5))
    air_tail(stage, beats)
    settle_arms(stage, 0.3)
    return stage.take("land", "land", False)


def dive(body: Body, rng: Rng) -> Take:
    """Wings drawn in, head first, then up again."""
    stage = Stage(body, rng, draw(rng, 1.0, 1.7))
    part = stage.hold(0.0, 0.3, 0.6, 0.95)
    for n in wings(body):
        limb = body.limbs[n]
        swing = np.zeros((stage.pose.count, 3))
        swing[:, 1] = -limb.side * 0.1 * (1 - part)
        stage.pose.aim(n, {"spread": 1 - 0.8 * part, "half": 0.8 * part}, swing)
    main_turn(stage, x=draw(rng, 0.7, 1.1) * part)
    stage.pose.move[:, 2] += 0.3 * body.size * (1 - stage.pulse(0.1, 0.6, 1.0))
    straight_neck(stage)
    in_air(stage, 1.0, 1.0)
    air_tail(stage, 1, 0.05)
    settle_arms(stage, 0.2)
    return stage.take("fly", "dive", True)


def air_strike(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.7, 1.2))
    blow = stage.pulse(0.1, 0.45, 0.95)
    flap(stage, 2, 0.6, 1.0, 0.15)
    main_turn(stage, x=-0.5 * blow)
    stage.pose.move[:, 1] -= 0.12 * body.size * blow
    in_air(stage, 1.0, 0.2)
    stage.pose.tips[..., 1] -= 0.6 * leg_height(body) * blow if body.legs else 0
    head_turn(stage, x=0.3 * blow)
    air_tail(stage, 2)
    settle_arms(stage, 0.4)
    return stage.take("claw", "air_strike", True)


def drop_dead(body: Body, rng: Rng) -> Take:
    """Out of the air, over to its left."""
    stage = Stage(body, rng, draw(rng, 0.9, 1.6))
    fall = stage.ramp(0.1, 0.75)
    loose = 1 - 0.85 * fall
    flap(stage, 1, 0.2 * (1 - fall), loose, 0.2 * fall)
    main_turn(stage, x=0.2 * fall, y=1.5 * fall)
    stage.pose.move[:, 2] += 0.35 * body.size * (1 - fall) - 0.75 * body.hip * fall
    in_air(stage, 1.0, 0.6)
    settle_arms(stage, 0.3)
    whip(stage, body.part("tail"), x=0.1)
    on_the_floor(stage)
    return stage.take("death", "drop_dead", False)
