#!/usr/bin/env python3
"""Compares the CUDA backend's timings with PyTorch, on the same card.

    python evaluation/pytorch/bench_cuda.py BENCH.md [MODEL ...]

BENCH.md: what `bench_cuda MODEL ...` printed. Its lines are known by their titles; what
PyTorch does not do in one call is listed alone. Needs PyTorch and transformers.
Attention is the fastest of PyTorch's own backends (cuDNN, flash, memory-efficient,
products), each alone; a forward is the reference transformer's, in bf16, eager and
compiled, with the fastest of them too. Exits with status 1 if a target is missed.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "training"))

from animax_training.export import load_transformer
from bench_pytorch import inputs
from torch.nn.attention import SDPBackend, sdpa_kernel

ROUNDS = 5
BACKENDS = (
    SDPBackend.CUDNN_ATTENTION,
    SDPBackend.FLASH_ATTENTION,
    SDPBackend.EFFICIENT_ATTENTION,
    SDPBackend.MATH,
)
H100 = 989e12  # dense bf16, of the data sheet
# The least share of PyTorch's speed.
TARGETS = {"linear": 0.9, "attention": 0.9, "forward": 1.3}
LINE = re.compile(r"\| ([^|]+?) +\| +([\d.]+) \| +([\d.]+) (TFLOP/s|GB/s) \|")


def fastest(work) -> float:
    """Milliseconds of the quickest of some rounds."""
    work()
    took = []
    for _ in range(ROUNDS):
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        start.record()
        work()
        end.record()
        torch.cuda.synchronize()
        took.append(start.elapsed_time(end))
    return min(took)


def random(*shape: int) -> torch.Tensor:
    return torch.randn(shape, device="cuda", dtype=torch.bfloat16) / 32


def linear(m: int, k: int, n: int) -> float:
    x, w = random(m, k), random(n, k)
    return fastest(lambda: F.linear(x, w))


def attention(batch: int, heads: int, queries: int, keys: int, dim: int) -> float:
    q = random(batch, queries, heads, dim).transpose(1, 2)
    k, v = (random(batch, keys, heads, dim).transpose(1, 2) for _ in range(2))
    return fastest_backend(lambda: F.scaled_dot_product_attention(q, k, v))


def fastest_backend(work) -> float:
    """Milliseconds with that of PyTorch's attention backends that is the fastest; those
    that do not support the sizes, or run out of memory, are left out."""
    took = []
    for backend in BACKENDS:
        with contextlib.suppress(RuntimeError), sdpa_kernel(backend):
            took.append(fastest(work))
    return min(took)


# As bench_cuda's main() has them.
OPERATORS = {
    "Wan: q, k, v": ("linear", linear, (39600, 1536, 4608)),
    "Wan: out": ("linear", linear, (39600, 1536, 1536)),
    "Wan: feed-forward up, GELU": ("linear", linear, (39600, 1536, 8960)),
    "Wan: feed-forward down": ("linear", linear, (39600, 8960, 1536)),
    "Wan: attention in a view": ("attention", attention, (1, 12, 39600, 39600, 128)),
    "Wan: attention across views": ("attention", attention, (11, 12, 3600, 3600, 128)),
    "Wan: attention to 512 words": ("attention", attention, (1, 12, 39600, 512, 128)),
    "nano: attention of all views": ("attention", attention, (1, 3, 576, 576, 64)),
}


def forward(folder: Path, compiled: bool) -> float:
    spec, model = load_transformer(folder, torch.bfloat16)
    model.to("cuda")
    strides = (1, 1) if "pose_field" in spec else (8, 4)  # of Wan's VAE
    given = inputs(spec, model, strides, len(spec["cameras"]["azimuths_deg"]))
    given = [g.cuda() if isinstance(g, torch.Tensor) else g for g in given]
    call = torch.compile(model) if compiled else model

    def work():
        with torch.autocast("cuda", torch.bfloat16):
            call(*given)

    return fastest_backend(work)


def row(title: str, engine: float, pytorch: float | None, kind: str | None) -> bool:
    """Prints a line of the table; whether its target is met."""
    if pytorch is None:
        print(f"| {title} | {engine:.3f} | | | |")
        return True
    share = pytorch / engine
    target = TARGETS.get(kind or "")
    met = target is None or share >= target
    wanted = "" if target is None else f"{target} {'✓' if met else 'MISSED'}"
    print(f"| {title} | {engine:.3f} | {pytorch:.3f} | {share:.2f} | {wanted} |")
    return met


@torch.inference_mode()
def main() -> int:
    if not torch.cuda.is_available():
        print("This PyTorch sees no card: nothing to compare with.\n")
        print(Path(sys.argv[1]).read_text().split("\n\n", 1)[1])
        return 0
    lines = [m.groups() for m in LINE.finditer(Path(sys.argv[1]).read_text())]
    models = {}
    for folder in map(Path, sys.argv[2:]):
        models[json.loads((folder / "model.json").read_text())["name"]] = folder
    print(f"PyTorch {torch.__version__}, cuDNN {torch.backends.cudnn.version()}\n")
    print(
        "| | engine, ms | PyTorch, ms | times as fast | target |\n|---|---|---|---|---|"
    )
    met = True
    for title, took, rate, unit in lines:
        engine = float(took)
        if title in OPERATORS:
            kind, work, shape = OPERATORS[title]
            met &= row(title, engine, work(*shape), kind)
        elif (name := title.removesuffix(": a forward")) in models:
            row(f"{title}, eager", engine, forward(models[name], False), None)
            compiled = forward(models[name], True)
            met &= row(f"{title}, compiled", engine, compiled, "forward")
            share = float(rate) * 1e12 / H100
            print(f"| {title}: of an H100's 989 TFLOP/s | {share:.0%} | | | 61% |")
        else:
            print(f"| {title} | {engine:.3f} | | {rate} {unit} | |")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
