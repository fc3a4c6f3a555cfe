"""The command line's words, checked before any work. Free of bpy."""

import argparse
import json
import math
from pathlib import Path

from ..core.errors import USAGE, AnimaxError

COMMAND = "blender --background --python addon/batch.py --"
# Options that are on unless they are said to be off; true and false in a manifest.
SWITCHES = {"contacts"}


class Parser(argparse.ArgumentParser):
    """argparse whose errors are ours: one sentence, status 2."""

    def error(self, message):
        raise AnimaxError(f"{message} (see {COMMAND} {self.words()}--help).", USAGE)

    def words(self):
        return "".join(w + " " for w in self.prog.split()[1:])


def whole(low, high):
    def check(text):
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{value} is not within {low} to {high}")
        return value

    return check


def real(low, high):
    def check(text):
        try:
            value = float(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is no number") from None
        if not (math.isfinite(value) and low <= value <= high):
            raise argparse.ArgumentTypeError(
                f"{text} is not within {low:g} to {high:g}"
            )
        return value

    return check


def parser():
    top = Parser(prog="animax", description="Keyframes for any rig from a prompt.")
    commands = top.add_subparsers(dest="command", metavar="animate|roundtrip|batch")
    commands.required = True
    add_animate(commands.add_parser("animate", help="animate one rig"))
    add_roundtrip(commands.add_parser("roundtrip", help="recover an existing clip"))
    add_batch(commands.add_parser("batch", help="animate many rigs"))
    return top


def add_animate(one):
    one.add_argument("--input", required=True, metavar="RIG")
    one.add_argument("--prompt", required=True)
    one.add_argument("--output", required=True, help=".blend, .glb or .fbx")
    one.add_argument("--armature", default="", metavar="NAME")
    one.add_argument("--frames", type=whole(1, 1_000_000), default=0)
    one.add_argument("--fps", type=real(1.0, 1000.0), default=0.0)
    one.add_argument("--views", type=whole(1, 64), default=0)
    one.add_argument("--steps", type=whole(1, 1000), default=0)
    one.add_argument("--guidance", type=real(0.0, 100.0), default=None)
    one.add_argument("--seed", type=whole(0, 2**63 - 1), default=0)
    one.add_argument("--model", default="", metavar="DIR")
    one.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    one.add_argument(
        "--precision",
        choices=("auto", "f32", "bf16", "fp8"),
        default="auto",
        help="fp8: products in 8 bits, with --device cuda",
    )
    one.add_argument("--threads", type=whole(0, 1024), default=0)
    one.add_argument("--bones", default="", metavar="GLOB,..")
    one.add_argument("--in-place", action="store_true")
    one.add_argument("--loop", action="store_true")
    one.add_argument(
        "--smoothing", type=real(0.0, 1.0), default=0.0, metavar="SECONDS",
        help="swings that take so long are halved, faster ones go (0: none)",
    )  # fmt: skip
    one.add_argument("--contacts", choices=("on", "off"), default="on")
    one.add_argument("--keys", choices=("all", "reduced"), default="all")
    one.add_argument("--solver", choices=("ours", "paper"), default="ours")
    one.add_argument("--preview", default="", metavar="OUT.(mp4|png)")
    one.add_argument("--report", default="", metavar="OUT.json")


def add_roundtrip(one):
    one.add_argument("--input", required=True, metavar="RIG")
    one.add_argument("--clip", required=True, metavar="NAME")
    one.add_argument("--armature", default="", metavar="NAME")
    one.add_argument("--size", type=whole(32, 4096), default=512, metavar="PX")
    one.add_argument("--noise", type=real(0.0, 1000.0), default=0.0, metavar="PX")
    one.add_argument("--drop-view", type=whole(0, 63), default=None, metavar="K")
    one.add_argument("--views", type=whole(2, 8), default=0)
    one.add_argument("--solver", choices=("ours", "paper"), default="ours")
    one.add_argument("--seed", type=whole(0, 2**63 - 1), default=0)
    one.add_argument("--report", default="", metavar="OUT.json")


def add_batch(one):
    one.add_argument("--manifest", required=True, metavar="JOBS.jsonl")
    one.add_argument("--output-dir", required=True, metavar="DIR")
    one.add_argument("--resume", action="store_true", help="skip what is done")
    one.add_argument("--report", default="", metavar="OUT.json")


def report_path(words):
    """Where the report goes, told even from a command line that is wrong."""
    path = ""
    for n, word in enumerate(words):
        if word == "--report" and n + 1 < len(words):
            path = words[n + 1]
        elif word.startswith("--report="):
            path = word.split("=", 1)[1]
    return path


def read_manifest(path, folder):
    """The jobs of a JSON-lines file as parsed `animate` options.

    A line is an object with animate's options as keys ("in_place": true); input is
    relative to the manifest, output (default: input's name and the line's number) to
    the output folder. Checked as a whole before the first job starts.
    """
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AnimaxError(
            f"The manifest {path} cannot be read ({error}).", USAGE
        ) from None
    jobs, outputs = [], {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            job = manifest_job(line, number, Path(path).parent, folder)
        except (AnimaxError, ValueError, RecursionError) as error:
            raise AnimaxError(f"Line {number} of {path}: {error}", USAGE) from None
        if job.output in outputs:
            raise AnimaxError(
                f"Line {number} of {path}: {job.output} is already the output of line "
                f"{outputs[job.output]}.",
                USAGE,
            )
        outputs[job.output] = number
        jobs.append(job)
    if not jobs:
        raise AnimaxError(f"The manifest {path} holds no job.", USAGE)
    return jobs


def manifest_job(line, number, base, folder):
    row = json.loads(line)
    if not isinstance(row, dict):
        raise AnimaxError("not a JSON object.")
    row = {str(key).replace("_", "-"): value for key, value in row.items()}
    if not row.get("input"):
        raise AnimaxError("it names no input.")
    source = Path(str(row["input"]))
    row["input"] = str(base / source)
    name = Path(str(row.get("output", f"{source.stem}-{number:04d}.blend")))
    if name.is_absolute() or ".." in name.parts:
        raise AnimaxError(f"output {str(name)!r} would lie outside the output folder.")
    row["output"] = str(Path(folder) / name)
    row.setdefault("report", f"{row['output']}.json")
    words = ["animate"]
    for key, value in row.items():
        if key in SWITCHES and isinstance(value, bool):
            value = "on" if value else "off"
        if value is None or value is False:
            continue
        if isinstance(value, list):
            value = ",".join(str(v) for v in value)
        words.append(f"--{key}" if value is True else f"--{key}={value}")
    return parser().parse_args(words)
