"""Low-rank adapters on linear layers, and their way back into weights."""

from __future__ import annotations

import fnmatch

import torch
import torch.nn.utils.parametrize
from torch import nn

TARGETS = ["*attn1.to_q", "*attn1.to_k", "*attn1.to_v", "*attn1.to_out.0"]
TARGETS += ["*attn2.to_q", "*attn2.to_k", "*attn2.to_v", "*attn2.to_out.0"]
TARGETS += ["*ffn.net.0.proj", "*ffn.net.2"]


class LowRank(nn.Module):
    """W + up down: a parametrisation, so that code that reads `weight` stays as is."""

    def __init__(self, linear, rank):
        super().__init__()
        self.lora_down = nn.Parameter(torch.empty(rank, linear.in_features))
        self.lora_up = nn.Parameter(torch.zeros(linear.out_features, rank))
        nn.init.kaiming_uniform_(self.lora_down, a=5**0.5)

    def forward(self, weight):
        return weight + self.lora_up @ self.lora_down


def wrap(model, rank, targets=TARGETS):
    """Adapters on the linear layers whose names match; returns how many."""
    count = 0
    for name, module in list(model.named_modules()):
        if isinstance(module, nn.Linear) and any(
            fnmatch.fnmatch(name, t) for t in targets
        ):
            torch.nn.utils.parametrize.register_parametrization(
                module, "weight", LowRank(module, rank)
            )
            count += 1
    return count


def merge(model):
    """Adapters become part of the weights, under the model's own names."""
    for module in list(model.modules()):
        if torch.nn.utils.parametrize.is_parametrized(module, "weight"):
            torch.nn.utils.parametrize.remove_parametrizations(module, "weight")
    return model


def merged_state(state):
    """A wrapped model's state dict under the model's own names, adapters added in."""
    out, end = {}, ".parametrizations.weight.original"
    for name, value in state.items():
        if name.endswith(end):
            stem = name.removesuffix(end)
            adapter = f"{stem}.parametrizations.weight.0."
            low = state[adapter + "lora_up"] @ state[adapter + "lora_down"]
            out[stem + ".weight"] = value + low
        elif ".parametrizations." not in name:
            out[name] = value
    return out


def adapter_state(state):
    """A wrapped model's adapters alone, as PEFT names them: what model.json's
    "adapters" reads, beside whole tensors of the model's own names. alpha is the
    rank."""
    out, end = {}, ".parametrizations.weight.0."
    for name, value in state.items():
        stem, found, part = name.partition(end)
        if found:
            key = {"lora_down": "lora_A", "lora_up": "lora_B"}[part]
            out[f"{stem}.{key}.weight"] = value
    return out
