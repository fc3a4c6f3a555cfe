"""What creatures with legs do on the spot: standing, looking, resting, eating, being
hit, dying, jumping."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .body import Body
from .gaits import leg_height, reachable, settle_arms
from .motion import (
    TAU,
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
    on_the_floor,
    settle_wings,
    side_of,
    whip,
    wings,
)
from .pose import Array


def still(stage: Stage, wings_as: str | None = None) -> None:
    """What goes on in any pose: arms and wings hang, the tail and feelers move."""
    body, rng = stage.body, stage.rng
    settle_arms(stage, 0.4)
    settle_wings(stage, wings_as)
    whip(stage, body.part("tail"), z=draw(rng, 0.03, 0.15), phase=draw(rng, 0, 1))
    for chain in body.parts.get("feelers", []):
        whip(stage, chain, x=0.15, z=0.15, phase=draw(rng, 0, 1))
    if "proboscis" in body.parts:
        whip(stage, body.parts["proboscis"], z=draw(rng, 0.05, 0.2))


BACK = np.array([0, 1.0, 0])


def span(body: Body) -> float:
    """The length of the legs: their height, or how far they stand out."""
    return max(
        leg_height(body),
        *(float(np.hypot(*(g.tips - g.hips)[:, :2].T).mean()) for g in body.leg_groups),
    )


def is_low(body: Body) -> bool:
    """Whether its legs stand out to the sides."""
    return bool(body.leg_groups) and (
        body.leg_groups[0].splayed or body.traits["gait"] in ("sprawl", "frog")
    )


def upright(body: Body) -> bool:
    return body.traits["gait"] in ("biped",)


def sink(stage: Stage, part: ArrayLike) -> None:
    """The body goes down by a part of the hips' height, the feet stay."""
    stage.pose.move[:, 2] -= np.asarray(part) * leg_height(stage.body)


def fold_feet(
    stage: Stage, amount: ArrayLike, rows: tuple[int, ...] | None = None
) -> None:
    """Long feet (of dogs, horses, birds) lie down on the ground."""
    body = stage.body
    for group in body.leg_groups:
        if group.splayed or group.bones.shape[1] == group.pre + group.bend:
            continue
        ankle = group.starts[:, group.pre + group.bend, 2].mean() / group.height
        if ankle < 0.2:
            continue
        for n in group.legs:
            if rows is None or body.legs[n].row in rows:
                stage.pose.pitch[n] -= 1.0 * np.asarray(amount)


def main_turn(
    stage: Stage, x: ArrayLike = 0.0, y: ArrayLike = 0.0, z: ArrayLike = 0.0
) -> None:
    body = stage.body
    trunk = body.part("trunk")
    if body.traits["gait"] == "wave" and len(trunk) > 3:
        # Of a long body, the front alone rises and turns.
        front = trunk[2 * len(trunk) // 3 :]
        stage.pose.spread(front, x=0.7 * np.asarray(x), z=z)
        x, z = 0.0, 0.0
    stage.pose.turn(body.main, x, y, z)


def idle(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.6, 3.0))
    cycles = max(1, round(stage.seconds / draw(rng, 1.4, 2.4)))
    breathe(stage, cycles, draw(rng, 0.6, 1.8) * stage.much)
    sway = draw(rng, 0.0, 0.012) * leg_height(body)
    stage.pose.move[:, 0] += sway * stage.wave(1)
    head_turn(stage, z=draw(rng, 0, 0.06) * stage.wave(1, draw(rng, 0, 1)))
    still(stage)
    return stage.take("idle", "idle", True)


def look_about(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.8, 3.2))
    turn = draw(rng, 0.4, 0.85)
    # To the left first, then to the right.
    yaw = stage.hold(0.05, 0.2, 0.35, 0.5) - stage.hold(0.5, 0.65, 0.8, 0.95)
    head_turn(stage, x=-0.1 * np.abs(yaw), z=turn * yaw)
    if len(body.part("trunk")) > 1:
        stage.pose.turn(body.part("trunk")[-1], z=0.2 * turn * yaw)
    breathe(stage, 2)
    still(stage)
    return stage.take("look", "look", True)


