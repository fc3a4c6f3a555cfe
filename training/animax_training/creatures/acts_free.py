"""Plants, soft lumps, floating things, machines and doors."""

from __future__ import annotations

import numpy as np

from .acts_body import main_turn
from .body import Body
from .motion import (
    TAU,
    Rng,
    Stage,
    Take,
    arms_at,
    chance,
    draw,
    head_turn,
    on_the_floor,
    settle_wings,
    side_of,
    whip,
    wings,
)
from .pose import Array


def leaves_move(
    stage: Stage, size: float, cycles: float = 1, open_: Array | None = None
) -> None:
    leaves = stage.body.parts.get("leaves", [])
    for k, (chain, turn) in enumerate(leaves):
        n = len(chain)
        late = 0.15 * np.arange(n)[:, None] + k / max(len(leaves), 1)
        beat = size * np.sin(TAU * (cycles * stage.u[None] - late)) / max(n, 1) ** 0.6
        if open_ is not None:
            beat = beat + open_[None] / n
        # + lifts a leaf.
        stage.pose.turn(chain, x=np.sin(turn) * beat, y=-np.cos(turn) * beat)


def sway(body: Body, rng: Rng) -> Take:
    storm = chance(rng, 0.3)
    stage = Stage(body, rng, draw(rng, 0.8, 1.3) if storm else draw(rng, 1.4, 2.6))
    stem = body.parts["stem"]
    size = (draw(rng, 0.25, 0.5) if storm else draw(rng, 0.06, 0.22)) * stage.much
    lean = size * 0.8 if storm else 0.0
    n = len(stem)
    late = 0.12 * np.arange(n)[:, None] / n
    wave = (lean + size * np.sin(TAU * (stage.u[None] - late))) / n
    stage.pose.turn(
        stem, y=wave, x=0.3 * size * np.sin(TAU * (stage.u[None] - late - 0.2)) / n
    )
    stage.pose.turn(body.parts["head"], y=0.5 * size * stage.wave(1, 0.2))
    leaves_move(stage, size * 0.8, 1)
    words = "storm" if storm else "sway"
    return stage.take("idle", words, True)


def plant_idle(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.6, 2.8))
    stem = body.parts["stem"]
    stage.pose.spread(
        stem, y=draw(rng, 0.02, 0.06) * stage.wave(1), x=0.02 * stage.wave(1, 0.3)
    )
    leaves_move(stage, 0.05)
    return stage.take("idle", "plant_idle", True)


def plant_strike(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.8, 1.2))
    wind, blow = stage.pulse(0, 0.3, 0.5), stage.hold(0.28, 0.5, 0.58, 0.97)
    stem = body.parts["stem"]
    stage.pose.spread(stem, x=(0.8 * blow - 0.35 * wind) * min(stage.much, 1.2))
    stage.pose.turn(body.parts["head"], x=-0.4 * wind + 0.1 * blow)
    jaw = body.parts.get("jaw")
    if jaw is not None:
        stage.pose.turn(jaw, x=0.7 * wind)
    leaves_move(stage, 0.1, 1, 0.4 * wind)
    return stage.take("bite", "bite", True)


def plant_hit(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.6, 1.0))
    shake = stage.pulse(0, 0.15, 1.0) * np.cos(TAU * 1.5 * stage.u)
    stage.pose.spread(body.parts["stem"], x=-0.5 * shake * stage.much)
    stage.pose.turn(body.parts["head"], x=-0.2 * shake)
    leaves_move(stage, 0.1, 2)
    return stage.take("hit", "hit", True)


def wilt(body: Body, rng: Rng) -> Take:
    """Sinks to its left."""
    stage = Stage(body, rng, draw(rng, 1.2, 2.2))
    fall = stage.ramp(0.1, 0.85)
    n = len(body.parts["stem"])
    late = np.linspace(0.7, 1.3, n)[:, None] / n
    stage.pose.turn(body.parts["stem"], y=draw(rng, 1.3, 2.0) * fall * late)
    stage.pose.turn(body.parts["head"], x=0.4 * fall)
    leaves_move(stage, 0.03, 1, -0.7 * fall)
    return stage.take("death", "wilt", False)


