"""PNG files as uint8 arrays: strict, and without memory beyond the picture's own, as
the files are not this program's. Free of bpy."""

from __future__ import annotations

import os
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

from ..core.errors import INPUT, AnimaxError
from .images import SIGNATURE

if TYPE_CHECKING:
    from pathlib import Path

    from ..core.array_types import Pixels

# Channels by colour type.
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# The longest side of a picture that is read.
MOST_PIXELS = 4096


def read_png(path: str | Path) -> Pixels:
    """uint8 [H, W, 3] of a PNG file with 8 bits a channel, over white where it is
    transparent; an AnimaxError if it is none."""
    try:
        data = read_file(path)
    except OSError as error:
        raise AnimaxError(
            f"The picture {path} cannot be read ({error.strerror or error}).", INPUT
        ) from None
    try:
        return decode_png(data)
    except (ValueError, struct.error, zlib.error) as error:
        raise AnimaxError(
            f"The picture {path} cannot be read ({error}); save it as a PNG with 8 "
            "bits a channel, not interlaced.",
            INPUT,
        ) from None


def read_file(path: str | Path) -> bytes:
    if os.path.exists(path) and not os.path.isfile(path):
        # A pipe would never end.
        raise OSError("it is no file")
    with open(path, "rb") as file:
        return file.read(4 * MOST_PIXELS**2)


def decode_png(data: bytes) -> Pixels:
    """A ValueError, struct.error or zlib.error says what is wrong."""
    if not data.startswith(SIGNATURE):
        raise ValueError("it is no PNG file")
    # Grown in place: a picture may come in many pieces.
    parts, at = dict[bytes, bytearray](), len(SIGNATURE)
    while b"IEND" not in parts:
        if at + 12 > len(data):
            raise ValueError("the file ends early")
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        at += 12 + length
        if at > len(data):
            raise ValueError("the file ends early")
        if zlib.crc32(kind + body) != struct.unpack_from(">I", data, at - 4)[0]:
            raise ValueError("its checksum is wrong")
        parts.setdefault(kind, bytearray()).extend(body)
    width, height, depth, colour, _, _, interlaced = struct.unpack(
        ">IIBBBBB", parts.get(b"IHDR", b"")
    )
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise ValueError(f"it has {width} x {height} pixels")
    if depth != 8 or colour not in CHANNELS:
        raise ValueError(f"it has {depth} bits a channel")
    if interlaced:
        raise ValueError("it is interlaced")
    channels = CHANNELS[colour]
    rows = inflate(parts.get(b"IDAT", b""), height, 1 + channels * width)
    pixels = unfilter(rows, channels).reshape(height, width, channels)
    return to_rgb(pixels, parts)


def inflate(data: bytes | bytearray, rows: int, row: int) -> Pixels:
    """uint8 [rows, row]: never more than it must be, whatever the file says."""
    text = zlib.decompressobj().decompress(data, rows * row)
    if len(text) != rows * row:
        raise ValueError("its rows are incomplete")
    return np.frombuffer(text, np.uint8).reshape(rows, row)


def unfilter(rows: Pixels, channels: int) -> Pixels:
    """uint8 [H, W * channels] of rows that begin with the kind of their filter."""
    height, width = len(rows), rows.shape[1] - 1
    found = np.zeros((height + 1, width), np.uint8)
    for n in range(height):
        kind, row, above = int(rows[n, 0]), rows[n, 1:], found[n]
        if kind == 0:
            found[n + 1] = row
        elif kind == 1:
            sums = row.reshape(-1, channels).cumsum(axis=0, dtype=np.uint8)
            found[n + 1] = sums.reshape(-1)
        elif kind == 2:
            found[n + 1] = row + above
        elif kind in (3, 4):
            found[n + 1] = from_neighbours(kind, row, above, channels)
        else:
            raise ValueError(f"it has a filter {kind}")
    return found[1:]


def from_neighbours(kind: int, row: Pixels, above: Pixels, channels: int) -> Pixels:
    """A row of the filters "average" and "Paeth", pixel by pixel."""
    values, up = [0] * channels + row.tolist(), [0] * channels + above.tolist()
    for n in range(channels, len(values)):
        left, top, corner = values[n - channels], up[n], up[n - channels]
        near = (left + top) // 2
        if kind == 4:
            a, b = abs(top - corner), abs(left - corner)
            c = abs(left + top - 2 * corner)
            near = left if a <= b and a <= c else top if b <= c else corner
        values[n] = (values[n] + near) & 255
    return np.array(values[channels:], np.uint8)


def to_rgb(pixels: Pixels, parts: dict[bytes, bytearray]) -> Pixels:
    """uint8 [H, W, 3] of grey, palette or colour, with alpha or without."""
    colour = parts[b"IHDR"][9]
    if colour == 3:
        table = np.frombuffer(parts.get(b"PLTE", b""), np.uint8).reshape(-1, 3)
        if not len(table) or int(pixels.max()) >= len(table):
            raise ValueError("its palette is too short")
        alpha = np.full(len(table), 255, np.uint8)
        given = np.frombuffer(parts.get(b"tRNS", b""), np.uint8)[: len(table)]
        alpha[: len(given)] = given
        pixels = np.column_stack([table, alpha])[pixels[..., 0]]
    elif colour in (0, 4):
        grey = np.repeat(pixels[..., :1], 3, axis=-1)
        pixels = np.concatenate([grey, pixels[..., 1:]], axis=-1)
    if pixels.shape[-1] == 3:
        return np.ascontiguousarray(pixels)
    opaque = pixels[..., 3:].astype(np.uint16)
    mixed = pixels[..., :3] * opaque + 255 * (255 - opaque)
    return ((mixed + 127) // 255).astype(np.uint8)
