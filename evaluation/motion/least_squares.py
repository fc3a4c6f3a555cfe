"""An off-the-shelf baseline: SciPy's least squares with soft L1 loss, frame by frame,
on reprojection and bone lengths, from linear triangulation. Joints only."""

from __future__ import annotations

import numpy as np
from scipy.optimize import least_squares
from scipy.sparse import csr_matrix

# As in the paper's baseline: a pixel of 128 weighs as a bone 1% of the box off.
BONE_SPREAD = 0.01


def linear(points, weight, rows, parent, rest):
    """float64 [J, 3]: direct linear transform; bones at rest for what two views do not
    see. rows: world to pixel, float64 [V, 3, 4]."""
    out = np.empty_like(rest)
    for j, p in enumerate(parent):
        seen = np.flatnonzero(weight[:, j] > 0)
        if len(seen) < 2:
            out[j] = rest[j] if p < 0 else out[p] + rest[j] - rest[p]
            continue
        a = points[seen, j, :, None] * rows[seen, 2:3] - rows[seen, :2]
        a = (a * weight[seen, j, None, None]).reshape(-1, 4)
        out[j] = np.linalg.lstsq(a[:, :3], -a[:, 3], rcond=None)[0]
    return out


class Frame:
    """Residuals and their sparse derivative for one frame; x float64 [J * 3]."""

    def __init__(self, points, weight, rows, bones, unit):
        self.view, self.joint = np.nonzero(weight > 0)
        self.points = points[self.view, self.joint]
        self.weight = np.sqrt(weight[self.view, self.joint]) / unit
        self.rows = rows[self.view]
        self.child, self.parent, self.length, self.spread = bones
        self.size = 3 * weight.shape[1]
        seen, bone, axes = len(self.view), len(self.child), np.arange(3)
        top = np.repeat(np.arange(2 * seen), 3)
        top_columns = np.repeat(3 * self.joint[:, None] + axes, 2, axis=0).ravel()
        below = 2 * seen + np.repeat(np.arange(bone), 6)
        below_columns = np.concatenate(
            [3 * self.child[:, None] + axes, 3 * self.parent[:, None] + axes], axis=1
        ).ravel()
        self.at = (
            np.concatenate([top, below]),
            np.concatenate([top_columns, below_columns]),
        )
        self.shape = (2 * seen + bone, self.size)

    def project(self, x):
        at = x.reshape(-1, 3)[self.joint]
        seen = np.einsum("nij,nj->ni", self.rows[..., :3], at) + self.rows[..., 3]
        return seen[:, :2] / seen[:, 2:], seen[:, 2]

    def residuals(self, x):
        pixels, _ = self.project(x)
        residual = (pixels - self.points) * self.weight[:, None]
        along = x.reshape(-1, 3)[self.child] - x.reshape(-1, 3)[self.parent]
        bones = (np.linalg.norm(along, axis=1) - self.length) / self.spread
        return np.concatenate([residual.ravel(), bones])

    def jacobian(self, x):
        pixels, depth = self.project(x)
        slope = self.rows[:, :2, :3] - pixels[..., None] * self.rows[:, 2:3, :3]
        slope *= (self.weight / depth)[:, None, None]
        along = x.reshape(-1, 3)[self.child] - x.reshape(-1, 3)[self.parent]
        size = np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-12)
        unit = along / size / self.spread
        values = np.concatenate([slope.ravel(), np.hstack([unit, -unit]).ravel()])
        return csr_matrix((values, self.at), shape=self.shape)


def solve(points, weights, cameras, parent, rest):
    """(joints float64 [F, J, 3], confidence float32 [F, J])."""
    pose = cameras[:, :12].reshape(-1, 3, 4)
    lens = np.zeros((len(cameras), 3, 3))
    lens[:, 0, 0], lens[:, 1, 1], lens[:, 2, 2] = cameras[:, 12], cameras[:, 13], 1
    lens[:, 0, 2], lens[:, 1, 2] = cameras[:, 14], cameras[:, 15]
    rows, unit = lens @ pose, cameras[0, 16] / 128
    child = np.flatnonzero(np.asarray(parent) >= 0)
    above = np.asarray(parent)[child]
    length = np.linalg.norm(rest[child] - rest[above], axis=1)
    spread = BONE_SPREAD * np.linalg.norm(np.ptp(rest, axis=0))
    weight = np.where(np.isfinite(points).all(axis=-1), np.clip(weights, 0, 1), 0.0)
    weight = np.where(weight > 0.02, weight, 0.0).astype(np.float64)
    points = np.nan_to_num(points)
    joints = np.empty((points.shape[1], *rest.shape))
    for f in range(len(joints)):
        start = linear(points[:, f], weight[:, f], rows, parent, rest)
        frame = Frame(
            points[:, f], weight[:, f], rows, (child, above, length, spread), unit
        )
        joints[f] = least_squares(
            frame.residuals,
            start.ravel(),
            jac=frame.jacobian,
            loss="soft_l1",
            method="trf",
            tr_solver="lsmr",
            x_scale=spread,
            max_nfev=50,
        ).x.reshape(-1, 3)
    return joints, np.minimum(0.5 * weight.sum(axis=0), 1).astype(np.float32)
