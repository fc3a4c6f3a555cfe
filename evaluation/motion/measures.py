"""Errors of a solver on a scene, and their summary over scenes."""

from __future__ import annotations

import numpy as np

from addon.core import native
from addon.roundtrip import accuracy

from .scene import Scene
from .solvers import Solved

# A foot is a joint that stands, at rest, in the lowest part of the box ...
FOOT_HEIGHT = 0.1
# ... and is in contact while its true speed is below this part of the box a frame.
FOOT_STILL = 0.0025


def measure(scene: Scene, solved: Solved) -> dict[str, np.ndarray]:
    """Errors in % of the rest pose's box diagonal, turns in degrees, as float32."""
    size = scene.diagonal
    joints, turn, swing = solved.joints, np.empty(0), np.empty(0)
    if solved.matrices is not None:
        joints = accuracy.joint_positions(scene.rig, scene.chosen, solved.matrices)
        deforms = (scene.rig["flags"] & native.DEFORMS) != 0
        deforms = deforms if deforms.any() else np.ones_like(deforms)
        true = scene.clip.matrices[: len(joints)]
        turn = accuracy.rotation_errors(true[:, deforms], solved.matrices[:, deforms])
        swing = accuracy.swing_errors(scene.rig, true, solved.matrices)[:, deforms]
    points = distance(solved.joints, scene.truth) / size * 100
    error = distance(joints, scene.truth) / size * 100
    lost = (error > accuracy.LOST_PCT) | (solved.confidence < solved.lost_below)
    row = {
        "points": points,
        "joints": error,
        "turn": turn,
        "swing": swing,
        "lost": 100.0 * lost,
        "acceleration": acceleration(joints / size),
        "true_acceleration": acceleration(scene.truth / size),
        **foot_slide(scene, joints),
    }
    return {k: np.asarray(v, np.float32).ravel() for k, v in row.items()}


def distance(a, b):
    return np.linalg.norm(a - b, axis=-1)


def acceleration(joints):
    """Squared second differences."""
    return np.sum(np.diff(joints, 2, axis=0) ** 2, axis=-1)


def foot_slide(scene: Scene, joints) -> dict[str, np.ndarray]:
    """% of the box that feet move in a frame of contact; so do the true ones, a bit."""
    height = scene.chosen["position"][:, 2]
    feet = height <= height.min() + FOOT_HEIGHT * np.ptp(height)
    true = distance(scene.truth[1:, feet], scene.truth[:-1, feet]) / scene.diagonal
    found = distance(joints[1:, feet], joints[:-1, feet]) / scene.diagonal
    standing = true < FOOT_STILL
    return {"slide": 100 * found[standing], "true_slide": 100 * true[standing]}


def together(rows: list[dict]) -> dict[str, float]:
    """Means and 95th percentiles in which every clip weighs the same."""
    out = {}
    for key in ("points", "joints", "turn", "swing", "lost", "slide", "true_slide"):
        values = [row[key] for row in rows if len(row[key])]
        out[key] = float(np.mean([v.mean() for v in values])) if values else None
        if key in ("points", "joints", "turn", "swing"):
            out[f"{key}_p95"] = percentile(values, 0.95) if values else None
    ratios = [
        np.sqrt(row["acceleration"].mean() / row["true_acceleration"].mean())
        for row in rows
        if row["true_acceleration"].sum() > 0
    ]
    out["acceleration_ratio"] = float(np.median(ratios)) if ratios else None
    return out


def percentile(values: list[np.ndarray], share: float) -> float:
    weight = np.concatenate([np.full(len(v), 1 / len(v)) for v in values])
    pool = np.concatenate(values)
    order = np.argsort(pool)
    reached = np.cumsum(weight[order]) / weight.sum()
    return float(pool[order][min(np.searchsorted(reached, share), len(pool) - 1)])
