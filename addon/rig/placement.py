"""Where a rig is: what carries its object, at which frame it is read, and in which
scene and collections it lies."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np

from .meshes import moved_meshes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    import bpy

    from .blender_types import ArmatureObject

# What an object's or a pose bone's own transform consists of.
TRANSFORM = (
    "location",
    "rotation_quaternion",
    "rotation_euler",
    "rotation_axis_angle",
    "scale",
)


def carriers(obj: bpy.types.Object) -> list[bpy.types.Object]:
    """The objects that this one is a child of, the nearest first."""
    found = []
    while obj.parent is not None and obj.parent not in found:
        obj = obj.parent
        found.append(obj)
    return found


def may_move(armature: ArmatureObject) -> bool:
    """Can something place the armature's object, or a mesh of it, differently from
    frame to frame? Its bones do not count."""
    rest = {armature}
    return any(
        is_animated(o, o not in rest)
        for obj in [armature, *moved_meshes(armature)]
        for o in [obj, *carriers(obj)]
    )


def carried_distance(
    scene: bpy.types.Scene, armature: ArmatureObject, frames: int
) -> float:
    """How far the armature's object moves horizontally, in world units, from the frame
    that is shown to the one `frames` - 1 later."""
    if not may_move(armature):
        return 0.0
    before = armature.matrix_world.translation.copy()
    with at_frame(scene, scene.frame_current + frames - 1):
        way = armature.matrix_world.translation - before
    return float(np.hypot(way[0], way[1]))


def is_animated(obj: bpy.types.Object, with_bones: bool = True) -> bool:
    """Has the object constraints, drivers or animation; with_bones False: other than
    that of its bones."""
    if any(not c.mute for c in obj.constraints) or obj.rigid_body is not None:
        return True
    data: Any = obj.animation_data
    if data is None:
        return False
    if with_bones and (data.action is not None or len(data.nla_tracks)):
        return True
    paths = [d.data_path for d in data.drivers]
    for action in [data.action, *(s.action for t in data.nla_tracks for s in t.strips)]:
        paths += curve_paths(action)
    return any(not path.startswith("pose.bones[") for path in paths)


def curve_paths(action: Any) -> list[str]:
    """The data paths of all the Action's curves, whatever their slots."""
    if action is None:
        return []
    if not hasattr(action, "layers"):
        return [c.data_path for c in action.fcurves]
    bags = [
        bag
        for layer in action.layers
        for strip in layer.strips
        for bag in strip.channelbags
    ]
    return [c.data_path for bag in bags for c in bag.fcurves]


@contextlib.contextmanager
def placed_at(
    scene: bpy.types.Scene, armature: ArmatureObject, frame: int
) -> Iterator[None]:
    """Within, the rig's object is where it is at the frame; afterwards everything is
    as before, unkeyed changes to animated channels included. A rig that nothing
    carries is left alone."""
    now = (scene.frame_current, scene.frame_subframe)
    if now == (frame, 0.0) or not may_move(armature):
        yield
        return
    with at_frame(scene, frame):
        yield


@contextlib.contextmanager
def at_frame(scene: bpy.types.Scene, frame: int) -> Iterator[None]:
    """The scene at the frame, and then as before."""
    now = (scene.frame_current, scene.frame_subframe)
    kept = read_transforms(scene.objects)
    try:
        scene.frame_set(frame)
        yield
    finally:
        scene.frame_set(now[0], subframe=now[1])
        write_transforms(kept)


def at_frames(scene: bpy.types.Scene, frames: Iterable[int]) -> Iterator[int]:
    """The scene at each frame in turn, and then as before."""
    now = (scene.frame_current, scene.frame_subframe)
    kept = read_transforms(scene.objects)
    try:
        for frame in frames:
            scene.frame_set(frame)
            yield frame
    finally:
        scene.frame_set(now[0], subframe=now[1])
        write_transforms(kept)


def read_transforms(objects: Iterable[bpy.types.Object]) -> list[tuple[Any, Any]]:
    """(owner, values) of everything animated: a change of frame overwrites what the
    artist has set, but not keyed."""
    found = []
    for obj in objects:
        if obj.animation_data is None:
            continue
        owners: list[Any] = [obj, *(obj.pose.bones if obj.pose else ())]
        found += [(o, [tuple(getattr(o, n)) for n in TRANSFORM]) for o in owners]
    return found


def write_transforms(kept: list[tuple[Any, Any]]) -> None:
    for owner, values in kept:
        for name, value in zip(TRANSFORM, values, strict=True):
            if not np.array_equal(tuple(getattr(owner, name)), value):
                setattr(owner, name, value)
