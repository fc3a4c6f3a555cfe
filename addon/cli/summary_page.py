"""The page of a batch (--summary): one HTML file that shows what became of each job.

It stands alone: no script, nothing from elsewhere. What it shows comes from manifests
and reports, which may hold anything, so every text is escaped. Free of bpy.
"""

from __future__ import annotations

import dataclasses
import html
import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from ..core.atomic_file import atomic_write
from ..core.errors import ASSET, CAUSES, DONE, INPUT, MACHINE, USAGE, AnimaxError
from .page_style import STYLE

if TYPE_CHECKING:
    from collections.abc import Iterable

# Of larger batches the first jobs alone have pictures: some 15 KB each.
PICTURES = 500
# With what the title of each begins.
TITLE = "<title>AnimaX: "
# Only what views/stick_figure.py writes goes into the page.
PATH = re.compile(r"(?:M-?\d{1,4} -?\d{1,4}L-?\d{1,4} -?\d{1,4})+")
# Figures, and their digits behind the point.
COLUMNS = {"confidence": 2, "match": 2, "frames": 0, "seconds": 1}
WAYS_OUT = {
    ASSET: "This asset: change its line or its rig, then run the batch again with "
    "--resume.",
    MACHINE: "This machine: run the batch again with --resume once it has room, or on "
    "another one.",
    "cancelled": "Cancelled: run the batch again with --resume.",
}


@dataclasses.dataclass
class PageRow:
    """One job, as the page shows it."""

    line: int
    output: str
    input: str
    prompt: str
    status: int
    error: str = ""
    skipped: bool = False
    # Why an output that was there was made again.
    again: tuple[str, ...] = ()
    figures: dict[str, Any] = dataclasses.field(default_factory=dict[str, Any])


def check_summary(path: str) -> None:
    """An AnimaxError if no page is written there, whatever it is."""
    if path and not path.lower().endswith((".html", ".htm")):
        raise AnimaxError(
            f"The summary {path} does not end in .html; choose a name that does.",
            USAGE,
        )


def check_replaces_page(path: str) -> None:
    """An AnimaxError if a file is there that is no such page."""
    try:
        with open(path, "rb") as file:
            head = file.read(1024)
    except OSError:
        return
    if head and TITLE.encode() not in head:
        raise AnimaxError(
            f"{path} is there and is no summary of a batch; choose another name for "
            "the summary, or delete the file.",
            USAGE,
        )


def figures_of(report: dict[str, Any] | None, with_picture: bool) -> dict[str, Any]:
    """What the page shows of a job's report, which may be an earlier one."""
    report = report or {}
    found: dict[str, Any] = {
        key: value
        for key in ("confidence", "match", "frames", "fps")
        if isinstance(value := report.get(key), (int, float))
    }
    seconds = report.get("seconds")
    if isinstance(seconds, dict):
        values = cast("dict[str, Any]", seconds).values()
        found["seconds"] = sum(v for v in values if isinstance(v, (int, float)))
    warnings = report.get("warnings")
    if isinstance(warnings, list):
        found["warnings"] = [str(w) for w in cast("list[Any]", warnings)]
    if with_picture and isinstance(picture := report.get("picture"), dict):
        found["picture"] = picture
    return found


def write_page(path: str, title: str, rows: list[PageRow], total: int) -> None:
    """total: the manifest's jobs; those that were not begun have no row."""
    text = page(title, rows, total, os.path.dirname(os.path.abspath(path)))
    with atomic_write(path, "summary", INPUT) as part:
        part.write_bytes(text.encode("utf-8", "replace"))


def page(title: str, rows: list[PageRow], total: int, folder: str) -> str:
    failed = [row for row in rows if row.status != DONE]
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"{TITLE}{text_of(title)}</title>",
        f"<style>{STYLE}</style></head><body>",
        f"<h1>{text_of(title)}</h1>",
        f"<p>{counts(rows, total)}</p>",
    ]
    if failed:
        parts.append("<h2>Failed</h2><ul>")
        for row in failed:
            where = (
                f'<a href="#line-{row.line}">{text_of(row.output or "no output")}</a>'
            )
            parts.append(f"<li>Line {row.line}, {where}: {text_of(row.error)}</li>")
        parts.append("</ul>")
    # Not every model can tell how well a take matches.
    shown = [c for c in COLUMNS if any(c in row.figures for row in rows)]
    heads = ["Line", "Take", "Asset", *(c.capitalize() for c in shown)]
    cells = "".join(f"<th>{head}</th>" for head in heads)
    parts.append(f"<table><thead><tr>{cells}</tr></thead><tbody>")
    parts += [table_row(row, folder, shown) for row in rows]
    made = time.strftime("%Y-%m-%d %H:%M:%S")
    parts.append(
        f"</tbody></table><footer>Made by AnimaX, {made}.</footer></body></html>"
    )
    return "\n".join(parts) + "\n"


