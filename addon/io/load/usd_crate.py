"""Numbers in the header of a USD layer, read without USD: Blender 4.2 brings no Python
module for it. Free of bpy.

Text (.usda) and the binary "crate" form (.usdc); .usd is either, .usdz a ZIP archive
whose first file is the layer. Of a crate, only the tables of tokens and of fields are
read here; usd_prims.py reads what hangs together.
"""

from __future__ import annotations

import re
import struct
import zipfile
from pathlib import Path

CRATE, ZIP = b"PXR-USDC", b"PK\x03\x04"
HEADER_BYTES = 65536
# A field's value: its kind in bits 48 to 55, and where it stands or, if it is small,
# the value itself. A double that is exact as a float is stored as one.
DOUBLE, INLINED, PAYLOAD = 9, 1 << 62, (1 << 48) - 1


def read_layer_fields(path: Path, names: tuple[str, ...]) -> dict[str, float]:
    """dict name -> value of those that the layer has; empty for a broken file."""
    data = read_layer(path)
    if data[:8] != CRATE:
        return read_text_fields(data[:HEADER_BYTES].decode("utf-8", "replace"), names)
    try:
        return read_crate_fields(data, names)
    except (struct.error, IndexError, ValueError):
        return {}


def read_layer(path: Path) -> bytes:
    """The layer itself, out of an archive."""
    data = path.read_bytes()
    if data[:4] == ZIP:
        with zipfile.ZipFile(path) as archive:
            data = archive.read(archive.namelist()[0])
    return data


def is_whole(path: Path) -> bool:
    """Is nothing cut off at the end of the file that Blender has just written?"""
    try:
        if path.read_bytes()[:4] == ZIP:
            with zipfile.ZipFile(path) as archive:
                if archive.testzip() is not None:
                    return False
        data = read_layer(path)
        if data[:8] == CRATE:
            return read_sections_end(data) <= len(data)
    except (zipfile.BadZipFile, struct.error, EOFError):
        return False
    # The outermost brackets are not indented.
    return data.rstrip().endswith((b"\n}", b"\n)"))


def read_text_fields(text: str, names: tuple[str, ...]) -> dict[str, float]:
    found = {}
    for name in names:
        match = re.search(rf"^\s*{name}\s*=\s*([-+.\deE]+)\s*$", text, re.MULTILINE)
        if match:
            found[name] = float(match[1])
    return found


def read_crate_fields(data: bytes, names: tuple[str, ...]) -> dict[str, float]:
    sections = read_sections(data)
    tokens = read_tokens(data, sections[b"TOKENS"])
    found = {}
    for index, value in read_fields(data, sections[b"FIELDS"]):
        name = tokens[index] if index < len(tokens) else ""
        if name not in names or value >> 48 & 0xFF != DOUBLE:
            continue
        if value & INLINED:
            (number,) = struct.unpack("<f", struct.pack("<I", value & 0xFFFFFFFF))
        else:
            (number,) = struct.unpack_from("<d", data, value & PAYLOAD)
        found[name] = number
    return found


def read_sections(data: bytes) -> dict[bytes, int]:
    """dict name -> where it starts."""
    return {name: start for name, start, _ in read_contents(data)}


def read_sections_end(data: bytes) -> int:
    """Where the last section ends."""
    return max((start + size for _, start, size in read_contents(data)), default=0)


def read_contents(data: bytes) -> list[tuple[bytes, int, int]]:
    """(name, where it starts, size) of each section, from the table behind them."""
    (contents,) = struct.unpack_from("<q", data, 16)
    (count,) = struct.unpack_from("<Q", data, contents)
    sections = []
    for n in range(count):
        name, start, size = struct.unpack_from("<16sqq", data, contents + 8 + 32 * n)
        sections.append((name.rstrip(b"\x00"), start, size))
    return sections


def read_fields(data: bytes, at: int) -> list[tuple[int, int]]:
    """(index of the name's token, the value's 64 bits) of each field."""
    (count,) = struct.unpack_from("<Q", data, at)
    indices, at = read_packed_integers(data, at + 8, count)
    (size,) = struct.unpack_from("<Q", data, at)
    packed = data[at + 8 : at + 8 + size]
    values = struct.unpack(f"<{count}Q", unpack(packed, 8 * count))
    return list(zip(indices, values))


def read_tokens(data: bytes, at: int) -> list[str]:
    _, size, packed = struct.unpack_from("<QQQ", data, at)
    text = unpack(data[at + 24 : at + 24 + packed], size)
    return [token.decode("utf-8", "replace") for token in text.split(b"\x00")]


def read_packed_integers(data: bytes, at: int, count: int) -> tuple[list[int], int]:
    """(the integers, where they end): their packed size stands before them."""
    (size,) = struct.unpack_from("<Q", data, at)
    at += 8
    return read_integers(unpack(data[at : at + size], 8 * count + 8), count), at + size


def read_integers(data: bytes, count: int) -> list[int]:
    """USD's integer compression: differences, each the common one or of 1, 2 or 4
    bytes as two bits say."""
    (common,) = struct.unpack_from("<i", data, 0)
    codes, at, value, found = 4, 4 + (2 * count + 7) // 8, 0, []
    for n in range(count):
        code = data[codes + n // 4] >> 2 * (n % 4) & 3
        if code == 0:
            value += common
        else:
            size = (1, 2, 4)[code - 1]
            value += int.from_bytes(data[at : at + size], "little", signed=True)
            at += size
        found.append(value & 0xFFFFFFFF)
    return found


def unpack(data: bytes, size: int) -> bytes:
    """What TfFastCompression packed: chunks of LZ4, or one without a table of them."""
    chunks = data[0]
    if chunks == 0:
        return lz4_block(data[1:])[:size]
    at, found = 1, bytearray()
    for _ in range(chunks):
        (length,) = struct.unpack_from("<i", data, at)
        found += lz4_block(data[at + 4 : at + 4 + length])
        at += 4 + length
    return bytes(found)


def lz4_block(data: bytes) -> bytes:
    """An LZ4 block: literals, then a copy of what came before, and so on."""
    found, at = bytearray(), 0
    while at < len(data):
        token = data[at]
        length, at = lz4_length(data, at + 1, token >> 4)
        found += data[at : at + length]
        at += length
        if at >= len(data):
            break
        offset = data[at] | data[at + 1] << 8
        length, at = lz4_length(data, at + 2, token & 15)
        if not 0 < offset <= len(found):
            raise ValueError("broken LZ4 block")
        start = len(found) - offset
        for n in range(start, start + length + 4):
            found.append(found[n])
    return bytes(found)


def lz4_length(data: bytes, at: int, length: int) -> tuple[int, int]:
    """(length, next position): 15 goes on in further bytes."""
    if length == 15:
        while True:
            more = data[at]
            length, at = length + more, at + 1
            if more != 255:
                break
    return length, at
