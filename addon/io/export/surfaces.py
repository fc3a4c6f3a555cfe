"""What a material shows, in the terms of exchange formats: one picture or colour, lit
or unlit, and alpha.

A picture may pass through reroutes, node groups, mixes with a constant colour and
mixes of shaders. Constant factors are evaluated; what depends on the light or the view
is not. Imports no bpy.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from ...core.array_types import FloatArray

# More nodes in a row, or deeper groups, are taken for a cycle.
MAX_STEPS = 64
# Nor are more sockets than these read: groups within groups have any number of them.
MAX_SOCKETS = 10_000
MANY = 64
UNLIT = {"EMISSION": "Color", "BACKGROUND": "Color"}
LIT = {
    "BSDF_PRINCIPLED": "Base Color", "BSDF_DIFFUSE": "Color", "BSDF_GLOSSY": "Color",
    "BSDF_TOON": "Color", "BSDF_VELVET": "Color", "BSDF_SHEEN": "Color",
    "BSDF_METALLIC": "Base Color", "BSDF_TRANSLUCENT": "Color",
    "SUBSURFACE_SCATTERING": "Color", "EEVEE_SPECULAR": "Base Color",
}  # fmt: skip

# Shaders that scatter their colour evenly, so that a mix of two has the mixed colour.
DIFFUSE = set(LIT) - {"BSDF_GLOSSY", "BSDF_METALLIC", "EEVEE_SPECULAR"}
# Those that have little else besides their colour.
COLOURS_ALONE = {"EMISSION", "BACKGROUND", "BSDF_DIFFUSE"}

# The group nodes around a node, outermost first.
Groups = tuple[Any, ...]
# What is at a socket within groups, of one material: nodes that share an input would
# otherwise read it once for each way that leads there.
Known = dict[Any, Any]


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
    # What an Add Shader adds to a lit surface: an emission's colour and strength.
    glow: Colour | None = None
    glow_strength: float = 0.0
    # Labels of shader nodes that add more to it than the colour holds.
    lost: tuple[str, ...] = ()


def read_surface(material: Any) -> Surface | None:
    """None for a material without nodes, or without a surface that has a colour."""
    tree = material.node_tree if material.use_nodes else None
    if tree is None:
        return None
    output = next(
        (n for n in tree.nodes if n.type == "OUTPUT_MATERIAL" and n.is_active_output),
        None,
    )
    return surface_at(output.inputs["Surface"], (), {}) if output is not None else None


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


def key_of(kind: str, out: Any, groups: Groups) -> Any:
    return (kind, out.as_pointer(), *(g.as_pointer() for g in groups))


# Shaders -----------------------------------------------------------------------------


def surface_at(
    socket: Any, groups: Groups, known: Known, depth: int = 0
) -> Surface | None:
    out, _, groups = source(socket, groups)
    if out is None or depth > MAX_STEPS or len(known) > MAX_SOCKETS:
        return None
    key = key_of("surface", out, groups)
    if key not in known:
        # What a cycle comes back to.
        known[key] = None
        known[key] = read_shader(out, socket, groups, known, depth)
    return known[key]


def read_shader(
    out: Any, socket: Any, groups: Groups, known: Known, depth: int
) -> Surface | None:
    node = out.node
    if node.type == "MIX_SHADER":
        return mixed_surface(node, groups, known, depth)
    if node.type == "ADD_SHADER":
        a, b = (surface_at(s, groups, known, depth + 1) for s in node.inputs)
        return within(node, added_surface(node, a, b, known))
    if node.type in UNLIT or node.type in LIT:
        name = (UNLIT | LIT)[node.type]
        colour = colour_at(node.inputs[name], groups, known)
        surface = Surface(node, groups, colour, node.type in LIT)
        if node.type in UNLIT:
            surface = shining(surface, known)
        if "Alpha" in node.inputs:
            set_alpha(surface, node.inputs["Alpha"], groups)
        return surface
    if out.type == "RGBA":
        return Surface(None, groups, colour_at(socket, groups, known), lit=False)
    return None


def shining(surface: Surface, known: Known) -> Surface:
    """With an emission's strength. Formats hold no more than full light: of a stronger
    one a colour keeps its hue, and a picture stays as it is."""
    node, colour = surface.shader, surface.colour
    strength = number_at(node.inputs["Strength"], surface.groups, known)
    if strength is None or (strength > 1.0 and not colour.is_constant()):
        return losing_shader(node, surface)
    strength = max(strength, 0.0)
    if strength == 1.0:
        return surface
    if strength > 1.0 and (brightest := colour.offset.max()) > 0:
        strength = max(1.0, min(strength, 1.0 / brightest))
    changed = dataclasses.replace(
        colour,
        scale=colour.scale * strength,
        offset=colour.offset * strength,
        factors=colour.factors + MANY,
    )
    return dataclasses.replace(surface, colour=without_hidden(changed))


def mixed_surface(
    node: Any, groups: Groups, known: Known, depth: int
) -> Surface | None:
    factor = node.inputs[0]
    sides = node.inputs[1], node.inputs[2]
    kinds = [source(s, groups)[0] for s in sides]
    clear = [k is not None and k.node.type == "BSDF_TRANSPARENT" for k in kinds]
    switch = source(factor, groups)[0]
    ray = switch.identifier if switch and switch.node.type == "LIGHT_PATH" else ""
    if ray.startswith("Is "):
        # What the camera sees; the rest keeps it from lighting others, or from
        # throwing a shadow.
        camera = ray == "Is Camera Ray"
        found = surface_at(sides[camera], groups, known, depth + 1)
        return within(node, found, "LIGHT_PATH" if camera else "")
    if clear[0] != clear[1]:
        found = surface_at(sides[clear[0]], groups, known, depth + 1)
        if found is not None:
            found = dataclasses.replace(found)
            set_alpha(found, factor, groups)
            if clear[1]:
                found.alpha, found.alpha_image = 1.0 - found.alpha, None
        return within(node, found, "TRANSPARENT" if clear[0] else "")
    amount = number_at(factor, groups, known)
    amount = min(max(amount, 0.0), 1.0) if amount is not None else None
    if amount in {0.0, 1.0}:
        found = surface_at(sides[amount == 1.0], groups, known, depth + 1)
        return within(node, found)
    a, b = (surface_at(s, groups, known, depth + 1) for s in sides)
    if a is None or b is None or amount is None or a.glow or b.glow:
        return within(node, richer(node, a, b))
    return within(node, blended(node, a, b, amount, "MIX"))


def added_surface(
    node: Any, a: Surface | None, b: Surface | None, known: Known
) -> Surface | None:
    if a is None or b is None:
        return richer(node, a, b)
    for one, other in ((a, b), (b, a)):
        if one.lit:
            continue
        if is_black(one.colour):
            return other
        if other.lit and not other.glow and is_dark(other, known):
            light, strength = emission(one, known)
            if light is not None:
                return dataclasses.replace(other, glow=light, glow_strength=strength)
    if a.glow or b.glow:
        return richer(node, a, b)
    return blended(node, a, b, 1.0, "ADD")


def is_black(colour: Colour) -> bool:
    return colour.is_constant() and not colour.offset.any()


def is_dark(surface: Surface, known: Known) -> bool:
    """Has its shader no emission of its own?"""
    inputs = surface.shader.inputs
    name = next((n for n in ("Emission Color", "Emission") if n in inputs), None)
    if name is None:
        return surface.shader.type != "EEVEE_SPECULAR"
    strength = number_at(inputs["Emission Strength"], surface.groups, known)
    return strength == 0 or is_black(colour_at(inputs[name], surface.groups, known))


def emission(surface: Surface, known: Known) -> tuple[Colour | None, float]:
    """(colour or picture, strength) of a surface that is one emission, and no more
    than a Principled BSDF can have as its own."""
    node: Any = surface.shader
    if node is None or node.type != "EMISSION" or surface.path:
        return None, 0.0
    colour = colour_at(node.inputs["Color"], surface.groups, known)
    strength = number_at(node.inputs["Strength"], surface.groups, known)
    plain = colour.is_plain() and not colour.lost and not colour.attribute
    if strength is None or not (plain or colour.is_constant()):
        return None, 0.0
    return colour, strength


def within(node: Any, found: Surface | None, kind: str = "") -> Surface | None:
    if found is None:
        return None
    return dataclasses.replace(found, path=(kind or node.type, *found.path))


def blended(node: Any, a: Surface, b: Surface, amount: float, how: str) -> Any:
    """Of two that a node mixes the one that counts more, with the colour of both."""
    kinds = [s.shader.type if s.shader is not None else "EMISSION" for s in (a, b)]
    unlit = not a.lit and not b.lit
    pictures = sum(s.colour.image_node is not None for s in (a, b))
    found = b if amount > 0.5 and how == "MIX" else a
    if pictures == 2 or not (unlit or all(kind in DIFFUSE for kind in kinds)):
        same = pictures != 1
        return losing_shader(node, found) if same else richer(node, a, b)
    colour: Any = blend(a.colour, b.colour, amount, how)
    colour.factors = MANY
    found = dataclasses.replace(
        found, colour=without_hidden(colour), lost=merged(a.lost, b.lost)
    )
    if how == "MIX" and a.alpha_image is None and b.alpha_image is None:
        found.alpha = (1 - amount) * a.alpha + amount * b.alpha
    exact = all(kind in COLOURS_ALONE for kind in kinds)
    return found if exact else losing_shader(node, found)


def richer(node: Any, a: Surface | None, b: Surface | None) -> Surface | None:
    """Of two that a node mixes the one with a picture; the first if both or none have
    one."""
    if a is None or b is None:
        found = a or b
    else:
        found = a if a.colour.image_node or not b.colour.image_node else b
    return losing_shader(node, found) if found is not None else None


def losing_shader(node: Any, surface: Surface) -> Surface:
    return dataclasses.replace(surface, lost=merged(surface.lost, (node.bl_label,)))


def merged(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*a, *b)))


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


def number_at(socket: Any, groups: Groups, known: Known) -> float | None:
    """None where it is no constant."""
    colour = colour_at(socket, groups, known)
    return float(colour.offset[0]) if colour.is_constant() else None


def colour_at(socket: Any, groups: Groups, known: Known, depth: int = 0) -> Colour:
    out, socket, groups = source(socket, groups)
    if out is None:
        return constant(getattr(socket, "default_value", 1.0))
    key = key_of("colour", out, groups)
    if key in known:
        return known[key]
    unread = losing(out.node, Colour(offset=np.ones(3)))
    if depth > MAX_STEPS or len(known) > MAX_SOCKETS:
        return unread
    # What a cycle comes back to.
    known[key] = unread
    known[key] = read_colour(out, groups, known, depth)
    return known[key]


def read_colour(out: Any, groups: Groups, known: Known, depth: int) -> Colour:
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
        return mixed_colour(node, groups, known, depth)
    # Whatever else it is: the picture behind it, best by way of colours.
    inputs = sorted(node.inputs, key=lambda s: s.type != "RGBA")
    sides = [colour_at(s, groups, known, depth + 1) for s in inputs if s.is_linked]
    found = next((c for c in sides if c.image_node is not None), None)
    return losing(node, found or Colour(offset=np.ones(3)))


def constant(value: Any) -> Colour:
    numbers = np.atleast_1d(np.array(value, dtype=np.float64))[:3]
    return Colour(offset=np.broadcast_to(numbers, (3,)).copy())


def losing(node: Any, colour: Colour) -> Colour:
    return dataclasses.replace(colour, lost=merged(colour.lost, (node.bl_label,)))


def without_hidden(colour: Colour) -> Colour:
    """Without a picture of which nothing is seen."""
    if colour.image_node is None or colour.scale.any():
        return colour
    return dataclasses.replace(colour, image_node=None, groups=())


def mixed_colour(node: Any, groups: Groups, known: Known, depth: int) -> Colour:
    names = ("Fac", "Color1", "Color2")
    if node.type == "MIX":
        names = ("Factor_Float", "A_Color", "B_Color")
    factor, *sides = (by_identifier(node.inputs, name) for name in names)
    a, b = (colour_at(s, groups, known, depth + 1) for s in sides)
    share = colour_at(factor, groups, known, depth + 1)
    shown = a if a.image_node is not None or b.image_node is None else b
    if not share.is_constant():
        return losing(node, shown)
    amount = float(np.clip(share.offset[0], 0.0, 1.0))
    if amount == 0.0 or (amount == 1.0 and node.blend_type == "MIX"):
        seen = b if amount else a
        return dataclasses.replace(seen, factors=seen.factors + MANY)
    if a.image_node is not None and b.image_node is not None:
        return losing(node, shown)
    mixed = blend(a, b, amount, node.blend_type)
    if mixed is None:
        return losing(node, shown)
    if not (a.attribute or b.attribute):
        known_mix = (node.type, node.blend_type, amount) == ("MIX", "MULTIPLY", 1.0)
        mixed.factors = a.factors + b.factors + (1 if known_mix else MANY)
    return without_hidden(mixed)


def blend(a: Colour, b: Colour, factor: float, how: str) -> Colour | None:
    """The mix of two colours of which one at most has a picture; None where it is none
    of scale and offset."""
    picture = a if a.image_node is not None else b
    shown = dataclasses.replace(
        picture,
        attribute=a.attribute or b.attribute,
        lost=merged(a.lost, b.lost),
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
