"""Which keys of a take the artist has set or changed since it was written.

A take's Action holds a short hash of every key that the take wrote, by curve and frame.
A key without its hash is the artist's: set, moved, or with another value.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import zlib
from typing import TYPE_CHECKING

import bpy
import numpy as np

from .fcurves import action_fcurves

if TYPE_CHECKING:
    from typing import Any

    import numpy.typing as npt

    from ..core.array_types import BoolArray, FloatArray, IntArray

# The custom property with the hashes.
WRITTEN = "animax_written"
# Frames: keys this near are on one.
ON_FRAME = 1e-3
# Of a hash: two bytes, so that one change in 65,536 is not seen.
FACTOR, SHIFT = np.uint32(2654435761), np.uint32(16)
GENERATED, KEYFRAME = "GENERATED", "KEYFRAME"
CurveName = tuple[str, int]


def generated_type() -> int | None:
    """What Blender calls keys that a program made, as a number for foreach_set; None
    before it did (4.2). JITTER of earlier ones stays the artist's own."""
    items: Any = bpy.types.Keyframe.bl_rna.properties["type"]
    found = items.enum_items.get(GENERATED)
    return found.value if found is not None else None


def mark_generated(points: Any, own: BoolArray | None = None) -> None:
    """Types a curve's keys as made by a program. own: bool [K], those of the artist."""
    kind = generated_type()
    if kind is None or not len(points):
        return
    types = np.full(len(points), kind, dtype=np.int32)
    if own is not None:
        types[own] = 0
    points.foreach_set("type", types)


def read_keys(curve: Any) -> npt.NDArray[np.float32]:
    """float32 [K, 2]: frames and values."""
    pairs = np.empty(2 * len(curve.keyframe_points), dtype=np.float32)
    curve.keyframe_points.foreach_get("co", pairs)
    return pairs.reshape(-1, 2)


def hashes_of(values: npt.NDArray[np.float32]) -> npt.NDArray[np.uint16]:
    # 0.0 and -0.0 are one value.
    bits = np.ascontiguousarray(values + np.float32(0.0)).view(np.uint32)
    return ((bits * FACTOR) >> SHIFT).astype(np.uint16)


# The record --------------------------------------------------------------------------


def remember(action: Any, own: dict[CurveName, FloatArray] | None = None) -> None:
    """Records all keys of the Action as the take's. own: curve -> frames of the keys
    that are the artist's nevertheless."""
    own = own or {}
    heads: list[tuple[str, int, int]] = []
    frames: list[npt.NDArray[np.float32]] = []
    hashes: list[npt.NDArray[np.uint16]] = []
    for curve in action_fcurves(action):
        keys = read_keys(curve)
        name = (curve.data_path, curve.array_index)
        if name in own:
            keys = keys[~near(keys[:, 0], own[name])]
        heads.append((*name, len(keys)))
        frames.append(keys[:, 0])
        hashes.append(hashes_of(keys[:, 1]))
    head = json.dumps(heads).encode()
    parts = [len(head).to_bytes(4, "little"), head]
    parts += [a.astype("<f4").tobytes() for a in frames]
    parts += [a.astype("<u2").tobytes() for a in hashes]
    action[WRITTEN] = base64.b64encode(zlib.compress(b"".join(parts))).decode()


def load(action: Any) -> dict[CurveName, tuple[FloatArray, npt.NDArray[np.uint16]]]:
    """curve -> (frames, hashes) of the keys that the take wrote; {} where none are
    known."""
    try:
        raw = zlib.decompress(base64.b64decode(action[WRITTEN]))
        size = int.from_bytes(raw[:4], "little")
        heads = json.loads(raw[4 : 4 + size])
        counts = [int(count) for _, _, count in heads]
        total, start = sum(counts), 4 + size
        frames = np.frombuffer(raw, "<f4", total, start).astype(np.float64)
        hashes = np.frombuffer(raw, "<u2", total, start + 4 * total)
    except (KeyError, TypeError, ValueError, zlib.error):
        return {}
    ends = np.cumsum(counts)[:-1]
    pairs = zip(np.split(frames, ends), np.split(hashes, ends), strict=True)
    names = [(path, index) for path, index, _ in heads]
    return dict(zip(names, pairs, strict=True))


# The comparison ----------------------------------------------------------------------


@dataclasses.dataclass
class CurveEdits:
    """The artist's keys of one curve: K of them."""

    frames: FloatArray
    values: FloatArray
    # Of each: type, interpolation, both handles' types, and where they are from the
    # key on [K, 2, 2].
    kinds: list[tuple[str, str, str, str]]
    handles: FloatArray
    # Of a curve that the take did not write.
    added: bool


