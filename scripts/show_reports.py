"""Tells what `make demo` made: quality and seconds of a job, setup and work apart."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

# What happens once a rig or once a model, before anything is generated.
SETUP = ("open", "prepare", "render", "load")


def show(path: Path) -> float:
    """Prints one report; returns all its seconds."""
    report = json.loads(path.read_text(encoding="utf-8"))
    seconds = report["seconds"]
    setup = sum(seconds.get(stage, 0.0) for stage in SETUP)
    total = sum(seconds.values())
    print(f"{path.stem}: {report['frames']} frames, {report['bones']} bones, "
          f"{report['views']} views on {report['device']}")  # fmt: skip
    for name, words in (("confidence", "confidence {:.2f}"),
                        ("residual_px", "reprojection error {:.2f} px"),
                        ("peak_memory_mb", "memory {:.0f} MB")):  # fmt: skip
        if name in report:
            print("    " + words.format(report[name]))
    stages = ", ".join(f"{stage} {took:.2f}" for stage, took in seconds.items())
    print(f"    setup {setup:.2f} s, work {total - setup:.2f} s: {stages}")
    return total


def main() -> None:
    folder, began = Path(sys.argv[1]), int(sys.argv[2])
    total = sum(show(path) for path in sorted(folder.glob("*.json")))
    wall = time.time() - began / 1e9
    print(f"demo: {wall:.1f} s in all, {wall - total:.1f} s of it starting Blender")
    for kind in ("blend", "glb", "png"):
        for path in sorted(folder.glob(f"*.{kind}")):
            print(f"  {path} ({path.stat().st_size // 1024} KiB)")


if __name__ == "__main__":
    main()
