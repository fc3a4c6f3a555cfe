"""The table of `make ablate-nano`: runs without a part, compared with the whole."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import numpy as np


def log(run: Path) -> list[dict[str, float]]:
    with open(run / "log.csv") as file:
        return [{k: float(v) for k, v in r.items()} for r in csv.DictReader(file)]


def loss(run: Path, band: str) -> float:
    """Mean over the second half of the run's samples."""
    rows = log(run)
    weights = np.diff([r["seen"] for r in rows], prepend=0.0)
    late = np.array([r["seen"] > rows[-1]["seen"] / 2 for r in rows])
    values = np.array([r[band] for r in rows])
    used = late & ~np.isnan(values)
    return float(np.average(values[used], weights=weights[used]))


def quality(path: Path) -> list[float]:
    """Recognised, residual, distance to the nearest clip, unseen prompts recognised."""
    found = json.loads(path.read_text())
    rows = [r for r in found["rows"] if found["families"][r["rig"]] and r["real"]]
    takes = [s for r in rows for s in r["seeds"]]
    return [
        float(np.mean([c == r["class"] for r in rows for c in r["predicted"]])),
        float(np.mean([t["residual"] for t in takes])),
        float(np.nanmean([t["distance"] for t in takes])),
        sum(r["predicted"][0] == r["class"] for r in found["unseen"]),
    ]


def main() -> None:
    work = Path(sys.argv[1])
    print("| fields | samples | loss | high noise | recognised | residual % "
          "| nearest clip % | unseen |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|")
    for run in sorted(work.glob("fields-*"), key=lambda p: "whole" not in p.name):
        part = run.name.removeprefix("fields-")
        cells = [log(run)[-1]["seen"], loss(run, "loss"), loss(run, "high")]
        cells += quality(work / "eval" / f"nano-{part}.json")
        print(f"| {part} | " + " | ".join(f"{c:.4g}" for c in cells) + " |")
    print(
        "\n| RGB and pose | samples | loss | low noise | middle | high |"
        "\n|---|---|---|---|---|---|"
    )
    for run in sorted(work.glob("joint-*"), key=lambda p: "whole" not in p.name):
        cells = [log(run)[-1]["seen"]]
        cells += [loss(run, band) for band in ("loss", "low", "middle", "high")]
        part = run.name.removeprefix("joint-")
        print(f"| {part} | " + " | ".join(f"{c:.4g}" for c in cells) + " |")


if __name__ == "__main__":
    main()
