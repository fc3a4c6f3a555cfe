"""Reads a rig as plain NumPy arrays, in world space.

The arrays are those of docs/native-api.md. Needs Blender, but neither the native module
nor a registered add-on: training reads its rigs through this file.

Rest pose: rest[n] = armature.matrix_world @ bone.matrix_local, parents before children.
Pose: world[n] = armature.matrix_world @ pose_bone.matrix. With basis the bone's own
channels, world[n] = world[p] rest[p]^-1 rest[n] basis, whatever the object's transform.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy
import numpy as np

from ..core.errors import MAKE_OVERRIDE, SELECT_RIG, AnimaxError, Remedy
from ..core.native import DEFORMS, LOCATION_LOCKED, ROTATION_LOCKED
from . import bindings, control_bones, ik_targets, limits, neutral_pose, object_scale
from .blender_context import active_object, current_scene
from .choose_rig import choose_rig
from .find_rig import why_not_here
from .leaf_tails import CLIP_TO_BOUNDS, read_tails
from .meshes import bound_meshes
from .root_bones import root_bones

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    import numpy.typing as npt

    from ..core.array_types import BoolArray, FloatArray, IntArray, Skeleton
    from .blender_types import ArmatureObject


# A root on the ground (in this lowest share of the rig's height) on which less than
# this share of all weights lies moves no part of the mesh, but some stray vertices.
ROOT_HEIGHT, STRAY_SHARE = 0.05, 2e-3


def find_armature(
    name: str = "", objects: Iterable[bpy.types.Object] | None = None
) -> ArmatureObject:
    """The armature called name; else rig/choose_rig.py's choice."""
    objects = current_scene().objects if objects is None else objects
    armatures: list[Any] = [o for o in objects if o.type == "ARMATURE"]
    if name:
        for armature in armatures:
            if armature.name == name:
                return armature
        found = ", ".join(sorted(a.name for a in armatures)) or "none"
        raise AnimaxError(
            f"There is no armature called {name!r}; found: {found}.",
            remedy=Remedy(SELECT_RIG, found) if len(armatures) == 1 else None,
        )
    if not armatures:
        elsewhere: list[Any] = [o for o in bpy.data.objects if o.type == "ARMATURE"]
        if elsewhere:
            one = elsewhere[0]
            instanced = one.library is not None and not one.users_scene
            raise AnimaxError(
                why_not_here(one),
                remedy=Remedy(MAKE_OVERRIDE, one.name) if instanced else None,
            )
        raise AnimaxError(
            "There is no armature in this file; AnimaX animates a mesh through its rig."
        )
    return choose_rig(armatures, active_object())


def ordered_bones(armature: ArmatureObject) -> list[bpy.types.Bone]:
    """The armature's bones with parents before children, otherwise in file order."""
    ordered, seen = [], set()
    for bone in armature.data.bones:
        line = []
        while bone is not None and bone.name not in seen:
            seen.add(bone.name)
            line.append(bone)
            bone = bone.parent
        ordered.extend(reversed(line))
    return ordered


def read_rig(
    armature: ArmatureObject,
    leaf_tails: str = CLIP_TO_BOUNDS,
    turn: FloatArray | None = None,
) -> Skeleton:
    """dict(parents, rest, directions, lengths, flags, names, limits, location_locks,
    location_limits, neutral, controls) of the armature: its neutral pose, the limits
    and locks of rig/limits.py. Only roots may move, without limits;
    clips/moving_bones.py reads what the rig's clips say beside it.

    Directions and lengths are the same whichever importer made the bones
    (rig/tail_directions.py). leaf_tails: policy for where leaf bones end,
    rig/leaf_tails.py; turn: as for read_tails. neutral: what turns the solver's
    rotations into channels (rig/neutral_pose.py); None where they are the same.
    controls: the bones that are keyed in place of others (rig/control_bones.py).
    """
    bones = ordered_bones(armature)
    if not bones:
        raise AnimaxError(f"The armature {armature.name!r} has no bones.")
    controls = control_bones.find_controls(armature)
    above = control_bones.skeleton_parents(bones, controls)
    bones = control_bones.parents_first(bones, above)
    index = {bone.name: n for n, bone in enumerate(bones)}
    scale = object_scale.uniform_scale(armature)
    local = np.array([bone.matrix_local for bone in bones], dtype=np.float64)
    finite = np.isfinite(local).all(axis=(1, 2))
    if not finite.all():
        name = bones[int(np.argmin(finite))].name
        raise AnimaxError(
            f"The bone {name!r} of the armature {armature.name!r} has a position that "
            "is not finite; delete or re-create it and the bone that it hangs on."
        )
    neutral = neutral_pose.read_neutral_pose(armature, bones, bool(controls))
    parents = np.array([index.get(above[b.name], -1) for b in bones], dtype=np.int32)
    keyed = control_bones.keyed_bones(armature, controls)
    rest = neutral_pose.solver_frames(neutral, scale)
    flags = bone_flags(armature, bones, keyed)
    deforms = (flags & DEFORMS) != 0
    directions, lengths = read_tails(
        armature, bones, parents, rest, deforms, leaf_tails, neutral, turn
    )
    heads = rest[:, :3, 3]
    along = np.einsum("nij,nj->ni", rest[:, :3, :3] / scale, directions)
    tails = heads + along * lengths[:, None]
    free = movable_bones(armature, bones, parents, heads, tails, deforms, keyed)
    flags[~free] |= LOCATION_LOCKED
    rotation_limits, location_locks = limits.read_limits(armature, bones, keyed)
    return {
        "parents": parents,
        "rest": rest,
        "directions": directions,
        "lengths": lengths,
        "flags": flags,
        "names": [b.name for b in bones],
        "limits": neutral_pose.solver_limits(rotation_limits, neutral, bones),
        "location_locks": location_locks,
        "location_limits": np.tile(np.repeat(limits.FREE, 3), (len(bones), 1)),
        "neutral": neutral
        if neutral_pose.differs(neutral, bones, bool(controls))
        else None,
        "controls": controls,
    }


