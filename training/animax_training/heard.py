"""What a model makes of a prompt as a whole.

The pooled embedder (reference.ConditionEmbedder) reads the mean of a prompt's token
states. Trained by the motion alone it learns little of it: the token states tell the
captions of training apart better, and prompts that training never read worse. So it has
a loss of its own, the action that a caption is about, and in a part of the samples the
token states are hidden.
"""

from __future__ import annotations

from functools import cache

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import actions
from .reference import Embedder, pooled_text

KEPT = 16384  # captions, the last that training read
BATCH = 128  # of them in a step
NONE = -1  # label of what has no action, or one that the table lacks


@cache
def labels() -> dict[str, int]:
    """{action: its number}."""
    named = actions.names() - {actions.NONE, actions.OTHER}
    return {action: n for n, action in enumerate(sorted(named))}


def label(action: str) -> int:
    return labels().get(action, NONE)


class Prompts:
    """Token states and pooled states as the model reads them in training.

    silence: token states [1, T, D] of the empty prompt. hidden: part of the prompts
    whose token states are silence's. noise: of pooled states, in their root mean
    squares.
    """

    def __init__(self, silence: Tensor, hidden: float, noise: float) -> None:
        self.silence, self.hidden, self.noise = silence, hidden, noise

    def read(self, text: Tensor) -> tuple[Tensor, Tensor]:
        """(token states [B, T, D], pooled states [B, D]). The empty prompt, which
        guidance leans on, stays exact."""
        pooled = pooled_text(text)
        said = (text != self.silence).any(-1).any(-1)
        pooled = pooled + self.noise * torch.randn_like(pooled) * said[:, None]
        hidden = torch.rand(len(text)) < self.hidden
        return torch.where(hidden[:, None, None], self.silence, text), pooled


class ActionLoss(nn.Module):
    """Cross entropy of the action by the pooled embedder's first layer, on the captions
    that training read last, rare actions more often than they come.

    Its weights belong to the training and not to the model.
    """

    def __init__(self, width: int, dim: int, noise: float) -> None:
        """width: of pooled states; dim: of the embedder's first layer."""
        super().__init__()
        self.head = nn.Linear(dim, len(labels()))
        self.noise = noise
        self.states = torch.zeros(KEPT, width)
        self.labels = torch.full((KEPT,), NONE)
        self.count = 0  # captions added so far

    def add(self, text: Tensor, numbers: Tensor) -> None:
        """text [B, T, D]; numbers [B], NONE: not to be kept."""
        known = numbers != NONE
        states = pooled_text(text[known])
        at = (self.count + torch.arange(len(states))) % KEPT
        self.states[at], self.labels[at] = states, numbers[known]
        self.count += len(states)

    def forward(self, embedder: Embedder) -> Tensor:
        """The loss; 0 as long as too few captions were read."""
        kept = min(self.count, KEPT)
        if kept < 2 * BATCH:
            # Workers exchange gradients of the same parameters at every step.
            return 0 * (self.head.weight.sum() + self.head.bias.sum())
        found = self.labels[:kept]
        share = torch.bincount(found, minlength=len(labels())).clamp(min=1)
        at = torch.multinomial(share[found].float().rsqrt(), BATCH, replacement=True)
        states = self.states[at]
        states = states + self.noise * torch.randn_like(states)
        guess = self.head(F.silu(embedder.linear_1(states)))
        return F.cross_entropy(guess, found[at], label_smoothing=0.05)
