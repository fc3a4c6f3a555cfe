"""Times the engine on this machine: `make bench`, or scripts/bench.py [MODEL [RUNS]].

A made-up rig of 22 bones before white pictures: the figures depend on sizes only, not
on what is seen. Prints the machine, then for every stage the least and the median of
the runs; the first run, which warms caches and maps the weights, is told apart.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import animax_native
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from addon import camera_rig  # noqa: E402


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
    points = animax_native.select_joints(rig, max_joints=32, merge=0.01)["position"]
    spec, video = model["cameras"], model["video"]
    centre, scale = animax_native.normalise(points, spec["margin"])
    return camera_rig.place(spec, centre, scale, video["width"], video["height"])


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
    pictures = np.full(
        (len(views), video["height"], video["width"], 3), 255, dtype=np.uint8
    )
    series: dict[str, list] = {}
    for _ in range(runs + 1):
        start = time.perf_counter()
        result = engine.animate(pictures, views, rig, "a dog walking", seed=1)
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


if __name__ == "__main__":
    main()
