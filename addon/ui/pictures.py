"""Animated pictures of the session's takes in the panel.

A timer makes the pictures one take at a time and moves them on. It runs only while a
panel draws them: whoever draws one says so, and without that it ends.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import bpy
import bpy.utils.previews

from ..core.errors import AnimaxError
from ..review.assets import telling_pose, write_preview
from ..views import take_pictures
from .operators import redraw
from .properties import MOVING, NO_PICTURES
from .session import session

if TYPE_CHECKING:
    from typing import Any

    from ..review.history import Entry

# Pixels.
SIZE, ASSET_SIZE = 96, 256
# Seconds between two pictures; after how many of the timer's calls without being drawn
# it ends. Not after a time: a slow viewport is drawn less often.
STEP, UNSEEN = 0.12, 4
# Of how many variations the movement decides where all are seen from.
DECIDING = 4


class Pictures:
    def __init__(self) -> None:
        # Blender's: an icon for each picture.
        self.previews: Any = None
        # By a take's key: its icons in order. None are those of a take that cannot be
        # drawn.
        self.icons: dict[str, list[int]] = {}
        # Keys of those that a panel has asked for and that are not there yet.
        self.wanted: list[str] = []
        # How often the timer was called since a panel last drew any; do they move?
        self.unseen = 0
        self.moving = False
        # By the number of a run: where its takes are seen from, degrees.
        self.azimuths: dict[int, float] = {}

    def icon(self, entry: Entry, moving: bool) -> int:
        """For a panel to draw now; 0: not there yet, or none can be made."""
        self.unseen, self.moving = 0, moving
        found = self.icons.get(entry.key)
        if found is None and entry.key not in self.wanted:
            self.wanted.append(entry.key)
        if (moving or self.wanted) and not bpy.app.background:
            start_timer()
        if not found:
            return 0
        # Each as fast as its take plays.
        length = max(entry.request.frames / entry.request.fps, STEP)
        share = (time.monotonic() / length) % 1.0 if moving else 0.5
        return found[min(int(share * len(found)), len(found) - 1)]

    def make_next(self) -> bool:
        """Draws one of those that are wanted; False: there was none."""
        self.forget()
        while self.wanted:
            key = self.wanted.pop(0)
            entry = session.history.find(key)
            if entry is not None:
                self.icons[key] = self.make(entry)
                return True
        return False

    def make(self, entry: Entry) -> list[int]:
        try:
            pictures = self.draw(entry, SIZE)
        except AnimaxError:
            # The take can be shown nevertheless.
            return []
        if self.previews is None:
            self.previews = bpy.utils.previews.new()
        found: list[int] = []
        for number, picture in enumerate(pictures):
            one = self.previews.new(f"{entry.key} {number}")
            write_preview(one, picture)
            found.append(one.icon_id)
        return found

    def telling(self, entry: Entry) -> Any:
        """uint8 [H, W, 4]: of an asset."""
        lines = take_pictures.figure_lines(entry.request, entry.result)
        return self.draw(entry, ASSET_SIZE)[telling_pose(lines)]

    def draw(self, entry: Entry, size: int) -> Any:
        """uint8 [P, size, size, 4]; all variations are seen from the same side."""
        request = entry.request
        lines = take_pictures.figure_lines(request, entry.result)
        if entry.run not in self.azimuths:
            run = session.history.of_run(entry.key)[:DECIDING]
            figures = [take_pictures.figure_lines(e.request, e.result) for e in run]
            self.azimuths[entry.run] = take_pictures.best_azimuth(
                figures, request.front.angle
            )
        azimuth = self.azimuths[entry.run]
        return take_pictures.draw(
            lines, azimuth, take_pictures.ground_of(request), size
        )

    def forget(self) -> None:
        """Drops those of takes that are not in the history any more."""
        known = {entry.key for entry in session.history.entries}
        for key in [k for k in self.icons if k not in known]:
            for number in range(len(self.icons.pop(key))):
                del self.previews[f"{key} {number}"]

    def close(self) -> None:
        if bpy.app.timers.is_registered(on_timer):
            bpy.app.timers.unregister(on_timer)
        if self.previews is not None:
            bpy.utils.previews.remove(self.previews)
            self.previews = None
        self.icons.clear()
        self.azimuths.clear()
        self.wanted.clear()


def start_timer() -> None:
    if not bpy.app.timers.is_registered(on_timer):
        bpy.app.timers.register(on_timer, first_interval=STEP)


def on_timer() -> float | None:
    """Seconds until the next one; None: the timer ends."""
    pictures.unseen += 1
    # What a panel has asked for is made even where it is drawn seldom.
    made = pictures.make_next()
    if not made and pictures.unseen > UNSEEN:
        return None
    redraw(bpy.context)
    return STEP if made or pictures.moving else None


def shown_kind(context: Any) -> tuple[bool, bool]:
    """(are pictures drawn, do they move), as the artist has chosen."""
    kind = context.scene.animax.pictures
    return kind != NO_PICTURES, kind == MOVING


pictures = Pictures()
