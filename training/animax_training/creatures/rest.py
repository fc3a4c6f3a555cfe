"""Rest poses: how artists bind a skeleton, which is seldom how the creature stands."""

from __future__ import annotations

import numpy as np

from .body import Body
from .gaits import leg_height
from .pose import Array, Pose

ARM_RESTS = (["t", "a", "down", "wide", "forward"], [0.4, 0.3, 0.15, 0.1, 0.05])
WING_RESTS = (["spread", "half", "folded", "raised"], [0.5, 0.3, 0.13, 0.07])


def rest_pose(body: Body, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Rotations [N, 3, 3] from the standing pose, heads and tails [N, 3]."""
    pose = Pose(body, 1)
    limbs(pose, rng)
    straight = rng.random() < 0.5
    if straight:
        straighten(pose, body.part("tail"), rng.uniform(0.5, 1.0))
        straighten(pose, body.part("neck"), rng.uniform(0.0, 0.6))
    else:
        for chain in (body.part("tail"), body.part("neck")):
            if chain:
                pose.spread(chain, x=rng.normal() * 0.2, z=0.0)
    if body.legs and rng.random() < 0.6:
        stretch_legs(pose, rng)
    for chain, turn in body.parts.get("tentacles", []):
        lift = rng.uniform(-0.2, 0.4) if rng.random() < 0.5 else 0.0
        pose.turn(chain[0], x=np.sin(turn) * lift, y=-np.cos(turn) * lift)
    q, heads, tails = pose.solve()
    return q[:, 0], heads[0], tails[0]


def limbs(pose: Pose, rng: np.random.Generator) -> None:
    body = pose.body
    arm = str(rng.choice(ARM_RESTS[0], p=ARM_RESTS[1]))
    wing = str(rng.choice(WING_RESTS[0], p=WING_RESTS[1]))
    as_stands = rng.random() < (0.12 if body.traits["gait"] == "biped" else 0.4)
    for n, limb in enumerate(body.limbs):
        if limb.kind == "wing":
            pose.aim(n, {wing: 1.0})
        elif as_stands or arm not in limb.postures:
            pose.aim(n, {limb.stand: 1.0})
        else:
            pose.aim(n, {arm: 1.0})


def straighten(pose: Pose, chain: list[int], part: float) -> None:
    """Bends a chain towards the direction of its first bone."""
    body = pose.body
    for k in range(1, len(chain)):
        a, b = body.along[chain[k - 1]], body.along[chain[k]]
        # Both lie in the middle plane: the angle about x between them.
        angle = np.arctan2(a[2], a[1]) - np.arctan2(b[2], b[1])
        angle = (angle + np.pi) % (2 * np.pi) - np.pi
        pose.turn(chain[k], x=part * angle)


def stretch_legs(pose: Pose, rng: np.random.Generator) -> None:
    """Straighter legs under a higher body, or (to the sides) farther out."""
    body = pose.body
    if body.leg_groups[0].splayed:
        out = rng.uniform(0.85, 1.2)
        centre = body.heads[body.main] * np.array([1, 1, 0])
        pose.tips[:, 0] = centre + (pose.tips[:, 0] - centre) * out
        return
    most = np.inf
    for g in body.leg_groups:
        if g.bend != 2:
            return
        to = g.starts[:, g.pre + 2] - g.starts[:, g.pre]
        flat = (to[:, :2] ** 2).sum(-1)
        reach = (0.99 * g.lengths.sum(1)) ** 2
        most = min(most, float((np.sqrt(np.maximum(reach - flat, 0)) + to[:, 2]).min()))
    pose.move[:, 2] += rng.uniform(0.3, 1.0) * max(most, 0.0)
    wide = rng.uniform(-0.02, 0.06) * leg_height(body)
    for n, leg in enumerate(body.legs):
        pose.tips[n, :, 0] += leg.side * wide
