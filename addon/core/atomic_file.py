"""Files that are either complete or absent. Free of bpy."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from . import leftovers
from .errors import INPUT, USAGE, AnimaxError, status_of
from .leftovers import part_path

if TYPE_CHECKING:
    from collections.abc import Generator

# With less than this on a disk, a message says how much it is, in bytes.
PLENTY = 2**30
# Of file systems that cannot be told to write now.
NO_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EROFS}


@contextlib.contextmanager
def atomic_write(
    path: str | Path, what: str = "output", status: int = INPUT, sync: bool = True
) -> Generator[Path, None, None]:
    """Yields a temporary path beside `path` (same ending), and renames it at the end:
    the file is either complete or absent. It must be written within the context. What
    was at the path stays until then; a symbolic link stays, and where it leads to is
    written. An OSError becomes an AnimaxError with that status about `what` is written,
    or with MEMORY where the disk is full.
    sync: wait until it is on the disk.
    """
    path = followed(path)
    part = part_path(Path(os.path.abspath(path)))
    leftovers.writing.add(part)
    try:
        yield part
        if not part.exists() or not part.stat().st_size:
            raise AnimaxError(f"The {what} {path} could not be written.", status)
        if sync:
            write_through(part)
        os.replace(part, path)
    except OSError as error:
        code = status_of(error, status)
        raise AnimaxError(not_written(path, error, what), code) from error
    finally:
        # Blender writes a .blend with an "@" first.
        for name in (part.name, f"{part.name}@"):
            with contextlib.suppress(OSError):
                part.with_name(name).unlink()
        leftovers.writing.discard(part)


def cut_off() -> OSError:
    """For a file of which Blender wrote only a part, and says nothing or something
    else: its disk is full, or a limit of size is reached."""
    return OSError(
        errno.ENOSPC, "Blender could not write all of it, as where a disk is full"
    )


def write_through(path: Path) -> None:
    """Onto the disk, some of which say only now that they are full."""
    with open(path, "rb+") as file:
        try:
            os.fsync(file.fileno())
        except OSError as error:
            if error.errno not in NO_SYNC:
                raise


def not_written(path: Path, error: Exception, what: str = "output") -> str:
    """The sentence for a file that could not be written, also where an exporter's error
    holds a whole traceback."""
    reason = error.strerror if isinstance(error, OSError) else ""
    reason = reason or last_line(error)
    if os.strerror(errno.EFBIG) in reason:
        reason += ", for this process (ulimit -f) or for its disk"
    with contextlib.suppress(OSError):
        free = shutil.disk_usage(path.parent).free
        if free < PLENTY:
            reason += f"; {free / 1e6:.1f} MB are free on its disk"
    return f"The {what} {path} cannot be written ({reason})."


def last_line(error: Exception) -> str:
    """The last telling line of an operator's error, which holds a whole traceback."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith(("Location:", "File "))]
    text = (lines[-1] if lines else type(error).__name__).rstrip(".")
    return re.sub(r"^(?:\w+: )?\[Errno \d+\] ", "", text.removeprefix("Error: "))


def check_writable(path: str | Path, what: str = "output") -> None:
    """An error with status 2, early, if no file can be made there. Removes what killed
    processes left beside it."""
    path = followed(path)
    # os.path, whose questions no name makes raise.
    if os.path.isdir(path):
        raise AnimaxError(f"The {what} {path} is a folder; give a file name.", USAGE)
    # /dev/null, say, which the finished file would replace.
    if os.path.exists(path) and not os.path.isfile(path):
        raise AnimaxError(
            f"The {what} {path} is a device or pipe; give a file name.", USAGE
        )
    check_parent(path.parent, what)
    part = check_name(path, what)
    check_replaceable(path, what)
    leftovers.clean(path.parent)
    # Permissions do not tell all: read-only file systems, quotas.
    try:
        part.touch(exist_ok=False)
        usable = os.access(part, os.R_OK | os.W_OK)
        part.unlink()
    except OSError as error:
        code = status_of(error, USAGE)
        raise AnimaxError(refused(path, error, what), code) from None
    if not usable:
        # It is written, read and written again until it is complete.
        raise AnimaxError(
            f"The {what} {path} cannot be written: the umask of this process, or the "
            "folder, takes its own permission from new files; set umask 022.",
            USAGE,
        )


def check_parent(folder: Path, what: str) -> None:
    """An error if nothing can be made in the folder."""
    if not os.path.isdir(folder):
        raise AnimaxError(
            f"There is no folder {folder} for the {what}; make it first.", USAGE
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise AnimaxError(
            f"The folder {folder} for the {what} is not writable; choose another one, "
            "or change its permissions.",
            USAGE,
        )


def followed(path: str | Path) -> Path:
    """Where a symbolic link leads to, also if nothing is there yet; else the path."""
    return Path(os.path.realpath(path) if os.path.islink(path) else path)


def check_replaceable(path: Path, what: str) -> None:
    """An error if there is a file that is not to be replaced: write-protected, or of
    another user where the folder keeps everyone's own."""
    try:
        file, folder = os.stat(path), os.stat(path.parent)
    except OSError:
        return
    if not file.st_mode & 0o222:
        raise AnimaxError(
            f"The {what} {path} is write-protected; remove the protection, or choose "
            "another name.",
            USAGE,
        )
    own = os.geteuid() if os.name == "posix" else 0
    if folder.st_mode & stat.S_ISVTX and own not in (0, file.st_uid, folder.st_uid):
        raise AnimaxError(
            f"The {what} {path} belongs to another user, and in {path.parent} only "
            "they can replace it; choose another name.",
            USAGE,
        )


def check_name(path: Path, what: str) -> Path:
    """Where it is written first; an error if the name is too long."""
    try:
        # Where the current folder is gone, there are no absolute paths.
        part = part_path(Path(os.path.abspath(path)))
        with contextlib.suppress(FileNotFoundError):
            os.lstat(path)
    except OSError as error:
        raise AnimaxError(refused(path, error, what), USAGE) from None
    return part


def refused(path: Path, error: OSError, what: str) -> str:
    long = error.errno == errno.ENAMETOOLONG
    return (
        f"The {what} {path} cannot be written ({error.strerror}); choose "
        f"{'a shorter name' if long else 'another place'}."
    )
