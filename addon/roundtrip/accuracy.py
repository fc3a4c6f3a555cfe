"""How far recovered poses lie from the true ones. Free of bpy."""

import numpy as np

from ..core import native

LOST_PCT = 5.0
# Below it a joint is not seen: of probabilities, as the engine tells them, and of the
# weights that triangulation alone gives.
LOST_CONFIDENCE, LOST_WEIGHT = 0.15, 0.01


def joint_positions(rig, chosen, matrices):
    """float64 [F, J, 3]: heads of bones and tails of leaf bones in world matrices."""
    bone = np.asarray(chosen["bone"])
    places = matrices[:, bone][..., :3, 3].copy()
    tails = np.flatnonzero(np.asarray(chosen["tail"]))
    if len(tails):
        along = matrices[:, bone[tails]][..., :3, 1]
        # The y axis carries the object's scale, the length is the world's.
        scale = np.linalg.norm(rig["rest"][bone[tails], :3, 1], axis=-1)
        places[:, tails] += along * (rig["lengths"][bone[tails]] / scale)[:, None]
    return np.ascontiguousarray(places)


def compare(rig, truth, found):
    """joint_error_pct, rotation_error_deg and joints_lost of the recovered matrices;
    lost_below: the confidence below which a joint of `found` is not seen."""
    chosen = found["selection"]
    rest = np.asarray(chosen["position"])
    diagonal = float(np.linalg.norm(np.ptp(rest, axis=0)))
    got = joint_positions(rig, chosen, found["matrices"])
    off = np.linalg.norm(got - found["truth_joints"], axis=-1) / diagonal * 100
    least = found.get("lost_below", LOST_CONFIDENCE)
    lost = (off > LOST_PCT) | (found["confidence"] < least)
    deforms = (rig["flags"] & native.DEFORMS) != 0
    deforms = deforms if deforms.any() else np.ones_like(deforms)
    turn, swing = turn_errors(truth[:, deforms], found["matrices"][:, deforms])
    return {
        "joint_error_pct": summary(off),
        "rotation_error_deg": {
            "with_twist": summary(turn),
            "without_twist": summary(swing),
        },
        "joints_lost": int(lost.sum()),
        "joints_seen": int(lost.size),
        "joints": len(rest),
    }


def turn_errors(truth, found):
    """Degrees between world orientations: whole, and of the bones' y axes alone."""
    a, b = axes(truth), axes(found)
    # arccos loses small angles, the chord does not: |A - B| = sqrt(8) sin(angle / 2).
    chord = np.linalg.norm(a - b, axis=(-2, -1)) / np.sqrt(8.0)
    turn = 2 * np.degrees(np.arcsin(np.clip(chord, 0.0, 1.0)))
    gap = np.linalg.norm(a[..., 1] - b[..., 1], axis=-1) / 2
    return turn, 2 * np.degrees(np.arcsin(np.clip(gap, 0.0, 1.0)))


def axes(matrices):
    """Orthonormal rotations nearest to matrices with scale, y kept along the bone."""
    y = matrices[..., :3, 1]
    y = y / np.maximum(np.linalg.norm(y, axis=-1, keepdims=True), 1e-12)
    x = matrices[..., :3, 0]
    x = x - y * np.sum(x * y, axis=-1, keepdims=True)
    x = x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)
    return np.stack([x, y, np.cross(x, y)], axis=-1)


def summary(values):
    return {"mean": float(np.mean(values)), "p95": float(np.percentile(values, 95))}
