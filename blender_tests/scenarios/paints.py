"""Materials whose look exporters do not write as it is."""

import contextlib
import math

import bpy
from animax.io.export import materials
from animax.io.export.node_ways import is_tangled, most_ways
from animax.io.export.surfaces import read_surface

LINKED = "Borrowed"
DOUBLE = "Bild.001"


def paint(name, colour, fill):
    """A material of one picture; fill(tree, picture's socket, output's) links them."""
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    image = bpy.data.images.new(f"{name} paint", 4, 4)
    image.pixels = list(colour) * 16
    image.pack()
    image.filepath_raw = ""
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    fill(tree, image, output.inputs["Surface"])
    return material


def textured(tree, image):
    node = tree.nodes.new("ShaderNodeTexImage")
    node.image = image
    return node.outputs["Color"]


def glowing(tree, image, surface):
    """As Blender imports unlit glTF materials."""
    light, clear = (
        tree.nodes.new(f"ShaderNode{n}") for n in ("Emission", "BsdfTransparent")
    )
    mix, path = (tree.nodes.new(f"ShaderNode{n}") for n in ("MixShader", "LightPath"))
    tree.links.new(textured(tree, image), light.inputs["Color"])
    for n, source in enumerate((path, clear, light)):
        tree.links.new(source.outputs[0], mix.inputs[n])
    tree.links.new(mix.outputs[0], surface)


def plainly_glowing(tree, image, surface):
    light = tree.nodes.new("ShaderNodeEmission")
    tree.links.new(textured(tree, image), light.inputs["Color"])
    tree.links.new(light.outputs[0], surface)


def grouped(tree, image, surface):
    """Picture and shader in a node group."""
    inner = bpy.data.node_groups.new("Coat", "ShaderNodeTree")
    if hasattr(inner, "interface"):
        inner.interface.new_socket("S", in_out="OUTPUT", socket_type="NodeSocketShader")
    else:
        inner.outputs.new("NodeSocketShader", "S")
    shader = inner.nodes.new("ShaderNodeBsdfPrincipled")
    inner.links.new(textured(inner, image), shader.inputs["Base Color"])
    inner.links.new(shader.outputs[0], inner.nodes.new("NodeGroupOutput").inputs[0])
    node = tree.nodes.new("ShaderNodeGroup")
    node.node_tree = inner
    tree.links.new(node.outputs[0], surface)


def shaded(tree, image, surface):
    """The picture in half its light, by a node that glTF's exporter does not know."""
    shader = tree.nodes.new("ShaderNodeBsdfPrincipled")
    mix = tree.nodes.new("ShaderNodeMixRGB")
    mix.blend_type, mix.inputs[0].default_value = "MULTIPLY", 1
    mix.inputs[2].default_value = (0.5, 0.5, 0.5, 1)
    tree.links.new(textured(tree, image), mix.inputs[1])
    tree.links.new(mix.outputs[0], shader.inputs["Base Color"])
    tree.links.new(shader.outputs[0], surface)


def washed(tree, image, surface):
    """Half picture, half blue."""
    shader = tree.nodes.new("ShaderNodeBsdfPrincipled")
    mix = tree.nodes.new("ShaderNodeMixRGB")
    mix.inputs[0].default_value, mix.inputs[2].default_value = 0.5, (0, 0, 1, 1)
    tree.links.new(textured(tree, image), mix.inputs[1])
    tree.links.new(mix.outputs[0], shader.inputs["Base Color"])
    tree.links.new(shader.outputs[0], surface)


def hidden(tree, image, surface):
    """A mix with the factor 1 shows its second side alone, which is green."""
    two_shaders(tree, image, surface, "Mix", "BsdfDiffuse", (0, 1, 0, 1), 1.0)


def weighed(tree, image, surface):
    """Three parts black, one part blue."""
    two_shaders(tree, None, surface, "Mix", "BsdfDiffuse", (0, 0, 1, 1), 0.25)


def ember(tree, image, surface):
    """Black that shines green."""
    two_shaders(tree, None, surface, "Add", "Emission", (0, 1, 0, 1))


def two_shaders(tree, image, surface, join, second, colour, factor=None):
    """A shader of the picture, or a black one, and a second of a colour."""
    kind = "Principled" if image or join == "Add" else "Diffuse"
    first = tree.nodes.new(f"ShaderNodeBsdf{kind}")
    first.inputs[0].default_value = (0, 0, 0, 1)
    if image is not None:
        tree.links.new(textured(tree, image), first.inputs["Base Color"])
    other = tree.nodes.new(f"ShaderNode{second}")
    other.inputs[0].default_value = colour
    node = tree.nodes.new(f"ShaderNode{join}Shader")
    if factor is not None:
        node.inputs[0].default_value = factor
    for shader, socket in zip((first, other), node.inputs[-2:]):
        tree.links.new(shader.outputs[0], socket)
    tree.links.new(node.outputs[0], surface)


def dark(tree, image, surface):
    light = tree.nodes.new("ShaderNodeEmission")
    light.inputs["Color"].default_value = (1, 0, 0, 1)
    light.inputs["Strength"].default_value = 0
    tree.links.new(light.outputs[0], surface)


def linked(material):
    """The material from a library instead; its picture has the name of a second one."""
    path, name = f"{bpy.app.tempdir}/library.blend", material.name
    image = bpy.data.images[f"{name} paint"]
    image.name = DOUBLE
    bpy.data.libraries.write(path, {material})
    bpy.data.materials.remove(material)
    bpy.data.images.remove(image)
    with bpy.data.libraries.load(path, link=True) as (_, into):
        into.materials = [name]
    return into.materials[0]


