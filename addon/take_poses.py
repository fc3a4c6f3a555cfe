"""The poses that a take goes through, and its frames, as the settings ask for them:
the rig's current pose, and the artist's keys. For models with given frames.
"""

from __future__ import annotations

import contextlib
import dataclasses
import math
from typing import TYPE_CHECKING

import bpy
import numpy as np

from .clips import given_poses, kept_keys, pose_channels, take_action
from .clips.frame_rate import scene_fps, time_scale
from .clips.sampling import playing
from .core import model_config, timing
from .core.errors import USAGE, AnimaxError
from .core.native import LOCATION_LOCKED
from .core.prompt_list import check_prompts
from .take import pins, quaternions
from .take.pins import TakePoses

if TYPE_CHECKING:
    from typing import Any

    from .clips.given_poses import RawPose
    from .clips.kept_keys import KeyedFrames
    from .core.array_types import BoolArray, FloatArray, ModelSpec, Skeleton
    from .core.timing import Timing
    from .request import Request
    from .rig.blender_types import ArmatureObject, Slot
    from .settings import Settings
    from .take.pins import Given, Pins

# What a loop's ends may differ by: radians, and shares of the rig's size.
SAME_ANGLE, SAME_PLACE = 0.01, 0.002
# Of the rig's size: kept keys this far apart travel.
TRAVEL = 0.05


@dataclasses.dataclass
class Kept:
    """Keys that are kept, of an Action with a slot."""

    action: bpy.types.Action
    slot: Slot | None
    keyed: KeyedFrames
    # Does the Action play now?
    plays: bool


@dataclasses.dataclass
class Edited:
    """Keys that the artist has changed in a take, which another one is made through."""

    # The take's Action, and its slot's handle.
    action: str
    slot: int | None
    # (data path, times) of the curves with such keys.
    curves: list[tuple[str, Any]]


def check_options(settings: Settings, spec: ModelSpec) -> None:
    """Refuses options that contradict each other or that the model was not made for."""
    check_prompts(settings.prompts)
    if settings.at_frame is not None and not settings.from_current_pose:
        raise AnimaxError(
            "--at-frame says whose pose --from-current-pose starts in; add that one.",
            USAGE,
        )
    asked = {
        "Current Pose (--from-current-pose)": settings.from_current_pose,
        "Keep Keys (--keep-keys)": settings.keep_keys,
        "several prompts": len(settings.prompts) > 1,
    }
    names = [name for name, is_on in asked.items() if is_on]
    if names and not model_config.takes_given_frames(spec):
        raise AnimaxError(
            f"The model {model_config.model_name(spec)} was not trained with given "
            f"frames: {' and '.join(names)} cannot be done with it. Choose a model "
            "that was (nano 1.0 or later; --model), or leave that out.",
            USAGE,
        )


def read_start(
    scene: bpy.types.Scene, armature: ArmatureObject, settings: Settings
) -> RawPose | None:
    """The pose to start in, if there is to be one. Without a frame of its own it is the
    one on the screen: changes of it that have no keys would not survive a change of
    frame."""
    if not settings.from_current_pose:
        return None
    if settings.at_frame is None:
        return given_poses.read_now(armature)
    return given_poses.read_at(scene, armature, [settings.at_frame])[0]


def find_kept(
    scene: bpy.types.Scene,
    armature: ArmatureObject,
    rig: Skeleton,
    mask: BoolArray,
    settings: Settings,
) -> Kept | None:
    """The keys to keep, if there are to be any, from the take's first frame on."""
    if not settings.keep_keys:
        return None
    action, slot = kept_keys.keys_action(armature)
    keyed = np.zeros(len(rig["names"]), dtype=bool)
    free, own = pose_channels.keyed_bones(armature, rig, mask)
    keyed[free] = own
    curves = kept_keys.key_times(action, slot)
    found = kept_keys.keyed_frames(
        armature, rig["names"], keyed, curves, time_scale(scene)
    )
    data = armature.animation_data
    return Kept(action, slot, found, data is not None and data.action == action)


