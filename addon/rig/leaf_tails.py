"""Where leaf bones end: importers invent lengths that files do not contain.

glTF has no bone lengths, so importers take the parent's, or 1 in the armature's space.
Tails of such feet would lie far outside of the mesh, and so would the cameras, which
frame them. Two policies; model.json's pose_map.tails names the one that a model was
trained with (POLICIES: its values there):

CLIP_TO_BOUNDS ("box"): a tail outside of the meshes' bounding box is moved back to it,
but stays beyond the vertices that the bone moves.
SKIN_EXTENT ("reach"): no tail is farther than the vertices that the bone moves.

Reads Blender's data, but imports no bpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.model_config import CLIP_TO_BOUNDS, SKIN_EXTENT
from .meshes import bound_meshes

if TYPE_CHECKING:
    from typing import Any

    import bpy

    from ..core.array_types import FloatArray
    from .blender_types import ArmatureObject


# A leaf bone is at least this share of the meshes' bounding box diagonal long: joints
# that coincide have no direction.
MIN_TAIL = 0.02
# And this long if it moves nothing and the file's length is larger than the mesh.
DEFAULT_TAIL = 0.25
# The weight above which a bone is taken to move a vertex.
OWNING_WEIGHT = 0.5


def leaf_tail_lengths(
    armature: ArmatureObject,
    bones: list[bpy.types.Bone],
    rest: FloatArray,
    lengths: FloatArray,
    policy: str = CLIP_TO_BOUNDS,
    skin: tuple[FloatArray, FloatArray] | None = None,
) -> FloatArray:
    """The bones' lengths [N], those of leaf bones corrected by the policy.

    skin: where the neutral pose is not the rest pose, how it moves the mesh and where
    that is then (NeutralPose.skin).
    """
    if policy not in (CLIP_TO_BOUNDS, SKIN_EXTENT):
        raise ValueError(f"there is no leaf tail policy {policy!r}")
    corners = [
        np.array(obj.matrix_world) @ [*corner, 1.0]
        for obj in bound_meshes(armature)
        for corner in obj.bound_box
    ]
    if skin is not None:
        corners = [[*corner, 1.0] for corner in skin[1]]
    if not corners:
        return lengths
    low, high = np.min(corners, axis=0)[:3], np.max(corners, axis=0)[:3]
    size = float(np.linalg.norm(high - low))
    low, high = low - MIN_TAIL * size, high + MIN_TAIL * size
    limits = {}
    for n, bone in enumerate(bones):
        along = rest[n, :3, 1] / np.linalg.norm(rest[n, :3, 1])
        tail = rest[n, :3, 3] + lengths[n] * along
        if bone.children:
            continue
        if policy == SKIN_EXTENT:
            limits[bone.name] = (n, 0.0)
        elif ((tail < low) | (tail > high)).any():
            limits[bone.name] = (n, distance_to_box(rest[n, :3, 3], along, low, high))
    heads = {name: rest[n, :3, 3] for name, (n, _) in limits.items()}
    moves = {name: skin[0][n] for name, (n, _) in limits.items()} if skin else {}
    extents = skin_extents(armature, heads, moves)
    lengths = lengths.copy()
    for name, (n, inside) in limits.items():
        if extents[name] > 0:
            shortest = max(extents[name], MIN_TAIL * size)
            lengths[n] = min(lengths[n], max(inside, shortest))
        elif lengths[n] > size > 0:
            lengths[n] = DEFAULT_TAIL * size
    return lengths


def distance_to_box(
    start: FloatArray, direction: FloatArray, low: FloatArray, high: FloatArray
) -> float:
    """The distance from start, along a unit vector, to where it leaves the box."""
    side = np.where(direction > 0, high, low)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.where(np.abs(direction) > 1e-9, (side - start) / direction, np.inf)
    return max(0.0, float(steps.min()))


def skin_extents(
    armature: ArmatureObject,
    heads: dict[str, FloatArray],
    moves: dict[str, FloatArray],
) -> dict[str, float]:
    """dict name -> distance from a bone's head to the farthest vertex that the bone
    moves, in neutral pose; 0: it moves none. heads: dict name -> [3], world; moves:
    dict name -> [4, 4] from rest to neutral pose, where that is another."""
    extents = dict.fromkeys(heads, 0.0)
    for obj in bound_meshes(armature):
        if obj.type != "MESH":
            continue
        world = np.array(obj.matrix_world)
        mesh: Any = obj.data
        positions = np.empty(3 * len(mesh.vertices), dtype=np.float32)
        mesh.vertices.foreach_get("co", positions)
        positions = positions.reshape(-1, 3) @ world[:3, :3].T + world[:3, 3]
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
            distance = np.linalg.norm(points - heads[name], axis=1)
            extents[name] = max(extents[name], float(distance.max(initial=0.0)))
    return extents
