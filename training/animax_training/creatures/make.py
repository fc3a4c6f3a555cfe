"""A creature: a body of a random plan in a random rest pose, and motions of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import rotation
from . import parts, sentences
from .body import Body, Builder
from .motion import Take
from .pose import Array, Pose, apply
from .repertoire import NAMES, PLANS, SHARES, Make, abilities
from .rest import rest_pose

FIRE = ("dragon", "wyvern")


@dataclass
class Motion:
    name: str  # action of actions.py, where there is one
    sentences: list[str]
    loop: bool
    seconds: float
    heads: NDArray[np.float32]  # [F, N, 3], 30 a second, the true end last
    tails: NDArray[np.float32]
    turns: NDArray[np.float32]  # [F, N, 4] from the rest pose, in the world
    mirrored_ok: bool
    words: str = ""  # key of sentences.VERBS
    stance: Array | None = None


@dataclass
class Creature:
    skeleton: dict[str, Any]
    plan: str
    motions: list[Motion]
    body: Body
    rest_heads: Array = field(default_factory=lambda: np.zeros(0))


def make(
    rng: np.random.Generator,
    config: Any = None,  # noqa: ARG001
    clips: int = 1,
) -> Creature:
    """config: not used yet; clips: how many motions, of different actions where the
    body can do so many."""
    plan = NAMES[int(rng.choice(len(NAMES), p=SHARES))]
    return make_as(plan, rng, clips)


def body_of(plan: str, rng: np.random.Generator) -> Body:
    b = Builder(rng)
    PLANS[plan][1](b, plan)
    b.traits["plan"] = plan
    b.traits["breathes"] = plan in FIRE
    b.traits["ape"] = plan in ("ape", "ogre")
    parts.spare_bones(b)
    return b.finish(float(np.exp(rng.uniform(np.log(0.08), np.log(12.0)))))


def make_as(
    plan: str, rng: np.random.Generator, clips: int = 1, acts: list[Make] | None = None
) -> Creature:
    body = body_of(plan, rng)
    able = abilities(body)
    if acts is None:
        makes = list(able)
        weights = np.array([able[m] for m in makes])
        count = min(clips, len(makes))
        chosen = rng.choice(len(makes), count, replace=False, p=weights / weights.sum())
        acts = [makes[int(k)] for k in chosen]
    rest_q, rest_heads, rest_tails = rest_pose(body, rng)
    skeleton = skeleton_of(body, rng, rest_heads, rest_tails)
    back = np.swapaxes(rest_q, -1, -2)
    motions = [motion_of(body, act(body, rng), back, rng) for act in acts]
    return Creature(skeleton, plan, motions, body, rest_heads)


def motion_of(body: Body, take: Take, back: Array, rng: np.random.Generator) -> Motion:
    """back: of each bone [N, 3, 3] the way from its rest pose to where it stands."""
    pose: Pose = take.pose
    solved = getattr(pose, "solved", None) or pose.solve()
    q, heads, tails = solved
    turned = np.ascontiguousarray((q @ back[:, None]).transpose(1, 0, 2, 3))
    turns = rotation.quaternions(turned).astype(np.float32)
    said = sentences.sentences(
        body.traits["plan"],
        body.traits["gait"],
        take.words,
        take.side,
        take.manner,
        rng,
    )
    return Motion(
        take.action, said, take.loop, take.seconds, heads.astype(np.float32),
        tails.astype(np.float32), turns, take.mirrored_ok, take.words,
    )  # fmt: skip


def skeleton_of(
    body: Body, rng: np.random.Generator, heads: Array, tails: Array
) -> dict[str, Any]:
    """What native.select_joints takes. Bones point along their y axis with any roll, or
    (as in files of other programs) have axes of their own."""
    n = len(body.parents)
    rest = np.zeros((n, 4, 4))
    rest[:, 3, 3] = 1
    rest[:, :3, 3] = heads
    along = tails - heads
    lengths = np.sqrt((along * along).sum(-1))
    y = along / lengths[:, None]
    if rng.random() < 0.6:
        helper = np.where(np.abs(y[:, 2:]) < 0.9, [[0.0, 0, 1]], [[0.0, 1, 0]])
        x = np.cross(y, helper)
        x /= np.linalg.norm(x, axis=-1, keepdims=True)
        z = np.cross(x, y)
        roll = rng.uniform(-np.pi, np.pi, n) * (rng.random() < 0.5)
        c, s = np.cos(roll)[:, None], np.sin(roll)[:, None]
        rest[:, :3, 0], rest[:, :3, 2] = c * x - s * z, s * x + c * z
        rest[:, :3, 1] = y
        directions = np.tile([0.0, 1.0, 0.0], (n, 1))
    else:
        rest[:, :3, :3] = np.eye(3)
        directions = y.copy()
    flags = body.deform.astype(np.uint8)
    flags[body.parents >= 0] |= 2
    flags[body.main] &= 1
    return {
        "names": list(body.names),
        "parents": body.parents,
        "rest": rest,
        "directions": directions,
        "lengths": lengths,
        "flags": flags,
    }


__all__ = ["Creature", "Motion", "apply", "make", "make_as"]
