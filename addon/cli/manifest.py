"""A batch's manifest, one JSON object a line, as checked jobs. Free of bpy.

A line that is no job fails alone: it becomes a ManifestJob with an error. What a line
may hold, and how its paths are meant: docs/batch.md.
"""

from __future__ import annotations

import argparse
import codecs
import dataclasses
import difflib
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.errors import USAGE, AnimaxError
from ..core.file_keys import real_path
from ..settings import Settings, fields_of
from ..views.sequences import INDEX
from .json_values import LONGEST, READERS, WrongValueError, shown

if TYPE_CHECKING:
    from typing import Any

    from ..settings import Field

MOST_BYTES = 256 << 20
MORE = ("preview", "template-dir", "controls-map", "sequences")
PATHS = ("input", "output", "report", *MORE)
# Of these, what is read: relative to the manifest.
READ = ("input", "template-dir", "controls-map")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class LineError(ValueError):
    """Why a line is no job. key: the one to blame, where it is one."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


@dataclasses.dataclass
class ManifestJob:
    """A line of the manifest. output and report, as far as they are known, lie in the
    output folder."""

    line: int
    output: str = ""
    # "": none is written.
    report: str = ""
    # Whether the line names them.
    names_output: bool = False
    names_report: bool = False
    # All that the line calls its input and its model, also if it is no job.
    inputs: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    # Parsed `animate` options; None where there is an error.
    args: argparse.Namespace | None = None
    error: str = ""

    def fail(self, path: str, message: str, key: str = "") -> None:
        """Makes it a job that ends with this message. path: the manifest's."""
        key = f", key {shown(key)}" if key else ""
        self.error = f"Line {self.line} of {path}{key}: {message}"
        self.args = None

    @property
    def sequences(self) -> str:
        """The folder that gets them; "" is none."""
        return self.args.sequences if self.args is not None else ""

    def written(self) -> list[tuple[str, str]]:
        """What and where, of all files that the job writes."""
        if self.args is None:
            return [("report", self.report)] if self.report else []
        paths = [("output", self.output), ("preview", self.args.preview)]
        return [(k, p) for k, p in [*paths, ("report", self.report)] if p]

    def is_done(self) -> bool:
        """Whether all but the report is there. Files are complete or absent; one
        without a byte is nothing that was written here."""
        files = [path for what, path in self.written() if what != "report"]
        if self.sequences:
            files.append(os.path.join(self.sequences, INDEX))
        return bool(files) and all(
            os.path.isfile(path) and os.path.getsize(path) for path in files
        )

    def name(self) -> str:
        return self.output or f"line {self.line}"


class Row(dict["str", "Any"]):
    """A JSON object that knows all its pairs, also where a key comes twice."""

    pairs: list[tuple[str, Any]]

    @classmethod
    def of(cls, pairs: list[tuple[str, Any]]) -> Row:
        row = cls(pairs)
        row.pairs = pairs
        return row


def refuse_constant(name: str) -> None:
    raise LineError(f"{name} is not JSON; leave the key out or give a number.")


DECODER = json.JSONDecoder(object_pairs_hook=Row.of, parse_constant=refuse_constant)


def read_manifest(
    path: str | Path, folder: str | Path, settings: type[Settings] = Settings
) -> list[ManifestJob]:
    """The lines of a JSON-lines file that are not empty.

    folder: where outputs, previews and reports lie. An AnimaxError if the file cannot
    be read, or no line of it is a JSON object.
    """
    reader = LineReader(os.fspath(path), os.fspath(folder), settings)
    jobs: list[ManifestJob] = []
    objects = 0
    for number, line in enumerate(read_bytes(path).split(b"\n"), 1):
        line = line.removeprefix(codecs.BOM_UTF8)
        if not line.strip():
            continue
        jobs.append(reader.read(line, number))
        objects += reader.row is not None
    if not jobs:
        raise AnimaxError(f"The manifest {path} contains no jobs.", USAGE)
    if not objects:
        raise AnimaxError(f"{path} is no manifest: {jobs[0].error}", USAGE)
    return jobs


