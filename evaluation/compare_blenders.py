"""The same file, prompt and seed in every Blender: how far apart are the takes?

    BLENDER=blender .venv/bin/python evaluation/compare_blenders.py
        [--rigs ../shared/rigs] [--work build/blenders] [--blenders 3.4,bpy-5.3]
        [--formats glb,fbx] [--report build/blenders/table.md]

Each rig is opened as .glb; as .blend and .fbx that Blender 3.4 made of it once, and as
.usdc that the oldest newer one made and, "usdc-newest", the newest. Every Blender
generates its take, and is compared with the first one of the table that opens the
format: largest and mean distance of the heads of deforming bones and of the mesh's
vertices, at the same frames, in % of the diagonal of the mesh's box. Blenders:
$BLENDER and the bpy modules in .venv-bpy-* (make setup-bpy). What was generated before
is read again: remove --work for a new run.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "training" / "sample_takes.py"
QUATERNIUS = "quaternius/"
RIGS = {
    QUATERNIUS + "animals_pack/Husky.glb": "a husky walks",
    QUATERNIUS + "dinosaurs_pack/Trex.glb": "a dinosaur attacks",
    QUATERNIUS + "cute_fish_pack/Koi.glb": "a fish swims",
    QUATERNIUS + "mech_pack/George.glb": "a robot dances",
    QUATERNIUS + "easy_enemies_pack/Wasp.glb": "a wasp flies",
    "kaykit/adventurers/Barbarian.glb": "a man runs",
    "animalia/turkey.glb": "a turkey walks",
    "opendungeons_cc0/Kobold.glb": "a kobold walks",
}
FORMATS = ("glb", "blend", "fbx", "usdc", "usdc-newest")
SEED = 1


def blenders(wanted: list[str]) -> dict[str, list[str]]:
    """dict name -> command that runs a script, the oldest first."""
    found = {}
    program = shutil.which(os.environ.get("BLENDER", "blender"))
    if program:
        done = subprocess.run([program, "--version"], capture_output=True, text=True)
        version = ".".join(done.stdout.split()[1].split(".")[:2])
        words = "--background --factory-startup --python-exit-code 1 --python"
        found[version] = [program, *words.split()]
    for venv in sorted(ROOT.glob(".venv-bpy-*")):
        if (venv / "animax-stamp").exists():
            found[venv.name.replace(".venv-", "")] = [str(venv / "bin" / "python")]
    return {k: v for k, v in found.items() if not wanted or k in wanted}


def run(command: list[str], jobs: list[dict], work: Path) -> None:
    """Those of the jobs whose results are not there yet."""
    todo = [j for j in jobs if not Path(j.get("target") or j["convert"]).exists()]
    if not todo:
        return
    work.mkdir(parents=True, exist_ok=True)
    (work / "jobs.json").write_text(json.dumps(todo, indent=1))
    words = [*command, str(SCRIPT), "--", str(work / "jobs.json")]
    with open(work / "log.txt", "w") as log:
        subprocess.run(words, stdout=log, stderr=log, stdin=subprocess.DEVNULL)


def inputs(
    folder: Path, rigs: Path, formats: list[str], known: dict[str, list[str]]
) -> dict[tuple[str, str], Path]:
    """dict (rig, format) -> file; makes those that are not .glb."""
    names = list(known)
    files = {(r, "glb"): rigs / r for r in RIGS}
    for form in formats:
        if form == "glb":
            continue
        suffix, _, newest = form.partition("-")
        maker = names[1] if suffix == "usdc" and len(names) > 1 else names[0]
        maker = names[-1] if newest else maker
        (folder / "rigs" / form).mkdir(parents=True, exist_ok=True)
        made = {r: folder / "rigs" / form / f"{Path(r).stem}.{suffix}" for r in RIGS}
        jobs = [{"input": str(rigs / r), "convert": str(f)} for r, f in made.items()]
        run(known[maker], jobs, folder / "rigs" / form)
        files.update({(r, form): f for r, f in made.items()})
    return {k: f for k, f in files.items() if k[1] in formats and f.exists()}


def difference(a: dict, b: dict) -> list[float]:
    """[largest, mean] of bones and [largest, mean] of vertices, % of the body."""
    names = [list(x["names"]) for x in (a, b)]
    both = [n for n, deforms in zip(names[0], a["deforms"], strict=True) if deforms]
    out = []
    if set(both) <= set(names[1]):
        at = [[x.index(n) for n in both] for x in names]
        out.append((a["heads"][:, at[0]], b["heads"][:, at[1]]))
    else:
        out.append((None, None))
    out.append((a["vertices"], b["vertices"]))
    figures = []
    for x, y in out:
        if x is None or x.shape != y.shape:
            figures += [np.nan, np.nan]
            continue
        distance = np.linalg.norm(x - y, axis=-1) / a["size"] * 100
        figures += [float(distance.max()), float(distance.mean())]
    return figures


def table(folder: Path, formats: list[str], names: list[str]) -> list[str]:
    lines = [
        "| format | rig | " + " | ".join(names) + " |",
        "|---|---|" + "---|" * len(names),
    ]
    worst = 0.0
    for suffix in formats:
        for rig in RIGS:
            cells, first = [], None
            for name in names:
                path = folder / name / f"{Path(rig).stem}-{suffix}.npz"
                if not path.exists():
                    cells.append("-")
                    continue
                with np.load(path) as file:
                    take = {k: file[k] for k in file.files if k != "views"}
                if first is None:
                    first = take
                    cells.append("0")
                    continue
                figures = difference(first, take)
                worst = max(worst, np.nanmax(figures))
                cells.append("{:.2f} {:.3f} / {:.2f} {:.3f}".format(*figures))
            lines.append(f"| {suffix} | {Path(rig).stem} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "Bones: largest, mean / vertices: largest, mean; % of the body. "
        f"Largest of all: {worst:.2f}.",
    ]
    return lines


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rigs", type=Path, default=ROOT.parent / "shared" / "rigs")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "blenders")
    parser.add_argument("--blenders", default="", help="names, comma-separated")
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--report", type=Path)
    args = parser.parse_args()
    work = args.work.resolve()
    known = blenders([n for n in args.blenders.split(",") if n])
    formats = args.formats.split(",")
    files = inputs(work, args.rigs.resolve(), formats, known)
    for name, command in known.items():
        (work / name).mkdir(parents=True, exist_ok=True)
        jobs = [
            {
                "input": str(path),
                "prompt": RIGS[rig],
                "seed": SEED,
                "target": str(work / name / f"{Path(rig).stem}-{suffix}.npz"),
            }
            for (rig, suffix), path in files.items()
        ]
        run(command, jobs, work / name)
    lines = table(work, formats, list(known))
    print("\n".join(lines))
    if args.report:
        args.report.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
