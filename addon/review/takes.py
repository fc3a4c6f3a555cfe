"""A result as a take: shown on the rig, then accepted or rejected.

While it is undecided the rig plays it, and the take's Action holds what the rig was
before (record.py). Nothing is kept in Python's memory, so undo, redo, saved files and
crashes leave no half-state: wherever the take is, so is the way back.
"""

from __future__ import annotations

import contextlib
import dataclasses
import math
from typing import TYPE_CHECKING

import bpy

from .. import pipeline
from ..clips import keyframes, take_action
from ..clips.fcurves import assign, restore
from ..clips.frame_rate import scene_fps, time_scale
from ..clips.take_action import FORMER
from ..core.errors import AnimaxError
from ..rig.actions import action_strips
from ..rig.blender_context import update_view_layer
from ..rig.rig_properties import read_properties
from . import edited, record, stage
from .record import Record, is_undecided

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..clips.written_keys import Edits
    from ..core.array_types import EngineResult
    from ..request import Request
    from ..rig.blender_types import ArmatureObject

# Of the number that Blender gives an Action whose name is taken.
DIGITS = 3


# Which they are ----------------------------------------------------------------------


def plays_it(armature: Any, action: Any) -> bool:
    data = armature.animation_data
    if data is None:
        return False
    strips = (s for track in data.nla_tracks for s in action_strips(track.strips))
    return data.action == action or any(s.action == action for s in strips)


def playing(action: Any) -> list[Any]:
    """The rigs whose Action it is: a linked duplicate of a rig plays the same one."""
    found: list[Any] = [o for o in bpy.data.objects if o.type == "ARMATURE"]
    found = [rig for rig in found if rig.animation_data is not None]
    return [rig for rig in found if rig.animation_data.action == action]


def undecided_of(armature: ArmatureObject) -> Any:
    """The rig's undecided take; None if there is none. It may be that the artist has
    assigned another Action to the rig meanwhile."""
    data: Any = armature.animation_data
    if data is not None and data.action is not None and is_undecided(data.action):
        return data.action
    found = [a for a in bpy.data.actions if is_undecided(a)]
    found = [a for a in found if record.load(a).rig == armature.name]
    return next((a for a in found if plays_it(armature, a) or not a.users), None)


def undecided_takes(scene: bpy.types.Scene) -> list[tuple[Any, Any]]:
    """(rig, Action) of all undecided takes on rigs of the scene."""
    if not any(is_undecided(action) for action in bpy.data.actions):
        return []
    rigs = [o for o in scene.objects if o.type == "ARMATURE"]
    found = [(rig, undecided_of(rig)) for rig in rigs]  # type: ignore[arg-type]
    return [(rig, action) for rig, action in found if action is not None]


def remove_orphans() -> None:
    """Removes undecided takes that nothing plays: their rig was deleted, or another of
    its takes was decided on."""
    for action in [a for a in bpy.data.actions if is_undecided(a) and not a.users]:
        own = record.load(action)
        if bpy.data.objects.get(own.rig) is None or own.rig not in scene_rigs():
            scene = bpy.data.scenes.get(own.stage.get("scene", ""))
            if scene is not None:
                stage.take_down(scene, None, None, own.stage.get("changed", {}))
            bpy.data.actions.remove(action)
            hand_on(own)


def scene_rigs() -> set[str]:
    """Names of the armatures in any scene."""
    return {
        obj.name
        for scene in bpy.data.scenes
        for obj in scene.objects
        if obj.type == "ARMATURE"
    }


# Showing one -------------------------------------------------------------------------


@contextlib.contextmanager
def put_aside(armature: ArmatureObject | None) -> Iterator[None]:
    """Within, the rig is as the artist had it before its undecided take: what a further
    take starts from, and what replaces it."""
    old = undecided_of(armature) if armature is not None else None
    if armature is None or old is None:
        yield
        return
    now = keyframes.remember(armature)
    record.put_back(armature, record.load(old), old.get(FORMER))
    update_view_layer()
    try:
        yield
    finally:
        keyframes.undo(armature, now, None)