def read_edited(
    scene: bpy.types.Scene,
    armature: ArmatureObject,
    rig: Skeleton,
    mask: BoolArray,
    edited: Edited,
    times: Timing,
) -> Pins | None:
    """The poses with changed keys within the take; None where there are none, or so
    many that nothing is left to generate."""
    action = bpy.data.actions[edited.action]
    slots: Any = getattr(action, "slots", ())
    slot = next((s for s in slots if s.handle == edited.slot), None)
    keyed = np.zeros(len(rig["names"]), dtype=bool)
    free, own = pose_channels.keyed_bones(armature, rig, mask)
    keyed[free] = own
    found = kept_keys.keyed_frames(
        armature, rig["names"], keyed, edited.curves, time_scale(scene)
    )
    first = scene.frame_start
    inside = found.within(first, first + times.frames - 1)
    if not len(inside.frames):
        return None
    kept = Kept(action, slot, inside, plays=False)
    poses = read_kept(scene, armature, rig, kept, inside)
    return None if pins.given_frames(poses, times).given.all() else poses


def resolve_frames(
    scene: bpy.types.Scene, spec: ModelSpec, settings: Settings, kept: Kept | None
) -> Timing:
    """The take's frames: those that were chosen, else up to the last prompt's end, else
    up to the last key that is kept, else the model's window."""
    fps = scene_fps(scene)
    frames = timing.frames_of_prompts(settings.prompts, settings.frames, fps)
    if not frames and kept is not None and len(kept.keyed.frames):
        last = kept.keyed.frames[-1] - scene.frame_start
        frames = math.ceil(last - 1e-6) + 1 if last >= 1 else 0
    times = timing.resolve_timing(spec, fps, frames, settings.loop)
    timing.check_end(scene.frame_start, times.frames)
    return times


def plan_poses(
    scene: bpy.types.Scene,
    armature: ArmatureObject,
    rig: Skeleton,
    settings: Settings,
    times: Timing,
    start: RawPose | None,
    kept: Kept | None,
    size: float,
    changed: Pins | None = None,
) -> tuple[TakePoses | None, list[str]]:
    """(the poses, warnings). size: the rig's, in the world. changed: read_edited."""
    warnings: list[str] = []
    found: Pins | None = None
    if start is not None:
        whole = np.ones((1, len(rig["names"])), dtype=bool)
        found = given_poses.make_pins(
            armature, rig, [start], np.zeros(1), whole, whole.copy(), True
        )
    if kept is not None:
        inside, warnings = inside_take(scene, kept, times.frames)
        keyed = read_kept(scene, armature, rig, kept, inside)
        if settings.loop:
            scale = float(np.linalg.norm(rig["rest"][0, :3, 1]))
            check_ends(keyed, times.frames, size / scale)
        found = keyed if found is None else pins.merge(found, keyed)
    if changed is not None:
        found = changed if found is None else pins.merge(found, changed)
    if found is None:
        return None, warnings
    if settings.loop:
        found = pins.wrapped(found, times.frames)
    widen_limits(rig, found)
    poses = TakePoses(found, *place(rig, found, times, size))
    if kept is not None:
        poses.source = kept.action.name
        poses.slot = kept.slot.handle if kept.slot is not None else None
        ways = given_poses.ways_from_rest(rig, found.solved)
        if settings.in_place and np.ptp(ways, axis=0).max() > TRAVEL * size:
            warnings.append(
                "In Place (--in-place) removes the rig's travel, but the poses that "
                "are kept stand in different places; the take goes there."
            )
    if poses.given.given.all():
        is_take = kept is not None and take_action.is_take(kept.action)
        raise AnimaxError(
            f"Nothing is left to generate: poses that are kept give all of the "
            f"model's frames ({times.rate:.3g} a second, {times.frames_model} in this "
            "take). Choose more frames, or "
            + ("assign the Action with your own keys." if is_take else "remove keys."),
            USAGE,
        )
    return poses, warnings


def source_message(name: str) -> str:
    return f"The keys that are kept are those of the Action {name!r}."


