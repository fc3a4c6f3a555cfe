"""The explicit list of what is registered; unregistering is its exact reverse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from . import cli_command
from .io import old_importers
from .translations import tables
from .ui import (
    camera_operators,
    camera_panel,
    camera_pictures,
    live_view,
    map_operators,
    map_panel,
    model_operators,
    model_panel,
    operators,
    panels,
    pictures,
    preferences,
    properties,
    remedies,
    session,
    status,
    take_operators,
)

if TYPE_CHECKING:
    from collections.abc import Callable

# The settings' name on a scene, and the last run's on the window manager.
PROPERTY, STATUS = "animax", "animax_status"
CLASSES = (
    *properties.CLASSES,
    *status.CLASSES,
    *preferences.CLASSES,
    *operators.CLASSES,
    *take_operators.CLASSES,
    *camera_operators.CLASSES,
    *map_operators.CLASSES,
    *model_operators.CLASSES,
    *model_panel.CLASSES,
    *remedies.CLASSES,
    *panels.CLASSES,
    *camera_panel.CLASSES,
    *map_panel.CLASSES,
)
# What unregistering undoes besides, last first.
undo: list[Callable[[], None]] = []


def register() -> None:
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    group = bpy.props.PointerProperty(type=properties.AnimaxSettings)
    setattr(bpy.types.Scene, PROPERTY, group)
    told = bpy.props.PointerProperty(type=status.AnimaxStatus)
    setattr(bpy.types.WindowManager, STATUS, told)
    session.add_handlers()
    undo.append(pictures.pictures.close)
    undo.append(old_importers.repair())
    undo.append(cli_command.register())
    undo.append(camera_pictures.register())
    undo.append(live_view.register())
    undo.append(model_panel.register())
    undo.append(tables.register())


def unregister() -> None:
    operators.stop_running()
    while undo:
        undo.pop()()
    session.remove_handlers()
    delattr(bpy.types.WindowManager, STATUS)
    delattr(bpy.types.Scene, PROPERTY)
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
