"""What all motions share: frames, timing, style, and signals."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from .body import Body
from .pose import Array, Pose

FPS = 30.0
TAU = 2 * np.pi
Rng = np.random.Generator


@dataclass
class Take:
    """A motion before it has its sentences."""

    action: str  # of actions.py where it has one
    words: str  # key of sentences.VERBS
    pose: Pose
    seconds: float
    loop: bool
    mirrored_ok: bool = False
    side: str = ""  # left or right, where the words say it
    manner: str = ""  # key of sentences.MANNERS
    extra: dict[str, float] = field(default_factory=dict)


class Stage:
    """A pose of a body over some seconds, sampled as clips are, its phase `u` from 0 to
    1, and a style drawn at random."""

    def __init__(
        self, body: Body, rng: Rng, seconds: float, tempo: float = 0.18
    ) -> None:
        self.body, self.rng = body, rng
        self.seconds = float(seconds * np.exp(rng.normal() * tempo))
        self.seconds = min(max(self.seconds, 0.36), 6.0)
        count = int(np.ceil(self.seconds * FPS - 1e-6))
        times = np.append(np.arange(count) / FPS, self.seconds)
        self.times = times
        self.u = times / self.seconds
        self.pose = Pose(body, len(times))
        self.low = 0.0  # how far a gait lowers the hips at most
        self.much = float(np.exp(rng.normal() * 0.22))  # amplitude

    def wave(self, cycles: float = 1, phase: ArrayLike = 0.0) -> Array:
        return np.sin(TAU * (cycles * self.u - np.asarray(phase)))

    def ramp(self, begin: float, end: float) -> Array:
        """0 up to `begin` of the motion, 1 from `end` on, smooth between."""
        x = np.clip((self.u - begin) / max(end - begin, 1e-6), 0, 1)
        return x * x * (3 - 2 * x)

    def pulse(self, begin: float, peak: float, end: float) -> Array:
        """0, up to 1 at `peak`, back to 0."""
        return self.ramp(begin, peak) * (1 - self.ramp(peak, end))

    def hold(self, begin: float, full: float, until: float, end: float) -> Array:
        return self.ramp(begin, full) * (1 - self.ramp(until, end))

    def take(self, action: str, words: str, loop: bool, **more: object) -> Take:
        return Take(action, words, self.pose, self.seconds, loop, **more)  # type: ignore[arg-type]


def draw(rng: Rng, low: float, high: float) -> float:
    return float(rng.uniform(low, high))


def chance(rng: Rng, share: float) -> bool:
    return bool(rng.random() < share)


def side_of(rng: Rng) -> tuple[str, int]:
    return ("left", 1) if rng.random() < 0.5 else ("right", -1)


def along(chain: list[int]) -> Array:
    """[bones, 1]: 1 / bones, ..., 1: how far along a chain each bone is."""
    n = len(chain)
    return (np.arange(n)[:, None] + 1.0) / max(n, 1)


def whip(
    stage: Stage, chain: list[int], x: float = 0.0, z: float = 0.0, cycles: float = 1,
    phase: float = 0.0, lag: float = 0.35,
) -> None:  # fmt: skip
    """A wave of turns down a tail, feelers or arms: total amplitudes x and z, later and
    later towards the tip."""
    if not chain:
        return
    n = len(chain)
    late = phase + lag * np.arange(n)[:, None] / max(n - 1, 1)
    part = (0.6 + 0.8 * np.arange(n)[:, None] / max(n - 1, 1)) / n
    signal = np.sin(TAU * (cycles * stage.u[None] - late)) * part
    stage.pose.turn(chain, x=x * signal if x else 0.0, z=z * signal if z else 0.0)


def head_turn(
    stage: Stage, x: ArrayLike = 0.0, y: ArrayLike = 0.0, z: ArrayLike = 0.0
) -> None:
    """Turns the head, half of it by the neck."""
    body, pose = stage.body, stage.pose
    head, neck = body.parts.get("head"), body.part("neck")
    own = 0.55 if neck else 1.0
    share = [np.asarray(v) for v in (x, y, z)]
    if head is not None and head != body.main:
        pose.turn(head, *(v * own for v in share))
        if neck:
            pose.spread(neck, *(v * (1 - own) for v in share))
    elif neck:
        pose.spread(neck, *share)
    elif head == body.main:
        pose.turn(body.main, *(0.6 * v for v in share))
    elif body.part("trunk"):
        # Without a head the body does what it can.
        pose.turn(body.part("trunk")[-1], *(0.4 * v for v in share))


def lower_neck(stage: Stage, angle: ArrayLike) -> None:
    """Neck down by `angle`, the head less so."""
    body, pose = stage.body, stage.pose
    neck, head = body.part("neck"), body.parts.get("head")
    if neck:
        pose.spread(neck, x=np.asarray(angle) * 1.0)
        if head is not None:
            pose.turn(head, x=-0.25 * np.asarray(angle))
    elif head is not None and head != body.main:
        pose.turn(head, x=0.8 * np.asarray(angle))


def arms_at(
    stage: Stage, weights: dict[str, ArrayLike], side: int = 0,
    swing: Array | None = None,
) -> None:  # fmt: skip
    """Both arms (side 0) or one into postures; `swing` of the left one, [F, 3],
    mirrored for the right one."""
    body = stage.body
    for n, limb in enumerate(body.limbs):
        if limb.kind not in ("arm", "claw") or (side and limb.side != side):
            continue
        known = {k: w for k, w in weights.items() if k in limb.postures}
        if not known:
            known = {limb.stand: 1.0}
        turn = None
        if swing is not None:
            turn = swing * np.array([1.0, limb.side, limb.side])
        stage.pose.aim(n, known, turn)


def arms(body: Body, kind: tuple[str, ...] = ("arm", "claw")) -> list[int]:
    return [n for n, limb in enumerate(body.limbs) if limb.kind in kind]


def wings(body: Body) -> list[int]:
    return [n for n, limb in enumerate(body.limbs) if limb.kind == "wing"]


def breathe(stage: Stage, cycles: int, size: float = 1.0) -> None:
    body, pose = stage.body, stage.pose
    trunk = body.part("trunk")
    wave = stage.wave(cycles)
    pose.move[:, 2] += size * max(0.006 * body.height, 0.003 * body.size) * wave
    if len(trunk) > 1:
        pose.turn(trunk[-1], x=-0.018 * size * wave)
    head_turn(stage, x=0.02 * size * stage.wave(cycles, 0.15))


def settle_wings(stage: Stage, posture: str | None = None, size: float = 0.03) -> None:
    """Wings that are not used: as they stand, moving a little."""
    body = stage.body
    for n in wings(body):
        limb = body.limbs[n]
        swing = np.zeros((stage.pose.count, 3))
        swing[:, 1] = -limb.side * size * stage.wave(1, 0.1)
        stage.pose.aim(n, {posture or limb.stand: 1.0}, swing)


def on_the_floor(stage: Stage) -> None:
    """Raises the body in frames in which parts of it are below the floor."""
    body, pose = stage.body, stage.pose
    _, heads, tails = pose.solve()
    firm = body.deform.copy()
    # Wings, tails and the like give way.
    for limb in body.limbs:
        firm[limb.bones] &= limb.kind != "wing"
    for name in ("tail", "proboscis"):
        firm[body.part(name)] &= not body.legs
    low = np.minimum(heads[:, firm, 2], tails[:, firm, 2]).min(1)
    floor = min(0.0, float(body.heads[:, 2].min()), float(body.tails[:, 2].min()))
    pose.move[:, 2] += np.maximum(floor - low, 0)


def legs_free(stage: Stage, amount: ArrayLike = 1.0) -> None:
    stage.pose.loose[:] = amount