def grow(body: Body, rng: Rng) -> Take:
    """Rises from a bent stem."""
    stage = Stage(body, rng, draw(rng, 1.1, 2.0))
    part = 1 - stage.ramp(0.05, 0.85)
    n = len(body.parts["stem"])
    stage.pose.turn(
        body.parts["stem"], x=2.2 * part[None] / n * np.linspace(0.6, 1.4, n)[:, None]
    )
    stage.pose.turn(body.parts["head"], x=0.4 * part)
    leaves_move(stage, 0.03, 1, 0.7 * part)
    return stage.take("stand", "unbend", False)


def bloom(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.0, 1.8))
    opens = chance(rng, 0.6)
    part = 1 - stage.ramp(0.05, 0.85) if opens else stage.ramp(0.05, 0.85)
    leaves_move(stage, 0.02, 1, 0.8 * part)
    stage.pose.spread(body.parts["stem"], x=0.15 * part)
    return stage.take(
        "open" if opens else "close", "bloom" if opens else "unbloom", False
    )


def plant_dance(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.9, 1.4))
    stem = body.parts["stem"]
    n = len(stem)
    bend = np.where(np.arange(n) < n / 2, 1.0, -0.8)[:, None]
    size = draw(rng, 0.5, 0.9) * stage.much
    stage.pose.turn(stem, y=size * bend * stage.wave(1)[None] / n * 1.5)
    stage.pose.turn(
        body.parts["head"], y=0.4 * stage.wave(1, 0.1), x=0.2 * stage.wave(2)
    )
    leaves_move(stage, 0.4, 1)
    return stage.take("dance", "dance", True)


def lump_idle(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.0, 2.0))
    squash(stage, draw(rng, 0.03, 0.08) * stage.wave(1))
    wobble(stage, 0.05)
    return stage.take("idle", "wobble", True)


def squash(stage: Stage, amount: Array) -> None:
    """Lower and wider: the base sinks, sides come up."""
    body = stage.body
    stage.pose.move[:, 2] -= 0.2 * body.height * amount
    for bone, turn in body.parts["sides"]:
        stage.pose.turn(bone, x=np.sin(turn) * amount * 2, y=-np.cos(turn) * amount * 2)


def wobble(stage: Stage, size: float, cycles: float = 1) -> None:
    trunk = stage.body.part("trunk")
    for k, bone in enumerate(trunk):
        if len(trunk) > 1 and k == 0:
            continue
        stage.pose.turn(bone, y=size * stage.wave(cycles, 0.1 * k),
                        x=0.5 * size * stage.wave(cycles, 0.25 + 0.1 * k))  # fmt: skip


def lump_hop(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.6, 1.0))
    ground = 0.45
    air = np.clip((stage.u - ground) / (1 - ground), 0, 1)
    crouch = np.sin(np.pi * np.clip(stage.u / ground, 0, 1))
    stage.pose.move[:, 2] += body.height * draw(rng, 0.2, 0.6) * np.sin(np.pi * air)
    squash(stage, 0.5 * crouch)
    tilt = draw(rng, 0.1, 0.35)
    main_turn(
        stage, x=tilt * (np.sin(np.pi * air) * np.cos(np.pi * air) * 2 + 0.4 * crouch)
    )
    wobble(stage, 0.12, 1)
    return stage.take("walk", "hop", True)


def lump_jump(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.7, 1.1))
    air = np.clip((stage.u - 0.25) / 0.5, 0, 1)
    crouch = stage.pulse(0, 0.17, 0.27) + stage.pulse(0.74, 0.82, 1.0)
    stage.pose.move[:, 2] += body.height * draw(rng, 0.5, 1.1) * 4 * air * (1 - air)
    squash(stage, 0.8 * crouch)
    wobble(stage, 0.1)
    return stage.take("jump", "jump", True)


