"""Which frames of a window are given, and windows whose given frames come from another
motion: what a model learns to continue, to fill in and to start from.

A given frame is clean, at timestep 0, and has no loss. Sets of them are drawn so that
each use is met: none (a take from nothing), the first few (continuing), the first few
of another motion or of the rest pose (a change of motion, starting from a pose), first
and last (in-betweening, loops), scattered ones (keys of an artist's), the last alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

NONE, CONTINUED, CHANGED, ENDS, SCATTERED, LAST = (
    "none", "continued", "changed", "ends", "scattered", "last",
)  # fmt: skip
KINDS = (NONE, CONTINUED, CHANGED, ENDS, SCATTERED, LAST)
MAX_CONTEXT = 4  # given frames at a window's start
REST_FIRST = 0.2  # part of the changes that begin in the rest pose


@dataclass(frozen=True)
class Given:
    kind: str
    frames: np.ndarray  # bool [F]

    @property
    def context(self):
        """How many frames at the window's start are given."""
        free = np.flatnonzero(~self.frames)
        return int(free[0]) if len(free) else len(self.frames)


def draw(rng, frames, shares):
    """A set for windows of `frames` frames. shares: {kind: part of the samples}; the
    rest is `none`. At least one frame stays free."""
    kinds = [k for k in KINDS if k != NONE]
    parts = np.array([shares.get(k, 0.0) for k in kinds])
    at = np.searchsorted(np.cumsum(parts), rng.random(), side="right")
    kind = kinds[at] if at < len(kinds) and frames > 2 else NONE
    given = np.zeros(frames, bool)
    if kind in (CONTINUED, CHANGED):
        given[: rng.integers(1, min(MAX_CONTEXT, frames - 1) + 1)] = True
    elif kind == ENDS:
        given[: rng.integers(1, 4)] = True
        given[frames - rng.integers(1, 3) :] = True
    elif kind == SCATTERED:
        given = rng.random(frames) < rng.uniform(0.1, 0.6)
    elif kind == LAST:
        given[-1] = True
    if given.all():
        given[rng.integers(frames)] = False
    return Given(kind if given.any() else NONE, given)


def slerp_offsets(a, b, part):
    """Vectors between a and b [..., 3] at `part` (broadcast, 0 to 1): turned from one
    direction to the other while the length goes linearly, so that bones keep theirs."""
    length_a = np.linalg.norm(a, axis=-1, keepdims=True)
    length_b = np.linalg.norm(b, axis=-1, keepdims=True)
    u = a / np.maximum(length_a, 1e-12)
    v = b / np.maximum(length_b, 1e-12)
    cosine = np.clip((u * v).sum(-1, keepdims=True), -1, 1)
    angle = np.arccos(cosine)
    sine = np.sin(angle)
    near = (sine < 1e-4) | (length_a < 1e-12) | (length_b < 1e-12)
    safe = np.where(near, 1.0, sine)
    turned = (np.sin((1 - part) * angle) * u + np.sin(part * angle) * v) / safe
    length = (1 - part) * length_a + part * length_b
    return np.where(near, (1 - part) * a + part * b, turned * length)


def blend(a, b, parent, part):
    """Poses between a and b, [F, J, 3] each, at part [F]: joints' offsets from their
    parents are turned (slerp_offsets), roots go straight. Parents precede children."""
    part = np.asarray(part, dtype=np.float64)[:, None]
    out = np.empty_like(a)
    for j, p in enumerate(parent):
        if p < 0:
            out[:, j] = (1 - part) * a[:, j] + part * b[:, j]
        else:
            step = slerp_offsets(a[:, j] - a[:, p], b[:, j] - b[:, p], part)
            out[:, j] = out[:, p] + step
    return out


def ease(frames, begin, length):
    """Part of the second motion in each frame: 0 up to `begin`, 1 from begin + length
    on, smooth between."""
    x = np.clip((np.arange(frames) - begin) / length, 0, 1)
    return x * x * (3 - 2 * x)
