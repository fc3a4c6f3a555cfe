"""Planned against measured, with a model of the full size: Wan2.1-T2V-1.3B with
AnimaX's layers, Wan's VAE and umT5-XXL, random weights of the exact shapes.

    .venv-training/bin/python evaluation/pytorch/full_size.py make FOLDER [--tiny]
    PYTHONPATH=build/python .venv/bin/python evaluation/pytorch/full_size.py \
        run FOLDER [--limit MB] [--size PX --frames N] [--steps N]

`make` writes transformer (3.4 GB) and VAE in full. Of umT5-XXL's 11.4 GB only the first
block and the first words are written, the rest is a hole in the file, which reads as
zeros: as much to read and to multiply, but nothing on the disk. The tokenizer has as
many entries as the published one. Delete the folder afterwards.

`run` plans the take, opens the model within the limit, makes it, and prints for each
stage memory and seconds, planned and taken, and the process's resident memory at the
most. Its rig is synthetic (22 bones) and the pictures are white.
"""

from __future__ import annotations

import argparse
import json
import os
import struct
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
# A prime: no row of a weight repeats another.
BLOCK = 1048573
WORDS, ROWS_WRITTEN = 256_000, 4096
UMT5 = {"vocab": 256_384, "width": 4096, "inner": 4096, "ffn": 10240, "layers": 24,
        "heads": 64}  # fmt: skip
TINY_UMT5 = {"vocab": 256_384, "width": 64, "inner": 64, "ffn": 128, "layers": 3,
             "heads": 4}  # fmt: skip


# ---- making it ----


class Weights:
    """A safetensors file, tensor by tensor; zeros are holes."""

    def __init__(self, path: Path, shapes: dict[str, tuple[int, ...]], wide: bool):
        self.base = np.random.default_rng(1).standard_normal(BLOCK).astype(np.float32)
        self.size, kind = (4, "F32") if wide else (2, "BF16")
        header, at = {}, 0
        for name, shape in shapes.items():
            end = at + self.size * int(np.prod(shape))
            header[name] = {"dtype": kind, "shape": shape, "data_offsets": [at, end]}
            at = end
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        self.header, self.start = header, 8 + len(text)
        self.file = open(path, "wb")  # noqa: SIM115
        self.file.write(struct.pack("<Q", len(text)) + text)
        self.file.truncate(self.start + at)

    def fill(self, name: str, scale: float, shift: float = 0.0, rows: int = 0) -> None:
        """rows: so many of the first dimension; 0: all."""
        shape, (at, _) = (self.header[name][k] for k in ("shape", "data_offsets"))
        count = int(np.prod(shape))
        if rows:
            count = count // shape[0] * min(rows, shape[0])
        values = self.base[: min(count, BLOCK)] * np.float32(scale) + np.float32(shift)
        data = values.tobytes()
        if self.size == 2:
            data = (values.view(np.uint32) >> 16).astype(np.uint16).tobytes()
        self.file.seek(self.start + at)
        for first in range(0, count, BLOCK):
            self.file.write(data[: self.size * min(BLOCK, count - first)])

    def fill_all(self) -> None:
        for name, entry in self.header.items():
            shape = entry["shape"]
            if "norm" in name and "bias" not in name:
                self.fill(name, 0.0, 1.0)
            elif len(shape) > 1 and not name.endswith(("bias", "gamma")):
                self.fill(name, float(np.prod(shape[1:])) ** -0.5)


def umt5_shapes(s: dict[str, int]) -> dict[str, tuple[int, ...]]:
    width, inner, ffn = s["width"], s["inner"], s["ffn"]
    found: dict[str, tuple[int, ...]] = {
        "shared.weight": (s["vocab"], width),
        "encoder.final_layer_norm.weight": (width,),
    }
    for n in range(s["layers"]):
        block = f"encoder.block.{n}.layer."
        for name in "qkv":
            found[f"{block}0.SelfAttention.{name}.weight"] = (inner, width)
        found[f"{block}0.SelfAttention.o.weight"] = (width, inner)
        bias = f"{block}0.SelfAttention.relative_attention_bias.weight"
        found[bias] = (32, s["heads"])
        found[f"{block}0.layer_norm.weight"] = (width,)
        for name in ("wi_0", "wi_1"):
            found[f"{block}1.DenseReluDense.{name}.weight"] = (ffn, width)
        found[f"{block}1.DenseReluDense.wo.weight"] = (width, ffn)
        found[f"{block}1.layer_norm.weight"] = (width,)
    return found