def look_side(body: Body, rng: Rng) -> Take:
    side, sign = side_of(rng)
    stage = Stage(body, rng, draw(rng, 0.9, 1.8))
    turn = sign * draw(rng, 0.5, 1.0)
    back = chance(rng, 0.5)
    yaw = stage.hold(0.05, 0.35, 0.65, 0.97) if back else stage.ramp(0.05, 0.45)
    head_turn(stage, x=draw(rng, -0.15, 0.1) * yaw, z=turn * yaw)
    if upright(body) and len(body.part("trunk")) > 1:
        stage.pose.turn(body.part("trunk")[-1], z=0.15 * turn * yaw)
    breathe(stage, 1, 0.7)
    still(stage)
    return stage.take("look", "look_side", back, side=side)


def look_up(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.0, 1.8))
    up = chance(rng, 0.5)
    head_turn(stage, x=(-0.7 if up else 0.6) * stage.hold(0.05, 0.35, 0.65, 0.97))
    breathe(stage, 1)
    still(stage)
    return stage.take("look", "look_up" if up else "look_down", True)


def sitting(stage: Stage, part: Array) -> None:
    body, pose = stage.body, stage.pose
    height = leg_height(body)
    if upright(body):
        sink(stage, 0.72 * part)
        pose.move[:, 1] += 0.25 * height * part
        pose.tips[..., 1] -= 0.25 * height * part
        main_turn(stage, x=-0.12 * part)
        settle_arms(stage, 0.3)
    elif len(body.legs) == 4 and not is_low(body):
        drop = 0.55
        bones = body.part("trunk")
        trunk = np.linalg.norm(body.tails[bones[-1]] - body.heads[bones[0]])
        lift = np.arcsin(min(0.85, drop * height / trunk))
        sink(stage, drop * part)
        main_turn(stage, x=-lift * part)
        hind = [n for n, leg in enumerate(body.legs) if leg.row == 1]
        pose.tips[hind, :, 1] -= 0.2 * height * part
        pose.tips[hind, :, 0] *= 1 + 0.3 * part
        pose.move[:, 1] -= 0.1 * height * part
        fold_feet(stage, part, (1,))
        pose.spread(body.part("tail"), x=lift * part)
        pose.spread_knees[hind] = 0.6 * part
        lower_neck(stage, 0.6 * lift * part)
    else:
        sink(stage, 0.6 * part)
        fold_feet(stage, part)


def sit(body: Body, rng: Rng) -> Take:
    stays = chance(rng, 0.4)
    stage = Stage(body, rng, draw(rng, 1.6, 2.6) if stays else draw(rng, 0.9, 1.7))
    part = np.ones(stage.pose.count) if stays else stage.ramp(0.05, 0.85)
    sitting(stage, part)
    breathe(stage, 1 if not stays else 2)
    still(stage)
    return stage.take("sit", "sitting" if stays else "sit", stays)


def lying(stage: Stage, part: Array, head: float = 0.3) -> None:
    body, pose = stage.body, stage.pose
    height = leg_height(body)
    if upright(body):
        # On the back: the head is behind.
        main_turn(stage, x=-1.5 * part)
        pose.move[:, 2] -= (body.hip - 0.12 * height) * part
        legs_free(stage, np.clip(part * 1.2, 0, 1))
        return
    sink(stage, (0.55 if is_low(body) else 0.78) * part)
    if len(body.legs) == 4 and not is_low(body):
        front = [n for n, leg in enumerate(body.legs) if leg.row == 0]
        pose.tips[front, :, 1] -= 0.45 * height * part
        hind = [n for n, leg in enumerate(body.legs) if leg.row == 1]
        pose.tips[hind, :, 1] -= 0.25 * height * part
    fold_feet(stage, part)
    pose.spread_knees[:] = part
    pose.spread(body.part("proboscis"), x=-1.3 * part)
    lower_neck(stage, head * part)


