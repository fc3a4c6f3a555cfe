"""Takes in the panel: variations side by side, the history as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .pictures import pictures, shown_kind

if TYPE_CHECKING:
    from typing import Any

    from ..review.history import Entry
    from ..rig.blender_context import Context

# Sizes of a picture in units of a button's height, and of that in pixels at a scale of
# 1; how much of the sidebar's width is not the pictures'.
LARGE, SMALL, UNIT, BESIDE = 4.0, 2.5, 20, 50
MOST_COLUMNS = 6


def draw_side_by_side(
    layout: Any, context: Context, entries: list[Entry], shown: str
) -> None:
    """Variations, best first; below each picture its rank and how good it is. shown:
    the key of the one that the rig plays."""
    drawn, moving = shown_kind(context)
    if not drawn:
        column = layout.column(align=True)
        for entry in entries:
            draw_button(column, entry, entry.text(prompt=False), entry.key == shown)
        return
    scale = UNIT * context.preferences.system.ui_scale
    columns = int((context.region.width / scale - BESIDE / UNIT) // LARGE)
    columns = max(1, min(columns, len(entries), MOST_COLUMNS))
    grid = layout.grid_flow(row_major=True, columns=columns, even_columns=True)
    for rank, entry in enumerate(entries, 1):
        cell = grid.column(align=True)
        draw_picture(cell, entry, moving, LARGE)
        score = "" if entry.score is None else f": {entry.score:.2f}"
        draw_button(cell, entry, f"{rank}{score}", entry.key == shown)


def draw_list(
    layout: Any, context: Context, entries: list[Entry], shown: set[str]
) -> None:
    drawn, moving = shown_kind(context)
    column = layout.column(align=True)
    for entry in entries:
        row = column.row(align=True)
        if drawn:
            left = row.row()
            left.ui_units_x = SMALL
            draw_picture(left, entry, moving, SMALL)
            right = row.column(align=True)
            draw_button(right, entry, entry.request.prompt, entry.key in shown)
            score = "" if entry.score is None else f"{entry.score:.2f}, "
            right.label(text=f"{score}seed {entry.seed}")
        else:
            draw_button(row, entry, entry.text(), entry.key in shown)


def draw_picture(layout: Any, entry: Entry, moving: bool, scale: float) -> None:
    layout.template_icon(pictures.icon(entry, moving), scale=scale)


def draw_button(layout: Any, entry: Entry, text: str, shown: bool) -> None:
    layout.operator("animax.take_show", text=text, depress=shown).entry = entry.key
