"""Materials that exporters do not understand become ones that they do, until the export
is over: one shader, one picture.

Exporters look for a Principled BSDF with a picture at its colour; glTF's also for a
picture without a shader, as an unlit material.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from .contents import TINTED, plain, stem
from .node_ways import is_tangled
from .surfaces import Colour, Surface, read_surface, source

if TYPE_CHECKING:
    import contextlib

# From here on glTF's exporter looks into node groups.
GROUPS_IN_GLTF = (4, 2, 0)


def simplify(
    scene: bpy.types.Scene, gltf: bool, undo: contextlib.ExitStack
) -> tuple[list[str], list[str]]:
    """Names of the materials that simple copies replace, in the objects' slots, because
    exporters do not understand them, and because they would not come to an end; undo
    puts the artist's back. gltf: for glTF's exporter, which understands more."""
    made: dict[Any, Any] = {}
    pictures: dict[Any, Any] = {}
    names: list[str] = []
    tangled: list[str] = []
    into_groups = gltf and bpy.app.version >= GROUPS_IN_GLTF
    for obj in shown_objects(scene):
        for slot in obj.material_slots:
            material = slot.material
            if material is None or material in made.values():
                continue
            if material not in made:
                endless = is_tangled(material, into_groups)
                if is_locked(obj) and not endless:
                    continue
                surface = read_surface(material)
                if not endless and (surface is None or is_understood(surface, gltf)):
                    continue
                (tangled if endless else names).append(material.name)
                made[material] = copy_of(material, undo)
                surface = surface or uniform(material)
                show(made[material], surface, gltf, pictures, undo, anew=endless)
            put(slot, made[material], undo)
    return sorted(names), sorted(tangled)


def shown_objects(scene: bpy.types.Scene) -> list[Any]:
    """The scene's, and those of collections that it shows as instances."""
    found: dict[Any, None] = {}
    todo: list[Any] = list(scene.objects)
    for obj in todo:
        if obj not in found:
            found[obj] = None
            if obj.instance_type == "COLLECTION" and obj.instance_collection:
                todo += obj.instance_collection.all_objects
    return list(found)


def uniform(material: Any) -> Surface:
    """A surface of the colour that the solid viewport shows."""
    colour = Colour(offset=np.array(material.diffuse_color[:3]))
    return Surface(None, (), colour, lit=True)


def is_locked(obj: Any) -> bool:
    return obj.data is None or obj.library is not None


def put(slot: Any, material: Any, undo: contextlib.ExitStack) -> None:
    obj, index = slot.id_data, slot.slot_index
    link = slot.link
    if obj.library is not None:
        put_in_data(obj, index, material, undo)
        return
    if link == "DATA" and obj.data.library is not None:
        # What is linked cannot be changed; the object's own slot comes before it.
        slot.link = "OBJECT"
    before = slot.material

    def restore() -> None:
        slot = obj.material_slots[index]
        slot.material = before
        if slot.link != link:
            slot.link = link

    undo.callback(restore)
    slot.material = material


def put_in_data(
    obj: Any, index: int, material: Any, undo: contextlib.ExitStack
) -> None:
    """For a linked object: its slots are locked, but not which of them are its data's,
    and not the list of materials behind these."""
    if obj.material_slots[index].link == "OBJECT":
        if obj.data.users > 1:
            copy_data(obj, undo)
        obj.material_slots[index].link = "DATA"
        undo.callback(lambda: setattr(obj.material_slots[index], "link", "OBJECT"))
    materials = obj.data.materials
    undo.callback(materials.__setitem__, index, materials[index])
    materials[index] = material


def copy_data(obj: Any, undo: contextlib.ExitStack) -> None:
    """Other objects that have the same data keep their materials."""
    before = obj.data
    made = before.copy()
    made.name = before.name
    undo.callback(bpy.data.batch_remove, [made])
    undo.callback(setattr, obj, "data", before)
    obj.data = made


def is_understood(surface: Surface, gltf: bool) -> bool:
    """Does the exporter write what the surface shows, or as much as any copy could?"""
    colour = surface.colour
    shader: Any = surface.shader
    if colour.image_node is None and not colour.is_constant():
        return True
    in_groups = bool(surface.groups or colour.groups)
    principled = shader is not None and shader.type == "BSDF_PRINCIPLED"
    if gltf:
        if in_groups and bpy.app.version < GROUPS_IN_GLTF:
            return False
        known = ("LIGHT_PATH",), ("TRANSPARENT", "LIGHT_PATH")
        # One factor of the picture is written, too; vertex colours need their node.
        written = colour.factors <= 1 and (colour.is_constant() or colour.is_plain())
        tinted = colour.image_node is not None and colour.factors == 1
        written = written or tinted or colour.attribute
        if not surface.lit:
            return written and (surface.path in known or shader is None)
        # It adds an emission to a Principled BSDF by itself.
        alone = not surface.path or (surface.glow and surface.path == ("ADD_SHADER",))
        return bool(principled and alone and written)
    if shader is None or not principled or surface.path or in_groups:
        return False
    into = shader.inputs["Base Color"]
    if not into.is_linked:
        return True
    return into.links[0].from_node == colour.image_node


