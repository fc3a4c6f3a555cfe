"""Template views from files (--template-dir): the rig in its rest pose as each view
sees it, and its pose maps, checked against the rig. Free of bpy."""

from __future__ import annotations

import dataclasses
import os
import re
from typing import TYPE_CHECKING

import numpy as np

from ..core import model_config, native
from ..core.errors import USAGE, AnimaxError
from .read_png import read_png

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..core.array_types import FloatArray, ModelSpec, Pixels, Skeleton

RGB, POSE = "rgb", "pose"
NAME = re.compile(rf"view_(0|[1-9]\d{{0,3}})_({RGB}|{POSE})\.png")
# Weights of joints that a drawn pose map shows clearly, and that one from a file shows
# at all; and how far off they may be there, as a share of the picture's width.
SHOWN, SEEN, NEAR = 0.3, 0.1, 0.03
# What of the joints must be there, and of the picture's border be white.
ENOUGH = 0.5
# From this value on a pixel is white, as no renderer's edge is exact.
WHITE = 250


@dataclasses.dataclass
class Template:
    """uint8 [V, H, W, 3] each; None where the folder has none."""

    rgb: Pixels | None
    pose: Pixels | None
    warnings: list[str]


def template_name(view: int, modality: str) -> str:
    return f"view_{view}_{modality}.png"


def template_paths(folder: str) -> list[str]:
    """The pictures in it; an empty list where there is no such folder."""
    try:
        names = sorted(os.listdir(folder))
    except (OSError, ValueError):
        return []
    return [os.path.join(folder, name) for name in names if NAME.fullmatch(name)]


def check_template(folder: str) -> None:
    """An AnimaxError, before anything is opened, where there is nothing to read."""
    if not os.path.isdir(folder):
        raise AnimaxError(
            f"There is no folder {folder} of template views (--template-dir).", USAGE
        )
    if not template_paths(folder):
        raise AnimaxError(
            f"The folder {folder} (--template-dir) holds no {template_name(0, RGB)} or "
            f"{template_name(0, POSE)}; name the folder with the pictures of the views "
            "0, 1, 2 and so on.",
            USAGE,
        )


def read_template(
    folder: str, spec: ModelSpec, rig: Skeleton, cameras: FloatArray
) -> Template:
    """The pictures for these cameras, none of the folder ""; an AnimaxError if they do
    not fit the take. rig: as the engine sees it."""
    if not folder:
        return Template(None, None, [])
    check_template(folder)
    found = {
        kind: read_views(folder, kind, cameras, spec)
        for kind in (RGB, POSE)
        if count_views(folder, kind)
    }
    if not model_config.sees_pictures(spec):
        warning = (
            f"The model {model_config.model_name(spec)} looks at no pictures of the "
            "rig, only at its joints: those of --template-dir have no effect."
        )
        return Template(None, None, [warning])
    warnings: list[str] = []
    joints = joints_with_markers(rig, spec)
    if POSE in found:
        check_pose(folder, found[POSE], joints, spec, cameras)
    if RGB in found:
        warnings += rgb_warnings(found[RGB], joints, cameras)
    elif model_config.sees_pixels(spec):
        warnings.append(
            "The folder of --template-dir holds pose maps alone; the RGB views were "
            "rendered."
        )
    return Template(found.get(RGB), found.get(POSE), warnings)


def count_views(folder: str, kind: str) -> int:
    """One more than the highest number of a view."""
    names = [NAME.fullmatch(os.path.basename(path)) for path in template_paths(folder)]
    return max((int(m[1]) + 1 for m in names if m and m[2] == kind), default=0)


def read_views(folder: str, kind: str, cameras: FloatArray, spec: ModelSpec) -> Pixels:
    views, count = len(cameras), count_views(folder, kind)
    paths = [os.path.join(folder, template_name(v, kind)) for v in range(count)]
    missing = [os.path.basename(path) for path in paths if not os.path.exists(path)]
    if missing:
        raise AnimaxError(
            f"The folder {folder} (--template-dir) holds no {missing[0]}, but views of "
            "higher numbers; number them from 0 without gaps.",
            USAGE,
        )
    if count != views:
        least, most = (int(spec["cameras"][k]) for k in ("min_views", "max_views"))
        way = f"choose --views {count}" if least <= count <= most else "leave some out"
        raise AnimaxError(
            f"The folder {folder} (--template-dir) holds {count} "
            f"view{'s' * (count != 1)} ({kind}), and the take has {views}; {way}, or "
            "give as many.",
            USAGE,
        )
    height, width = int(cameras[0, 17]), int(cameras[0, 16])
    found: list[Pixels] = []
    for path in paths:
        picture = read_png(path)
        if picture.shape[:2] != (height, width):
            raise AnimaxError(
                f"{path} has {picture.shape[1]} x {picture.shape[0]} pixels; the model "
                f"{model_config.model_name(spec)} takes {width} x {height}.",
                USAGE,
            )
        found.append(picture)
    return np.stack(found)


