"""Looks at an exported file: is all in it that the scene shows?"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from .compare import compare
from .fbx_contents import read_fbx
from .fbx_tree import FbxFile
from .glb_contents import read_glb
from .glb_file import GlbFile
from .usd_contents import has_library, read_usd

if TYPE_CHECKING:
    from pathlib import Path

    from .contents import Contents


def read_file(path: Path, clip: str, seconds: list[float]) -> Contents | None:
    """The contents of a file, posed by a clip; None for one that is not read: a
    .bvh, and USD without its library."""
    if path.suffix.lower() == ".glb":
        return read_glb(GlbFile(path), clip, seconds)
    if path.suffix.lower() == ".fbx":
        return read_fbx(FbxFile(path), clip, seconds)
    if path.suffix.lower().startswith(".usd") and has_library():
        return read_usd(path, seconds)
    return None


def check(
    path: Path, clip: str, scene: Contents, seconds: list[float]
) -> tuple[dict[str, Any], list[str]]:
    """(figures, sentences about what the file lacks), without both for a file that is
    not read. scene: what it had to hold, at the same seconds."""
    file = read_file(path, clip, seconds)
    if file is None:
        return {"checked": False}, []
    if path.suffix.lower().startswith(".usd"):
        # Lattices, speakers and the like are no prims, and nothing that is seen.
        seen = {
            name: kind
            for name, kind in scene.objects.items()
            if kind != "empty" or name in file.objects
        }
        scene = dataclasses.replace(scene, objects=seen)
    figures, missing = compare(scene, file)
    return {"checked": True, **figures}, missing
