"""The prims of a USD layer with some of their attributes, read without USD: Blender 4.2
brings no Python module for it. Free of bpy.

The layout of a binary layer is that of USD's crateFile.cpp, from 0.7.0 (2018) on. Of a
text layer, what programs write is read: an attribute a line. Values are those that hold
at any time, not time samples.
"""

from __future__ import annotations

import dataclasses
import re
import struct
from typing import TYPE_CHECKING, Any

from .usd_crate import (
    CRATE,
    INLINED,
    PAYLOAD,
    read_fields,
    read_layer,
    read_packed_integers,
    read_sections,
    read_tokens,
)

if TYPE_CHECKING:
    from pathlib import Path

OLDEST_CRATE = (0, 7, 0)
ARRAY, COMPRESSED = 1 << 63, 1 << 61
# Kinds of values.
FLOAT, TOKEN, MATRIX4D = 8, 11, 15
PATH_LIST = 34
# Shorter arrays are never compressed.
MIN_COMPRESSED = 16
# Ends a set of fields.
END = 0xFFFFFFFF
# An attribute of a text layer: a type, a name and a value; a prim's first line.
TEXT_ATTRIBUTE = re.compile(r"(?:\w+ )*(?:\w+(?:\[\])?) ([\w:]+) = (.+)")
TEXT_PRIM = re.compile(r'(?:def|over) (?:(\w+) )?"([^"]+)"')
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


@dataclasses.dataclass
class Prim:
    path: str
    kind: str = ""
    # Numbers as flat lists, tokens as lists of names, a relationship as its first
    # target's path.
    values: dict[str, list[Any]] = dataclasses.field(
        default_factory=dict[str, list[Any]]
    )

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]


def read_prims(path: Path, kinds: set[str], names: set[str]) -> list[Prim]:
    """The layer's prims of these types, in its order, with those of the attributes that
    they have; none for a broken file."""
    data = read_layer(path)
    try:
        if data[:8] != CRATE:
            found = read_text_prims(data.decode("utf-8", "replace"), names)
        else:
            found = read_crate_prims(data, names)
    except (struct.error, LookupError, ValueError):
        return []
    return [prim for prim in found if prim.kind in kinds]


def read_text_prims(text: str, names: set[str]) -> list[Prim]:
    found: list[Prim] = []
    open_prims: list[Prim | None] = []
    waiting: Prim | None = None
    for line in text.splitlines():
        line = line.strip()
        match = TEXT_PRIM.match(line)
        if match:
            above = next((p.path for p in reversed(open_prims) if p is not None), "")
            waiting = Prim(f"{above}/{match[2]}", match[1] or "")
            found.append(waiting)
        elif attribute := TEXT_ATTRIBUTE.match(line):
            prim = next((p for p in reversed(open_prims) if p is not None), None)
            if prim is not None and attribute[1] in names:
                prim.values[attribute[1]] = text_value(attribute[2])
        # A brace after other words opens a dictionary or samples over time.
        if line == "{" or (match and line.endswith("{")):
            open_prims.append(waiting)
            waiting = None
        elif line.endswith("{"):
            open_prims.append(None)
        elif line.startswith("}") and open_prims:
            open_prims.pop()
    return found


def text_value(text: str) -> list[Any]:
    if text.startswith("<"):
        return [text[1:].split(">")[0]]
    if '"' in text:
        return re.findall(r'"([^"]*)"', text)
    return [float(number) for number in NUMBER.findall(text)]


def read_crate_prims(data: bytes, names: set[str]) -> list[Prim]:
    if tuple(data[8:11]) < OLDEST_CRATE:
        return []
    sections = read_sections(data)
    tokens = read_tokens(data, sections[b"TOKENS"])
    fields = read_fields(data, sections[b"FIELDS"])
    paths = read_paths(data, sections[b"PATHS"], tokens)
    sets = read_field_sets(data, sections[b"FIELDSETS"])
    prims: dict[str, Prim] = {}
    values: list[tuple[str, str, list[Any]]] = []
    for index, at in read_specs(data, sections[b"SPECS"]):
        path = paths.get(index, "")
        owner, _, attribute = path.partition(".")
        own = {tokens[fields[n][0]]: fields[n][1] for n in sets.get(at, ())}
        if not attribute and "typeName" in own:
            prims[path] = Prim(path, tokens[own["typeName"] & PAYLOAD])
        elif attribute in names:
            value = own.get("default", own.get("targetPaths"))
            if value is not None:
                read = read_value(data, value, tokens, paths)
                values.append((owner, attribute, read))
    for owner, attribute, read in values:
        if owner in prims and read:
            prims[owner].values[attribute] = read
    return list(prims.values())


