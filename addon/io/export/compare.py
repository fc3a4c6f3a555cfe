"""Compares what an exported file holds with what the scene held. Free of bpy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from .causes import bone_sentence, mesh_sentence
from .contents import TINTED, Contents, plain, stem

if TYPE_CHECKING:
    from ...core.array_types import FloatArray

# A file's clip may begin and end this much off, in seconds: it stores float32.
SECONDS = 2e-3
# What moves may be this far off, in % of the diagonal of everything: a tenth of what a
# viewer would notice on a body that fills the picture.
PLACE_PCT = 0.1
# Smaller than this everything is a point.
MIN_SIZE = 1e-9


def compare(scene: Contents, file: Contents) -> tuple[dict[str, Any], list[str]]:
    """(figures for the report, sentences about what is missing or not as in the
    scene)."""
    size = max(scene.size(), MIN_SIZE)
    extents = distances(scene.boxes, file.boxes, size)
    joints = distances(scene.heads, file.heads, size)
    figures: dict[str, Any] = {
        "objects": len(file.objects),
        "skins": len(file.skins),
        "clips": {name: list(times) for name, times in file.clips.items()},
        "extent_error_pct": max(extents.values(), default=0.0),
        "joint_error_pct": max(joints.values(), default=0.0),
    }
    clips = clip_messages(scene, file)
    found = [*object_messages(scene, file), *clips]
    off = {str(name): pct for name, pct in extents.items() if pct > PLACE_PCT}
    late = "its clip lies at other times." if clips else ""
    if off:
        verb = "is" if len(off) == 1 else "are"
        found.append(
            f"In the exported file {listed(off)} {verb} up to "
            f"{max(off.values()):.2g} % of the scene's size away from where Blender "
            f"shows it: {late or mesh_sentence(scene, off)}"
        )
    away = {bone: pct for bone, pct in joints.items() if pct > PLACE_PCT}
    if away:
        found.append(
            f"In the exported file the bones {listed(b for _, b in away)} are up to "
            f"{max(away.values()):.2g} % of the scene's size away from where Blender "
            f"shows them: {late or bone_sentence(scene, away)}"
        )
    return figures, found


def distances(a: dict[Any, FloatArray], b: dict[Any, FloatArray], size: float) -> Any:
    """dict key -> the largest distance, in % of size, of what both hold."""
    return {
        key: float(np.linalg.norm(a[key] - b[key], axis=-1).max()) / size * 100
        for key in a
        if key in b and a[key].shape == b[key].shape
    }


def object_messages(scene: Contents, file: Contents) -> list[str]:
    found = []
    missing = [
        name
        for name, kind in scene.objects.items()
        if name not in file.objects
        or (kind in {"mesh", "light", "camera"} and file.objects[name] != kind)
    ]
    if missing:
        found.append(f"The exported file lacks {listed(missing)}.")
    loose = [n for n in scene.skins if n not in file.skins and n not in missing]
    if loose:
        found.append(
            f"In the exported file no bone moves {listed(loose)}; give vertex groups "
            "the bones' names."
        )
    for name, keys in scene.shape_keys.items():
        lost = [k for k in keys if k not in file.shape_keys.get(name, [])]
        if lost and name not in missing:
            found.append(
                f"The exported file lacks shape keys of {name}: {listed(lost)}."
            )
    found += material_messages(scene, file)
    wrong = [
        f"{material} ({what}: {names[0]})"
        for (material, what), names in scene.textures.items()
        if not is_picture(file.textures.get((material, what), ()), names)
    ]
    if wrong:
        found.append(f"The exported file lacks the pictures of {listed(wrong)}.")
    still = [
        f"{kind} {name}"
        for kind, names in scene.animated.items()
        for name in names
        if kind not in file.animated
    ]
    if still:
        found.append(
            f"The exported file leaves out how these change over time: {listed(still)}."
        )
    if scene.simplified:
        nodes = [f"{name} ({node})" for name, node in scene.simplified.items()]
        found.append(
            f"The exported file leaves out what nodes do in the materials "
            f"{listed(nodes)}: it holds pictures and colours alone. Bake them to "
            "pictures to keep their look."
        )
    found += scene.notes
    return found


def material_messages(scene: Contents, file: Contents) -> list[str]:
    found = []
    for name, faces in scene.materials.items():
        held = file.materials.get(name)
        if held is None:
            continue
        # Names of linked ones may differ.
        lost = sorted(faces.keys() - held.keys())
        if len(held) < len(faces):
            found.append(
                f"The exported file lacks materials of {name}: {listed(lost)}."
            )
        elif sum(held.values()) == sum(faces.values()) and (
            sorted(held.values()) != sorted(faces.values())
        ):
            other = sorted(m for m in faces if faces[m] != held.get(m))
            found.append(
                f"In the exported file other faces of {name} have the materials "
                f"{listed(other)}."
            )
    return found


def clip_messages(scene: Contents, file: Contents) -> list[str]:
    found = []
    for name, (first, last) in scene.clips.items():
        if name not in file.clips:
            there = ", ".join(file.clips) or "none"
            found.append(f"The exported file has no clip {name!r}; it has: {there}.")
            continue
        low, high = file.clips[name]
        if abs(low - first) > SECONDS or abs(high - last) > SECONDS:
            found.append(
                f"In the exported file the clip {name!r} lasts from {low:.3f} to "
                f"{high:.3f} s instead of {first:.3f} to {last:.3f} s."
            )
    return found


def is_picture(found: tuple[str, ...], names: tuple[str, ...]) -> bool:
    """Is a file's picture one of the scene's, or its copy with a tint?"""
    wanted = {plain(form) for name in names if name for form in forms(name)}
    # Of several with one name exporters number all but one.
    return any(
        re.fullmatch(rf"{re.escape(want)}({TINTED})?(_\d{{3}})?", plain(stem(name)))
        for name in found
        for want in wanted
    )


def forms(name: str) -> tuple[str, str]:
    """What exporters make of an image's name: some cut whatever follows its last
    dot."""
    whole = stem(name)
    return whole, whole.rpartition(".")[0] or whole


def listed(names: Any) -> str:
    """At most three names, and how many more there are."""
    names = list(names)
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if names[3:] else "")
