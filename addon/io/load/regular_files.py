"""What a file refers to must be files: opening a named pipe waits for whoever writes
into it, which may be nobody. Free of bpy."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from ...core.errors import INPUT, AnimaxError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}


def check_regular(path: Path, others: Iterable[str]) -> None:
    """An AnimaxError if one of those that the file names is there and is no file. The
    importer says which are missing, or folders."""
    for other in others:
        try:
            kind = KINDS.get(stat.S_IFMT(os.stat(other).st_mode))
        except (OSError, ValueError):
            continue
        if kind:
            raise AnimaxError(
                f"{path.name} refers to {other}, which is {kind}; put a file there.",
                INPUT,
            )
