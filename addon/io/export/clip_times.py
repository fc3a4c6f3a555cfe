"""Puts the clip of a .glb on the take's clock. Free of bpy.

Blender's exporter writes times as frames of the scene. Here the scene's first frame,
where the take starts, becomes second 0. The take's clip holds all that moves, and is as
long as the take; if the scene lasts longer, a second clip holds all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    from ...core.array_types import FloatArray
    from .glb_file import GlbFile

# What a clip of the whole scene is called; FBX's exporter calls it the same.
SCENE_CLIP = "Scene"
# Seconds; far below a frame, above the rounding of float32 times.
TOLERANCE = 1e-4
# The relative rounding of float32, of a time and of a factor.
FLOAT32 = 2e-7


def place_clips(
    file: GlbFile,
    name: str,
    scale: float,
    fps: float,
    seconds: tuple[float, float, float],
) -> None:
    """Edits the document in place. name: the take's clip; scale: seconds per second of
    the file; fps: the scene's; seconds: when the take starts, when it ends, and when
    the scene ends."""
    clips = file.list("animations")
    start, end, scene_end = seconds
    shift(file, scale, start, fps)
    for clip in clips:
        cut(file, clip, scene_end - start)
    own = next((c for c in clips if c["name"] == name), None)
    if own is None:
        return
    if max(times(file, s)[-1] for s in own["samplers"]) > end - start + TOLERANCE:
        samplers = [dict(s) for s in own["samplers"]]
        clips.append({**own, "name": SCENE_CLIP, "samplers": samplers})
    cut(file, own, end - start)


def times(file: GlbFile, sampler: dict[str, Any]) -> FloatArray:
    return file.accessor(sampler["input"])[:, 0]


def shift(file: GlbFile, scale: float, seconds: float, fps: float) -> None:
    """Every key of every clip at its time * scale - seconds; may leave negative times,
    which cut() removes. Late in a long scene float32 seconds are off by a part of a
    frame: keys so near a frame are put on it."""
    clips = file.list("animations")
    for index in {s["input"] for clip in clips for s in clip["samplers"]}:
        frames = file.accessor(index)[:, 0].astype(np.float64) * scale * fps
        near = np.abs(frames - np.round(frames)) <= FLOAT32 * np.abs(frames)
        keys = np.where(near, np.round(frames), frames) / fps - seconds
        # Exactly 0, which the difference of rounded times may miss.
        set_times(file, index, np.where(np.abs(keys) < TOLERANCE, 0.0, keys))


def cut(file: GlbFile, clip: dict[str, Any], end: float) -> None:
    """Leaves the clip's keys from second 0 to the end; of a motion that lies outside,
    the key that is nearest, at 0 or at the end."""
    for sampler in clip["samplers"]:
        keys = times(file, sampler)
        inside = np.flatnonzero((keys >= -TOLERANCE) & (keys <= end + TOLERANCE))
        if len(inside) == len(keys):
            continue
        if len(inside):
            low, high = int(inside[0]), int(inside[-1]) + 1
        else:
            low = len(keys) - 1 if keys[-1] < 0 else 0
            high = low + 1
        each = file.list("accessors")[sampler["output"]]["count"] // len(keys)
        sampler["output"] = window(file, sampler["output"], each * low, each * high)
        if len(inside):
            sampler["input"] = window(file, sampler["input"], low, high)
        else:
            second = 0.0 if keys[-1] < 0 else end
            sampler["input"] = one_time(file, sampler["input"], second)


def set_times(file: GlbFile, index: int, values: FloatArray) -> None:
    """Overwrites the numbers of an accessor of floats without a stride."""
    found = file.json["accessors"][index]
    data = values.astype("<f4")
    view = file.json["bufferViews"][found["bufferView"]]
    start = view.get("byteOffset", 0) + found.get("byteOffset", 0)
    file.data[start : start + data.nbytes] = data.tobytes()
    found["min"], found["max"] = [float(data.min())], [float(data.max())]


def window(file: GlbFile, index: int, low: int, high: int) -> int:
    """A new accessor of the elements low to high - 1 of an accessor of floats."""
    accessors = file.json["accessors"]
    size = 4 * file.accessor(index).shape[1]
    found = {**accessors[index], "count": high - low}
    found["byteOffset"] = found.get("byteOffset", 0) + low * size
    accessors.append(found)
    if "min" in found:
        values = file.accessor(len(accessors) - 1)
        found["min"] = values.min(axis=0).tolist()
        found["max"] = values.max(axis=0).tolist()
    return len(accessors) - 1


def one_time(file: GlbFile, index: int, second: float) -> int:
    """A new accessor of one key, in a view of its own."""
    accessors, views = file.json["accessors"], file.json["bufferViews"]
    file.data += b"\0" * (-len(file.data) % 4)
    views.append({"buffer": 0, "byteOffset": len(file.data), "byteLength": 4})
    file.data += np.float32(second).tobytes()
    file.json["buffers"][0]["byteLength"] = len(file.data)
    accessors.append({**accessors[index], "bufferView": len(views) - 1, "count": 1})
    accessors[-1].pop("byteOffset", None)
    accessors[-1]["min"] = accessors[-1]["max"] = [float(np.float32(second))]
    return len(accessors) - 1
