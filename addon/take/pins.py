"""Poses that a take goes through, exactly and at their own times.

The model is given a pose at the nearest frame that it generates; here the take is
corrected to pass through the pose itself, and the correction fades out on both sides.
Plain NumPy, free of bpy. A pose is a rotation float64 [N, 4] (w, x, y, z) and a
location [N, 3] of each bone.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..core.array_types import BoolArray, FloatArray
from . import quaternions
from .extend_take import sample
from .travel import location_axes

if TYPE_CHECKING:
    from ..core.array_types import IntArray, Skeleton
    from ..core.timing import Timing


# Within which a correction fades out (as in native/animate/given.c): long against a
# frame, so that nothing jumps; short, so that the motion stays what it was.
FADE_SECONDS = 0.5
# Poses further from the rest pose, in sizes of the rig, leave the model's views.
MAX_AWAY = 0.35
# Scene frames: times this near are one. Files round them to single precision.
SAME_TIME = 1e-3


class Keys(NamedTuple):
    """Rotations [K, N, 4] and locations [K, N, 3] of K poses."""

    rotation: FloatArray
    location: FloatArray


@dataclasses.dataclass
class Pins:
    """K poses in the order of their times."""

    # float64 [K]: scene frames, counted from the take's first.
    times: FloatArray
    # As the solver has them, constraints included, and as the bones' own channels.
    solved: Keys
    own: Keys
    # float64 [K, N, 3]: Euler angles of the channels, which know of whole turns.
    euler: FloatArray
    # bool [K, N]: the bones whose rotation, whose location the take keeps exactly.
    turns: BoolArray
    moves: BoolArray

    def chosen(self, order: IntArray) -> Pins:
        """These of the poses."""
        return Pins(
            self.times[order],
            Keys(*(values[order] for values in self.solved)),
            Keys(*(values[order] for values in self.own)),
            self.euler[order],
            self.turns[order],
            self.moves[order],
        )


def merge(first: Pins, more: Pins) -> Pins:
    """All poses in the order of their times; of two at one time, `more` holds for the
    bones that it keeps."""
    both = Pins(
        np.concatenate([first.times, more.times]),
        Keys(*map(np.concatenate, zip(first.solved, more.solved, strict=True))),
        Keys(*map(np.concatenate, zip(first.own, more.own, strict=True))),
        np.concatenate([first.euler, more.euler]),
        np.concatenate([first.turns, more.turns]),
        np.concatenate([first.moves, more.moves]),
    )
    both = both.chosen(np.argsort(both.times, kind="stable"))
    kept: list[int] = []
    for k, time in enumerate(both.times):
        if kept and time - both.times[kept[-1]] < SAME_TIME:
            overlay(both, kept[-1], k)
        else:
            kept.append(k)
    return both.chosen(np.array(kept, dtype=np.intp))


def overlay(pins: Pins, k: int, other: int) -> None:
    """Pose k takes over what the other one keeps."""
    turns, moves = pins.turns[other], pins.moves[other]
    for keys in (pins.solved, pins.own):
        keys.rotation[k, turns] = keys.rotation[other, turns]
        keys.location[k, moves] = keys.location[other, moves]
    pins.euler[k, turns] = pins.euler[other, turns]
    pins.turns[k] |= turns
    pins.moves[k] |= moves


def wrapped(pins: Pins, frames: int) -> Pins:
    """Of a loop: a pose at the last frame is one at the first, which it shows again."""
    last = float(frames - 1)
    at_end = np.flatnonzero(np.abs(pins.times - last) < SAME_TIME)
    if not len(at_end):
        return pins
    end = pins.chosen(at_end)
    end.times[:] = 0.0
    inner = pins.chosen(np.flatnonzero(np.abs(pins.times - last) >= SAME_TIME))
    return merge(end, inner)


class Given(NamedTuple):
    """What the engine is given, docs/native-api.md: bool [F], [F, N, 4], [F, N, 3]."""

    given: BoolArray
    rotation: FloatArray
    location: FloatArray


def given_frames(pins: Pins, timing: Timing) -> Given:
    """Each pose at the nearest generated frame; of several there, the nearest."""
    frames, bones = timing.frames_model, pins.turns.shape[1]
    times = np.array([timing.model_time(t) for t in pins.times])
    nearest = np.rint(times).astype(int)
    nearest = nearest % frames if timing.looped else np.clip(nearest, 0, frames - 1)
    given = Given(
        np.zeros(frames, dtype=bool),
        np.tile([1.0, 0.0, 0.0, 0.0], (frames, bones, 1)),
        np.zeros((frames, bones, 3)),
    )
    # The nearest comes last.
    for k in np.argsort(-np.abs(times - np.rint(times)), kind="stable"):
        given.given[nearest[k]] = True
        given.rotation[nearest[k]] = pins.solved.rotation[k]
        given.location[nearest[k]] = pins.solved.location[k]
    return given


@dataclasses.dataclass
class TakePoses:
    """The poses that a take goes through. Contains no Blender data."""

    pins: Pins
    given: Given
    # float64 [K, 3]: how far each was moved, in the world, for the model to see it;
    # None: not at all. The take is moved back ...
    ways: FloatArray | None
    # ... by the bones that carry the whole rig.
    carriers: list[int]
    # Name of the Action whose keys are kept, and its slot's handle.
    source: str = ""
    slot: int | None = None


# Correction --------------------------------------------------------------------------


def row_times(frames: int, pins: Pins | None) -> FloatArray:
    """float64 [R]: the scene frames of a take, and poses between them."""
    times = np.arange(frames, dtype=np.float64)
    if pins is None:
        return times
    apart = np.abs(pins.times - np.rint(pins.times)) >= SAME_TIME
    return np.sort(np.concatenate([times, pins.times[apart]]))


def sample_rows(
    rotation: FloatArray, location: FloatArray, times: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The take [frames, N, ...] at row_times [R]."""
    if len(times) == len(rotation) or len(rotation) < 2:
        return rotation, location
    rows = sample(rotation, location, np.minimum(times, len(rotation) - 1))
    return quaternions.align_signs(rows[0]), rows[1]


