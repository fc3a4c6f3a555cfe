"""Finds the scene that a rig is in, and makes the rig take part in it.

A rig may lie in another scene than the one that is shown, in a collection that is
excluded from the view layer or hidden (then Blender does not evaluate it), or only in a
collection that an object shows as an instance (then it cannot hold keys).
"""

from __future__ import annotations

import contextlib
import itertools
from typing import TYPE_CHECKING

import bpy

from ..core.errors import AnimaxError
from .blender_context import current_scene, current_view_layer, update_view_layer
from .meshes import bound_meshes, moved_meshes
from .placement import carriers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .blender_types import ArmatureObject


def find_scene(name: str = "") -> bpy.types.Scene:
    """The scene with the armature of that name, or with one that moves a mesh, or with
    any: the current one where possible. An AnimaxError if the rig is in no scene; the
    current scene if there is no such rig at all."""
    current = current_scene()
    found: list[Any] = [o for o in bpy.data.objects if o.type == "ARMATURE"]
    found = [o for o in found if not name or o.name == name]
    moving = [o for o in found if bound_meshes(o)]
    scenes = [current, *(s for s in bpy.data.scenes if s != current)]
    for rigs, scene in itertools.product((moving, found), scenes):
        if any(scene in o.users_scene for o in rigs):
            return scene
    if found:
        raise AnimaxError(why_in_no_scene(found[0]))
    return current


def why_not_here(obj: bpy.types.Object) -> str:
    """A sentence about a rig of the file that is not in the current scene."""
    if not obj.users_scene:
        return why_in_no_scene(obj)
    return (
        f"There is no armature in this scene; {obj.name!r} is in the scene "
        f"{obj.users_scene[0].name!r}: change to that scene."
    )


def why_in_no_scene(obj: bpy.types.Object) -> str:
    """A sentence about a rig that is in the file, but in no scene."""
    for other in bpy.data.objects:
        shown = other.instance_collection
        if other.instance_type != "COLLECTION" or shown is None:
            continue
        if obj in list(shown.all_objects) and other.users_scene:
            linked = obj.library is not None or shown.library is not None
            way = (
                "make a library override of it (Object, Library Override, Make)"
                if linked
                else "make it real (Object, Apply, Make Instances Real) or link the "
                "collection to the scene"
            )
            return (
                f"The armature {obj.name!r} is not in the scene itself: {other.name!r} "
                f"shows its collection {shown.name!r} as an instance, which cannot "
                f"hold keys; {way}."
            )
    return (
        f"The armature {obj.name!r} is in the file, but in no scene; link it to one "
        "(Object, Link, Link Objects to Scene)."
    )


def show_scene(scene: bpy.types.Scene) -> None:
    """Makes it the current scene."""
    manager: Any = bpy.data.window_managers[0]
    if current_scene() != scene:
        for window in manager.windows:
            window.scene = scene
        # Nothing in it has been evaluated yet.
        update_view_layer()
    if current_scene() != scene:
        raise AnimaxError(
            f"The rig is in the scene {scene.name!r}, which is not the one that the "
            "file opens with; save the file with that scene shown."
        )


@contextlib.contextmanager
def revealed(armature: ArmatureObject) -> Iterator[None]:
    """Within, the armature, its meshes and what carries it are evaluated; afterwards
    everything is as hidden as before."""
    undo = reveal(armature)
    try:
        yield
    finally:
        if undo:
            for owner, name, value in undo:
                setattr(owner, name, value)
            update_view_layer()


def reveal(armature: ArmatureObject) -> list[tuple[Any, str, Any]]:
    """Un-excludes and un-hides; (owner, attribute, value before) in the order in which
    they have to be set again."""
    objects = [armature, *moved_meshes(armature)]
    objects += [o for obj in list(objects) for o in carriers(obj)]
    layer = current_view_layer()
    scene = current_scene()
    objects = [o for o in dict.fromkeys(objects) if scene in o.users_scene]
    undo: list[tuple[Any, str, Any]] = []
    tree = list(layer_collections(layer.layer_collection))
    needed = [c for c in tree if contains(c, objects)]
    before = [(c, "exclude", c.exclude) for c in tree if c != layer.layer_collection]
    if any(c.exclude for c in needed):
        for one in needed:
            one.exclude = False
        # Parents first: to include a collection includes those in it.
        for one, name, value in before:
            if one not in needed and one.exclude != value:
                setattr(one, name, value)
        undo += before
    for owner in [*needed, *(c.collection for c in needed), *objects]:
        if owner.hide_viewport:
            undo.insert(0, (owner, "hide_viewport", True))
            owner.hide_viewport = False
    if undo:
        update_view_layer()
    return undo


def layer_collections(top: Any) -> Iterator[Any]:
    """The view layer's collections, parents before children."""
    yield top
    for child in top.children:
        yield from layer_collections(child)


def contains(collection: Any, objects: list[bpy.types.Object]) -> bool:
    """Are some of the objects in the collection, or in one below it?"""
    held = set(collection.collection.all_objects)
    return any(obj in held for obj in objects)
