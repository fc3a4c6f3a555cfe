"""What solving costs, on a made-up chain of bones; one core if OMP_NUM_THREADS is 1."""

from __future__ import annotations

import time

import animax_native
import numpy as np

from addon import accuracy, camera_rig

from .clips import Clip
from .scene import RADIUS_AT_128, Case, Scene
from .solvers import SOLVERS, Seen, look_again, with_3d

SIZE, VIEWS = 512, 4
FRAMES, JOINTS = 81, 50
MANY_FRAMES = (20, 40, 81, 160)
MANY_JOINTS = (10, 25, 50, 100)
NOISE_PX = 1.2  # 0.3 px at 128


def chain(joints: int, frames: int) -> Clip:
    """A spiral of bones that sways: `joints` heads and a tail."""
    bones = joints - 1
    rest = np.tile(np.eye(4), (bones, 1, 1))
    head = np.zeros(3)
    for n in range(bones):
        along = np.array([np.cos(0.5 * n), np.sin(0.5 * n), 0.35])
        along /= np.linalg.norm(along)
        side = np.cross(along, [0.0, 0.0, 1.0])
        side /= np.linalg.norm(side)
        rest[n, :3, :3] = np.stack([side, along, np.cross(side, along)], axis=1)
        rest[n, :3, 3] = head
        head = head + 0.1 * along
    rig = {
        "parents": np.arange(-1, bones - 1, dtype=np.int32),
        "rest": rest,
        "lengths": np.full(bones, 0.1),
        "flags": np.ones(bones, np.uint8),
    }
    phase = np.arange(frames)[:, None] * 2 * np.pi / 40 + 0.3 * np.arange(bones)
    half = 0.3 / np.sqrt(bones) * np.sin(phase)
    rotation = np.zeros((frames, bones, 4))
    rotation[..., 0], rotation[..., 1] = np.cos(half), np.sin(half)
    matrices = animax_native.forward(rig, rotation, np.zeros((frames, bones, 3)))
    return Clip(f"chain-{joints}", "made up", rig, np.asarray(matrices))


def scene_of(clip: Clip, spec: dict, frames: int | None = None) -> Scene:
    chosen = animax_native.select_joints(clip.rig)
    truth = accuracy.joint_positions(clip.rig, chosen, clip.matrices)
    corners = np.concatenate([chosen["position"], truth.reshape(-1, 3)])
    centre, scale = animax_native.normalise(
        np.ascontiguousarray(corners), spec["margin"]
    )
    cameras = camera_rig.place(spec, centre, scale, SIZE)[:VIEWS]
    cameras = np.ascontiguousarray(cameras)
    colours = animax_native.joint_colours(chosen["position"])
    radius = RADIUS_AT_128 * (SIZE / 128) ** 0.5
    maps = np.empty(0)
    if frames:
        maps = animax_native.draw_pose_maps(
            truth[:frames], chosen["parent"], colours, cameras, radius=radius
        )
    case = Case("cost", SIZE)
    return Scene(clip, case, clip.rig, chosen, truth, cameras, colours, maps, radius)


def least(work, rounds: int = 3) -> float:
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
    scene = scene_of(chain(joints, frames), spec)
    random = np.random.Generator(np.random.Philox(1))
    points = animax_native.project(scene.truth, scene.cameras)
    points = np.ascontiguousarray(points + random.normal(0, NOISE_PX, points.shape))
    seen = Seen(points, np.ones(points.shape[:3], np.float32))
    return least(lambda: SOLVERS[name][1](scene, seen))


def extract_ms(spec: dict) -> dict[str, float]:
    """Milliseconds for a map, by the name of what looks at it (solvers.py)."""
    frames = 6
    scene = scene_of(chain(JOINTS, frames), spec, frames)
    looks = {look.__name__: look for look, _ in SOLVERS.values()}
    maps = VIEWS * frames
    jobs = {n: lambda f=f: f(scene) for n, f in looks.items()}
    seen = with_3d(scene)
    jobs["second look"] = lambda: look_again(scene, seen.joints[0], seen)
    return {n: 1000 * least(f, 2) / maps for n, f in jobs.items()}


def measure(names: list[str], spec: dict) -> dict:
    """spec: a model's cameras."""
    out = {"size": SIZE, "views": VIEWS, "extract_ms": extract_ms(spec)}
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
    return out


def show(cost: dict, names: list[str]) -> None:
    print(
        f"\nExtraction, ms a map of {cost['size']} px with {JOINTS} joints, one core:"
    )
    print("  " + ", ".join(f"{n} {ms:.1f}" for n, ms in cost["extract_ms"].items()))
    views = cost["views"]
    print(f"Processor seconds from 2D to keyframes (SciPy: joints), {views} views:")
    print(f"  {'frames':>6} {'joints':>6} " + " ".join(f"{n:>12}" for n in names))
    for row in cost["frames"] + cost["joints"]:
        took = " ".join(f"{row[n]:12.3f}" for n in names)
        print(f"  {row['frames']:6} {row['joints']:6} {took}")
