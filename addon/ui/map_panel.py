"""The panel's part about which control is keyed for which bone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..controls.stored_map import read_text, stored_text
from ..core.controls_map import FK, IK
from .map_operators import BEND, END
from .panels import lines
from .session import session
from .target import shown_rig
from .words import tr

if TYPE_CHECKING:
    from typing import Any

    from ..core.controls_map import BoneRow, ControlsMap, LimbRow
    from ..rig.blender_context import Context


# What the names of Rigify's bones that deform begin with: the sidebar is narrow.
DEFORMS = "DEF-"


class ANIMAX_PT_mapping(bpy.types.Panel):
    bl_idname = "ANIMAX_PT_mapping"
    bl_label = "Control Mapping"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "AnimaX"
    bl_parent_id = "ANIMAX_PT_advanced"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Context) -> None:
        layout: Any = self.layout
        layout.enabled = session.job is None
        rig = shown_rig(context)
        text = text_of(rig)
        mapping, why = read_text(text) if text else (None, "")
        if why:
            message = tr("The mapping cannot be used: {why}", why=why)
            lines(layout, context, message, "ERROR")
        if mapping is None:
            row = layout.row(align=True)
            row.operator("animax.map_propose", icon="VIEWZOOM")
            row.operator("animax.map_load", text="", icon="IMPORT")
            if why:
                row.operator("animax.map_remove", text="", icon="TRASH")
            return
        draw_head(layout, mapping)
        settings = context.scene.animax
        layout.prop(settings, "map_filter", text="", icon="VIEWZOOM")
        part = settings.map_filter.casefold()
        bones = rig.data.bones
        for limb in mapping.limbs:
            if part in f"{limb.switch} {limb.end} {limb.bend}".casefold():
                draw_limb(layout, limb, bones)
        column = layout.column(align=True)
        for row in mapping.bones:
            if part in f"{row.bone} {row.control}".casefold():
                draw_bone(column, row, bones)


def text_of(rig: Any) -> str:
    return stored_text(rig) if rig is not None else ""


def draw_head(layout: Any, mapping: ControlsMap) -> None:
    rows = [*mapping.bones, *mapping.limbs]
    text = tr(
        "{count} rows, {changed} changed",
        count=len(rows),
        changed=sum(row.edited for row in rows),
    )
    row = layout.row(align=True)
    row.label(text=text, translate=False)
    row.operator("animax.map_propose", text="", icon="FILE_REFRESH")
    row.operator("animax.map_reset", text="", icon="LOOP_BACK")
    row.operator("animax.map_load", text="", icon="IMPORT")
    row.operator("animax.map_save", text="", icon="EXPORT")
    row.operator("animax.map_remove", text="", icon="TRASH")


def draw_limb(layout: Any, limb: LimbRow, bones: Any) -> None:
    box = layout.box().column(align=True)
    head = box.row(align=True)
    name = limb.switch or limb.property
    head.label(text=name, icon="CON_KINEMATIC", translate=False)
    row = box.row(align=True)
    for by, text in (("", tr("As Controls")), (FK, "FK"), (IK, "IK")):
        held = row.operator(
            "animax.map_limb", text=text, translate=False, depress=limb.by == by
        )
        held.switch, held.property, held.by = limb.switch, limb.property, by or "option"
    for part, text, name in ((END, tr("End"), limb.end), (BEND, tr("Bend"), limb.bend)):
        row = box.split(factor=0.25, align=True)
        row.enabled = limb.by != FK
        row.label(text=text, translate=False)
        choose = draw_choose(row, name, bones)
        choose.switch, choose.property, choose.part = limb.switch, limb.property, part


def draw_bone(column: Any, row: BoneRow, bones: Any) -> None:
    line = column.row(align=True)
    key = line.operator(
        "animax.map_key",
        text="",
        icon="CHECKBOX_HLT" if row.keyed else "CHECKBOX_DEHLT",
        emboss=False,
    )
    key.bone = row.bone
    split = line.split(factor=0.5, align=True)
    split.active = row.keyed
    name = split.row(align=True)
    name.alert = row.bone not in bones
    name.label(text=row.bone.removeprefix(DEFORMS), translate=False)
    draw_choose(split, row.control, bones).bone = row.bone
    if row.edited:
        reset = line.operator("animax.map_reset", text="", icon="LOOP_BACK")
        reset.bone = row.bone


def draw_choose(layout: Any, name: str, bones: Any) -> Any:
    """The button that shows a control and asks for another one."""
    own = layout.row(align=True)
    own.alert = bool(name) and name not in bones
    return own.operator(
        "animax.map_choose", text=name or tr("None found"), translate=False
    )


CLASSES = (ANIMAX_PT_mapping,)
