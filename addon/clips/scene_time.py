"""How long the scene is beside a take, and what moves in it."""

from __future__ import annotations

import contextlib
import math
from typing import TYPE_CHECKING

import numpy as np

from . import object_motion
from .fcurves import CHANNELS, action_fcurves
from .frame_rate import time_scale

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    import bpy
    import numpy.typing as npt

    from ..rig.blender_types import ArmatureObject


def last_frame(
    scene: bpy.types.Scene, armature: ArmatureObject, last: int, limit: float
) -> int:
    """The scene's last frame, for a take on the armature that ends at frame `last`.

    The take's own if nothing else moves; otherwise whichever lasts longer. limit: the
    end that the artist gave the scene, which what moves beside the take does not
    extend; infinite if he gave none. What has no end (drivers, caches, cycles) lasts as
    long as the scene did.
    """
    ends = [end for owner in animated(scene, armature) for end in motion_ends(owner)]
    scale = time_scale(scene)
    found = [min(e / scale, limit) for e in ends if math.isfinite(e)]
    if len(found) < len(ends):
        found.append(scene.frame_end)
    # Ends of curves are float32, and a scale may not be exact.
    return max([last, *(math.ceil(end - 1e-3) for end in found)])


def animated(scene: bpy.types.Scene, armature: ArmatureObject) -> Iterator[Any]:
    """Everything of the scene that may have animation, each once; of the armature
    itself what is not its bones'."""
    seen = set()
    for owner in datablocks(scene):
        if owner is None or owner.as_pointer() in seen:
            continue
        seen.add(owner.as_pointer())
        if owner != armature:
            yield owner
        else:
            yield Path(armature)


class Path:
    """What moves the rig's object, but not its bones."""

    def __init__(self, armature: ArmatureObject) -> None:
        data: Any = armature.animation_data
        self.curves = without_bones(own_curves(armature))
        self.drivers = without_bones(data.drivers if data else ())
        self.rigid_body = armature.rigid_body


def without_bones(curves: Iterable[Any]) -> list[Any]:
    return [c for c in curves if not object_motion.is_bone_path(c.data_path)]


def datablocks(scene: bpy.types.Scene) -> Iterator[Any]:
    yield scene
    yield scene.world
    for obj in scene.objects:
        yield obj
        data: Any = obj.data
        yield data
        if data is not None:
            yield getattr(data, "shape_keys", None)
        for slot in obj.material_slots:
            yield slot.material
            if slot.material is not None:
                yield slot.material.node_tree


def own_curves(owner: Any) -> list[Any]:
    """The curves that play on the owner: its Action's and its NLA tracks'."""
    data = owner.animation_data
    curves = [
        c for t in object_motion.playing_tracks(data)
        for c in object_motion.track_curves(t)
    ]  # fmt: skip
    action, slot = object_motion.playing_action(data)
    return curves + (action_fcurves(action, slot) if action is not None else [])


def motion_ends(owner: Any) -> Iterator[float]:
    """When the owner's motions end, in frames; infinite for those without an end."""
    if isinstance(owner, Path):
        yield from curve_ends(owner.curves)
        if owner.rigid_body or any(map(depends_on_time, owner.drivers)):
            yield math.inf
        return
    data = getattr(owner, "animation_data", None)
    if data is not None:
        for track in object_motion.playing_tracks(data):
            curves = object_motion.track_curves(track)
            if any(map(object_motion.varies, curves)):
                yield max(s.frame_end for s in track.strips if not s.mute)
        action, slot = object_motion.playing_action(data)
        if action is not None:
            yield from curve_ends(action_fcurves(action, slot))
        if any(depends_on_time(d) for d in data.drivers):
            yield math.inf
    if any(m.type in SIMULATIONS for m in getattr(owner, "modifiers", ())):
        yield math.inf
    if getattr(owner, "rigid_body", None) is not None:
        yield math.inf


SIMULATIONS = {
    "CLOTH", "SOFT_BODY", "FLUID", "DYNAMIC_PAINT", "PARTICLE_SYSTEM", "OCEAN",
    "MESH_SEQUENCE_CACHE", "MESH_CACHE", "EXPLODE", "BUILD",
}  # fmt: skip


