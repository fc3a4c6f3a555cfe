"""How a pose map may be drawn: one `Design`, and the scene it makes of a clip.

Everything goes through the engine's one drawing
function; another colour rule only passes other colours, another order other joints.
"""

from __future__ import annotations

from dataclasses import dataclass

import animax_native
import numpy as np

from addon.roundtrip import accuracy
from addon.views import camera_rig

from . import colour_rules
from .clips import SKELETON, Clip
from .scene import Case, Scene


@dataclass(frozen=True)
class Design:
    group: str  # of the table
    name: str
    radius: float = 2.5  # pixels at 128
    growth: float = 0.5  # the radius grows with that power of the picture's size
    line: float = 1.5  # pixels
    rule: str = "rest"
    order: str = "depth first"  # of the skeleton
    tails: str = "reach"  # where leaf bones end; none: they have no joint
    max_joints: int = 0  # 0: all
    version: int = 1  # of colours, order and reading, if none of the above differs


def rig_of(clip: Clip, tails: str = "reach") -> dict:
    rig = {k: clip.rig[k] for k in SKELETON if k in clip.rig}
    if tails == "reach":
        rig["lengths"] = clip.rig["reach"]
    return rig


def joints_of(clip: Clip, design: Design) -> tuple[dict, dict]:
    """(rig, selection) that the design draws."""
    rig = rig_of(clip, design.tails)
    chosen = animax_native.select_joints(
        rig, max_joints=design.max_joints, version=design.version
    )
    if design.tails == "none":
        chosen = rearranged(chosen, np.flatnonzero(np.asarray(chosen["tail"]) == 0))
    if design.order == "breadth first":
        chosen = rearranged(chosen, np.argsort(depths(chosen["parent"]), kind="stable"))
    return rig, chosen


def depths(parent) -> np.ndarray:
    found = np.zeros(len(parent), int)
    for j, p in enumerate(parent):
        found[j] = found[p] + 1 if p >= 0 else 0
    return found


def rearranged(chosen: dict, order: np.ndarray) -> dict:
    """The selection with these joints, in this order; none may lose its parent."""
    new = np.full(len(chosen["bone"]) + 1, -1, np.int32)  # the last one: of -1
    new[order] = np.arange(len(order))
    parent = np.asarray(chosen["parent"])[order]
    assert ((parent < 0) | (new[parent] >= 0)).all()
    out = {k: np.ascontiguousarray(chosen[k][order]) for k in ("bone", "tail")}
    out["position"] = np.ascontiguousarray(chosen["position"][order])
    out["parent"] = new[parent]
    out["bone_joint"] = new[np.asarray(chosen["bone_joint"])]
    return out


def radius_of(design: Design, size: int) -> float:
    return design.radius * (size / 128) ** design.growth


def build(clip: Clip, design: Design, case: Case, cameras: dict) -> Scene:
    """The clip as the design draws it; nothing is done to the maps yet. cameras: a
    model's."""
    rig, chosen = joints_of(clip, design)
    truth = accuracy.joint_positions(rig, chosen, clip.matrices)
    corners = np.concatenate([chosen["position"], truth.reshape(-1, 3)])
    centre, scale = animax_native.normalise(
        np.ascontiguousarray(corners), cameras["margin"]
    )
    views = camera_rig.place(cameras, centre, scale, case.size)
    if design.version == 1:
        colours = colour_rules.colours(
            design.rule, chosen["position"], chosen["parent"]
        )
    else:
        colours = animax_native.joint_colours(chosen["position"], design.version)
    radius = radius_of(design, case.size)
    style = {"radius": radius, "line_width": design.line, "version": design.version}
    if design.order in ("far to near", "near to far"):
        maps = by_depth(truth, chosen["parent"], colours, views, design.order, style)
    else:
        maps = animax_native.draw_pose_maps(
            truth, chosen["parent"], colours, views, **style
        )
    read = design.version
    return Scene(clip, case, rig, chosen, truth, views, colours, maps, radius, read)


def by_depth(truth, parent, colours, views, order, style) -> np.ndarray:
    """Maps whose discs lie over each other by their distance from the camera."""
    out = []
    for view in views:
        away = truth @ view[8:11] + view[11]
        frames = []
        for points, depth in zip(truth, away, strict=True):
            place = np.argsort(depth if order == "near to far" else -depth)
            new = np.full(len(place) + 1, -1, np.int32)
            new[place] = np.arange(len(place))
            frames.append(
                animax_native.draw_pose_maps(
                    np.ascontiguousarray(points[place][None]),
                    np.ascontiguousarray(new[np.asarray(parent)[place]]),
                    np.ascontiguousarray(colours[place]),
                    np.ascontiguousarray(view[None]),
                    **style,
                )[0, 0]
            )
        out.append(frames)
    return np.array(out)


def cut_in_two(clip: Clip) -> Clip:
    """The clip on a rig with twice the bones: each cut in the middle."""
    rig, half = clip.rig, 0.5 * clip.rig["reach"]
    count = len(half)
    shift = np.tile(np.eye(4), (count, 1, 1))
    along = rig.get("directions", np.tile([0.0, 1.0, 0.0], (count, 1)))
    shift[:, :3, 3] = (
        along * (half / np.linalg.norm(rig["rest"][:, :3, 1], axis=1))[:, None]
    )
    parents = np.empty(2 * count, np.int32)
    parents[::2] = np.where(rig["parents"] < 0, -1, 2 * rig["parents"] + 1)
    parents[1::2] = 2 * np.arange(count)
    rest = np.empty((2 * count, 4, 4))
    rest[::2], rest[1::2] = rig["rest"], rig["rest"] @ shift
    matrices = np.empty((len(clip.matrices), 2 * count, 4, 4))
    matrices[:, ::2], matrices[:, 1::2] = clip.matrices, clip.matrices @ shift
    lengths = np.repeat(half, 2)
    flags = np.repeat(rig["flags"], 2)
    cut = {"parents": parents, "rest": rest, "lengths": lengths, "reach": lengths}
    cut |= {"flags": flags, "directions": np.repeat(along, 2, axis=0)}
    return Clip(f"{clip.name}, cut", clip.pack, cut, matrices)
