"""What cameras see: the rig's template views and pose maps, as the model gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import native
from ..core.front import cameras_before
from ..views.render import render_views

if TYPE_CHECKING:
    from ..core.array_types import FloatArray, ModelSpec, Pixels
    from ..rig.blender_types import ArmatureObject
    from ..seen_rig import SeenRig


def see(
    armature: ArmatureObject, spec: ModelSpec, seen: SeenRig, cameras: FloatArray
) -> Pixels:
    """uint8 [V, H, 2 W, 3]: for each camera [V, 18], as it stands around the rig that
    the model sees, the rig at rest and beside it its pose map."""
    shown = cameras if seen.turn is None else cameras_before(cameras, seen.turn)
    return np.concatenate(
        [render_views(armature, shown), pose_maps(spec, seen, cameras)], axis=2
    )


def pose_maps(spec: ModelSpec, seen: SeenRig, cameras: FloatArray) -> Pixels:
    """uint8 [V, H, W, 3]."""
    style, version = spec["pose_map"], int(spec["pose_map"]["version"])
    with native.translate_errors() as module:
        colours = module.joint_colours(seen.joints, version)
        maps = module.draw_pose_maps(
            seen.joints[None], seen.selection["parent"], colours, cameras,
            radius=float(style["radius"]), line_width=float(style["line_width"]),
            version=version,
        )  # fmt: skip
    return maps[:, 0]
