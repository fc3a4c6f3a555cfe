"""A trained backbone from a model folder, and the stages that are trained on it, each
in a checkpoint of its own tensors alone."""

from __future__ import annotations

import hashlib
import pickle
from functools import partial
from pathlib import Path

import torch
from torch.utils.checkpoint import checkpoint

from . import lora

# Tensors that AnimaX adds to a backbone.
ADDED = ("plucker_embedding.", "modality_embedder.", "attn_mv.", "norm_mv.")


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@torch.no_grad()
def load(model, folder):
    """The folder's weights into a new model; what AnimaX adds stays as it is."""
    for name, value in model.state_dict().items():
        if any(part in name for part in ADDED):
            continue
        read = torch.from_numpy(folder.weights(name))
        if read.shape != value.shape:
            raise SystemExit(
                f"{folder.path}: {name} is {tuple(read.shape)}, expected "
                f"{tuple(value.shape)}"
            )
        value.copy_(read)


def read_stage(path, backbone=None):
    """A checkpoint of a stage on a backbone; SystemExit if it is none, or of another
    backbone than ModelFolder.backbone says."""
    if not Path(path).is_file():
        raise SystemExit(f"there is no checkpoint {path}")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except (RuntimeError, OSError, EOFError, pickle.UnpicklingError):
        content = None  # no file of torch.save, or cut off
    if not isinstance(content, dict) or "backbone" not in content:
        raise SystemExit(f"{path} is no checkpoint of a stage on a backbone (--model)")
    if backbone is not None and content["backbone"] != backbone:
        raise SystemExit(f"{path} was trained on another backbone")
    return content


def low_ranks(average):
    """{name of a linear layer: (down, up)} of a stage's tensors."""
    parts = lora.adapter_state(average)
    stems = [n.removesuffix(".lora_A.weight") for n in parts if ".lora_A." in n]
    return {
        s: (parts[f"{s}.lora_A.weight"], parts[f"{s}.lora_B.weight"]) for s in stems
    }


@torch.no_grad()
def apply_stage(model, path, backbone):
    """What a stage has learnt becomes part of the model's weights."""
    average = read_stage(path, backbone)["average"]
    state = model.state_dict()
    for stem, (down, up) in low_ranks(average).items():
        state[f"{stem}.weight"] += up @ down
    for name, value in average.items():
        if ".parametrizations." not in name:
            state[name].copy_(value)


def adapter(paths):
    """(tensors, the last stage's checkpoint) of stages in the order in which they were
    trained, each begun from the one before: low ranks as PEFT names them, the others
    under the model's own names. SystemExit where they do not go together."""
    tensors, before = {}, None
    for path in map(Path, paths):
        content = read_stage(path)
        if before is not None:
            if content["backbone"] != before[1]["backbone"]:
                raise SystemExit(f"{path} and {before[0]} are of different backbones")
            if content["init"] != digest(before[0]):
                raise SystemExit(f"{path} was not begun from {before[0]} as it is now")
        elif content["init"] is not None:
            raise SystemExit(f"{path} was begun from a stage: name that one first")
        average = content["average"]
        own = lora.adapter_state(average)
        own |= {n: v for n, v in average.items() if ".parametrizations." not in n}
        twice = sorted(own.keys() & tensors.keys())
        if any(".lora_" in name for name in twice):
            raise SystemExit(f"{path}: {twice[0]} was trained in two stages")
        tensors |= own
        before = path, content
    return tensors, before[1]


def hold_frozen_in(model, dtype):
    """Matrices of the blocks that are not trained in another type: they are only read.
    Embedders, which are computed in float32, stay."""
    for name, parameter in model.named_parameters():
        if name.startswith("blocks.") and not parameter.requires_grad:
            wide = parameter.dim() == 2
            if wide and "table" not in name:
                parameter.data = parameter.data.to(dtype)


def compute_blocks_anew(model):
    """The backward pass computes each block again instead of keeping what is in it."""
    for block in model.blocks:
        block.forward = partial(anew, block.forward)


def anew(forward, *arguments):
    if not torch.is_grad_enabled():
        return forward(*arguments)
    return checkpoint(
        forward, *arguments, use_reentrant=False, preserve_rng_state=False
    )