@dataclasses.dataclass
class Edits:
    """What the artist has changed of a take's keys. No Blender data."""

    curves: dict[CurveName, CurveEdits] = dataclasses.field(default_factory=dict)
    # Of all curves of a bone's rotation at the frames of its edits: path -> frames [K],
    # values [K, C].
    rotations: dict[str, tuple[FloatArray, FloatArray]] = dataclasses.field(
        default_factory=dict
    )
    # How many keys the take wrote, and how many of those are gone.
    written: int = 0
    deleted: int = 0

    @property
    def frames(self) -> list[float]:
        """At which there are keys of the artist's, ascending."""
        found = {round(float(f), 2) for own in self.curves.values() for f in own.frames}
        return sorted(found)

    @property
    def paths(self) -> list[str]:
        """What has such keys: data paths."""
        return sorted({path for path, _ in self.curves})

    @property
    def rewritten(self) -> bool:
        """Is the artist's more than the take's: keys retimed, thinned or baked?"""
        changed = sum(len(c.frames) for c in self.curves.values() if not c.added)
        return 2 * max(changed, self.deleted) > self.written

    def __bool__(self) -> bool:
        return bool(self.curves) or self.deleted > 0


def find_edits(action: Any) -> Edits:
    """What is the artist's in a take's Action; nothing where no hashes are known."""
    known = load(action)
    edits = Edits()
    if not known:
        return edits
    curves = {(c.data_path, c.array_index): c for c in action_fcurves(action)}
    edits.written = sum(len(frames) for frames, _ in known.values())
    for name, (frames, _) in known.items():
        now = read_keys(curves[name])[:, 0] if name in curves else np.zeros(0)
        # A key that was moved is gone from one frame and new at another one.
        gone, new = ~near(frames, now), ~near(now, frames)
        edits.deleted += max(int(gone.sum()) - int(new.sum()), 0)
    for name, curve in curves.items():
        keys = read_keys(curve)
        own = np.ones(len(keys), dtype=bool)
        if name in known:
            own = ~same_keys(keys, *known[name])
        if own.any():
            chosen = np.flatnonzero(own)
            edits.curves[name] = read_edits(curve, keys, chosen, name not in known)
    read_rotations(edits, curves)
    return edits


def near(frames: Any, others: Any) -> BoolArray:
    """bool [K]: which frames [K] are among the others [M], in any order."""
    if not len(others):
        return np.zeros(len(frames), dtype=bool)
    others = np.sort(np.asarray(others, dtype=np.float64))
    return np.abs(others[nearest(others, frames)] - frames) < ON_FRAME


def nearest(others: FloatArray, frames: Any) -> IntArray:
    """int [K]: which of the others [M], ascending, is nearest to each frame."""
    after = np.minimum(np.searchsorted(others, frames), len(others) - 1)
    before = np.maximum(after - 1, 0)
    closer = np.abs(others[before] - frames) < np.abs(others[after] - frames)
    return np.where(closer, before, after)


def same_keys(
    keys: npt.NDArray[np.float32],
    frames: FloatArray,
    hashes: npt.NDArray[np.uint16],
) -> BoolArray:
    """bool [K]: which of the keys are as they were written."""
    if not len(frames):
        return np.zeros(len(keys), dtype=bool)
    # Blender holds a curve's keys in their order.
    at = nearest(frames, keys[:, 0])
    on_frame = np.abs(frames[at] - keys[:, 0]) < ON_FRAME
    return on_frame & (hashes[at] == hashes_of(keys[:, 1]))


def read_edits(
    curve: Any, keys: npt.NDArray[np.float32], chosen: Any, added: bool
) -> CurveEdits:
    points = [curve.keyframe_points[int(k)] for k in chosen]
    handles = [
        [(side - p.co)[:] for side in (p.handle_left, p.handle_right)] for p in points
    ]
    kinds = [
        (
            KEYFRAME if p.type == GENERATED else p.type,
            p.interpolation,
            p.handle_left_type,
            p.handle_right_type,
        )
        for p in points
    ]
    own = keys[chosen].astype(np.float64)
    return CurveEdits(own[:, 0], own[:, 1], kinds, np.array(handles), added)


def read_rotations(edits: Edits, curves: dict[CurveName, Any]) -> None:
    """A rotation is one pose, of which some channels may have been edited."""
    paths = {path for path, _ in edits.curves if "rotation_" in path}
    for path in paths:
        own = sorted(index for p, index in curves if p == path)
        if own != list(range(len(own))):
            continue
        frames = [c.frames for (p, _), c in edits.curves.items() if p == path]
        at = np.unique(np.round(np.concatenate(frames), 4))
        values = [[curves[path, n].evaluate(float(f)) for n in own] for f in at]
        edits.rotations[path] = (at, np.array(values))
