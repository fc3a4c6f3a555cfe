"""Muon for matrices, AdamW for the rest, and averaged weights."""

from __future__ import annotations

import torch

from . import kernels, precision
from .kernels import P, R, Z
from .workers import Workers

# The iteration x <- (a + b s + c s s) x with s = x x^T, by its completed square: of
# x c^(1/4), with SHIFT and RISE on diagonals, it is three products and nothing else.
A, B, C = 3.4445, -4.7750, 2.0315
SCALE = C**0.25
SHIFT = B / (2 * C**0.5)
RISE = A - SHIFT * SHIFT
AT_A_TIME = 6  # matrices whose products stay in a processor's cache


def iterate(x, steps):
    """x [N, R, C], R <= C, of norm SCALE each and in the products' type, becomes SCALE
    times about U V^T of x = U S V^T."""
    for part in x.split(AT_A_TIME):
        s = part.new_empty(len(part), x.shape[1], x.shape[1])
        p, now, then = torch.empty_like(s), part, torch.empty_like(part)
        for _ in range(steps):
            torch.bmm(now, now.mT, out=s)
            s.diagonal(dim1=1, dim2=2).add_(SHIFT)
            torch.bmm(s, s, out=p)
            p.diagonal(dim1=1, dim2=2).add_(RISE)
            torch.bmm(p, now, out=then)
            now, then = then, now
        if now is not part:
            part.copy_(now)
    return x


def orthogonal(g, steps=5):
    """About U V^T of the matrix g = U S V^T."""
    x = g.T if g.shape[0] > g.shape[1] else g
    x = (x * (SCALE / (x.norm() + 1e-7))).to(precision.dtype())
    x = iterate(x.contiguous()[None], steps)[0].to(g.dtype) / SCALE
    return x.T if g.shape[0] > g.shape[1] else x


class Muon(torch.optim.Optimizer):
    """Momentum, made orthogonal. Updates have the size that AdamW's would have, so one
    learning rate serves both (factor 0.2 sqrt(longer side))."""

    def __init__(self, params, workers, lr=2e-3, momentum=0.95, weight_decay=0.0):
        defaults = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay}
        super().__init__(params, defaults)
        self.workers = workers

    def directions(self, moved, mine, momentum, factor):
        """Advances the momenta of all by gradients times a factor; {n: direction} of
        `mine`, each a matrix of norm SCALE in the products' type."""
        dtype, found = precision.dtype(), {}
        quick = kernels.available(dtype)
        work = torch.empty(max(p.numel() for p in moved))
        for n, p in enumerate(moved):
            state = self.state[p]
            if "momentum" not in state:
                state["momentum"] = torch.zeros_like(p)
            out = p.new_empty(p.flatten(1).shape, dtype=dtype) if n in mine else None
            found |= {} if out is None else {n: out}
            grad, m = p.grad.contiguous(), state["momentum"]
            if quick and m.is_contiguous():
                kernels.library(dtype).muon_direction(
                    P(grad),
                    P(m),
                    P(out),
                    P(work),
                    Z(p.numel()),
                    R(momentum),
                    R(SCALE),
                    R(factor),
                )
                continue
            grad = grad * factor
            m.lerp_(grad, 1 - momentum)
            if out is not None:
                d = grad.lerp(m, momentum).flatten(1)
                out.copy_(d * (SCALE / (d.norm() + 1e-7)))
        return found

    @torch.no_grad()
    def step(self, factor=1.0):
        """factor: on gradients. They are the same on all workers, so each makes a part
        of the updates orthogonal for all of them."""
        for group in self.param_groups:
            moved = [p for p in group["params"] if p.grad is not None]
            mine = range(self.workers.rank, len(moved), self.workers.count)
            found = self.directions(moved, mine, group["momentum"], factor)
            for shape in {d.shape for d in found.values()}:
                alike = [n for n, d in found.items() if d.shape == shape]
                x = torch.stack([found[n] for n in alike])
                tall = shape[0] > shape[1]
                made = iterate(x.mT.contiguous() if tall else x, steps=5)
                found |= zip(alike, made.mT.contiguous() if tall else made, strict=True)
            updates = self.workers.share(found, [p.flatten(1).shape for p in moved])
            for p, update in zip(moved, updates, strict=True):
                self.apply(p, update, group)

    @staticmethod
    def apply(p, update, group):
        size = -group["lr"] * 0.2 * max(update.shape) ** 0.5 / SCALE
        keep = 1 - group["lr"] * group["weight_decay"]
        if kernels.available(update.dtype) and p.is_contiguous():
            kernels.library(update.dtype).muon_apply(
                P(p), P(update), Z(p.numel()), R(size), R(keep)
            )
        else:
            p.mul_(keep).add_(update.view_as(p), alpha=size)


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
        self.parts = [
            torch.optim.AdamW(rest, lr=lr, betas=betas, weight_decay=0.0, fused=True)
        ]
        if matrices:
            self.parts.append(
                Muon(matrices, workers or Workers(), lr, weight_decay=weight_decay)
            )
        self.params = [p for _, p in named]

    def set_lr(self, lr):
        for part in self.parts:
            for group in part.param_groups:
                group["lr"] = lr

    @torch.no_grad()
    def step(self, clip=1.0):
        grads = [p.grad for p in self.params if p.grad is not None]
        norm = torch.stack(torch._foreach_norm(grads)).norm()
        if torch.isfinite(norm):
            factor = min(1.0, float(clip / (norm + 1e-6)))
            adam, *muon = self.parts
            # Not in place: workers share the memory of gradients.
            for group in adam.param_groups:
                for p in group["params"]:
                    p.grad = None if p.grad is None else p.grad * factor
            adam.step()
            for part in muon:
                part.step(factor)
        for p in self.params:
            p.grad = None
        return float(norm)

    def state_dict(self):
        return [part.state_dict() for part in self.parts]

    def load_state_dict(self, states):
        """Also of runs before AdamW was fused: only its setting differs. And of runs
        with fewer of AdamW's parameters, if the new ones are its last."""
        for part, state in zip(self.parts, states, strict=True):
            for group, saved in zip(
                part.param_groups, state["param_groups"], strict=True
            ):
                saved["params"] += range(len(saved["params"]), len(group["params"]))
            part.load_state_dict(state)
        for group in self.parts[0].param_groups:
            group["fused"], group["foreach"] = True, None


class Average:
    """Exponential average of a model's weights, quicker at the start."""

    def __init__(self, model, decay=0.998, names=None):
        """names: of the tensors to average; None: all."""
        self.decay = decay
        state = model.state_dict()
        names = state if names is None else names
        self.state = {k: state[k].detach().clone() for k in names}

    @torch.no_grad()
    def update(self, model, step):
        decay = min(self.decay, (1 + step) / (10 + step))
        now = model.state_dict()
        now = [now[name] for name in self.state]
        torch._foreach_lerp_(list(self.state.values()), now, 1 - decay)
