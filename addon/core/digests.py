"""Digests of files, by which a later run tells whether they changed. Free of bpy."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from .model_files import model_files

if TYPE_CHECKING:
    from pathlib import Path

# Files up to this many bytes are read whole; of larger ones (a model's weights) so much
# in blocks from beginning to end, which any training or editing changes.
WHOLE = 64 << 20
BLOCK = 1 << 20


class Digests:
    """Digests by path, each file read once: an object serves for one batch."""

    def __init__(self) -> None:
        self.files: dict[str, str | None] = {}
        self.models: dict[str, str] = {}

    def of_file(self, path: str | Path) -> str | None:
        """Of the content; None where there is no file that can be read."""
        path = os.fspath(path)
        if path not in self.files:
            self.files[path] = digest(path)
        return self.files[path]

    def of_model(self, folder: str | Path) -> str:
        """Of all files of a model folder, wherever the folder lies."""
        folder = os.fspath(folder)
        if folder not in self.models:
            found = hashlib.sha256()
            for path in model_files(folder):
                name = os.path.relpath(path, folder)
                row = f"{name}\0{digest(path) or 'missing'}\0"
                found.update(row.encode("utf-8", "surrogateescape"))
            self.models[folder] = found.hexdigest()
        return self.models[folder]


def digest(path: str) -> str | None:
    try:
        # A pipe would never end.
        if not os.path.isfile(path):
            return None
        with open(path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            found = hashlib.sha256(b"%d " % size)
            for start in block_starts(size):
                file.seek(start)
                found.update(file.read(BLOCK))
    except (OSError, ValueError):
        return None
    return found.hexdigest()


def block_starts(size: int) -> list[int]:
    """Where the blocks begin that are read of a file."""
    if size <= WHOLE:
        return list(range(0, size, BLOCK))
    count = WHOLE // BLOCK
    return [n * (size - BLOCK) // (count - 1) for n in range(count)]
