"""All files that a run reads and may write, so that none is lost. Free of bpy."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .errors import USAGE, AnimaxError
from .file_keys import FileKeys, real_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .file_keys import Key

# What a file is, "input" or "output of line 3", and its path.
Entry = tuple[str, str]


class ConflictError(AnimaxError):
    """A file that would be written is one that is read, or written a second time."""

    def __init__(
        self, what: str, path: str, other: Entry, clash: str = "is the same file as"
    ) -> None:
        same = "" if path == other[1] else f" ({other[1]})"
        self.clash = f"it {clash} the {other[0]}{same}"
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
        # Folders that are written as a whole; and, once there is one, the folders in
        # which something lies that is read or written, with an example each.
        self.folders: dict[Key, Entry] = {}
        self.holding: dict[Key, Entry] | None = None
        self.above: dict[str, list[Key]] = {}

    def reads(self, path: str, what: str) -> None:
        """A ConflictError if the file is to be written."""
        key = self.keys.key(path)
        for taken in (self.written, self.folders):
            if key in taken:
                raise ConflictError(*taken[key], (what, path))
        if folder := self.folder_of(path):
            raise ConflictError(*folder, (what, path), "holds")
        self.read.setdefault(key, (what, path))
        self.hold((what, path))

    def writes(self, paths: Iterable[Entry], folder: Entry | None = None) -> None:
        """A ConflictError, and none of the paths is taken, if one of them is read or
        already written. folder: one that is written with all that is in it, and that
        neither holds nor lies in what is read or written."""
        added: dict[Key, Entry] = {}
        for what, path in paths:
            key = self.keys.key(path)
            for taken in (self.read, self.others, self.written, self.folders, added):
                if key in taken:
                    raise ConflictError(what, path, taken[key])
            if above := self.folder_of(path):
                raise ConflictError(what, path, above, "lies in")
            added[key] = what, path
        if folder is not None:
            self.check_folder(folder, added)
            self.folders[self.keys.key(folder[1])] = folder
            self.hold(folder)
        self.written.update(added)
        for entry in added.values():
            self.hold(entry)

    def check_folder(self, folder: Entry, added: Mapping[Key, Entry]) -> None:
        """A ConflictError if it cannot be written as a whole beside what is added."""
        if self.holding is None:
            self.holding = {}
            for entry in (*self.read.values(), *self.written.values()):
                self.hold(entry)
        key = self.keys.key(folder[1])
        for taken in (self.read, self.others, self.written, self.folders, added):
            if key in taken:
                raise ConflictError(*folder, taken[key])
        # The first of them as the example.
        beside = {k: e for e in [*added.values()][::-1] for k in self.keys_above(e[1])}
        for holding in (self.holding, beside):
            if key in holding:
                raise ConflictError(*folder, holding[key], "holds")
        if above := self.folder_of(folder[1]):
            raise ConflictError(*folder, above, "lies in")

    def hold(self, entry: Entry) -> None:
        if self.holding is not None:
            for key in self.keys_above(entry[1]):
                self.holding.setdefault(key, entry)

    def folder_of(self, path: str) -> Entry | None:
        """The folder that is written as a whole and in which the file lies."""
        if not self.folders:
            return None
        keys = self.keys_above(path)
        return next((self.folders[key] for key in keys if key in self.folders), None)

    def keys_above(self, path: str) -> list[Key]:
        """Of the folders in which a file lies, by its own path, and where links lead
        to."""
        found: list[Key] = []
        for name in {os.path.abspath(path), real_path(path)}:
            folder = os.path.dirname(name)
            if folder not in self.above:
                parts = [folder]
                while (parent := os.path.dirname(parts[-1])) != parts[-1]:
                    parts.append(parent)
                self.above[folder] = [self.keys.key(part) for part in parts]
            found += self.above[folder]
        return found
