"""Seeded random weights that keep activations near 1, none of them zero: a model that
has learnt nothing, but in which every path shows."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn


def random_tensor(name: str, shape: torch.Size, gen: torch.Generator) -> Tensor:
    noise = torch.randn(shape, generator=gen)
    if "gamma" in name or ("norm" in name.lower() and name.endswith("weight")):
        return 1 + 0.2 * noise
    if "table" in name or noise.dim() == 1:
        return 0.2 * noise
    if "embeddings" in name:  # rows of a table, not a product
        return noise
    out = noise / math.sqrt(math.prod(shape[1:]))
    # An untrained decoder overshoots [-1, 1], and clamped pixels would tell nothing.
    return 0.3 * out if name == "decoder.conv_out.weight" else out


def random_state(
    module: nn.Module, seed: int, dtype: torch.dtype = torch.float32
) -> dict[str, Tensor]:
    """For every parameter, also of a module on the meta device."""
    gen = torch.Generator().manual_seed(seed)
    return {
        name: random_tensor(name, p.shape, gen).to(dtype)
        for name, p in module.named_parameters()
    }


@torch.no_grad()
def scatter(module: nn.Module, seed: int) -> None:
    module.load_state_dict(random_state(module, seed), strict=False)
