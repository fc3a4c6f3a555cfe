"""PNG and MP4 files from uint8 arrays. Free of bpy."""

from __future__ import annotations

import itertools
import os
import shutil
import struct
import subprocess
import tempfile
import zlib
from typing import TYPE_CHECKING

import numpy as np

from ..core.errors import USAGE, AnimaxError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ..core.array_types import Pixels


SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Types of PNG's colours.
RGB, PALETTE = 2, 3


def write_png(path: str | Path, image: Pixels) -> None:
    """image uint8 [H, W, 3]."""
    height, width, _ = image.shape
    data = png_file(image.reshape(height, 3 * width), width, RGB, 6)
    with open(path, "wb") as file:
        file.write(data)


def png_file(
    rows: Pixels, width: int, colour: int, level: int, *chunks: tuple[bytes, bytes]
) -> bytes:
    """rows: uint8 [H, bytes of a row]; level: of compression; chunks: what else comes
    before the pixels."""
    plain = np.zeros((len(rows), 1 + rows.shape[1]), dtype=np.uint8)
    plain[:, 1:] = rows
    header = struct.pack(">IIBBBBB", width, len(rows), 8, colour, 0, 0, 0)
    pixels = zlib.compress(plain.tobytes(), level)
    found = SIGNATURE
    for kind, data in (
        (b"IHDR", header), *chunks, (b"IDAT", pixels), (b"IEND", b"")
    ):  # fmt: skip
        check = struct.pack(">I", zlib.crc32(kind + data))
        found += struct.pack(">I", len(data)) + kind + data + check
    return found


def find_ffmpeg() -> str:
    """ffmpeg's path; an AnimaxError if it is not installed."""
    found = shutil.which("ffmpeg")
    if found is None:
        raise AnimaxError(
            "An .mp4 preview needs ffmpeg on the PATH; install it or choose .png.",
            USAGE,
        )
    return found


def write_mp4(path: str | Path, frames: Iterable[Pixels], fps: float) -> None:
    """frames: each uint8 [H, W, 3], H and W even; taken one by one."""
    frames = iter(frames)
    first = next(frames)
    height, width, _ = first.shape
    command = [find_ffmpeg(), "-y", "-loglevel", "error", "-f", "rawvideo"]
    command += ["-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", f"{fps:.6f}"]
    command += ["-i", "-", "-pix_fmt", "yuv420p", "-f", "mp4", str(path)]
    with tempfile.TemporaryFile() as log:
        # In a session of its own: Ctrl-C is for this process, which then ends ffmpeg.
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stderr=log, start_new_session=True
        )
        assert process.stdin is not None
        try:
            for frame in itertools.chain([first], frames):
                process.stdin.write(frame.tobytes())
        except BrokenPipeError:
            # It has ended, and says why.
            pass
        except BaseException:
            process.kill()
            raise
        finally:
            process.communicate()
        log.seek(0)
        lines = log.read().decode("utf-8", "replace").strip().splitlines()
    # On a full disk some releases end with 0.
    if process.returncode or not is_whole_mp4(path):
        # atomic_write makes a sentence of it.
        said = " ".join(lines)[-200:] or f"it ended with {process.returncode}"
        raise OSError(f"ffmpeg: {said}")


def is_whole_mp4(path: str | Path) -> bool:
    """Does the file consist of whole parts, one of them the table of its frames, which
    is written last?"""
    names, at = [], 0
    if not os.path.exists(path):
        return False
    with open(path, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        while at + 8 <= size:
            file.seek(at)
            length, name = struct.unpack(">I4s", file.read(8))
            if length == 1:
                length = int.from_bytes(file.read(8), "big")
            if length < 8:
                return False
            names.append(name)
            at += length
    return at == size and b"moov" in names


def grid(tiles: Pixels, columns: int) -> Pixels:
    """uint8 [n, H, W, 3] -> one image, row by row; missing tiles are white."""
    count, height, width, _ = tiles.shape
    rows = -(-count // columns)
    sheet = np.full((rows * columns, height, width, 3), 255, dtype=np.uint8)
    sheet[:count] = tiles
    sheet = sheet.reshape(rows, columns, height, width, 3).transpose(0, 2, 1, 3, 4)
    return np.ascontiguousarray(sheet.reshape(rows * height, columns * width, 3))