def lump_strike(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.6, 1.0))
    wind, blow = stage.pulse(0, 0.3, 0.45), stage.hold(0.3, 0.47, 0.55, 0.97)
    size = 0.6 * stage.much
    main_turn(stage, x=size * (blow - 0.6 * wind))
    trunk = body.part("trunk")[1:]
    stage.pose.spread(trunk, x=size * (blow - 0.5 * wind))
    stage.pose.move[:, 1] -= 0.25 * body.height * (blow - 0.4 * wind)
    jaw = body.parts.get("jaw")
    if jaw is not None:
        stage.pose.turn(jaw, x=0.5 * wind)
    return stage.take("bite", "attack", True)


def topple(body: Body, rng: Rng) -> Take:
    """Any upright thing falls over to its left."""
    stage = Stage(body, rng, draw(rng, 0.9, 1.6))
    fall = stage.ramp(0.15, 0.7) ** 1.4
    bounce = stage.pulse(0.66, 0.75, 0.85)
    flat = body.traits["gait"] == "drone"
    main_turn(stage, y=(0.4 if flat else 1.5) * fall - 0.12 * bounce)
    stage.pose.move[:, 2] -= 0.8 * body.hip * fall
    if wings(body):
        settle_wings(stage, None, 0.05)
    if any(limb.kind == "arm" for limb in body.limbs):
        arms_at(stage, {"down": 1 - 0.4 * fall, "wide": 0.4 * fall})
    whip(stage, body.part("tail"), x=0.1)
    on_the_floor(stage)
    kind = body.traits["gait"]
    words = {"wheels": "topple", "hinge": "topple", "drone": "topple"}.get(
        kind, "death"
    )
    words = "sink_dead" if kind == "pulse" else words
    return stage.take("death", words, False)


def float_idle(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.2, 2.4))
    stage.pose.move[:, 2] += draw(rng, 0.02, 0.06) * body.size * stage.wave(1)
    main_turn(stage, y=draw(rng, 0, 0.05) * stage.wave(1, 0.3))
    whip(stage, body.part("tail"), x=0.25, z=0.1, phase=0.1)
    float_arms(stage, 0.15)
    return stage.take("idle", "float", True)


def float_arms(stage: Stage, size: float, wings_as: str | None = None) -> None:
    swing = np.zeros((stage.pose.count, 3))
    swing[:, 0] = size * stage.wave(1, 0.2)
    swing[:, 1] = -size * stage.wave(1, 0.1)
    arms_at(stage, {"wide": 1.0}, 0, swing)
    settle_wings(stage, wings_as, 0.1)


def drift(body: Body, rng: Rng) -> Take:
    """Floats along, leaning ahead."""
    stage = Stage(body, rng, draw(rng, 0.9, 1.6))
    main_turn(
        stage, x=draw(rng, 0.2, 0.5) + 0.05 * stage.wave(1), y=0.06 * stage.wave(1, 0.2)
    )
    stage.pose.move[:, 2] += draw(rng, 0.02, 0.05) * body.size * stage.wave(1)
    stage.pose.move[:, 0] += 0.02 * body.size * stage.wave(1, 0.25)
    head_turn(stage, x=-0.2)
    whip(stage, body.part("tail"), x=0.5, phase=0.1)
    swing = np.zeros((stage.pose.count, 3))
    swing[:, 0] = 0.5 + 0.1 * stage.wave(1)
    arms_at(stage, {"wide": 1.0}, 0, swing)
    settle_wings(stage, None, 0.15)
    return stage.take("fly", "drift", True)