def material_names():
    """Of all materials, and which are linked."""
    return sorted((m.name, bool(m.library)) for m in bpy.data.materials)


def read_maze():
    """Nodes that read one input twice: 2 ** 40 ways from the colour to the noise."""
    material = bpy.data.materials.new("Maze")
    material.use_nodes = True
    nodes = material.node_tree.nodes
    shader = next(n for n in nodes if n.type == "BSDF_PRINCIPLED")
    ladder(material.node_tree, shader.inputs["Base Color"], 40)
    assert read_surface(material).colour.lost == ("Math",)
    bpy.data.materials.remove(material)


def node_counts():
    """Of what each object shows."""
    return {
        f"{obj.name} {slot.slot_index}": (material.name, len(material.node_tree.links))
        for obj in bpy.data.objects for slot in obj.material_slots
        if (material := slot.material) and material.node_tree
    }  # fmt: skip


def ladder(tree, into, steps):
    """Feeds an input through so many nodes that read the one before twice."""
    value = tree.nodes.new("ShaderNodeTexNoise").outputs[0]
    for _ in range(steps):
        node = tree.nodes.new("ShaderNodeMath")
        for socket in node.inputs[:2]:
            tree.links.new(value, socket)
        value = node.outputs[0]
    tree.links.new(value, into)
    return value.node


def tangled(name, steps):
    """A material with a picture, and a ladder behind its roughness."""

    def fill(tree, image, surface):
        shader = tree.nodes.new("ShaderNodeBsdfPrincipled")
        tree.links.new(textured(tree, image), shader.inputs["Base Color"])
        tree.links.new(shader.outputs[0], surface)
        ladder(tree, shader.inputs["Roughness"], steps)

    return paint(name, (0.1, 0.5, 0.9, 1), fill)


def plain_within(scene, names):
    """That while a scene is written, each of these objects shows a material of its own
    name that has an end, even where its slots are locked."""
    with contextlib.ExitStack() as undo:
        materials.simplify(scene, True, undo)
        shown = {obj.name: obj for obj in materials.shown_objects(scene)}
        for name in names:
            [slot] = shown[name].material_slots
            assert slot.material.name == name, slot.material
            assert not is_tangled(slot.material, False), slot.material


def count_ways():
    """That ways are counted once for each node, also through groups."""
    material = tangled("Counted", 4)
    tree = material.node_tree
    # On from the output 1, from the shader 2, then 3, 7, 15, 31, and from the noise:
    assert most_ways(tree, into_groups=False) == 63
    inner = bpy.data.node_groups.new("Twice", "ShaderNodeTree")
    sockets = getattr(inner, "interface", inner)
    for name, where in (("In", "INPUT"), ("Out", "OUTPUT")):
        if sockets is inner:
            getattr(inner, f"{where.lower()}s").new("NodeSocketFloat", name)
        else:
            sockets.new_socket(name, in_out=where, socket_type="NodeSocketFloat")
    node = inner.nodes.new("ShaderNodeMath")
    for socket in node.inputs[:2]:
        inner.links.new(inner.nodes.new("NodeGroupInput").outputs[0], socket)
    inner.links.new(node.outputs[0], inner.nodes.new("NodeGroupOutput").inputs[0])
    tree.nodes.clear()
    value = tree.nodes.new("ShaderNodeTexNoise").outputs[0]
    for _ in range(5):
        group = tree.nodes.new("ShaderNodeGroup")
        group.node_tree = inner
        tree.links.new(value, group.inputs[0])
        value = group.outputs[0]
    last = tree.nodes.new("ShaderNodeMath")
    tree.links.new(value, last.inputs[0])
    assert most_ways(tree, into_groups=False) == 7
    # Two ways lead through each group, all of which end at nodes within it, too.
    assert 2**5 < most_ways(tree, into_groups=True) < 2**9
    tree.links.new(last.outputs[0], group.inputs[0])
    assert most_ways(tree, into_groups=True) == math.inf
    bpy.data.materials.remove(material)
    bpy.data.node_groups.remove(inner)


def plain_colours():
    """The colours of materials without a picture, or of their light."""
    found = {}
    for name in {*COLOURS} & set(bpy.data.materials.keys()):
        surface = read_surface(bpy.data.materials[name])
        inputs = surface.shader.inputs if surface.shader else {}
        glow = inputs.get("Emission Color") or inputs.get("Emission")
        value = glow.default_value[:3] if name == "Ember" else surface.colour.offset
        assert surface.colour.image_node is None
        found[name] = [round(float(v), 3) for v in value]
    return found


# Name: the picture's colour, and what leads from it to the surface.
PAINTS = {
    "Glow": ((0.9, 0.5, 0.1, 1), glowing),
    "Lamp": ((0.1, 0.9, 0.5, 1), plainly_glowing),
    "Shell": ((0.5, 0.1, 0.9, 1), grouped),
    "Shade": ((0.9, 0.9, 0.9, 1), shaded),
    "Wash": ((0.9, 0.1, 0.1, 1), washed),
    "original": ((0.9, 0.9, 0.9, 1), shaded),
    LINKED: ((0.1, 0.5, 0.9, 1), plainly_glowing),
    "Hidden": ((0.9, 0.1, 0.1, 1), hidden),
    "Weighed": ((0, 0, 0, 1), weighed),
    "Ember": ((0, 0, 0, 1), ember),
    "Dark": ((0, 0, 0, 1), dark),
}
COLOURS = ("Hidden", "Weighed", "Ember", "Dark")
