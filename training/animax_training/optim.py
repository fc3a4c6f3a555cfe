"""Muon for matrices, AdamW for the rest, and averaged weights."""

from __future__ import annotations

import torch

from . import precision
from .workers import Workers


def orthogonal(g, steps=5):
    """About U V^T of g = U S V^T, by a quintic iteration that only multiplies."""
    tall = g.shape[0] > g.shape[1]
    x = g.T if tall else g
    x = (x / (x.norm() + 1e-7)).to(precision.dtype())
    a, b, c = 3.4445, -4.7750, 2.0315
    for _ in range(steps):
        s = x @ x.T
        x = a * x + (b * s + c * (s @ s)) @ x
    return (x.T if tall else x).to(g.dtype)


class Muon(torch.optim.Optimizer):
    """Momentum, made orthogonal. Updates have the size that AdamW's would have, so one
    learning rate serves both (factor 0.2 sqrt(longer side))."""

    def __init__(self, params, workers, lr=2e-3, momentum=0.95, weight_decay=0.0):
        defaults = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay}
        super().__init__(params, defaults)
        self.workers = workers

    def direction(self, p, momentum):
        state = self.state[p]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(p)
        state["momentum"].lerp_(p.grad, 1 - momentum)
        return p.grad.lerp(state["momentum"], momentum).flatten(1)

    @torch.no_grad()
    def step(self):
        """Gradients are the same on all workers, so each orthogonalises a part of the
        updates for all of them: alone that takes a quarter of a small model's step."""
        for group in self.param_groups:
            moved = [p for p in group["params"] if p.grad is not None]
            updates = []
            for n, p in enumerate(moved):
                g = self.direction(p, group["momentum"])
                mine = n % self.workers.count == self.workers.rank
                updates.append(orthogonal(g) if mine else torch.zeros_like(g))
            self.workers.sum(updates)
            for p, update in zip(moved, updates, strict=True):
                size = 0.2 * max(update.shape) ** 0.5
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.add_(update.view_as(p), alpha=-group["lr"] * size)


class Optimizer:
    """Both optimisers under one learning rate."""

    def __init__(
        self, named, lr, muon=True, weight_decay=0.01, betas=(0.9, 0.98), workers=None
    ):
        named = [(n, p) for n, p in named if p.requires_grad]
        matrices, rest = [], []
        for name, p in named:
            wide = p.dim() >= 2 and min(p.flatten(1).shape) >= 8
            flat = "table" in name or "embedder" in name or "conv_in" in name
            (matrices if muon and wide and not flat else rest).append(p)
        self.parts = [torch.optim.AdamW(rest, lr=lr, betas=betas, weight_decay=0.0)]
        if matrices:
            self.parts.append(
                Muon(matrices, workers or Workers(), lr, weight_decay=weight_decay)
            )
        self.params = [p for _, p in named]

    def set_lr(self, lr):
        for part in self.parts:
            for group in part.param_groups:
                group["lr"] = lr

    def step(self, clip=1.0):
        norm = torch.nn.utils.clip_grad_norm_(self.params, clip)
        if torch.isfinite(norm):
            for part in self.parts:
                part.step()
        for p in self.params:
            p.grad = None
        return float(norm)

    def state_dict(self):
        return [part.state_dict() for part in self.parts]

    def load_state_dict(self, states):
        for part, state in zip(self.parts, states, strict=True):
            part.load_state_dict(state)


class Average:
    """Exponential average of a model's weights, quicker at the start."""

    def __init__(self, model, decay=0.998):
        self.decay = decay
        self.state = {k: v.detach().clone() for k, v in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model, step):
        decay = min(self.decay, (1 + step) / (10 + step))
        for k, v in model.state_dict().items():
            self.state[k].lerp_(v, 1 - decay)
