"""The pictures that an FBX or Collada file names, also those that nothing shows and
that importers therefore leave out. Free of bpy."""

from __future__ import annotations

import html
import mmap
import os
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDINGS = (
    "png", "jpg", "jpeg", "tga", "bmp", "tiff", "tif", "dds", "psd", "gif", "webp",
    "exr", "hdr", "tx", "mp4", "avi", "mov",
)  # fmt: skip
# Whatever comes after it: in a binary FBX, what follows is not apart from the name.
# Without re.IGNORECASE, which takes five times as long.
ENDING = re.compile(
    rb"\.(?=[A-Za-z])(?:"
    + "|".join("".join(f"[{c}{c.upper()}]" for c in name) for name in ENDINGS).encode()
    + rb")"
)
# What a name begins after; in a binary FBX, zeros of its length stand before it.
LIMIT = re.compile(rb"[\x00-\x1f\"<>]")
LONGEST = 1000
SCHEME = re.compile(r"file:/{0,2}(?=/)", re.IGNORECASE)


def files_beside(path: Path) -> list[str]:
    """Those that are there: where the name says, or beside the file, where importers
    look for them too."""
    return [picture for picture in places(path) if os.path.isfile(picture)]


def places(path: Path) -> list[str]:
    """Where they may be."""
    found: dict[str, None] = {}
    for name in dict.fromkeys(names_in(path)):
        for place in (name, name.rsplit("/", 1)[-1]):
            found[os.path.join(path.parent, place)] = None
    return list(found)


def names_in(path: Path) -> Iterator[str]:
    """As they stand there, and as a URI, with slashes."""
    try:
        with (
            open(path, "rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            ends = [match.end() for match in ENDING.finditer(content)]
            rows = {content[max(0, end - LONGEST) : end] for end in ends}
    except (OSError, ValueError):
        return
    for text in sorted(os.fsdecode(LIMIT.split(row)[-1]) for row in rows):
        for name in (text, unquote(html.unescape(SCHEME.sub("", text)))):
            yield name.strip().replace("\\", "/")