def hold(
    rotation: FloatArray,
    location: FloatArray,
    times: FloatArray,
    pins: Pins,
    keys: Keys,
    fade: float,
    period: float = 0.0,
) -> tuple[FloatArray, FloatArray]:
    """The take [R, N, ...] at times [R], through the pins' poses `keys` [K, N, ...].

    fade: scene frames within which a correction fades out. period: a loop's.
    """
    rotation, location = rotation.copy(), location.copy()
    rows = np.searchsorted(times, pins.times - SAME_TIME)
    for mask in unique_columns(pins.turns):
        own = np.flatnonzero(mask.kept)
        bones = mask.bones
        at = rotation[np.ix_(rows[own], bones)]
        wanted = keys.rotation[np.ix_(own, bones)]
        missing = quaternions.to_rotvec(
            quaternions.multiply(quaternions.conjugate(at), wanted)
        )
        found = rotation[:, bones]
        for pin, weight in corrections(times, pins.times[own], fade, period):
            part = quaternions.from_rotvec(weight[:, None, None] * missing[pin])
            found = quaternions.multiply(found, part)
        rotation[:, bones] = found
    for mask in unique_columns(pins.moves):
        own, bones = np.flatnonzero(mask.kept), mask.bones
        missing = keys.location[np.ix_(own, bones)]
        missing = missing - location[np.ix_(rows[own], bones)]
        for pin, weight in corrections(times, pins.times[own], fade, period):
            location[:, bones] += weight[:, None, None] * missing[pin]
    return quaternions.align_signs(rotation), location


class Group(NamedTuple):
    """Bones that the same poses keep: bool [K], and their indices."""

    kept: BoolArray
    bones: IntArray


def unique_columns(mask: BoolArray) -> list[Group]:
    """The groups of bones of a mask [K, N], without those that no pose keeps."""
    columns, group = np.unique(mask, axis=1, return_inverse=True)
    return [
        Group(columns[:, n], np.flatnonzero(group.ravel() == n))
        for n in range(columns.shape[1])
        if columns[:, n].any()
    ]