def write_umt5(folder: Path, s: dict[str, int]) -> None:
    folder.mkdir(parents=True)
    shapes = umt5_shapes(s)
    weights = Weights(folder / "model.safetensors", shapes, False)
    weights.fill("shared.weight", 1.0, rows=ROWS_WRITTEN)
    for name, shape in shapes.items():
        if "layer_norm" in name:
            weights.fill(name, 0.0, 1.0)
        elif ".block.0." in name:
            weights.fill(name, shape[-1] ** -0.5)
    weights.file.close()
    golden = ROOT / "native" / "tests" / "golden" / "umt5"
    config = json.loads((golden / "config.json").read_text())
    config |= {
        "vocab_size": s["vocab"], "d_model": s["width"], "d_ff": s["ffn"],
        "d_kv": s["inner"] // s["heads"], "num_heads": s["heads"],
        "num_layers": s["layers"],
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    tokenizer = json.loads((golden / "tokenizer.json").read_text())
    words = tokenizer["model"]["vocab"]
    words += [[f"\u2581piece{n}", -20.0] for n in range(len(words), WORDS)]
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))


def make(folder: Path, tiny: bool) -> None:
    sys.path.insert(0, str(ROOT / "training"))
    from dataclasses import replace

    import make_random_model as random_model
    import torch
    from diffusers import AutoencoderKLWan

    config = replace(
        random_model.SIZES["wan1.3b"],
        text_dim=(TINY_UMT5 if tiny else UMT5)["width"],
        **({"layers": 2, "dim": 256, "heads": 2, "ffn": 512} if tiny else {}),
    )
    with torch.device("meta"):
        transformer = random_model.AnimaXTransformer(config).state_dict()
        vae = AutoencoderKLWan().state_dict()
    folder.mkdir(parents=True)
    for name, state in (("transformer", transformer), ("vae", vae)):
        shapes = {k: tuple(v.shape) for k, v in state.items()}
        weights = Weights(folder / f"{name}.safetensors", shapes, name == "vae")
        weights.fill_all()
        weights.file.close()
    write_umt5(folder / "text", TINY_UMT5 if tiny else UMT5)
    spec = json.loads((ROOT / "assets" / "nano-joint" / "model.json").read_text())
    own = random_model.spec_of("wan1.3b")
    spec |= {
        "name": "random-wan1.3b", "version": "0", "licence": "", "description": "",
        "transformer": {
            "files": ["transformer.safetensors"], "heads": config.heads,
            "rope_theta": 10000, "eps": 1e-6,
        },
        "vae": {"file": "vae.safetensors", **own["vae"]},
        "text": {"type": "umt5", "dir": "text", "max_tokens": 512},
        "video": own["video"], "training": {}, "metrics": {},
        "sampler": {"type": "unipc", "guidance_template": 1.0, **own["sampler"]},
    }  # fmt: skip
    spec["pose_map"] |= own["pose_map"]
    (folder / "model.json").write_text(json.dumps(spec, indent=1))
    files = [p for p in folder.rglob("*") if p.is_file()]
    size = sum(p.stat().st_size for p in files) / 1e9
    disk = sum(512 * p.stat().st_blocks for p in files) / 1e9
    print(f"{folder}: {size:.1f} GB, {disk:.1f} of them on the disk")


# ---- running it ----


def held(what: str) -> float:
    """VmRSS or VmHWM of this process, MB."""
    with open("/proc/self/status") as file:
        line = next(x for x in file if x.startswith(what))
    return int(line.split()[1]) * 1024 / 1e6


