"""Measures how accurately motion is recovered from pose maps: `make bench-motion`.

    evaluation/bench_motion.py [--clips 60] [--sizes 128,256,512]
        [--only clean,noise,drop,vae,hidden,calibration,reach,cost,keys,design,versions]
        [--solvers bundle,start,paper,scipy] [--fresh] [--docs]

Real clips of all packs of rigs ($RIGS, default ../shared/rigs), read once through
Blender ($BLENDER), at most 24 frames at 15 fps. clean: pose maps as drawn; noise: 1 px
on every 2D joint; drop: one of four views missing; vae: the maps through the nano's
VAE, with its joints, at its size; hidden: how joints that other discs cover are
reported; calibration: whether confidence is the probability of being right; reach: the
same for joints that no rotation reaches; cost: time on a synthetic rig; keys: key
reduction. Only if named: design: designs of pose maps;
versions: those that models can use. All solvers see the same clips in one run. Prints
tables; figures go to build/bench/motion.json, plots beside it. Rows that are done are
kept until engine or benchmark change, so a run that was cut short goes on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
import time
from pathlib import Path

# Before anything that starts threads: figures are for one core.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import animax_native
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from evaluation.motion import (
    calibration,
    clips,
    cost,
    design,
    design_report,
    design_sheet,
    hidden,
    keys,
    measures,
    plots,
    reach,
    scene,
    solvers,
)

OUT = ROOT / "build" / "bench"
CASES = ("clean", "noise", "drop", "vae")
USUAL = (*CASES, "hidden", "calibration", "reach", "cost", "keys")
PARTS = (*USUAL, "design", "versions")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--clips", type=int, default=60)
    parser.add_argument("--sizes", default="128,256,512")
    parser.add_argument("--only", default=",".join(USUAL))
    parser.add_argument("--solvers", default=",".join(solvers.USUAL))
    parser.add_argument("--model", type=Path, default=ROOT / "assets" / "nano-joint")
    parser.add_argument(
        "--fresh", action="store_true", help="forget rows that are done"
    )
    parser.add_argument(
        "--docs", action="store_true", help="pictures into docs/images, too"
    )
    args = parser.parse_args()
    args.sizes = [int(size) for size in args.sizes.split(",")]
    args.only, args.solvers = args.only.split(","), args.solvers.split(",")
    for word in args.only:
        if word not in PARTS:
            parser.error(f"there is no case {word!r}; there are {', '.join(PARTS)}")
    for word in args.solvers:
        if word not in solvers.SOLVERS:
            parser.error(
                f"there is no solver {word!r}; there are {', '.join(solvers.SOLVERS)}"
            )
    return args


def to_docs() -> None:
    for figure in ("motion-cost", "key-reduction", "pose-map-designs"):
        if (OUT / f"{figure}.png").exists():
            shutil.copy(OUT / f"{figure}.png", ROOT / "docs" / "images")


def without_missing(names: list[str]) -> list[str]:
    try:
        import scipy  # noqa: F401
    except ImportError:
        if "scipy" in names:
            print("No SciPy: its rows are skipped (scripts/setup_bench.sh has it).")
        return [name for name in names if name != "scipy"]
    return names


def cases_of(args, engine) -> list[scene.Case]:
    found = []
    for name in args.only:
        sizes = [engine.model["video"]["width"]] if name == "vae" else args.sizes
        if name in CASES:
            found += [scene.Case(name, size) for size in sizes]
    return found


def rows_folder(args) -> Path:
    """Of this engine, this benchmark and this model; those of others are removed."""
    files = [Path(animax_native.__file__), args.model / "model.json"]
    for name in ("clips", "scene", "solvers", "least_squares", "measures"):
        files.append(ROOT / "evaluation" / "motion" / f"{name}.py")
    for name in ("roundtrip/accuracy", "views/camera_rig"):
        files.append(ROOT / "addon" / f"{name}.py")
    sums = hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:16]
    folder = OUT / "rows" / sums
    for other in (OUT / "rows").glob("*"):
        if args.fresh or other != folder:
            shutil.rmtree(other)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def measure_case(clip, case, names, model, folder) -> dict[str, dict]:
    """The rows of one clip by solver, from the folder where they are there."""
    rows, made = {}, None
    for name in names:
        path = folder / f"{clip.name}__{case.name}-{case.size}__{name}.npz"
        if path.exists():
            with np.load(path) as file:
                rows[name] = {key: file[key] for key in file.files}
            continue
        made = made or scene.build(clip, case, model)
        rows[name] = measures.measure(made, solvers.run(name, made))
        part = path.with_suffix(".part.npz")
        np.savez_compressed(part, **rows[name])
        part.replace(path)
    return rows


def measure_all(args, names, model, chosen) -> tuple[list[dict], list[dict]]:
    folder, table, single = rows_folder(args), [], []
    for case in cases_of(args, model.engine) if chosen else []:
        start, found = time.perf_counter(), {name: [] for name in names}
        for clip in chosen:
            rows = measure_case(clip, case, names, model, folder)
            for name, row in rows.items():
                found[name].append(row)
                figures = {"clip": clip.name, "pack": clip.pack, "case": case.name}
                figures |= {"size": case.size, "solver": name}
                single.append(figures | measures.together([row]))
        for name in names:
            line = {"case": case.name, "size": case.size, "solver": name}
            table.append(line | measures.together(found[name]))
        took = time.perf_counter() - start
        print(f"{case.name} {case.size} px: {took:.0f} s", flush=True)
    return table, single


COLUMNS = (
    ("points", "points", 2),
    ("p95", "points_p95", 2),
    ("joints", "joints", 2),
    ("p95", "joints_p95", 2),
    ("turn", "turn", 1),
    ("p95", "turn_p95", 1),
    ("swing", "swing", 1),
    ("p95", "swing_p95", 1),
    ("lost%", "lost", 1),
    ("accel", "acceleration_ratio", 2),
    ("slide", "slide", 2),
)


def show(table: list[dict], chosen: list) -> None:
    if not table:
        return
    packs = len({clip.pack for clip in chosen})
    frames = sum(len(clip.matrices) for clip in chosen)
    print(
        f"\n{len(chosen)} clips of {packs} packs, {frames} frames at {clips.FPS} fps."
    )
    print(
        "points: joints before inverse kinematics, joints: after (SciPy has none), "
        "mean and p95\nin % of the box; turn, swing: bones' rotations with and without "
        "twist, degrees; lost%: over 5%\noff or not seen; accel: RMS second difference "
        "against the truth's, the median clip; slide: % of\nthe box that a foot in "
        f"contact moves a frame (in the clips {table[0]['true_slide'] or 0:.2f})."
    )
    heads = " ".join(f"{head:>7}" for head, _, _ in COLUMNS)
    print(f"{'case':11} {'solver':12} {heads}")
    for row in table:
        cells = [
            f"{row[key]:7.{digits}f}" if row[key] is not None else f"{'-':>7}"
            for _, key, digits in COLUMNS
        ]
        case = f"{row['case']} {row['size']}"
        print(f"{case:11} {row['solver']:12} {' '.join(cells)}")


def main() -> None:
    args = arguments()
    names = without_missing(args.solvers)
    model = scene.Model.open(args.model)
    engine = model.engine
    print(engine.device)
    OUT.mkdir(parents=True, exist_ok=True)
    chosen = clips.choose(args.clips) if args.only != ["cost"] else []
    table, single = measure_all(args, names, model, chosen)
    show(table, chosen)
    report = {
        "device": engine.device,
        "solvers": names,
        "clips": [clip.name for clip in chosen],
        "rows": table,
        "by_clip": single,
        "hidden": None,
        "calibration": None,
        "reach": None,
        "cost": None,
        "keys": None,
        "designs": None,
    }
    if "hidden" in args.only and chosen:
        report["hidden"] = hidden.measure(chosen[: hidden.CLIPS], model)
        hidden.show(report["hidden"])
    if "calibration" in args.only and chosen:
        report["calibration"] = calibration.measure(chosen, model)
        calibration.show(report["calibration"])
    if "reach" in args.only and chosen:
        report["reach"] = reach.measure(chosen, model)
        reach.show(report["reach"])
    reduced, tiles = [], []
    if "cost" in args.only:
        report["cost"] = cost.measure(names, engine.model["cameras"])
        cost.show(report["cost"], names)
    if "keys" in args.only:
        report["keys"], reduced = keys.measure(model)
        keys.show(report["keys"])
    drawn = {"design", "versions"} & set(args.only)
    if drawn:
        report["designs"] = design.measure(
            model, OUT, args.model / "model.json", args.sizes, "design" in drawn
        )
        design_report.show(report["designs"])
    if "design" in drawn:
        tiles = design_sheet.of_report(model)
    (OUT / "motion.json").write_text(json.dumps(report, indent=1) + "\n")
    plots.draw(report, reduced, tiles, OUT)
    if args.docs:
        to_docs()


if __name__ == "__main__":
    main()