def lie(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.2, 2.2))
    lying(stage, stage.ramp(0.05, 0.85))
    still(stage, "folded" if wings(body) else None)
    on_the_floor(stage)
    return stage.take("lie", "lie", False)


def sleep(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 2.0, 3.2))
    lying(stage, np.ones(stage.pose.count), 0.75)
    stage.pose.move[:, 2] += 0.012 * body.height * stage.wave(1)
    head_turn(stage, x=0.04 * stage.wave(1, 0.1))
    trunk = body.part("trunk")
    if len(trunk) > 1:
        stage.pose.turn(trunk[-1], x=-0.03 * stage.wave(1))
    still(stage, "folded" if wings(body) else None)
    on_the_floor(stage)
    return stage.take("sleep", "sleep", True)


def stand_up(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.1, 2.0))
    part = 1 - stage.ramp(0.1, 0.85)
    if chance(rng, 0.5):
        lying(stage, part)
    else:
        sitting(stage, part)
    breathe(stage, 1)
    still(stage)
    on_the_floor(stage)
    return stage.take("stand", "stand", False)


def hit(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.45, 0.85))
    blow = stage.pulse(0, draw(rng, 0.15, 0.3), 1.0) * stage.much
    height = leg_height(body)
    side, sign = ("", 0)
    if chance(rng, 0.35):
        side, sign = side_of(rng)
    reach = min(0.22 * span(body), 0.8 * reachable(body, BACK, 0.1 * height))
    if sign:
        # From the left: pushed to the right.
        stage.pose.move[:, 0] -= sign * reach * blow
        main_turn(stage, y=-0.22 * sign * blow, z=-0.16 * sign * blow)
        head_turn(stage, y=-0.3 * sign * blow, z=-0.4 * sign * blow)
    else:
        stage.pose.move[:, 1] += reach * blow
        main_turn(stage, x=-(0.25 if upright(body) else 0.18) * blow)
        head_turn(stage, x=-0.45 * blow)
        trunk = body.part("trunk")[1:]
        stage.pose.spread(trunk, x=-0.25 * blow)
    sink(stage, 0.12 * blow)
    settle_arms(stage, 0.5)
    if upright(body):
        arms_at(
            stage, {"down": 1 - blow * 0.5, "wide": 0.3 * blow, "guard": 0.3 * blow}
        )
    settle_wings(stage)
    whip(stage, body.part("tail"), x=0.25, z=0.2)
    return stage.take("hit", "hit_side" if sign else "hit", True, side=side)


def death(body: Body, rng: Rng) -> Take:
    """Falls to its left (+X)."""
    stage = Stage(body, rng, draw(rng, 0.9, 2.0))
    pose, height = stage.pose, leg_height(body)
    fall = stage.ramp(draw(rng, 0.1, 0.3), draw(rng, 0.6, 0.75)) ** 1.4
    bounce = 0.06 * stage.pulse(0.68, 0.76, 0.86)
    reel = stage.pulse(0.0, 0.15, 0.4)
    angle = np.pi / 2 * draw(rng, 0.9, 1.05)
    curl = is_low(body) and body.leg_groups[0].splayed and chance(rng, 0.6)
    if curl:
        angle = draw(rng, 2.6, 3.1)
    main_turn(stage, x=-0.15 * reel, y=angle * (fall - bounce))
    thick = draw(rng, 0.12, 0.3) * height
    if curl:
        thick = 0.4 * height
    pose.move[:, 2] += -(body.hip - thick) * fall + bounce * 0.3 * height
    pose.move[:, 0] += draw(rng, 0.1, 0.5) * body.hip * fall
    legs_free(stage, np.clip(fall * 3, 0, 1))
    centre = body.heads[body.main]
    pull = (0.45 if curl else 0.1) * stage.ramp(0.4, 0.95)
    pose.tips += pull[None, :, None] * (centre - body.leg_tips)[:, None] * [1, 1, 0.4]
    limp = stage.ramp(0.3, 0.9)
    lower_neck(stage, draw(rng, -0.3, 0.3) * limp)
    head_turn(stage, x=-0.4 * reel, y=draw(rng, -0.1, 0.3) * limp)
    if upright(body):
        arms_at(stage, {"down": 1 - 0.5 * limp, "wide": 0.3 * limp, "up": 0.2 * limp})
    else:
        settle_arms(stage, 0.2)
    settle_wings(stage)
    for n in wings(body):
        stand = body.limbs[n].stand
        known = {stand: 1 - limp, "folded": limp}
        pose.aim(n, {"folded": 1.0} if stand == "folded" else known)
    pose.spread(body.part("tail"), x=-0.2 * limp, z=0.3 * limp)
    on_the_floor(stage)
    return stage.take("death", "death", False)


