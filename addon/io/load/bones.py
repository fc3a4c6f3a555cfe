"""Which bones of an imported armature are connected to their parents.

FBX does not say it, and each importer guesses in its own way. Blender's Python importer
connects whatever touches, and a connected bone ignores its location keys: clips that
move it come out wrong.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from ...clips.fcurves import action_fcurves
from ...rig.blender_context import active_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...rig.blender_types import ArmatureObject


# A head this near to its parent's tail touches it, as a share of the parent's length.
TOUCHES = 1e-4
# A location key of more than this share of the rig's size moves the bone; less is what
# float32 leaves of zero.
MOVES = 1e-5


def armatures() -> list[ArmatureObject]:
    found: list[Any] = [o for o in bpy.data.objects if o.type == "ARMATURE"]
    return found


def connect_touching_bones() -> None:
    """In each armature, bones that touch their parent are connected, but for those that
    a clip moves away from it; no other bones are."""
    moved = location_keys()
    for armature in armatures():
        bones = armature.data.bones
        if not bones:
            continue
        heads = np.array([b.head_local for b in bones])
        limit = MOVES * float(np.linalg.norm(np.ptp(heads, axis=0)))
        wanted = {}
        for bone in bones:
            if bone.parent is None:
                continue
            gap = (bone.head_local - bone.parent.tail_local).length
            touches = gap <= TOUCHES * bone.parent.length
            connect = touches and moved.get(bone.name, 0.0) <= limit
            if connect != bone.use_connect:
                wanted[bone.name] = connect
        if wanted:
            with edit_bones(armature) as found:
                for name, connect in wanted.items():
                    found[name].use_connect = connect


def location_keys() -> dict[str, float]:
    """dict bone -> the largest value of its location keys, in any Action."""
    largest: dict[str, float] = {}
    for action in bpy.data.actions:
        for curve in action_fcurves(action):
            path = curve.data_path
            if not (path.startswith('pose.bones["') and path.endswith('"].location')):
                continue
            points = np.empty(2 * len(curve.keyframe_points))
            curve.keyframe_points.foreach_get("co", points)
            name = path[12 : -len('"].location')]
            value = float(np.abs(points[1::2]).max(initial=0.0))
            largest[name] = max(largest.get(name, 0.0), value)
    return largest


@contextlib.contextmanager
def edit_bones(armature: ArmatureObject) -> Iterator[Any]:
    """Within, the armature is in Edit Mode; yields its edit bones."""
    context: Any = bpy.context
    view_layer, before = context.view_layer, active_object()
    hidden = armature.hide_viewport, armature.hide_get()
    armature.hide_viewport = False
    armature.hide_set(False)
    view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    try:
        yield armature.data.edit_bones
    finally:
        bpy.ops.object.mode_set(mode="OBJECT")
        armature.hide_viewport = hidden[0]
        armature.hide_set(hidden[1])
        view_layer.objects.active = before
