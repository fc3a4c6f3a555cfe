"""What a transformer is trained on: fields made on the fly, or latents built before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch

from . import augment, checkpoint, data, fields, fused, latents


@dataclass
class Dataset:
    samples: object  # fields.Samples or latents.Samples
    background: torch.Tensor | None  # [C, h, w] of a white image; None: fields
    grid: int  # cells along a side
    tails: str | None  # as model.json's pose_map.tails; None: the clips do not say
    style: data.PoseMapStyle | None = None  # None: the nano's cameras and size


def training_rigs(folder, config):
    return [pair for _, pair in augment.training_pairs(folder, config)]


def build_latents(run, clips, vae, config, variants, renders=None):
    """Writes run/latents/ and run/latents.json (mean and deviation of each channel, and
    the rigs' tails), leaving what is there. clips: folder of extract_clips.py; vae:
    file; variants: a range; renders: folder of render_clips.py."""
    fused.install()
    checkpoint.warn_if_drawn_otherwise(vae, config)
    vae, style = checkpoint.load_vae(vae), data.PoseMapStyle.of(config)
    rigs = training_rigs(clips, config)
    moments = Path(run) / "latents.json"
    if not moments.exists():
        every = data.load_rigs(clips, config)
        tails = data.common_tails(every)
        mean, std = latents.statistics(vae, [r for r in every if r.clips], style)
        text = json.dumps({"latents_mean": mean, "latents_std": std, "tails": tails})
        moments.write_text(text + "\n")
        print(text, flush=True)
    if renders:
        latents.build_joint(vae, renders, style, Path(run) / "latents")
    latents.build(vae, rigs, style, config, Path(run) / "latents", variants)


def load_dataset(run, clips, vae, config, text, seed):
    """The Dataset of a run. text: TextEncoder; vae: file, unused for fields."""
    if config.field is not None:
        rigs = training_rigs(clips, config)
        samples = fields.Samples(rigs, config, text, seed)
        tails = data.common_tails(whole for whole, _ in rigs)
        return Dataset(samples, None, config.field.grid, tails)
    moments = json.loads((Path(run) / "latents.json").read_text())
    tails = moments.get("tails")
    mean, std = (moments[f"latents_{k}"] for k in ("mean", "std"))
    samples = latents.Samples(
        Path(run) / "latents", mean, std, text, seed, config.weights
    )
    mean, std = (torch.tensor(k)[:, None, None] for k in (mean, std))
    background = (latents.background(checkpoint.load_vae(vae)) - mean) / std
    return Dataset(samples, background, background.shape[-1], tails)
