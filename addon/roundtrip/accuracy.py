"""The error of reconstructed poses relative to the true ones. Free of bpy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import native

if TYPE_CHECKING:
    from typing import Any

    from ..core.array_types import FloatArray, Report, Skeleton


# Kinds of joints, `tail` of select_joints.
TAIL, MARKER = 1, 2
# A joint is lost if it is farther off than this, in % of the rest joints' diagonal ...
LOST_PCT = 5.0
# ... or its confidence is below: a probability, or the weight of a triangulation alone.
LOST_CONFIDENCE, LOST_WEIGHT = 0.15, 0.01


def joint_positions(
    rig: Skeleton, selection: dict[str, Any], matrices: FloatArray
) -> FloatArray:
    """float64 [F, J, 3]: heads of bones, tails of leaf bones and markers of world
    matrices."""
    bone, kind = (np.asarray(selection[key]) for key in ("bone", "tail"))
    positions = matrices[:, bone][..., :3, 3].copy()
    tails = np.flatnonzero(kind == TAIL)
    if len(tails):
        along = along_bones(rig, matrices)[:, bone[tails]]
        # The axes carry the object's scale, the length is in world units.
        scale = np.linalg.norm(along_bones(rig, rig["rest"])[bone[tails]], axis=-1)
        positions[:, tails] += along * (rig["lengths"][bone[tails]] / scale)[:, None]
    for j in np.flatnonzero(kind == MARKER):
        local = np.linalg.inv(rig["rest"][bone[j]]) @ [*selection["position"][j], 1.0]
        positions[:, j] = (matrices[:, bone[j]] @ local)[:, :3]
    return np.ascontiguousarray(positions)


def along_bones(rig: Skeleton, matrices: FloatArray) -> FloatArray:
    """[..., N, 3]: where the bones of world matrices [..., N, 4, 4] point, as long as
    the matrices' axes."""
    if "directions" not in rig:
        return matrices[..., :3, 1]
    return np.einsum("...nij,nj->...ni", matrices[..., :3, :3], rig["directions"])


def compare(rig: Skeleton, truth: FloatArray, found: dict[str, Any]) -> Report:
    """joint_error_pct, rotation_error_deg and joints_lost of the reconstructed
    matrices; lost_below: the confidence below which a joint of `found` is lost."""
    selection = found["selection"]
    rest = np.asarray(selection["position"])
    diagonal = float(np.linalg.norm(np.ptp(rest, axis=0)))
    joints = joint_positions(rig, selection, found["matrices"])
    error = np.linalg.norm(joints - found["truth_joints"], axis=-1) / diagonal * 100
    min_confidence = found.get("lost_below", LOST_CONFIDENCE)
    lost = (error > LOST_PCT) | (found["confidence"] < min_confidence)
    deforms = (rig["flags"] & native.DEFORMS) != 0
    deforms = deforms if deforms.any() else np.ones_like(deforms)
    rotation = rotation_errors(truth[:, deforms], found["matrices"][:, deforms])
    swing = swing_errors(rig, truth, found["matrices"])[:, deforms]
    return {
        "joint_error_pct": summary(error),
        "rotation_error_deg": {
            "with_twist": summary(rotation),
            "without_twist": summary(swing),
        },
        "joints_lost": int(lost.sum()),
        "joints_seen": int(lost.size),
        "joints": len(rest),
    }


def rotation_errors(truth: FloatArray, found: FloatArray) -> FloatArray:
    """Degrees between world orientations."""
    # arccos loses small angles, the chord does not: |A - B| = sqrt(8) sin(angle / 2).
    chord = np.linalg.norm(axes(truth) - axes(found), axis=(-2, -1)) / np.sqrt(8.0)
    return 2 * np.degrees(np.arcsin(np.clip(chord, 0.0, 1.0)))


def swing_errors(rig: Skeleton, truth: FloatArray, found: FloatArray) -> FloatArray:
    """[F, N] degrees between where the bones point: rotations without their twist."""
    a, b = (along_bones(rig, m) for m in (truth, found))
    a = a / np.maximum(np.linalg.norm(a, axis=-1, keepdims=True), 1e-12)
    b = b / np.maximum(np.linalg.norm(b, axis=-1, keepdims=True), 1e-12)
    chord = np.linalg.norm(a - b, axis=-1) / 2
    return 2 * np.degrees(np.arcsin(np.clip(chord, 0.0, 1.0)))


def axes(matrices: FloatArray) -> FloatArray:
    """Orthonormal axes of matrices with scale, y kept (Gram-Schmidt)."""
    y = matrices[..., :3, 1]
    y = y / np.maximum(np.linalg.norm(y, axis=-1, keepdims=True), 1e-12)
    x = matrices[..., :3, 0]
    x = x - y * np.sum(x * y, axis=-1, keepdims=True)
    x = x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)
    return np.stack([x, y, np.cross(x, y)], axis=-1)


def summary(values: FloatArray) -> dict[str, float]:
    return {"mean": float(np.mean(values)), "p95": float(np.percentile(values, 95))}
