"""Names of the array and dictionary types that the modules exchange, for annotations.

Shapes are given where an array is used; letters as in docs/style.md.
"""

from __future__ import annotations

from typing import Any, TypedDict

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.integer[Any]]
BoolArray = npt.NDArray[np.bool_]
# Images, uint8 [..., H, W, 3].
Pixels = npt.NDArray[np.uint8]
# model.json, and what the native module returns: checked by the engine.
ModelSpec = dict[str, Any]
EngineResult = dict[str, Any]
Report = dict[str, Any]
# What a take would take, as the native module's plan() returns it.
MemoryPlan = dict[str, Any]


class Skeleton(TypedDict):
    """A rig in rest pose, docs/native-api.md."""

    parents: IntArray
    rest: FloatArray
    directions: FloatArray
    lengths: FloatArray
    flags: npt.NDArray[np.uint8]
    names: list[str]
    limits: FloatArray
    location_locks: BoolArray
    location_limits: FloatArray
    # A rig.neutral_pose.NeutralPose, or None; not the engine's.
    neutral: Any
    # Names: whose keys move a bone that follows another (rig/control_bones.py).
    controls: dict[str, str]
