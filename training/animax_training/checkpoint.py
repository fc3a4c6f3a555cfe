"""Checkpoints of training runs, and weights out of them.

A checkpoint is a torch file: `model`, `optimizer`, `ema` (the averaged weights, ready
for export), `average` (where that differs from `ema`: the average of a model with
adapters), `step`, `seen` (samples), `spent` (seconds), `config`, and what a script
adds. One of a stage on a backbone has no `ema`; its `model` and `average` hold what the
stage trains, and `backbone` and `init` what it was begun from.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file

from .config import PoseMapConfig
from .reference import AnimaXTransformer
from .reference_vae import NanoVAE, VAEConfig

# The last layers of a block's branches, which all end in a sum with the tokens.
ADDS = ("attn1.to_out.", "attn2.to_out.", "attn_mv.to_out.", "ffn.net.2.")


@dataclass
class Progress:
    """How far a run is, over all resumes."""

    step: int = 0
    seen: int = 0
    spent: float = 0.0  # seconds


@contextlib.contextmanager
def alone(folder):
    """While it lasts, no other process writes into the folder; SystemExit if one does.
    Of several workers the first asks, which alone writes."""
    if int(os.environ.get("RANK", "0")):
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"{folder}: another process writes there") from None
        except OSError:
            pass  # some network disks have no locks
        yield
    finally:
        os.close(handle)


def save(path, **content):
    """Writes a torch file; it is complete or absent."""
    part = f"{path}.part"
    with open(part, "wb") as file:
        torch.save(content, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def save_checkpoint(
    path, model, optimizer, average, progress, config, ema=None, **more
):
    """ema: weights to export, where they are not the average as it is."""
    if ema is not None:
        more["average"] = average.state
    save(
        path, model=model.state_dict(), ema=average.state if ema is None else ema,
        optimizer=optimizer.state_dict(), config=asdict(config), **asdict(progress),
        **more,
    )  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """What a stage on a backbone was begun from: ModelFolder.backbone, and
    backbone.digest of the checkpoint of the stage before, or None."""

    backbone: str
    init: str | None

    def check(self, path, saved, names):
        """SystemExit if a checkpoint cannot go on from here. names: of the tensors that
        the stage trains."""
        if saved.get("backbone") != self.backbone:
            raise SystemExit(f"{path} is a run on another backbone")
        if saved["init"] != self.init:
            raise SystemExit(f"{path} was begun from another --init than this one")
        if saved["model"].keys() != names:
            raise SystemExit(f"{path} is a run of another stage")


def save_stage(path, model, optimizer, average, progress, config, origin, **more):
    """A checkpoint without what the stage does not train: `model` and `average`."""
    state = model.state_dict()
    save(
        path, model={name: state[name] for name in average.state},
        average=average.state, optimizer=optimizer.state_dict(), config=asdict(config),
        **asdict(progress), **asdict(origin), **more,
    )  # fmt: skip


def resume(path, model, optimizer, average, actions=None, origin=None):
    """Loads a checkpoint into all of them if it is there; returns the Progress.
    actions: heard.ActionLoss or None. origin: of a stage's checkpoint."""
    if not Path(path).exists():
        return Progress()
    device = next(model.parameters()).device
    saved = torch.load(path, map_location=device)
    if origin is not None:
        origin.check(path, saved, average.state.keys())
    model.load_state_dict(saved["model"], strict=origin is None)
    optimizer.load_state_dict(saved["optimizer"])
    average.state = saved["average"] if "average" in saved else saved["ema"]
    if actions is not None and saved.get("actions"):
        actions.head.load_state_dict(saved["actions"])
    return Progress(saved["step"], saved["seen"], saved["spent"])


def load_weights(path):
    """State dict of a safetensors file, or of a torch file that holds one, plain or
    under "ema" (taken first), "model" or "state"."""
    path = Path(path)
    if path.suffix == ".safetensors":
        return load_file(path)
    state = torch.load(path, map_location="cpu", weights_only=True)
    for key in ("ema", "model", "state"):
        if key in state and isinstance(state[key], dict):
            state = state[key]
            break
    return {name.removeprefix("_orig_mod."): value for name, value in state.items()}


