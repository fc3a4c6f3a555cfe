"""Gaits by tables of phases; feet planted in stance. Motion is in place: the ground
moves, at constant speed, and planted feet with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .body import Body
from .motion import (
    TAU,
    Rng,
    Stage,
    arms,
    draw,
    head_turn,
    lower_neck,
    settle_wings,
    whip,
)
from .pose import Array, dot


@dataclass(frozen=True)
class Gait:
    """Phases: of four legs (front left, front right, hind left, hind right), or of two;
    `step`: half the way of a planted foot, in heights of the hip."""

    phases: tuple[float, ...]
    duty: float
    seconds: tuple[float, float]
    step: tuple[float, float]
    lift: float
    bob: float  # up and down, in heights of the hip
    beats: int  # of the bob in a cycle
    pitch: float = 0.0
    bend: float = 0.0  # of the spine up and down (running) in radians
    low: float = 0.03  # how far the body is lowered


FOUR = {
    "walk": Gait(
        (0.25, 0.75, 0.0, 0.5),
        0.64,
        (0.75, 1.25),
        (0.3, 0.48),
        0.16,
        0.014,
        2,
        low=0.05,
    ),
    "amble": Gait(
        (0.2, 0.7, 0.0, 0.5), 0.56, (0.7, 0.95), (0.34, 0.48), 0.18, 0.015, 2, low=0.05
    ),
    "trot": Gait(
        (0.5, 0.0, 0.0, 0.5), 0.47, (0.55, 0.75), (0.34, 0.5), 0.24, 0.04, 2, low=0.05
    ),
    "pace": Gait(
        (0.0, 0.5, 0.05, 0.55),
        0.48,
        (0.55, 0.75),
        (0.34, 0.48),
        0.22,
        0.035,
        2,
        low=0.05,
    ),
    "canter": Gait(
        (0.38, 0.7, 0.0, 0.38),
        0.4,
        (0.5, 0.68),
        (0.45, 0.65),
        0.32,
        0.07,
        1,
        0.09,
        0.1,
        0.05,
    ),
    "gallop": Gait(
        (0.48, 0.6, 0.0, 0.12),
        0.32,
        (0.42, 0.58),
        (0.55, 0.8),
        0.38,
        0.09,
        1,
        0.14,
        0.28,
        0.09,
    ),
    "bound": Gait(
        (0.5, 0.53, 0.0, 0.04),
        0.34,
        (0.42, 0.58),
        (0.5, 0.75),
        0.38,
        0.11,
        1,
        0.18,
        0.34,
        0.09,
    ),
    "sneak": Gait(
        (0.25, 0.75, 0.0, 0.5), 0.7, (1.4, 2.0), (0.22, 0.32), 0.22, 0.008, 2, low=0.2
    ),
}
TWO = {
    "walk": Gait((0.0, 0.5), 0.6, (0.85, 1.25), (0.26, 0.44), 0.14, 0.022, 2, low=0.04),
    "run": Gait(
        (0.0, 0.5), 0.36, (0.56, 0.78), (0.4, 0.66), 0.38, 0.055, 2, 0.16, low=0.09
    ),
    "jog": Gait(
        (0.0, 0.5), 0.42, (0.62, 0.82), (0.4, 0.54), 0.28, 0.05, 2, 0.08, low=0.07
    ),
    "sneak": Gait(
        (0.0, 0.5), 0.66, (1.3, 1.9), (0.22, 0.32), 0.24, 0.01, 2, 0.25, low=0.16
    ),
}
MANY = {
    "walk": Gait((), 0.58, (0.5, 0.85), (0.3, 0.48), 0.35, 0.01, 2, low=0.0),
    "run": Gait((), 0.52, (0.4, 0.54), (0.5, 0.7), 0.35, 0.02, 2, low=0.0),
    "sneak": Gait((), 0.68, (1.0, 1.6), (0.18, 0.28), 0.35, 0.01, 2, low=0.15),
}


def phases(body: Body, gait: Gait) -> Array:
    """Of each leg, when its foot comes down."""
    kind = body.traits["gait"]
    found = []
    rows = 1 + max(leg.row for leg in body.legs)
    for leg in body.legs:
        right = int(leg.side < 0)
        if kind == "wave":
            found.append((0.5 * right - 0.14 * leg.row) % 1)
        elif len(body.legs) > 4:
            found.append((0.5 * ((leg.row + right) % 2) + 0.05 * leg.row) % 1)
        elif rows == 1:
            found.append(gait.phases[right] if gait.phases else 0.5 * right)
        else:
            found.append(gait.phases[2 * leg.row + right])
    return np.array(found)


CENTRED = (
    0.7  # part of a foot's way behind (or ahead of) its hip that a gait takes back
)


def offsets(body: Body, direction: Array) -> Array:
    """[L] how far feet are brought under their hips along directions [L, 3]: steps are
    as long ahead as behind."""
    found = np.zeros(len(body.legs))
    for g in body.leg_groups:
        if g.bend == 2 and not g.splayed:
            to = g.starts[:, g.pre + g.bend] - g.starts[:, g.pre]
            found[g.legs] = -CENTRED * dot(to, direction[g.legs])[:, 0]
    return found


def reachable(body: Body, direction: Array, low: float, centred: bool = False) -> float:
    """How far all feet may go to and fro along a direction, from where they stand (or
    from under the hips), with the body lowered by `low`."""
    most = np.inf
    for g in body.leg_groups:
        ankle = g.starts[:, g.pre + g.bend]
        to = ankle - g.starts[:, g.pre] + np.array([0, 0, low])
        reach = 0.985 * g.lengths.sum(1)
        near = 1e9
        if g.bend == 1:
            reach = 0.62 * np.where(g.arc[:, 0], g.flat[:, 0], g.lengths[:, 0])
            far = reach
        else:
            part = to @ direction
            if centred and not g.splayed:
                to = to - (CENTRED * part)[:, None] * direction
                part = (1 - CENTRED) * part
            square = part**2 + reach**2 - (to**2).sum(1)
            far = np.sqrt(np.maximum(square, 0)) - np.abs(part)
        if g.splayed:
            # Feet of neighbours must not cross.
            out = np.hypot(*(g.tips - g.hips)[:, :2].T).mean()
            near = 0.7 * out
        most = min(most, float(far.min()), near)
    return max(most, 0.0)


def paths(u: Array, when: Array, duty: float) -> tuple[Array, Array, Array]:
    """Of each leg [L, F]: where its foot is (1 ahead, -1 behind), how far it is lifted
    (0 to 1), and how far through the stance it is (-1 in the air)."""
    p = np.mod(u[None] - when[:, None], 1.0)
    stance = p < duty
    q = np.clip((p - duty) / (1 - duty), 0, 1)
    place = np.where(stance, 1 - 2 * p / duty, -np.cos(np.pi * q))
    lift = np.where(stance, 0, np.sin(np.pi * q) ** 1.2)
    return place, lift, np.where(stance, p / duty, -1.0)


def leg_height(body: Body) -> float:
    return float(np.mean([g.height for g in body.leg_groups]))


def short_feet(body: Body) -> Array:
    """[L] how far feet turn in a step: long ones, of birds, less than soles do."""
    found = np.ones(len(body.legs))
    for g in body.leg_groups:
        ankle = (g.starts[:, g.pre + g.bend] - g.tips)[:, 2] / g.height
        found[g.legs] = np.clip(0.14 / np.maximum(ankle, 1e-6), 0.35, 1.0)
    return found


def most_lift(body: Body, low: float) -> Array:
    """[L] how high feet may be lifted in a gait: ankles stay well below the hips, which
    are lowered by `low`."""
    found = np.zeros(len(body.legs))
    for g in body.leg_groups:
        if g.bend == 1:
            found[g.legs] = 0.6 * g.lengths[:, 0]
        else:
            drop = (g.starts[:, g.pre] - g.starts[:, g.pre + 2])[:, 2]
            most = drop - low - 0.45 * g.lengths.sum(1)
            found[g.legs] = g.height if g.splayed else np.maximum(most, 0.08 * g.height)
    return found


def feet(
    stage: Stage, gait: Gait, step: float, lift: float, direction: Array,
    when: Array | None = None, roll: float = 1.0,
) -> Array:  # fmt: skip
    """Moves the feet; returns their places [L, F]."""
    body, pose = stage.body, stage.pose
    when = phases(body, gait) if when is None else when
    place, up, through = paths(stage.u, when, gait.duty)
    ahead = np.broadcast_to(direction, (len(place), 3))
    way = step * place + offsets(body, ahead)[:, None]
    pose.tips += way[..., None] * ahead[:, None]
    pose.tips[..., 2] += np.minimum(lift, most_lift(body, stage.low))[:, None] * up
    # Heels come up at the end of the stance, toes before the foot comes down.
    heel = np.where(through >= 0, np.clip((through - 0.62) / 0.38, 0, 1) ** 1.5, 0)
    air = (through < 0) * np.sqrt(np.clip(up, 0, 1))
    behind = np.clip(-place, 0, 1)
    turn = 0.5 * heel + air * (0.5 * behind - 0.12 + 0.45 * behind**2)
    pose.pitch += roll * short_feet(body)[:, None] * turn
    return place


DEEPEST = 0.16  # how far hips go down at most, in heights


def tuned(stage: Stage, gait: Gait, direction: Array) -> tuple[float, float]:
    """(step, how far the body is lowered), in lengths, that all legs can do."""
    body, rng = stage.body, stage.rng
    height = leg_height(body)
    low = gait.low * height * draw(rng, 0.8, 1.2)
    base = height
    g = body.leg_groups[0]
    out = float(np.hypot(*(g.tips - g.hips)[:, :2].T).mean())
    if g.splayed or body.traits["gait"] == "sprawl":
        base = out if g.splayed else height + out
    wanted = draw(rng, *gait.step) * base * stage.much
    # Longer steps lower the hips.
    far = 0.0
    for more in np.linspace(0, 1, 5) if not g.splayed else (0.0,):
        lower = low + more * max(DEEPEST * height - low, 0.0)
        far = 0.95 * reachable(body, direction, lower, True)
        if far >= wanted:
            break
    stage.low = lower + 1.2 * gait.bob * height
    return min(wanted, far), lower


def solved(stage: Stage, step: float, build: object) -> None:
    """Builds the pose, with shorter steps where a planted foot is out of reach."""
    body = stage.body
    for _ in range(5):
        stage.pose = type(stage.pose)(body, stage.pose.count)
        build(step)  # type: ignore[operator]
        if reach_error(stage) < 1e-5:
            return
        step *= 0.82


def reach_error(stage: Stage) -> float:
    pose = stage.pose
    pose.solved = pose.solve()
    return pose.over


def four(body: Body, rng: Rng, name: str, back: bool = False, limp: int = 0,
         manner: str = "", curve: float = 0.0) -> Stage:  # fmt: skip
    gait = FOUR[name]
    stage = Stage(body, rng, draw(rng, *gait.seconds) * size_tempo(body))
    if manner:
        change_tempo(stage, manner)
    direction = np.array([0, 1.0 if back else -1.0, 0])
    step, low = tuned(stage, gait, direction)
    height = leg_height(body)
    seed = int(rng.integers(1 << 30))

    def build(step: float) -> None:
        own = np.random.default_rng(seed)
        pose = stage.pose
        lift = gait.lift * height * draw(own, 0.7, 1.4)
        when = phases(body, gait)
        feet(stage, gait, step, lift, curved(body, direction, curve), when)
        turn_body(stage, curve)
        beat = when.min()
        part = min(step / (0.3 * height), 1.5)
        pose.move[:, 2] += -low + gait.bob * height * part * stage.wave(
            gait.beats, beat + 0.1
        )
        trunk = body.part("trunk")
        swing = gait.pitch * part * stage.wave(1, 0.12)
        pose.turn(trunk[0], x=swing)
        if gait.bend and len(trunk) > 1:
            pose.spread(trunk[1:], x=gait.bend * part * stage.wave(1, 0.4))
        head_turn(stage, x=-0.7 * swing)
        sprawl = body.traits["gait"] == "sprawl"
        twist = (0.28 if sprawl else 0.035) * part
        # A hip goes ahead with its foot.
        side = stage.wave(1, 0.25 if not back else 0.75)
        pose.turn(trunk[0], z=twist * side)
        if len(trunk) > 1:
            pose.spread(trunk[1:], z=-2 * twist * side)
            head_turn(stage, z=1.0 * twist * side)
        else:
            head_turn(stage, z=-1.0 * twist * side)
        pose.move[:, 0] += 0.02 * height * part * side
        pose.turn(trunk[0], y=0.02 * part * stage.wave(1, 0.25))
        carriage(stage, own, name)
        apply_manner(stage, manner, limp)

    solved(stage, step, build)
    return stage


def curved(body: Body, direction: Array, curve: float) -> Array:
    """Directions [L, 3] of the feet's ways while the body turns: curve, in radians a
    height of the hips, + to the left."""
    if not curve:
        return direction
    around = (body.leg_tips - body.heads[body.main]) / leg_height(body)
    turned = np.stack([-around[:, 1], around[:, 0], 0 * around[:, 0]], -1)
    found = direction + curve * turned
    longest = np.sqrt((found * found).sum(-1)).max()
    return found / max(longest, 1.0)


def turn_body(stage: Stage, curve: float) -> None:
    """Looks and bends to the side that it turns to."""
    if not curve:
        return
    trunk = stage.body.part("trunk")
    stage.pose.spread(trunk[1:], z=np.full(stage.pose.count, 0.35 * curve))
    stage.pose.turn(trunk[0], y=-0.05 * curve)
    head_turn(stage, z=np.full(stage.pose.count, 0.7 * curve))


def size_tempo(body: Body) -> float:
    """Heavy builds step slower."""
    return float(np.exp(0.25 * (body.traits.get("weight", 0.3) - 0.3)))


def carriage(stage: Stage, rng: Rng, name: str) -> None:
    """Head, tail, ears and wings during a gait."""
    body = stage.body
    fast = name in ("gallop", "bound", "canter", "run")
    head_turn(stage, x=draw(rng, 0.02, 0.07) * stage.wave(2, draw(rng, 0, 0.3)))
    lower_neck(stage, draw(rng, 0.1, 0.35) if fast else draw(rng, -0.1, 0.15))
    tail = body.part("tail")
    whip(stage, tail, x=(0.3 if fast else 0.08), z=draw(rng, 0.1, 0.35),
         phase=draw(rng, 0, 1), cycles=1)  # fmt: skip
    if fast and tail:
        stage.pose.spread(tail, x=draw(rng, -0.1, 0.4))
    for ear in body.part("ears"):
        stage.pose.turn(ear, x=-0.15 * (1 + stage.wave(2, 0.3)) * (2 if fast else 1))
    for chain in body.parts.get("feelers", []):
        whip(stage, chain, x=0.2, z=0.15, cycles=2)
    if "proboscis" in body.parts:
        whip(stage, body.parts["proboscis"], x=0.15, z=0.25, phase=0.2)
    settle_wings(stage)


MANNERS = ("tired", "proud", "hurried", "angry", "happy")


def change_tempo(stage: Stage, manner: str) -> None:
    factor = {
        "tired": 1.35,
        "proud": 1.1,
        "hurried": 0.72,
        "happy": 0.9,
        "slow": 1.5,
        "quick": 0.75,
    }.get(manner, 1.0)
    seconds = max(stage.seconds * factor, 0.36)
    much, state = stage.much, stage.rng
    renewed = Stage(stage.body, state, seconds, 0.0)
    stage.__dict__.update(renewed.__dict__)
    stage.much = much * {"tired": 0.8, "hurried": 1.1, "slow": 0.85, "quick": 1.12}.get(
        manner, 1.0
    )


def apply_manner(stage: Stage, manner: str, limp: int) -> None:
    body, pose = stage.body, stage.pose
    height = leg_height(body)
    trunk = body.part("trunk")
    upright = body.traits["gait"] == "biped"
    if manner == "tired":
        lower_neck(stage, 0.45)
        pose.move[:, 2] -= 0.04 * height
        if upright:
            pose.spread(trunk, x=0.25)
    elif manner == "proud":
        lower_neck(stage, -0.3)
        pose.tips[..., 2] *= 1.6
        if upright:
            pose.spread(trunk, x=-0.1)
    elif manner == "angry":
        lower_neck(stage, 0.2)
        pose.tips[..., 2] *= 1.5
        pose.move[:, 2] -= 0.02 * height * np.abs(stage.wave(1))
        if upright:
            pose.spread(trunk, x=0.2)
    elif manner == "happy":
        pose.move[:, 2] += 0.04 * height * (np.abs(stage.wave(1, 0.05)) - 1)
        head_turn(stage, y=0.1 * stage.wave(1))
        whip(stage, body.part("tail"), z=0.5, cycles=2)
    if limp:
        rows = [leg.row for leg in body.legs]
        for n, leg in enumerate(body.legs):
            if leg.side == limp and leg.row == min(rows):
                rest = body.leg_tips[n]
                pose.tips[n, :, 1] = rest[1] + 0.5 * (pose.tips[n, :, 1] - rest[1])
                pose.tips[n, :, 2] = np.maximum(pose.tips[n, :, 2], 0.05 * height)
        dip = np.maximum(stage.wave(1, 0.1 if limp > 0 else 0.6), 0)
        pose.move[:, 2] -= 0.06 * height * dip
        pose.turn(trunk[0], y=0.08 * limp * dip)
        lower_neck(stage, 0.25 * dip)


def two(body: Body, rng: Rng, name: str, direction: Array | None = None, limp: int = 0,
        manner: str = "", curve: float = 0.0) -> Stage:  # fmt: skip
    """Walking and running on two legs, people and birds."""
    gait = TWO[name]
    upright = body.traits["gait"] == "biped"
    quick = 1.0 if upright else 0.8
    stage = Stage(body, rng, draw(rng, *gait.seconds) * quick * size_tempo(body))
    if manner:
        change_tempo(stage, manner)
    direction = np.array([0, -1.0, 0]) if direction is None else direction
    step, low = tuned(stage, gait, direction)
    if abs(direction[0]) > 0.5:
        # Sideways: feet must not cross.
        step = min(step, 0.8 * float(np.abs(body.leg_tips[:, 0]).mean()))
    height = leg_height(body)
    seed = int(rng.integers(1 << 30))

    def build(step: float) -> None:
        own = np.random.default_rng(seed)
        pose, trunk = stage.pose, body.part("trunk")
        ahead = -float(direction[1])
        lift = gait.lift * height * draw(own, 0.7, 1.3)
        feet(stage, gait, step, lift, curved(body, direction, curve))
        turn_body(stage, curve)
        part = min(step / (0.32 * height), 1.4)
        # A walker is highest over a foot, a runner between two.
        sign = -1 if name in ("run", "jog") else 1
        bob = sign * gait.bob * height * part
        pose.move[:, 2] += -low + bob * stage.wave(2, gait.duty - 0.25)
        # Over the left foot in the left stance, which is the cycle's first part.
        over = stage.wave(1, gait.duty / 2 - 0.25)
        pose.move[:, 0] += 0.035 * height * over * draw(own, 0.3, 1.3)
        lean = gait.pitch * draw(own, 0.5, 1.3) * (ahead if ahead else 0.3)
        pose.turn(
            trunk[0],
            x=lean,
            y=-0.04 * over,
            z=-0.12 * part * ahead * stage.wave(1, -0.25),
        )
        more = trunk[1:]
        if more:
            pose.spread(
                more, y=0.03 * over, z=0.22 * part * ahead * stage.wave(1, -0.25)
            )
        if upright:
            head_turn(stage, x=-0.8 * lean)
            swing_arms(stage, own, name, part * ahead)
        else:
            bird_head(stage, own, part)
            settle_arms(stage, part)
        tail = body.part("tail")
        whip(stage, tail, x=0.06, z=draw(own, 0.1, 0.3), phase=draw(own, 0, 1))
        settle_wings(stage)
        apply_manner(stage, manner, limp)

    solved(stage, step, build)
    return stage


def swing_arms(stage: Stage, rng: Rng, name: str, part: float) -> None:
    body = stage.body
    fast = name in ("run", "jog")
    bent = draw(rng, 0.5, 0.9) if fast else draw(rng, 0.0, 0.3)
    size = (0.85 if fast else 0.5) * part * draw(rng, 0.6, 1.3)
    if name == "sneak":
        bent, size = 0.7, 0.1
    for n in arms(body):
        limb = body.limbs[n]
        swing = np.zeros((stage.pose.count, 3))
        # Back while the leg of the same side is in front.
        swing[:, 0] = limb.side * size * stage.wave(1, -0.25 + 0.02)
        own = {limb.stand: 1 - bent, "bent": bent}
        if limb.kind == "claw":
            own = {limb.stand: 1.0}
        stage.pose.aim(n, own, swing)


def settle_arms(stage: Stage, part: float) -> None:
    body = stage.body
    for n in arms(body):
        swing = np.zeros((stage.pose.count, 3))
        swing[:, 0] = 0.06 * part * stage.wave(2, 0.1)
        stage.pose.aim(n, {body.limbs[n].stand: 1.0}, swing)


def bird_head(stage: Stage, rng: Rng, part: float) -> None:
    body, pose = stage.body, stage.pose
    nod = draw(rng, 0.05, 0.25) * part * stage.wave(2, draw(rng, 0, 0.5))
    neck, head = body.part("neck"), body.parts.get("head")
    if neck:
        pose.spread(neck, x=nod)
        pose.turn(head, x=-0.9 * nod)
    elif head is not None:
        pose.turn(head, x=0.5 * nod)


def many(body: Body, rng: Rng, name: str, direction: Array | None = None,
         manner: str = "", curve: float = 0.0) -> Stage:  # fmt: skip
    """Six legs and more."""
    gait = MANY[name]
    slow = 1.3 if body.traits["gait"] == "wave" else 1.0
    stage = Stage(body, rng, draw(rng, *gait.seconds) * slow)
    if manner:
        change_tempo(stage, manner)
    direction = np.array([0, -1.0, 0]) if direction is None else direction
    step, low = tuned(stage, gait, direction)
    height = leg_height(body)
    seed = int(rng.integers(1 << 30))
    caterpillar = bool(body.traits.get("caterpillar"))

    def build(step: float) -> None:
        own = np.random.default_rng(seed)
        pose, trunk = stage.pose, body.part("trunk")
        lift = max(gait.lift * height * draw(own, 0.7, 1.6), 0.35 * step)
        feet(stage, gait, step, lift, curved(body, direction, curve), roll=0.0)
        turn_body(stage, curve)
        pose.move[:, 2] += -low + 0.03 * height * stage.wave(2, 0.1)
        pose.turn(trunk[0], y=0.02 * stage.wave(1), z=0.025 * stage.wave(1, 0.2))
        if len(trunk) > 3 and not caterpillar:
            n = len(trunk)
            place = np.arange(n)[:, None] / n
            sway = 0.09 * np.sin(TAU * (stage.u[None] + 1.2 * place))
            pose.turn(trunk, z=sway * draw(own, 0.3, 1.2))
        whip(stage, body.part("tail"), x=0.06, z=0.08, cycles=1)
        for chain in body.parts.get("feelers", []):
            whip(stage, chain, x=0.25, z=0.2, cycles=2)
        head_turn(stage, x=0.04 * stage.wave(2, 0.2), z=0.04 * stage.wave(1, 0.1))
        settle_arms(stage, 0.7)
        settle_wings(stage, size=0.01)

    solved(stage, step, build)
    return stage
