"""Poses a rig's bones through Blender and reads what comes of it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np

from ..rig.blender_context import update_view_layer
from ..rig.meshes import bound_meshes
from ..rig.own_pose import own_channels, posed
from ..rig.rig_properties import owner_of, write_properties

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from ..core.array_types import FloatArray
    from ..core.control_plan import Switch
    from ..rig.blender_types import ArmatureObject
    from ..rig.rig_properties import Name


def read_matrices(armature: ArmatureObject) -> FloatArray:
    """float64 [B, 4, 4]: all pose bones as evaluated, in the armature's space."""
    bones: Any = armature.pose.bones
    flat = np.empty(16 * len(bones), dtype=np.float32)
    bones.foreach_get("matrix", flat)
    return flat.reshape(-1, 4, 4).transpose(0, 2, 1).astype(np.float64)


def set_rotation(bone: Any, rotation: Any) -> None:
    """rotation: a mathutils.Quaternion, or its four values."""
    from mathutils import Quaternion

    value = Quaternion(rotation)
    mode = bone.rotation_mode
    if mode == "QUATERNION":
        bone.rotation_quaternion = value
    elif mode == "AXIS_ANGLE":
        axis, angle = value.to_axis_angle()
        bone.rotation_axis_angle = (angle, *axis)
    else:
        bone.rotation_euler = value.to_euler(mode)


def read_switches(
    armature: ArmatureObject, switches: Sequence[Switch]
) -> dict[Name, Any]:
    return {(s.bone, s.name): owner_of(armature, s.bone)[s.name] for s in switches}


@contextlib.contextmanager
def without_clips(
    armature: ArmatureObject, values: dict[Name, float] | None = None
) -> Iterator[None]:
    """Within, the rig stands in its own pose with these custom properties, no clip
    plays, and meshes do not follow, which would cost most of the time. Afterwards all
    is as before."""
    before = {(b, n): owner_of(armature, b)[n] for b, n in values or {}}
    shown: list[Any] = []
    for obj in bound_meshes(armature):
        shown += [m for m in obj.modifiers if m.show_viewport]
    try:
        for modifier in shown:
            modifier.show_viewport = False
        with posed(armature, own_channels(armature)):
            write_properties(armature, values or {})
            update_view_layer()
            yield
    finally:
        for modifier in shown:
            modifier.show_viewport = True
        write_properties(armature, before)
        update_view_layer()


def fk(switches: Sequence[Switch]) -> dict[Name, float]:
    return {(s.bone, s.name): s.fk for s in switches}


def ik(switches: Sequence[Switch]) -> dict[Name, float]:
    return {(s.bone, s.name): s.ik for s in switches}
