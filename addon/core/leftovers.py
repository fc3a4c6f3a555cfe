"""Names of temporary files that say which process writes them, so that what a killed
process left behind is removed later. Free of bpy.

A name holds a number for the machine (another one that shares a disk, or another
container, has processes of its own) and the process's.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
import shutil
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import MEMORY, AnimaxError

if TYPE_CHECKING:
    from collections.abc import Generator


# The longest file name, less the "@" that Blender adds while it saves a .blend.
LONGEST = 255 - 1
# In a scratch folder beside others: what was moved out of its successor's way.
BEFORE = "before"
# What this process writes at the moment, and the folders that it has cleaned.
writing: set[Path] = set()
cleaned: set[str] = set()


def machine() -> str:
    """Eight digits for the host since it started, and the container, whose processes
    have numbers of their own. Copies of a virtual machine have all but the start in
    common."""
    parts = [platform.node().encode("utf-8", "replace")]
    with contextlib.suppress(OSError):
        parts.append(Path("/etc/machine-id").read_bytes())
    with contextlib.suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_bytes())
    with contextlib.suppress(OSError):
        parts.append(b"%d" % os.stat("/proc/self/ns/pid").st_ino)
    return f"{zlib.crc32(b' '.join(parts)):08x}"


MACHINE = machine()
PART = re.compile(rf"\..*\.{MACHINE}-(\d{{1,9}})\.part(?:\.[^.]+)?@?", re.DOTALL)
SCRATCH = re.compile(rf"\.?animax-{MACHINE}-(\d{{1,9}})-\w+")


def part_path(path: Path) -> Path:
    """Where a file is written until it is complete: beside it, with its ending."""
    end = f".{MACHINE}-{os.getpid()}.part{path.suffix}"
    room = LONGEST - len(os.fsencode(end)) - 1
    return path.with_name(f".{shortened(path.stem, room)}{end}")


def shortened(text: str, room: int) -> str:
    """As much of the text as has room in so many bytes."""
    while len(os.fsencode(text)) > room:
        text = text[:-1]
    return text


def finished_stem(part: Path) -> str:
    """The stem of the file that is written as this part."""
    return re.sub(r"^\.(.*)\.[0-9a-f]{8}-\d+\.part$", r"\1", part.stem)


@contextlib.contextmanager
def scratch_folder(beside: Path | None = None) -> Generator[Path, None, None]:
    """A temporary folder, where the system has its own or, hidden, in another."""
    name = f"animax-{MACHINE}-{os.getpid()}-"
    name = name if beside is None else f".{name}"
    try:
        path = Path(tempfile.mkdtemp(prefix=name, dir=beside)).absolute()
    except OSError as error:
        raise AnimaxError(
            f"No temporary folder can be made ({error.strerror or error}); free some "
            "space, or name another place for it in TMPDIR.",
            MEMORY,
        ) from error
    writing.add(path)
    try:
        yield path
    finally:
        writing.discard(path)
        remove_scratch(path)


def remove_scratch(folder: Path) -> None:
    """Removes a scratch folder. What was moved out of its successor's way goes back if
    that has not come; if it cannot, it stays where it is."""
    try:
        with os.scandir(folder / BEFORE) as entries:
            for entry in list(entries):
                place = folder.parent / entry.name
                if not os.path.lexists(place):
                    os.rename(entry.path, place)
    except FileNotFoundError:
        pass
    except OSError:
        return
    shutil.rmtree(folder, ignore_errors=True)


def clean(folder: str | Path) -> None:
    """Removes, once in each folder, what processes of this machine that have ended were
    writing there."""
    # One folder by whatever links: what is kept or being written is so by all of them.
    with contextlib.suppress(OSError):
        folder = os.path.realpath(folder)
    key = os.fspath(folder)
    if key in cleaned or os.name != "posix":
        return
    cleaned.add(key)
    with contextlib.suppress(OSError), os.scandir(key) as entries:
        for entry in list(entries):
            with contextlib.suppress(OSError):
                remove_dead(entry)


def clean_temporary() -> None:
    """The same in the folder of temporary files."""
    with contextlib.suppress(OSError):
        clean(tempfile.gettempdir())


def remove_dead(entry: os.DirEntry[str]) -> None:
    is_folder = entry.is_dir(follow_symlinks=False)
    match = (SCRATCH if is_folder else PART).fullmatch(entry.name)
    if match is None or is_alive(int(match[1]), Path(entry.path)):
        return
    if is_folder:
        remove_scratch(Path(entry.path))
    else:
        os.unlink(entry.path)


def is_alive(process: int, path: Path) -> bool:
    """Does the process still write there? One of before may have had this one's
    number, as in containers."""
    if process == os.getpid():
        return path.name in {other.name for other in writing}
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def remove_own() -> None:
    """Before this process ends at once: what it was writing."""
    for path in list(writing):
        remove_scratch(path)
        for name in (path.name, f"{path.name}@"):
            with contextlib.suppress(OSError):
                path.with_name(name).unlink()
