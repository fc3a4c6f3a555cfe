"""What an output of a batch was made from, as its report keeps it (`made_from`), and
what of it has changed since: --resume makes those outputs again. Free of bpy."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, cast

from ..core import native
from ..core.errors import DONE
from ..core.model_files import read_object
from ..io.report_io import to_json
from ..settings import Settings, fields_of
from .run_paths import MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..core.digests import Digests
    from .manifest import ManifestJob

# In place of what has changed.
FAILED = "the last try failed"
# Options that say where a take is computed, not which, and what is compared otherwise.
LEFT_OUT = ("device", "threads", "preview", "sequences", "model")


def made_from(job: ManifestJob, folder: str, digests: Digests) -> dict[str, Any]:
    """Of a job whose line is right; its input and model are read. What the input refers
    to is known only once it is open: add_linked."""
    options = vars(job.args)
    defaults: dict[str, Any] = {
        field.name: "on" if field.is_switch else field.default
        for field in fields_of(Settings)
    }
    changed = {
        name: plain(options[name])
        for name, default in sorted(defaults.items())
        if name not in LEFT_OUT and options[name] != default
    }
    for name in ("template_dir", "controls_map"):
        if options[name]:
            base = os.path.dirname(os.path.abspath(options["input"]))
            changed[name] = relative(options[name], base)
    preview = options["preview"]
    record: dict[str, Any] = {
        "output": os.path.relpath(job.output, folder),
        "preview": os.path.relpath(preview, folder) if preview else "",
        "options": changed,
        "input": digests.of_file(options["input"]),
        "model": digests.of_model(options["model"] or str(native.default_model())),
        "linked": {},
    }
    if options["sequences"]:
        record["sequences"] = os.path.relpath(options["sequences"], folder)
    return record


def plain(value: Any) -> Any:
    """As JSON has it, also what dataclasses hold."""
    if isinstance(value, tuple):
        return [plain(v) for v in cast("tuple[Any, ...]", value)]
    return to_json(vars(value) if hasattr(value, "__dataclass_fields__") else value)


def add_linked(
    record: dict[str, Any], source: str, linked: Sequence[str], digests: Digests
) -> None:
    """The files that the open input refers to, by their paths from its folder."""
    base = os.path.dirname(os.path.abspath(source))
    for path in linked:
        if os.path.abspath(path) != os.path.abspath(source):
            record["linked"][relative(path, base)] = digests.of_file(path)


def relative(path: str, base: str) -> str:
    try:
        return os.path.relpath(path, base)
    except ValueError:
        # On another drive.
        return os.path.abspath(path)


def read_report(path: str) -> dict[str, Any] | None:
    """An earlier report; None where there is none."""
    return read_object(path, MOST_BYTES) or None


def changes(
    job: ManifestJob, report: dict[str, Any] | None, folder: str, digests: Digests
) -> list[str] | None:
    """What has changed since the job's output was made, by names of options, "input",
    "model" or a file that the input refers to; None where no report tells."""
    if report is None or "status" not in report:
        return None
    if report["status"] != DONE:
        return [FAILED]
    before = report.get("made_from")
    if not isinstance(before, dict):
        return None
    before = cast("dict[str, Any]", before)
    now = json.loads(json.dumps(to_json(made_from(job, folder, digests))))
    found = [
        k
        for k in ("input", "model", "output", "preview", "sequences")
        if differ(before, now, k)
    ]
    old = before.get("options")
    old = cast("dict[str, Any]", old) if isinstance(old, dict) else {}
    found += [
        k for k in sorted({*old, *now["options"]}) if differ(old, now["options"], k)
    ]
    linked = before.get("linked")
    linked = cast("dict[str, Any]", linked) if isinstance(linked, dict) else {}
    base = os.path.dirname(os.path.abspath(vars(job.args)["input"]))
    for name, value in linked.items():
        if digests.of_file(os.path.join(base, name)) != value:
            found.append(name)
    return found


def differ(before: dict[str, Any], now: dict[str, Any], key: str) -> bool:
    return before.get(key) != now.get(key)
