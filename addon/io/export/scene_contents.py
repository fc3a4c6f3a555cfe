"""What the open scene holds: what an exported file has to hold as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from ...clips.frame_rate import scene_fps
from . import causes, kept
from .contents import Contents, box_of
from .surfaces import read_surface, source
from .weights import armature_modifier

if TYPE_CHECKING:
    from ...core.array_types import FloatArray
    from ..take_clip import TakeClip
    from .surfaces import Surface

KINDS = {"MESH": "mesh", "LIGHT": "light", "CAMERA": "camera", "ARMATURE": "armature"}
SURFACES = {"CURVE", "SURFACE", "META", "FONT"}


def checked_frames(take: TakeClip) -> list[int]:
    """The take's first, middle and last frame."""
    middle = (take.first + take.last) // 2
    return sorted({take.first, middle, take.last})


def read_scene(scene: bpy.types.Scene, take: TakeClip) -> Contents:
    """Plays the checked frames, and leaves the scene at the first."""
    found = Contents()
    shown = [o for o in view_layer_objects() if o.visible_get()]
    length = (take.last - take.first) / scene_fps(scene)
    found.clips[take.name] = (0.0, length)
    for obj in shown:
        kind = "mesh" if obj.type in SURFACES else KINDS.get(obj.type, "empty")
        found.objects[obj.name] = kind
        if obj.type != "MESH":
            continue
        modifier = armature_modifier(obj)
        found.causes[obj.name] = causes.of_mesh(obj, modifier)
        if modifier is not None:
            found.armatures[obj.name] = modifier.object.name
            found.skins[obj.name] = len(modifier.object.data.bones)
        if obj.data.shape_keys is not None:
            names = [k.name for k in obj.data.shape_keys.key_blocks[1:] if not k.mute]
            found.shape_keys[obj.name] = names
        found.materials[obj.name] = used_materials(obj)
        read_textures(obj, found)
    kept.add_animated_data(found, shown)
    kept.add_simplified(found, scene, shown)
    places = []
    for frame in checked_frames(take):
        scene.frame_set(frame)
        places.append(read_pose(shown))
        for obj in shown:
            if obj.type == "ARMATURE":
                causes.add_uneven_bones(found, obj)
    scene.frame_set(take.first)
    for key in places[0][0]:
        if all(key in boxes for boxes, _ in places):
            found.boxes[key] = np.array([boxes[key] for boxes, _ in places])
    for key in places[0][1]:
        found.heads[key] = np.array([heads[key] for _, heads in places])
    return found


def view_layer_objects() -> list[Any]:
    context: Any = bpy.context
    # Right after objects were removed, Blender lists some as None.
    context.view_layer.update()
    return [obj for obj in context.view_layer.objects if obj is not None]


def read_pose(
    objects: list[Any],
) -> tuple[dict[str, FloatArray], dict[tuple[str, str], FloatArray]]:
    """(boxes of the meshes, heads of the bones) as evaluated now."""
    context: Any = bpy.context
    graph = context.evaluated_depsgraph_get()
    boxes, heads = {}, {}
    for obj in objects:
        world = np.array(obj.matrix_world, dtype=np.float64)
        if obj.type == "MESH":
            evaluated = obj.evaluated_get(graph)
            mesh = evaluated.to_mesh()
            flat = np.empty(3 * len(mesh.vertices), dtype=np.float32)
            mesh.vertices.foreach_get("co", flat)
            evaluated.to_mesh_clear()
            if len(flat):
                places = flat.reshape(-1, 3) @ world[:3, :3].T + world[:3, 3]
                boxes[obj.name] = box_of(places)
        elif obj.type == "ARMATURE":
            for bone in obj.pose.bones:
                place = world @ np.array([*bone.head, 1.0])
                heads[obj.name, bone.name] = place[:3]
    return boxes, heads


def used_materials(obj: Any) -> dict[str, int]:
    """How many faces of the object have which material as evaluated now."""
    context: Any = bpy.context
    evaluated = obj.evaluated_get(context.evaluated_depsgraph_get())
    slots = [slot.material for slot in evaluated.material_slots]
    mesh = evaluated.to_mesh()
    indices = np.empty(len(mesh.polygons), dtype=np.int32)
    mesh.polygons.foreach_get("material_index", indices)
    evaluated.to_mesh_clear()
    found: dict[str, int] = {}
    for index, count in zip(*np.unique(indices, return_counts=True), strict=True):
        material = slots[index] if index < len(slots) else None
        if material is not None:
            found[material.name] = found.get(material.name, 0) + int(count)
    return found


def read_textures(obj: Any, found: Contents) -> None:
    """The pictures behind the colour and the normals of the object's materials."""
    for slot in obj.material_slots:
        material: Any = slot.material
        if material is None:
            continue
        surface = read_surface(material)
        if surface is None:
            continue
        if lost := (*surface.colour.lost, *surface.lost):
            found.simplified[material.name] = lost[0]
        nodes = {"colour": surface.colour.image_node}
        if surface.shader is not None and "Normal" in surface.shader.inputs:
            nodes["normal"] = normal_picture(surface)
        for what, node in nodes.items():
            if node is not None:
                names = (node.image.name, node.image.filepath)
                found.textures[material.name, what] = names


def normal_picture(surface: Surface) -> Any:
    """The image texture node of the normals, directly or through a normal map."""
    out, _, groups = source(surface.shader.inputs["Normal"], surface.groups)
    if out is not None and out.node.type == "NORMAL_MAP":
        out, _, _ = source(out.node.inputs["Color"], groups)
    if out is None or out.node.type != "TEX_IMAGE" or out.node.image is None:
        return None
    return out.node