def show(
    scene: bpy.types.Scene,
    layer: Any,
    request: Request,
    result: EngineResult,
    kind: str = stage.PREVIEW,
    entry: str = "",
    edits: Edits | None = None,
) -> bpy.types.Action:
    """The result as an undecided take on its rig, which plays it; returns its Action.
    A take that was undecided until now is gone. If it fails all is as before.

    layer: the view layer that the artist looks at, or None; kind: which frame range is
    set to the take's (stage.py); entry: which of the session's takes it is; edits: keys
    of the artist's for it (edited.py)."""
    armature: Any = scene.objects.get(request.armature)
    if armature is None or armature.type != "ARMATURE":
        raise AnimaxError(
            f"The armature {request.armature!r} no longer exists; nothing was changed."
        )
    check_rate(scene, request)
    old = undecided_of(armature)
    now = keyframes.remember(armature)
    if old is not None:
        own = record.load(old)
        former = old.get(FORMER)
        record.put_back(armature, own, former)
    else:
        own, former = begin(armature)
    own.stage, old_stage = {}, own.stage
    data: Any = armature.animation_data
    properties = read_properties(armature)
    audible = take_action.audible_tracks(data, False) if data is not None else []
    action: Any = None
    try:
        action = pipeline.finish(scene, request, result, others=False)
        edited.apply(scene, armature, action, request, edits)
    except BaseException:
        if old is not None or action is not None:
            keyframes.undo(armature, now, action)
        elif own.tweaked:
            armature.animation_data.use_tweak_mode = True
        raise
    tracks = armature.animation_data.nla_tracks
    own.muted = [t.name for t in tracks if t.name in audible and t.mute]
    own.entry = entry
    own.properties = record.changed_properties(armature, properties)
    if former is not None and former.library is None:
        # The take keeps it in the file.
        former.use_fake_user = own.kept
    if old is not None:
        request.warnings += edited.remove(old)
        action.name = keyframes.action_name(request.prompt, request.rank)
    changed = stage.show(
        scene, layer, armature, frames_of(scene, request), kind,
        set(keyed_bones(request)), old_stage.get("changed"),
    )  # fmt: skip
    own.stage = {"scene": scene.name, "changed": changed}
    record.store(action, own, former)
    update_view_layer()
    return action


def keyed_bones(request: Request) -> list[str]:
    """Names of the bones that the take has keys for: on a control rig the controls."""
    plan, names, mask = request.plan, request.skeleton["names"], request.mask
    if plan is not None:
        names, mask = plan.controls, mask[plan.follows]
    return [name for name, keyed in zip(names, mask, strict=True) if keyed]


def check_rate(scene: bpy.types.Scene, request: Request) -> None:
    """A take that is shown again has the frames of the rate that it was made for."""
    rate = scene_fps(scene)
    if not math.isclose(rate, request.fps, rel_tol=1e-6):
        raise AnimaxError(
            f"The take was made for {request.fps:g} frames per second and the scene "
            f"has {rate:g} now; set the rate back, or generate it again with its seed."
        )


def begin(armature: ArmatureObject) -> tuple[Record, Any]:
    """(record of the rig, its Action) before its first take; the NLA's tweak mode is
    left."""
    data: Any = armature.animation_data
    tweaked = data is not None and take_action.leave_tweak_mode(data)
    own = record.read(armature)
    own.tweaked = tweaked
    return own, data.action if data is not None else None


def frames_of(scene: bpy.types.Scene, request: Request) -> tuple[int, int]:
    """The frames to play: a loop's last one shows the first again."""
    last = scene.frame_start + request.frames - 1
    looped = request.settings.loop and request.frames > 2
    return scene.frame_start, last - 1 if looped else last


# Deciding ----------------------------------------------------------------------------


@dataclasses.dataclass
class Decided:
    """What became of a take, for a message."""

    name: str
    # NLA tracks that were muted for it, and are back, or stay muted.
    tracks: list[str]


def reject(armature: ArmatureObject, layer: Any) -> Decided:
    """The rig and the scene as they were; the take's Action is removed."""
    action = taken(armature)
    own, former = record.load(action), action.get(FORMER)
    decided = Decided(action.name, own.muted)
    data: Any = armature.animation_data
    chosen = data.action if data is not None else None
    remove_strips(data, action, {name for name, _, _ in own.tracks})
    if chosen is not None and chosen != action:
        # The artist has assigned it since.
        slot = getattr(data, "action_slot", None)
        record.put_back(armature, own, former)
        restore(armature, chosen, slot)
    else:
        record.put_back(armature, own, former)
        if own.tweaked and data is not None:
            with contextlib.suppress(RuntimeError):
                data.use_tweak_mode = True
    for other in playing(action):
        record.put_back(other, own, former)
    bpy.data.actions.remove(action)
    if not own.data and is_empty(data):
        armature.animation_data_clear()
    remove_rest(armature)
    scene = bpy.data.scenes.get(own.stage.get("scene", ""))
    if scene is not None:
        own_layer = layer if layer is not None and layer.id_data == scene else None
        stage.take_down(scene, own_layer, armature, own.stage.get("changed", {}))
        hand_on(own)
    # Evaluation poses the bones by what plays: the recorded pose comes last.
    record.put_pose_back(armature, own)
    armature.update_tag(refresh={"OBJECT", "DATA"})
    update_view_layer()
    return decided


