"""Takes that an artist accepts, exported and imported again by every Blender at hand:

    PYTHONPATH=build/python .venv/bin/python evaluation/accepted_takes.py
        [--blenders 3.4,bpy-4.5] [--only GLOB,..] [--rigs ../shared/rigs]
        [--out FILE.json]

Each take is made in the panel, accepted, written by File > Export (glTF, FBX, USD, with
their defaults and, for USD, animation) and, as "own ...", by the add-on's command line;
then read into an empty scene. Printed: the largest distance of a joint from where it
was (all joints and frames of the take, % of the body), and how many frames the clip's
end is off. Where that is more than 0.1 % or half a frame, the same is done with a
hand-keyed Action of the same motion: what is off there too is Blender's.
Exit status 1: something is off with the take that is not off by hand.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from blender_tests import conftest

LIMITS = {"worst": 0.1, "end": 0.5}
# By hand keys lie at the same places, but not on the same curves between them.
ALIKE = 1.5
# Cases for one start of Blender.
AT_A_TIME = 3


def run(blender, cases: list[str], rigs: Path) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            rows: list[dict] = blender.scenario(
                "accepted_takes", "run", fake=False, cases=cases, folder=folder,
                rigs=str(rigs),
            )  # fmt: skip
        except (AssertionError, subprocess.TimeoutExpired) as error:
            if len(cases) > 1:
                return [row for case in cases for row in run(blender, [case], rigs)]
            return [{"case": cases[0], "way": "-", "error": str(error)}]
    return rows


def is_right(row: dict | None) -> bool:
    if not row or row.get("error") or row.get("missing"):
        return False
    return all(abs(row.get(k, math.inf)) <= most for k, most in LIMITS.items())


def is_blenders(row: dict) -> bool:
    """Is a hand-keyed Action as far off, or the file right and read wrong?"""
    if row.get("file", math.inf) <= LIMITS["worst"]:
        return True
    hand = row.get("by hand")
    if not hand or is_right(hand):
        return False
    if row.get("error") or row.get("missing"):
        return bool(hand.get("error") or hand.get("missing"))
    if hand.get("error"):
        return True
    return all(
        abs(row[k]) <= max(most, ALIKE * abs(hand[k])) for k, most in LIMITS.items()
    )


def cell(row: dict | None) -> str:
    if row is None:
        return "-"
    if row.get("error"):
        return row["error"].strip().splitlines()[-1][:120]
    text = f"{row['worst']:.3f}"
    if row.get("missing"):
        text += f", {len(row['missing'])} joints missing"
    if abs(row["end"]) >= 0.05:
        text += f", end {row['end']:+.1f}"
    return text


def shown(row: dict) -> str:
    text = cell(row)
    if not is_right(row):
        text += f" (by hand {cell(row['by hand'])})" if "by hand" in row else ""
        text += f" (the file {row['file']:.3f})" if "file" in row else ""
    return text


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--blenders", default="")
    parser.add_argument("--only", default="*")
    parser.add_argument("--rigs", type=Path, default=ROOT.parent / "shared/rigs")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    ours, every = 0, {}
    names = args.blenders.split(",") if args.blenders else []
    for blender in conftest.BLENDERS:
        if names and blender.name not in names:
            continue
        cases = blender.scenario("accepted_takes", "cases")
        cases = [c for c in cases if any(fnmatch.fnmatch(c, g)
                                         for g in args.only.split(","))]  # fmt: skip
        every[blender.name] = found = []
        for n in range(0, len(cases), AT_A_TIME):
            for row in run(blender, cases[n : n + AT_A_TIME], args.rigs):
                found.append(row)
                print(f"{blender.name} | {row['case']} | {row['way']} | {shown(row)}",
                      flush=True)  # fmt: skip
        right = sum(map(is_right, found))
        blenders = sum(not is_right(row) and is_blenders(row) for row in found)
        ours += len(found) - right - blenders
        print(f"{blender.name}: {len(found)} files, {right} right, {blenders} as far "
              "off by hand or by the importer\n", flush=True)  # fmt: skip
        if args.out:
            args.out.write_text(json.dumps(every, indent=1))
    return 1 if ours else 0


if __name__ == "__main__":
    sys.exit(main())
