"""Materials whose picture lies behind nodes that exporters do not follow."""

import bpy


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


# Name: the picture's colour, and what leads from it to the surface.
PAINTS = {
    "Glow": ((0.9, 0.5, 0.1, 1), glowing),
    "Lamp": ((0.1, 0.9, 0.5, 1), plainly_glowing),
    "Shell": ((0.5, 0.1, 0.9, 1), grouped),
    "Shade": ((0.9, 0.9, 0.9, 1), shaded),
    "Wash": ((0.9, 0.1, 0.1, 1), washed),
}