def haunt(body: Body, rng: Rng) -> Take:
    """Ghosts: arms up, forward, and back again."""
    stage = Stage(body, rng, draw(rng, 0.8, 1.4))
    wind, blow = stage.pulse(0, 0.3, 0.48), stage.hold(0.3, 0.5, 0.6, 0.97)
    main_turn(stage, x=0.35 * blow - 0.25 * wind)
    stage.pose.move[:, 1] -= 0.12 * body.size * (blow - 0.4 * wind) * stage.much
    total = np.clip(wind + blow, 0, 1)
    arms_at(stage, {"wide": 1 - total, "up": wind, "forward": blow})
    whip(stage, body.part("tail"), x=0.2)
    settle_wings(stage, None, 0.15)
    jaw = body.parts.get("jaw")
    if jaw is not None:
        stage.pose.turn(jaw, x=0.5 * wind)
    return stage.take("bite", "attack", True)


def float_hit(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.5, 0.9))
    blow = stage.pulse(0, 0.2, 1)
    main_turn(stage, x=-0.4 * blow * stage.much)
    stage.pose.move[:, 1] += 0.1 * body.size * blow
    float_arms(stage, 0.2)
    whip(stage, body.part("tail"), x=0.3)
    return stage.take("hit", "hit", True)


def spin(body: Body, rng: Rng) -> Take:
    """Once about the vertical."""
    stage = Stage(body, rng, draw(rng, 0.9, 1.5))
    side, sign = side_of(rng)
    main_turn(stage, z=sign * TAU * stage.ramp(0, 1))
    stage.pose.move[:, 2] += 0.05 * body.size * stage.pulse(0, 0.5, 1)
    if body.limbs:
        float_arms(stage, 0.1)
    if "rotors" in body.parts:
        rotors(stage)
    if "leaves" in body.parts:
        leaves_move(stage, 0.2)
    return stage.take("other", "spin", True, side=side)


def rotors(stage: Stage) -> None:
    # Three turns a second at most are seen; they turn once a loop or some times.
    cycles = max(1, int(stage.seconds * 2.2))
    for k, bone in enumerate(stage.body.parts["rotors"]):
        way = 1 if k in (0, 3) else -1
        stage.pose.turn(bone, z=way * TAU * cycles * stage.u)


def drone_hover(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.9, 1.6))
    rotors(stage)
    stage.pose.move[:, 2] += draw(rng, 0.01, 0.04) * body.size * stage.wave(1)
    main_turn(stage, x=0.03 * stage.wave(1, 0.2), y=0.04 * stage.wave(1, 0.4))
    return stage.take("fly", "hover_drone", True)


def drone_fly(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.8, 1.3))
    rotors(stage)
    main_turn(stage, x=draw(rng, 0.2, 0.5), y=0.08 * stage.wave(1))
    stage.pose.move[:, 2] += 0.02 * body.size * stage.wave(1, 0.2)
    return stage.take("fly", "fly_drone", True)


def drone_turn(body: Body, rng: Rng) -> Take:
    side, sign = side_of(rng)
    stage = Stage(body, rng, draw(rng, 0.8, 1.4))
    rotors(stage)
    part = stage.ramp(0.05, 0.9)
    main_turn(stage, y=0.35 * sign * stage.pulse(0, 0.4, 0.95), z=sign * 1.3 * part)
    return stage.take("turn", "turn", False, side=side)


def drone_look(body: Body, rng: Rng) -> Take:
    side, sign = side_of(rng)
    stage = Stage(body, rng, draw(rng, 0.9, 1.5))
    if "rotors" in body.parts:
        rotors(stage)
    head_turn(stage, z=sign * draw(rng, 0.6, 1.1) * stage.hold(0.05, 0.35, 0.65, 0.97))
    return stage.take("look", "look_side", True, side=side)


