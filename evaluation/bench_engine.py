"""Times the engine on this machine: `make bench`, or evaluation/bench_engine.py
[MODEL [RUNS]].

Where .venv-training is there (`make setup-training`), the transformer and VAE decoder
run in PyTorch too: the same weights and threads, alternating with the engine, the least
of all rounds and of PyTorch's own variants (bf16 and F32, each attention backend).
Figures go to build/bench/engine.json as well.

The rig is synthetic (22 bones) and the pictures are white: the figures depend on sizes
only. Prints the machine, then for every stage the least and the median of the runs; the
first run, which warms caches and maps the weights, is printed separately.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import animax_native
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from addon.views import camera_rig


def skeleton(count: int = 22) -> dict:
    """A spine with side branches, one unit tall."""
    parents = np.array([-1, *[max(0, i - 1 - (i % 3)) for i in range(1, count)]])
    rest = np.tile(np.eye(4), (count, 1, 1))
    for bone in range(1, count):
        side = ((bone % 3) - 1) * 0.12
        rest[bone, :3, 3] = rest[parents[bone], :3, 3] + [side, 0.02 * side, 0.08]
    return {
        "parents": parents.astype(np.int32),
        "rest": rest,
        "lengths": np.full(count, 0.08),
        "flags": np.ones(count, dtype=np.uint8),
    }


def cameras(model: dict, rig: dict) -> np.ndarray:
    """The model's own camera circle around the rig."""
    pose_map = model["pose_map"]
    points = animax_native.select_joints(
        rig, max_joints=pose_map["max_joints"], merge=pose_map["merge"]
    )["position"]
    spec, video = model["cameras"], model["video"]
    centre, scale = animax_native.normalise(points, spec["margin"])
    return camera_rig.place(spec, centre, scale, video["width"], video["height"])


def inputs(engine):
    """Images (None for a model of fields), a first frame, rays: blank, of its sizes."""
    spec = engine.model
    video, views = spec["video"], len(spec["cameras"]["azimuths_deg"])
    if "pose_field" in spec:
        layers, grid = (spec["pose_field"][k] for k in ("layers", "grid"))
        first = np.zeros((views, 1, 4 * layers, grid, grid), np.float32)
        return None, first, np.zeros((views, 6, grid, grid), np.float32)
    size = (views, video["frames"], video["height"], video["width"], 3)
    blank = np.full(size, 255, np.uint8)
    latents, parts = engine.encode(blank), len(spec["modalities"])
    first = np.ascontiguousarray(latents[:, None, :, 0].repeat(parts, axis=1))
    return blank, first, np.zeros((views, 6, *latents.shape[-2:]), np.float32)


def fastest(work, best: float) -> float:
    start = time.perf_counter()
    work()
    return min(best, time.perf_counter() - start)


def time_engine(engine, rounds: int) -> dict[str, float]:
    """Least seconds of one forward (a step without guidance), of one decoding, and of
    a generation from prompt to what is decoded."""
    blank, first, rays = inputs(engine)
    parts, steps = len(engine.model["modalities"]), 8
    text = engine.encode_text("a dog walking")
    latents = None if blank is None else engine.encode(blank)
    frames = engine.model["video"]["frames"] if blank is None else latents.shape[2]

    def denoise():
        engine.sample(first, rays, text, frames, steps=steps, guidance_text=1.0)

    def decode():
        for _ in range(parts):
            engine.decode(latents)

    def generate(prompt: str):
        words = engine.encode_text(prompt)
        if blank is not None:
            for _ in range(parts):
                engine.encode(np.ascontiguousarray(blank[:, :1]))
        engine.sample(first, rays, words, frames)
        if blank is not None:
            decode()

    best = dict.fromkeys(("transformer", "vae_decode", "generate"), float("inf"))
    for n in range(rounds):
        best["transformer"] = fastest(denoise, best["transformer"])
        if blank is not None:
            best["vae_decode"] = fastest(decode, best["vae_decode"])
        best["generate"] = fastest(
            lambda n=n: generate(f"walking {n}"), best["generate"]
        )
    best["transformer"] /= steps
    return {stage: took for stage, took in best.items() if np.isfinite(took)}


