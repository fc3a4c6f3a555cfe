"""Rigs whose bones are all locked: keys on them would move nothing.

Free of bpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.errors import AnimaxError
from ..core.native import LOCATION_LOCKED, ROTATION_LOCKED
from .rig_warnings import summarize

if TYPE_CHECKING:
    from ..core.array_types import BoolArray, Skeleton

# Radians, units: a smaller range is none.
NONE = 1e-6


def movable(rig: Skeleton) -> BoolArray:
    """bool [N]: the bones that may turn or move at all."""
    turn, way = (
        limits[:, 3:] - limits[:, :3]
        for limits in (rig["limits"], rig["location_limits"])
    )
    turns = ((rig["flags"] & ROTATION_LOCKED) == 0) & (turn > NONE).any(axis=1)
    moves = (way > NONE) & ~rig["location_locks"]
    found: BoolArray = turns | (
        ((rig["flags"] & LOCATION_LOCKED) == 0) & moves.any(axis=1)
    )
    return found


def check_locks(rig: Skeleton, mask: BoolArray) -> None:
    """An AnimaxError if none of the bones that get keys can move. mask: bool [N]."""
    if (movable(rig) & mask).any():
        return
    names = [rig["names"][n] for n in np.flatnonzero(mask)]
    what = summarize(names)
    raise AnimaxError(
        f"Nothing can move: {what} {'is' if len(names) == 1 else 'are all'} locked or "
        "limited to the rest rotation. Open the padlocks of Rotation (sidebar, Item), "
        "mute the limits, or choose other bones (Bones under Advanced, --bones)."
    )
