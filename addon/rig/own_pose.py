"""The part of a pose that belongs to the rig, not to a clip.

Importers put a joint's own scale into the pose bone's scale (a Blender bone has none),
and artists give a character a big head the same way: such values have no keys, and
without them the mesh has another shape. Values that a clip left behind look alike; they
are told apart by the clips' curves.

A scale that no clip keys, or that no clip can have left, is the rig's. Of one that
clips key the rig's own is 1 if they pass through it, otherwise their median: the value
itself where they agree on one. A location without keys is kept where the bone moves the
mesh, a rotation where it is locked: all other rotations are what a take keys.

Needs Blender, but neither the native module nor a registered add-on.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
from typing import TYPE_CHECKING

import bpy
import numpy as np

from ..core.errors import AnimaxError
from .actions import CHANNELS, action_fcurves, list_clips
from .blender_context import update_view_layer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    import numpy.typing as npt

    from ..core.array_types import FloatArray
    from .blender_types import ArmatureObject

# What foreach_set takes for each of CHANNELS.
Channels = dict[str, "npt.NDArray[np.float32]"]

BONE_PATH = re.compile(r'pose\.bones\["((?:[^"\\]|\\.)*)"\]\.(\w+)$')
REST = {
    "location": (0.0, 0.0, 0.0),
    "rotation_quaternion": (1.0, 0.0, 0.0, 0.0),
    "rotation_euler": (0.0, 0.0, 0.0),
    "rotation_axis_angle": (0.0, 0.0, 1.0, 0.0),
    "scale": (1.0, 1.0, 1.0),
}
ROTATIONS = [name for name in REST if name.startswith("rotation")]
# A scale within a thousandth of 1 and a location within a thousandth of the rig cannot
# be seen: importers decompose matrices, and files round.
SCALE_NOISE, LOCATION_NOISE = 1e-3, 1e-3


@dataclasses.dataclass
class Keyed:
    """What the clips do to one channel of one bone."""

    # By component: the values of its keys, clip after clip.
    values: dict[int, list[FloatArray]]
    # The names of these clips.
    clips: set[str]
    # Does one of them play now?
    plays: bool = False


def own_channels(armature: ArmatureObject) -> Channels:
    """The channels of the rig's own pose, in the order of armature.pose.bones."""
    bones: Any = armature.pose.bones
    now = read_channels(armature)
    own = {name: np.tile(np.float32(REST[name]), (len(bones), 1)) for name in now}
    wanted = {(bone.name, "scale") for bone in bones}
    noise = LOCATION_NOISE * extent(armature)
    moving = deforming_tree(armature)
    placed, locked = {}, {}
    for n, bone in enumerate(bones):
        fixed = bone.bone.use_connect and bone.parent is not None
        far = np.abs(now["location"][n]).max() > noise
        if bone.name in moving and far and not fixed:
            placed[bone.name] = n
        if all(bone.lock_rotation):
            locked[bone.name] = n
    wanted |= {(name, "location") for name in placed}
    wanted |= {(name, channel) for name in locked for channel in ROTATIONS}
    scaled = np.abs(now["scale"] - 1).max(axis=1, initial=0) > SCALE_NOISE
    keyed, clips = keyed_channels(
        armature, wanted, {bone.name for n, bone in enumerate(bones) if scaled[n]}
    )
    for n, bone in enumerate(bones):
        scale = keyed.get((bone.name, "scale"))
        if scaled[n] or scale:
            own["scale"][n] = own_scale(now["scale"][n], scale, clips)
    for name, n in placed.items():
        if (name, "location") not in keyed:
            own["location"][n] = now["location"][n]
    for name, n in locked.items():
        if not any((name, channel) in keyed for channel in ROTATIONS):
            for channel in ROTATIONS:
                own[channel][n] = now[channel][n]
    return {name: values.ravel() for name, values in own.items()}


