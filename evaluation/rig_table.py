"""What becomes of many kinds of rigs, in one Blender or several:

    PYTHONPATH=build/python .venv/bin/python evaluation/rig_table.py [--blenders 3.4,..]
        [--rigs ../shared/rigs] [--only GLOB,..] [--controls fk] [--out FILE.json]

One or two rigs of each pack, Rigify's generated rigs, people as other programs build
them (blender_tests/scenarios/humanoids.py), and odd ones (odd_rigs.py) are animated
with the embedded model. Printed for each: outcome, front, body plan, bones with keys,
how far joints and tips are seen from where they were solved (% of the body, all
frames), and warnings or why it was refused. Exit status 1: an exception, something
that is more than 1 % off without a word, or a scene that looking at the rig changed.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from blender_tests import conftest

RIGIFY = ("human", "basic_human", "basic_quadruped", "horse", "bird", "wolf", "cat",
          "shark")  # fmt: skip
# Of each pack the first, and these.
ALSO = ("Leela", "Kobold", "ice_dragon", "bird", "Chest", "Lever", "turkey", "horse",
        "snake-animations", "human-female", "Spider", "Wasp")  # fmt: skip
OFF = 1.0
AT_A_TIME = 6


def rows_of(blender, rigs: Path) -> list[tuple[str, str]]:
    found = []
    for folder in sorted({p.parent for p in rigs.rglob("*.glb")}):
        files = sorted(folder.glob("*.glb"))
        chosen = [p for n, p in enumerate(files) if n == 0 or p.stem in ALSO]
        found += [("file", str(path)) for path in chosen]
    found += [("Rigify", name) for name in RIGIFY]
    return found + [tuple(r) for r in blender.scenario("rig_table", "kinds")]


def animate(blender, rows, settings) -> list[dict]:
    """A Blender for some rigs at a time: one that hangs or crashes harms few."""
    try:
        return blender.scenario("rig_table", "look", fake=False, rows=rows, **settings)
    except (AssertionError, subprocess.TimeoutExpired) as error:
        if len(rows) > 1:
            return [got for row in rows for got in animate(blender, [row], settings)]
        kind, name = rows[0]
        return [{"kind": kind, "name": name, "outcome": "crashed", "said": str(error),
                 "warnings": []}]  # fmt: skip


def faults(row: dict) -> list[str]:
    found = []
    if row["outcome"] in {"failed", "crashed"}:
        found.append(row["said"][-600:])
    if row.get("worst", 0) > OFF and not row["warnings"]:
        found.append("off without a word")
    if row.get("changed"):
        found.append(f"changed: {row['changed']}")
    return found


def line(row: dict) -> str:
    name = Path(row["name"]).stem if row["kind"] == "file" else row["name"]
    if row["kind"] == "file":
        name = f"{Path(row['name']).parent.name}/{name}"
    front = row.get("front")
    if front:
        named = "" if front[2] == "default" else f" {100 * front[3]:.0f}"
        front = f"{front[0]}{named or ' not told'}"
    cells = [row["kind"], name, row["outcome"], row.get("bones", "-"),
             row.get("keyed", "-"), row.get("plan", "-"), front or "-",
             f"{row['worst']:.3f}" if "worst" in row else "-",
             f"{row['moves']:.0f}" if "moves" in row else "-",
             " / ".join(row["warnings"]) or row.get("said", "")]  # fmt: skip
    return "| " + " | ".join(str(c).replace("\n", " ") for c in cells) + " |"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--blenders", default="3.4")
    parser.add_argument("--rigs", type=Path, default=ROOT.parent / "shared/rigs")
    parser.add_argument("--only", default="*")
    parser.add_argument("--controls", default="fk")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    wrong, every = 0, {}
    for blender in conftest.BLENDERS:
        if blender.name not in args.blenders.split(","):
            continue
        rows = rows_of(blender, args.rigs)
        globs = args.only.split(",")
        rows = [r for r in rows if any(fnmatch.fnmatch(f"{r[0]}/{r[1]}", g)
                                       for g in globs)]  # fmt: skip
        print(f"Blender {blender.name}\n")
        print("| kind | rig | outcome | bones | keyed | body plan | front | off, % | "
              "goes, % | warnings, or why refused |")  # fmt: skip
        print("|---" * 10 + "|")
        every[blender.name] = found = []
        here = 0
        for n in range(0, len(rows), AT_A_TIME):
            part = [list(r) for r in rows[n : n + AT_A_TIME]]
            for row in animate(blender, part, {"controls": args.controls}):
                found.append(row)
                print(line(row), flush=True)
                for fault in faults(row):
                    here += 1
                    print(f"! {fault}", flush=True)
        wrong += here
        counts = dict(Counter(row["outcome"] for row in found))
        print(f"\n{blender.name}: {len(found)} rigs, {counts}, {here} faults\n")
        if args.out:
            args.out.write_text(json.dumps(every, indent=1))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
