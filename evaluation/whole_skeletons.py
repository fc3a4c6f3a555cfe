"""Do takes keep skeletons whole? Bones that come off their parents, take by take.

    evaluation/whole_skeletons.py [--rigs ../shared/rigs] [--model assets/nano]
        [--work build/whole] [--limit 1] [--sheets]

Makes two takes of each of 20 rigs with addon/batch.py, five of the rigs without clips,
and prints how many bones move against their parents by more than --limit percent of
their distance at rest (apart.py), but for roots and bones whose own clips do so. Exit
status 1 if any does. $BLENDER: the program. --sheets: with contact sheets.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CASES = {
    "mesh2motion/animations/kaiju-animations": ("a kaiju attacks", "a kaiju walks"),
    "mesh2motion/animations/horse-animations": ("a horse gallops", "a horse dies"),
    "mesh2motion/animations/bird-animations": ("a bird flies", "a bird walks"),
    "quaternius/dinosaurs_pack/Trex": ("a T. rex dies", "a T. rex runs"),
    "mesh2motion/models-variation/human-male": ("a man jumps", "a man walks"),
    "quaternius/mech_pack/Leela": ("a mech dies", "a mech jumps"),
    "kaykit/adventurers/Barbarian": ("a man runs", "a man attacks with an axe"),
    "quaternius/animals_pack/Husky": ("a husky walks", "a husky dies"),
    "quaternius/animals_pack/Horse": ("a horse gallops", "a horse jumps"),
    "quaternius/modular_women/Punk": ("a woman jumps", "a woman runs"),
    "quaternius/modular_men/Punk": ("a man dies", "a man runs"),
    "mesh2motion/models-variation/fox-panda": ("a panda runs", "a panda jumps"),
    "mesh2motion/models-variation/fish-whale": ("a whale swims", "a whale attacks"),
    "quaternius/platformer_game_pack/Character": (
        "a character jumps", "a character waves"
    ),
    "quaternius/cyberpunk_pack/Character": ("a man dances", "a man dies"),
    "opendungeons_cc0/Kobold": ("a kobold walks", "a kobold dies"),
    "opendungeons_cc0/NatureMonster": ("a monster attacks", "a monster walks"),
    "draconis/fire_dragon": ("a dragon flies", "a dragon walks"),
    "animalia/wolf": ("a wolf runs", "a wolf attacks"),
    "quaternius/cute_fish_pack/Koi": ("a koi swims", "a koi attacks"),
}  # fmt: skip


def jobs(args: argparse.Namespace) -> list[dict]:
    found = []
    for rig, prompts in CASES.items():
        for seed, prompt in enumerate(prompts, 1):
            name = f"{len(found):02}"
            job = {
                "input": str((args.rigs / f"{rig}.glb").resolve()),
                "prompt": prompt, "seed": seed, "output": f"{name}.blend",
                "model": str(args.model.resolve()),
            }  # fmt: skip
            if args.sheets:
                job["preview"] = str((args.work / f"{name}.png").resolve())
            found.append(job)
    return found


def in_blender(script: Path, words: list, log: Path) -> str:
    command = [
        os.environ.get("BLENDER", "blender"), "--background", "--factory-startup",
        "--python-exit-code", "1", "--python", str(script), "--", *map(str, words),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    log.write_text(done.stdout + done.stderr)
    if done.returncode:
        raise SystemExit(f"{script.name} failed; see {log}")
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rigs", type=Path, default=ROOT.parent / "shared/rigs")
    parser.add_argument("--model", type=Path, default=ROOT / "assets/nano")
    parser.add_argument("--work", type=Path, default=ROOT / "build/whole")
    parser.add_argument("--limit", type=float, default=1.0, help="percent")
    parser.add_argument("--sheets", action="store_true")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    rows, manifest = jobs(args), args.work / "jobs.jsonl"
    manifest.write_text("".join(json.dumps(job) + "\n" for job in rows))
    words = ["batch", "--manifest", manifest, "--output-dir", args.work]
    in_blender(ROOT / "addon" / "batch.py", words, args.work / "takes.log")
    todo = args.work / "apart.json"
    todo.write_text(json.dumps({"takes": [str(args.work / r["output"]) for r in rows]}))
    text = in_blender(ROOT / "evaluation/apart.py", [todo], args.work / "apart.log")
    lines = [line for line in text.splitlines() if line.startswith("APART ")]
    total = 0
    print("| rig | prompt | clips | bones | apart | by own clips | confidence |")
    print("|---|---|---|---|---|---|---|")
    for job, line in zip(rows, lines, strict=True):
        got = json.loads(line.removeprefix("APART "))
        report = json.loads((args.work / f"{job['output']}.json").read_text())
        limit = args.limit / 100
        moving = [
            (name, own > limit)
            for name, take, own, root in zip(
                *(got[k] for k in ("bones", "take", "clips", "root")), strict=True
            )
            if take > limit and not root
        ]
        apart = [name for name, allowed in moving if not allowed]
        total += len(apart)
        print(
            f"| {Path(job['input']).stem} | {job['prompt']} | {got['own_clips']} "
            f"| {len(got['bones'])} | {len(apart)} | {len(moving) - len(apart)} "
            f"| {report['confidence']:.2f} |"
        )
    print(f"{total} bones apart in {len(rows)} takes")
    sys.exit(1 if total else 0)


if __name__ == "__main__":
    main()
