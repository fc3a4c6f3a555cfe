"""Reads and writes binary FBX files as trees of nodes. Free of bpy.

Of a property only what is asked for is decoded; everything else goes from file to file
as it was. Versions below 7.5 alone, which Blender writes.
"""

from __future__ import annotations

import dataclasses
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

HEAD = b"Kaydara FBX Binary\x20\x20\x00\x1a\x00"
SCALARS = {"Y": "<h", "C": "<?", "B": "<?", "I": "<i", "F": "<f", "D": "<d", "L": "<q"}
ARRAYS = {"f": "<f4", "d": "<f8", "i": "<i4", "l": "<i8", "b": "u1", "c": "u1"}
SENTINEL = b"\0" * 13
# After the nodes: an identification of 16 bytes and a magic number of 16.
FOOT_ID = 16
MAGIC = 16


@dataclasses.dataclass
class Node:
    """An element: its properties as (type letter, bytes without that letter)."""

    name: str
    properties: list[tuple[str, bytes]]
    children: list[Node]
    # Ends with a null record, which an element without children may have as well.
    is_block: bool

    def value(self, index: int) -> Any:
        """A property decoded: a number, bytes, or an array."""
        kind, data = self.properties[index]
        if kind in SCALARS:
            return struct.unpack(SCALARS[kind], data)[0]
        if kind in "SR":
            return data[4:]
        count, packed, size = struct.unpack_from("<III", data)
        raw = zlib.decompress(data[12:]) if packed else data[12 : 12 + size]
        return np.frombuffer(raw, ARRAYS[kind], count)

    def text(self, index: int) -> str:
        """A name, of which FBX puts the class behind two control characters."""
        return self.value(index).split(b"\0\1")[0].decode("utf-8", "replace")

    def replace(self, index: int, value: Any) -> None:
        """Sets a number, a string or an array, which keeps its type."""
        kind = self.properties[index][0]
        if kind in SCALARS:
            data = struct.pack(SCALARS[kind], value)
        elif kind in "SR":
            data = struct.pack("<I", len(value)) + value
        else:
            raw = np.asarray(value, ARRAYS[kind]).tobytes()
            data = struct.pack("<III", len(value), 0, len(raw)) + raw
        self.properties[index] = (kind, data)

    def find(self, name: str) -> Node | None:
        """The first child of that name."""
        return next((c for c in self.children if c.name == name), None)

    def all(self, name: str) -> list[Node]:
        return [c for c in self.children if c.name == name]

    def walk(self) -> Iterator[Node]:
        """All nodes below this one, parents first."""
        for child in self.children:
            yield child
            yield from child.walk()


class FbxFile:
    """One file: `root`, which has the top elements as children."""

    def __init__(self, path: Path) -> None:
        content = path.read_bytes()
        self.version = struct.unpack_from("<I", content, len(HEAD))[0]
        if not content.startswith(HEAD) or self.version >= 7500:
            raise ValueError("this is no binary FBX of a version below 7.5")
        nodes, end = read_nodes(content, len(HEAD) + 4)
        self.root = Node("", [], nodes, True)
        self.foot = content[end : end + FOOT_ID] + content[-MAGIC:]

    def save(self, path: Path) -> None:
        out = bytearray(HEAD + struct.pack("<I", self.version))
        for node in self.root.children:
            write_node(out, node)
        out += SENTINEL + self.foot[:FOOT_ID] + b"\0" * 4
        out += b"\0" * (16 - len(out) % 16)
        out += struct.pack("<I", self.version) + b"\0" * 120 + self.foot[FOOT_ID:]
        path.write_bytes(out)

    def objects(self, kind: str) -> list[Node]:
        objects = self.root.find("Objects")
        return objects.all(kind) if objects else []

    def connections(self) -> list[tuple[int, int, str]]:
        """(child's id, parent's id, the parent's property or "")."""
        found = self.root.find("Connections")
        return [
            (
                c.value(1),
                c.value(2),
                c.value(3).decode() if len(c.properties) > 3 else "",
            )
            for c in (found.children if found else ())
        ]


def read_nodes(content: bytes, at: int) -> tuple[list[Node], int]:
    """(nodes up to a null record, where it ends)."""
    nodes = []
    while True:
        end, count, size, letters = struct.unpack_from("<IIIB", content, at)
        if end == 0:
            return nodes, at + 13
        name = content[at + 13 : at + 13 + letters].decode()
        start = at + 13 + letters
        properties = read_properties(content, start, count)
        children = []
        if start + size < end:
            children, _ = read_nodes(content, start + size)
        nodes.append(Node(name, properties, children, start + size < end))
        at = end


def read_properties(content: bytes, at: int, count: int) -> list[tuple[str, bytes]]:
    found = []
    for _ in range(count):
        kind = chr(content[at])
        at += 1
        if kind in SCALARS:
            size = struct.calcsize(SCALARS[kind])
        elif kind in "SR":
            size = 4 + struct.unpack_from("<I", content, at)[0]
        elif kind in ARRAYS:
            size = 12 + struct.unpack_from("<I", content, at + 8)[0]
        else:
            raise ValueError(f"an FBX property of the unknown type {kind!r}")
        found.append((kind, content[at : at + size]))
        at += size
    return found


def write_node(out: bytearray, node: Node) -> None:
    start, name = len(out), node.name.encode()
    properties = b"".join(kind.encode() + data for kind, data in node.properties)
    out += struct.pack("<IIIB", 0, len(node.properties), len(properties), len(name))
    out += name + properties
    for child in node.children:
        write_node(out, child)
    if node.is_block:
        out += SENTINEL
    struct.pack_into("<I", out, start, len(out))
