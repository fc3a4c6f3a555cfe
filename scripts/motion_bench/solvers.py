"""The solvers side by side. A new one is a line in SOLVERS.

A solver looks at a scene's maps (2D observations, to which the benchmark may add noise)
and makes joints of them, and pose matrices if it has inverse kinematics.
"""

from __future__ import annotations

from dataclasses import dataclass

import animax_native
import numpy as np

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
    )
    return Seen(points, seen, (joints, sure))


def by_view(s: Scene) -> Seen:
    """As roundtrip does: view by view, tracked from the rest pose."""
    rest = np.ascontiguousarray(s.chosen["position"][None])
    template = np.ascontiguousarray(animax_native.project(rest, s.cameras)[:, 0])
    return Seen(*animax_native.extract(s.maps, s.colours, template, radius=s.radius))


def by_colour(s: Scene) -> Seen:
    return Seen(*animax_native.paper_extract(s.maps, s.colours))


# Solving ------------------------------------------------------------------------------


def native(name: str):
    def solve(s: Scene, seen: Seen) -> Solved:
        joints, sure = (
            seen.joints
            or animax_native.triangulate(
                seen.points,
                seen.sure,
                s.cameras,
                s.chosen["parent"],
                s.chosen["position"],
                solver=name,
            )[:2]
        )
        keys = animax_native.solve_ik(s.rig, s.chosen, joints, sure, solver=name)
        return Solved(joints, sure, animax_native.forward(s.rig, *keys))

    return solve


def scipy_solve(s: Scene, seen: Seen) -> Solved:
    from .least_squares import solve

    joints, sure = solve(
        seen.points, seen.sure, s.cameras, s.chosen["parent"], s.chosen["position"]
    )
    return Solved(joints, sure)


# name: how it looks, how it solves
SOLVERS = {
    "ours": (with_3d, native("ours")),
    "ours by view": (by_view, native("ours")),
    "paper": (by_colour, native("paper")),
    "scipy": (with_3d, scipy_solve),
}
USUAL = ("ours", "paper", "scipy")


def run(name: str, scene: Scene) -> Solved:
    look, solve = SOLVERS[name]
    if look not in scene.seen:
        seen = look(scene)
        if scene.case.noise:
            seen = Seen(np.ascontiguousarray(noisy(seen.points, scene)), seen.sure)
        scene.seen[look] = seen
    return solve(scene, scene.seen[look])
