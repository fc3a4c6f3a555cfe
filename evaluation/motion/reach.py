"""Confidence of joints that no rotation reaches: predicted probabilities against the
truth, from points without pixels, as a model of pose fields gives them.

noise: pixels on every point; displaced: how far every joint of a clip is moved away
from where the skeleton has it, the same in all frames, % of the box (RMS), with noise
of half a pixel. A joint is right within 2 % of where it was drawn.
"""

from __future__ import annotations

import animax_native
import numpy as np

from .calibration import RIGHT_PCT, expected_error
from .clips import Clip
from .measures import distance
from .scene import Case, Model, build

# (name, noise in px of 128, displacement in %)
KINDS = (
    ("exact", 0.0, 0.0), ("noise 0.5 px", 0.5, 0.0), ("noise 1 px", 1.0, 0.0),
    ("noise 2 px", 2.0, 0.0), ("displaced 3 %", 0.5, 3.0), ("displaced 8 %", 0.5, 8.0),
)  # fmt: skip
SIZE = 128


def measure(chosen: list[Clip], model: Model) -> list[dict]:
    """A row for each kind, and one for all: confidence, right, error (expected
    calibration error), joints."""
    found: dict[str, list] = {name: [] for name, *_ in KINDS}
    for clip in chosen:
        made = build(clip, Case("clean", SIZE), model)
        random = np.random.Generator(np.random.Philox(made.seed))
        for name, noise, moved in KINDS:
            offset = random.normal(0.0, 1.0, (1, *made.truth.shape[1:])) / np.sqrt(3)
            truth = made.truth + moved / 100 * made.diagonal * offset
            found[name].append(solve(made, np.ascontiguousarray(truth), noise, random))
    rows = [row(name, np.concatenate(found[name], axis=1)) for name, *_ in KINDS]
    everything = [part for parts in found.values() for part in parts]
    return [*rows, row("all", np.concatenate(everything, axis=1))]


def solve(made, truth, noise, random):
    """[2, F J]: predicted probabilities, and which joints are right."""
    points = animax_native.project(truth, made.cameras)
    points = np.ascontiguousarray(
        points + random.normal(0.0, 1.0, points.shape) * noise
    )
    weights = np.ones(points.shape[:3], np.float32)
    parent, rest = made.chosen["parent"], made.chosen["position"]
    joints, seen, _ = animax_native.triangulate(
        points, weights, made.cameras, parent, rest
    )
    keys = animax_native.solve_ik(made.rig, made.chosen, joints, seen)
    *_, joints, confidence, _ = animax_native.adjust(
        made.rig, made.chosen, points, weights, made.cameras, *keys
    )
    error = 100 * distance(np.asarray(joints), truth) / made.diagonal
    return np.stack([np.ravel(confidence), np.ravel(error < RIGHT_PCT)])


def row(name, readings):
    predicted, right = readings.astype(float)
    return {
        "points": name, "confidence": float(predicted.mean()),
        "right": float(right.mean()), "error": expected_error(predicted, right),
        "joints": len(right),
    }  # fmt: skip


def show(rows: list[dict]) -> None:
    print("\n| points | confidence | right | calibration error |\n|---|---|---|---|")
    for r in rows:
        figures = " | ".join(f"{r[k]:.3f}" for k in ("confidence", "right", "error"))
        print(f"| {r['points']} | {figures} |")
    print(f"{rows[0]['joints']} joints of each kind")
