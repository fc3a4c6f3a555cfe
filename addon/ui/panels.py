"""The sidebar tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..settings import ADVANCED, PANEL, Settings
from . import operators
from .option_properties import draw_properties

if TYPE_CHECKING:
    from typing import Any

    from ..core.jobs import Job
    from ..rig.blender_context import Context


class ANIMAX_PT_main(bpy.types.Panel):
    bl_idname = "ANIMAX_PT_main"
    bl_label = "AnimaX"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "AnimaX"

    def draw(self, context: Context) -> None:
        layout: Any = self.layout
        settings = context.scene.animax
        job = operators.running_job
        draw_prompts(layout, settings, job is None)
        if job is not None:
            draw_progress(layout, job)
            layout.operator("animax.cancel", icon="X")
        else:
            layout.operator("animax.animate", icon="PLAY")
        column = layout.column()
        column.enabled = job is None
        column.use_property_split = True
        column.use_property_decorate = False
        draw_properties(column, Settings, settings, PANEL, skip=("prompt", "prompts"))


class ANIMAX_PT_advanced(bpy.types.Panel):
    bl_idname = "ANIMAX_PT_advanced"
    bl_label = "Advanced"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "AnimaX"
    bl_parent_id = "ANIMAX_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Context) -> None:
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.enabled = operators.running_job is None
        draw_properties(layout, Settings, context.scene.animax, ADVANCED)


def draw_prompts(layout: Any, settings: Any, enabled: bool) -> None:
    """The prompt, and those that follow it, with the times at which they end."""
    column = layout.column(align=True)
    column.enabled = enabled
    several = len(settings.prompts) > 0
    for number, group in enumerate([settings, *settings.prompts]):
        row = column.row(align=True)
        row.prop(group, "prompt", text="")
        if several:
            ends = row.row(align=True)
            ends.ui_units_x = 5
            ends.prop(group, "until", text="")
        if number:
            remove = row.operator("animax.prompt_remove", text="", icon="REMOVE")
            remove.index = number - 1
    column.operator("animax.prompt_add", icon="ADD")


def draw_progress(layout: bpy.types.UILayout, job: Job) -> None:
    if bpy.app.version >= (4, 0):
        layout.progress(factor=job.fraction, text=job.status_text())
    else:
        layout.label(text=job.status_text(), icon="TIME")


CLASSES = (ANIMAX_PT_main, ANIMAX_PT_advanced)
