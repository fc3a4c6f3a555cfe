"""A take and the ground that its feet walk on: feet held on it, and the way it goes.

A generated gait stays where it is, and the ground moves back under it as under a
treadmill. The engine finds that ground, and moves planted feet exactly with it
(docs/native-api.md, plant_feet). If the ground's way is added to the roots, those feet
stand, and the rig goes. Plain NumPy, free of bpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..core import native
from .travel import Travel, travel_keys

if TYPE_CHECKING:
    from typing import Any

    from ..core.array_types import BoolArray, FloatArray, Skeleton


# Of the rig's size: a way that a locked axis would hold back.
HELD_BACK = 0.01


class Walk(NamedTuple):
    """A take in place, and how its ground moves."""

    rotation: FloatArray
    location: FloatArray
    # float64 [F, 3] world: what goes to the roots, so that planted feet stand.
    way: FloatArray
    # 0 where there is no gait.
    confidence: float


def find_walk(
    rotation: FloatArray,
    location: FloatArray,
    rig: Skeleton,
    fps: float,
    mask: BoolArray,
    *,
    hold: bool = True,
    looped: bool = False,
) -> Walk:
    """The take with its feet held on the ground of its gait; a take without one, or
    whose legs get no keys (mask, bool [N]), as it is. looped: the last frame is the
    first, and stays so.
    """
    last = len(rotation) - 1
    looped &= last >= 1
    around = np.arange(last + 1)
    if looped:
        # Between its neighbours, whose own ends are too far away to matter.
        around = np.concatenate([np.arange(last)] * 3 + [[0]])
    keys = [np.ascontiguousarray(a[around], np.float64) for a in (rotation, location)]
    with native.translate_errors() as engine:
        found = engine.plant_feet(rig, *keys, fps, hold=hold, steady=looped)
    shown = slice(last, 2 * last + 1) if looped else slice(None)
    way = found["travel"][shown]
    held = found["rotation"][shown], found["location"][shown]
    if found["confidence"] > 0 and hold:
        changed = np.any(held[0] != rotation, axis=(0, 2))
        changed |= np.any(held[1] != location, axis=(0, 2))
        if not np.any(changed & ~mask):
            rotation, location = held[0].copy(), held[1].copy()
    if looped:
        rotation[-1], location[-1] = rotation[0], location[0]
    return Walk(rotation, location, way - way[0], float(found["confidence"]))


def roots_that_move(rig: Skeleton) -> list[int]:
    """The bones that carry the rig's trees: of each the topmost that can move."""
    found: list[int] = []
    above = np.zeros(len(rig["parents"]), dtype=bool)
    for n, parent in enumerate(rig["parents"]):
        above[n] = parent >= 0 and above[parent]
        if not above[n] and not rig["flags"][n] & native.LOCATION_LOCKED:
            found.append(n)
            above[n] = True
    return found


def why_held(
    rig: Skeleton, mask: BoolArray, keys: FloatArray, size: float
) -> str | None:
    """What keeps these keys [F, N, 3] of the roots from making the rig go. size: the
    rig's, in the units of locations."""
    moved: BoolArray = np.any(keys, axis=(0, 2))
    if not moved.any():
        return "no bone of this rig can move"
    for n, name in enumerate(rig["names"]):
        if not moved[n]:
            continue
        if not mask[n]:
            return f"{name!r} is not among the bones that get keys"
        held = np.abs(keys[:, n]).max(axis=0) > HELD_BACK * size
        if np.any(held & rig["location_locks"][n]):
            return f"the location of {name!r} is locked"
    return None


def way_keys(rotation: FloatArray, way: FloatArray, rig: Skeleton) -> FloatArray:
    """float64 [F, N, 3]: what a way in world units [F, 3] adds to the locations."""
    unit = float(np.linalg.norm(rig["rest"][0, :3, 1]))
    bones = roots_that_move(rig)
    keys = np.zeros((*rotation.shape[:2], 3))
    for axis in np.eye(3):
        keys += travel_keys(Travel(bones, axis / unit), way @ axis, rotation, rig)
    return keys


def describe(walk: Walk, rig: Skeleton, fps: float, goes: bool) -> dict[str, Any]:
    """What the report says of a gait (docs/report.md)."""
    seconds = max(len(walk.way) - 1, 1) / fps
    steps = np.linalg.norm(np.diff(walk.way, axis=0), axis=1)
    speed = float(steps.sum()) / seconds
    side = float(np.ptp(rig["rest"][:, :3, 3], axis=0).max(initial=0.0))
    return {
        "goes": goes,
        "way": [float(x) for x in walk.way[-1]] if goes else [0.0, 0.0, 0.0],
        "distance": float(np.linalg.norm(walk.way[-1])) if goes else 0.0,
        "speed": speed,
        "sides_per_second": speed / side if side > 0 else 0.0,
        "confidence": walk.confidence,
    }
