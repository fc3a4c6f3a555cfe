"""Draws an existing clip as pose maps, reconstructs keyframes from these images alone,
and reports the error.

Measures extraction, triangulation and IK on a rig, with no model involved: the pose
maps are exact but for the noise asked for. Needs a scene that contains the rig.
"""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING

import numpy as np

from ..cameras import scene_rig
from ..clips.find_clips import find_clip
from ..clips.frame_rate import scene_fps
from ..clips.moving_bones import read_moving_rig
from ..clips.sampling import read_clip
from ..core import native
from ..core.errors import INPUT, USAGE, AnimaxError
from ..rig.blender_context import current_scene
from ..views import camera_rig
from .accuracy import LOST_CONFIDENCE, LOST_WEIGHT, compare, joint_positions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    import numpy.typing as npt

    from ..core.array_types import FloatArray, Report, Skeleton
    from ..rig.blender_types import ArmatureObject


# The disc radius of the embedded model's maps, 2.5 px at 128 px, but independent of it:
# a roundtrip needs no model. It grows more slowly than the image, because small discs
# occlude each other less. On dense rigs (hands, faces, many legs) discs are so small
# that neighbours just touch, but can still be found.
RADIUS_AT_128 = 2.5
MIN_RADIUS = 2.0
MAX_FRAMES = 240


@dataclasses.dataclass
class Maps:
    """The drawn pose maps, and what it takes to read them."""

    maps: np.ndarray  # uint8 [V, F, H, W, 3]
    colours: np.ndarray
    selection: dict
    cameras: np.ndarray  # float64 [V, 18]
    radius: float  # px


def run(
    armature: ArmatureObject,
    clip: str,
    size: int = 512,
    noise: float = 0.0,
    drop_view: int | None = None,
    views: int = 0,
    seed: int = 0,
    solver: str = "bundle",
    cameras: str = "model",
) -> Report:
    """The report's fields. cameras: "scene" for those that the scene has for the rig.
    noise: sigma in px, added to every extracted 2D joint (a map
    cannot show part of a pixel of noise; a model's errors are in the disc positions).
    drop_view: this camera is left out. solver: "paper" for the baseline."""
    scene, seconds = current_scene(), {}
    start = time.perf_counter()
    rig = read_moving_rig(armature)
    action, slot = find_clip(armature, clip)
    fps = scene_fps(scene)
    truth = read_clip(armature, action, fps, slot, max_frames=MAX_FRAMES)
    seconds["read"] = time.perf_counter() - start
    own = scene_rig.objects_of(scene, armature) if cameras == "scene" else None
    with native.translate_errors(INPUT) as engine:
        found = reconstruct(
            engine, rig, truth, size, noise, drop_view, views, seed, seconds, solver,
            own,
        )  # fmt: skip
    report = compare(rig, truth["matrices"], found)
    if own is not None:
        report["cameras"] = {
            "from": "scene",
            "cameras": [{"name": c.name} for c in own],
        }
    report.update(
        seconds=seconds,
        frames=len(truth["matrices"]),
        bones=len(rig["names"]),
        views=len(found["cameras"]),
        seed=seed,
        fps=fps,
        clip=action.name,
        solver=solver,
        duration=truth["duration"],
    )
    return report


def reconstruct(
    engine: Any,
    rig: Skeleton,
    truth: dict[str, Any],
    size: int,
    noise: float,
    drop_view: int | None,
    views: int,
    seed: int,
    seconds: dict[str, float],
    solver: str,
    own: list[Any] | None = None,
) -> dict[str, Any]:
    """dict(matrices, truth_joints, confidence, lost_below, selection, cameras). own:
    the scene's camera objects to look through."""
    start = time.perf_counter()
    selection = engine.select_joints(rig)
    joints_true = joint_positions(rig, selection, truth["matrices"])
    if own is None:
        cameras = clip_cameras(engine, selection, joints_true, size, views)
    else:
        centre = np.asarray(selection["position"]).mean(axis=0)
        cameras = scene_rig.read_rows(current_scene(), own, size, size, centre)
    if drop_view is not None:
        if not 0 <= drop_view < len(cameras):
            raise AnimaxError(
                f"There is no view {drop_view}; views are numbered 0 to "
                f"{len(cameras) - 1}.",
                USAGE,
            )
        cameras = np.ascontiguousarray(np.delete(cameras, drop_view, axis=0))
    drawn = draw(engine, selection, joints_true, cameras, size)
    seconds["draw"] = time.perf_counter() - start
    start = time.perf_counter()
    points, confidence = extract(engine, drawn, solver)
    random = np.random.Generator(np.random.Philox(seed))
    error = np.zeros(points.shape)
    if noise:
        error = random.normal(0.0, noise, points.shape)
    seconds["extract"] = time.perf_counter() - start
    start = time.perf_counter()
    parent, rest = selection["parent"], selection["position"]
    joints, joint_confidence, _ = engine.triangulate(
        points + error, confidence, cameras, parent, rest, solver=solver
    )
    seconds["triangulate"] = time.perf_counter() - start
    start = time.perf_counter()
    keys = engine.solve_ik(rig, selection, joints, joint_confidence, solver=solver)
    seconds["ik"] = time.perf_counter() - start
    start = time.perf_counter()
    if solver != "paper":
        *keys, joint_confidence = adjust(
            engine, drawn, rig, points, confidence, error, keys
        )
    matrices = engine.forward(rig, *keys)
    seconds["adjust"] = time.perf_counter() - start
    return {
        "matrices": np.asarray(matrices),
        "truth_joints": joints_true,
        "confidence": np.asarray(joint_confidence),
        "lost_below": LOST_WEIGHT if solver == "paper" else LOST_CONFIDENCE,
        "selection": selection,
        "cameras": cameras,
    }