def extent(armature: ArmatureObject) -> float:
    """Of the bones' heads at rest, in the armature's space."""
    bones = armature.data.bones
    heads = np.empty(3 * len(bones), dtype=np.float32)
    bones.foreach_get("head_local", heads)
    lengths = [bone.length for bone in bones]
    spread = np.ptp(heads.reshape(-1, 3), axis=0) if lengths else np.zeros(3)
    return max(float(spread.max()), *lengths, 0.0)


def is_rest(own: Channels) -> bool:
    """Is it the rest pose?"""
    return all(
        np.abs(own[name].reshape(-1, width) - REST[name]).max(initial=0) < 1e-6
        for name, width in CHANNELS
    )


def read_channels(armature: ArmatureObject) -> dict[str, npt.NDArray[np.float32]]:
    """dict channel -> float32 [N, components]: the pose as it is."""
    bones = armature.pose.bones
    found = {}
    for name, width in CHANNELS:
        values = np.empty(len(bones) * width, dtype=np.float32)
        bones.foreach_get(name, values)
        found[name] = values.reshape(-1, width)
    return found


def read_matrices(armature: ArmatureObject) -> FloatArray:
    """float64 [N, 4, 4]: the pose as evaluated, in the armature's space."""
    flat = np.empty(16 * len(armature.pose.bones), dtype=np.float32)
    armature.pose.bones.foreach_get("matrix", flat)
    # Blender's matrices come column by column.
    return flat.reshape(-1, 4, 4).transpose(0, 2, 1).astype(np.float64)


def check_finite(armature: ArmatureObject, pose: Iterable[npt.NDArray[Any]]) -> None:
    """An AnimaxError that names the bone, if values of the pose (arrays [N, ...]) are
    no finite numbers: no take can go through it."""
    for values in pose:
        finite = np.isfinite(values.reshape(len(values), -1)).all(axis=1)
        if not finite.all():
            name = armature.pose.bones[int(np.argmin(finite))].name
            raise AnimaxError(
                f"The bone {name!r} of the armature {armature.name!r} has a pose that "
                "is no finite number; clear it (Alt G, Alt R, Alt S), and delete such "
                "keys, or what drives it."
            )


def write_channels(armature: ArmatureObject, channels: Channels) -> None:
    """Sets the pose as read_channels returned it."""
    for name, values in channels.items():
        armature.pose.bones.foreach_set(name, values.ravel())
    armature.update_tag(refresh={"OBJECT", "DATA"})


def own_scale(
    now: npt.NDArray[np.float32], keyed: Keyed | None, clips: int
) -> list[float]:
    """The rig's own value of one bone's scale [3]; clips: how many the rig has."""
    found = []
    for axis, value in enumerate(now.tolist()):
        values = keyed.values.get(axis) if keyed else None
        if keyed is None or not values or was_set_by_hand(value, keyed, axis):
            found.append(value)
            continue
        values = np.concatenate(values)
        middle = float(np.median(values))
        passes = values.min() - SCALE_NOISE <= 1 <= values.max() + SCALE_NOISE
        # A prop that one clip hides is there in the others.
        hidden = len(keyed.clips) < clips and abs(middle) < SCALE_NOISE
        found.append(1.0 if passes or hidden else middle)
    return found


def was_set_by_hand(value: float, keyed: Keyed, axis: int) -> bool:
    """Is this a scale that no clip can have left?"""
    values = np.concatenate(keyed.values[axis])
    low, high = values.min(), values.max()
    # Curves pass beyond their keys.
    slack = high - low + SCALE_NOISE * max(abs(low), abs(high), 1.0)
    inside = low - slack <= value <= high + slack
    return not (inside or keyed.plays or abs(value - 1) < SCALE_NOISE)


def deforming_tree(armature: ArmatureObject) -> set[str]:
    """Names of the bones that deform, and of all above them."""
    found: set[str] = set()
    for start in armature.data.bones:
        bone = start
        while start.use_deform and bone is not None and bone.name not in found:
            found.add(bone.name)
            bone = bone.parent
    return found