def pose_map_config(path):
    """PoseMapConfig of what a file's weights were trained on: by a checkpoint's config,
    or by the model.json beside a safetensors file. None if neither is there."""
    path = Path(path)
    if path.suffix == ".safetensors":
        model = path.with_name("model.json")
        spec = json.loads(model.read_text()) if model.exists() else {}
        return PoseMapConfig.from_model(spec) if "pose_map" in spec else None
    config = torch.load(path, map_location="cpu", weights_only=True).get("config")
    return PoseMapConfig.from_checkpoint(config) if isinstance(config, dict) else None


def warn_if_drawn_otherwise(vae, config):
    """A line on stderr if a VAE's file says that it was trained on pose maps that are
    drawn otherwise than the PoseMapConfig's."""
    trained = pose_map_config(vae)
    for key in ("version", "radius", "line_width") if trained else ():
        if trained.pose_map[key] != config.pose_map[key]:
            print(
                f"warning: {vae} was trained with pose_map_{key} "
                f"{trained.pose_map[key]}, not {config.pose_map[key]}",
                file=sys.stderr,
            )


def load_vae(path):
    """The nano VAE of a checkpoint or a model folder's file, frozen."""
    state = load_weights(path)
    vae = NanoVAE(VAEConfig.from_state(state))
    vae.load_state_dict(state)
    return vae.eval().requires_grad_(False)


def grown(state, config):
    """Weights of a model with fewer channels, for a model that has more of them behind
    its own: new channels start as zeros, so at first nothing changes for the others."""
    weight = state["patch_embedding.weight"]
    dim, wide, *kernel = weight.shape
    cells = kernel[-1] * kernel[-2]
    channels = state["proj_out.weight"].shape[0] // cells
    if channels == config.channels and wide - channels == config.conditioning_channels:
        return state
    new = weight.new_zeros(dim, config.channels + config.conditioning_channels, *kernel)
    new[:, :channels] = weight[:, :channels]
    new[:, config.channels : config.channels + wide - channels] = weight[:, channels:]
    out = {"patch_embedding.weight": new}
    for name in ("proj_out.weight", "proj_out.bias"):
        rows = state[name].unflatten(0, (cells, channels))
        more = rows.new_zeros(cells, config.channels, *rows.shape[2:])
        more[:, :channels] = rows
        out[name] = more.flatten(0, 1)
    return {**state, **out}


def deepened(state, layers):
    """Weights of a model with fewer blocks, for one of so many: new blocks lie evenly
    between the others, begin as copies of the one before and add nothing at first, so
    that the model predicts what it did. Returns the state as it is if it has as many.
    """
    old = 1 + max(int(k.split(".")[1]) for k in state if k.startswith("blocks."))
    if old >= layers:
        return state
    found = {k: v for k, v in state.items() if not k.startswith("blocks.")}
    for layer in range(layers):
        source = layer * old // layers
        is_new = layer > 0 and source == (layer - 1) * old // layers
        for name, value in state.items():
            if not name.startswith(f"blocks.{source}."):
                continue
            part = name.split(".", 2)[2]
            nothing = is_new and part.startswith(ADDS)
            found[f"blocks.{layer}.{part}"] = (
                torch.zeros_like(value) if nothing else value.clone()
            )
    return found


def load_teacher(path, config):
    """The AnimaXTransformer of a file's weights, frozen. config: TransformerConfig."""
    model = AnimaXTransformer(config)
    model.load_state_dict({k: v.float() for k, v in load_weights(path).items()})
    return model.eval().requires_grad_(False)


def load_initial_weights(model, path, lacks_parts=False):
    """Weights that a run starts from, into the model; what is new in the model stays
    as it is, but new channels and blocks add nothing at first. SystemExit if the file
    holds tensors that the model has not, unless it lacks parts (ablations). Returns how
    many tensors are new."""
    state = load_weights(path)
    if lacks_parts:
        state = {k: v for k, v in state.items() if k in model.state_dict()}
    state = deepened(grown(state, model.config), model.config.layers)
    state = {k: v.float() for k, v in state.items()}
    keys = model.load_state_dict(state, strict=False)
    if keys.unexpected_keys:
        raise SystemExit(f"{path} does not fit: {keys.unexpected_keys[:5]}")
    return len(keys.missing_keys)
