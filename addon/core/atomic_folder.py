"""Folders of many files that are either complete or absent. Free of bpy."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from . import leftovers
from .atomic_file import check_parent, followed, not_written, write_through
from .errors import INPUT, USAGE, AnimaxError, status_of
from .model_files import read_object

if TYPE_CHECKING:
    from collections.abc import Generator

# A list of contents is no longer.
MOST_BYTES = 256 << 20


class FolderLayout:
    """What a folder that is written as a whole may hold."""

    def __init__(self, index: str, key: str, names: str) -> None:
        """index: the JSON file that lists its contents, with this key; names: a pattern
        of all its files and folders, as paths with slashes."""
        self.index, self.key, self.names = index, key, re.compile(names)

    def foreign(self, folder: Path) -> str:
        """Of a folder, something that is no part of such a one; "" of one that may be
        replaced, since it is empty, or was written as such."""
        found = False
        for place, folders, files in os.walk(folder, onerror=refuse):
            for name in [*folders, *files]:
                path = os.path.join(place, name)
                relative = Path(path).relative_to(folder).as_posix()
                if os.path.islink(path) or not self.names.fullmatch(relative):
                    return relative
                found = True
        if found and self.key not in read_object(str(folder / self.index), MOST_BYTES):
            return min(os.listdir(folder))
        return ""


def refuse(error: OSError) -> None:
    """What cannot be read is not empty."""
    raise error


def check_folder(path: str | Path, layout: FolderLayout, what: str) -> None:
    """An error with status 2, early, if the folder cannot be made, or would replace
    what was not written as such a folder."""
    place = Path(os.path.abspath(followed(path)))
    if os.path.exists(place) and not os.path.isdir(place):
        raise AnimaxError(
            f"{path}, the folder of the {what}, is a file; name a folder.", USAGE
        )
    check_parent(place.parent, what)
    try:
        with contextlib.suppress(FileNotFoundError):
            os.lstat(place)
        if os.path.isdir(place) and (found := layout.foreign(place)):
            raise AnimaxError(
                f"The folder {path} holds {found}, which is not part of the {what}; "
                "name a new or empty folder.",
                USAGE,
            )
    except OSError as error:
        raise AnimaxError(
            f"The folder {path} for the {what} cannot be used "
            f"({error.strerror or error}); name another.",
            USAGE,
        ) from None
    leftovers.clean(place.parent)


@contextlib.contextmanager
def atomic_folder(
    path: str | Path, layout: FolderLayout, what: str
) -> Generator[Path, None, None]:
    """Yields a temporary folder beside `path`, which takes its place at the end: the
    folder is either complete or as it was before, of a process that is killed between
    the two once another one cleans up (leftovers.py). check_folder has been asked; what
    has come into the folder since then is not lost."""
    place = Path(os.path.abspath(followed(path)))
    try:
        with leftovers.scratch_folder(place.parent) as scratch:
            part, before = scratch / "part", scratch / leftovers.BEFORE / place.name
            part.mkdir()
            before.parent.mkdir()
            yield part
            write_through(part / layout.index)
            if os.path.isdir(place):
                if found := layout.foreign(place):
                    raise AnimaxError(
                        f"The {what} were not written: {place} now holds {found}.",
                        INPUT,
                    )
                os.rename(place, before)
            os.rename(part, place)
    except OSError as error:
        code = status_of(error, INPUT)
        raise AnimaxError(not_written(place, error, what), code) from error
