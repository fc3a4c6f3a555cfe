"""The sidebar tab."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, cast

import blf
import bpy

from .. import variations
from ..clips import take_action
from ..core.prompt_presets import PRESETS
from ..review import record, takes
from ..rig.body_plan import OTHER, body_plan
from ..settings import ADVANCED, PANEL, Settings
from . import model_panel
from .messages import translated
from .option_properties import draw_properties
from .properties import SECONDS
from .remedies import draw_remedy
from .session import CANCELLED, FAILED, FINISHED, session
from .take_lists import draw_list, draw_side_by_side
from .target import only_rig, pinned_rig, shown_rig
from .words import tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..core.jobs import Job
    from ..rig.blender_context import Context

# What the panel draws in ways of its own.
OWN = ("prompt", "prompts", "frames", "seed")
# Pixels of the sidebar beside a text in a box with its icon, and those of a button, at
# a scale of 1; the least that is left for the text.
MARGIN, BUTTON, LEAST = 100, 24, 60
MAX_PROMPTS = 20


class ANIMAX_PT_main(bpy.types.Panel):
    bl_idname = "ANIMAX_PT_main"
    bl_label = "AnimaX"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "AnimaX"

    def draw(self, context: Context) -> None:
        layout: Any = self.layout
        settings = context.scene.animax
        job, rig = session.job, shown_rig(context)
        draw_rig(layout, context, rig, job is None)
        row = layout.row()
        row.enabled = job is None
        model_panel.draw_choice(row, context)
        draw_prompts(layout, settings, job is None)
        if job is not None:
            draw_progress(layout, job)
            layout.operator("animax.cancel", icon="X")
        else:
            layout.operator("animax.animate", icon="PLAY")
            undecided = takes.undecided_takes(context.scene)
            for one, action in undecided:
                draw_take(layout, context, one, action)
            if rig not in [one for one, _ in undecided]:
                draw_quality(layout, context, rig)
            draw_run(layout, context)
        column = layout.column()
        column.enabled = job is None
        column.use_property_split = True
        column.use_property_decorate = False
        draw_length(column, settings)
        row = column.row(align=True)
        row.prop(settings, "seed")
        icon = "LOCKED" if settings.seed_lock else "UNLOCKED"
        row.prop(settings, "seed_lock", text="", icon=icon)
        draw_properties(column, Settings, settings, PANEL, skip=OWN)


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
        layout.enabled = session.job is None
        layout.prop(context.scene.animax, "range")
        layout.prop(context.scene.animax, "pictures")
        layout.prop(context.scene.animax, "live")
        draw_properties(
            layout, Settings, context.scene.animax, ADVANCED, skip=("cameras",)
        )


class ANIMAX_PT_history(bpy.types.Panel):
    bl_idname = "ANIMAX_PT_history"
    bl_label = "History"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "AnimaX"
    bl_parent_id = "ANIMAX_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: Context) -> bool:  # noqa: ARG003
        return bool(session.history.entries)

    def draw(self, context: Context) -> None:
        layout: Any = self.layout
        layout.enabled = session.job is None
        shown = {
            record.load(action).entry
            for _, action in takes.undecided_takes(context.scene)
        }
        draw_list(layout, context, session.history.entries[::-1], shown)


class ANIMAX_MT_prompts(bpy.types.Menu):
    bl_idname = "ANIMAX_MT_prompts"
    bl_label = "Earlier Prompts"

    def draw(self, context: Context) -> None:
        layout: Any = self.layout
        prompts = earlier_prompts()
        for prompt in prompts:
            text = textwrap.shorten(prompt, 60, placeholder=" ...")
            use = layout.operator("animax.prompt_use", text=text, translate=False)
            use.prompt = prompt
        if not prompts:
            layout.label(text="None yet")


class ANIMAX_MT_presets(bpy.types.Menu):
    bl_idname = "ANIMAX_MT_presets"
    bl_label = "Prompts for This Rig"

    def draw(self, context: Context) -> None:
        layout: Any = self.layout
        plan = plan_of(shown_rig(context) or only_rig(context.scene))
        layout.label(text=PRESETS[plan].title)
        draw_presets(layout, plan)
        layout.separator()
        layout.menu("ANIMAX_MT_all_presets")


class ANIMAX_MT_all_presets(bpy.types.Menu):
    bl_idname = "ANIMAX_MT_all_presets"
    bl_label = "Prompts for Other Bodies"

    def draw(self, context: Context) -> None:
        layout: Any = self.layout
        row = layout.row()
        for plan, presets in PRESETS.items():
            column = row.column()
            column.label(text=presets.title)
            draw_presets(column, plan)


def plan_of(rig: Any) -> str:
    return OTHER if rig is None else body_plan(rig)


def draw_presets(layout: Any, plan: str) -> None:
    for prompt in PRESETS[plan].prompts:
        # In English: models read no other language.
        use = layout.operator("animax.prompt_use", text=prompt, translate=False)
        use.prompt = prompt


def earlier_prompts() -> list[str]:
    """Of this session, and of the takes in the file."""
    told = [a.get(take_action.PROMPT) for a in bpy.data.actions]
    found = [*session.history.prompts, *(p for p in told if isinstance(p, str))]
    return list(dict.fromkeys(found))[:MAX_PROMPTS]


def draw_rig(layout: Any, context: Context, rig: Any, enabled: bool) -> None:
    """Which rig is animated, and what is known about it."""
    settings = context.scene.animax
    column = layout.column(align=True)
    column.enabled = enabled
    row = column.row(align=True)
    if settings.rig is not None:
        row.prop(settings, "rig", text="")
    else:
        name = rig.name if rig is not None else tr("The file's rig")
        row.label(text=name, icon="ARMATURE_DATA", translate=False)
        row.operator("animax.rig_check", text="", icon="VIEWZOOM")
    icon = "PINNED" if settings.rig is not None else "UNPINNED"
    row.operator("animax.rig_pin", text="", icon=icon)
    if settings.rig is not None and pinned_rig(context.scene) is None:
        column.label(text="It is not in this scene", icon="ERROR")
    elif rig is not None:
        facts = session.facts.get(rig.name) or [
            tr("{count} bones", count=len(rig.data.bones))
        ]
        for fact in facts:
            column.label(text=fact, translate=False)


def draw_quality(layout: Any, context: Context, rig: Any) -> None:
    """What is known of the take that plays."""
    text = variations.description(rig) if rig is not None else ""
    if text:
        box = layout.column()
        head = box.row(align=True)
        name = cast("Any", rig).animation_data.action.name
        head.label(text=name, icon="ACTION", translate=False)
        head.operator("animax.take_settings", text="", icon="COPYDOWN")
        lines(box, context, text)


def draw_take(layout: Any, context: Context, rig: Any, action: Any) -> None:
    """An undecided take: what it is, what was muted for it, what to do with it."""
    own = record.load(action)
    box = layout.box().column()
    head = box.row(align=True)
    own_rig = rig == shown_rig(context)
    name = action.name if own_rig else f"{rig.name}: {action.name}"
    head.label(text=name, icon="ACTION", translate=False)
    head.operator("animax.take_settings", text="", icon="COPYDOWN")
    text = variations.description(rig)
    if text:
        lines(box, context, text)
    row = box.row(align=True)
    row.operator("animax.take_accept", icon="CHECKMARK").armature = rig.name
    row.operator("animax.take_reject", icon="X").armature = rig.name
    row = box.row(align=True)
    roll = row.operator("animax.animate", text="Re-roll", icon="FILE_REFRESH")
    roll.reroll, roll.armature = True, rig.name
    down = row.operator("animax.take_accept", text="Push Down", icon="NLA_PUSHDOWN")
    down.armature, down.to_nla = rig.name, True
    mark = box.operator(
        "animax.take_accept", text="Accept as Asset", icon="ASSET_MANAGER"
    )
    mark.armature, mark.as_asset = rig.name, True
    if own.muted:
        count = len(own.muted)
        names = ", ".join(own.muted)
        text = (
            tr("{count} NLA tracks are muted for it: {names}", count=count, names=names)
            if count > 1
            else tr("An NLA track is muted for it: {names}", names=names)
        )
        lines(box, context, text, "INFO")
    others = session.history.of_run(own.entry)
    if len(others) > 1:
        draw_side_by_side(box, context, others, own.entry)


def draw_run(layout: Any, context: Context) -> None:
    """What the last run did, and all its warnings, until they are dismissed."""
    run = session.run
    if run.dismissed or run.state not in (FINISHED, CANCELLED, FAILED):
        return
    box = layout.box().column()
    row = box.row()
    texts = row.column()
    icon = "CANCEL" if run.error else "INFO"
    lines(texts, context, translated(run.error) or run.text, icon, BUTTON)
    row.operator("animax.dismiss", text="", icon="X", emboss=False)
    for warning in run.warnings:
        lines(box, context, translated(warning), "ERROR")
    for remedy in run.remedies:
        draw_remedy(box, remedy)


def lines(
    layout: Any, context: Context, text: str, icon: str = "BLANK1", beside: int = 0
) -> None:
    """The text, broken into lines: labels do not break. beside: pixels that something
    in the same row takes."""
    preferences = context.preferences
    scale = preferences.system.ui_scale
    points = preferences.ui_styles[0].widget.points * scale
    # Up to 3.6 it takes a resolution, too.
    more = () if bpy.app.version >= (4, 0) else (72,)
    font = cast("Any", blf)
    font.size(0, points, *more)
    width = max(context.region.width - scale * (MARGIN + beside), LEAST * scale)
    column = layout.column(align=True)
    column.scale_y = 0.8
    found = broken(text, lambda line: font.dimensions(0, line)[0] <= width)
    for number, line in enumerate(found):
        shown = "BLANK1" if number else icon
        column.label(text=line, icon=shown, translate=False)


def broken(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Lines of words that fit; longer words (paths, languages without spaces) are
    cut."""
    found: list[str] = []
    for word in text.split():
        if found and fits(f"{found[-1]} {word}"):
            found[-1] += f" {word}"
            continue
        found.append(word)
        while len(found[-1]) > 1 and not fits(found[-1]):
            line = found.pop()
            length = next(
                n for n in range(len(line) - 1, 0, -1) if n == 1 or fits(line[:n])
            )
            found += [line[:length], line[length:]]
    return found


def draw_length(layout: Any, settings: Any) -> None:
    row = layout.row(align=True)
    row.prop(settings, "seconds" if settings.unit == SECONDS else "frames")
    row.prop(settings, "unit", text="", icon_only=True)


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
        else:
            row.menu("ANIMAX_MT_presets", text="", icon="PRESET")
            row.menu("ANIMAX_MT_prompts", text="", icon="DOWNARROW_HLT")
    column.operator("animax.prompt_add", icon="ADD")


def draw_progress(layout: bpy.types.UILayout, job: Job) -> None:
    if bpy.app.version >= (4, 0):
        layout.progress(factor=job.fraction, text=job.status_text())
    else:
        layout.label(text=job.status_text(), icon="TIME")


CLASSES = (
    ANIMAX_PT_main,
    ANIMAX_PT_history,
    ANIMAX_PT_advanced,
    ANIMAX_MT_prompts,
    ANIMAX_MT_presets,
    ANIMAX_MT_all_presets,
)
