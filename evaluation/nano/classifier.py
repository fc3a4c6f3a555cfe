"""The action classifier: tells the action class of a motion from its joints alone.

It gets no joint names and no pictures: joints are pooled by where they are in the rest
pose (low or high, front or rear, left or right), so that a dog's legs and a person's
have the same features. It is trained on real clips of the training rigs, varied as in
training, and asked about held-out rigs: their own clips, and what a model generates.
"""

from __future__ import annotations

import numpy as np

BINS = 3  # low to high, and front to rear


def pools(rest: np.ndarray) -> np.ndarray:
    """Weights [P, J] of the parts of a body, each summing to 1 (or 0: nobody there)."""
    low, size = rest.min(0), np.ptp(rest, axis=0)
    place = (rest - low) / np.maximum(size, 1e-9)
    centres = (np.arange(BINS) + 0.5) / BINS
    near = [np.exp(-((place[:, axis, None] - centres) ** 2) / 0.045) for axis in (2, 1)]
    side = place[:, 0] - 0.5
    sides = np.stack([np.clip(side * 4, 0, 1), np.clip(-side * 4, 0, 1)])
    rows = [w for axis in near for w in axis.T]  # by height, by depth
    rows += [a * b for a in near[0].T for b in near[1].T]
    rows += [a * s for a in near[0].T for s in sides]
    rows += [np.ones(len(rest))]
    out = np.array(rows)
    total = out.sum(1, keepdims=True)
    return np.where(total > 0.3, out / np.maximum(total, 1e-9), 0.0)


def features(joints: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """Of a motion [F, J, 3] on a rest pose [J, 3]: sizes in parts of the body's."""
    size = np.ptp(rest, axis=0).max()
    moved = (joints - rest) / size
    weight = pools(rest)
    path = np.einsum("pj,fjc->pfc", weight, moved)  # [P, F, 3]
    speed = np.diff(moved, axis=0)
    part_speed = np.einsum("pj,fj->pf", weight, np.linalg.norm(speed, axis=-1))
    centred = path - path.mean(1, keepdims=True)
    waves = np.abs(np.fft.rfft(centred, axis=1))[:, 1:5] / joints.shape[0]
    lowest = (joints[..., 2].min(1) - rest[:, 2].min()) / size
    top = (joints[..., 2].max(1) - rest[:, 2].min()) / size
    parts = [
        path.std(1), path.mean(1), path[:, -1] - path[:, 0], path[:, -1],
        np.ptp(path, axis=1), part_speed.mean(1)[:, None], part_speed.std(1)[:, None],
        waves.reshape(len(weight), -1),
    ]  # fmt: skip
    body = [
        np.linalg.norm(speed, axis=-1).mean(), np.linalg.norm(speed, axis=-1).max(),
        lowest.min(), lowest.max(), lowest[-1], top.min(), top.max(), top[-1],
    ]  # fmt: skip
    return np.concatenate([*(p.ravel() for p in parts), body])


class ActionClassifier:
    def __init__(self, motions, classes, seed: int = 0):
        """motions: (joints [F, J, 3], rest [J, 3]) with the class of each."""
        # Here, so that tests of the rest of eval_nano.py need no scikit-learn.
        from sklearn.ensemble import ExtraTreesClassifier

        self.model = ExtraTreesClassifier(
            400,
            class_weight="balanced",
            random_state=seed,
            n_jobs=1,
            min_samples_leaf=2,
        )
        self.model.fit([features(*m) for m in motions], classes)

    def predict(self, motions) -> list[str]:
        """The class of each motion."""
        return self.model.predict([features(*m) for m in motions]).tolist()
