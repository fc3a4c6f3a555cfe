"""Names for the prims of a USD file, for the time of the export.

USD allows letters, digits and underscores alone, and prims below one prim need names of
their own. Blender's exporter writes an object as a prim and its data as a prim below, so
that a mesh object "Hero" on a rig whose armature is called "Hero" falls together with
the skeleton, and "a.b" with "a_b". So objects, data, bones and the Action get valid
names that differ; the artist's names, and the bone that an object hangs on, go along in
custom properties, which load/usd_objects.py reads.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import bpy

from ..load.bone_names import keep_bone_names, valid_names
from ..load.usd_objects import PROPERTY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..take_clip import TakeClip


@contextlib.contextmanager
def usd_names(take: TakeClip) -> Iterator[None]:
    """Within, all that is written has such names, and remembers its own."""
    with contextlib.ExitStack() as undo:
        remember_objects(undo)
        undo.enter_context(keep_bone_names(take.name))
        rename_objects(undo)
        name_clip(undo, take)
        yield


def remember_objects(undo: contextlib.ExitStack) -> None:
    obj: Any
    for obj in own_objects():
        kept = {"name": obj.name}
        if obj.data is not None:
            kept["data"] = obj.data.name
        if obj.parent_type == "BONE" and obj.parent is not None and follows(obj):
            kept.update(rig=obj.parent.name, bone=obj.parent_bone)
        undo.callback(set_property, obj, obj.get(PROPERTY))
        obj[PROPERTY] = json.dumps(kept, ensure_ascii=True)


def own_objects() -> list[Any]:
    """Names of what is linked from another file cannot be changed."""
    return [o for o in bpy.data.objects if o.library is None]


def follows(obj: Any) -> bool:
    """Does nothing but its parent move the object?"""
    return obj.animation_data is None and not obj.constraints


def set_property(obj: Any, value: Any) -> None:
    if value is None:
        del obj[PROPERTY]
    else:
        obj[PROPERTY] = value


def rename_objects(undo: contextlib.ExitStack) -> None:
    objects = own_objects()
    wanted = valid_names(obj.name for obj in objects)
    for obj in objects:
        rename(undo, obj, wanted[obj.name])
    taken = {obj.name.lower() for obj in bpy.data.objects}
    owners: dict[Any, list[Any]] = {}
    for obj in objects:
        if obj.data is not None and obj.data.library is None:
            owners.setdefault(obj.data, []).append(obj)
    for data, users in owners.items():
        # Of several objects one may hang below another: the data is none's namesake.
        name = users[0].name
        rename(undo, data, name if len(users) == 1 else free_name(name, taken))


def free_name(name: str, taken: set[str]) -> str:
    number, made = 1, f"{name}_data"
    while made.lower() in taken:
        number, made = number + 1, f"{name}_data{number + 1}"
    taken.add(made.lower())
    return made


def name_clip(undo: contextlib.ExitStack, take: TakeClip) -> None:
    """The take's Action is called as its clip, without the number that it has while an
    earlier take has the name."""
    action = bpy.data.actions.get(take.action)
    if action is not None and action.library is None:
        rename(undo, action, take.name)


def rename(undo: contextlib.ExitStack, block: Any, name: str) -> None:
    """Gives a data-block a name, and what had it another."""
    if block.name == name:
        return
    other = same_kind(block).get(name)
    if other is not None and other.library is None:
        undo.callback(setattr, other, "name", other.name)
        other.name = f"{name} (other)"
    undo.callback(setattr, block, "name", block.name)
    block.name = name


def same_kind(block: Any) -> Any:
    """The collection of bpy.data that the data-block is in."""
    kinds = {
        "ACTION": "actions", "ARMATURE": "armatures", "CAMERA": "cameras",
        "CURVE": "curves", "LATTICE": "lattices", "LIGHT": "lights",
        "LIGHT_PROBE": "lightprobes", "MESH": "meshes", "META": "metaballs",
        "OBJECT": "objects", "SPEAKER": "speakers", "VOLUME": "volumes",
    }  # fmt: skip
    return getattr(bpy.data, kinds.get(block.id_type, ""), {})
