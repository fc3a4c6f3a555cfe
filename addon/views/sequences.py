"""The sequences that a model has generated, as files (--sequences): what each view
shows, frame by frame, RGB and pose maps, with the cameras that show it so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from ..core import model_config, native
from ..core.atomic_folder import FolderLayout
from .images import write_png
from .template_files import POSE, RGB, template_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from ..core.array_types import EngineResult, FloatArray, Pixels
    from ..request import Request

INDEX, TEMPLATE = "sequences.json", "template"
FORMAT = 1
# Of the index: says what it is, also to those who replace the folder.
KEY = "animax_sequences"
LAYOUT = FolderLayout(
    INDEX, KEY,
    rf"{INDEX}|{TEMPLATE}(/view_\d+_({RGB}|{POSE})\.png)?|"
    rf"view_\d+(/({RGB}|{POSE})(/frame_\d{{4,}}\.png)?)?",
)  # fmt: skip
# What is said of where pose maps come from.
GENERATED, DRAWN = "generated", "drawn from the take's joints"
PARTS = ("head", "tail", "marker")


def write_sequences(
    folder: Path,
    request: Request,
    result: EngineResult,
    check: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Into an empty folder, that of the best take; returns what the report says of it.
    check: called with each picture; what it raises ends the work."""
    found: dict[str, Pixels] = {
        kind: result[kind] for kind in (RGB, POSE) if result.get(kind) is not None
    }
    template: dict[str, Pixels | None] = {
        RGB: request.views, POSE: result.get("template_pose")
    }  # fmt: skip
    (folder / TEMPLATE).mkdir()
    for kind, pictures in found.items():
        for view, frames in enumerate(pictures):
            place = folder / f"view_{view}" / kind
            place.mkdir(parents=True)
            for n, picture in enumerate(frames):
                check()
                write_png(place / f"frame_{n:04d}.png", picture)
            first = template[kind]
            if first is not None:
                name = template_name(view, kind)
                write_png(folder / TEMPLATE / name, first[view])
    index = describe(request, result, list(found))
    # A line for each key: thousands of numbers are not read by people.
    rows = ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in index.items())
    (folder / INDEX).write_text(f"{{\n{rows}\n}}\n", encoding="utf-8")
    return {
        key: index[key] for key in ("fps", "frames", "width", "height", "modalities")
    } | {"views": len(index["views"]), "pose_maps": index["pose_maps"]["from"]}


def sentence(said: dict[str, Any]) -> str:
    """What was written, for the terminal. said: as the report has it."""
    names = {RGB: "RGB frames", POSE: "pose maps"}
    kinds = " and ".join(names[kind] for kind in said["modalities"])
    text = (
        f"wrote {said['folder']}: {kinds} of {said['views']} views, {said['frames']} "
        f"frames at {said['fps']:g} frames per second"
    )
    if said["pose_maps"] == DRAWN:
        text += f" ({DRAWN}: the model makes no pictures)"
    return text


def describe(
    request: Request, result: EngineResult, kinds: list[str]
) -> dict[str, Any]:
    """The index. Places are the scene's, also of a rig that is turned for the model."""
    style, shape = request.spec["pose_map"], result[kinds[0]].shape
    made = GENERATED if model_config.sees_pictures(request.spec) else DRAWN
    index: dict[str, Any] = {
        KEY: FORMAT,
        "model": model_config.model_name(request.spec),
        "prompt": request.prompt,
        "seed": int(result["seed"]),
        "fps": float(result["fps"]),
        "frames": int(shape[1]),
        "width": int(shape[3]),
        "height": int(shape[2]),
        "modalities": kinds,
        "views": [
            {**{kind: f"view_{n}/{kind}" for kind in kinds}, **camera(row)}
            for n, row in enumerate(request.scene_cameras)
        ],
        "pose_maps": {
            "from": made,
            "version": model_config.pose_map_version(request.spec),
            "radius": style["radius"],
            "line_width": style["line_width"],
        },
    }
    if "selection" in result and "joints" in result:
        index["joints"] = joints_of(request, result)
        places = in_scene(request, result["joints"])
        index["positions"] = places.round(9).tolist()
    return index


def camera(row: FloatArray) -> dict[str, Any]:
    """A camera as docs/native-api.md describes it."""
    values = [float(value) for value in row]
    return {
        "world_to_camera": [values[n : n + 4] for n in (0, 4, 8)],
        **dict(zip(("fx", "fy", "cx", "cy"), values[12:16], strict=True)),
    }


def joints_of(request: Request, result: EngineResult) -> list[dict[str, Any]]:
    """Bone, end of it, parent among the joints, place in the rest pose, colour."""
    chosen, names = result["selection"], request.skeleton["names"]
    at = np.ascontiguousarray(chosen["position"], np.float64)
    with native.translate_errors() as engine:
        colours = engine.joint_colours(at, model_config.pose_map_version(request.spec))
    rest = in_scene(request, at)
    return [
        {
            "bone": names[int(chosen["bone"][n])],
            "part": PARTS[int(chosen["tail"][n])],
            "parent": int(chosen["parent"][n]),
            "colour": [int(value) for value in colours[n]],
            "rest": [round(float(value), 9) for value in rest[n]],
        }
        for n in range(len(at))
    ]


def in_scene(request: Request, points: FloatArray) -> FloatArray:
    """Points [..., 3] of the rig as the engine sees it, where they are in the scene."""
    points = np.asarray(points, np.float64)
    if request.turn is None:
        return points
    back = np.linalg.inv(request.turn)
    return points @ back[:3, :3].T + back[:3, 3]