def bone_flags(
    armature: ArmatureObject, bones: list[bpy.types.Bone], keyed: dict[str, Any]
) -> npt.NDArray[np.uint8]:
    """uint8 [N]: bits of core/native.py: does it deform, is its rotation locked. keyed:
    pose bones whose locks count, by the bones that follow them."""
    weighted = bindings.moving_bones(armature)
    flags = np.zeros(len(bones), dtype=np.uint8)
    for n, bone in enumerate(bones):
        deforms = bone.name in weighted if weighted else bone.use_deform
        pose: Any = keyed.get(bone.name, armature.pose.bones[bone.name])
        if deforms:
            flags[n] |= DEFORMS
        # A lock of a quaternion's w alone leaves the rotation free.
        if all(pose.lock_rotation):
            flags[n] |= ROTATION_LOCKED
    return flags


def movable_bones(
    armature: ArmatureObject,
    bones: list[bpy.types.Bone],
    parents: IntArray,
    heads: FloatArray,
    tails: FloatArray,
    deforms: BoolArray,
    keyed: dict[str, Any],
) -> BoolArray:
    """bool [N]: roots and IK targets, but for those that Blender holds in place. keyed:
    as for bone_flags."""
    carrying = carries_mesh(armature, bones, deforms, heads)
    roots = root_bones(parents, heads, tails, carrying)
    targets = ik_targets.keyed_bones(armature)
    return np.array(
        [
            (root or bone.name in targets) and not is_held(armature, bone, keyed)
            for bone, root in zip(bones, roots, strict=True)
        ]
    )


def is_held(
    armature: ArmatureObject, bone: bpy.types.Bone, keyed: dict[str, Any]
) -> bool:
    """Does Blender keep the bone from moving, whatever its keys?"""
    pose: Any = keyed.get(bone.name, armature.pose.bones[bone.name])
    connected = pose.bone.use_connect and pose.parent is not None
    return connected or all(pose.lock_location)


def carries_mesh(
    armature: ArmatureObject,
    bones: list[bpy.types.Bone],
    deforms: BoolArray,
    heads: FloatArray,
) -> BoolArray:
    """bool [N]: deforms, and not only stray vertices of a root on the ground."""
    bottom, top = heads[:, 2].min(), heads[:, 2].max()
    low = heads[:, 2] <= bottom + ROOT_HEIGHT * (top - bottom)
    rooted = np.array([b.parent is None for b in bones]) & deforms & low
    if rooted.all() or not rooted.any():
        return deforms
    shares = weight_shares(armature, {bones[n].name for n in np.flatnonzero(rooted)})
    stray = [
        r and shares[b.name] < STRAY_SHARE for b, r in zip(bones, rooted, strict=True)
    ]
    return deforms & ~np.array(stray)


def weight_shares(armature: ArmatureObject, names: set[str]) -> dict[str, float]:
    """dict name -> which share of all vertices' weights lies on the bone, 0 to 1; 1 for
    one that whole objects hang on."""
    sums, total = dict.fromkeys(names, 0.0), 0.0
    for obj in bound_meshes(armature):
        if obj.parent_type == "BONE" and obj.parent_bone in names:
            sums[obj.parent_bone] = np.inf
        if obj.type != "MESH":
            continue
        groups = {g.index: g.name for g in obj.vertex_groups}
        mesh: Any = obj.data
        for vertex in mesh.vertices:
            for element in vertex.groups:
                total += element.weight
                if groups.get(element.group) in names:
                    sums[groups[element.group]] += element.weight
    return {
        name: min(value / total, 1.0) if total else 1.0 for name, value in sums.items()
    }
