"""Puts the clips of a .glb on the take's clock: it starts at second 0, and everything
else keeps its time relative to it. Free of bpy.

Blender's exporter writes times as frames of the scene, a clip an Action. Here the
take's own first key becomes second 0 of all clips; what happened before is cut off. The
take's clip is as long as the take. It also holds what carries the rig while it plays
(parents, targets of constraints), because players play one clip at a time; and what
lasts longer keeps a clip of its own in full.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    from ...core.array_types import FloatArray
    from ..take_clip import TakeClip
    from .glb_file import GlbFile

# Seconds; far below a frame, above the rounding of float32 times.
TOLERANCE = 1e-4


def place_clips(file: GlbFile, take: TakeClip) -> None:
    """Edits the document in place. Files without the take's clip stay as they are."""
    clips = file.list("animations")
    own = next((c for c in clips if c["name"] == take.action), None)
    if own is None or not own["channels"]:
        return
    start = min(times(file, s)[0] for s in own["samplers"])
    end = (take.last - take.first) * seconds_per_frame(file, own)
    node = object_node(file, take.armature)
    shift(file, start)
    for clip in clips:
        cut(file, clip, 0.0, np.inf)
    longer = [c for c in own["channels"] if channel_end(file, own, c) > end + TOLERANCE]
    if longer:
        clips.append(part(own, longer, f"{take.armature} path"))
    cut(file, own, 0.0, end)
    carrying = ancestors(file, node)
    carrying |= {object_node(file, name) for name in take.carriers}
    for clip in [
        c for c in clips if c is not own and c["name"] != f"{take.armature} path"
    ]:
        if any(c["target"].get("node") in carrying for c in clip["channels"]):
            add(file, own, clip, end)


def times(file: GlbFile, sampler: dict[str, Any]) -> FloatArray:
    return file.accessor(sampler["input"])[:, 0]


def channel_end(file: GlbFile, clip: dict[str, Any], channel: dict[str, Any]) -> float:
    return float(times(file, clip["samplers"][channel["sampler"]])[-1])


def seconds_per_frame(file: GlbFile, clip: dict[str, Any]) -> float:
    """As the exporter counts them, who samples each frame; 0 for a clip of one."""
    steps = [np.diff(times(file, sampler)) for sampler in clip["samplers"]]
    return float(min((s.min() for s in steps if len(s)), default=0.0))


def object_node(file: GlbFile, name: str) -> int | None:
    """The node of an object: of that name, and no joint."""
    joints = {joint for skin in file.list("skins") for joint in skin["joints"]}
    for n, node in enumerate(file.list("nodes")):
        if node.get("name") == name and n not in joints:
            return n
    return None


def ancestors(file: GlbFile, node: int | None) -> set[int]:
    parents = {
        child: n
        for n, found in enumerate(file.list("nodes"))
        for child in found.get("children", ())
    }
    line = set()
    while node in parents:
        node = parents[node]
        line.add(node)
    return line


def shift(file: GlbFile, seconds: float) -> None:
    """Every key of every clip earlier by so many seconds; may leave negative times,
    which cut() removes."""
    clips = file.list("animations")
    for index in {s["input"] for clip in clips for s in clip["samplers"]}:
        set_times(file, index, file.accessor(index)[:, 0] - seconds)


def cut(file: GlbFile, clip: dict[str, Any], start: float, end: float) -> None:
    """Leaves the clip's keys from start to end; of a motion that lies outside, the key
    that is nearest, at start or end."""
    for sampler in clip["samplers"]:
        cut_sampler(file, sampler, start, end)


def cut_sampler(
    file: GlbFile, sampler: dict[str, Any], start: float, end: float
) -> None:
    keys = times(file, sampler)
    inside = np.flatnonzero((keys >= start - TOLERANCE) & (keys <= end + TOLERANCE))
    if len(inside) == len(keys):
        return
    if len(inside):
        low, high = int(inside[0]), int(inside[-1]) + 1
    else:
        low = len(keys) - 1 if keys[-1] < start else 0
        high = low + 1
    each = file.list("accessors")[sampler["output"]]["count"] // len(keys)
    sampler["output"] = window(file, sampler["output"], each * low, each * high)
    if len(inside):
        sampler["input"] = window(file, sampler["input"], low, high)
    else:
        sampler["input"] = one_time(
            file, sampler["input"], start if keys[-1] < start else end
        )


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


def part(
    clip: dict[str, Any], channels: list[dict[str, Any]], name: str
) -> dict[str, Any]:
    """A clip of some of the clip's channels."""
    found: dict[str, Any] = {"name": name, "channels": [], "samplers": []}
    for channel in channels:
        sampler = dict(clip["samplers"][channel["sampler"]])
        found["channels"].append({**channel, "sampler": len(found["samplers"])})
        found["samplers"].append(sampler)
    return found


def add(file: GlbFile, own: dict[str, Any], clip: dict[str, Any], end: float) -> None:
    """Adds the clip's channels to the take's own, up to its end."""
    targets = [(c["target"].get("node"), c["target"]["path"]) for c in own["channels"]]
    for channel in clip["channels"]:
        if (channel["target"].get("node"), channel["target"]["path"]) in targets:
            continue
        sampler = dict(clip["samplers"][channel["sampler"]])
        cut_sampler(file, sampler, 0.0, end)
        own["channels"].append({**channel, "sampler": len(own["samplers"])})
        own["samplers"].append(sampler)