def corrections(
    times: FloatArray, pins: FloatArray, fade: float, period: float
) -> list[tuple[IntArray, FloatArray]]:
    """For the pins before and after each of the times [R]: (which [R], weight [R])."""
    order = np.arange(len(pins))
    if period:
        order = np.concatenate([order[-1:], order, order[:1]])
        pins = np.concatenate([pins[-1:] - period, pins, pins[:1] + period])
    after = np.searchsorted(pins, times + SAME_TIME)
    before = after - 1
    first, last = before < 0, after >= len(pins)
    before, after = np.maximum(before, 0), np.minimum(after, len(pins) - 1)
    ahead, behind = pins[after] - times, np.maximum(times - pins[before], 0.0)
    reach = np.where(first | last, fade, np.minimum(fade, ahead + behind))
    found: list[tuple[IntArray, FloatArray]] = []
    for pin, distance, none in ((before, behind, first), (after, ahead, last)):
        at_pin = np.asarray(distance) < SAME_TIME
        share = np.clip(distance / np.maximum(reach, 1e-9), 0.0, 1.0)
        weight = np.where(none, 0.0, 0.5 + 0.5 * np.cos(np.pi * share))
        weight = np.where(~none & at_pin, 1.0, weight)
        found.append((order[pin], weight))
    return found


def same_signs(rotation: FloatArray, times: FloatArray, pins: Pins) -> FloatArray:
    """The bones' rotations [R, N, 4] with the signs of the first pose that keeps each:
    q and -q are one rotation, but different keys."""
    signs = np.ones(rotation.shape[1])
    rows = np.searchsorted(times, pins.times - SAME_TIME)
    for n in np.flatnonzero(pins.turns.any(axis=0)):
        k = int(np.argmax(pins.turns[:, n]))
        signs[n] = np.sign(rotation[rows[k], n] @ pins.own.rotation[k, n]) or 1.0
    return rotation * signs[:, None]


def first_euler(pins: Pins) -> FloatArray:
    """float64 [N, 3]: the Euler angles of the first pose that keeps each bone."""
    first = np.argmax(pins.turns, axis=0)
    found = np.take_along_axis(pins.euler, first[None, :, None], axis=0)[0]
    return np.where(np.any(pins.turns, axis=0, keepdims=True).T, found, 0.0)


def held_rows(times: FloatArray, pins: Pins) -> BoolArray:
    """bool [R, N]: the rows at which a bone is kept."""
    held = np.zeros((len(times), pins.turns.shape[1]), dtype=bool)
    held[np.searchsorted(times, pins.times - SAME_TIME)] = pins.turns | pins.moves
    return held


# Place -------------------------------------------------------------------------------


def carriers(rig: Skeleton, free: BoolArray) -> list[int]:
    """The bones that carry the whole rig: the topmost ones whose location is free."""
    found: list[int] = []
    covered = np.zeros(len(free), dtype=bool)
    for n, parent in enumerate(rig["parents"]):
        covered[n] = parent >= 0 and (covered[parent] or free[parent])
        if free[n] and not covered[n]:
            found.append(n)
    return found


def shifted(keys: Keys, ways: FloatArray, rig: Skeleton, bones: list[int]) -> Keys:
    """Poses [F, N, ...] moved by ways [F, 3], along the world's axes and in its units,
    by the bones that carry the rig."""
    scale = float(np.linalg.norm(rig["rest"][0, :3, 1]))
    location = keys.location.copy()
    for bone in bones:
        axes = location_axes(bone, keys.rotation, rig)
        location[:, bone] += np.einsum("fij,fi->fj", axes, ways / scale)
    return Keys(keys.rotation, location)


def ways_between(poses: TakePoses, times: FloatArray, period: float) -> FloatArray:
    """float64 [F, 3]: how far the take is moved back at times [F]: straight from
    pose to pose, constant before and after. period: a loop's."""
    at, ways = poses.pins.times, poses.ways
    if ways is None:
        return np.zeros((len(times), 3))
    if period:
        at = np.concatenate([at[-1:] - period, at, at[:1] + period])
        ways = np.concatenate([ways[-1:], ways, ways[:1]])
    return np.stack([np.interp(times, at, ways[:, k]) for k in range(3)], axis=1)