def reach_ground(stage: Stage, part: Array) -> None:
    """Lowers the mouth to the floor."""
    body, pose = stage.body, stage.pose
    head, neck = body.parts.get("head"), body.part("neck")
    if head is None or head == body.main:
        main_turn(stage, x=0.3 * part)
        return
    gap = (body.tails[head][2]) / body.size
    if upright(body):
        sink(stage, 0.25 * part)
        pose.spread(body.part("trunk"), x=1.1 * part)
        pose.turn(head, x=0.4 * part)
        return
    arm = np.linalg.norm(body.tails[head] - body.heads[neck[0] if neck else head])
    need = np.clip(gap * body.size / max(arm, 1e-6), 0.35, 1.5)
    trunk = body.part("trunk")
    dip = 0.0 if is_low(body) else min(0.2 * max(need - 0.6, 0), 0.14)
    if len(body.legs) == 2:
        dip = 0.35 * need
    pose.turn(trunk[0], x=dip * part)
    if neck:
        pose.spread(neck, x=1.0 * need * part)
        pose.turn(head, x=0.25 * need * part)
    else:
        pose.turn(head, x=0.8 * need * part)
    if "proboscis" in body.parts:
        pose.spread(body.parts["proboscis"], x=-0.4 * part)


def eat(body: Body, rng: Rng) -> Take:
    return feeding(
        body, rng, "eat", "eat", draw(rng, 0.12, 0.25), int(rng.integers(2, 5))
    )


def drink(body: Body, rng: Rng) -> Take:
    return feeding(
        body, rng, "eat", "drink", draw(rng, 0.04, 0.09), int(rng.integers(1, 3))
    )


def sniff(body: Body, rng: Rng) -> Take:
    return feeding(
        body, rng, "look", "sniff", draw(rng, 0.03, 0.06), int(rng.integers(3, 6))
    )


def peck(body: Body, rng: Rng) -> Take:
    """Birds: the head goes down and up again, quickly."""
    stage = Stage(body, rng, draw(rng, 0.7, 1.4))
    beats = max(1, round(stage.seconds * draw(rng, 0.9, 2.0)))
    down = 0.5 * (1 - np.cos(TAU * beats * stage.u))
    low = draw(rng, 0.0, 0.5)
    reach_ground(stage, low + (1 - low) * down**1.5)
    still(stage)
    return stage.take("eat", "peck", True)


def feeding(
    body: Body, rng: Rng, action: str, words: str, size: float, bites: int
) -> Take:
    stays = chance(rng, 0.2)
    stage = Stage(body, rng, draw(rng, 1.1, 2.2))
    part = np.ones(stage.pose.count) if stays else stage.hold(0.02, 0.3, 0.7, 0.98)
    reach_ground(stage, part)
    bites = min(bites, max(1, int(2.5 * stage.seconds)))
    chew = part * stage.wave(bites)
    head_turn(
        stage, x=size * chew, z=(0.15 * stage.wave(1) if words == "sniff" else 0.0)
    )
    jaw = body.parts.get("jaw")
    if jaw is not None and words != "sniff":
        stage.pose.turn(jaw, x=0.25 * (1 - stage.wave(bites, 0.25)) * part)
    still(stage)
    return stage.take(action, words, True)


