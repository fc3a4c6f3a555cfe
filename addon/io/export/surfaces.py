"""What a material shows, in the terms of exchange formats: one picture or colour, lit
or unlit, and alpha.

A picture may pass through reroutes, node groups, mixes with a constant colour and
mixes of shaders. Imports no bpy.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from ...core.array_types import FloatArray

# More nodes in a row, or deeper groups, are taken for a cycle.
MAX_STEPS = 64
MANY = 64
UNLIT = {"EMISSION": "Color", "BACKGROUND": "Color"}
LIT = {
    "BSDF_PRINCIPLED": "Base Color", "BSDF_DIFFUSE": "Color", "BSDF_GLOSSY": "Color",
    "BSDF_TOON": "Color", "BSDF_VELVET": "Color", "BSDF_SHEEN": "Color",
    "BSDF_METALLIC": "Base Color", "BSDF_TRANSLUCENT": "Color",
    "SUBSURFACE_SCATTERING": "Color", "EEVEE_SPECULAR": "Base Color",
}  # fmt: skip

# The group nodes around a node, outermost first.
Groups = tuple[Any, ...]


@dataclasses.dataclass
class Colour:
    """scale * picture + offset, in linear colours; without a picture, offset alone."""

    image_node: Any = None
    groups: Groups = ()
    scale: FloatArray = dataclasses.field(default_factory=lambda: np.ones(3))
    offset: FloatArray = dataclasses.field(default_factory=lambda: np.zeros(3))
    # Does it also depend on vertex colours, which formats hold beside the material?
    attribute: bool = False
    # How many nodes multiply the picture, if nothing else changes it; else many.
    factors: int = 0
    # The kinds of nodes that change it besides and that no exchange format holds.
    lost: tuple[str, ...] = ()

    def is_plain(self) -> bool:
        """Is it the picture as it is?"""
        return bool(np.allclose(self.scale, 1.0) and np.allclose(self.offset, 0.0))

    def is_constant(self) -> bool:
        return self.image_node is None and not self.lost and not self.attribute


@dataclasses.dataclass
class Surface:
    # The shader node that gives the colour; None where a colour is the surface.
    shader: Any
    groups: Groups
    colour: Colour
    lit: bool
    alpha: float = 1.0
    # The picture whose alpha channel is the surface's alpha.
    alpha_image: Any = None
    # Types of the shader nodes between this one and the material's output.
    path: tuple[str, ...] = ()


def read_surface(material: Any) -> Surface | None:
    """None for a material without nodes, or without a surface that has a colour."""
    tree = material.node_tree if material.use_nodes else None
    if tree is None:
        return None
    output = next(
        (n for n in tree.nodes if n.type == "OUTPUT_MATERIAL" and n.is_active_output),
        None,
    )
    return surface_at(output.inputs["Surface"], ()) if output is not None else None


def source(socket: Any, groups: Groups) -> tuple[Any, Any, Groups]:
    """(output socket, input socket, groups): what feeds an input through reroutes,
    muted nodes and groups. Output None: the input's own value counts."""
    for _ in range(MAX_STEPS):
        if not socket.is_linked:
            return None, socket, groups
        out = socket.links[0].from_socket
        node = out.node
        if node.type == "REROUTE":
            socket = node.inputs[0]
        elif node.mute:
            inner = [i.from_socket for i in node.internal_links if i.to_socket == out]
            if not inner:
                return None, socket, groups
            socket = inner[0]
        elif node.type == "GROUP" and group_output(node) is not None:
            socket = by_identifier(group_output(node).inputs, out.identifier)
            groups = (*groups, node)
        elif node.type == "GROUP_INPUT" and groups:
            socket = by_identifier(groups[-1].inputs, out.identifier)
            groups = groups[:-1]
        else:
            return out, socket, groups
    return None, socket, groups


def group_output(node: Any) -> Any:
    nodes = node.node_tree.nodes if node.node_tree is not None else ()
    found = [n for n in nodes if n.type == "GROUP_OUTPUT"]
    return next((n for n in found if n.is_active_output), None)


def by_identifier(sockets: Any, identifier: str) -> Any:
    return next(s for s in sockets if s.identifier == identifier)


# Shaders -----------------------------------------------------------------------------


def surface_at(socket: Any, groups: Groups, depth: int = 0) -> Surface | None:
    out, _, groups = source(socket, groups)
    if out is None or depth > MAX_STEPS:
        return None
    node = out.node
    if node.type == "MIX_SHADER":
        return mixed_surface(node, groups, depth)
    if node.type == "ADD_SHADER":
        sides = [surface_at(s, groups, depth + 1) for s in node.inputs]
        return within(node, richer(node, *sides))
    if node.type in UNLIT or node.type in LIT:
        name = (UNLIT | LIT)[node.type]
        colour = colour_at(node.inputs[name], groups)
        surface = Surface(node, groups, colour, node.type in LIT)
        if "Alpha" in node.inputs:
            set_alpha(surface, node.inputs["Alpha"], groups)
        return surface
    if out.type == "RGBA":
        return Surface(None, groups, colour_at(socket, groups), lit=False)
    return None


