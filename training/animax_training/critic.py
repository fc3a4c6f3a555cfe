"""The critic: how well a motion shows what a sentence asks for.

A small network beside the transformer, trained apart from the classifier that evaluates
(evaluation/nano/): motions and sentences are embedded in one space, where a motion is
near the sentences that describe it (CLIP's contrastive loss, Radford et al. 2021). A
motion is a set of joints (Deep Sets, Zaheer et al. 2017): each joint's rest place and
path go through one MLP, and mean and maximum over joints through another, so any number
of joints in any order will do. The engine runs it (native/animate/critic.c): names and
shapes of the tensors are the file format (docs/model-format.md).
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

JOINT = 4  # rest place x, y, z, and 1 for a marker
TEXT = 384  # numbers of a token's state


class Critic(nn.Module):
    def __init__(
        self, frames: int, width: int = 192, shared: int = 96, text: int = TEXT
    ) -> None:
        super().__init__()
        self.frames = frames
        self.joint_1 = nn.Linear(JOINT + 3 * frames, width)
        self.joint_2 = nn.Linear(width, width)
        self.motion_1 = nn.Linear(2 * width, width)
        self.motion_2 = nn.Linear(width, shared)
        self.text_1 = nn.Linear(text, width)
        self.text_2 = nn.Linear(width, shared)
        # What a sentence suggests: the natural logarithm of the mean joint speed.
        self.speed = nn.Linear(width, 1)
        self.scale = nn.Parameter(torch.tensor(2.5))  # logarithm; of cosines
        self.bias = nn.Parameter(torch.tensor(0.0))

    def motion(self, joints: Tensor, known: Tensor) -> Tensor:
        """Unit [B, shared] of joints [B, J, 4 + 3 F] (`inputs`), known [B, J]."""
        h = F.silu(self.joint_2(F.silu(self.joint_1(joints))))
        mask = known[..., None].to(h.dtype)
        mean = (h * mask).sum(1) / mask.sum(1).clamp(min=1)
        most = h.masked_fill(~known[..., None], -1e4).amax(1)
        h = F.silu(self.motion_1(torch.cat([mean, most], -1)))
        return F.normalize(self.motion_2(h), dim=-1)

    def hidden_text(self, text: Tensor) -> Tensor:
        return F.silu(self.text_1(text))

    def text(self, text: Tensor) -> Tensor:
        """Unit [B, shared] of pooled sentences [B, 384] (reference.pooled_text)."""
        return F.normalize(self.text_2(self.hidden_text(text)), dim=-1)

    def expected_speed(self, text: Tensor) -> Tensor:
        """[B]: logarithm of the speed (speed_of) that motions of a sentence have."""
        return self.speed(self.hidden_text(text))[:, 0]


def inputs(points: np.ndarray, base: np.ndarray) -> np.ndarray:
    """float32 [J, 4 + 3 F] of points [1 + F, J, 3], the rest pose first; base: as of
    fields.Posed. Places are relative to the centre of the rest pose's box, paths to
    the rest place, both in parts of the box's longest side."""
    rest = points[0]
    low, high = rest.min(0), rest.max(0)
    size = max(float((high - low).max()), 1e-9)
    place = (rest - (low + high) / 2) / size
    path = (points[1:] - rest) / size  # [F, J, 3]
    parts = [
        place,
        (base >= 0)[:, None],
        path.transpose(1, 0, 2).reshape(len(rest), -1),
    ]
    return np.concatenate(parts, axis=1).astype(np.float32)


def speed_of(points: np.ndarray) -> float:
    """Mean joint speed, in longest sides of the rest pose's box a frame."""
    size = max(float(np.ptp(points[0], axis=0).max()), 1e-9)
    return float(np.linalg.norm(np.diff(points[1:], axis=0), axis=-1).mean() / size)


def spoilt(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A motion that no longer does what it did: nearly still, out of order, jittering,
    or with half of the joints at rest in place."""
    out, frames = points.copy(), points[1:]
    mean = frames.mean(0)
    kind = rng.integers(4)
    if kind == 0:
        out[1:] = mean + rng.uniform(0, 0.3) * (frames - mean)
    elif kind == 1:
        out[1:] = frames[rng.permutation(len(frames))]
    elif kind == 2:
        size = np.ptp(points[0], axis=0).max()
        out[1:] += rng.normal(0, rng.uniform(0.02, 0.06) * size, frames.shape)
    else:
        still = rng.random(frames.shape[1]) < rng.uniform(0.4, 0.8)
        out[1:, still] = points[0, still]
    return out
