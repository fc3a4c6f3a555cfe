"""The catalogue AnimaX of asset libraries: a line in blender_assets.cats.txt, which
Blender gives scripts no way to write.

It lies where Blender itself would write it: in the folder of the asset library that
holds the .blend file, else beside that.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import bpy

from ..core.atomic_file import atomic_write
from ..core.errors import AnimaxError

if TYPE_CHECKING:
    from typing import Any

FILE = "blender_assets.cats.txt"
NAME = "AnimaX"
# Where no catalogue of this name is there yet.
UUID = "6f6a3c0e-5c1b-4b52-9d5e-a21f0c4e7a90"
LINE = re.compile(r"^([0-9a-fA-F-]{36}):([^:]*):(.*)$")
HEAD = """\
# This is an Asset Catalog Definition file for Blender.
#
# Empty lines and lines starting with `#` will be ignored.
# The first non-ignored line should be the version indicator.
# Other lines are of the format "UUID:catalog/path/for/assets:simple catalog name"

VERSION 1

"""


def library_folder(path: str) -> Path:
    """Of the .blend file at this path."""
    folder = Path(path).resolve().parent
    preferences: Any = bpy.context.preferences
    roots = [bpy.path.abspath(l.path) for l in preferences.filepaths.asset_libraries]
    for root in (Path(root).resolve() for root in roots if root):
        if root == folder or root in folder.parents:
            return root
    return folder


def catalog_in(text: str) -> str:
    """The UUID of the catalogue in such a file; "" if it is not there."""
    for line in text.splitlines():
        match = LINE.match(line.strip())
        if match and match[2].strip().lower() == NAME.lower():
            return match[1].lower()
    return ""


def read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeError) as error:
        raise AnimaxError(
            f"The catalogues in {file} cannot be read: {error}"
        ) from error


def ensure_catalog(path: str) -> str:
    """The catalogue's UUID for assets of the .blend file at this path; it is there
    afterwards."""
    file = library_folder(path) / FILE
    text = read(file)
    found = catalog_in(text)
    if found:
        return found
    if text and not text.endswith("\n"):
        text += "\n"
    with atomic_write(file, "list of asset catalogues") as part:
        Path(part).write_text(f"{text or HEAD}{UUID}:{NAME}:{NAME}\n", encoding="utf-8")
    return UUID
