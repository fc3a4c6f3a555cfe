"""A glTF file's JSON, and what its extensions mean for an importer. Free of bpy."""

from __future__ import annotations

import contextlib
import json
import os
import re
import struct
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ...core.errors import AnimaxError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


SCHEME = re.compile(r"[A-Za-z][\w+.-]*:")
# Extension: (what it is, the way out of it).
COMPRESSIONS = {
    "KHR_draco_mesh_compression": (
        "compressed with Draco",
        "export it without compression, or use a Blender with Draco (the downloads of "
        "blender.org have it)",
    ),
    "EXT_meshopt_compression": (
        "compressed with meshopt",
        "export it without compression, or unpack it (gltfpack without -c, "
        "gltf-transform copy)",
    ),
    "KHR_meshopt_compression": (
        "compressed with meshopt",
        "export it without compression, or unpack it (gltf-transform copy)",
    ),
    "KHR_texture_basisu": (
        "textured with KTX2 pictures",
        "export it with PNG or JPEG pictures, or use Blender 5.3 or later",
    ),
    "EXT_texture_webp": (
        "textured with WebP pictures",
        "export it with PNG or JPEG pictures, or use Blender 4.0 or later",
    ),
}


def read_json(path: Path) -> dict[str, Any]:
    """Of a .gltf, or of a binary file (.glb, .vrm); empty if it is broken."""
    try:
        with open(path, "rb") as file:
            head = file.read(20)
            if head[:4] == b"glTF":
                found = json.loads(file.read(struct.unpack_from("<I", head, 12)[0]))
            else:
                found = json.loads(path.read_bytes())
    except (OSError, ValueError, struct.error, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def files_beside(path: Path) -> list[str]:
    """The files of buffers and pictures that it names, also of those that nothing
    shows, which are not imported."""
    content, found = read_json(path), list[str]()
    for kind in ("buffers", "images"):
        rows: Any = content.get(kind)
        for row in rows if isinstance(rows, list) else []:
            uri: Any = row.get("uri") if isinstance(row, dict) else None
            # With a scheme it is no file: data, mostly.
            if isinstance(uri, str) and not SCHEME.match(uri):
                found.append(os.path.join(path.parent, unquote(uri)))
    return found


@contextlib.contextmanager
def explained_errors(path: Path, blender: str) -> Iterator[None]:
    """Turns the importer's error into one that says what this Blender cannot read."""
    try:
        yield
    except Exception as error:
        message = missing_extensions(path, blender)
        if not message:
            raise
        raise AnimaxError(message) from error


def missing_extensions(path: Path, blender: str) -> str:
    """A sentence on the extensions that keep the file from being read, or ""."""
    content = read_json(path)
    required = content.get("extensionsRequired")
    required = [str(name) for name in required] if isinstance(required, list) else []
    for name in required:
        if name in COMPRESSIONS:
            what, way_out = COMPRESSIONS[name]
            return f"{path.name} is {what}, which {blender} cannot read; {way_out}."
    unknown = [name for name in required if name.split("_")[0] != "KHR"]
    if unknown:
        return (
            f"{path.name} needs the glTF extension {unknown[0]}, which {blender} "
            "cannot read; export it without."
        )
    return ""
