"""Files that are either complete or absent. Free of bpy."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import INPUT, USAGE, AnimaxError

if TYPE_CHECKING:
    from collections.abc import Generator


@contextlib.contextmanager
def atomic_write(path: str | Path) -> Generator[Path, None, None]:
    """Yields a temporary path beside `path` (same ending), and renames it at the end:
    the file is either complete or absent. It must be written within the context."""
    path = Path(path)
    part = part_path(path)
    try:
        yield part
        if not part.exists():
            raise AnimaxError(f"{path} could not be written.", INPUT)
        os.replace(part, path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def part_path(path: Path) -> Path:
    """Where the file is written until it is complete."""
    return path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")


def check_writable(path: str | Path, what: str = "output") -> None:
    """An error with status 2, early, if no file can be made there."""
    path = Path(path)
    # os.path, whose questions no name makes raise.
    if os.path.isdir(path):
        raise AnimaxError(f"The {what} {path} is a folder; give a file name.", USAGE)
    # /dev/null, say, which the finished file would replace.
    if os.path.exists(path) and not os.path.isfile(path):
        raise AnimaxError(
            f"The {what} {path} is a device or pipe; give a file name.", USAGE
        )
    folder = path.parent
    if not os.path.isdir(folder):
        raise AnimaxError(f"There is no folder {folder} for the {what}.", USAGE)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise AnimaxError(f"The folder {folder} for the {what} is not writable.", USAGE)
    # Permissions do not tell all: read-only file systems, quotas, names too long.
    part = part_path(path)
    try:
        part.touch(exist_ok=False)
        part.unlink()
    except OSError as error:
        long = error.errno == errno.ENAMETOOLONG
        raise AnimaxError(
            f"The {what} {path} cannot be written ({error.strerror}); choose "
            f"{'a shorter name' if long else 'another place'}.",
            USAGE,
        ) from None