def time_pytorch(
    model: Path, threads: int
) -> tuple[dict[str, float], dict[str, str]] | None:
    """The same in PyTorch, in a process of its own, and the variant that was fastest at
    each stage; None where it is not installed."""
    python = ROOT / ".venv-training" / "bin" / "python"
    if not python.exists():
        return None
    script = ROOT / "evaluation" / "pytorch" / "bench_pytorch.py"
    command = [python, script, model, "--threads", threads, "--runs", 5, "--no-parity"]
    run = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False
    )
    if run.returncode:
        print(f"PyTorch did not run: {run.stderr.strip().splitlines()[-1:]}")
        return None
    answer = json.loads(run.stdout)
    stages = ("transformer", "vae_decode", "generate")
    found = {stage: answer[stage] for stage in stages if stage in answer}
    return (
        {stage: one["least_s"] for stage, one in found.items()},
        {stage: one["variant"] for stage, one in found.items()},
    )


def compare(model: Path, engine, solving: float, rounds: int = 3) -> list[dict]:
    """Alternates with PyTorch, so that a busy moment hits both. solving: seconds from
    pose maps to keyframes, which are the engine's either way."""
    threads = len(os.sched_getaffinity(0))
    own: dict[str, float] = {}
    pytorch: dict[str, float] | None = {}
    variants: dict[str, str] = {}
    for _ in range(rounds):
        for stage, took in time_engine(engine, 3).items():
            own[stage] = min(took, own.get(stage, took))
        round_pytorch = time_pytorch(model, threads) if pytorch is not None else None
        if round_pytorch is None:
            pytorch = None
        else:
            for stage, took in round_pytorch[0].items():
                if took <= pytorch.get(stage, took):
                    pytorch[stage] = took
                    variants[stage] = round_pytorch[1][stage]
    if pytorch and "generate" in pytorch:
        pytorch["end to end"] = pytorch["generate"] + solving
        variants["end to end"] = variants["generate"]
    own["end to end"] = own["generate"] + solving
    rows = []
    print(f"\n{threads} threads    {'engine s':>9} {'PyTorch s':>10} {'ratio':>6}")
    for stage, took in own.items():
        other = pytorch.get(stage) if pytorch else None
        ratio = other / took if other else None
        rows.append(
            {
                "stage": stage, "engine_s": took, "torch_s": other, "ratio": ratio,
                "torch_variant": variants.get(stage),
            }
        )  # fmt: skip
        shown = (
            f"{other:10.4f} {ratio:6.2f}  {variants[stage]}"
            if other
            else "   skipped: no .venv-training"
        )
        print(f"{stage:12} {took:9.4f} {shown}")
    return rows


def main() -> None:
    model = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "assets" / "nano"
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    for key, value in animax_native.info().items():
        print(f"{key}: {value}")
    start = time.perf_counter()
    engine = animax_native.Engine(str(model))
    print(f"model: {model.name}, opened in {time.perf_counter() - start:.3f} s")
    print(f"device: {engine.device}")
    spec = engine.model
    rig = skeleton()
    views = cameras(spec, rig)
    video = spec["video"]
    images = np.full(
        (len(views), video["height"], video["width"], 3), 255, dtype=np.uint8
    )
    series: dict[str, list] = {}
    for _ in range(runs + 1):
        start = time.perf_counter()
        result = engine.animate(images, views, rig, "a dog walking", seed=1)
        series.setdefault("all", []).append(time.perf_counter() - start)
        for stage, took in result["seconds"].items():
            series.setdefault(stage, []).append(took)
    print(f"{video['frames']} frames, {len(views)} views, {runs} runs after the first")
    print(f"{'seconds':12} {'first':>9} {'least':>9} {'median':>9}")
    for stage, took in series.items():
        rest = took[1:] or took
        print(
            f"{stage:12} {took[0]:9.4f} {min(rest):9.4f} {statistics.median(rest):9.4f}"
        )
    print(f"peak memory: {result['peak_memory_mb']:.0f} MB")
    report = {
        "device": engine.device,
        "model": spec["name"],
        "stages": {stage: min(took[1:] or took) for stage, took in series.items()},
        "peak_memory_mb": result["peak_memory_mb"],
        "against_torch": compare(model, engine, min(series["joints"])),
    }
    folder = ROOT / "build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "engine.json").write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
