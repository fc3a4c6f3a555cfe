"""Occlusion: how joints that other discs cover are reported (seen, hidden or lost)."""

from __future__ import annotations

import animax_native
import numpy as np

from . import solvers
from .clips import Clip
from .measures import distance
from .scene import Case, Model, Scene, build

CLIPS = 10
CASES = (("clean", 512), ("clean", 128), ("vae", 128))
TRUTHS = ("visible", "partly", "covered")
REPORTED = ("seen", "seen elsewhere", "hidden", "lost")
# Shares of a disc under later discs up to which it is visible, and from which covered.
VISIBLE, COVERED = 0.1, 0.9
NEAR_PX = 2.0  # of an image 128 px wide: "seen" within it, else "seen elsewhere"


def covered_share(points: np.ndarray, radius: float) -> np.ndarray:
    """Share of each joint's disc that discs of later joints cover. points: [..., J, 2];
    returns [..., J]."""
    ticks = (np.arange(12) + 0.5) / 6 - 1
    spots = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    spots = radius * spots[np.linalg.norm(spots, axis=1) <= 1]
    shares = np.zeros(points.shape[:-1])
    for j in range(points.shape[-2] - 1):
        at = points[..., j, None, :] + spots
        gaps = np.linalg.norm(at[..., None, :] - points[..., None, j + 1 :, :], axis=-1)
        shares[..., j] = (gaps <= radius).any(axis=-1).mean(axis=-1)
    return shares


def confusion(scene: Scene) -> np.ndarray:
    """[TRUTHS, REPORTED] counts of 2D points."""
    _, points, weights = solvers.refine(scene, solvers.all_views(scene))
    true = animax_native.project(scene.truth, scene.cameras)
    share = covered_share(true, scene.radius)
    truth = np.where(share <= VISIBLE, 0, np.where(share >= COVERED, 2, 1))
    near = distance(points, true) * 128 / scene.case.size <= NEAR_PX
    reported = np.where(weights > 0, np.where(near, 0, 1), np.where(weights < 0, 2, 3))
    return np.bincount((4 * truth + reported).ravel(), minlength=12).reshape(3, 4)


def measure(chosen: list[Clip], model: Model) -> list[dict]:
    rows = []
    for name, size in CASES:
        counts = sum(confusion(build(c, Case(name, size), model)) for c in chosen)
        rows.append({"case": name, "size": size, "counts": counts.tolist()})
    return rows


def show(rows: list[dict]) -> None:
    print(
        f"\nHow 2D points are reported, % of each truth ({CLIPS} clips; covered: "
        f"{COVERED:.0%} of the disc\nand more under later discs, visible: "
        f"{VISIBLE:.0%} and less; elsewhere: more than {NEAR_PX:g} px of 128 off):"
    )
    print(
        f"{'case':10} {'truth':8} {'points':>7} "
        + " ".join(f"{s:>14}" for s in REPORTED)
    )
    for row in rows:
        for truth, counts in zip(TRUTHS, row["counts"], strict=True):
            total = max(sum(counts), 1)
            cells = " ".join(f"{100 * n / total:14.1f}" for n in counts)
            case = f"{row['case']} {row['size']}"
            print(f"{case:10} {truth:8} {sum(counts):7} {cells}")
