"""All files that a run reads and may write, so that none is lost. Free of bpy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import USAGE, AnimaxError
from .file_keys import FileKeys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .file_keys import Key

# What a file is, "input" or "output of line 3", and its path.
Entry = tuple[str, str]


class ConflictError(AnimaxError):
    """A file that would be written is one that is read, or written a second time."""

    def __init__(self, what: str, path: str, other: Entry) -> None:
        same = "" if path == other[1] else f" ({other[1]})"
        self.clash = f"it is the same file as the {other[0]}{same}"
        self.what, self.path = what, path
        super().__init__(
            f"{path} is to be the {what}, but {self.clash}; choose another path for "
            f"the {what}.",
            USAGE,
        )


class PathTable:
    """The paths of a run. Each is added before anything is written.

    others: what else must not be overwritten, as the `read` of another table.
    """

    def __init__(
        self, keys: FileKeys | None = None, others: Mapping[Key, Entry] | None = None
    ) -> None:
        self.keys = keys or FileKeys()
        self.others = others or {}
        self.read: dict[Key, Entry] = {}
        self.written: dict[Key, Entry] = {}

    def reads(self, path: str, what: str) -> None:
        """A ConflictError if the file is to be written."""
        key = self.keys.key(path)
        if key in self.written:
            raise ConflictError(*self.written[key], (what, path))
        self.read.setdefault(key, (what, path))

    def writes(self, paths: Iterable[Entry]) -> None:
        """A ConflictError, and none of the paths is taken, if one of them is read or
        already written."""
        added: dict[Key, Entry] = {}
        for what, path in paths:
            key = self.keys.key(path)
            for taken in (self.read, self.others, self.written, added):
                if key in taken:
                    raise ConflictError(what, path, taken[key])
            added[key] = what, path
        self.written.update(added)