def dig(body: Body, rng: Rng) -> Take:
    """Front feet scratch backwards in turn."""
    stage = Stage(body, rng, draw(rng, 0.8, 1.4))
    pose, height = stage.pose, leg_height(body)
    cycles = max(1, round(stage.seconds * draw(rng, 1.2, 2.0)))
    if upright(body):
        main_turn(stage, x=0.3)
        sink(stage, 0.15)
        swing = np.zeros((pose.count, 3))
        swing[:, 0] = 0.5 * stage.wave(cycles)
        arms_at(stage, {"low": 0.8, "forward": 0.4}, 0, swing)
        pose.spread(body.part("trunk"), x=0.35 + 0.15 * stage.wave(cycles))
    else:
        front = [n for n, leg in enumerate(body.legs) if leg.row == 0]
        main_turn(stage, x=0.12)
        for n in front:
            phase = 0.5 if body.legs[n].side < 0 else 0.0
            swing_ = stage.wave(cycles, phase)
            pose.tips[n, :, 1] += height * (-0.15 + 0.36 * swing_)
            pose.tips[n, :, 2] += (
                height * 0.36 * np.maximum(stage.wave(cycles, phase + 0.25), 0)
            )
        lower_neck(stage, 0.45)
        head_turn(stage, x=0.1 * stage.wave(cycles))
    main_turn(stage, z=0.05 * stage.wave(cycles))
    whip(stage, body.part("tail"), z=0.3)
    settle_wings(stage)
    if not upright(body):
        settle_arms(stage, 0.5)
    return stage.take("dig", "dig", True)


def nod(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.8, 1.5))
    times = 1 if stage.seconds < 0.9 else 2
    down = 0.5 * (1 - np.cos(TAU * times * stage.u))
    head_turn(stage, x=draw(rng, 0.6, 1.1) * down)
    if len(body.part("trunk")) > 1:
        stage.pose.turn(body.part("trunk")[-1], x=0.1 * down)
    breathe(stage, 1, 0.6)
    still(stage)
    return stage.take("nod", "nod", True)


def shake(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 0.8, 1.5))
    times = max(1, round(stage.seconds * draw(rng, 1.2, 2.0)))
    edge = stage.hold(0, 0.15, 0.85, 1)
    yaw = stage.wave(times) * edge
    head_turn(stage, z=draw(rng, 0.6, 1.0) * yaw, y=draw(rng, 0.0, 0.25) * yaw)
    if len(body.part("trunk")) > 1:
        stage.pose.turn(body.part("trunk")[-1], z=0.15 * yaw)
    breathe(stage, 1, 0.6)
    still(stage)
    return stage.take("shake", "shake", True)


def howl(body: Body, rng: Rng) -> Take:
    stage = Stage(body, rng, draw(rng, 1.2, 2.4))
    up = stage.hold(0.05, 0.35, 0.7, 0.97)
    roar = chance(rng, 0.5)
    if roar:
        # Forward and shaking, the mouth open.
        lower_neck(stage, 0.25 * up - 0.3 * stage.pulse(0, 0.12, 0.3))
        head_turn(stage, x=-0.3 * up, z=0.12 * stage.wave(4) * up)
        main_turn(stage, x=(0.15 if upright(body) else 0.05) * up)
        sink(stage, 0.06 * up)
    else:
        lower_neck(stage, -0.6 * up)
        head_turn(stage, x=-0.5 * up)
    jaw = body.parts.get("jaw")
    if jaw is not None:
        stage.pose.turn(jaw, x=0.6 * up)
    still(stage)
    if upright(body):
        arms_at(stage, {"down": 1 - up, "wide": 0.6 * up, "a": 0.4 * up})
    return stage.take("howl", "roar" if roar else "howl", True)
