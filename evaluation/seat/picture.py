"""Small PNG files of a screen."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy

COLOURS = 128


def palette_of(pixels: Any) -> tuple[Any, Any]:
    """uint8 [N, 3] colours, and uint8 [H, W] which of them. The most frequent ones of
    a cube of 32 each, which suits an interface; others become the nearest of them."""
    small = (pixels >> 3).astype(numpy.int32)
    cells = (small[..., 0] << 10) | (small[..., 1] << 5) | small[..., 2]
    _, where, counts = numpy.unique(cells, return_inverse=True, return_counts=True)
    where = where.reshape(-1)
    sums = [numpy.bincount(where, pixels[..., c].reshape(-1)) for c in range(3)]
    means = numpy.stack(sums, 1) / counts[:, None]
    chosen = numpy.argsort(-counts)[:COLOURS]
    apart = ((means[:, None] - means[None, chosen]) ** 2).sum(2)
    nearest = apart.argmin(1).astype(numpy.uint8)
    colours = numpy.rint(means[chosen]).astype(numpy.uint8)
    return colours, nearest[where].reshape(pixels.shape[:2])


def write_png(path: Path, pixels: Any) -> None:
    """uint8 [H, W, 3], with a palette."""
    colours, indices = palette_of(pixels)
    height, width = indices.shape
    rows = numpy.zeros((height, width + 1), numpy.uint8)
    rows[:, 1:] = indices

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 3, 0, 0, 0))
        + chunk(b"PLTE", colours.tobytes())
        + chunk(b"IDAT", zlib.compress(rows.tobytes(), 9))
        + chunk(b"IEND", b"")
    )
