"""The explicit list of what is registered; unregistering is its exact reverse."""

import bpy

from .ui import operators, panels, preferences, properties

CLASSES = properties.CLASSES + preferences.CLASSES + operators.CLASSES + panels.CLASSES


def register():
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    bpy.types.Scene.animax = bpy.props.PointerProperty(type=properties.AnimaxSettings)


def unregister():
    operators.stop_running()
    del bpy.types.Scene.animax
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
