"""The options of Settings as Blender properties, and back. One declaration each is in
settings.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..settings import described, fields_of, split_list

if TYPE_CHECKING:
    from typing import Any

    from ..settings import Field


# Blender's integers.
MAX_INT = 2**31 - 1


def properties_of(settings: type, *places: str) -> dict[str, Any]:
    """dict name -> Blender property: annotations for a PropertyGroup or preferences."""
    return {field.name: property_of(field) for field in fields_of(settings, *places)}


def property_of(field: Field) -> Any:
    option, ui = field.option, field.option.ui
    assert ui is not None  # who asks has chosen options with a place
    unset = "0" if field.kind in ("int", "float") else "empty"
    more: dict[str, Any] = {"name": ui.name, "description": described(option, unset)}
    if field.kind == "bool":
        return bpy.props.BoolProperty(default=field.default, **more)
    if option.choices:
        items = [(c.value, c.name, c.description) for c in option.choices]
        return bpy.props.EnumProperty(items=items, default=field.default, **more)
    if field.kind in ("int", "float"):
        high = option.high if ui.max is None else ui.max
        low = min(option.low, field.default)
        if field.kind == "int":
            return bpy.props.IntProperty(
                default=field.default, min=int(low), max=int(min(high, MAX_INT)), **more
            )
        more["subtype"] = ui.subtype
        return bpy.props.FloatProperty(default=field.default, min=low, max=high, **more)
    more["subtype"] = ui.subtype
    default = ",".join(field.default) if field.kind == "tuple" else field.default
    return bpy.props.StringProperty(default=default, maxlen=option.max_length, **more)


def read_properties(settings: type, group: Any, *places: str) -> dict[str, Any]:
    """dict name -> value of the options in a PropertyGroup or preferences."""
    found = {}
    for field in fields_of(settings, *places):
        value = getattr(group, field.name)
        found[field.name] = split_list(value) if field.kind == "tuple" else value
    return found


def draw_properties(
    layout: bpy.types.UILayout,
    settings: type,
    group: Any,
    *places: str,
    skip: tuple[str, ...] = (),
) -> None:
    for field in fields_of(settings, *places):
        if field.name not in skip:
            ui = field.option.ui
            layout.prop(group, field.name, slider=ui is not None and ui.slider)
