"""The explicit list of what is registered; unregistering is its exact reverse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from . import cli_command
from .io import old_importers
from .ui import operators, panels, preferences, properties

if TYPE_CHECKING:
    from collections.abc import Callable

# The settings' name on a scene.
PROPERTY = "animax"
CLASSES = properties.CLASSES + preferences.CLASSES + operators.CLASSES + panels.CLASSES
# What unregistering undoes besides, last first.
undo: list[Callable[[], None]] = []


def register() -> None:
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    group = bpy.props.PointerProperty(type=properties.AnimaxSettings)
    setattr(bpy.types.Scene, PROPERTY, group)
    undo.append(old_importers.repair())
    undo.append(cli_command.register())


def unregister() -> None:
    operators.stop_running()
    while undo:
        undo.pop()()
    delattr(bpy.types.Scene, PROPERTY)
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
