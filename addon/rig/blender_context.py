"""Blender's context, for callers that are checked by type.

The stubs of bpy lose the types of Context: an attribute of it is called `property` and
hides the decorator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

if TYPE_CHECKING:
    # What operators and panels get.
    Context = Any


def current_scene() -> bpy.types.Scene:
    context: Any = bpy.context
    return context.scene


def current_view_layer() -> Any:
    context: Any = bpy.context
    return context.view_layer


def active_object() -> bpy.types.Object | None:
    context: Any = bpy.context
    return context.view_layer.objects.active if context.view_layer else None


def update_view_layer() -> None:
    """Evaluates what was changed."""
    context: Any = bpy.context
    context.view_layer.update()
