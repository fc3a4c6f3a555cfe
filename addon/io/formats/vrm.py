"""VRM avatars: glTF with extensions.

Mesh, skeleton, textures and shape keys come in; what only VRM knows (spring bones,
expressions, toon materials, the licence) does not. The VRM add-on, which reads these,
is not there: files are opened with factory settings, which enable no such add-on.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import bpy
from mathutils import Matrix

from ...rig.blender_context import update_view_layer
from ..load.gltf_json import read_json
from . import gltf

if TYPE_CHECKING:
    from pathlib import Path


SUFFIXES, SAVES = (".vrm",), ()
# The scene frame that importing puts second 0 on.
SECOND_ZERO = 0


def linked_files(path: Path) -> list[str]:
    return gltf.linked_files(path)


def load(path: Path) -> None:
    """The avatar faces -Y."""
    gltf.load(path)
    if "VRM" in read_json(path).get("extensions", {}):
        # Of version 0, which faces away; 1.0 faces as glTF does.
        turn_around()


def turn_around() -> None:
    half_turn = Matrix.Rotation(math.pi, 4, "Z")
    for obj in bpy.data.objects:
        if obj.parent is None:
            obj.matrix_world = half_turn @ obj.matrix_world
    update_view_layer()