class Watch:
    """Wall and processor seconds, and resident memory at the most, by stage."""

    def __init__(self) -> None:
        self.stages: dict[str, list[float]] = {}
        self.stage, self.at = "open", (time.perf_counter(), time.process_time())
        self.told = 0.0

    def __call__(self, stage: str, step: int, total: int, left: float | None) -> None:
        if stage != self.stage:
            self.next(stage)
        if time.perf_counter() > self.told + 60:
            self.told = time.perf_counter()
            print(f"{stage} {step} of {total}, {left} s left", flush=True)
        self.stages.setdefault(stage, [0.0, 0.0, 0.0])[2] = held("VmHWM")

    def next(self, stage: str) -> None:
        now = (time.perf_counter(), time.process_time())
        row = self.stages.setdefault(self.stage, [0.0, 0.0, 0.0])
        row[0] += now[0] - self.at[0]
        row[1] += now[1] - self.at[1]
        row[2] = held("VmHWM")
        self.stage, self.at = stage, now
        print(f"{stage} begins at load {os.getloadavg()[0]:.1f}", flush=True)


def show_plan(plan: dict, name: str) -> None:
    weights = {k: round(v) for k, v in plan["weights_mb"].items()}
    print(
        f"plan, {name}: {plan['views']} views x {plan['frames']} frames x "
        f"{plan['width']} px, {plan['steps']} steps ({plan['forwards']} passes): "
        f"{plan['memory_mb']:.0f} MB and {plan['library_mb']:.0f} of oneDNN, "
        f"{plan['seconds']:.0f} s, fits {plan['fits']}, streamed {plan['stream']}, "
        f"weights {weights}",
        flush=True,
    )
    for stage, one in plan["stages"].items():
        print(f"  {stage:8} {one['memory_mb']:8.0f} MB {one['seconds']:9.1f} s")


def run(args: argparse.Namespace) -> None:
    import animax_native as native

    sys.path[:0] = [str(ROOT / "evaluation"), str(ROOT)]
    from bench_engine import cameras, skeleton

    # A folder beside it, whose model.json has the size that is asked for.
    folder = Path(args.folder)
    spec = json.loads((folder / "model.json").read_text())
    spec["video"] |= {"width": args.size, "height": args.size, "frames": args.frames}
    place = folder / "run"
    place.mkdir(exist_ok=True)
    for part in ("transformer.safetensors", "vae.safetensors", "text"):
        if not (place / part).is_symlink():
            (place / part).symlink_to(Path("..") / part)
    (place / "model.json").write_text(json.dumps(spec))
    rig = skeleton()
    style = spec["pose_map"]
    joints = native.select_joints(
        rig, max_joints=style["max_joints"], merge=style["merge"]
    )
    row = {"bones": 22, "joints": len(joints["position"])}
    limit = args.limit * 1_000_000
    for stream in (False, True):
        plan = native.plan(str(folder), **row, stream=stream, timed=True)
        show_plan(plan, "streamed" if stream else "packed")
    plan = native.plan(
        str(place), **row, steps=args.steps, timed=True, memory_limit=limit
    )
    show_plan(plan, f"within {args.limit} MB")
    before = held("VmRSS")
    watch = Watch()
    engine = native.Engine(str(place), memory_limit=limit, stream=plan["stream"])
    watch.next("take")
    places = cameras(spec, rig)
    shape = (len(places), args.size, args.size, 3)
    result = engine.animate(
        np.full(shape, 255, np.uint8), places, rig, "a dog wagging its tail",
        steps=args.steps, seed=1, progress=watch,
    )  # fmt: skip
    watch.next("end")
    planned = before + plan["memory_mb"] + plan["library_mb"]
    peak = held("VmHWM")
    print(f"{engine.device}; {result['seconds']}")
    for stage, (wall, processor, memory) in watch.stages.items():
        print(f"  {stage:8} {wall:8.1f} s, {processor:8.1f} s of the processor, "
              f"{memory:.0f} MB at the most so far")  # fmt: skip
    print(
        f"engine: planned {plan['memory_mb']:.0f} MB, taken "
        f"{result['peak_memory_mb']:.0f}; process: {before:.0f} before, planned "
        f"{planned:.0f}, taken {peak:.0f} ({planned / peak - 1:+.1%})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("make")
    one.add_argument("folder", type=Path)
    one.add_argument("--tiny", action="store_true")
    one = commands.add_parser("run")
    one.add_argument("folder", type=Path)
    one.add_argument("--limit", type=int, default=8000)
    one.add_argument("--size", type=int, default=256)
    one.add_argument("--frames", type=int, default=17)
    one.add_argument("--steps", type=int, default=1)
    args = parser.parse_args()
    if args.command == "make":
        make(args.folder, args.tiny)
    else:
        run(args)


if __name__ == "__main__":
    main()
