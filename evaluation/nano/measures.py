"""Metrics of a motion: speed, smoothness, distance to real clips. All joints
[F, J, 3] at the same rate, in world units; `size`: the rest box's longest side."""

from __future__ import annotations

import difflib
import re

import numpy as np

RATES = (0.7, 0.85, 1.0, 1.2, 1.4)


def speed(joints: np.ndarray, size: float) -> float:
    """Mean joint speed, % of the body a frame."""
    return float(100 * np.linalg.norm(np.diff(joints, axis=0), axis=-1).mean() / size)


def jerk(joints: np.ndarray, size: float) -> float:
    """Mean size of the third difference, % of the body."""
    third = np.diff(joints, n=3, axis=0)
    return float(100 * np.linalg.norm(third, axis=-1).mean() / size)


def bone_jitter(joints: np.ndarray, parent: np.ndarray) -> float:
    """Spread of bone lengths over frames, % of each bone's mean length; bones of at
    least 2% of the body: a shorter one says more about pixels than about bones."""
    has = parent >= 0
    length = np.linalg.norm(joints[:, has] - joints[:, parent[has]], axis=-1)
    mean = length.mean(0)
    keep = mean > 0.02 * np.ptp(joints[0], axis=0).max()
    return float(100 * (length.std(0)[keep] / mean[keep]).mean()) if keep.any() else 0.0


def alignments(clip, frames: int, fps: float):
    """Windows of a real clip, at all phases (a loop) or from its beginning, at several
    rates."""
    starts = np.arange(0, clip.seconds, 1 / 15) if clip.loop else [0.0, 0.13, 0.27]
    for rate in RATES:
        for start in starts:
            yield clip.at(start + rate * np.arange(frames) / fps)


def distance(joints: np.ndarray, windows: list, size: float) -> float:
    """Distance to the nearest of some windows, % of the body: mean over joints and
    frames."""
    return min(
        float(100 * np.linalg.norm(joints - w, axis=-1).mean() / size) for w in windows
    )


def words(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower())


def joint_names(rig) -> list[str]:
    names, chosen = rig.skeleton["names"], rig.selection
    return [
        words(names[b]) + ("", " tail", " marker")[t]
        for b, t in zip(chosen["bone"], chosen["tail"], strict=True)
    ]


def matching(to, source) -> np.ndarray:
    """For each joint of `to` the joint of `source` with the most similar name, position
    breaking ties."""
    wanted, offered = joint_names(to), joint_names(source)
    place = [
        (r.rest - r.rest.mean(0)) / np.ptp(r.rest, axis=0).max() for r in (to, source)
    ]
    out = []
    for j, name in enumerate(wanted):
        alike = np.array(
            [difflib.SequenceMatcher(None, name, t).ratio() for t in offered]
        )
        distances = np.linalg.norm(place[1] - place[0][j], axis=1)
        out.append(int((alike - 0.2 * distances).argmax()))
    return np.array(out)


def similarity(to, source) -> float:
    """Part of the joints of `to` whose name `source` has, too."""
    offered = set(joint_names(source))
    return float(np.mean([n in offered for n in joint_names(to)]))


def retargeted(clip, source, to, match):
    """The clip of another rig on this one: each joint moves as its namesake does, in
    proportion to the body."""
    scale = np.ptp(to.rest, axis=0).max() / np.ptp(source.rest, axis=0).max()
    moved = (clip.points - source.rest)[:, match] * scale
    return type(clip)(clip.name, to.rest + moved, clip.fps, clip.seconds, clip.loop)
