"""The explicit list of what is registered; unregistering is its exact reverse."""

import bpy

from . import ops, panel, props

CLASSES = props.CLASSES + ops.CLASSES + panel.CLASSES


def register():
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    bpy.types.Scene.animax = bpy.props.PointerProperty(type=props.AnimaxSettings)


def unregister():
    ops.stop_running()
    del bpy.types.Scene.animax
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
