"""The explicit list of what is registered; unregistering is its exact reverse."""

from __future__ import annotations

import bpy

from .ui import operators, panels, preferences, properties

# The settings' name on a scene.
PROPERTY = "animax"
CLASSES = properties.CLASSES + preferences.CLASSES + operators.CLASSES + panels.CLASSES


def register() -> None:
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    group = bpy.props.PointerProperty(type=properties.AnimaxSettings)
    setattr(bpy.types.Scene, PROPERTY, group)


def unregister() -> None:
    operators.stop_running()
    delattr(bpy.types.Scene, PROPERTY)
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