def read_bytes(path: str | Path) -> bytes:
    """The whole file, read once."""
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            raise AnimaxError(
                f"The manifest {path} is not a file; write it into one first.", USAGE
            )
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise AnimaxError(
            f"The manifest {path} cannot be read ({error.strerror}).", USAGE
        ) from None
    if len(data) > MOST_BYTES:
        raise AnimaxError(
            f"The manifest {path} is longer than {MOST_BYTES >> 20} MB; split it into "
            "several.",
            USAGE,
        )
    if data.startswith(UTF_16):
        raise AnimaxError(
            f"The manifest {path} is UTF-16 text; save it as UTF-8.", USAGE
        )
    return data


class LineReader:
    """Reads the lines of one manifest."""

    def __init__(self, path: str, folder: str, settings: type[Settings]) -> None:
        self.path = path
        self.base = os.path.dirname(path)
        self.folder = OutputFolder(folder)
        self.fields: dict[str, Field] = {
            field.name.replace("_", "-"): field for field in fields_of(settings)
        }
        self.defaults: dict[str, Any] = {
            field.name: "on" if field.is_switch else field.default
            for field in self.fields.values()
        }
        # Of the line that was read last; None: no JSON object.
        self.row: Row | None = None

    def read(self, line: bytes, number: int) -> ManifestJob:
        job = ManifestJob(number)
        self.row = None
        try:
            self.row = row = self.parse(line)
            self.fill(job, row)
        except LineError as error:
            job.fail(self.path, str(error), error.key)
            job.report = job.report or self.folder.join(f"line-{number:04d}.json")
        return job

    def parse(self, line: bytes) -> Row:
        try:
            row = DECODER.decode(line.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise LineError(
                f"byte {error.start + 1} is not UTF-8; save the manifest as UTF-8."
            ) from None
        except json.JSONDecodeError as error:
            raise LineError(
                f"not JSON ({error.msg.removesuffix(' at')} at column {error.colno}); "
                "write one object a line."
            ) from None
        except RecursionError:
            raise LineError("too many brackets within each other.") from None
        except LineError:
            raise
        except ValueError:
            # Python reads no integer of more than 4300 digits.
            raise LineError("a number has too many digits.") from None
        if not isinstance(row, Row):
            raise LineError("not a JSON object; write {...} with a job's options.")
        if b"\\u" in line:
            check_characters(row.pairs)
        return row

    def fill(self, job: ManifestJob, row: Row) -> None:
        """The job's own fields. What follows a mistake is read, too: the report should
        know where it belongs, and no other line may overwrite this one's input."""
        wrong: list[LineError] = []
        pairs = [(k, v) for k, v in row.pairs if isinstance(v, str)]
        job.inputs = tuple(
            os.path.join(self.base, v) for k, v in pairs if k == "input" and v
        )
        job.models = tuple(v for k, v in pairs if k == "model")
        known = self.known_keys(row.pairs, wrong)
        source = self.path_of(known, "input", wrong)
        if known.get("input") is None:
            wrong.append(LineError("the job has no input; name a rig's file."))
        job.output = self.path_of(known, "output", wrong)
        job.names_output = bool(job.output)
        if source and known.get("output") is None:
            name = f"{Path(source).stem}-{job.line:04d}.blend"
            job.output = self.inside(name, "output", wrong)
        job.report = self.path_of(known, "report", wrong)
        if job.report and not job.report.lower().endswith(".json"):
            text = f"{shown(known['report'])} does not end in .json; choose a name that"
            text += " does."
            wrong.append(LineError(text, "report"))
            job.report = ""
        job.names_report = bool(job.report)
        if not job.report and job.output:
            job.report = f"{job.output}.json"
        given = {k: self.path_of(known, k, wrong) for k in MORE if known.get(k)}
        if wrong:
            raise wrong[0]
        job.args = self.namespace(known)
        template = given.get("template-dir", "")
        job.args.template_dir = os.path.join(self.base, template) if template else ""
        mapping = given.get("controls-map", "")
        job.args.controls_map = os.path.join(self.base, mapping) if mapping else ""
        job.args.sequences = given.get("sequences", "")
        job.args.input = job.inputs[-1]
        job.args.output, job.args.preview = job.output, given.get("preview", "")
        job.args.report = job.report

    def known_keys(
        self, pairs: list[tuple[str, Any]], wrong: list[LineError]
    ) -> dict[str, Any]:
        """The row by keys with dashes; a null is as if it were not there."""
        found: dict[str, Any] = {}
        for key, value in pairs:
            name = key.replace("_", "-")
            if name not in self.fields and name not in PATHS:
                wrong.append(self.unknown_key(key, name))
            elif name in found:
                text = "the key comes twice; leave one of them out."
                wrong.append(LineError(text, key))
            else:
                found[name] = value
        return {k: v for k, v in found.items() if v is not None}

    def unknown_key(self, key: str, name: str) -> LineError:
        known = [*PATHS, *self.fields]
        near = difflib.get_close_matches(name[:LONGEST].lower(), known, 1)
        hint = f"did you mean {near[0]!r}?" if near else "leave it out."
        return LineError(f"{shown(key)} is no option of a job; {hint}")

    def path_of(self, known: dict[str, Any], key: str, wrong: list[LineError]) -> str:
        """The name of a file, if it is one; that of one to write lies in the output
        folder."""
        value = known.get(key)
        if value is None:
            return ""
        if not isinstance(value, str) or not value:
            text = f"{shown(value)} is not the name of a file; write one in quotes."
            wrong.append(LineError(text, key))
            return ""
        if "\0" in value or (key not in READ and CONTROL.search(value)):
            text = f"{shown(value)} contains a control character; name another file."
            wrong.append(LineError(text, key))
            return ""
        return value if key in READ else self.inside(value, key, wrong)

    def inside(self, name: str, key: str, wrong: list[LineError]) -> str:
        try:
            return self.folder.inside(name)
        except ValueError as error:
            wrong.append(LineError(str(error), key))
            return ""

    def namespace(self, known: dict[str, Any]) -> argparse.Namespace:
        """What argparse makes of the same options."""
        values = dict(self.defaults)
        prompt, prompts = known.get("prompt"), known.get("prompts")
        if prompt is not None and prompts is not None:
            raise LineError(
                "the job has a prompt and a list of prompts; leave out one.", "prompts"
            )
        if prompt is None and prompts is None:
            raise LineError(
                "the job has no prompt; say what the rig should do.", "prompt"
            )
        for key, value in known.items():
            field = self.fields.get(key)
            if field is None:
                continue
            try:
                values.update(READERS[field.kind](field, value))
            except WrongValueError as error:
                raise LineError(str(error), key) from None
        args = argparse.Namespace()
        vars(args).update(values)
        return args


def check_characters(pairs: list[tuple[str, Any]]) -> None:
    """Halves of characters, which \\u can write, are in no text and no file's name."""
    for key, value in pairs:
        try:
            json.dumps([key, value], ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            half = ascii(error.object[error.start])
            raise LineError(
                f"{half} is half of a character; write the character itself.", key
            ) from None


class OutputFolder:
    """The folder that all files of a batch lie in."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.prefix = os.path.join(folder, "")
        self.base = os.path.abspath(folder)
        self.real = real_path(folder)
        # By folder in it: whether it really is, and the symbolic links that it holds.
        self.parents: dict[str, tuple[bool, frozenset[str]]] = {}

    def join(self, name: str) -> str:
        return self.prefix + name

    def inside(self, name: str) -> str:
        """The path of a file that a job names, without detours; a ValueError if it
        would lie outside."""
        target = os.path.normpath(os.path.join(self.base, name))
        if target == self.base:
            raise ValueError(f"{shown(name)} is a folder; name a file in it.")
        if not within(target, self.base) and os.path.isabs(name):
            # The folder may have been named by a link.
            target = os.path.join(
                self.base, os.path.relpath(real_path(target), self.real)
            )
            target = os.path.normpath(target)
        if not within(target, self.base):
            raise ValueError(
                f"{shown(name)} would be outside the output folder {self.folder}; name "
                "a file in it."
            )
        above, last = os.path.split(target)
        if above not in self.parents:
            self.parents[above] = within(real_path(above), self.real), links_in(above)
        is_inside, links = self.parents[above]
        if last in links:
            is_inside = within(real_path(target), self.real)
        if not is_inside:
            raise ValueError(
                f"{shown(name)} leads out of the output folder {self.folder} by a "
                "link; name another file."
            )
        return self.prefix + target[len(self.base.rstrip(os.sep)) + 1 :]


def links_in(folder: str) -> frozenset[str]:
    try:
        with os.scandir(folder) as entries:
            return frozenset(entry.name for entry in entries if entry.is_symlink())
    except OSError:
        return frozenset()


def within(path: str, folder: str) -> bool:
    """Whether path is the folder, or lies in it."""
    path, folder = os.path.normcase(path), os.path.normcase(folder)
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
