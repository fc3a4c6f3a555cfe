#!/usr/bin/env python3
"""Times PyTorch on a model folder, for comparison with the engine (`make bench`).

    .venv-training/bin/python evaluation/pytorch/bench_pytorch.py assets/nano
        [--threads 2]

Prints one JSON object: median and least seconds of a bf16 forward of the transformer
(views, frames and size from model.json) and of decoding all that a generation decodes,
and the largest difference of the bf16 forward from F32 (relative, unless --no-parity).
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "training"))

from animax_training.bert_reference import TextEncoder
from animax_training.export import load_model, vae_strides


def measure(work, runs: int) -> dict:
    work()  # warm: caches, and oneDNN's choice of kernels
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return {"median_s": statistics.median(took), "least_s": min(took), "runs": runs}


def inputs(spec: dict, transformer, strides: tuple[int, int], views: int) -> tuple:
    """Random numbers in the shapes of one generation."""
    gen = torch.Generator().manual_seed(0)
    space, temporal = strides
    video, config = dict(spec["video"]), transformer.config
    if "pose_field" in spec:
        video["height"] = video["width"] = spec["pose_field"]["grid"]
    frames = 1 + (video["frames"] - 1) // temporal
    height, width = video["height"] // space, video["width"] // space
    parts = len(config.modalities)
    latents = torch.randn(
        1, views, parts, 1 + frames, config.channels, height, width, generator=gen
    )
    rays = torch.randn(1, views, 6, height, width, generator=gen)
    text = torch.randn(1, spec["text"]["max_tokens"], config.text_dim, generator=gen)
    given = (latents, torch.tensor([500.0]), rays if config.plucker else None, text)
    if not config.conditioning_channels:
        return given
    size = (1, views, parts, config.conditioning_channels, height, width)
    return *given, True, True, None, torch.randn(size, generator=gen)


def generation(args, spec, denoise, *around):
    """Text, templates, all steps and decoding: what a click costs, save for what pose
    maps become. around: what a VAE does before and after the steps."""
    words = TextEncoder(args.model / spec["text"]["dir"]).model.to(torch.bfloat16)
    ids = torch.randint(1000, min(9000, words.config.vocab_size), (1, 6))

    # As the engine: with text guidance a step also asks for the motion without text.
    passes = 1 if spec["sampler"]["guidance_text"] == 1 else 2

    def generate() -> None:
        with torch.autocast("cpu", torch.bfloat16):
            words(ids)
        for work in around:
            work()
        for _ in range(spec["sampler"]["steps"] * passes):
            denoise()

    return generate


@torch.inference_mode()
def bench(args: argparse.Namespace) -> dict:
    spec, transformer, vae = load_model(args.model, torch.bfloat16)
    views = args.views or len(spec["cameras"]["azimuths_deg"])
    strides = vae_strides(vae.state_dict()) if vae else (1, 1)
    given = inputs(spec, transformer, strides, views)
    latents = given[0]
    patch = transformer.config.patch
    result = {
        "model": spec["name"],
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "dtype": "bf16",
        "views": views,
        "tokens": latents[:, :, :, :, 0].numel() // (patch[0] * patch[1]),
        "parameters": sum(p.numel() for p in transformer.parameters()),
    }
    forward = torch.compile(transformer) if args.compile else transformer

    def denoise() -> torch.Tensor:
        with torch.autocast("cpu", torch.bfloat16):
            return forward(*given)

    result["transformer"] = measure(denoise, args.runs)
    if args.parity:
        _, whole, _ = load_model(args.model, torch.float32)
        wanted = whole(*given)
        error = (denoise().float() - wanted).norm() / wanted.norm()
        result["transformer"]["bf16_relative_error"] = error.item()
        del whole
    if vae is None:
        result["generate"] = measure(generation(args, spec, denoise), args.runs)
        return result
    # Every view and modality; frames of a temporal VAE go together.
    clips = latents[0, :, :, 1:].flatten(0, 1).to(torch.bfloat16)
    independent = vae.state_dict()["encoder.conv_in.weight"].shape[2] == 1

    def decode() -> None:
        with torch.autocast("cpu", torch.bfloat16, enabled=independent):
            for clip in clips:
                vae.decode(clip if independent else clip.transpose(0, 1)[None])

    result["vae_decode"] = measure(decode, args.runs)
    if independent:
        video = spec["video"]
        images = torch.rand(views, 3, video["height"], video["width"]) * 2 - 1

        def encode() -> None:
            with torch.autocast("cpu", torch.bfloat16):
                for _ in range(clips.shape[0] // views):
                    vae.encode(images)

        work = generation(args, spec, denoise, encode, decode)
        result["generate"] = measure(work, args.runs)
    result["vae_decode"]["latent_frames"] = clips.shape[0] * clips.shape[1]
    result["vae_decode"]["independent_frames"] = independent
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("model", type=Path)
    parser.add_argument(
        "--threads", type=int, default=0, help="0: PyTorch's own choice"
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--views", type=int, default=0)
    parser.add_argument("--compile", action="store_true", help="through torch.compile")
    parser.add_argument("--no-parity", dest="parity", action="store_false")
    args = parser.parse_args()
    if args.threads:
        torch.set_num_threads(args.threads)
    print(json.dumps(bench(args), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
