"""What a scene or an exported file holds, in a form in which the two compare.

Lengths are the scene's units, axes Blender's, times seconds from the take's start.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ...core.array_types import FloatArray

# What the name of a picture ends with whose colours were changed for the export.
TINTED = "_tinted"
ENDINGS = {"png", "jpg", "jpeg", "tga", "tif", "tiff", "bmp", "exr", "webp", "hdr"}


@dataclasses.dataclass
class Contents:
    """Objects by name; what moves is listed at K times, the checked ones."""

    # "mesh", "light", "camera", "armature", "empty"; a file may not tell the last two.
    objects: dict[str, str] = dataclasses.field(default_factory=dict[str, str])
    # Meshes that an armature deforms: the number of joints that move vertices.
    skins: dict[str, int] = dataclasses.field(default_factory=dict[str, int])
    # Clips: (first, last) second.
    clips: dict[str, tuple[float, float]] = dataclasses.field(
        default_factory=dict[str, tuple[float, float]]
    )
    # float64 [K, 2, 3]: lowest and highest corner of a mesh as posed.
    boxes: dict[str, FloatArray] = dataclasses.field(
        default_factory=dict[str, FloatArray]
    )
    # float64 [K, 3]: heads of bones, by (armature, bone).
    heads: dict[tuple[str, str], FloatArray] = dataclasses.field(
        default_factory=dict[tuple[str, str], FloatArray]
    )
    # Names of the shape keys of a mesh, without the basis.
    shape_keys: dict[str, list[str]] = dataclasses.field(
        default_factory=dict[str, list[str]]
    )
    # By mesh: how many of its faces have which material.
    materials: dict[str, dict[str, int]] = dataclasses.field(
        default_factory=dict[str, dict[str, int]]
    )
    # Pictures by (material, "colour" or "normal"): the names of the image, that of the
    # file included.
    textures: dict[tuple[str, str], tuple[str, ...]] = dataclasses.field(
        default_factory=dict[tuple[str, str], tuple[str, ...]]
    )
    # Materials whose colour passes through nodes that no format holds: one of these.
    simplified: dict[str, str] = dataclasses.field(default_factory=dict[str, str])
    # What acts on a mesh besides weights and plain shape keys, in words.
    causes: dict[str, list[str]] = dataclasses.field(
        default_factory=dict[str, list[str]]
    )
    # The armature that deforms a mesh.
    armatures: dict[str, str] = dataclasses.field(default_factory=dict[str, str])
    # (armature, bone) -> an unevenly stretched bone above it.
    below_uneven: dict[tuple[str, str], str] = dataclasses.field(
        default_factory=dict[tuple[str, str], str]
    )
    # Of materials, lights and cameras those that change over time: names by kind. Of a
    # file: the kinds whose change it holds.
    animated: dict[str, dict[str, None]] = dataclasses.field(
        default_factory=dict[str, dict[str, None]]
    )
    # What else to tell about the scene, as sentences.
    notes: list[str] = dataclasses.field(default_factory=list[str])

    def size(self) -> float:
        """The diagonal of everything in the first pose; 0 if there is nothing."""
        if not self.boxes:
            return 0.0
        first = np.array([box[0] for box in self.boxes.values()])
        return float(np.linalg.norm(first[:, 1].max(axis=0) - first[:, 0].min(axis=0)))


def box_of(places: FloatArray) -> FloatArray:
    """float64 [2, 3] of places [N, 3]."""
    return np.stack([places.min(axis=0), places.max(axis=0)])


def stem(name: str) -> str:
    """A picture's name without folder and ending. Not what follows a dot otherwise:
    of two images with one name Blender calls the second NAME.001."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    head, dot, tail = name.rpartition(".")
    return head if dot and tail.lower() in ENDINGS else name


def plain(name: str) -> str:
    """As file names and exporters hold it, which replace spaces and the like."""
    return "".join(c if c.isalnum() else "_" for c in name)
