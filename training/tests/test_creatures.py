"""Creatures made by code: planted feet, bones, sides, waves, loops, sentences."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest

TRAINING = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TRAINING), str(TRAINING.parent)]

from animax_training.creatures import acts_body, make, make_as, repertoire, undulation
from animax_training.creatures import acts_go as gaits
from animax_training.creatures import acts_hands as hands
from animax_training.creatures.make import body_of

LEGGED = [
    "horse",
    "cat",
    "rat",
    "dragon",
    "lizard",
    "person",
    "ogre",
    "chicken",
    "raptor",
    "ant",
    "spider",
    "crab",
]


def made(plan, act, seed=0):
    return make_as(plan, np.random.default_rng(seed), 1, [act])


def rotated(q, v):
    w, axis = q[..., :1], q[..., 1:]
    twice = 2 * np.cross(axis, v)
    return v + w * twice + np.cross(axis, twice)


def check(creature):
    """What every motion of every creature must be."""
    skeleton, size = creature.skeleton, creature.body.size
    parents = skeleton["parents"]
    assert (parents < np.arange(len(parents))).all()
    rest = skeleton["rest"][:, :3, :3] @ skeleton["directions"][..., None]
    rest = rest[..., 0] * skeleton["lengths"][:, None]
    for motion in creature.motions:
        where = f"{creature.plan}: {motion.words}"
        for values in (motion.heads, motion.tails, motion.turns):
            assert values.dtype == np.float32 and np.isfinite(values).all(), where
        frames = int(np.ceil(motion.seconds * 30 - 1e-6)) + 1
        assert motion.heads.shape == (frames, len(parents), 3), where
        along = motion.tails.astype(float) - motion.heads
        length = np.linalg.norm(along, axis=-1)
        assert np.abs(length - skeleton["lengths"]).max() < 1e-4 * size, where
        turned = rotated(motion.turns.astype(float), rest[None])
        followers = [bone for bone, _ in creature.body.followers]
        assert np.abs(np.delete(turned - along, followers, 1)).max() < 1e-4 * size, (
            where
        )
        assert (motion.turns[..., 0] >= 0).all()
        if motion.loop:
            gap = np.abs(motion.heads[-1] - motion.heads[0]).max()
            assert gap < 1e-4 * size, where
        assert motion.sentences
        for said in motion.sentences:
            assert re.fullmatch(r"[a-z0-9][a-zA-Z0-9,' -]*[a-z0-9]", said), said


def test_three_hundred_creatures():
    plans, words = set(), set()
    for seed in range(300):
        creature = make(np.random.default_rng(seed), None, 1 + seed % 2)
        check(creature)
        plans.add(creature.plan)
        words |= {m.words for m in creature.motions}
    assert len(plans) > 50 and len(words) > 60


def test_every_plan_and_every_act():
    seen = {}
    for n, plan in enumerate(repertoire.NAMES):
        able = repertoire.abilities(body_of(plan, np.random.default_rng(n)))
        assert able, plan
        for act in able:
            seen[act] = seen.get(act, 0) + 1
            if seen[act] <= 2:
                check(made(plan, act, n))
    assert len(seen) > 90


@pytest.mark.parametrize("act", [gaits.walk, gaits.run, gaits.walk_back])
def test_planted_feet_move_with_the_ground(act):
    tested = 0
    for seed, plan in enumerate(LEGGED):
        creature = made(plan, act, seed)
        body, motion = creature.body, creature.motions[0]
        if motion.words in ("limp", "idle") or body.legs[0].bend < 2:
            continue
        last = [leg.bones[-1] for leg in body.legs]
        tips = motion.tails[:-1, last].astype(float)
        down = np.abs(tips[..., 2]) < 1e-4 * body.size
        both = down[1:] & down[:-1]
        step = np.diff(tips, axis=0)[both]
        assert len(step) > 5, plan
        # One speed for all feet, at all times.
        slide = np.abs(step - np.median(step, axis=0)).max()
        assert slide < 1e-3 * body.size, (plan, slide / body.size)
        backward = np.median(step, axis=0)[1] > 0
        if plan != "crab":
            assert backward == (act is not gaits.walk_back), plan
        tested += 1
    assert tested >= 6


@pytest.mark.parametrize("plan", ["snake", "eel", "fish"])
def test_a_wave_travels_from_the_head_to_the_tail(plan):
    act = undulation.slither if plan == "snake" else undulation.swim
    tested = 0
    for seed in range(6):
        creature = made(plan, act, seed)
        line, motion = creature.body.parts["line"], creature.motions[0]
        if len(line) < 4:
            continue
        along = (motion.tails - motion.heads)[:-1, line].astype(float)
        facing = np.sign(creature.body.along[line][:, 1])
        angle = np.arctan2(along[..., 0] * facing, along[..., 1] * facing)
        phase = np.unwrap(np.angle(np.fft.rfft(angle, axis=0)[1]))
        # Later and later towards the tail.
        assert (np.diff(phase) < 0).all(), (seed, phase)
        tested += 1
    assert tested >= 2


@pytest.mark.parametrize("plan", ["horse", "person", "raptor", "snake"])
def test_sides_are_real(plan):
    for seed in range(8):
        able = repertoire.abilities(body_of(plan, np.random.default_rng(seed)))
        if acts_body.look_side in able:
            creature = made(plan, acts_body.look_side, seed)
            head, motion = creature.body.parts["head"], creature.motions[0]
            left = any("left" in s.split() for s in motion.sentences)
            assert left != any("right" in s.split() for s in motion.sentences)
            to = motion.tails[:, head] - motion.heads[:, head]
            nose = to @ np.cross([0, 0, 1.0], [0, 1.0, 0]) * -1  # +X
            if plan != "person":
                assert (np.sign(nose[np.abs(nose).argmax()]) > 0) == left
        if plan == "person":
            creature = made(plan, hands.raise_arm, seed)
            motion = creature.motions[0]
            left = any("left" in s.split() for s in motion.sentences)
            limbs = {
                limb.side: limb.bones[-1]
                for limb in creature.body.limbs
                if limb.kind == "arm"
            }
            rise = {s: np.ptp(motion.tails[:, b, 2]) for s, b in limbs.items()}
            assert rise[1 if left else -1] > 5 * rise[-1 if left else 1]
        if plan != "snake":
            creature = made(plan, acts_body.death, seed)
            body, motion = creature.body, creature.motions[0]
            trunk = body.parts["trunk"][-1]
            if plan == "person":
                moved = motion.tails[-1, trunk, 0] - motion.tails[0, trunk, 0]
                assert moved > 0.2 * body.hip
            up = rotated(motion.turns[-1, trunk].astype(float), np.array([0, 0, 1.0]))
            first = rotated(motion.turns[0, trunk].astype(float), np.array([0, 0, 1.0]))
            assert up[0] - first[0] > 0.5


def test_one_seed_makes_one_creature():
    one, same, other = (make(np.random.default_rng(s)) for s in (5, 5, 6))
    assert np.array_equal(one.motions[0].heads, same.motions[0].heads)
    assert one.motions[0].sentences == same.motions[0].sentences
    assert one.motions[0].heads.shape != other.motions[
        0
    ].heads.shape or not np.allclose(one.motions[0].heads, other.motions[0].heads)


def test_two_motions_of_one_body():
    creature = make(np.random.default_rng(2), None, 2)
    assert len(creature.motions) == 2
    assert creature.motions[0].words != creature.motions[1].words


def test_joints_of_creatures_are_selected():
    native = pytest.importorskip("animax_native")
    from animax_training import data

    for seed in range(30):
        creature = make(np.random.default_rng(seed))
        selection = native.select_joints(
            creature.skeleton, max_joints=48, merge=0.01, version=2
        )
        motion = creature.motions[0]
        points = data.joints_of(
            selection, creature.skeleton["rest"][:, :3, 3],
            motion.heads.astype(float), motion.tails.astype(float),
        )  # fmt: skip
        assert 2 <= points.shape[1] <= 48 and np.isfinite(points).all()
