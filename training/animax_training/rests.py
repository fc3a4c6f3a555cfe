"""Other rest poses of the same rig: a clip shows the same motion whatever pose the rig
was bound in, but few packs rest in a T, as most people's rigs do that artists use."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from . import sources

# Families of packs whose arms are arms: not an animal's forelegs.
WITH_ARMS = ("human", "kaykit", "mech", "own", "other")
UPPER = re.compile(r"(upper_?arm|arm_?upper|arm)([._]|$)", re.I)
FARTHER = re.compile(r"arm|elbow|wrist|hand|palm", re.I)
# Directions of an arm on the side of +X, and how often each is drawn.
POSTURES = (
    ((1.0, 0.0, 0.0), 0.5),
    ((0.75, 0.0, -0.65), 0.25),
    ((0.2, 0.0, -1.0), 0.15),
    ((0.1, -1.0, 0.0), 0.1),
)
SPREAD = 0.08  # of directions
BENT = 0.25  # part of the rests whose elbows stay as bent as they were


@dataclass(frozen=True)
class Arm:
    side: int  # 1: +X
    path: list[int]  # joints from the upper arm outwards


def arms(rig):
    """[Arm, ...] of a data.Rig; empty where it has none, or where names tell none."""
    if sources.family(rig.file) not in WITH_ARMS:
        return []
    bone, kind = rig.selection["bone"], rig.selection["tail"]
    names = [rig.skeleton["names"][b] for b in bone]
    middle = np.median(rig.rest[:, 0])
    found = []
    for j, name in enumerate(names):
        if kind[j] != 0 or not UPPER.match(name):
            continue
        path = [j]
        while True:
            inner = np.flatnonzero((rig.parent == path[-1]) & (kind != 2))
            farther = [k for k in inner if FARTHER.search(names[k])] or list(inner)
            if not farther or len(path) == 4:
                break
            path.append(int(farther[0]))
        if len(path) > 1:
            found.append(Arm(1 if rig.rest[j, 0] > middle else -1, path))
    return found


def turn_between(a, b):
    """The smallest rotation [3, 3] that takes direction a to direction b."""
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    axis, cos = np.cross(a, b), float(a @ b)
    if cos < -0.9999:  # opposite: about any axis across
        across = np.cross(a, np.eye(3)[np.abs(a).argmin()])
        across /= np.linalg.norm(across)
        return 2 * np.outer(across, across) - np.eye(3)
    skew = np.cross(np.eye(3), axis)
    return np.eye(3) + skew + skew @ skew / (1 + cos)


def behind(parent, joint):
    """A joint and all that hang on it."""
    found = {joint}
    for k, p in enumerate(parent):  # parents come first
        if p in found:
            found.add(k)
    return np.array(sorted(found))


def aimed(rest, parent, arm, direction, straight):
    """rest [J, 3] with an arm along a direction [3] of the +X side. straight: whether
    its elbow and wrist are, too."""
    rest, direction = rest.copy(), np.array(direction) * (arm.side, 1, 1)
    for k, joint in enumerate(arm.path[:-1]):
        end = arm.path[k + 1] if straight else arm.path[-1]
        along = rest[end] - rest[joint]
        if np.linalg.norm(along) > 1e-6:
            moved = behind(parent, joint)
            turn = turn_between(along, direction)
            rest[moved] = rest[joint] + (rest[moved] - rest[joint]) @ turn.T
        if not straight:
            break
    return rest


def with_other_arms(rig, rng):
    """The rig as if it had been bound with its arms in a T, an A, down or forward; as
    it is if it has none."""
    found = arms(rig)
    if not found:
        return rig
    chances = [p for _, p in POSTURES]
    direction = np.array(POSTURES[rng.choice(len(POSTURES), p=chances)][0])
    direction = direction + SPREAD * rng.standard_normal(3)
    straight, rest = rng.random() >= BENT, rig.rest
    for arm in found:
        rest = aimed(rest, rig.parent, arm, direction, straight)
    return replace(rig, selection={**rig.selection, "position": rest})
