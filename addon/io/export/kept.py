"""What an exporter leaves out of a scene that moves or is shown otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...clips import object_motion
from ...clips.scene_time import own_curves

if TYPE_CHECKING:
    from collections.abc import Iterator

    import bpy

    from .contents import Contents

LEVELS = {"SUBSURF": "levels", "MULTIRES": "levels"}


def add_animated_data(found: Contents, objects: list[Any]) -> None:
    """Notes which materials, lights and cameras change over time."""
    for kind, block in data_of(objects):
        blocks = [block, getattr(block, "node_tree", None)]
        if any(b is not None and changes(b) for b in blocks):
            found.animated.setdefault(kind, {})[block.name] = None


def data_of(objects: list[Any]) -> Iterator[tuple[str, Any]]:
    for obj in objects:
        if obj.type in {"LIGHT", "CAMERA"}:
            yield obj.type.lower(), obj.data
        for slot in obj.material_slots:
            if slot.material is not None:
                yield "material", slot.material


def changes(block: Any) -> bool:
    data = block.animation_data
    if data is None:
        return False
    curves = own_curves(block)
    return any(map(object_motion.varies, curves)) or any(
        not d.mute for d in data.drivers
    )


def add_simplified(found: Contents, scene: bpy.types.Scene, objects: list[Any]) -> None:
    """Notes the meshes that the scene's Simplify option subdivides less."""
    render = scene.render
    if not render.use_simplify:
        return
    limit = render.simplify_subdivision
    coarse = [
        obj.name
        for obj in objects
        for m in obj.modifiers
        if m.type in LEVELS and m.show_viewport and getattr(m, LEVELS[m.type]) > limit
    ]
    if coarse:
        more = f" and {len(coarse) - 1} more" if coarse[1:] else ""
        found.notes.append(
            f"The scene's Simplify option is on, so the exported file holds {coarse[0]}"
            f"{more} with {limit} subdivisions, as the viewport shows it; switch it "
            "off (Render Properties, Simplify) for the full mesh."
        )