def copy_of(material: Any, undo: contextlib.ExitStack) -> Any:
    """A material of the same name. One that is linked keeps its name: those of other
    files are apart from it."""
    name = material.name
    linked = material.library is not None
    if not linked:
        undo.callback(setattr, material, "name", name)
    made = material.copy()
    undo.callback(bpy.data.materials.remove, made)
    if not linked:
        material.name = free_name()
    made.name = name
    return made


def free_name() -> str:
    """A short one that no material has: Blender cuts names, and gives one that is taken
    to neither or to another."""
    taken = set(bpy.data.materials.keys())
    return next(n for k in itertools.count() if (n := f"original.{k}") not in taken)


def show(
    made: Any,
    surface: Surface,
    gltf: bool,
    pictures: dict[Any, Any],
    undo: contextlib.ExitStack,
    anew: bool,
) -> None:
    """Makes a material show the surface in the exporter's terms. anew: keeps none of
    its nodes."""
    image = picture(surface.colour, pictures, undo)
    tree = made.node_tree
    shader = surface.shader
    if shader is not None and not anew and is_top_principled(surface):
        # All else stays as it is.
        into = tree.nodes[shader.name].inputs["Base Color"]
        show_colour(tree, into, surface.colour, image)
        return
    tree.animation_data_clear()
    tree.nodes.clear()
    output = tree.nodes.new("ShaderNodeOutputMaterial").inputs["Surface"]
    if gltf and not surface.lit:
        unlit(tree, output, surface, image)
        return
    new = tree.nodes.new("ShaderNodeBsdfPrincipled")
    tree.links.new(new.outputs[0], output)
    if shader is not None and shader.type == "BSDF_PRINCIPLED":
        copy_inputs(tree, shader, surface.groups, new)
    elif "Roughness" in new.inputs:
        new.inputs["Roughness"].default_value = 1.0
    node = show_colour(tree, new.inputs["Base Color"], surface.colour, image)
    new.inputs["Alpha"].default_value = surface.alpha
    if node is not None and surface.alpha_image is not None:
        tree.links.new(node.outputs["Alpha"], new.inputs["Alpha"])
    if surface.glow is not None:
        name = "Emission Color" if "Emission Color" in new.inputs else "Emission"
        glow = surface.glow
        show_colour(tree, new.inputs[name], glow, picture(glow, pictures, undo))
        new.inputs["Emission Strength"].default_value = surface.glow_strength


def is_top_principled(surface: Surface) -> bool:
    shader: Any = surface.shader
    return shader.type == "BSDF_PRINCIPLED" and not (surface.path or surface.groups)


def show_colour(tree: Any, into: Any, colour: Colour, image: Any) -> Any:
    """Links the picture to the input, or sets its colour; returns the picture's
    node."""
    for link in list(into.links):
        tree.links.remove(link)
    if image is None:
        into.default_value = (*np.clip(colour.offset, 0, 1).tolist(), 1.0)
        return None
    node = copy_image_node(tree, colour.image_node, colour.groups)
    node.image = image
    tree.links.new(node.outputs["Color"], into)
    return node


def unlit(tree: Any, output: Any, surface: Surface, image: Any) -> None:
    """What glTF's exporter takes for an unlit material: a colour in the place of a
    shader, mixed with transparency."""
    into = output
    if surface.alpha < 1 or surface.alpha_image is not None:
        mix = tree.nodes.new("ShaderNodeMixShader")
        clear = tree.nodes.new("ShaderNodeBsdfTransparent")
        tree.links.new(clear.outputs[0], mix.inputs[1])
        tree.links.new(mix.outputs[0], output)
        mix.inputs[0].default_value = surface.alpha
        into = mix.inputs[2]
    if image is None:
        node = tree.nodes.new("ShaderNodeRGB")
        colour = np.clip(surface.colour.offset, 0, 1).tolist()
        node.outputs[0].default_value = (*colour, 1.0)
        tree.links.new(node.outputs[0], into)
        return
    node = copy_image_node(tree, surface.colour.image_node, surface.colour.groups)
    node.image = image
    tree.links.new(node.outputs["Color"], into)
    if surface.alpha_image is not None:
        tree.links.new(node.outputs["Alpha"], mix.inputs[0])


