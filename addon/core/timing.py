"""Which frames a model generates for a take's frames of the scene. Free of bpy.

Models with given frames (docs/model-format.md) make takes of any length; others make
one window, which take/extend_take.py repeats.
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

from .errors import USAGE, AnimaxError
from .model_config import model_name, takes_given_frames, window_frames

if TYPE_CHECKING:
    from .array_types import ModelSpec
    from .prompt_list import Prompts


# The longest take, where the model continues and where its window is repeated.
MAX_SECONDS, MAX_REPEATED_SECONDS = 60.0, 6.0
# Frames that the engine samples a take at (native/include/animax/types.h).
MAX_FRAMES = 100_000
# The engine's limits: generated frames of a take, of a loop, and what of the beginning
# the last window of a loop sees (types.h too, native/animate/windows.h).
MAX_MODEL_FRAMES, MIN_LOOP_FRAMES, LOOP_FRAMES = 1024, 4, 2
DEFAULT_CONTEXT = 3
# Blender's last frame: no scene goes on behind it.
LAST_FRAME = 1_048_574
# Generated frames for which a prompt among several is, at least.
SHORTEST_FRAMES = 2


@dataclasses.dataclass(frozen=True)
class Timing:
    """A take's frames: those of the scene, and those that the model generates."""

    frames: int
    fps: float
    frames_model: int
    # Generated frames a second: a loop's differ a little from the model's, so that a
    # whole number of them makes the loop.
    rate: float
    # Does the model generate the whole take, or is its window repeated?
    whole: bool = False
    # Does the engine close the loop? Scene frame `frames` - 1 then shows generated
    # frame 0 again, which follows the last one.
    looped: bool = False

    def model_time(self, frame: float) -> float:
        """Of a scene frame, counted from the take's first; in generated frames."""
        return frame / self.fps * self.rate


def resolve_timing(
    spec: ModelSpec, fps: float, frames: int = 0, loop: bool = False
) -> Timing:
    """For so many scene frames; 0: the model's window. A clip of n frames lasts n - 1
    intervals."""
    window, rate = int(spec["video"]["frames"]), float(spec["video"]["fps"])
    shown, whole = window_frames(spec, fps), takes_given_frames(spec)
    seconds = MAX_REPEATED_SECONDS
    if whole:
        seconds = min(MAX_SECONDS, (MAX_MODEL_FRAMES - 1) / rate)
    limit = max(shown, math.floor(seconds * fps + 1e-6) + 1)
    if not frames:
        if shown < 2:
            raise AnimaxError(
                f"At {fps:g} frames per second the take would have a single frame; "
                "choose a higher rate (--fps, or Frame Rate and Base in the Output "
                "properties).",
                USAGE,
            )
        frames, needed = shown, window
    else:
        needed = math.ceil((frames - 1) / fps * rate - 1e-6) + 1
    if max(frames, shown) > MAX_FRAMES:
        raise AnimaxError(
            f"At {fps:g} frames per second the take would have {max(frames, shown)} "
            f"frames, more than {MAX_FRAMES}; choose a lower rate (--fps, or Frame "
            "Rate and Base in the Output properties).",
            USAGE,
        )
    if not 1 <= frames <= limit:
        raise AnimaxError(
            f"With the model {model_name(spec)}, a take can have 1 to {limit} frames "
            f"at {fps:g} fps ({(limit - 1) / fps:.2f} s), not {frames}.",
            USAGE,
        )
    if not whole:
        return Timing(frames, fps, min(window, needed), rate)
    period = round((frames - 1) / fps * rate)
    if loop and period >= MIN_LOOP_FRAMES and window > context(spec) + LOOP_FRAMES:
        return Timing(frames, fps, period, period * fps / (frames - 1), True, True)
    return Timing(frames, fps, needed, rate, True)


def check_end(first: int, frames: int) -> None:
    """An AnimaxError if a take that starts at scene frame `first` would end behind
    Blender's last frame, where nobody sees it and no exporter finds it."""
    last = first + frames - 1
    if last > LAST_FRAME:
        raise AnimaxError(
            f"The take would end at frame {last}, but Blender's last one is "
            f"{LAST_FRAME}; let the scene start earlier (Frame Start in the Output "
            "properties).",
            USAGE,
        )


def context(spec: ModelSpec) -> int:
    """How many frames of a window the next one is given."""
    most = int(spec["video"]["frames"]) - 1
    return int(spec.get("context_frames", min(DEFAULT_CONTEXT, most)))


def frames_of_prompts(prompts: Prompts, frames: int, fps: float) -> int:
    """The take's frames as the last prompt's end says; `frames` where it says nothing.
    An AnimaxError where both say something else, or none."""
    until = prompts[-1].until if prompts else None
    if until is None:
        if len(prompts) > 1 and not frames:
            raise AnimaxError(
                f"When does the prompt {prompts[-1].prompt!r} end? Say so "
                "(--until SECONDS), or choose the take's frames (--frames).",
                USAGE,
            )
        return frames
    ends = round(until * fps) + 1
    if frames and frames != ends:
        raise AnimaxError(
            f"The prompts end at {until:g} s, which at {fps:g} fps makes a take of "
            f"{ends} frames, not of {frames}; leave out one of both.",
            USAGE,
        )
    return ends


def segments(prompts: Prompts, timing: Timing) -> list[tuple[str, int]]:
    """(prompt, the generated frame before which it ends) as the engine takes them."""
    found: list[tuple[str, int]] = []
    start, seconds = 0.0, (timing.frames - 1) / timing.fps
    for number, row in enumerate(prompts, 1):
        last = number == len(prompts)
        until = seconds if last or row.until is None else row.until
        if len(prompts) > 1 and until - start < SHORTEST_FRAMES / timing.rate:
            raise AnimaxError(
                f"The prompt {row.prompt!r} is for the time from {start:g} to "
                f"{until:g} s of the take: it needs {SHORTEST_FRAMES / timing.rate:.2f}"
                " s at least.",
                USAGE,
            )
        end = timing.frames_model if last else round(until * timing.rate)
        found.append((row.prompt, end))
        start = until
    return found