def inside_take(
    scene: bpy.types.Scene, kept: Kept, frames: int
) -> tuple[KeyedFrames, list[str]]:
    """The keys within the take, and a warning about others; an AnimaxError if there are
    none."""
    first, last = scene.frame_start, scene.frame_start + frames - 1
    inside = kept.keyed.within(first, last)
    name, warnings = kept.action.name, []
    if not len(inside.frames):
        raise AnimaxError(
            f"Keep Keys (--keep-keys): the Action {name!r} has no keys of the take's "
            f"bones at frames {first} to {last}."
        )
    if not kept.plays:
        warnings.append(source_message(name))
    outside = len(kept.keyed.frames) - len(inside.frames)
    if outside:
        warnings.append(
            f"{outside} keyed frame{'s' * (outside > 1)} of {name!r} outside of the "
            f"take's frames {first} to {last} {'are' if outside > 1 else 'is'} not in "
            "the new Action."
        )
    return inside, warnings


def read_kept(
    scene: bpy.types.Scene,
    armature: ArmatureObject,
    rig: Skeleton,
    kept: Kept,
    inside: KeyedFrames,
) -> Pins:
    shown = contextlib.nullcontext()
    if not kept.plays:
        shown = playing(armature, kept.action, kept.slot, scene)
    with shown:
        raw = given_poses.read_at(scene, armature, inside.frames)
    times = inside.frames - scene.frame_start
    return given_poses.make_pins(armature, rig, raw, times, inside.turns, inside.moves)


def check_ends(keyed: Pins, frames: int, size: float) -> None:
    """An AnimaxError if a loop's first and last frame have keys of different poses.
    size: the rig's, in the units of locations."""
    ends = [np.flatnonzero(np.abs(keyed.times - t) < 1e-3) for t in (0, frames - 1)]
    if not all(len(end) for end in ends):
        return
    first, last = (keyed.chosen(end) for end in ends)
    turn = quaternions.multiply(
        quaternions.conjugate(first.own.rotation), last.own.rotation
    )
    angle = np.linalg.norm(quaternions.to_rotvec(turn), axis=-1)
    way = np.linalg.norm(first.own.location - last.own.location, axis=-1)
    angle = angle[first.turns & last.turns].max(initial=0)
    if angle > SAME_ANGLE or way[first.moves & last.moves].max(initial=0) > (
        SAME_PLACE * size
    ):
        raise AnimaxError(
            "A loop ends as it begins, but the keys at its first and at its last frame "
            "are of different poses; remove one of them, or Loop (--loop).",
            USAGE,
        )


def widen_limits(rig: Skeleton, found: Pins) -> None:
    """Lets bones go as far as they are in the poses: how far the rig's clips move them
    says nothing about these."""
    limits, location = rig["location_limits"], found.solved.location
    limits[:, :3] = np.minimum(limits[:, :3], location.min(axis=0))
    limits[:, 3:] = np.maximum(limits[:, 3:], location.max(axis=0))


def report_of(request: Request) -> dict[str, Any]:
    """What the report says of prompts one after another, and of poses kept."""
    found: dict[str, Any] = {}
    settings, end = request.settings, (request.frames - 1) / request.fps
    if settings.prompts:
        found["prompts"] = [
            {"prompt": row.prompt, "until": end if row.until is None else row.until}
            for row in settings.prompts
        ]
    if request.poses is not None:
        found["poses_kept"] = len(request.poses.pins.times)
    return found


def kept_source(poses: TakePoses) -> tuple[bpy.types.Action, Slot | None] | None:
    """The Action whose keys are kept, and its slot, looked up by name: undo replaces
    Blender's data."""
    if not poses.source:
        return None
    action: Any = bpy.data.actions.get(poses.source)
    if action is None:
        raise AnimaxError(
            f"The Action {poses.source!r}, whose keys are kept, no longer exists; "
            "nothing was changed."
        )
    slots = getattr(action, "slots", ())
    return action, next((s for s in slots if s.handle == poses.slot), None)


def place(
    rig: Skeleton, found: Pins, times: Timing, size: float
) -> tuple[Given, FloatArray | None, list[int]]:
    """(what the engine is given, the ways and carriers of TakePoses)."""
    free = (rig["flags"] & LOCATION_LOCKED) == 0
    carriers = pins.carriers(rig, free)
    ways = given_poses.ways_from_rest(rig, found.solved)
    far = np.linalg.norm(ways, axis=1).max() > pins.MAX_AWAY * size
    if not far or not carriers:
        return pins.given_frames(found, times), None, []
    near = pins.shifted(found.solved, -ways, rig, carriers)
    given = pins.given_frames(dataclasses.replace(found, solved=near), times)
    return given, ways, carriers
