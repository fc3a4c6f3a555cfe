"""Does the rig show a take as it was solved? Constraints, drivers and IK may hold bones
against their keys.

Heads and tails of the bones that deform are compared with the solved ones, in the
armature's space.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from ..core import native
from ..core.errors import AnimaxError
from ..rig import ik_targets
from ..rig.blender_context import update_view_layer
from ..rig.neutral_pose import is_constrained
from ..rig.own_pose import own_channels, posed, write_channels
from ..rig.rig_warnings import summarize
from ..take import quaternions
from . import pose_channels
from .keyframes import rotation_channels
from .sampling import pose_order, read_pose

if TYPE_CHECKING:
    import bpy

    from ..core.array_types import BoolArray, FloatArray, IntArray, Skeleton
    from ..rig.blender_types import ArmatureObject
    from ..rig.own_pose import Channels

# How many frames of a take are compared.
FRAMES = 6
# Of the rig's size: what a viewer sees.
VISIBLE = 0.01
# A rig that shows less than this share of the motion does not move.
STUCK = 0.05
# Radians, and of the rig's size: the poses that are tried before the work.
PROBE_ANGLE, PROBE_WAY = 0.35, 0.05


@dataclasses.dataclass
class Comparison:
    """Of P points at F frames; distances in shares of the rig's size."""

    # The largest distance of each bone's points from the solved ones, [F, N].
    away: FloatArray
    # How far the points go: the largest, as seen and as solved.
    seen: float
    solved: float


def compare(
    rig: Skeleton, seen: FloatArray, solved: FloatArray, lengths: FloatArray
) -> Comparison:
    """seen, solved: float64 [F, N, 4, 4], the armature's space; lengths: the bones' own
    [N]. Bones that do not deform count for nothing, unless none does."""
    deforms = (rig["flags"] & native.DEFORMS) != 0
    deforms = deforms if deforms.any() else np.ones_like(deforms)
    ends = [points(poses, lengths) for poses in (seen, solved)]
    box = np.ptp(ends[1][0][deforms].reshape(-1, 3), axis=0)
    size = max(float(np.linalg.norm(box)), 1e-12)
    away = np.linalg.norm(ends[0] - ends[1], axis=-1).max(axis=2) / size
    ways = [
        float(np.linalg.norm(np.ptp(e[:, deforms], axis=0), axis=-1).max()) / size
        for e in ends
    ]
    return Comparison(np.where(deforms, away, 0.0), *ways)


def points(poses: FloatArray, lengths: FloatArray) -> FloatArray:
    """float64 [F, N, 2, 3]: heads and tails."""
    heads = poses[..., :3, 3]
    tails = heads + poses[..., :3, 1] * lengths[:, None]
    return np.stack([heads, tails], axis=2)


def bone_lengths(armature: ArmatureObject, rig: Skeleton) -> FloatArray:
    return np.array([armature.data.bones[name].length for name in rig["names"]])


def expected(
    rig: Skeleton, seen: FloatArray, solved: FloatArray, mask: BoolArray
) -> FloatArray:
    """The solved poses, for a take of some bones: these on top of what the others do.

    mask: bool [N], the bones whose motion is the take's."""
    if mask.all():
        return solved
    found = seen.copy()
    for n, parent in enumerate(rig["parents"]):
        if not mask[n]:
            continue
        found[:, n] = solved[:, n]
        if parent >= 0:
            own = np.linalg.inv(solved[:, parent]) @ solved[:, n]
            found[:, n] = found[:, parent] @ own
    return found


def check_take(
    scene: bpy.types.Scene,
    armature: ArmatureObject,
    rig: Skeleton,
    solved: FloatArray,
    first: int,
    mask: BoolArray,
) -> str:
    """A warning if the armature does not show the take; "" if it does.

    solved: float64 [F, N, 4, 4] of pose_channels.solved_poses, at scene frames first,
    first + 1 ...; mask: bool [N], the bones that the take moves. An AnimaxError if
    nothing moves.
    """
    frames = np.unique(np.linspace(0, len(solved) - 1, FRAMES).round().astype(int))
    seen = read_local(scene, armature, rig, first + frames)
    want = expected(rig, seen, solved[frames], mask)
    got = compare(rig, seen, want, bone_lengths(armature, rig))
    if got.solved > VISIBLE and got.seen < STUCK * got.solved and is_held(armature):
        raise AnimaxError(stuck_message(armature, rig, got))
    if got.away.max(initial=0) <= VISIBLE:
        return ""
    frame = int(frames[np.argmax(got.away.max(axis=1))]) + first
    worst = got.away.max(axis=0)
    return (
        f"The rig does not show the take as generated: {bone_list(rig, worst)} "
        f"{100 * worst.max():.1f} % of its size off at frame {frame}. Constraints, "
        "drivers or IK hold bones against their keys; mute them to see the motion."
    )