def draw(
    engine: Any,
    selection: dict[str, Any],
    joints: FloatArray,
    cameras: FloatArray,
    size: int,
) -> Maps:
    """The Maps of joints [F, J, 3]."""
    radius = disc_radius(engine, selection["position"], cameras, size)
    colours = engine.joint_colours(selection["position"])
    maps = engine.draw_pose_maps(
        joints, selection["parent"], colours, cameras, radius=radius
    )
    return Maps(maps, colours, selection, cameras, radius)


def extract(
    engine: Any, drawn: Maps, solver: str
) -> tuple[FloatArray, npt.NDArray[np.float32]]:
    """(points float64 [V, F, J, 2], confidence float32 [V, F, J]) of drawn maps."""
    if solver == "paper":
        return engine.paper_extract(drawn.maps, drawn.colours)
    return engine.recover(
        drawn.maps,
        drawn.colours,
        drawn.cameras,
        drawn.selection["parent"],
        drawn.selection["position"],
        radius=drawn.radius,
    )[3:]


def adjust(
    engine: Any,
    drawn: Maps,
    rig: Skeleton,
    points: FloatArray,
    confidence: npt.NDArray[np.float32],
    error: FloatArray,
    keys: Sequence[FloatArray],
) -> tuple[Any, ...]:
    """(rotation, location, joint confidence), as the engine does it: bundle adjustment,
    discs detected again near the joints' projections, another adjustment, and last one
    against the maps' own pixels. error: the noise of the points; with noise the pixels,
    which have none, are left out."""
    selection, cameras = drawn.selection, drawn.cameras
    *keys, joints, joint_confidence, _ = engine.adjust(
        rig, selection, points + error, confidence, cameras, *keys
    )
    points, confidence = engine.observe(
        drawn.maps,
        drawn.colours,
        cameras,
        joints,
        points,
        confidence,
        radius=drawn.radius,
    )
    *keys, _, joint_confidence, _ = engine.adjust(
        rig, selection, points + error, confidence, cameras, *keys
    )
    if not error.any():
        pixels = {
            "maps": drawn.maps, "colours": drawn.colours, "radius": drawn.radius
        }  # fmt: skip
        *keys, _, joint_confidence, _ = engine.adjust(
            rig, selection, points, confidence, cameras, *keys, **pixels
        )
    return *keys, joint_confidence


def disc_radius(engine: Any, rest: FloatArray, cameras: FloatArray, size: int) -> float:
    """Pixels: half the median distance from a joint to its nearest neighbour in a view,
    within bounds."""
    largest = RADIUS_AT_128 * (size / 128) ** 0.5
    if len(rest) < 2:
        return largest
    points = engine.project(np.ascontiguousarray(rest)[None], cameras)[:, 0]
    distances = np.linalg.norm(points[:, :, None] - points[:, None], axis=-1)
    distances[:, np.arange(len(rest)), np.arange(len(rest))] = np.inf
    radius = np.median(distances.min(axis=2)) / 2
    return float(np.clip(radius, MIN_RADIUS, largest))


def clip_cameras(
    engine: Any, selection: dict[str, Any], joints: FloatArray, size: int, views: int
) -> FloatArray:
    """Cameras around rest pose and clip together, so that nothing leaves the image."""
    spec = camera_rig.default_cameras()
    corners = np.concatenate([selection["position"], joints.reshape(-1, 3)])
    centre, scale = engine.normalise(np.ascontiguousarray(corners), spec["margin"])
    return camera_rig.place(spec, centre, scale, size, views=views)
