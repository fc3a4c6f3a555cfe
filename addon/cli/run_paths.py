"""What a command reads and writes, checked before anything is written: nothing that is
read is overwritten, and nothing is written twice. Free of bpy."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..core import leftovers, native
from ..core.atomic_file import check_writable
from ..core.errors import USAGE, AnimaxError
from ..core.file_keys import FileKeys, real_path
from ..core.model_files import model_files, read_object
from ..core.path_table import ConflictError, PathTable
from ..io import report_io
from ..views.template_files import template_paths

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from ..core.file_keys import Key
    from ..core.path_table import Entry
    from .manifest import ManifestJob

SEQUENCES = "folder of the sequences"
# No report is longer.
MOST_BYTES = 256 << 20


def check_report_name(path: str) -> None:
    """An AnimaxError if no report is written there, whatever it is."""
    if path and not path.lower().endswith(".json"):
        raise AnimaxError(
            f"The report {path} does not end in .json; choose a name that does.", USAGE
        )


def check_current_folder(args: argparse.Namespace) -> None:
    """An AnimaxError if a path is relative to a folder that is no longer there."""
    names = (
        "input", "output", "report", "preview", "manifest", "output_dir", "model",
        "summary", "template_dir", "sequences", "controls_map",
    )  # fmt: skip
    paths = [path for name in names if (path := getattr(args, name, ""))]
    try:
        os.getcwd()
    except OSError:
        relative = [path for path in paths if not os.path.isabs(path)]
        if relative:
            raise AnimaxError(
                f"{relative[0]} is relative to the current folder, which has been "
                "deleted; change to another folder, or write whole paths.",
                USAGE,
            ) from None


def check_link(what: str, path: str) -> None:
    """An AnimaxError of a symbolic link that leads round in a circle."""
    try:
        os.stat(path)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise AnimaxError(
                f"The {what} {path} is a link that leads nowhere; delete it.", USAGE
            ) from None


def keep_leftover(path: str) -> None:
    """An input may be what a killed run left unfinished: then nothing is removed where
    it lies, and no temporary file takes its place, as check_writable makes new ones."""
    if leftovers.MACHINE not in path and not os.path.islink(path):
        return
    real = real_path(path)
    if leftovers.MACHINE in path or leftovers.MACHINE in real:
        folders = {*Path(os.path.abspath(path)).parents, *Path(real).parents}
        leftovers.cleaned.update(os.path.realpath(folder) for folder in folders)


def command_table(
    args: argparse.Namespace, others: Mapping[Key, Entry] | None = None
) -> PathTable:
    """Of `animate`, also as a job of a batch, and `roundtrip`; a ConflictError if there
    is one. others: what else is not to be overwritten, of a batch the models too."""
    check_current_folder(args)
    check_report_name(args.report)
    table = PathTable(others=others)
    table.reads(args.input, "input")
    if not others and hasattr(args, "output"):
        for path in model_files(args.model or str(native.default_model())):
            table.reads(path, "model's file")
    for path in template_paths(getattr(args, "template_dir", "")):
        table.reads(path, "template view")
    if getattr(args, "controls_map", ""):
        table.reads(args.controls_map, "controls map")
    written = [(n, getattr(args, n, "")) for n in ("output", "preview", "report")]
    written = [(name, path) for name, path in written if path]
    for name, path in written:
        check_link(name, path)
    folder = getattr(args, "sequences", "")
    if folder:
        check_link(SEQUENCES, folder)
    table.writes(written, (SEQUENCES, folder) if folder else None)
    keep_leftover(args.input)
    return table


def batch_table(args: argparse.Namespace, jobs: list[ManifestJob]) -> PathTable:
    """Of all lines of a manifest alike. A job that would overwrite what another reads,
    or writes before it in the manifest, becomes an error; an AnimaxError if the batch's
    own report would."""
    table = PathTable(FileKeys())
    table.reads(args.manifest, "manifest")
    for job in jobs:
        for path in job.inputs:
            keep_leftover(path)
            table.reads(path, f"input of line {job.line}")
        for path in template_paths(job.args.template_dir if job.args else ""):
            table.reads(path, f"template view of line {job.line}")
        if job.args and job.args.controls_map:
            table.reads(job.args.controls_map, f"controls map of line {job.line}")
    models = {path: job.line for job in reversed(jobs) for path in job.models}
    for folder in (str(native.default_model()), *models):
        for path in model_files(folder):
            table.reads(path, "model's file")
    if args.report:
        table.writes([("batch's report", args.report)])
    if args.summary:
        table.writes([("summary", args.summary)])
    for job in jobs:
        if job.error:
            continue
        try:
            table.writes(
                ((f"{k} of line {job.line}", p) for k, p in job.written()),
                (f"sequences of line {job.line}", job.sequences)
                if job.sequences
                else None,
            )
        except ConflictError as error:
            job.fail(
                args.manifest,
                f"{error.path} cannot be written, as {error.clash}; choose another.",
                error.what.split(" ")[0],
            )
    # After all that is done: what fails takes no other's place.
    for job in jobs:
        if job.error and job.report:
            try:
                table.writes([(f"report of line {job.line}", job.report)])
            except ConflictError:
                job.report = ""
    return table


def split_report(argv: list[str]) -> tuple[str, list[str]]:
    """(where the report goes, all other words), also if the command line is otherwise
    wrong."""
    path, others, words = "", list[str](), iter(argv)
    for word in words:
        name, equals, value = word.partition("=")
        if name != "--report":
            others += [word, value] if equals else [word]
            continue
        if not equals:
            value = next(words, "-")
            # An option is no path.
            if value.startswith("-"):
                others.append(value)
                continue
        path = value
    return path, others


def report_obstacle(path: str, others: list[str]) -> str:
    """Why the report of a refused command is not written there; "" if it is.

    What the command reads and writes is not known then: the report must be none of the
    other words, and what is already there must be empty or a report.
    """
    if not path.lower().endswith(".json"):
        return f"{path} does not end in .json"
    keys = FileKeys()
    key = keys.key(path)
    if any(keys.key(word) == key for word in others if word):
        return f"{path} is also another file of the command"
    return other_file(path)


def other_file(path: str, named: bool = False) -> str:
    """What is said of a path where something is that is no report; "" where a report,
    an empty file or nothing is. named: by the artist, who may name a link to a file
    that is not there yet."""
    there = os.path.exists(path) if named else os.path.lexists(path)
    if not there or is_report(path):
        return ""
    return f"{path} is there and is no report"


def check_report(path: str) -> None:
    """An AnimaxError, before the work, if a report that was asked for cannot be written
    or would replace what is none. "" is none that was asked for."""
    if not path:
        return
    check_writable(path, "report")
    if why := other_file(path, named=True):
        raise AnimaxError(
            f"{why}; choose another name for the report, or delete the file.", USAGE
        )


def is_report(path: str) -> bool:
    """Whether a file is an earlier report, or empty."""
    try:
        if os.path.isfile(path) and not os.path.getsize(path):
            return True
    except OSError:
        return False
    return report_io.FIELDS.keys() <= read_object(path, MOST_BYTES).keys()
