"""Cost of detection and solving on a synthetic rig, on OMP_NUM_THREADS cores."""

from __future__ import annotations

import time

import animax_native
import numpy as np

from addon.roundtrip import accuracy
from addon.views import camera_rig

from .clips import Clip
from .scene import RADIUS_AT_128, Case, Scene
from .solvers import SOLVERS, Observations, all_views, redetect

SIZE, VIEWS = 512, 4
SIZES = (128, 256, 512)
FRAMES, JOINTS, LIMB = 81, 50, 6
MANY_FRAMES = (20, 40, 81, 160)
MANY_JOINTS = (10, 25, 50, 100)
NOISE_PX = 1.2  # 0.3 px at 128


def body(joints: int, frames: int) -> Clip:
    """A synthetic rig that sways, with that many joints: a spine with a limb of LIMB
    bones on each of its bones. (Single chains are no measure: bundle adjustment of one
    of 24 to 30 joints takes five times as long as of shorter or longer ones.)"""
    bones = joints - 1
    parents = np.arange(-1, bones - 1, dtype=np.int32)
    parents[LIMB::LIMB] = np.arange(0, bones - LIMB, LIMB)
    rest, tails = np.tile(np.eye(4), (bones, 1, 1)), np.zeros((bones + 1, 3))
    for n in range(bones):
        turn = 0.5 * n + 1.3 * (n // LIMB)
        along = np.array([np.cos(turn), np.sin(turn), 0.35])
        along /= np.linalg.norm(along)
        side = np.cross(along, [0.0, 0.0, 1.0])
        side /= np.linalg.norm(side)
        rest[n, :3, :3] = np.stack([side, along, np.cross(side, along)], axis=1)
        rest[n, :3, 3] = tails[parents[n]]  # the root's: the last one, the origin
        tails[n] = rest[n, :3, 3] + 0.1 * along
    rig = {
        "parents": parents,
        "rest": rest,
        "lengths": np.full(bones, 0.1),
        "flags": np.ones(bones, np.uint8),
    }
    phase = np.arange(frames)[:, None] * 2 * np.pi / 40 + 0.3 * np.arange(bones)
    half = 0.1 * np.sin(phase)
    rotation = np.zeros((frames, bones, 4))
    rotation[..., 0], rotation[..., 1] = np.cos(half), np.sin(half)
    matrices = animax_native.forward(rig, rotation, np.zeros((frames, bones, 3)))
    return Clip(f"body-{joints}", "synthetic", rig, np.asarray(matrices))


def scene_of(
    clip: Clip, spec: dict, frames: int | None = None, size: int = SIZE
) -> Scene:
    chosen = animax_native.select_joints(clip.rig)
    truth = accuracy.joint_positions(clip.rig, chosen, clip.matrices)
    corners = np.concatenate([chosen["position"], truth.reshape(-1, 3)])
    centre, scale = animax_native.normalise(
        np.ascontiguousarray(corners), spec["margin"]
    )
    cameras = camera_rig.place(spec, centre, scale, size)[:VIEWS]
    cameras = np.ascontiguousarray(cameras)
    colours = animax_native.joint_colours(chosen["position"])
    radius = RADIUS_AT_128 * (size / 128) ** 0.5
    maps = np.empty(0)
    if frames:
        maps = animax_native.draw_pose_maps(
            truth[:frames], chosen["parent"], colours, cameras, radius=radius
        )
    case = Case("cost", size)
    return Scene(clip, case, clip.rig, chosen, truth, cameras, colours, maps, radius)


def fastest(work, rounds: int = 3) -> float:
    """Processor seconds, which other programs disturb least, of the quickest of some
    rounds; fewer rounds if they are long."""
    best, spent = float("inf"), 0.0
    for _ in range(rounds):
        start = time.process_time()
        work()
        took = time.process_time() - start
        best, spent = min(best, took), spent + took
        if spent > 4:
            break
    return best


def solve_seconds(name: str, joints: int, frames: int, spec: dict) -> float:
    scene = scene_of(body(joints, frames), spec)
    random = np.random.Generator(np.random.Philox(1))
    points = animax_native.project(scene.truth, scene.cameras)
    points = np.ascontiguousarray(points + random.normal(0, NOISE_PX, points.shape))
    found = Observations(points, np.ones(points.shape[:3], np.float32))
    return fastest(lambda: SOLVERS[name][1](scene, found))


def extract_ms(spec: dict, size: int) -> dict[str, float]:
    """Milliseconds a map, by detector (solvers.py)."""
    frames = 6
    scene = scene_of(body(JOINTS, frames), spec, frames, size)
    detectors = {detect.__name__: detect for detect, _ in SOLVERS.values()}
    maps = VIEWS * frames
    jobs = {n: lambda f=f: f(scene) for n, f in detectors.items()}
    found = all_views(scene)
    jobs["redetect"] = lambda: redetect(scene, found.joints[0], found)
    return {n: 1000 * fastest(f, 2) / maps for n, f in jobs.items()}


def line_through(rows: list[dict], key: str, name: str) -> dict:
    """Least squares in relative error: seconds = start + each * rows[key], and R^2."""
    x = np.array([row[key] for row in rows], float)
    y = np.array([row[name] for row in rows])
    terms = np.stack([np.ones_like(x), x], axis=1)
    start, each = np.linalg.lstsq(terms / y[:, None], np.ones_like(y), rcond=None)[0]
    left = y - start - each * x
    r2 = 1 - (left**2).sum() / ((y - y.mean()) ** 2).sum()
    return {"start": float(start), "each": float(each), "r2": float(r2)}


def measure(names: list[str], spec: dict) -> dict:
    """spec: a model's cameras."""
    out = {"size": SIZE, "views": VIEWS, "fits": {}}
    out["extract_ms"] = {str(size): extract_ms(spec, size) for size in SIZES}
    out["frames"] = [
        {"frames": f, "joints": JOINTS}
        | {n: solve_seconds(n, JOINTS, f, spec) for n in names}
        for f in MANY_FRAMES
    ]
    out["joints"] = [
        {"frames": FRAMES, "joints": j}
        | {n: solve_seconds(n, j, FRAMES, spec) for n in names}
        for j in MANY_JOINTS
    ]
    for key in ("frames", "joints"):
        out["fits"][key] = {n: line_through(out[key], key, n) for n in names}
    return out


def show(cost: dict, names: list[str]) -> None:
    print(f"\nExtraction, ms a map with {JOINTS} joints, one core:")
    for size, row in cost["extract_ms"].items():
        print(f"  {size} px: " + ", ".join(f"{n} {ms:.1f}" for n, ms in row.items()))
    views = cost["views"]
    print(f"Processor seconds from 2D to keyframes (SciPy: joints), {views} views:")
    print(f"  {'frames':>6} {'joints':>6} " + " ".join(f"{n:>12}" for n in names))
    for row in cost["frames"] + cost["joints"]:
        took = " ".join(f"{row[n]:12.3f}" for n in names)
        print(f"  {row['frames']:6} {row['joints']:6} {took}")
    print("As a line, ms for each frame or joint more, and R^2:")
    for key, fits in cost["fits"].items():
        cells = (f"{1000 * f['each']:6.2f} {f['r2']:5.3f}" for f in fits.values())
        print(f"  {key:13} " + " ".join(cells))
