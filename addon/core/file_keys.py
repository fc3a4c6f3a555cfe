"""Which file a path means, whether the file exists or not. Free of bpy."""

from __future__ import annotations

import os
import stat
import unicodedata

# Equal keys: the same file.
Key = tuple[object, ...]


class FileKeys:
    """Keys of paths, equal where two paths are one file: by other spellings, symbolic
    and hard links. A file that does not exist yet is known by its folder and its name.

    Each folder is looked at once, so an object serves as long as folders stay.
    """

    def __init__(self) -> None:
        self.folders: dict[str, tuple[Key, bool]] = {}

    def key(self, path: str | os.PathLike[str]) -> Key:
        path = os.fspath(path)
        linked = False
        try:
            found = os.lstat(path)
            linked = stat.S_ISLNK(found.st_mode)
            if not linked:
                return number_of(found, path)
            return number_of(os.stat(path), path)
        except (OSError, ValueError):
            pass
        folder, name = os.path.split(path)
        if linked or name in ("", os.curdir, os.pardir):
            # A link may lead to a file that does not exist yet.
            real = real_path(path)
            there = existing(real)
            if there is not None:
                return there
            folder, name = os.path.split(real)
        return self.in_folder(folder or os.curdir, name)

    def in_folder(self, folder: str, name: str) -> Key:
        """Of a file that does not exist."""
        if folder not in self.folders:
            real = real_path(folder)
            found = existing(real)
            if found is None:
                above, last = os.path.split(real)
                # The root, where even that cannot be looked at.
                found = (real,) if above == real else self.in_folder(above, last)
                self.folders[folder] = found, self.folders.get(above, ((), False))[1]
            else:
                self.folders[folder] = found, ignores_case(real)
        key, any_case = self.folders[folder]
        if any_case:
            name = unicodedata.normalize("NFC", name).casefold()
        return (*key, name)


def existing(path: str) -> Key | None:
    """The key of what exists; None where nothing does, or it cannot be looked at."""
    try:
        return number_of(os.stat(path), path)
    except (OSError, ValueError):
        return None


def number_of(found: os.stat_result, path: str) -> Key:
    # Some network drives on Windows number no files.
    if not found.st_ino:
        return (os.path.normcase(real_path(path)),)
    return found.st_dev, found.st_ino


def real_path(path: str) -> str:
    """os.path.realpath, of a path that cannot exist too."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return path


def ignores_case(folder: str) -> bool:
    """Whether the file system takes NAME for name, asked of the folder's own name."""
    above, name = os.path.split(folder)
    while name and name.swapcase() == name:
        above, name = os.path.split(above)
    if not name:
        return False
    other = os.path.join(above, name.swapcase())
    try:
        return os.path.samefile(os.path.join(above, name), other)
    except (OSError, ValueError):
        return False
