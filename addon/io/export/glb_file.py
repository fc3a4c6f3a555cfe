"""Reads and writes .glb files: the JSON, and the accessors' numbers. Free of bpy."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from ...core.array_types import FloatArray

MAGIC, JSON_CHUNK, BINARY_CHUNK = 0x46546C67, 0x4E4F534A, 0x004E4942
TYPES = {5120: "i1", 5121: "u1", 5122: "i2", 5123: "u2", 5125: "u4", 5126: "f4"}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}


class GlbFile:
    """One .glb: `json`, its document, and `data`, the binary chunk."""

    def __init__(self, path: Path) -> None:
        content = path.read_bytes()
        size = struct.unpack_from("<I", content, 12)[0]
        self.json: dict[str, Any] = json.loads(content[20 : 20 + size])
        self.data = bytearray(content[28 + size :])

    def save(self, path: Path) -> None:
        """The JSON as compact as Blender writes it."""
        text = json.dumps(self.json, separators=(",", ":"), ensure_ascii=False).encode()
        text += b" " * (-len(text) % 4)
        with open(path, "wb") as file:
            total = 20 + len(text) + (8 + len(self.data) if self.data else 0)
            file.write(struct.pack("<III", MAGIC, 2, total))
            file.write(struct.pack("<II", len(text), JSON_CHUNK) + text)
            if self.data:
                file.write(struct.pack("<II", len(self.data), BINARY_CHUNK))
                file.write(self.data)

    def list(self, name: str) -> list[dict[str, Any]]:
        """A list at the root of the document: nodes, meshes, ..."""
        return self.json.get(name, [])

    def accessor(self, index: int) -> FloatArray:
        """float64 [count, width] of an accessor; normalised integers as they count."""
        found = self.json["accessors"][index]
        width, count = WIDTHS[found["type"]], found["count"]
        kind = np.dtype("<" + TYPES[found["componentType"]])
        values = np.zeros((count, width))
        if "bufferView" in found:
            values[:] = self._view(found, kind, count, width)
        if sparse := found.get("sparse"):
            places = {**sparse["indices"]}
            rows = self._view(places, np.dtype("<" + TYPES[places["componentType"]]),
                              sparse["count"], 1)[:, 0]  # fmt: skip
            values[rows] = self._view(sparse["values"], kind, sparse["count"], width)
        if found.get("normalized") and kind.kind in "iu":
            values /= np.iinfo(kind).max
        return values

    def _view(self, where: Any, kind: Any, count: int, width: int) -> Any:
        view = self.json["bufferViews"][where["bufferView"]]
        start = view.get("byteOffset", 0) + where.get("byteOffset", 0)
        stride = view.get("byteStride", kind.itemsize * width)
        return np.ndarray(
            (count, width), kind, self.data, start, (stride, kind.itemsize)
        )
