"""The sidebar tab."""

import bpy

from . import operators


class ANIMAX_PT_main(bpy.types.Panel):
    bl_idname = "ANIMAX_PT_main"
    bl_label = "AnimaX"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "AnimaX"

    def draw(self, context):
        layout, wishes = self.layout, context.scene.animax
        layout.prop(wishes, "prompt", text="")
        job = operators.running
        if job is not None:
            draw_progress(layout, job)
            layout.operator("animax.cancel", icon="X")
        else:
            layout.operator("animax.animate", icon="PLAY")
        column = layout.column()
        column.enabled = job is None
        column.use_property_split = True
        column.use_property_decorate = False
        column.prop(wishes, "frames")
        column.prop(wishes, "seed")
        column.prop(wishes, "loop")
        column.prop(wishes, "in_place")
        column.prop(wishes, "smoothing", slider=True)
        column.prop(wishes, "contacts")


class ANIMAX_PT_more(bpy.types.Panel):
    bl_idname = "ANIMAX_PT_more"
    bl_label = "More"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "AnimaX"
    bl_parent_id = "ANIMAX_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context):
        layout, wishes = self.layout, context.scene.animax
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.enabled = operators.running is None
        layout.prop(wishes, "bones")
        layout.prop(wishes, "keys")
        layout.prop(wishes, "views")
        layout.prop(wishes, "steps")


def draw_progress(layout, job):
    if bpy.app.version >= (4, 0):
        layout.progress(factor=job.share, text=job.line())
    else:
        layout.label(text=job.line(), icon="TIME")


CLASSES = (ANIMAX_PT_main, ANIMAX_PT_more)