def read_paths(data: bytes, at: int, tokens: list[str]) -> dict[int, str]:
    """dict index -> path. They are stored as a tree: each element adds its token to the
    path above, and says how far its next sibling is."""
    _, count = struct.unpack_from("<QQ", data, at)
    indices, at = read_packed_integers(data, at + 16, count)
    elements, at = read_packed_integers(data, at, count)
    jumps, at = read_packed_integers(data, at, count)
    found: dict[int, str] = {}
    todo: list[tuple[int, str | None]] = [(0, None)]
    while todo:
        n, above = todo.pop()
        while n < count:
            element, jump = signed(elements[n]), signed(jumps[n])
            if above is None:
                path = "/"
            else:
                sign = "." if element < 0 else "" if above == "/" else "/"
                path = f"{above}{sign}{tokens[abs(element)]}"
            found[indices[n]] = path
            child, sibling = jump > 0 or jump == -1, jump >= 0
            if child and sibling:
                todo.append((n + jump, above))
            if not child and not sibling:
                break
            above = path if child else above
            n += 1
    return found


def signed(value: int) -> int:
    return value - (1 << 32) if value & 1 << 31 else value


def read_field_sets(data: bytes, at: int) -> dict[int, list[int]]:
    """dict where it starts -> indices of its fields."""
    (count,) = struct.unpack_from("<Q", data, at)
    members, _ = read_packed_integers(data, at + 8, count)
    found: dict[int, list[int]] = {}
    start = 0
    for n, member in enumerate(members):
        if member == END:
            found[start] = members[start:n]
            start = n + 1
    return found


def read_specs(data: bytes, at: int) -> list[tuple[int, int]]:
    """(index of the path, start of the field set) of each prim and attribute."""
    (count,) = struct.unpack_from("<Q", data, at)
    paths, at = read_packed_integers(data, at + 8, count)
    sets, _ = read_packed_integers(data, at, count)
    return list(zip(paths, sets))


def read_value(
    data: bytes, value: int, tokens: list[str], paths: dict[int, str]
) -> list[Any]:
    """An array of floats, tokens or matrices, or the first target of a relationship;
    empty for any other value."""
    kind, at = value >> 48 & 0xFF, value & PAYLOAD
    if value & INLINED or not at:
        return []
    if kind == PATH_LIST and not value & ARRAY:
        # A byte says which lists follow.
        count, first = struct.unpack_from("<QI", data, at + 1)
        return [paths[first]] if data[at] & ~1 and count else []
    if not value & ARRAY:
        return []
    (count,) = struct.unpack_from("<Q", data, at)
    at += 8
    if kind == TOKEN:
        return [tokens[n] for n in struct.unpack_from(f"<{count}I", data, at)]
    if kind == MATRIX4D:
        return list(struct.unpack_from(f"<{16 * count}d", data, at))
    if kind != FLOAT:
        return []
    if value & COMPRESSED and count >= MIN_COMPRESSED:
        return read_packed_floats(data, at, count)
    return list(struct.unpack_from(f"<{count}f", data, at))


def read_packed_floats(data: bytes, at: int, count: int) -> list[float]:
    """Whole numbers as integers, or indices into a table."""
    code, at = data[at : at + 1], at + 1
    if code == b"i":
        whole, _ = read_packed_integers(data, at, count)
        return [float(signed(n)) for n in whole]
    (size,) = struct.unpack_from("<I", data, at)
    table = struct.unpack_from(f"<{size}f", data, at + 4)
    indices, _ = read_packed_integers(data, at + 4 + 4 * size, count)
    return [table[n] for n in indices]
