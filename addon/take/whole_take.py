"""A take of which the model generated every frame, at the scene's frames.

Plain NumPy, free of bpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import native

if TYPE_CHECKING:
    from ..core.array_types import FloatArray
    from ..core.timing import Timing


def whole_take(
    rotation: FloatArray, location: FloatArray, timing: Timing
) -> tuple[FloatArray, FloatArray]:
    """(rotation [frames, N, 4], location [frames, N, 3]) of the generated frames.

    Of a loop, frame 0 follows the last one: it is resampled between repetitions of
    itself, so that its ends meet in velocity, and ends with its first pose.
    """
    frames, last = timing.frames, timing.frames - 1
    if not timing.looped:
        with native.translate_errors() as engine:
            return engine.resample(rotation, location, timing.rate, timing.fps, frames)
    # As many scene frames later is exactly one repetition later.
    around = np.arange(3 * len(rotation)) % len(rotation)
    with native.translate_errors() as engine:
        turned, moved = engine.resample(
            np.ascontiguousarray(rotation[around]),
            np.ascontiguousarray(location[around]),
            timing.rate, timing.fps, 2 * last + 1,
        )  # fmt: skip
    turned, moved = turned[last:], moved[last:]
    turned[-1], moved[-1] = turned[0], moved[0]
    return turned, moved


def shown_frames(timing: Timing) -> FloatArray:
    """float64 [frames]: which generated frame, or between which, each one shows."""
    times = np.arange(timing.frames) / timing.fps * timing.rate
    if timing.looped:
        return np.mod(times, timing.frames_model)
    return np.minimum(times, timing.frames_model - 1.0)