def hand_on(gone: Record) -> None:
    """A take on another rig that was shown later brings back what the one that is gone
    had found, not what it had set."""
    set_by_it = gone.stage.get("changed", {})
    for action in [a for a in bpy.data.actions if is_undecided(a)]:
        own = record.load(action)
        changed = own.stage.get("changed", {})
        for part in stage.SHARED & set(changed) & set(set_by_it):
            if own.stage["scene"] == gone.stage["scene"]:
                before, now = set_by_it[part]
                if changed[part][0] == now:
                    changed[part][0] = before
        record.store(action, own, action.get(FORMER))


def accept(
    armature: ArmatureObject,
    scene: bpy.types.Scene,
    to_nla: bool = False,
    fake_user: bool = False,
) -> Decided:
    """The take becomes the rig's Action, or with to_nla a strip on a new NLA track
    above the rig's own tracks, which play again."""
    action = taken(armature)
    own, former = record.load(action), action.get(FORMER)
    looped = bool(take_action.settings_of(action).get("loop"))
    if not plays_it(armature, action):
        assign(armature, action)
    if to_nla:
        record.put_back(armature, own, None)
        push_down(armature, action, scene, looped)
    record.clear(action)
    remove_rest(armature)
    if looped:
        first, last = action.frame_range
        action.use_frame_range = action.use_cyclic = True
        action.frame_start, action.frame_end = first, last
    keep(former, action)
    if fake_user:
        action.use_fake_user = True
    name_freely(action)
    return Decided(action.name, [] if to_nla else own.muted)


def taken(armature: ArmatureObject) -> Any:
    action = undecided_of(armature)
    if action is None:
        raise AnimaxError(f"{armature.name!r} shows no take to decide on.")
    return action


def keep(former: Any, action: Any) -> None:
    """The artist's Action stays in the file, though the rig no longer plays it: the
    take, which holds the Action with the keys that it went through, may be deleted."""
    if former is None or former == action or former.library is not None:
        return
    held = action.get(take_action.KEYS_OF) == former
    if former.users <= int(held):
        former.use_fake_user = True


def name_freely(action: bpy.types.Action) -> None:
    """Without the number that Blender gave it while another take had the name."""
    base, _, number = action.name.rpartition(".")
    numbered = len(number) == DIGITS and number.isdigit()
    if base and numbered and base not in bpy.data.actions:
        action.name = base


def push_down(
    armature: ArmatureObject, action: Any, scene: bpy.types.Scene, looped: bool
) -> None:
    data: Any = armature.animation_data
    slot = next(iter(getattr(action, "slots", ())), None)
    others = take_action.audible_tracks(data, False)
    restore(armature, None, None)
    armature.data.pose_position = "POSE"
    track = data.nla_tracks.new()
    track.name = action.name
    first, last = action.frame_range
    strip = track.strips.new(action.name, math.floor(first), action)
    if slot is not None:
        strip.action_slot = slot
    # Above other tracks it plays for its own time alone.
    strip.extrapolation = "NOTHING" if others else "HOLD"
    end = scene.frame_end * time_scale(scene)
    if looped and last - first > 0 and end > last:
        strip.repeat = math.ceil((end - first) / (last - first))


def remove_strips(data: Any, action: Any, known: set[str]) -> None:
    """What the artist has pushed down of the take, and the tracks made for it."""
    if data is None:
        return
    for track in list(data.nla_tracks):
        own = [strip for strip in track.strips if strip.action == action]
        for strip in own:
            track.strips.remove(strip)
        if own and not len(track.strips) and track.name not in known:
            data.nla_tracks.remove(track)


def is_empty(data: Any) -> bool:
    return (
        data is not None
        and data.action is None
        and not len(data.nla_tracks)
        and not len(data.drivers)
    )


def remove_rest(armature: ArmatureObject) -> None:
    """Copies that Blender made of the take, which nothing plays."""
    for action in [a for a in bpy.data.actions if is_undecided(a) and not a.users]:
        if record.load(action).rig == armature.name:
            bpy.data.actions.remove(action)