def roll_along(body: Body, rng: Rng) -> Take:
    back = chance(rng, 0.25)
    quick = chance(rng, 0.3) and not back
    stage = Stage(body, rng, draw(rng, 0.5, 0.8) if quick else draw(rng, 0.9, 1.6))
    # + x lowers what is ahead: the top of a wheel goes ahead.
    way = -1.0 if back else 1.0
    for bone in body.parts["wheels"]:
        stage.pose.turn(bone, x=way * TAU * stage.u)
    stage.pose.move[:, 2] += 0.01 * body.size * np.abs(stage.wave(1))
    main_turn(stage, y=0.015 * stage.wave(2), x=0.01 * stage.wave(1))
    words = "drive_back" if back else "drive_fast" if quick else "drive"
    return stage.take("run" if quick else "walk", words, True)


def cart_turn(body: Body, rng: Rng) -> Take:
    side, sign = side_of(rng)
    stage = Stage(body, rng, draw(rng, 0.9, 1.6))
    part = stage.ramp(0.02, 0.95)
    main_turn(stage, z=sign * draw(rng, 0.8, 1.6) * part)
    for bone in body.parts["wheels"]:
        way = -1.0 if body.heads[bone][0] * sign > 0 else 1.0
        stage.pose.turn(bone, x=way * 2.5 * part)
    return stage.take("turn", "turn", False, side=side)


def cart_idle(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.8, 1.6))
    stage.pose.move[:, 2] += 0.008 * body.size * stage.wave(2)
    main_turn(stage, y=0.012 * stage.wave(2, 0.3))
    return stage.take("idle", "engine", True)


def turret_turn(body: Body, rng: Rng) -> Take:
    side, sign = side_of(rng)
    stage = Stage(body, rng, draw(rng, 0.9, 1.5))
    stage.pose.turn(
        body.parts["head"], z=sign * draw(rng, 0.6, 1.3) * stage.ramp(0.05, 0.85)
    )
    return stage.take("look", "turret", False, side=side)


def opening(body: Body, rng: Rng) -> Take:
    shut = chance(rng, 0.45)
    stage = Stage(body, rng, draw(rng, 0.7, 1.5))
    part = stage.ramp(0.05, 0.75)
    spring = 0.06 * np.sin(TAU * 2 * stage.u) * stage.pulse(0.6, 0.78, 1.0)
    part = (1 - part if shut else part) + spring
    angle = draw(rng, 1.1, 1.8)
    for bone, axis, way in body.parts["lids"]:
        stage.pose.turn(bone, **{axis: way * angle * part})
    lever = any(way == 0.7 for _, _, way in body.parts["lids"])
    if lever:
        return stage.take("use", "lever_back" if shut else "lever", False)
    return stage.take("close" if shut else "open", "close" if shut else "open", False)


def rattle(body: Body, rng: Rng) -> Take:
    """Lids that snap, doors that shake."""
    stage = Stage(body, rng, draw(rng, 0.6, 1.1))
    for bone, axis, way in body.parts["lids"]:
        amount = draw(rng, 0.2, 0.5) * np.abs(stage.wave(1))
        stage.pose.turn(bone, **{axis: way * amount})
    main_turn(stage, y=0.04 * stage.wave(2))
    return stage.take("other", "rattle", True)


def bounce(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.5, 0.9))
    stage.pose.move[:, 2] += body.height * draw(rng, 0.2, 0.5) * np.abs(stage.wave(0.5))
    if body.limbs:
        float_arms(stage, 0.1)
    whip(stage, body.part("tail"), x=0.2)
    return stage.take("jump", "bounce", True)


def roll_over(body: Body, rng: Rng) -> Take:
    """Once over ahead, like a ball."""
    stage = Stage(body, rng, draw(rng, 0.7, 1.3))
    main_turn(stage, x=TAU * stage.ramp(0, 1))
    stage.pose.move[:, 2] += 0.1 * body.height * stage.pulse(0, 0.5, 1)
    if body.limbs:
        float_arms(stage, 0.05)
    return stage.take("roll", "roll", True)
