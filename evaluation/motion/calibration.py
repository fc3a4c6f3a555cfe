"""Calibration of confidence: predicted probabilities against the truth, clip by clip,
with maps through nano-joint's VAE that are damaged as a model's may be.

A joint is right within 2 % of the rest pose's box diagonal, a 2D point within 2 px of
an image 128 px wide, as native/motion/track/confidence.h defines it. Knots for its
tables are fitted to every other clip; all figures are of the clips in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import animax_native
import numpy as np

from . import solvers
from .clips import ROOT, Clip
from .measures import distance
from .scene import Case, Model, Scene, build

RIGHT_PCT, RIGHT_PX = 2.0, 2.0
BINS = 10
# none: only the VAE; noise: on every pixel; shift: each channel stretched and moved;
# smear: a mix with the previous frame.
DAMAGES = ("none", "noise", "shift", "smear")
NOISE, SHIFT, STRETCH, SMEAR = 10.0, 5.0, 0.1, 0.35
SUPPORT_KNOTS = (0.01, 0.1, 0.2, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0)
SEEN_KNOTS = (0.05, 0.25, 0.4, 0.55, 0.7, 0.8, 0.9, 1.0)
HIDDEN_KNOTS = (0.3, 0.5, 0.7, 1.0)


@dataclass
class Readings:
    """Flat arrays of one clip with one damage."""

    damage: str
    joints: np.ndarray  # predicted probabilities
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
    found = solvers.all_views(scene)
    solved, points, weights = solvers.refine(scene, found)
    error = 100 * distance(solved.joints, scene.truth) / scene.diagonal
    true = animax_native.project(scene.truth, scene.cameras)
    away = distance(points, true) * 128 / scene.case.size
    return Readings(
        damage,
        solved.confidence.ravel().astype(float),
        (error < RIGHT_PCT).ravel(),
        weights.ravel().astype(float),
        (away < RIGHT_PX).ravel(),
    )


def expected_error(predicted: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error over ten bins."""
    bins = np.minimum((predicted * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bins, predicted - right, BINS)
    return float(np.abs(gaps).sum() / len(predicted))


def reliability(predicted: np.ndarray, right: np.ndarray) -> list[dict]:
    bins = np.minimum((predicted * BINS).astype(int), BINS - 1)
    return [
        {
            "predicted": float(predicted[m].mean()),
            "right": float(right[m].mean()),
            "n": int(m.sum()),
        }
        for m in (bins == b for b in range(BINS))
        if m.any()
    ]


def fit(at: np.ndarray, right: np.ndarray, knots: tuple) -> np.ndarray:
    """Probabilities at the knots: least-squares fit of a non-decreasing polyline."""
    from scipy.optimize import nnls

    # Column k: what a rise between knots k - 1 and k adds.
    steps = [np.clip((at - a) / (b - a), 0, 1) for a, b in pairwise(knots)]
    rows = np.stack([np.ones_like(at), *steps], axis=1)
    return np.minimum(np.cumsum(nnls(rows, right.astype(float))[0]), 0.999)


def probability(weights: np.ndarray) -> np.ndarray:
    weights = np.ascontiguousarray(weights, np.float32)
    return np.asarray(animax_native.point_probability(weights[None, None])[0, 0], float)


def halves(chosen: list[Clip]) -> Iterator[bool]:
    """Which clips the knots are fitted to: every other one of each pack."""
    count: dict[str, int] = {}
    for clip in chosen:
        count[clip.pack] = count.get(clip.pack, 0) + 1
        yield count[clip.pack] % 2 == 1


@dataclass
class Predictions:
    """One kind of confidence on the clips that no knots were fitted to."""

    name: str
    predicted: np.ndarray
    right: np.ndarray
    damage: np.ndarray

    def figures(self) -> dict:
        by_damage = {
            d: expected_error(
                self.predicted[self.damage == d], self.right[self.damage == d]
            )
            for d in DAMAGES
        }
        return {
            "name": self.name,
            "error": expected_error(self.predicted, self.right),
            "error_by_damage": by_damage,
            "bins": reliability(self.predicted, self.right),
        }


def gather(readings: list[Readings]) -> list[Predictions]:
    """Joints; 2D points as probabilities; their weights, read as probabilities."""

    def collect(name: str, of) -> Predictions:
        parts = [of(r) for r in readings]
        damage = np.repeat([r.damage for r in readings], [len(p[0]) for p in parts])
        predicted, right = (
            np.concatenate(column) for column in zip(*parts, strict=True)
        )
        return Predictions(name, predicted, right, damage)

    weights = collect("weights", lambda r: (r.points, r.points_right))
    shown = weights.predicted > 0
    return [
        collect("joints", lambda r: (r.joints, r.joints_right)),
        Predictions(
            "points", probability(weights.predicted), weights.right, weights.damage
        ),
        Predictions(
            "weights of seen points",
            weights.predicted[shown],
            weights.right[shown],
            weights.damage[shown],
        ),
    ]


def knots_of(readings: list[Readings]) -> dict[str, list]:
    """Knots for the tables of native/motion/track/confidence.c."""
    predictions, right = pool(readings, "joints"), pool(readings, "joints_right")
    weight, correct = pool(readings, "points"), pool(readings, "points_right")
    support = support_of(predictions)
    jobs = {
        "by_support": (support, right, support > 0, SUPPORT_KNOTS),
        "by_seen": (weight, correct, weight > 0, SEEN_KNOTS),
        "by_hidden": (-weight, correct, weight < 0, HIDDEN_KNOTS),
    }
    return {
        name: [list(k) for k in zip(knots, fit(at[m], ok[m], knots).round(3).tolist())]
        for name, (at, ok, m, knots) in jobs.items()
    }


def support_of(predictions: np.ndarray) -> np.ndarray:
    """Inverse of by_support, so that the tables can be fitted again."""
    text = (ROOT / "native/motion/track/confidence.c").read_text()
    table = re.search(r"by_support\[\] = \{(.*?)\};", text, re.DOTALL)[1]
    pairs = re.findall(r"\{([\d.]+)f?, ([\d.]+)f?\}", table)
    at, probability_there = np.array(pairs, float).T
    return np.interp(predictions, probability_there, at)


def pool(readings: list[Readings], name: str) -> np.ndarray:
    return np.concatenate([getattr(r, name) for r in readings])


def measure(chosen: list[Clip], model: Model) -> dict:
    fitted: list[Readings] = []
    kept: list[Readings] = []
    for clip, first in zip(chosen, halves(chosen)):
        for damage in DAMAGES:
            row = read(damaged(clip, damage, model), damage)
            (fitted if first else kept).append(row)
    return {
        "clips": [sum(halves(chosen)), len(chosen) - sum(halves(chosen))],
        "right_pct": RIGHT_PCT,
        "right_px": RIGHT_PX,
        "knots": knots_of(fitted),
        "predictions": [predictions.figures() for predictions in gather(kept)],
    }


def show(report: dict) -> None:
    fitted, kept = report["clips"]
    print(
        f"\nConfidence on {kept} clips, through the VAE and damaged ({fitted} others "
        f"are for fitting).\nRight: a joint within {RIGHT_PCT:g}% of the box, a point "
        f"within {RIGHT_PX:g} px of 128. ECE: expected calibration error."
    )
    for predictions in report["predictions"]:
        parts = ", ".join(
            f"{d} {e:.3f}" for d, e in predictions["error_by_damage"].items()
        )
        print(f"{predictions['name']}: ECE {predictions['error']:.3f} ({parts})")
        for key in ("predicted", "right"):
            cells = " ".join(f"{row[key]:6.3f}" for row in predictions["bins"])
            print(f"  {key:6} {cells}")
        print("  number " + " ".join(f"{row['n']:6}" for row in predictions["bins"]))
    print("Knots for confidence.c, fitted to the other clips:")
    for name, knots in report["knots"].items():
        print(f"  {name}: " + ", ".join(f"{{{a:g}, {p:g}}}" for a, p in knots))
