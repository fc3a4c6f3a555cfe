"""The command import-model: a model.json for published files. Free of bpy."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

from ..core import native, published_model
from ..core.atomic_file import atomic_write
from ..core.errors import USAGE, AnimaxError
from ..core.path_table import PathTable
from ..core.published_model import Choice
from . import run_paths

if TYPE_CHECKING:
    import argparse

    from ..core.array_types import Report
    from .run import Run


def add_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--folder", required=True, metavar="DIR",
        help="a diffusers folder, or one with the files of a model; model.json is "
        "written there",
    )  # fmt: skip
    add("--transformer", default="", metavar="FILE", help="where there are several")
    add("--vae", default="", metavar="FILE", help="where it is elsewhere")
    add("--text", default="", metavar="DIR", help="the text encoder's folder")
    add(
        "--adapter", action="append", default=[], metavar="FILE[=WEIGHT]",
        help="an adapter (AnimaX's or a LoRA) to merge; as often as there are any",
    )  # fmt: skip
    add(
        "--spec", default="", metavar="FILE.json",
        help="fields of model.json (cameras, video, sampler, ...) over the defaults",
    )  # fmt: skip
    add("--heads", type=int, default=0, metavar="N", help="where no config.json says")
    add(
        "--plain", action="store_true",
        help="without an AnimaX adapter: a model that encodes and decodes alone",
    )  # fmt: skip
    add("--overwrite", action="store_true", help="replace a model.json that is there")


def adapter_of(text: str) -> tuple[str, float]:
    """FILE or FILE=WEIGHT."""
    path, sign, weight = text.rpartition("=")
    if not sign:
        return text, 1.0
    try:
        number = float(weight)
    except ValueError:
        return text, 1.0  # a name with an equals sign
    if not math.isfinite(number):
        raise AnimaxError(f"The weight {weight} of {path} is no finite number.", USAGE)
    return path, number


def import_model(args: argparse.Namespace, run: Run, report: Report) -> None:
    native.load()
    folder = Path(args.folder)
    out = folder / "model.json"
    if out.exists() and not args.overwrite:
        raise AnimaxError(
            f"{out} is there already; give --overwrite to replace it.", USAGE
        )
    found, refused = published_model.describe_folder(folder)
    run_paths.check_report_name(args.report)
    table = PathTable()
    if args.spec:
        table.reads(args.spec, "spec")
    for one in found:
        table.reads(str(one.path), "model's file")
    written = [("model.json", str(out)), ("report", args.report)]
    table.writes([(name, path) for name, path in written if path])
    run_paths.check_report(args.report)
    run.report_is_free = True
    run.check()
    for one in found:
        print(f"animax: {one.line(folder)}", flush=True)
    for sentence in refused:
        print(f"animax: not read: {sentence}", flush=True)
    report["warnings"] = refused
    choice = Choice(
        transformer=args.transformer,
        vae=args.vae,
        text=args.text,
        adapters=tuple(adapter_of(text) for text in args.adapter),
        spec=args.spec,
        heads=args.heads,
        plain=args.plain,
    )
    spec, used = published_model.compose(folder, found, choice)
    for one in used:
        if one not in found:
            print(f"animax: {one.line(folder)}", flush=True)
    published_model.check(folder, spec)
    run.check()
    with atomic_write(out, "model.json") as part:
        part.write_text(json.dumps(spec, indent=2) + "\n", encoding="utf-8")
    adapters = "".join(f", {a['file']} x {a['weight']:g}" for a in spec["adapters"])
    print(
        f"animax: wrote {out}: {spec.get('name')}, {spec['transformer']['files'][0]}, "
        f"{spec['vae']['file']}, text {spec['text'].get('type')} in "
        f"{spec['text']['dir']}"
        f"{adapters}",
        flush=True,
    )
