"""Calls the clip of a USD file by its name.

Blender 4.2 calls every clip "Anim". It brings no library that could change that, so the
name is replaced in the layer: in a binary one by a new table of tokens, behind all that
is there, which takes the place of the old one. Free of bpy.
"""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
from typing import TYPE_CHECKING

from ..load.usd_crate import CRATE, ZIP, read_sections, read_tokens
from ..load.usd_prims import read_crate_prims

if TYPE_CHECKING:
    from pathlib import Path

OLD = "Anim"
TOKENS = b"TOKENS"
# In a .usdz, files begin at multiples of this; the archive's own field pads them.
ALIGNMENT, PADDING = 64, 0x1986


def name_clips(path: Path, name: str) -> None:
    """Gives all clips of the file, if they are called "Anim", a name, a valid one for a
    prim. Where anything else has that name, all stays as it is."""
    data = path.read_bytes()
    if data[:4] == ZIP:
        new = rename_in_archive(data, name)
    else:
        new = rename_in_layer(data, name)
    if new != data:
        part = path.with_name(path.name + ".named")
        part.write_bytes(new)
        os.replace(part, path)


def rename_in_layer(data: bytes, name: str) -> bytes:
    if data[:8] != CRATE:
        return rename_in_text(data.decode("utf-8"), name).encode()
    sections = read_sections(data)
    tokens = read_tokens(data, sections[TOKENS])
    named = [prim for prim in read_crate_prims(data, set()) if prim.name == OLD]
    clips = [prim for prim in named if prim.kind == "SkelAnimation"]
    if not clips or len(clips) < len(named) or tokens.count(OLD) != 1:
        return data
    tokens[tokens.index(OLD)] = name
    return with_section(data, TOKENS, pack_tokens(tokens))


def rename_in_text(text: str, name: str) -> str:
    prim = f'def SkelAnimation "{OLD}"'
    if text.count(prim) != text.count(f'"{OLD}"'):
        return text
    text = text.replace(prim, f'def SkelAnimation "{name}"')
    return re.sub(rf"(animationSource = <[^>]*/){OLD}>", rf"\g<1>{name}>", text)


def pack_tokens(tokens: list[str]) -> bytes:
    """A section of tokens, as LZ4 data without any compression."""
    text = b"\x00".join(token.encode() for token in tokens)
    count = len(tokens) - (tokens[-1] == "")
    length = bytearray()
    rest = len(text) - 15
    while rest >= 0:
        length.append(min(rest, 255))
        if rest < 255:
            break
        rest -= 255
    block = bytes([0, min(len(text), 15) << 4, *length]) + text
    return struct.pack("<QQQ", count, len(text), len(block)) + block


def with_section(data: bytes, wanted: bytes, section: bytes) -> bytes:
    """The crate with another section of that name. The table of contents, which is the
    last in the file, moves behind it."""
    (contents,) = struct.unpack_from("<q", data, 16)
    (count,) = struct.unpack_from("<Q", data, contents)
    table = bytearray(data[contents : contents + 8 + 32 * count])
    for n in range(count):
        name, _, _ = struct.unpack_from("<16sqq", table, 8 + 32 * n)
        if name.rstrip(b"\x00") == wanted:
            struct.pack_into("<qq", table, 24 + 32 * n, contents, len(section))
    head = data[:16] + struct.pack("<q", contents + len(section)) + data[24:contents]
    return head + section + bytes(table)


def rename_in_archive(data: bytes, name: str) -> bytes:
    """The layer is the archive's first file; what lies in it is not compressed."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as made,
    ):
        for n, info in enumerate(source.infolist()):
            content = source.read(info)
            if n == 0:
                content = rename_in_layer(content, name)
            entry = zipfile.ZipInfo(info.filename, info.date_time)
            begin = target.tell() + 30 + len(info.filename.encode()) + 4
            size = -begin % ALIGNMENT
            entry.extra = struct.pack("<HH", PADDING, size) + bytes(size)
            made.writestr(entry, content)
    return target.getvalue()
