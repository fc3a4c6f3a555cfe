"""How the preferences and the panel show the models on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..core import log, model_list
from ..settings import PREFERENCES, Settings
from . import preferences
from .model_operators import chosen_model, found, models
from .option_properties import draw_properties
from .session import session
from .words import tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..rig.blender_context import Context


class ANIMAX_MT_models(bpy.types.Menu):
    bl_idname = "ANIMAX_MT_models"
    bl_label = "Models"

    def draw(self, context: Context) -> None:
        layout: Any = self.layout
        for one in models(context):
            icon = "ERROR" if one.error else "NONE"
            use = layout.operator(
                "animax.model_use", text=one.title, icon=icon, translate=False
            )
            use.folder = one.folder


def draw_choice(layout: Any, context: Context) -> None:
    """In the panel: which model animates."""
    if preferences.addon_preferences(context) is None:
        return
    one = chosen_model(context)
    icon = "ERROR" if one.error else "NONE"
    layout.menu("ANIMAX_MT_models", text=one.title, icon=icon, translate=False)


def draw_preferences(preferred: Any, context: Context) -> None:
    layout: Any = preferred.layout
    draw_models(layout, context, preferred)
    column = layout.column()
    column.use_property_split = True
    draw_properties(column, Settings, preferred, PREFERENCES, skip=("model",))
    if preferred.device == "cuda":
        column.prop(preferred, "cuda_libraries")
    column.prop(preferred, "log_level")
    draw_test(layout)


def draw_models(layout: Any, context: Context, preferred: Any) -> None:
    head = layout.row()
    head.label(text="Models")
    head.operator("animax.models_refresh", icon="FILE_REFRESH")
    chosen = chosen_model(context)
    for one in models(context):
        draw_model(layout.box().column(align=True), one, one.folder == chosen.folder)
    column = layout.column(align=True)
    for index, row in enumerate(preferred.folders):
        line = column.row(align=True)
        line.prop(row, "path", text="")
        line.operator("animax.folder_remove", text="", icon="REMOVE").index = index
    column.operator("animax.folder_add", icon="ADD")
    column.prop(preferred, "model", text="Folder of the chosen model")


def draw_model(layout: Any, one: model_list.Model, chosen: bool) -> None:
    row = layout.row(align=True)
    use = row.operator(
        "animax.model_use", text="", emboss=False,
        icon="RADIOBUT_ON" if chosen else "RADIOBUT_OFF",
    )  # fmt: skip
    use.folder = one.folder
    row.label(text=one.title, icon="ERROR" if one.error else "NONE", translate=False)
    if one.error:
        layout.label(text=one.error, translate=False)
        return
    licence, size = one.licence or tr("licence not stated"), one.size / model_list.MB
    row.label(
        text=tr("{licence}, {size} MB", licence=licence, size=f"{size:,.1f}"),
        translate=False,
    )
    if one.description:
        layout.label(text=one.description, translate=False)
    for fact in one.facts:
        layout.label(text=fact, icon="DOT", translate=False)
    layout.label(text=one.folder, icon="FILE_FOLDER", translate=False)
    if one.folder in found.hashes:
        layout.label(text=f"SHA-256 {found.hashes[one.folder]}")


def draw_test(layout: Any) -> None:
    row = layout.row()
    if session.job is None:
        row.operator("animax.self_test", icon="CHECKMARK")
    else:
        row.label(text=session.job.status_text(), icon="TIME")
        row.operator("animax.cancel", icon="X")
    row.operator("animax.documentation", icon="HELP")
    if not found.test:
        return
    box = layout.box().column(align=True)
    for line in found.test:
        box.label(text=line, translate=False)
    if found.failure:
        box.label(text=found.failure, icon="ERROR", translate=False)
    box.operator("animax.test_copy", icon="COPYDOWN")


def register() -> Callable[[], None]:
    """Returns what undoes it."""
    preferences.drawn_by.append(draw_preferences)
    context: Any = bpy.context
    preferred = preferences.addon_preferences(context)
    log.set_level(preferred.log_level if preferred is not None else "")

    def undo() -> None:
        preferences.drawn_by.remove(draw_preferences)
        log.close()

    return undo


CLASSES = (ANIMAX_MT_models,)