def bone_list(rig: Skeleton, away: FloatArray) -> str:
    """The bones that are visibly off, worst first: "3 bones (a, b, c) are up to"."""
    order = [n for n in np.argsort(-away, kind="stable") if away[n] > VISIBLE]
    shown = summarize([rig["names"][n] for n in order])
    return f"{shown} are up to" if len(order) > 1 else f"{shown} is"


def read_local(
    scene: bpy.types.Scene, armature: ArmatureObject, rig: Skeleton, frames: IntArray
) -> FloatArray:
    """float64 [F, N, 4, 4] in the armature's space, as evaluated at the scene's frames;
    the scene stays at its own."""
    order = pose_order(armature, rig["names"])
    before = (scene.frame_current, scene.frame_subframe)
    poses = []
    try:
        for frame in frames:
            scene.frame_set(int(frame))
            poses.append(local_pose(armature, order))
    finally:
        scene.frame_set(before[0], subframe=before[1])
    return np.stack(poses)


def local_pose(armature: ArmatureObject, order: IntArray) -> FloatArray:
    world = np.array(armature.matrix_world, dtype=np.float64)
    return np.linalg.inv(world) @ read_pose(armature, order)


def is_held(armature: ArmatureObject) -> bool:
    """Does it have anything that may hold bones against their keys?"""
    data = armature.animation_data
    driven = data is not None and len(data.drivers) > 0
    return driven or any(map(is_constrained, armature.pose.bones))


def stuck_message(armature: ArmatureObject, rig: Skeleton, got: Comparison) -> str:
    worst = got.away.max(axis=0)
    name = rig["names"][int(np.argmax(worst))]
    kinds = {
        c.type.replace("_", " ").title()
        for bone in (armature.pose.bones[name], *armature.pose.bones)
        for c in bone.constraints
        if not c.mute and c.influence > 0
    }
    held = f" ({', '.join(sorted(kinds)[:4])})" if kinds else ""
    return (
        f"Keys do not move the mesh of {armature.name!r}: constraints or drivers{held} "
        f"hold its deforming bones, first of all {name!r}, in ways that AnimaX cannot "
        "key. Mute these constraints (or bake the rig: Pose, Animation, Bake Action, "
        "Clear Constraints) and try again."
    )


def check_reach(armature: ArmatureObject, rig: Skeleton) -> None:
    """An AnimaxError if keys cannot move the mesh: found out with two poses, before the
    work. Only looks at rigs with constraints or drivers."""
    if not is_held(armature):
        return
    rotation, location = probe(rig)
    solved = pose_channels.solved_poses(armature, rig, rotation, location)
    mask = np.ones(len(rig["names"]), dtype=bool)
    location = ik_targets.move_targets(armature, rig, rotation, location, mask)
    channels = pose_channels.to_channels(armature, rig, rotation, location)
    order = pose_order(armature, rig["names"])
    seen = []
    with posed(armature, own_channels(armature)):
        for frame in range(len(rotation)):
            write_pose(armature, rig, channels[0][frame], channels[1][frame])
            seen.append(local_pose(armature, order))
    seen = np.stack(seen)
    # An armature that is hidden is not evaluated: nothing can be said.
    unheld = np.ptp(seen, axis=0).max(axis=(1, 2)) > 0
    if not unheld.any():
        return
    got = compare(rig, seen, solved, bone_lengths(armature, rig))
    if got.solved > VISIBLE and got.seen < STUCK * got.solved:
        raise AnimaxError(stuck_message(armature, rig, got))


def probe(rig: Skeleton) -> tuple[FloatArray, FloatArray]:
    """(rotation [2, N, 4], location [2, N, 3]): each bone turned to and fro about an
    axis of its own, the roots moved."""
    count = len(rig["names"])
    random = np.random.default_rng(0)
    axis = random.normal(size=(count, 3))
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    axis[(rig["flags"] & native.ROTATION_LOCKED) != 0] = 0.0
    vectors = PROBE_ANGLE * np.stack([axis, -axis])
    rest = rig["rest"]
    size = float(np.ptp(rest[:, :3, 3], axis=0).max(initial=0))
    location = np.zeros((2, count, 3))
    roots = (rig["parents"] < 0) & ((rig["flags"] & native.LOCATION_LOCKED) == 0)
    location[1, roots] = PROBE_WAY * size / max(np.linalg.norm(rest[0, :3, 1]), 1e-12)
    location[rig["location_locks"][None].repeat(2, axis=0)] = 0.0
    return quaternions.from_rotvec(vectors), location


def write_pose(
    armature: ArmatureObject, rig: Skeleton, rotation: FloatArray, location: FloatArray
) -> None:
    """Poses the bones: rotation [N, 4], location [N, 3] of their own channels."""
    own: Channels = own_channels(armature)
    write_channels(armature, own)
    for n, name in enumerate(rig["names"]):
        if name in rig["controls"]:
            continue
        bone = armature.pose.bones[name]
        path, values = rotation_channels(bone, rotation[n : n + 1])
        setattr(bone, path, values[0])
        bone.location = location[n]
    armature.update_tag(refresh={"OBJECT", "DATA"})
    update_view_layer()
