"""The joints of a rig that a model sees. Free of bpy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import model_config, native
from .errors import INPUT

if TYPE_CHECKING:
    from typing import Any

    from .array_types import ModelSpec, Skeleton


def select_joints(rig: Skeleton, spec: ModelSpec) -> dict[str, Any]:
    """The joints that the model sees, as the native module returns them."""
    pose_map = spec.get("pose_map", {})
    with native.translate_errors(INPUT, rig["names"]) as engine:
        return engine.select_joints(
            rig,
            max_joints=int(pose_map.get("max_joints", 0)),
            merge=float(pose_map.get("merge", 0.0)),
            version=model_config.pose_map_version(spec),
        )
