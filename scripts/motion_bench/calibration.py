"""Whether "90 % sure" is right 90 % of the time: confidences against the truth, clip by
clip, with maps through the nano's VAE that are damaged as a model's may be.

A joint is right within 2 % of the rest pose's box diagonal, a 2D point within 2 px of an
image 128 px wide: what native/motion/confidence.h promises. Knots for its tables are
fitted to every other clip; everything that is told is about the clips between.
"""

from __future__ import annotations

from dataclasses import dataclass

import animax_native
import numpy as np

from . import solvers
from .clips import Clip
from .measures import distance
from .scene import Case, Model, Scene, build

RIGHT_PCT, RIGHT_PX = 2.0, 2.0
BINS = 10
# none: only the VAE; noise: on every pixel; shift: each channel stretched and moved;
# smear: as if the model could not decide between two frames.
DAMAGES = ("none", "noise", "shift", "smear")
NOISE, SHIFT, STRETCH, SMEAR = 10.0, 5.0, 0.1, 0.35


@dataclass
class Readings:
    """Flat arrays of one clip with one damage."""

    damage: str
    joints: np.ndarray  # what is told: probabilities
    joints_right: np.ndarray
    points: np.ndarray  # weights -1..1, as the solvers use them
    points_right: np.ndarray


def damaged(clip: Clip, damage: str, model: Model) -> Scene:
    size = model.engine.model["video"]["width"]
    made = build(clip, Case("vae", size), model, SMEAR if damage == "smear" else 0.0)
    random = np.random.Generator(np.random.Philox(made.seed))
    maps = made.maps.astype(np.float32)
    if damage == "noise":
        maps += random.normal(0.0, NOISE, maps.shape)
    if damage == "shift":
        stretch = 1 - random.uniform(0.0, STRETCH, 3)
        maps = 255 - (255 - maps) * stretch + random.uniform(-SHIFT, SHIFT, 3)
    made.maps = np.clip(np.rint(maps), 0, 255).astype(np.uint8)
    return made


def read(scene: Scene, damage: str) -> Readings:
    seen = solvers.with_3d(scene)
    solved, points, weights = solvers.refine(scene, seen)
    off = 100 * distance(solved.joints, scene.truth) / scene.diagonal
    true = animax_native.project(scene.truth, scene.cameras)
    away = distance(points, true) * 128 / scene.case.size
    return Readings(
        damage,
        solved.confidence.ravel().astype(float),
        (off < RIGHT_PCT).ravel(),
        weights.ravel().astype(float),
        (away < RIGHT_PX).ravel(),
    )


def expected_error(said: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error over ten bins."""
    bins = np.minimum((said * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bins, said - right, BINS)
    return float(np.abs(gaps).sum() / len(said))


def reliability(said: np.ndarray, right: np.ndarray) -> list[dict]:
    bins = np.minimum((said * BINS).astype(int), BINS - 1)
    return [
        {"said": float(said[m].mean()), "right": float(right[m].mean()), "n": int(m.sum())}
        for m in (bins == b for b in range(BINS))
        if m.any()
    ]


def fit(at: np.ndarray, right: np.ndarray, knots: list[float]) -> np.ndarray:
    """Probabilities at the knots: least squares of a line from knot to knot that never
    falls, and starts at a probability of its own."""
    from scipy.optimize import nnls

    # Column k: what a rise between knots k - 1 and k adds.
    steps = [np.clip((at - a) / (b - a), 0, 1) for a, b in zip(knots, knots[1:])]
    rows = np.stack([np.ones_like(at), *steps], axis=1)
    return np.minimum(np.cumsum(nnls(rows, right.astype(float))[0]), 1)


def weight_as_probability(weights: np.ndarray) -> np.ndarray:
    weights = np.ascontiguousarray(weights, np.float32)
    return np.asarray(animax_native.point_probability(weights[None, None])[0, 0], float)


def pool(readings: list[Readings], name: str) -> np.ndarray:
    return np.concatenate([getattr(r, name) for r in readings])
