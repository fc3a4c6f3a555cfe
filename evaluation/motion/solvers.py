"""The solvers side by side. A new one is a line in SOLVERS.

A solver looks at a scene's maps (2D observations, to which the benchmark may add noise)
and makes joints of them, and pose matrices if it has inverse kinematics.
"""

from __future__ import annotations

from dataclasses import dataclass

import animax_native
import numpy as np

from addon.roundtrip import accuracy

from .scene import Scene, noisy


@dataclass
class Seen:
    points: np.ndarray  # float64 [V, F, J, 2] pixels
    sure: np.ndarray  # float32 [V, F, J]
    joints: tuple | None = None  # (joints, confidence), where looking gave them too


@dataclass
class Solved:
    joints: np.ndarray  # float64 [F, J, 3] before inverse kinematics
    confidence: np.ndarray  # float32 [F, J]
    matrices: np.ndarray | None = None  # float64 [F, N, 4, 4] world
    lost_below: float = accuracy.LOST_WEIGHT  # the confidence of what is not seen


# Looking ------------------------------------------------------------------------------


def with_3d(s: Scene) -> Seen:
    """As the pipeline does: all views must agree on a place."""
    joints, sure, _, points, seen = animax_native.recover(
        s.maps,
        s.colours,
        s.cameras,
        s.chosen["parent"],
        s.chosen["position"],
        radius=s.radius,
        version=s.version,
    )
    return Seen(points, seen, (joints, sure))


def by_view(s: Scene) -> Seen:
    """As roundtrip does: view by view, tracked from the rest pose."""
    rest = np.ascontiguousarray(s.chosen["position"][None])
    template = np.ascontiguousarray(animax_native.project(rest, s.cameras)[:, 0])
    return Seen(
        *animax_native.extract(
            s.maps, s.colours, template, radius=s.radius, version=s.version
        )
    )


def by_colour(s: Scene) -> Seen:
    return Seen(*animax_native.paper_extract(s.maps, s.colours))


# Solving ------------------------------------------------------------------------------


def joints_of(s: Scene, seen: Seen, name: str) -> tuple:
    if seen.joints:
        return seen.joints
    rest, parent = s.chosen["position"], s.chosen["parent"]
    return animax_native.triangulate(
        seen.points, seen.sure, s.cameras, parent, rest, solver=name
    )[:2]


def native(name: str):
    """Joints first, then bones."""

    def solve(s: Scene, seen: Seen) -> Solved:
        joints, sure = joints_of(s, seen, name)
        keys = animax_native.solve_ik(s.rig, s.chosen, joints, sure, solver=name)
        return Solved(joints, sure, animax_native.forward(s.rig, *keys))

    return solve


def look_again(s: Scene, joints: np.ndarray, seen: Seen) -> tuple:
    """(points, sure), better where joints have been found since."""
    return animax_native.observe(
        s.maps,
        s.colours,
        s.cameras,
        joints,
        seen.points,
        seen.sure,
        radius=s.radius,
        version=s.version,
    )


def refine(
    s: Scene, seen: Seen, looks: int = 3
) -> tuple[Solved, np.ndarray, np.ndarray]:
    """Bones refined on what the views show; where there are maps, and nothing was added
    to what they show, with a second look and a third one at the pixels themselves, as
    in ax_solve_motion. Points and weights of the second look, too."""
    joints, sure = joints_of(s, seen, "bundle")
    keys = animax_native.solve_ik(s.rig, s.chosen, joints, sure)
    points, clear = seen.points, seen.sure
    picture = {"maps": s.maps, "colours": s.colours, "radius": s.radius}
    picture["version"] = s.version
    for look in range(looks if s.maps.size and not s.case.noise else 1):
        if look == 1:
            points, clear = look_again(s, joints, Seen(points, clear))
        also = picture if look == 2 else {}
        *keys, joints, sure, _ = animax_native.adjust(
            s.rig, s.chosen, points, clear, s.cameras, *keys, **also
        )
    matrices = animax_native.forward(s.rig, *keys)
    return Solved(joints, sure, matrices, accuracy.LOST_CONFIDENCE), points, clear


def bundle(looks: int):
    return lambda s, seen: refine(s, seen, looks)[0]


def scipy_solve(s: Scene, seen: Seen) -> Solved:
    from .least_squares import solve

    joints, sure = solve(
        seen.points, seen.sure, s.cameras, s.chosen["parent"], s.chosen["position"]
    )
    return Solved(joints, sure)


# name: how it looks, how it solves. start: joints, then bones; points: then both at
# once; bundle: then against the pixels.
SOLVERS = {
    "bundle": (with_3d, bundle(3)),
    "points": (with_3d, bundle(2)),
    "start": (with_3d, native("bundle")),
    "start by view": (by_view, native("bundle")),
    "paper": (by_colour, native("paper")),
    "scipy": (with_3d, scipy_solve),
}
USUAL = ("bundle", "points", "start", "paper", "scipy")


def run(name: str, scene: Scene) -> Solved:
    look, solve = SOLVERS[name]
    if look not in scene.seen:
        seen = look(scene)
        if scene.case.noise:
            seen = Seen(np.ascontiguousarray(noisy(seen.points, scene)), seen.sure)
        scene.seen[look] = seen
    return solve(scene, scene.seen[look])
