"""Blender's own files."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

import bpy

from ...core.atomic_file import cut_off

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from ..take_clip import TakeClip


SUFFIXES = SAVES = (".blend",)
KEEPS_BARE_SKELETONS = True
ZSTANDARD = b"\x28\xb5\x2f\xfd"
# The last block's header: 24 bytes, 32 from Blender 5.0 on.
END_BLOCK = 32
# The end of a compressed file in Zstandard's seekable format: number of frames, kind of
# table, magic number; the frame that holds the table has a header of eight bytes.
FOOTER, FOOTER_MAGIC, FRAME_HEADER = struct.Struct("<IBI"), 0x8F92EAB1, 8


def load(path: Path) -> None:
    """Runs no script that the file holds."""
    try:
        bpy.ops.wm.open_mainfile(filepath=str(path), load_ui=False, use_scripts=False)
    except RuntimeError as error:
        if bpy.app.version < (4, 5) and may_be_newer(path):
            version = ".".join(map(str, bpy.app.version[:2]))
            raise RuntimeError(
                "it seems to be of Blender 5.0 or later, whose files Blender "
                f"{version} cannot open; export it there as .glb or .fbx, or run this "
                "in 4.5 or later"
            ) from error
        raise


def may_be_newer(path: Path) -> bool:
    """Blender 5.0 changed the header, so that its files, often compressed, are none to
    Blender up to 4.4. For a file that could not be opened."""
    with open(path, "rb") as file:
        start = file.read(8)
    return start[:4] == ZSTANDARD or (start[:7] == b"BLENDER" and start[7:8].isdigit())


def save(path: Path, take: TakeClip) -> None:  # noqa: ARG001
    """Everything, earlier clips too; the take has the name of its Action. Whether the
    file is compressed stays as it was in the one that is open."""
    try:
        bpy.ops.wm.save_as_mainfile(filepath=str(path), copy=True)
    except RuntimeError as error:
        # What Blender says where a disk is full.
        if "No such file" in str(error) and path.parent.is_dir():
            raise cut_off() from error
        raise
    # On a full disk Blender notices nothing where it compresses.
    if not is_whole(path):
        raise cut_off()


def is_whole(path: Path) -> bool:
    """Does the file end as Blender ends one? Uncompressed with a block "ENDB"; else
    with a table of its frames, as long as these are together."""
    with open(path, "rb") as file:
        start = file.read(4)
        size = file.seek(0, os.SEEK_END)
        if start == ZSTANDARD:
            return size == compressed_size(file, size)
        file.seek(max(0, size - END_BLOCK))
        return b"ENDB" in file.read()


def compressed_size(file: BinaryIO, size: int) -> int:
    """The size of which the table at the end of a compressed file tells; 0 without."""
    if size < FOOTER.size:
        return 0
    file.seek(size - FOOTER.size)
    count, kind, magic = FOOTER.unpack(file.read())
    if magic != FOOTER_MAGIC:
        return 0
    # Of each frame two sizes and, where the highest bit of `kind` says so, a checksum.
    row = struct.Struct("<I8x" if kind & 0x80 else "<I4x")
    table = count * row.size + FOOTER.size
    if table > size:
        return 0
    file.seek(size - table)
    rows = file.read(count * row.size)
    return FRAME_HEADER + table + sum(length for (length,) in row.iter_unpack(rows))
