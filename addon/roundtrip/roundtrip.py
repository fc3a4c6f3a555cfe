"""Draws an existing clip as pose maps, forgets it, recovers keyframes, and compares.

Says how good extraction, triangulation and IK are on a rig, with no model involved: the
pose maps are perfect but for the noise asked for. Needs a scene with the rig in it.
"""

import time

import bpy
import numpy as np

from ..clips.find_clips import find_clip
from ..clips.frame_rate import scene_fps
from ..clips.sampling import read_clip
from ..core import native
from ..core.errors import INPUT, USAGE, AnimaxError
from ..rig.armature import read_rig
from ..views import camera_rig
from .accuracy import LOST_CONFIDENCE, LOST_WEIGHT, compare, joint_positions

# Drawn as the small model's maps are: 2.5 px at 128 px; dots grow more slowly than the
# picture, because small dots hide each other less. On crowded rigs (hands, faces, many
# legs) they are so small that neighbours just touch, but no smaller than can be found.
RADIUS_AT_128 = 2.5
LEAST_RADIUS = 2.0
MAX_FRAMES = 240


def run(
    armature, clip, size=512, noise=0.0, drop_view=None, views=0, seed=0, solver="ours"
):
    """The report's fields. noise: sigma in px, added to every extracted 2D joint (a map
    cannot be noisy by a part of a pixel; what the model gets wrong is where dots are).
    drop_view: this camera sees nothing. solver: "paper" for the baseline."""
    scene, seconds = bpy.context.scene, {}
    start = time.perf_counter()
    rig = read_rig(armature)
    action, slot = find_clip(armature, clip)
    fps = scene_fps(scene)
    truth = read_clip(armature, action, fps, slot, max_frames=MAX_FRAMES)
    seconds["read"] = time.perf_counter() - start
    with native.errors(INPUT) as engine:
        found = recover(
            engine, rig, truth, size, noise, drop_view, views, seed, seconds, solver
        )
    report = compare(rig, truth["matrices"], found)
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


def recover(
    engine, rig, truth, size, noise, drop_view, views, seed, seconds, solver="ours"
):
    """dict(matrices, truth_joints, confidence, lost_below, selection, cameras)."""
    start = time.perf_counter()
    chosen = engine.select_joints(rig)
    points = joint_positions(rig, chosen, truth["matrices"])
    cameras = clip_cameras(engine, chosen, points, size, views)
    if drop_view is not None:
        if not 0 <= drop_view < len(cameras):
            raise AnimaxError(
                f"There is no view {drop_view}; views are 0 to {len(cameras) - 1}.",
                USAGE,
            )
        cameras = np.ascontiguousarray(np.delete(cameras, drop_view, axis=0))
    radius = dot_radius(engine, chosen["position"], cameras, size)
    colours = engine.joint_colours(chosen["position"])
    maps = engine.draw_pose_maps(
        points, chosen["parent"], colours, cameras, radius=radius
    )
    seconds["draw"] = time.perf_counter() - start
    start = time.perf_counter()
    look = (engine, maps, colours, chosen, cameras, radius)
    seen, sure = extract(*look, solver)
    random = np.random.Generator(np.random.Philox(seed))
    off = random.normal(0.0, noise, seen.shape) if noise else np.zeros(seen.shape)
    seconds["extract"] = time.perf_counter() - start
    start = time.perf_counter()
    joints, confidence, _ = engine.triangulate(
        seen + off, sure, cameras, chosen["parent"], chosen["position"], solver=solver
    )
    seconds["triangulate"] = time.perf_counter() - start
    start = time.perf_counter()
    rotation, location = engine.solve_ik(rig, chosen, joints, confidence, solver=solver)
    seconds["ik"] = time.perf_counter() - start
    start = time.perf_counter()
    if solver == "ours":
        keys = rotation, location
        rotation, location, confidence = adjust(*look, rig, seen, sure, off, keys)
    matrices = engine.forward(rig, rotation, location)
    seconds["adjust"] = time.perf_counter() - start
    return {
        "matrices": np.asarray(matrices),
        "truth_joints": points,
        "confidence": np.asarray(confidence),
        "lost_below": LOST_CONFIDENCE if solver == "ours" else LOST_WEIGHT,
        "selection": chosen,
        "cameras": cameras,
    }


def extract(engine, maps, colours, chosen, cameras, radius, solver="ours"):
    """(points float64 [V, F, J, 2], confidence float32 [V, F, J]) of drawn maps."""
    if solver == "paper":
        return engine.paper_extract(maps, colours)
    return engine.recover(
        maps, colours, cameras, chosen["parent"], chosen["position"], radius=radius
    )[3:]


def adjust(engine, maps, colours, chosen, cameras, radius, rig, seen, sure, off, keys):
    """(rotation, location, confidence), as the engine does it: keys refined, the maps
    looked at again where joints then are, keys refined again, and last against the
    maps themselves, unless what they show was not to be believed. off: the noise."""
    *keys, joints, confidence, _ = engine.adjust(
        rig, chosen, seen + off, sure, cameras, *keys
    )
    seen, sure = engine.observe(
        maps, colours, cameras, joints, seen, sure, radius=radius
    )
    *keys, _, confidence, _ = engine.adjust(
        rig, chosen, seen + off, sure, cameras, *keys
    )
    if not off.any():
        picture = {"maps": maps, "colours": colours, "radius": radius}
        *keys, _, confidence, _ = engine.adjust(
            rig, chosen, seen, sure, cameras, *keys, **picture
        )
    return *keys, confidence


def dot_radius(engine, rest, cameras, size):
    """Pixels: half the usual way from a joint to the nearest other one in a view."""
    widest = RADIUS_AT_128 * (size / 128) ** 0.5
    if len(rest) < 2:
        return widest
    seen = engine.project(np.ascontiguousarray(rest)[None], cameras)[:, 0]
    ways = np.linalg.norm(seen[:, :, None] - seen[:, None], axis=-1)
    ways[:, np.arange(len(rest)), np.arange(len(rest))] = np.inf
    return float(np.clip(np.median(ways.min(axis=2)) / 2, LEAST_RADIUS, widest))


def clip_cameras(engine, chosen, points, size, views):
    """Cameras around rest pose and clip together, so that nothing leaves the frame."""
    spec = camera_rig.cameras_of_default()
    corners = np.concatenate([chosen["position"], points.reshape(-1, 3)])
    centre, scale = engine.normalise(np.ascontiguousarray(corners), spec["margin"])
    return camera_rig.place(spec, centre, scale, size, views=views)