def counts(rows: list[PageRow], total: int) -> str:
    skipped = sum(row.skipped for row in rows)
    failed = sum(row.status != DONE for row in rows)
    again = sum(bool(row.again) for row in rows)
    done = len(rows) - skipped - failed
    seconds = sum(row.figures.get("seconds", 0.0) for row in rows if not row.skipped)
    words = [f"{total} jobs: {done} done"]
    words += [f"{again} of them made again"] if again else []
    words += [f"{skipped} were there already"] if skipped else []
    words += [f"{failed} failed"] if failed else []
    words += [f"{total - len(rows)} not begun"] if total > len(rows) else []
    return text_of(", ".join(words) + f". {seconds:.1f} s of work.")


def table_row(row: PageRow, folder: str, columns: list[str]) -> str:
    failed = row.status != DONE
    kind = "failed" if failed else "skipped" if row.skipped else "done"
    cells = [f'<th scope="row">{row.line}</th>', f"<td>{picture_of(row)}</td>"]
    cells.append(f"<td>{description(row, folder)}</td>")
    for name in columns:
        value = row.figures.get(name)
        shown = "" if failed or value is None else f"{value:.{COLUMNS[name]}f}"
        cells.append(f'<td class="number">{shown}</td>')
    return f'<tr id="line-{row.line}" class="{kind}">{"".join(cells)}</tr>'


def description(row: PageRow, folder: str) -> str:
    name = text_of(row.output or f"line {row.line}")
    if row.status == DONE and row.output:
        name = f'<a href="{link(row.output, folder)}">{name}</a>'
    lines = [f"<strong>{name}</strong>"]
    if row.prompt:
        lines.append(f'<p class="prompt"><bdi>{text_of(row.prompt)}</bdi></p>')
    if row.input:
        lines.append(f'<p class="input">from {text_of(row.input)}</p>')
    if row.skipped:
        lines.append('<p class="note">Was there already; skipped.</p>')
    if row.again:
        why = text_of(", ".join(row.again))
        lines.append(f'<p class="note">Made again; changed: {why}.</p>')
    if row.status != DONE:
        lines.append(f'<p class="reason">{text_of(row.error)}</p>')
        if way := WAYS_OUT.get(CAUSES.get(row.status, MACHINE)):
            way = text_of(way).replace("--resume", "<code>--resume</code>")
            lines.append(f'<p class="note">{way} (Status {row.status}.)</p>')
    if warnings := row.figures.get("warnings"):
        lines.append(f"<ul>{''.join(f'<li>{text_of(w)}</li>' for w in warnings)}</ul>")
    return "".join(lines)


def picture_of(row: PageRow) -> str:
    """The poses of views/stick_figure.py, one after the other; all are faint, so that
    paper and still pictures show the movement, too."""
    picture = row.figures.get("picture")
    if not isinstance(picture, dict) or row.status != DONE:
        return '<div class="none"></div>'
    picture = cast("dict[str, Any]", picture)
    poses, seconds = picture.get("poses"), picture.get("seconds")
    if not isinstance(poses, list) or not isinstance(seconds, (int, float)):
        return '<div class="none"></div>'
    poses = [
        p for p in cast("list[Any]", poses) if isinstance(p, str) and PATH.fullmatch(p)
    ]
    size = picture.get("size")
    size = size if isinstance(size, int) else 240
    seconds = min(max(float(seconds), 0.8), 8.0)
    label = html.escape(f"Stick figure of the take in {len(poses)} poses")
    paths = [f'<path class="ghost" d="{pose}"/>' for pose in poses]
    count = max(len(poses), 1)
    for n, pose in enumerate(poses):
        # A negative delay: all poses are in step from the first moment on.
        delay = f"{-seconds * (count - n) / count:.3f}s"
        timing = f"animation-duration:{seconds:.3f}s;animation-delay:{delay}"
        paths.append(f'<path class="pose of-{count}" style="{timing}" d="{pose}"/>')
    return (
        f'<svg role="img" aria-label="{label}" viewBox="0 0 {size} {size}">'
        f"{''.join(paths)}</svg>"
    )


def link(path: str, folder: str) -> str:
    """From a page in that folder."""
    try:
        near = os.path.relpath(path, folder)
    except ValueError:
        # On another drive.
        return html.escape(Path(os.path.abspath(path)).as_uri())
    # "./", as a name with a colon would be another scheme.
    return html.escape("./" + quote(os.fsencode(near.replace(os.sep, "/"))))


def text_of(text: str) -> str:
    """Escaped; control characters, and those that turn the direction of what follows,
    shown as such."""
    return html.escape("".join(visible(text)))


def visible(text: str) -> Iterable[str]:
    for character in text:
        code = ord(character)
        odd = code < 32 or 127 <= code < 160 or code in range(0x202A, 0x202F)
        odd = odd or code in range(0x2066, 0x206A) or 0xD800 <= code < 0xE000
        yield f"\\u{code:04x}" if odd else character
