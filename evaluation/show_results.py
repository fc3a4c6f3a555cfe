"""Contact sheet of what a model does with rigs of a folder.

    BLENDER=blender .venv-bench/bin/python evaluation/show_results.py
        [--rigs ../shared/rigs] [--model assets/nano] [--work build/results]
        [--out docs/images/nano-results.png]

Runs addon/batch.py once for all of CASES and puts together the first camera's row of
every preview: the keyed rig, six of its frames. What it shows is in CASES; a star marks
rigs that training never saw.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from pathlib import Path

import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib import image

ROOT = Path(__file__).resolve().parent.parent
ANIMALS, KAYKIT = "quaternius/animals_pack/", "kaykit/adventurers/"
CASES = [
    (ANIMALS + "Husky.glb", "a husky walks", True),
    (ANIMALS + "Husky.glb", "a dog runs fast", True),
    (ANIMALS + "Husky.glb", "a husky eats", True),
    (ANIMALS + "Horse.glb", "a horse gallops", False),
    (ANIMALS + "Alpaca.glb", "an alpaca walks", False),
    (ANIMALS + "Cow.glb", "a cow dies", False),
    (KAYKIT + "Rogue.glb", "a rogue walks", True),
    (KAYKIT + "Rogue.glb", "a rogue runs", True),
    (KAYKIT + "Knight.glb", "a knight swings a sword", False),
    ("quaternius/dinosaurs_pack/Velociraptor.glb", "a velociraptor walks", True),
    ("quaternius/cute_fish_pack/Koi.glb", "a koi swims", True),
    ("quaternius/mech_pack/Leela.glb", "a mech dances", True),
]
COLUMNS, FRAMES = 2, 6


def run(args) -> list[Path]:
    args.work.mkdir(parents=True, exist_ok=True)
    previews, jobs = [], []
    for n, (rig, prompt, _) in enumerate(CASES):
        previews.append(args.work / f"{n:02}.png")
        jobs.append(
            {
                "input": str((args.rigs / rig).resolve()), "prompt": prompt, "seed": 1,
                "output": f"{n:02}.blend", "preview": str(previews[-1]),
                "model": str(args.model),
            }
        )  # fmt: skip
    manifest = args.work / "jobs.jsonl"
    manifest.write_text("".join(json.dumps(job) + "\n" for job in jobs))
    command = [
        os.environ.get("BLENDER", "blender"), "--background", "--factory-startup",
        "--python-exit-code", "1", "--python", str(ROOT / "addon/batch.py"), "--",
        "batch", "--manifest", str(manifest), "--output-dir", str(args.work),
    ]  # fmt: skip
    with open(args.work / "log.txt", "w") as log:
        subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False)
    return previews


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rigs", type=Path, default=ROOT.parent / "shared/rigs")
    parser.add_argument("--model", type=Path, default=ROOT / "assets/nano")
    parser.add_argument("--work", type=Path, default=ROOT / "build/results")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "docs/images/nano-results.png"
    )
    parser.add_argument("--compose", action="store_true", help="from what is there")
    args = parser.parse_args()
    if not args.compose:
        run(args)
    rows = -(-len(CASES) // COLUMNS)
    figure, axes = plt.subplots(rows, COLUMNS, figsize=(13, 1.35 * rows))
    for n, (axis, (_, prompt, held)) in enumerate(
        zip(axes.T.ravel(), CASES, strict=True)
    ):
        axis.axis("off")
        axis.set_title(prompt + (" *" if held else ""), fontsize=8, loc="left", pad=2)
        path = args.work / f"{n:02}.png"
        if path.exists():
            sheet = image.imread(path)[..., :3]
            tile = sheet_tile(sheet)
            axis.imshow(tile, interpolation="antialiased")
    figure.subplots_adjust(0.005, 0.005, 0.995, 0.97, wspace=0.02, hspace=0.22)
    figure.savefig(args.out, dpi=100)


def sheet_tile(sheet: np.ndarray) -> np.ndarray:
    """The first camera's keyed frames: the first row of square tiles, thinned."""
    side = tile_side(sheet)
    tiles = [
        sheet[:side, k * side : (k + 1) * side] for k in range(sheet.shape[1] // side)
    ]
    tiles = tiles[1:]  # the template comes first
    picks = np.linspace(0, len(tiles) - 1, min(FRAMES, len(tiles))).round().astype(int)
    return np.concatenate([tiles[k] for k in picks], axis=1)


def tile_side(sheet: np.ndarray) -> int:
    """Rows are two a camera, four cameras."""
    return sheet.shape[0] // 8


if __name__ == "__main__":
    main()
