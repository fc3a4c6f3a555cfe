#!/usr/bin/env python3
"""Write a model folder with seeded random weights: for tests and timings.

    .venv-training/bin/python training/make_random_model.py --size tiny OUT

tiny: RGB and pose, 64 x 64, 5 frames, with its own toy text encoder; runs in a moment.
fields: pose fields of 5 frames, of which some may be given; likewise.
nano: the embedded model's sizes. wan1.3b: Wan2.1-T2V-1.3B's transformer and VAE with
AnimaX's layers as a second file, 480 x 480, 81 frames (3.6 GB); its text width is that
of the text encoder at hand, not Wan's. Without diffusers its VAE is left out: the
transformer can be run, nothing decoded.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import torch
import transformers
from animax_training.bert_reference import MINILM
from animax_training.export import DTYPES, narrowed, write_model
from animax_training.reference import AnimaXTransformer, TransformerConfig
from animax_training.reference_random import random_state
from animax_training.reference_vae import NanoVAE, VAEConfig
from safetensors.torch import save_file

# Wan2.1's VAE; Apache-2.0.
WAN_MEAN = [-0.7571, -0.7089, -0.9113, 0.1075, -0.1745, 0.9653, -0.1517, 1.5508]
WAN_MEAN += [0.4134, -0.0715, 0.5517, -0.3632, -0.1922, -0.9497, 0.2503, -0.2921]
WAN_STD = [2.8184, 1.4541, 2.3275, 2.6558, 1.2196, 1.7708, 2.6052, 2.0743]
WAN_STD += [3.2687, 2.1526, 2.8652, 1.5579, 1.6382, 1.1253, 2.8251, 1.9160]

SIZES = {
    "tiny": TransformerConfig(
        channels=4,
        patch=(2, 2),
        dim=32,
        heads=2,
        layers=1,
        ffn=64,
        text_dim=32,
        freq_dim=32,
        modalities=("rgb", "pose"),
    ),
    "fields": TransformerConfig(
        channels=4,
        patch=(2, 2),
        dim=32,
        heads=2,
        layers=1,
        ffn=64,
        text_dim=32,
        freq_dim=32,
        conditioning_channels=8,
        template_frame=False,
        pooled=True,
    ),
    "nano": TransformerConfig(),
    "wan1.3b": TransformerConfig(
        channels=16,
        patch=(2, 2),
        dim=1536,
        heads=12,
        layers=30,
        ffn=8960,
        text_dim=384,
        modalities=("rgb", "pose"),
    ),
}
VAES = {
    "tiny": VAEConfig(base_dim=8, dim_mult=(1, 1, 2, 2), z_dim=4, mid_attention=False),
    "nano": VAEConfig(),
}
TOYS = ("tiny", "fields")  # with a text encoder of their own
ADAPTER = ("plucker_embedding.", "modality_embedder.", "attn_mv.", "norm_mv.")


def spec_of(size: str) -> dict:
    config = SIZES[size]
    spec = {
        "name": f"random-{size}",
        "version": "0",
        "description": "Random weights: for tests and timings.",
        "modalities": list(config.modalities),
        "transformer": {"heads": config.heads},
        "vae": {
            "latents_mean": [0.0] * config.channels,
            "latents_std": [1.0] * config.channels,
        },
        "training": {"generator": "training/make_random_model.py"},
    }
    if size == "fields":
        del spec["vae"]
        spec["transformer"]["template_frame"] = config.template_frame
        spec["pose_field"] = {
            "grid": 16, "layers": 2, "length": 0.8, "noise": 0.01, "std": 0.6,
        }  # fmt: skip
        spec |= {"given_frames": True, "context_frames": 2}
    if size in TOYS:
        spec["video"] = {"width": 64, "height": 64, "frames": 5, "fps": 7.5}
        spec["sampler"] = {"steps": 3}
        spec["text"] = {"dir": "text", "max_tokens": 16}
    if size == "wan1.3b":
        spec["transformer"]["files"] = ["backbone.safetensors", "adapter.safetensors"]
        spec["vae"] = {"latents_mean": WAN_MEAN, "latents_std": WAN_STD}
        spec["text"] = {"max_tokens": 512}
        spec["video"] = {"width": 480, "height": 480, "frames": 81, "fps": 16}
        spec["sampler"] = {"steps": 50, "shift": 3.0, "guidance_text": 5.0}
        spec["pose_map"] = {"radius": 4, "line_width": 5}
    return spec


def write_toy_text(folder: Path, width: int, seed: int, dtype: torch.dtype) -> None:
    """A one-layer BERT whose vocabulary is letters: every word becomes tokens."""
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *",.!?"]
    words += [*letters, *(f"##{c}" for c in letters)]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(words) + "\n")
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=width,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=2 * width,
        max_position_embeddings=32,
    )
    fields = {
        "model_type": "bert",
        "vocab_size": len(words),
        "hidden_size": width,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 2 * width,
        "max_position_embeddings": 32,
        "layer_norm_eps": config.layer_norm_eps,
    }
    (folder / "config.json").write_text(json.dumps(fields) + "\n")
    with torch.device("meta"):
        model = transformers.BertModel(config, add_pooling_layer=False)
    path = folder / "model.safetensors"
    save_file(narrowed(random_state(model, seed), dtype), path, {"format": "pt"})
    path.chmod(0o644)


def wan_vae_state(seed: int, dtype: torch.dtype) -> dict | None:
    try:
        from diffusers import AutoencoderKLWan
    except ImportError:
        return None
    with torch.device("meta"):
        vae = AutoencoderKLWan()
    return random_state(vae, seed, dtype)


def make(size: str, out: Path, seed: int, dtype: torch.dtype) -> None:
    config, text = SIZES[size], MINILM
    with torch.device("meta"):
        model = AnimaXTransformer(config)
    state = random_state(model, seed, dtype if size == "wan1.3b" else torch.float32)
    parts = [state]
    if size == "wan1.3b":
        added = {k: v for k, v in state.items() if any(a in k for a in ADAPTER)}
        parts = [{k: v for k, v in state.items() if k not in added}, added]
        vae = wan_vae_state(seed + 1, dtype)
    elif size == "fields":
        vae = None
    else:
        vae = random_state(NanoVAE(VAES[size]), seed + 1)
    if size in TOYS:
        text = out / "text"
        write_toy_text(text, config.text_dim, seed + 2, dtype)
    lacking = {"post_quant_conv.weight": torch.zeros(config.channels)}
    if size == "wan1.3b":
        vae = vae or lacking
    write_model(out, parts, vae, spec_of(size), text, dtype)
    if vae is lacking:
        (out / "vae.safetensors").unlink()
    total = sum(f.stat().st_size for f in out.rglob("*") if f.is_file())
    numbers = sum(value.numel() for value in state.values())
    print(f"{out}: transformer of {numbers:,} numbers; {total:,} bytes in all")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--size", choices=SIZES, required=True)
    parser.add_argument("--dtype", choices=DTYPES, default="bf16")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    make(args.size, args.out, args.seed, DTYPES[args.dtype])
    return 0


if __name__ == "__main__":
    sys.exit(main())
