#!/usr/bin/env python3
"""Times PyTorch on a model folder, for comparison with the engine (`make bench`).

    .venv-training/bin/python evaluation/pytorch/bench_pytorch.py assets/nano
        [--threads 2]

Prints one JSON object: median and least seconds of a forward of the transformer (views,
frames and size from model.json) and of decoding all that a generation decodes, each in
PyTorch's fastest variant: bf16 or F32, with each of its attention backends. Which
one that was, and all others, are listed; and the largest difference of the bf16 forward
from F32 (relative, unless --no-parity).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "training"))

from animax_training.bert_reference import TextEncoder
from animax_training.export import load_model, vae_strides
from torch.nn.attention import SDPBackend, sdpa_kernel

DTYPES = {"bf16": torch.bfloat16, "f32": torch.float32}
# Those of PyTorch's attention that run on a processor.
BACKENDS = {"flash": SDPBackend.FLASH_ATTENTION, "math": SDPBackend.MATH}


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


def variant(name: str) -> contextlib.ExitStack:
    """Context of "bf16 flash", "f32 math" and so on."""
    dtype, backend = name.split()
    stack = contextlib.ExitStack()
    stack.enter_context(sdpa_kernel(BACKENDS[backend]))
    if dtype == "bf16":
        stack.enter_context(torch.autocast("cpu", torch.bfloat16))
    return stack


def fastest(found: dict[str, dict]) -> dict:
    """The measurement of the fastest variant, its name, and all least seconds."""
    best = min(found, key=lambda name: found[name]["least_s"])
    others = {name: one["least_s"] for name, one in found.items()}
    return {**found[best], "variant": best, "variants_s": others}


class Stages:
    """One model in one number format: what is measured of it."""

    def __init__(self, args: argparse.Namespace, dtype: str) -> None:
        self.args, self.dtype = args, dtype
        spec, transformer, vae = load_model(args.model, DTYPES[dtype])
        self.spec, self.transformer, self.vae = spec, transformer, vae
        self.views = args.views or len(spec["cameras"]["azimuths_deg"])
        strides = vae_strides(vae.state_dict()) if vae else (1, 1)
        self.given = inputs(spec, transformer, strides, self.views)
        self.forward = torch.compile(transformer) if args.compile else transformer
        self.independent = False
        if vae is None:
            return
        # Every view and modality; frames of a temporal VAE go together.
        self.clips = self.given[0][0, :, :, 1:].flatten(0, 1).to(DTYPES[dtype])
        first = vae.state_dict()["encoder.conv_in.weight"]
        self.independent = first.shape[2] == 1

    def denoise(self) -> torch.Tensor:
        return self.forward(*self.given)

    def decode(self) -> None:
        # Weights of a temporal VAE are bf16 themselves.
        with torch.autocast("cpu", torch.bfloat16, enabled=self.autocast):
            for clip in self.clips:
                self.vae.decode(
                    clip if self.independent else clip.transpose(0, 1)[None]
                )

    @property
    def autocast(self) -> bool:
        return self.independent and self.dtype == "bf16"

    def generation(self):
        """Text, templates, all steps and decoding: what a click costs, save for what
        pose maps become."""
        spec = self.spec
        words = TextEncoder(self.args.model / spec["text"]["dir"]).model
        words = words.to(DTYPES[self.dtype])
        ids = torch.randint(1000, min(9000, words.config.vocab_size), (1, 6))
        # As the engine: with text guidance a step also asks for the motion without.
        passes = 1 if spec["sampler"]["guidance_text"] == 1 else 2
        size = spec["video"]["height"], spec["video"]["width"]
        images = torch.rand(self.views, 3, *size) * 2 - 1

        def generate() -> None:
            words(ids)
            if self.vae is not None:
                for _ in range(self.clips.shape[0] // self.views):
                    self.vae.encode(images)
            for _ in range(spec["sampler"]["steps"] * passes):
                self.denoise()
            if self.vae is not None:
                self.decode()

        return generate


@torch.inference_mode()
def bench(args: argparse.Namespace) -> dict:
    found: dict[str, dict[str, dict]] = {"transformer": {}, "vae_decode": {}}
    result: dict = {}
    wanted = None
    for dtype in reversed(DTYPES):  # F32 first, to which bf16 is compared
        stages = Stages(args, dtype)
        for backend in BACKENDS:
            name = f"{dtype} {backend}"
            with variant(name):
                took = measure(stages.denoise, args.runs)
                answer = stages.denoise().float()
            wanted = answer if wanted is None else wanted
            if args.parity:
                error = (answer - wanted).norm() / wanted.norm()
                took["relative_error"] = error.item()
            found["transformer"][name] = took
            if stages.vae is not None:
                with variant(name):
                    found["vae_decode"][name] = measure(stages.decode, args.runs)
    patch = stages.transformer.config.patch
    result = {
        "model": stages.spec["name"],
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "views": stages.views,
        "tokens": stages.given[0][:, :, :, :, 0].numel() // (patch[0] * patch[1]),
        "parameters": sum(p.numel() for p in stages.transformer.parameters()),
    }
    result |= {stage: fastest(took) for stage, took in found.items() if took}
    if stages.vae is not None:
        clips = stages.clips
        result["vae_decode"]["latent_frames"] = clips.shape[0] * clips.shape[1]
        result["vae_decode"]["independent_frames"] = stages.independent
    if stages.vae is None or stages.independent:
        best = result["transformer"]["variant"]
        work = Stages(args, best.split()[0]).generation()
        with variant(best):
            result["generate"] = {**measure(work, args.runs), "variant": best}
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
