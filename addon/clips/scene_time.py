"""How long the scene is beside a take, and what moves in it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from . import object_motion
from .fcurves import action_fcurves

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    import bpy

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
    found = [min(e, limit) if math.isfinite(e) else scene.frame_end for e in ends]
    return max([last, *map(math.ceil, found)])


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
        elif object_motion.moves_object(own_curves(armature)):
            yield Path(own_curves(armature))


class Path:
    """The curves of the rig's own object, which has bones in the same Action."""

    def __init__(self, curves: list[Any]) -> None:
        self.curves = [c for c in curves if not object_motion.is_bone_path(c.data_path)]


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
