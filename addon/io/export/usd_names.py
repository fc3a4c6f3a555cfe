"""Names for the prims of a USD file, for the time of the export.

USD allows letters, digits and underscores alone, and prims below one prim need names of
their own. Blender's exporter writes an object as a prim and its data as a prim below,
so that a mesh object "Hero" on a rig whose armature is called "Hero" becomes one prim
with the skeleton, and "a.b" one with "a_b". So all get valid names that differ. The
artist's names, and the bones that objects hang on, go along in custom properties, which
load/usd_objects.py reads.
"""

from __future__ import annotations

import contextlib
import itertools
import json
from typing import TYPE_CHECKING, Any

import bpy

from ...clips.object_motion import (
    is_bone_path,
    moves_object,
    path_action,
    playing_tracks,
    track_curves,
)
from ...rig.blender_context import current_scene
from ..load.bone_names import keep_bone_names, valid_names
from ..load.bones import armatures
from ..load.usd_objects import PROPERTY
from .usd_slots import merge_slots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..take_clip import TakeClip


@contextlib.contextmanager
def usd_names(take: TakeClip) -> Iterator[set[str]]:
    """Within, all that is written has such names, and remembers its own. Yields the
    clips' names as prims."""
    with contextlib.ExitStack() as undo:
        objects = own_objects()
        kept = {obj: remembered(obj) for obj in objects}
        merge_slots(current_scene(), undo)
        materials = rename_materials(undo)
        # Shape keys and materials are both prims below their mesh.
        written = {valid_name(m.name) for m in bpy.data.materials}
        keys: dict[Any, dict[str, str]] = {}
        for obj in objects:
            used = {slot.material for slot in obj.material_slots} & set(materials)
            kept[obj]["materials"] = {m.name: materials[m] for m in used}
            blocks = getattr(obj.data, "shape_keys", None)
            if blocks not in keys:
                keys[blocks] = rename_shape_keys(undo, blocks, written)
            kept[obj]["keys"] = keys[blocks]
            undo.callback(set_property, obj, obj.get(PROPERTY))
            filled = {what: value for what, value in kept[obj].items() if value}
            obj[PROPERTY] = json.dumps(filled, ensure_ascii=True)
        clips = clip_names(take)
        names = {armature.name: name for armature, name in clips.items()}
        undo.enter_context(keep_bone_names(names))
        rename_objects(undo)
        for armature, name in clips.items():
            rename(undo, armature.animation_data.action, name)
        yield set(valid_names(clips.values()).values())


def remembered(obj: Any) -> dict[str, Any]:
    kept = {"name": obj.name}
    if obj.data is not None:
        kept["data"] = obj.data.name
    if obj.parent_type == "BONE" and obj.parent is not None and follows(obj):
        kept.update(rig=obj.parent.name, bone=obj.parent_bone)
    return kept


def rename_materials(undo: contextlib.ExitStack) -> dict[Any, str]:
    """dict material -> its name, of those that get another."""
    found: dict[Any, str] = {}
    own = [m for m in bpy.data.materials if m.library is None]
    linked = [valid_name(m.name) for m in bpy.data.materials if m.library is not None]
    wanted = valid_names((m.name for m in own), linked)
    for material, new in zip(own, wanted.values()):
        if material.name != new:
            found[material] = material.name
            rename(undo, material, new)
    return found


def valid_name(name: str) -> str:
    return valid_names([name])[name]


def rename_shape_keys(
    undo: contextlib.ExitStack, keys: Any, reserved: set[str]
) -> dict[str, str]:
    """dict new name -> old one, of those that get another; none a reserved one."""
    if keys is None or keys.library is not None:
        return {}
    found: dict[str, str] = {}
    blocks = list(keys.key_blocks)
    wanted = valid_names((b.name for b in blocks), reserved)
    for block, new in zip(blocks, wanted.values()):
        if block.name != new:
            found[new] = block.name
            undo.callback(setattr, block, "name", block.name)
            block.name = new
    return found


def own_objects() -> list[Any]:
    """Names of what is linked from another file cannot be changed."""
    return [o for o in bpy.data.objects if o.library is None]


def follows(obj: Any) -> bool:
    """Does nothing but its parent move the object?"""
    data = obj.animation_data
    if data is None:
        return not obj.constraints
    driven = any(not is_bone_path(d.data_path) for d in data.drivers)
    curves = [c for track in playing_tracks(data) for c in track_curves(track)]
    moved = moves_object(curves) or path_action(data) is not None
    return not (obj.constraints or driven or moved)


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


def clip_names(take: TakeClip) -> dict[Any, str]:
    """dict armature -> what the clip of the Action that it plays is called. The take's
    has no number, though an earlier take has the name, and is called so, too, when
    layers of animation became one Action. Another rig's with that name gets a
    number."""
    found: dict[Any, str] = {}
    names: dict[Any, str] = {}
    players = [a for a in armatures() if a.animation_data and a.animation_data.action]
    for armature in sorted(players, key=lambda a: a.name != take.armature):
        data: Any = armature.animation_data
        action: Any = data.action
        taken = armature.name == take.armature or action.name == take.action
        # Two rigs may play one Action.
        names.setdefault(action, take.name if taken else other_name(action, take))
        if action.library is None:
            found[armature] = names[action]
    return found


def other_name(action: Any, take: TakeClip) -> str:
    """The Action's name, or that with a number behind it that no other has."""
    if action.name.lower() != take.name.lower():
        return str(action.name)
    others = {a.name for a in bpy.data.actions} - {take.action}
    numbers = (f"{action.name}.{n:03}" for n in itertools.count(1))
    return next(name for name in numbers if name not in others)


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
        "LIGHT_PROBE": "lightprobes", "MATERIAL": "materials", "MESH": "meshes",
        "META": "metaballs",
        "OBJECT": "objects", "SPEAKER": "speakers", "VOLUME": "volumes",
    }  # fmt: skip
    return getattr(bpy.data, kinds.get(block.id_type, ""), {})
