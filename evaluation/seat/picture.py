"""Small PNG files of a screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy

from addon.views import images

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
    palette = (b"PLTE", colours.tobytes())
    width = indices.shape[1]
    path.write_bytes(images.png_file(indices, width, images.PALETTE, 9, palette))