def copy_inputs(tree: Any, shader: Any, groups: Any, new: Any) -> None:
    """The values of a Principled BSDF, and the pictures directly behind them."""
    for old, into in zip(shader.inputs, new.inputs, strict=True):
        out, value, where = source(old, groups)
        if out is None:
            if hasattr(value, "default_value") and value.type == into.type:
                into.default_value = value.default_value
        elif out.node.type == "TEX_IMAGE":
            node = copy_image_node(tree, out.node, where)
            tree.links.new(node.outputs[out.name], into)
        elif out.node.type == "NORMAL_MAP":
            behind, _, where = source(out.node.inputs["Color"], where)
            if behind is None or behind.node.type != "TEX_IMAGE":
                continue
            normal = tree.nodes.new("ShaderNodeNormalMap")
            normal.uv_map = out.node.uv_map
            strength = source(out.node.inputs["Strength"], where)[1]
            normal.inputs["Strength"].default_value = strength.default_value
            node = copy_image_node(tree, behind.node, where)
            tree.links.new(node.outputs["Color"], normal.inputs["Color"])
            tree.links.new(normal.outputs[0], into)


def copy_image_node(tree: Any, node: Any, groups: Any) -> Any:
    """An image texture with the same coordinates: a mapping, a named UV map."""
    new = tree.nodes.new("ShaderNodeTexImage")
    new.image, new.extension = node.image, node.extension
    new.interpolation, new.projection = node.interpolation, node.projection
    out, _, groups = source(node.inputs["Vector"], groups)
    into = new.inputs["Vector"]
    if out is not None and out.node.type == "MAPPING":
        mapping = tree.nodes.new("ShaderNodeMapping")
        mapping.vector_type = out.node.vector_type
        for name in ("Location", "Rotation", "Scale"):
            if name in mapping.inputs and name in out.node.inputs:
                value = source(out.node.inputs[name], groups)[1]
                mapping.inputs[name].default_value = value.default_value
        tree.links.new(mapping.outputs[0], into)
        out = source(out.node.inputs["Vector"], groups)[0]
        into = mapping.inputs["Vector"]
        if out is None:
            coordinates = tree.nodes.new("ShaderNodeTexCoord")
            tree.links.new(coordinates.outputs["UV"], into)
    if out is not None and out.node.type == "UVMAP":
        named = tree.nodes.new("ShaderNodeUVMap")
        named.uv_map = out.node.uv_map
        tree.links.new(named.outputs[0], into)
    elif out is not None and out.node.type == "TEX_COORD":
        coordinates = tree.nodes.new("ShaderNodeTexCoord")
        tree.links.new(coordinates.outputs[out.name], into)
    return new


# Pictures ----------------------------------------------------------------------------


def picture(
    colour: Colour, pictures: dict[Any, Any], undo: contextlib.ExitStack
) -> Any:
    """The colour's picture, with what mixes change in a picture of its own; None if it
    has none."""
    if colour.image_node is None:
        return None
    image = colour.image_node.image
    # An image that is missing has no size.
    if colour.is_plain() or not image.size[0]:
        return image
    key = (image, *colour.scale.round(6), *colour.offset.round(6))
    if key not in pictures:
        pictures[key] = tinted(image, colour)
        undo.callback(bpy.data.images.remove, pictures[key])
    return pictures[key]


def tinted(image: Any, colour: Colour) -> Any:
    width, height = image.size
    pixels = np.empty(4 * width * height, dtype=np.float32)
    image.pixels.foreach_get(pixels)
    pixels = pixels.reshape(-1, 4)
    encoded = image.colorspace_settings.name == "sRGB" and not image.is_float
    values = to_linear(pixels[:, :3]) if encoded else pixels[:, :3]
    values = np.clip(values * colour.scale + colour.offset, 0.0, None)
    pixels[:, :3] = to_srgb(np.minimum(values, 1.0)) if encoded else values
    # Without dots: exporters take what follows one for an ending.
    name = plain(stem(image.name)) + TINTED
    made: Any = bpy.data.images.new(
        name, width, height, alpha=True, float_buffer=image.is_float
    )
    made.colorspace_settings.name = image.colorspace_settings.name
    made.alpha_mode = image.alpha_mode
    made.pixels.foreach_set(pixels.ravel())
    made.pack()
    return made


def to_linear(values: Any) -> Any:
    return np.where(
        values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4
    )


def to_srgb(values: Any) -> Any:
    high = 1.055 * np.maximum(values, 1e-9) ** (1 / 2.4) - 0.055
    return np.where(values <= 0.0031308, values * 12.92, high)
