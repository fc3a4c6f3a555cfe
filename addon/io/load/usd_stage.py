"""What a USD file says of its time, which Blender's importer does not pass on.
Free of bpy."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

from .usd_crate import read_layer_fields

if TYPE_CHECKING:
    from pathlib import Path


# Frame rates that a scene can work with. Some pipelines count in finer ticks.
RATES = (5.0, 240.0)
DEFAULT_RATE = 24.0


@dataclasses.dataclass
class StageTime:
    """None: the file does not say."""

    codes_per_second: float | None = None
    frames_per_second: float | None = None

    def scene_rate(self) -> tuple[float, float]:
        """(frames per second for the scene, frames per time code). The importer makes a
        time code a frame."""
        frames = self.frames_per_second or DEFAULT_RATE
        codes = self.codes_per_second or frames
        if RATES[0] <= codes <= RATES[1]:
            return codes, 1.0
        frames = frames if RATES[0] <= frames <= RATES[1] else DEFAULT_RATE
        return frames, frames / codes


def read_stage_time(path: Path) -> StageTime:
    found = read_layer_fields(path, ("timeCodesPerSecond", "framesPerSecond"))
    values = [found.get("timeCodesPerSecond"), found.get("framesPerSecond")]
    return StageTime(*(v if v and math.isfinite(v) and v > 0 else None for v in values))