def curve_ends(curves: list[Any]) -> Iterator[float]:
    for curve in curves:
        if not object_motion.varies(curve):
            continue
        if any(not m.mute for m in curve.modifiers):
            yield math.inf
        elif len(curve.keyframe_points):
            yield curve.range()[1]


def depends_on_time(driver_curve: Any) -> bool:
    """Does a driver read the frame?"""
    driver = driver_curve.driver
    if driver is None or driver_curve.mute:
        return False
    words = driver.expression if driver.type == "SCRIPTED" else ""
    paths = [t.data_path for v in driver.variables for t in v.targets]
    return "frame" in words or any("frame_current" in p for p in paths)


def remap_keys(
    armature: ArmatureObject,
    action: Any,
    bones: list[str],
    scale: float,
    scales: bool = True,
) -> None:
    """Moves the keys of these bones from frames of the scene to those of keys. scales:
    those of their scales, too."""
    if scale == 1.0:
        return
    own = {
        armature.pose.bones[name].path_from_id(channel)
        for name in bones
        for channel, _ in CHANNELS
        if scales or channel != "scale"
    }
    slot = getattr(armature.animation_data, "action_slot", None)
    for curve in action_fcurves(action, slot):
        if curve.data_path in own:
            stretch(curve, scale)


def stretch(curve: bpy.types.FCurve, scale: float) -> None:
    points = curve.keyframe_points
    for name in ("co", "handle_left", "handle_right"):
        pairs = np.empty(2 * len(points), dtype=np.float32)
        points.foreach_get(name, pairs)
        pairs[::2] *= scale
        points.foreach_set(name, pairs)
    curve.update()


@contextlib.contextmanager
def started_at_zero(scene: bpy.types.Scene) -> Iterator[None]:
    """Within, all keys lie such that the scene starts at frame 0, for formats that
    store frame numbers; not where something reads the frame's number itself."""
    first, last = scene.frame_start, scene.frame_end
    blocks = [b for b in datablocks(scene) if b is not None]
    drivers = [d for b in blocks if b.animation_data for d in b.animation_data.drivers]
    if first == 0 or any(map(depends_on_time, drivers)):
        yield
        return
    actions = {playing_of(b) for b in blocks} - {None}
    before = {a: [shift(c, -first) for c in action_fcurves(a)] for a in actions}
    scene.frame_start, scene.frame_end = 0, last - first
    scene.frame_set(0)
    try:
        yield
    finally:
        for action, keys in before.items():
            for curve, own in zip(action_fcurves(action), keys, strict=True):
                shift_back(curve, own, first)
        scene.frame_start, scene.frame_end = first, last
        scene.frame_set(first)


def playing_of(block: Any) -> Any:
    return object_motion.playing_action(block.animation_data)[0]


KEY_PARTS = ("co", "handle_left", "handle_right")


def shift(curve: bpy.types.FCurve, frames: int) -> list[npt.NDArray[np.float32]]:
    """The keys' KEY_PARTS as they were, for shift_back: sums may be rounded."""
    points, before = curve.keyframe_points, []
    for name in KEY_PARTS:
        pairs = np.empty(2 * len(points), dtype=np.float32)
        points.foreach_get(name, pairs)
        before.append(pairs.copy())
        pairs[::2] += frames
        points.foreach_set(name, pairs)
    shift_modifiers(curve, frames)
    curve.update()
    return before


def shift_back(
    curve: bpy.types.FCurve, keys: list[npt.NDArray[np.float32]], frames: int
) -> None:
    for name, pairs in zip(KEY_PARTS, keys, strict=True):
        curve.keyframe_points.foreach_set(name, pairs)
    shift_modifiers(curve, frames)
    curve.update()


def shift_modifiers(curve: bpy.types.FCurve, frames: int) -> None:
    for modifier in curve.modifiers:
        if modifier.use_restricted_range:
            # Blender keeps the start before the end.
            ends = (modifier.frame_start + frames, modifier.frame_end + frames)
            for _ in range(2):
                modifier.frame_start, modifier.frame_end = ends
