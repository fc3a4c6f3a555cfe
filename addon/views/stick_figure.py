"""A take as poses of a stick figure, small enough for a report: what a batch's page
shows. Drawn without a renderer, so also on machines that have none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..rig import bindings

if TYPE_CHECKING:
    import bpy

    from ..core.array_types import BoolArray, FloatArray, IntArray
    from ..request import Request
    from ..rig.blender_types import ArmatureObject

POSES = 8
# Lines of a pose, the longest ones.
LINES = 120
# Width and height of the picture, which all poses share, and what is left free.
SIZE, MARGIN = 240, 8
# Seen from the rig's front, turned to its left and from slightly above, in degrees: a
# walk shows from the side.
AZIMUTH, ELEVATION = 60.0, 12.0
# Of the rig's size, how far the last bone of a limb is drawn at most: importers make
# some reach to the horizon.
LONGEST_LEAF = 0.2


def draw(
    scene: bpy.types.Scene, armature: ArmatureObject, request: Request
) -> dict[str, Any]:
    """{"size", "seconds", "poses"}: the take's poses, evenly spread, each as the `d` of
    an SVG path, and how long the take is. Changes the scene's current frame."""
    count = min(POSES, request.frames)
    at = np.linspace(0, request.frames - 1, count).round().astype(int)
    drawn = drawn_bones(armature, request)
    lines = []
    for number in np.unique(at):
        scene.frame_set(scene.frame_start + int(number))
        lines.append(bone_lines(armature, request, *drawn))
    flat = project(np.stack(lines), request.front.angle)
    return {
        "size": SIZE,
        "seconds": request.frames / request.fps,
        "poses": [path(pose) for pose in flat],
    }


def drawn_bones(
    armature: ArmatureObject, request: Request
) -> tuple[IntArray, IntArray]:
    """(bones to which a line leads from their parents, bones that are drawn up to their
    tails): what moves the mesh, and what links it. Not the controls beside the figure,
    nor what lies on the ground below it."""
    names = request.skeleton["names"]
    parents = np.asarray(request.skeleton["parents"])
    moving = bindings.moving_bones(armature)
    return figure_bones(parents, np.array([name in moving for name in names]))


def figure_bones(parents: IntArray, moves: BoolArray) -> tuple[IntArray, IntArray]:
    """drawn_bones of a skeleton. moves: bool [N], the bones that move the mesh."""
    if not moves.any():
        moves = np.ones_like(moves)
    below, above = moves.copy(), moves.copy()
    for n in reversed(range(len(parents))):
        if parents[n] >= 0:
            below[parents[n]] |= below[n]
    for n in range(len(parents)):
        if parents[n] >= 0:
            above[n] |= above[parents[n]]
    linked = (parents >= 0) & below & above[parents]
    leads_on = np.zeros(len(parents), dtype=bool)
    leads_on[parents[linked]] = True
    return np.flatnonzero(linked), np.flatnonzero(moves & ~leads_on)


def bone_lines(
    armature: ArmatureObject, request: Request, inner: IntArray, leaves: IntArray
) -> FloatArray:
    """float64 [L, 2, 3], world, in the current pose: drawn_bones."""
    rig = request.skeleton
    world = np.array(armature.matrix_world, np.float64)
    pose: Any = armature.pose.bones
    matrices = np.stack([np.array(pose[n].matrix, np.float64) for n in rig["names"]])
    heads = matrices[:, :3, 3]
    parents = np.asarray(rig["parents"])
    along = rig["directions"][leaves]
    along = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-12)
    scale = max(float(np.linalg.norm(world[:3, 1])), 1e-12)
    lengths = np.minimum(rig["lengths"][leaves], LONGEST_LEAF * request.size)
    along = along * (lengths[:, None] / scale)
    tails = heads[leaves] + np.einsum("nij,nj->ni", matrices[leaves, :3, :3], along)
    lines = np.concatenate(
        [
            np.stack([heads[parents[inner]], heads[inner]], axis=1),
            np.stack([heads[leaves], tails], axis=1),
        ]
    )
    return lines @ world[:3, :3].T + world[:3, 3]


def project(lines: FloatArray, front: float) -> FloatArray:
    """float64 [P, L, 2, 2]: x and y in the picture of lines [P, L, 2, 3]. front: which
    way the rig faces, degrees from -Y."""
    lines = np.nan_to_num(lines, nan=0.0, posinf=0.0, neginf=0.0)
    lengths = np.linalg.norm(lines[:, :, 1] - lines[:, :, 0], axis=-1).max(axis=0)
    longest = np.sort(np.argsort(-lengths, kind="stable")[:LINES])
    azimuth, elevation = np.radians(front + AZIMUTH), np.radians(ELEVATION)
    # The camera stands at (sin, -cos): its right is (cos, sin).
    right = np.array([np.cos(azimuth), np.sin(azimuth), 0.0])
    back = np.array([np.sin(azimuth), -np.cos(azimuth), 0.0])
    up = np.array([0.0, 0.0, np.cos(elevation)]) - np.sin(elevation) * back
    flat = lines[:, longest] @ np.stack([right, -up], axis=1)
    low, high = flat.min(axis=(0, 1, 2)), flat.max(axis=(0, 1, 2))
    scale = (SIZE - 2 * MARGIN) / max(float((high - low).max()), 1e-12)
    return (flat - (low + high) / 2) * scale + SIZE / 2


def path(lines: FloatArray) -> str:
    """The `d` of one pose's lines [L, 2, 2]; a point is a line of no length."""
    ends = np.rint(lines).astype(int).reshape(-1, 4)
    return "".join(
        f"M{a} {b}L{c} {d}" for a, b, c, d in dict.fromkeys(map(tuple, ends))
    )