def joints_with_markers(rig: Skeleton, spec: ModelSpec) -> dict[str, Any]:
    """All joints that the engine draws."""
    style = spec["pose_map"]
    with native.translate_errors(bones=rig["names"]) as engine:
        return engine.select_joints(
            rig,
            max_joints=int(style.get("max_joints", 0)),
            merge=float(style.get("merge", 0.0)),
            version=model_config.pose_map_version(spec),
            max_markers=int(style.get("max_markers", 0)),
        )


def check_pose(
    folder: str,
    maps: Pixels,
    joints: dict[str, Any],
    spec: ModelSpec,
    cameras: FloatArray,
) -> None:
    """An AnimaxError if they do not show the rig's joints, in their colours, where the
    cameras see them: what is generated from them could not be read."""
    style, version = spec["pose_map"], model_config.pose_map_version(spec)
    radius, width = float(style["radius"]), float(cameras[0, 16])
    at = np.ascontiguousarray(joints["position"], np.float64)
    with native.translate_errors() as engine:
        colours = engine.joint_colours(at, version)
        drawn = engine.draw_pose_maps(
            at[None], joints["parent"], colours, cameras, radius,
            float(style["line_width"]), version,
        )  # fmt: skip
        places = np.ascontiguousarray(engine.project(at[None], cameras)[:, 0])
        read = [
            engine.extract(
                np.ascontiguousarray(m.reshape(drawn.shape)), colours, places, radius,
                version=version,
            )
            for m in (drawn, maps)
        ]  # fmt: skip
    (points, weights), (own_points, own_weights) = read
    off = np.linalg.norm(own_points - points, axis=-1)[:, 0]
    shown = weights[:, 0] > SHOWN
    there = shown & (own_weights[:, 0] > SEEN) & (off < NEAR * width)
    for view in range(len(maps)):
        count, right = int(shown[view].sum()), int(there[view].sum())
        if right < ENOUGH * count:
            raise AnimaxError(
                f"{os.path.join(folder, template_name(view, POSE))} is no pose map of "
                f"this rig in its rest pose from this view: {right} of {count} joints "
                "are where they must be, in their colours. Take the pose maps that "
                "--sequences writes for it (the folder template), or leave them out.",
                USAGE,
            )


def rgb_warnings(
    pictures: Pixels, joints: dict[str, Any], cameras: FloatArray
) -> list[str]:
    """What the model has not seen in training."""
    at = np.ascontiguousarray(joints["position"], np.float64)
    with native.translate_errors() as engine:
        places = np.asarray(engine.project(at[None], cameras)[:, 0], np.float64)
    grey: list[int] = []
    empty: list[int] = []
    for view, picture in enumerate(pictures):
        white = (picture >= WHITE).all(axis=-1)
        edges = [white[0], white[-1], white[:, 0], white[:, -1]]
        if np.concatenate(edges).mean() < ENOUGH:
            grey.append(view)
        if share_on_body(~white, places[view]) < ENOUGH:
            empty.append(view)
    warnings: list[str] = []
    if grey:
        warnings.append(
            f"{listed(grey)} of --template-dir: the background is not white, as it was "
            "in training; the take may be worse."
        )
    if empty:
        warnings.append(
            f"{listed(empty)} of --template-dir: the rig is not where the take's "
            "camera sees it; check that the pictures are of these views, in this order."
        )
    return warnings


def share_on_body(body: Any, places: FloatArray) -> float:
    """Of the joints in the picture (places: [J, 2]), those on or beside the body."""
    height, width = body.shape
    reach = max(1, round(NEAR * width))
    wide = np.pad(body, reach)
    inside = [
        bool(wide[y : y + 2 * reach + 1, x : x + 2 * reach + 1].any())
        for x, y in np.floor(places[np.isfinite(places).all(axis=-1)]).astype(int)
        if 0 <= x < width and 0 <= y < height
    ]
    return sum(inside) / len(inside) if inside else 1.0


def listed(views: Sequence[int]) -> str:
    names = [str(view) for view in views]
    if len(names) == 1:
        return f"View {names[0]}"
    return f"Views {', '.join(names[:-1])} and {names[-1]}"
