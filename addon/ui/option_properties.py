"""The options of Settings as Blender properties, and back. One declaration each is in
settings.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..core.prompt_list import TimedPrompt, in_one
from ..settings import MAX_PROMPT, described, fields_of, split_list

if TYPE_CHECKING:
    from typing import Any

    from ..core.prompt_list import Prompts
    from ..settings import Field


# Blender's integers.
MAX_INT = 2**31 - 1


def until_property() -> Any:
    """When a prompt ends."""
    return bpy.props.FloatProperty(
        name="Until",
        description="Second of the take at which this prompt ends (0: with the take)",
        default=0.0,
        min=0.0,
        soft_max=60.0,
        unit="TIME_ABSOLUTE",
    )


class AnimaxPrompt(bpy.types.PropertyGroup):
    """A prompt that follows the first one."""

    __annotations__ = {
        "prompt": bpy.props.StringProperty(
            name="Prompt",
            description="What the rig should do next",
            maxlen=MAX_PROMPT,
        ),
        "until": until_property(),
    }


CLASSES = (AnimaxPrompt,)


def properties_of(settings: type, *places: str) -> dict[str, Any]:
    """dict name -> Blender property: annotations for a PropertyGroup or preferences."""
    found: dict[str, Any] = {}
    for field in fields_of(settings, *places):
        found[field.name] = property_of(field)
        if field.kind == "prompts":
            # The first prompt's: it is not in the list.
            found["until"] = until_property()
    return found


def keyword_properties(settings: type, *places: str) -> dict[str, Any]:
    """The same as keywords of an operator, for scripts: not shown, not remembered."""
    options = {"HIDDEN", "SKIP_SAVE"}
    return {
        field.name: property_of(field, options=options)
        for field in fields_of(settings, *places)
        if field.kind != "prompts"
    }


def read_keywords(settings: type, operator: Any, *places: str) -> dict[str, Any]:
    """dict name -> value of the keywords that the caller has given."""
    found = {}
    given = getattr(operator, "properties", None)
    for field in fields_of(settings, *places):
        if field.kind != "prompts" and given and given.is_property_set(field.name):
            value = getattr(operator, field.name)
            found[field.name] = split_list(value) if field.kind == "tuple" else value
    return found


def property_of(field: Field, **extra: Any) -> Any:
    option, ui = field.option, field.option.ui
    assert ui is not None  # who asks has chosen options with a place
    unset = "0" if field.kind in ("int", "float") else "empty"
    more: dict[str, Any] = {"name": ui.name, "description": described(option, unset)}
    more |= extra
    if field.kind == "prompts":
        return bpy.props.CollectionProperty(type=AnimaxPrompt, **more)
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
        if field.kind == "tuple":
            value = split_list(value)
        elif field.kind == "prompts":
            value = read_prompts(group)
        found[field.name] = value
    if found.get("prompts"):
        found["prompt"] = in_one(found["prompts"])
    return found


def read_prompts(group: Any) -> Prompts:
    """The first prompt and those that follow; none where none follows."""
    rows = [group, *group.prompts] if len(group.prompts) else []
    # In single precision 0.1 is 0.10000000149.
    return tuple(
        TimedPrompt(row.prompt, round(row.until, 4) if row.until else None)
        for row in rows
    )


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