def mixed_surface(node: Any, groups: Groups, depth: int) -> Surface | None:
    factor = node.inputs[0]
    sides = node.inputs[1], node.inputs[2]
    kinds = [source(s, groups)[0] for s in sides]
    clear = [k is not None and k.node.type == "BSDF_TRANSPARENT" for k in kinds]
    switch = source(factor, groups)[0]
    if switch is not None and switch.node.type == "LIGHT_PATH":
        # What the camera sees; the rest keeps it from lighting others.
        return within(node, surface_at(sides[1], groups, depth + 1), "LIGHT_PATH")
    if clear[0] != clear[1]:
        found = surface_at(sides[clear[0]], groups, depth + 1)
        if found is not None:
            set_alpha(found, factor, groups)
            if clear[1]:
                found.alpha, found.alpha_image = 1.0 - found.alpha, None
        return within(node, found, "TRANSPARENT" if clear[0] else "")
    both = [surface_at(s, groups, depth + 1) for s in sides]
    return within(node, richer(node, *both))


def within(node: Any, found: Surface | None, kind: str = "") -> Surface | None:
    if found is not None:
        found.path = (kind or node.type, *found.path)
    return found


def richer(node: Any, a: Surface | None, b: Surface | None) -> Surface | None:
    """Of two that a node mixes the one with a picture; the first if both or none have
    one."""
    if a is None or b is None:
        found = a or b
    else:
        found = a if a.colour.image_node or not b.colour.image_node else b
    if found is not None:
        found.colour = losing(node, found.colour)
    return found


def set_alpha(surface: Surface, socket: Any, groups: Groups) -> None:
    out, socket, groups = source(socket, groups)
    for _ in range(MAX_STEPS):
        # A clipped alpha, as glTF's importer makes it.
        if out is None or out.node.type != "MATH":
            break
        linked = [s for s in out.node.inputs if s.is_linked]
        out, socket, groups = source((linked or out.node.inputs)[0], groups)
    if out is None:
        surface.alpha = float(socket.default_value)
    elif out.node.type == "TEX_IMAGE" and out.identifier == "Alpha":
        surface.alpha_image = out.node.image


# Colours -----------------------------------------------------------------------------


def colour_at(socket: Any, groups: Groups, depth: int = 0) -> Colour:
    out, socket, groups = source(socket, groups)
    if out is None or depth > MAX_STEPS:
        return constant(getattr(socket, "default_value", 1.0))
    node = out.node
    if node.type == "TEX_IMAGE":
        if node.image is None:
            return constant(0.0)
        colour = Colour(node, groups)
        return colour if out.identifier == "Color" else losing(node, colour)
    if node.type in {"RGB", "VALUE"}:
        return constant(out.default_value)
    if node.type in {"VERTEX_COLOR", "ATTRIBUTE"}:
        return Colour(attribute=True, offset=np.ones(3))
    if node.type == "MIX_RGB" or (node.type == "MIX" and node.data_type == "RGBA"):
        return mixed_colour(node, groups, depth)
    # Whatever else it is: the picture behind it, best by way of colours.
    inputs = sorted(node.inputs, key=lambda s: s.type != "RGBA")
    sides = [colour_at(s, groups, depth + 1) for s in inputs if s.is_linked]
    found = next((c for c in sides if c.image_node is not None), None)
    return losing(node, found or Colour(offset=np.ones(3)))


def constant(value: Any) -> Colour:
    numbers = np.atleast_1d(np.array(value, dtype=np.float64))[:3]
    return Colour(offset=np.broadcast_to(numbers, (3,)).copy())


def losing(node: Any, colour: Colour) -> Colour:
    return dataclasses.replace(colour, lost=(*colour.lost, node.bl_label))


def mixed_colour(node: Any, groups: Groups, depth: int) -> Colour:
    names = ("Fac", "Color1", "Color2")
    if node.type == "MIX":
        names = ("Factor_Float", "A_Color", "B_Color")
    factor, *sides = (by_identifier(node.inputs, name) for name in names)
    a, b = (colour_at(s, groups, depth + 1) for s in sides)
    out, value, _ = source(factor, groups)
    shown = a if a.image_node is not None or b.image_node is None else b
    if out is not None or (a.image_node is not None and b.image_node is not None):
        return losing(node, shown)
    amount = float(value.default_value)
    mixed = blend(a, b, amount, node.blend_type)
    if mixed is None:
        return losing(node, shown)
    if not (a.attribute or b.attribute):
        known = (node.type, node.blend_type, amount) == ("MIX", "MULTIPLY", 1.0)
        mixed.factors = a.factors + b.factors + (1 if known else MANY)
    return mixed


def blend(a: Colour, b: Colour, factor: float, how: str) -> Colour | None:
    """The mix of two colours of which one at most has a picture; None where it is none
    of scale and offset."""
    picture = a if a.image_node is not None else b
    shown = dataclasses.replace(
        picture,
        attribute=a.attribute or b.attribute,
        lost=(*a.lost, *b.lost),
    )
    # Scales of what has no picture are none.
    scale_a = a.scale if a.image_node is not None else np.zeros(3)
    scale_b = b.scale if b.image_node is not None else np.zeros(3)
    if how == "MIX":
        shown.scale = (1 - factor) * scale_a + factor * scale_b
        shown.offset = (1 - factor) * a.offset + factor * b.offset
    elif how in {"ADD", "SUBTRACT"}:
        sign = factor if how == "ADD" else -factor
        shown.scale = scale_a + sign * scale_b
        shown.offset = a.offset + sign * b.offset
    elif how == "MULTIPLY":
        scale = scale_a * b.offset + scale_b * a.offset
        shown.scale = (1 - factor) * scale_a + factor * scale
        shown.offset = (1 - factor) * a.offset + factor * a.offset * b.offset
    else:
        return None
    return shown
