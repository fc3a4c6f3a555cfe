"""Many takes in one process, watched: `make soak`, or

    evaluation/soak/run.py [--takes 1000] [--samples 20] [--only blender,module,control]
        [--rigs FOLDER] [--blender PROGRAM]

blender: the command line's own steps (open, animate, save) on more than twenty rigs in
one Blender, with options that vary, refused and cancelled takes among them, outputs
opened again, and the engine opened anew every 20 takes. module: the native module in
Python, without Blender; the model is opened every five takes. control (only if named):
Blender opens and saves the same files, and nothing is made.

Fails if memory grows by more than 5 MB from take 50 on, if descriptors or threads
become more, if a take does not end as it should, or if one of the samples differs from
the same take in a fresh process. Memory is what the process keeps with an empty scene.
Figures go to build/soak/.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from evaluation.soak import takes as soak_takes
from evaluation.soak import watch

OUT = ROOT / "build" / "soak"
SETTLED = 50  # takes before which caches fill
MOST_GROWTH = 5.0  # MB
OPENED = 5  # module: takes for each opening


def shared_rigs(folder: Path) -> list[str]:
    """One of each further pack beside those named."""
    found = [folder / name for name in soak_takes.RIGS]
    for pack in soak_takes.MORE_FROM:
        found += sorted((folder / pack).rglob("*.glb"))[:1]
    return [str(path) for path in found if path.is_file()]


class Child:
    """One of the two programs, in processes of their own."""

    def __init__(self, what: str, args: argparse.Namespace) -> None:
        self.what = what
        self.env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        self.env["PYTHONPATH"] = str(ROOT / "build" / "python")
        self.asked: dict[str, Any] = {"every": 25, "keep": [], "opens": 1}
        if what == "module":
            self.start = [sys.executable, str(HERE / "inside_python.py")]
            self.asked["model"] = str(ROOT / "assets" / "nano")
        else:
            script = str(ROOT / "blender_tests" / "run_soak.py")
            self.start = [args.blender, "--background", "--factory-startup"]
            self.start += ["--python", script, "--"]
            self.asked["rigs"] = shared_rigs(Path(args.rigs))
            self.asked["control"] = what == "control"

    def run(self, log: Path, **asked: Any) -> tuple[list[dict[str, Any]], Any]:
        """(rows, what it says at its end)."""
        words = [*self.start, json.dumps({**self.asked, **asked})]
        rows: list[dict[str, Any]] = []
        done: dict[str, Any] = {"wrong": ["it did not reach its end"], "hashes": {}}
        with (
            open(log, "w") as file,
            tempfile.TemporaryDirectory(prefix="soak-user-") as user,
            subprocess.Popen(
                words, stdout=subprocess.PIPE, stderr=file, env={
                    **self.env, "BLENDER_USER_RESOURCES": user
                }, stdin=subprocess.DEVNULL, text=True, errors="replace",
            ) as process,
        ):  # fmt: skip
            assert process.stdout
            for line in process.stdout:
                file.write(line)
                if line.startswith("ROW "):
                    rows.append(json.loads(line[4:]))
                    print(f"soak: {self.what}: {show(rows[-1])}", flush=True)
                if line.startswith("DONE "):
                    done = json.loads(line[5:])
        return rows, done


def show(row: dict[str, Any]) -> str:
    return (
        f"{row['takes']} takes, {row['rss_mb']:.1f} MB, {row['descriptors']:.0f} "
        f"descriptors, {row['threads']:.0f} threads, {row['objects']:.0f} objects, "
        f"engines {row['engines_mb']:.1f} MB"
    )


def differing(child: Child, hashes: dict[str, str]) -> list[str]:
    """Samples that a fresh process makes otherwise."""
    wrong = []
    for number, found in hashes.items():
        log = OUT / f"{child.what}-fresh.log"
        _, done = child.run(log, takes=[int(number)], keep=[int(number)], every=9)
        if done["hashes"].get(number) != found:
            wrong.append(f"take {number} differs in a fresh process")
    return wrong


def soak(what: str, args: argparse.Namespace) -> list[str]:
    """What is wrong."""
    child = Child(what, args)
    numbers = list(range(args.takes))
    keep = soak_takes.samples(args.takes, args.samples)
    opens = -(-args.takes // OPENED)
    log = OUT / f"{what}.log"
    rows, done = child.run(log, takes=numbers, keep=keep, opens=opens)
    wrong = list(done["wrong"])
    grown = {
        name: watch.growth(rows, name, min(SETTLED, args.takes // 2))
        for name in ("rss_mb", "descriptors", "threads", "objects", "engines_mb")
    }
    if what != "control":
        wrong += [f"{n} more {name}" for name in ("descriptors", "threads")
                  if (n := grown[name]) > 0]  # fmt: skip
        if grown["rss_mb"] > MOST_GROWTH:
            wrong.append(f"memory grew by {grown['rss_mb']:.1f} MB")
        wrong += differing(child, done["hashes"])
    told = ", ".join(f"{name} {value:+.1f}" for name, value in grown.items())
    print(f"soak: {what}: ends {done.get('statuses')}; from take {SETTLED}: {told}; "
          f"{len(done['hashes'])} samples")  # fmt: skip
    result = {"rows": rows, "grown": grown, "wrong": wrong, **done}
    (OUT / f"{what}.json").write_text(json.dumps(result, indent=1))
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--takes", type=int, default=1000)
    parser.add_argument("--samples", type=int, default=20)
    parser.add_argument("--only", default="module,blender")
    rigs = os.environ.get("RIGS") or str(ROOT.parent / "shared" / "rigs")
    parser.add_argument("--rigs", default=rigs)
    parser.add_argument("--blender", default=os.environ.get("BLENDER") or "blender")
    args = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    failed = 0
    for what in args.only.split(","):
        for sentence in soak(what, args):
            print(f"soak: {what}: {sentence}", file=sys.stderr)
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
