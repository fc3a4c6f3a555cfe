"""The solvers that are compared. A new one is a line in SOLVERS.

A solver detects joints in a scene's maps (2D observations, to which the benchmark may
add noise) and solves for joints in space, and for pose matrices if it has inverse
kinematics.
"""

from __future__ import annotations

from dataclasses import dataclass

import animax_native
import numpy as np

from addon.roundtrip import accuracy

from .scene import Scene, noisy


@dataclass
class Observations:
    points: np.ndarray  # float64 [V, F, J, 2] pixels
    weights: np.ndarray  # float32 [V, F, J]
    joints: tuple | None = None  # (joints, confidence), if the detector gives them


@dataclass
class Solved:
    joints: np.ndarray  # float64 [F, J, 3] before inverse kinematics
    confidence: np.ndarray  # float32 [F, J]
    matrices: np.ndarray | None = None  # float64 [F, N, 4, 4] world
    lost_below: float = accuracy.LOST_WEIGHT  # confidence of undetected joints


# Detection ----------------------------------------------------------------------------


def all_views(s: Scene) -> Observations:
    """As the pipeline does: a joint must be consistent with all views."""
    joints, confidence, _, points, weights = animax_native.recover(
        s.maps,
        s.colours,
        s.cameras,
        s.chosen["parent"],
        s.chosen["position"],
        radius=s.radius,
        version=s.version,
    )
    return Observations(points, weights, (joints, confidence))


def by_view(s: Scene) -> Observations:
    """As roundtrip does: view by view, tracked from the rest pose."""
    rest = np.ascontiguousarray(s.chosen["position"][None])
    template = np.ascontiguousarray(animax_native.project(rest, s.cameras)[:, 0])
    return Observations(
        *animax_native.extract(
            s.maps, s.colours, template, radius=s.radius, version=s.version
        )
    )


def by_colour(s: Scene) -> Observations:
    return Observations(*animax_native.paper_extract(s.maps, s.colours))


# Solving ------------------------------------------------------------------------------


def joints_of(s: Scene, found: Observations, name: str) -> tuple:
    if found.joints:
        return found.joints
    rest, parent = s.chosen["position"], s.chosen["parent"]
    return animax_native.triangulate(
        found.points, found.weights, s.cameras, parent, rest, solver=name
    )[:2]


def native(name: str):
    """Joints first, then bones."""

    def solve(s: Scene, found: Observations) -> Solved:
        joints, confidence = joints_of(s, found, name)
        keys = animax_native.solve_ik(s.rig, s.chosen, joints, confidence, solver=name)
        return Solved(joints, confidence, animax_native.forward(s.rig, *keys))

    return solve


def redetect(s: Scene, joints: np.ndarray, found: Observations) -> tuple:
    """(points, weights) detected again around the joints found so far."""
    return animax_native.observe(
        s.maps,
        s.colours,
        s.cameras,
        joints,
        found.points,
        found.weights,
        radius=s.radius,
        version=s.version,
    )


def refine(
    s: Scene, found: Observations, passes: int = 3
) -> tuple[Solved, np.ndarray, np.ndarray]:
    """Bundle adjustment of the bones in up to three passes, as in ax_solve_motion: on
    the observations; on joints detected again; with the photometric term. Noisy
    observations get the first alone. Also returns points and weights of the second."""
    joints, confidence = joints_of(s, found, "bundle")
    keys = animax_native.solve_ik(s.rig, s.chosen, joints, confidence)
    points, weights = found.points, found.weights
    photometric_args = {"maps": s.maps, "colours": s.colours, "radius": s.radius}
    photometric_args["version"] = s.version
    for n in range(passes if s.maps.size and not s.case.noise else 1):
        if n == 1:
            points, weights = redetect(s, joints, Observations(points, weights))
        photometric = photometric_args if n == 2 else {}
        *keys, joints, confidence, _ = animax_native.adjust(
            s.rig, s.chosen, points, weights, s.cameras, *keys, **photometric
        )
    matrices = animax_native.forward(s.rig, *keys)
    return (
        Solved(joints, confidence, matrices, accuracy.LOST_CONFIDENCE),
        points,
        weights,
    )


def bundle(passes: int):
    return lambda s, found: refine(s, found, passes)[0]


def scipy_solve(s: Scene, found: Observations) -> Solved:
    from .least_squares import solve

    joints, confidence = solve(
        found.points, found.weights, s.cameras, s.chosen["parent"], s.chosen["position"]
    )
    return Solved(joints, confidence)


# name: (detector, solver). start: joints, then bones; points: then bundle adjustment of
# the observations; bundle: then with the photometric term.
SOLVERS = {
    "bundle": (all_views, bundle(3)),
    "points": (all_views, bundle(2)),
    "start": (all_views, native("bundle")),
    "start by view": (by_view, native("bundle")),
    "paper": (by_colour, native("paper")),
    "scipy": (all_views, scipy_solve),
}
USUAL = ("bundle", "points", "start", "paper", "scipy")


def run(name: str, scene: Scene) -> Solved:
    detect, solve = SOLVERS[name]
    if detect not in scene.observations:
        found = detect(scene)
        if scene.case.noise:
            noise = np.ascontiguousarray(noisy(found.points, scene))
            found = Observations(noise, found.weights)
        scene.observations[detect] = found
    return solve(scene, scene.observations[detect])
