"""Carries the keys that the artist has changed in a take over into another one.

They keep their values, handles and types; what is around them is led to them, so that
nothing jumps.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from ..take import pins
from . import fcurves
from .fcurves import action_fcurves
from .written_keys import KEYFRAME, ON_FRAME, near

if TYPE_CHECKING:
    from typing import Any

    from ..core.array_types import FloatArray
    from ..rig.blender_types import ArmatureObject
    from .written_keys import CurveEdits, CurveName, Edits

# Of a key without handles of the artist's own.
USUAL = (KEYFRAME, "BEZIER", "AUTO_CLAMPED", "AUTO_CLAMPED")


@dataclasses.dataclass
class Carried:
    """curve -> frames of the keys that the take now has of the artist."""

    own: dict[CurveName, FloatArray] = dataclasses.field(default_factory=dict)
    # How many frames with keys lie outside of the take.
    outside: int = 0


def carry(
    armature: ArmatureObject,
    action: Any,
    edits: Edits,
    span: tuple[float, float],
    fade: float,
    looped: bool = False,
) -> Carried:
    """Writes the edits to the take's Action, which the armature plays. span: the take's
    first and last frame, as keys have them; fade: frames within which what is around a
    key is led to it; looped: its ends are one pose."""
    bag, groups = fcurves.open_curves(armature, action)
    curves = {(c.data_path, c.array_index): c for c in action_fcurves(action)}
    found, outside = Carried(), set[float]()
    for path in edits.paths:
        own = {i: c for (p, i), c in edits.curves.items() if p == path}
        rows = edits.rotations.get(path)
        if rows is not None:
            rows = (rows[0], aligned(path, curves, *rows))
        for index in sorted(own) if rows is None else range(rows[1].shape[1]):
            edit = own.get(index)
            if rows is not None:
                frames, values = rows[0], rows[1][:, index]
            else:
                frames, values = own[index].frames, own[index].values
            inside = (frames >= span[0] - ON_FRAME) & (frames <= span[1] + ON_FRAME)
            if edit is not None and edit.added and (path, index) not in curves:
                inside[:] = True
            outside |= {float(f) for f in frames[~inside]}
            if not inside.any():
                continue
            frames, values = frames[inside], values[inside]
            if looped:
                frames, values = closed(frames, values, span)
            curve = curves.get((path, index))
            if curve is None:
                curve = new_curve(armature, bag, groups, path, index)
                if edit is None or not edit.added:
                    write_rest(armature, curve, frames, span, fade)
            lead(curve, frames, values, fade)
            write_keys(curve, frames, values, edit)
            found.own[path, index] = frames
    found.outside = len(outside)
    return found


def closed(
    frames: FloatArray, values: FloatArray, span: tuple[float, float]
) -> tuple[FloatArray, FloatArray]:
    """The same with a key at both ends of a loop where there is one at one."""
    for here, there in (span, span[::-1]):
        own = near(frames, [here])
        if own.any() and not near([there], frames)[0]:
            frames = np.append(frames, there)
            values = np.append(values, values[own][0])
    order = np.argsort(frames, kind="stable")
    return frames[order], values[order]


def aligned(
    path: str, curves: dict[CurveName, Any], frames: FloatArray, values: FloatArray
) -> FloatArray:
    """The rotations [K, C] in the numbers that are next to those of the take."""
    count = values.shape[1]
    if any((path, n) not in curves for n in range(count)):
        return values
    at = np.array(
        [[curves[path, n].evaluate(float(f)) for n in range(count)] for f in frames]
    )
    if path.endswith("rotation_quaternion"):
        return values * np.where((values * at).sum(axis=1) < 0, -1.0, 1.0)[:, None]
    if path.endswith("rotation_euler"):
        turns = np.rint((at - values) / (2 * np.pi))
        return values + turns * 2 * np.pi
    return values


def new_curve(
    armature: ArmatureObject, bag: Any, groups: Any, path: str, index: int
) -> Any:
    curve = bag.new(path, index=index)
    name = bone_of(armature, path)
    if name:
        curve.group = groups.get(name) or groups.new(name)
    return curve


def bone_of(armature: ArmatureObject, path: str) -> str:
    head = path.rpartition(".")[0]
    try:
        return getattr(armature.path_resolve(head), "name", "") if head else ""
    except ValueError:
        return ""


def write_rest(
    armature: ArmatureObject,
    curve: Any,
    frames: FloatArray,
    span: tuple[float, float],
    fade: float,
) -> None:
    """Keys of what the channel is now, before and after the artist's: the take does not
    move it."""
    try:
        values: Any = armature.path_resolve(curve.data_path)
        value = float(values[curve.array_index])
    except (ValueError, TypeError):
        return
    ends = {max(span[0], frames[0] - fade), min(span[1], frames[-1] + fade)}
    for frame in sorted(ends - set(frames.tolist())):
        curve.keyframe_points.insert(frame, value, options={"FAST"})
    curve.update()


def lead(curve: Any, frames: FloatArray, values: FloatArray, fade: float) -> None:
    """Moves the take's keys next to the artist's, so that the curve goes to them."""
    points = curve.keyframe_points
    if not len(points):
        return
    missing = values - np.array([curve.evaluate(float(f)) for f in frames])
    flat = np.empty(2 * len(points), dtype=np.float32)
    points.foreach_get("co", flat)
    times = flat[::2].astype(np.float64)
    change = np.zeros(len(points))
    for pin, weight in pins.corrections(times, frames, fade, 0.0):
        change += weight * missing[pin]
    for part in ("co", "handle_left", "handle_right"):
        points.foreach_get(part, flat)
        flat[1::2] += change.astype(np.float32)
        points.foreach_set(part, flat)
    curve.update()


def write_keys(
    curve: Any, frames: FloatArray, values: FloatArray, edit: CurveEdits | None
) -> None:
    points = curve.keyframe_points
    for frame, value in zip(frames.tolist(), values.tolist(), strict=True):
        row = None
        if edit is not None and near([frame], edit.frames)[0]:
            row = int(np.abs(edit.frames - frame).argmin())
        point = points.insert(frame, value, options={"FAST"})
        point.co = (frame, value)
        kinds = USUAL if edit is None or row is None else edit.kinds[row]
        point.type, point.interpolation = kinds[:2]
        point.handle_left_type, point.handle_right_type = kinds[2:]
        if edit is not None and row is not None:
            point.handle_left = point.co + to_vector(edit.handles[row, 0])
            point.handle_right = point.co + to_vector(edit.handles[row, 1])
    curve.update()


def to_vector(pair: FloatArray) -> Any:
    from mathutils import Vector

    return Vector(pair.tolist())
