"""Keys that the artist has changed in an undecided take: none is lost when another take
replaces it. They are carried over, or stay with the take in the history, or, where most
of it is the artist's by now, it stays in the file as an Action of his."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..clips import written_keys
from ..clips.carry_keys import carry
from ..clips.frame_rate import time_scale
from ..clips.written_keys import Edits
from ..take.pins import FADE_SECONDS
from ..take_poses import Edited
from . import record

if TYPE_CHECKING:
    from typing import Any

    from ..request import Request

# How many frames a message names.
NAMED = 6


def find(action: Any) -> Edits:
    """Of an undecided take; none where there is no take."""
    return written_keys.find_edits(action) if action is not None else Edits()


def poses_of(action: Any, edits: Edits) -> Edited | None:
    """For the pipeline: the poses to make another take through."""
    if not edits.curves or edits.rewritten:
        return None
    slot = next(iter(getattr(action, "slots", ())), None)
    curves = [(path, own.frames) for (path, _), own in edits.curves.items()]
    return Edited(action.name, slot.handle if slot is not None else None, curves)


def apply(
    scene: bpy.types.Scene,
    armature: Any,
    action: Any,
    request: Request,
    edits: Edits | None,
) -> None:
    """Writes the edits to a take that is shown, tells the artist, and records which of
    its keys are the take's."""
    own = None
    if edits is not None and edits.curves and not edits.rewritten:
        scale = time_scale(scene)
        first = scene.frame_start
        span = (first * scale, (first + request.frames - 1) * scale)
        fade = FADE_SECONDS * request.fps * scale
        looped = request.settings.loop and request.frames > 2
        carried = carry(armature, action, edits, span, fade, looped)
        own = carried.own
        through = request.poses is not None
        request.warnings += texts(edits, carried.outside, bool(own), through)
    if edits is not None and edits.deleted and not edits.rewritten:
        count = edits.deleted
        were = f"{count} keys that you had deleted are"
        if count == 1:
            were = "A key that you had deleted is"
        request.warnings.append(f"{were} there again.")
    written_keys.remember(action, own)


def texts(edits: Edits, outside: int, kept: bool, through: bool) -> list[str]:
    found: list[str] = []
    if kept:
        how = (
            "the take was made through their poses"
            if through
            else "the motion around them was made without them"
        )
        found.append(
            f"Keys that you have changed ({frames_text(edits)}) were carried over; "
            f"{how}. To begin without them, choose Reject before Animate."
        )
    if outside:
        found.append(
            f"Keys that you have changed at {outside} frame{'s' * (outside > 1)} "
            "outside of this take are not in it; they stay with the earlier one in "
            "History."
        )
    return found


def left_text(in_history: bool) -> str:
    """Of a take that is gone, with the artist's keys."""
    if in_history:
        return (
            "The keys that you have changed stay with the take that was shown; choose "
            "it again in History to have them."
        )
    return "The keys that you have changed are gone with it; Undo brings them back."


def frames_text(edits: Edits) -> str:
    frames = [f"{frame:g}" for frame in edits.frames]
    more = f" and {len(frames) - NAMED} more" if len(frames) > NAMED else ""
    word = "frames" if len(frames) > 1 else "frame"
    return f"{word} {', '.join(frames[:NAMED])}{more}"


def remove(old: Any) -> list[str]:
    """Removes a take that another one has replaced; what to tell the artist."""
    edits = find(old)
    if not edits.rewritten:
        bpy.data.actions.remove(old)
        return []
    record.clear(old)
    old.use_fake_user = True
    return [
        "You have changed most keys of the take that was shown, so it stays in the "
        f"file as the Action {old.name!r}; nothing of it was carried over."
    ]
