"""The options of Settings as Blender properties, and back. One declaration each is in
settings.py."""

from __future__ import annotations

import bpy

from ..settings import described, fields_of, split_list

# Blender's integers.
MAX_INT = 2**31 - 1


def properties_of(settings, *places):
    """dict name -> Blender property: annotations for a PropertyGroup or preferences."""
    return {field.name: property_of(field) for field in fields_of(settings, *places)}


def property_of(field):
    option, ui = field.option, field.option.ui
    unset = "0" if field.kind in ("int", "float") else "empty"
    more = {"name": ui.name, "description": described(option, unset)}
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
                default=field.default, min=low, max=min(high, MAX_INT), **more
            )
        return bpy.props.FloatProperty(
            default=field.default, min=low, max=high, subtype=ui.subtype, **more
        )
    default = ",".join(field.default) if field.kind == "tuple" else field.default
    return bpy.props.StringProperty(
        default=default, maxlen=option.max_length, subtype=ui.subtype, **more
    )


def read_properties(settings, group, *places):
    """dict name -> value of the options in a PropertyGroup or preferences."""
    found = {}
    for field in fields_of(settings, *places):
        value = getattr(group, field.name)
        found[field.name] = split_list(value) if field.kind == "tuple" else value
    return found


def draw_properties(layout, settings, group, *places, skip=()):
    for field in fields_of(settings, *places):
        if field.name not in skip:
            layout.prop(group, field.name, slider=field.option.ui.slider)