def keyed_channels(
    armature: ArmatureObject, wanted: set[tuple[str, str]], scaled: set[str]
) -> tuple[dict[tuple[str, str], Keyed], int]:
    """(what the rig's clips key of the wanted (bone, channel), the number of clips).

    Without values for a scale that is 1 and stays so in the clips, which is what nearly
    every clip says of every bone; scaled: the bones whose scale is not 1 now.
    """
    found: dict[tuple[str, str], Keyed] = {}
    playing = playing_actions(armature)
    others = actions_of_others(armature) - playing
    channels = tuple({channel for _, channel in wanted})
    count = 0
    for action, slot in list_clips(armature).values():
        if action.name in others:
            continue
        count += 1
        for curve in action_fcurves(action, slot):
            path = curve.data_path
            if not path.endswith(channels):
                continue
            match = BONE_PATH.match(path)
            points: Any = curve.keyframe_points
            if not match or not len(points):
                continue
            key = (re.sub(r"\\(.)", r"\1", match[1]), match[2])
            if key not in wanted:
                continue
            values = np.ones(2)
            first = points[0].co[1]
            if key[1] == "scale" and (key[0] in scaled or abs(first - 1) > SCALE_NOISE):
                values = np.empty(2 * len(points), dtype=np.float32)
                points.foreach_get("co", values)
            keyed = found.setdefault(key, Keyed({}, set()))
            keyed.clips.add(action.name)
            keyed.plays |= action.name in playing
            axis = keyed.values.setdefault(curve.array_index, [])
            axis.append(values[1::2].astype(np.float64))
    return found, count


def playing_actions(armature: ArmatureObject) -> set[str]:
    """Names of the Actions that move the armature now."""
    data: Any = armature.animation_data
    if data is None:
        return set()
    found = {data.action.name} if data.action else set()
    if data.use_nla:
        tracks = [t for t in data.nla_tracks if t.is_solo] or [
            t for t in data.nla_tracks if not t.mute
        ]
        found |= {s.action.name for t in tracks for s in t.strips if s.action}
    return found


def actions_of_others(armature: ArmatureObject) -> set[str]:
    """Names of the Actions that other objects have and this one does not: rigs made
    from one file have bones of the same names."""
    mine, others = set(), set()
    for obj in bpy.data.objects:
        data: Any = obj.animation_data
        if data is None:
            continue
        names = mine if obj == armature else others
        names |= {data.action.name} if data.action else set()
        names |= {s.action.name for t in data.nla_tracks for s in t.strips if s.action}
    return others - mine


@contextlib.contextmanager
def posed(armature: ArmatureObject, channels: Channels) -> Iterator[None]:
    """Within, the armature has this pose: no Action plays, constraints and drivers act.
    Afterwards all is as before."""
    data: Any = armature.animation_data
    before: Any = None
    tweaked = data is not None and bool(data.use_tweak_mode)
    if data is not None and tweaked:
        # Within the NLA's tweak mode the Action is a strip's, and no other can be
        # assigned.
        data.use_tweak_mode = False
    if data is not None:
        before = (data.action, getattr(data, "action_slot", None), data.use_nla)
    position = armature.data.pose_position
    saved = {name: v.ravel() for name, v in read_channels(armature).items()}
    try:
        if data is not None:
            data.use_nla = False
            data.action = None
        armature.data.pose_position = "POSE"
        write_channels(armature, channels)
        update_view_layer()
        yield
    finally:
        if data is not None:
            data.action = before[0]
            if before[0] is not None and bpy.app.version >= (4, 4):
                data.action_slot = before[1]
            data.use_nla = before[2]
            if tweaked:
                data.use_tweak_mode = True
        armature.data.pose_position = position
        write_channels(armature, saved)
        update_view_layer()
