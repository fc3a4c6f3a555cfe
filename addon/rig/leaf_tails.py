"""Where leaf bones end: files do not say, and importers invent it.

rig/tail_directions.py finds which way bones point and how long they are; of a leaf both
may be guesses. Tails of such feet would lie far outside of the mesh, and so would the
cameras, which frame them. Two policies; model.json's pose_map.tails names the one that
a model was trained with (POLICIES: its values there):

CLIP_TO_BOUNDS ("box"): a tail outside of the meshes' bounding box is moved back to it,
but stays beyond the vertices that the bone moves.
SKIN_EXTENT ("reach"): no tail is farther than the vertices that the bone moves.

A bone is a leaf, too, if all that follow are bones that exporters put at its tail.

A leaf that has nothing to follow points to the middle of the vertices that it moves,
but a foot under inverse kinematics to its heel: there lay the tails of such feet in
the rigs that models were trained with, and a model knows no others.

Reads Blender's data, but imports no bpy.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from typing import TYPE_CHECKING

import numpy as np

from ..core.model_config import CLIP_TO_BOUNDS, SKIN_EXTENT
from .meshes import bound_meshes
from .tail_directions import MIN_OFFSET, find_tails, nearest_axis

if TYPE_CHECKING:
    from typing import Any

    import bpy

    from ..core.array_types import BoolArray, FloatArray, IntArray
    from .blender_types import ArmatureObject
    from .neutral_pose import NeutralPose


# A leaf bone is at least this share of the meshes' bounding box diagonal long: joints
# that coincide have no direction.
MIN_TAIL = 0.02
# And this long if it moves nothing and the file's length is larger than the mesh.
DEFAULT_TAIL = 0.25
# The weight above which a bone is taken to move a vertex: one half, which many vertices
# have exactly, and what importers round it to is still none.
OWNING_WEIGHT = 0.501
# What a foot moves begins within this share of the meshes' height above the ground, and
# ends within that one.
ON_GROUND, FOOT_HEIGHT = 0.05, 0.3
# How far a heel lies behind, of how far below; and from which share of their offsets on
# feet point the same way: toes of a spider do not.
HEEL, SAME_WAY = 0.8, 0.3
# Bones that exporters add: Blender's for FBX and glTF, Mixamo's, 3ds Max's.
END_BONE = re.compile(r"([._ ]|(?<=[a-z]))(end|leaf|nub)$", re.IGNORECASE)


def read_tails(
    armature: ArmatureObject,
    bones: list[bpy.types.Bone],
    parents: IntArray,
    rest: FloatArray,
    deforms: BoolArray,
    policy: str,
    neutral: NeutralPose,
    turn: FloatArray | None = None,
) -> tuple[FloatArray, FloatArray]:
    """(directions [N, 3] in the bones' rest frames, lengths [N], world units); those of
    leaf bones corrected by the policy. rest [N, 4, 4]: world, scaled evenly; deforms
    [N]: the bone moves vertices; neutral: the pose of the rig that rest is of; turn
    [4, 4]: turns the rig to face along an axis, so that the bounding box is the same
    whichever way it faces."""
    if policy not in (CLIP_TO_BOUNDS, SKIN_EXTENT):
        raise ValueError(f"there is no leaf tail policy {policy!r}")
    scale = float(np.linalg.norm(rest[0, :3, 1]))
    object_scale: Any = armature.scale
    tails = find_tails(
        parents,
        neutral.local_frames(rest),
        neutral.lengths(bones),
        np.array([bone.use_connect for bone in bones]),
        max(object_scale),
    )
    lengths, directions = tails.lengths * scale, tails.directions
    if neutral.corners is None:
        box = rest_box(armature, turn)
    else:
        box = bounds(moved(neutral.corners, turn))
    if box is None:
        return directions, lengths
    leaves = leaf_bones(bones, parents, deforms)
    wanted = np.flatnonzero(leaves | tails.unknown)
    moves = neutral.skin(bones)
    skins = skin_extents(
        armature, {bones[n].name: rest[n, :3, 3] for n in wanted}, moves
    )
    feet = {
        n
        for n in np.flatnonzero(tails.unknown & leaves)
        if is_foot(skins[bones[n].name], float(rest[n, 2, 3]), box)
    }
    heel = heel_direction([skins[bones[n].name].middle for n in sorted(feet)])
    for n in np.flatnonzero(tails.unknown):
        skin = skins[bones[n].name]
        if n in feet or np.linalg.norm(skin.middle) > MIN_OFFSET * skin.extent:
            directions[n] = nearest_axis(rest[n], heel if n in feet else skin.middle)
            lengths[n] = skin.extent
    # A tail that was invented by the parent's points backwards where the scale of one
    # of the two mirrors.
    for n in np.flatnonzero(leaves & ~tails.unknown & neutral.turned_over(parents)):
        if skins[bones[n].name].middle @ rest[n, :3, :3] @ directions[n] < 0:
            directions[n] = -directions[n]
    low, high = box
    size = float(np.linalg.norm(high - low))
    low, high = low - MIN_TAIL * size, high + MIN_TAIL * size
    for n in np.flatnonzero(leaves):
        head, along, inside = rest[n, :3, 3], rest[n, :3, :3] @ directions[n], 0.0
        along = along / np.linalg.norm(along)
        if turn is not None:
            head, along = moved(head, turn), turn[:3, :3] @ along
        tail = head + lengths[n] * along
        if policy == CLIP_TO_BOUNDS:
            if not ((tail < low) | (tail > high)).any():
                continue
            inside = distance_to_box(head, along, low, high)
        extent = skins[bones[n].name].extent
        if extent > 0:
            shortest = max(extent, MIN_TAIL * size)
            lengths[n] = min(lengths[n], max(inside, shortest))
        elif lengths[n] > size > 0:
            lengths[n] = DEFAULT_TAIL * size
    return directions, lengths


def is_foot(skin: Skin, height: float, box: tuple[FloatArray, FloatArray]) -> bool:
    """Does a bone, its head at a height, move only what stands on the ground?"""
    low, high = (float(corner[2]) for corner in box)
    tall = high - low
    return (
        skin.count > 0
        and height + skin.lowest - low <= ON_GROUND * tall
        and height + skin.highest - low <= FOOT_HEIGHT * tall
    )


def heel_direction(middles: list[FloatArray]) -> FloatArray:
    """[3], from feet's heads: down, and away from the toes, which all feet of a rig are
    taken to point at the same way. middles: of what the feet move, as seen from their
    heads."""
    heel = np.array([0.0, 0.0, -1.0])
    level = np.array(middles).reshape(-1, 3)[:, :2]
    toes, spread = level.sum(axis=0), float(np.linalg.norm(level, axis=1).sum())
    if np.linalg.norm(toes) > SAME_WAY * spread:
        heel[:2] = -HEEL * toes / np.linalg.norm(toes)
    return heel


def moved(points: FloatArray, matrix: FloatArray | None) -> FloatArray:
    """float64 [..., 3], by a matrix [4, 4]; None: as they are."""
    return points if matrix is None else points @ matrix[:3, :3].T + matrix[:3, 3]


def rest_box(
    armature: ArmatureObject, turn: FloatArray | None = None
) -> tuple[FloatArray, FloatArray] | None:
    """(low [3], high [3]), world, of the meshes at rest, turned by a matrix [4, 4]. Of
    a mesh its vertices: up to Blender 4.2 its bound_box is that of the current pose."""
    corners: list[FloatArray] = []
    for obj in bound_meshes(armature):
        points = np.array(obj.bound_box)
        if obj.type == "MESH":
            points = mesh_vertices(obj.data)
        if len(points):
            world = np.array(obj.matrix_world)
            if turn is None:
                sides = zip(*bounds(points), strict=True)
                points = np.array(list(itertools.product(*sides)))
            corners.append(moved(moved(points, world), turn))
    return bounds(np.concatenate(corners)) if corners else None


def bounds(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    return points.min(axis=0), points.max(axis=0)


def mesh_vertices(mesh: Any, step: int = 1) -> FloatArray:
    """float64 [V, 3], as modelled; every step-th of them."""
    positions = np.empty(3 * len(mesh.vertices), dtype=np.float32)
    mesh.vertices.foreach_get("co", positions)
    return positions.reshape(-1, 3)[::step].astype(np.float64)


def leaf_bones(
    bones: list[bpy.types.Bone], parents: IntArray, deforms: BoolArray
) -> BoolArray:
    """bool [N]: bones without children but those that only mark the tail."""
    inner = np.zeros(len(bones), dtype=bool)
    inner[parents[parents >= 0]] = True
    marks = [
        not inner[n] and not deforms[n] and bool(END_BONE.search(bone.name))
        for n, bone in enumerate(bones)
    ]
    real = np.array([p for p, mark in zip(parents, marks, strict=True) if not mark])
    inner = np.zeros(len(bones), dtype=bool)
    inner[real[real >= 0]] = True
    return ~inner


def distance_to_box(
    start: FloatArray, direction: FloatArray, low: FloatArray, high: FloatArray
) -> float:
    """The distance from start, along a unit vector, to where it leaves the box."""
    side = np.where(direction > 0, high, low)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.where(np.abs(direction) > 1e-9, (side - start) / direction, np.inf)
    return max(0.0, float(steps.min()))


@dataclasses.dataclass
class Skin:
    """The vertices that a bone moves, as seen from its head, in rest pose."""

    extent: float = 0.0  # the farthest one's distance; 0: there is none
    middle: FloatArray = dataclasses.field(default_factory=lambda: np.zeros(3))
    count: int = 0
    # Heights of the vertices above the head.
    lowest: float = np.inf
    highest: float = -np.inf


def skin_extents(
    armature: ArmatureObject,
    heads: dict[str, FloatArray],
    moves: dict[str, FloatArray],
) -> dict[str, Skin]:
    """dict name -> Skin of the bone. heads: dict name -> [3], world; moves: dict name
    -> [4, 4] from rest to neutral pose, where that is another."""
    skins = {name: Skin() for name in heads}
    for obj in bound_meshes(armature):
        if obj.type != "MESH":
            continue
        world = np.array(obj.matrix_world)
        mesh: Any = obj.data
        positions = mesh_vertices(mesh) @ world[:3, :3].T + world[:3, 3]
        groups = {g.index: g.name for g in obj.vertex_groups if g.name in heads}
        owned: dict[str, Any] = {name: [] for name in groups.values()}
        if groups:
            for vertex in mesh.vertices:
                for element in vertex.groups:
                    if element.weight > OWNING_WEIGHT and element.group in groups:
                        owned[groups[element.group]].append(vertex.index)
        if obj.parent_type == "BONE" and obj.parent_bone in heads and len(positions):
            owned[obj.parent_bone] = slice(None)
        for name, vertices in owned.items():
            points = positions[vertices]
            # An object on a bone is seen where its own matrix has it.
            if name in moves and not isinstance(vertices, slice):
                points = points @ moves[name][:3, :3].T + moves[name][:3, 3]
            offsets = points - heads[name]
            if len(offsets):
                add_vertices(skins[name], offsets)
    return skins


def add_vertices(skin: Skin, offsets: FloatArray) -> None:
    skin.extent = max(skin.extent, float(np.linalg.norm(offsets, axis=1).max()))
    skin.lowest = min(skin.lowest, float(offsets[:, 2].min()))
    skin.highest = max(skin.highest, float(offsets[:, 2].max()))
    total = skin.count + len(offsets)
    skin.middle = (skin.count * skin.middle + offsets.sum(axis=0)) / total
    skin.count = total
