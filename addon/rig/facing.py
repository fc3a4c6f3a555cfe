"""Which way an armature faces: as set, or as found from its joints, skin and names.

Needs Blender, but neither the native module nor a registered add-on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.front import AUTO, AXES, SET, Front, angle_of, turn_to_front
from ..core.native import DEFORMS
from .find_front import find_front
from .front_signs import Shape
from .leaf_tails import mesh_vertices
from .meshes import bound_meshes

if TYPE_CHECKING:
    from typing import Any

    from ..core.array_types import FloatArray, IntArray, Skeleton
    from .blender_types import ArmatureObject


# So many vertices show the shape of a rig, and take 5 ms to read.
MAX_POINTS = 2000


def front_of(armature: ArmatureObject, rig: Skeleton, setting: str = AUTO) -> Front:
    """setting: AUTO or one of core.front.AXES; of these the axis of the armature's
    object that is nearest to it, if the object is turned about the vertical."""
    yaw = object_yaw(armature)
    if setting != AUTO:
        return Front((AXES[setting] + yaw) % 360.0, SET, 1.0)
    return find_front(read_shape(armature, rig), yaw)


def front_turn(front: Front, rig: Skeleton) -> FloatArray | None:
    """float64 [4, 4]: what turns the rig to face -Y, world; None: it does."""
    if front.angle == 0.0:
        return None
    return turn_to_front(front.angle, rig["rest"][:, :3, 3].mean(axis=0))


def object_yaw(armature: ArmatureObject) -> float:
    """Degrees by which the object is turned about the vertical from the world's axes,
    above -45 to 45; its most level axis counts."""
    axes = np.array(armature.matrix_world, dtype=np.float64)[:3, :3].T
    axes = axes / np.maximum(np.linalg.norm(axes, axis=1, keepdims=True), 1e-12)
    # Of equally level axes the first.
    level = axes[int(np.argmin(np.round(np.abs(axes[:, 2]), 4)))]
    yaw = angle_of(level[:2]) % 90.0
    # An eighth of a turn stays one, whichever way it is rounded.
    return yaw - 90.0 if yaw > 45.0 + 1e-3 else yaw


def read_shape(armature: ArmatureObject, rig: Skeleton) -> Shape:
    """The rig as read by rig/armature.py, with vertices of its meshes at rest."""
    parents = rig["parents"]
    used = (rig["flags"] & DEFORMS) != 0
    used = used if used.any() else np.ones_like(used)
    for n in range(len(parents) - 1, -1, -1):
        if used[n] and parents[n] >= 0:
            used[parents[n]] = True
    heads = rig["rest"][:, :3, 3]
    points, owners = read_skin(armature, rig["names"])
    if not len(points):
        points, owners = heads, np.arange(len(heads))
    world = np.array(armature.matrix_world, dtype=np.float64)
    mirrored = bool(np.linalg.det(world[:3, :3]) < 0)
    return Shape(rig["names"], parents, heads, used, points, owners, mirrored)


def read_skin(
    armature: ArmatureObject, names: list[str]
) -> tuple[FloatArray, IntArray]:
    """(points float64 [P, 3], world; owners int [P]: the bone that moves each most, -1
    for none) of at most about MAX_POINTS vertices, evenly chosen."""
    index = {name: n for n, name in enumerate(names)}
    meshes: list[Any] = [o for o in bound_meshes(armature) if o.type == "MESH"]
    total = sum(len(obj.data.vertices) for obj in meshes)
    step = max(1, -(-total // MAX_POINTS))
    points: list[FloatArray] = [np.zeros((0, 3))]
    owners: list[IntArray] = [np.zeros(0, dtype=np.intp)]
    for obj in meshes:
        mesh = obj.data
        world = np.array(obj.matrix_world, dtype=np.float64)
        places = mesh_vertices(mesh, step) @ world[:3, :3].T + world[:3, 3]
        owner = np.full(len(places), -1, dtype=np.intp)
        groups = {g.index: index.get(g.name, -1) for g in obj.vertex_groups}
        if obj.parent_type == "BONE" and obj.parent == armature:
            owner[:] = index.get(obj.parent_bone, -1)
        elif groups:
            vertices = mesh.vertices
            for n in range(len(places)):
                weights = [
                    (element.weight, groups.get(element.group, -1))
                    for element in vertices[n * step].groups
                ]
                owner[n] = max((w for w in weights if w[1] >= 0), default=(0, -1))[1]
        sound = np.isfinite(places).all(axis=1)
        points.append(places[sound])
        owners.append(owner[sound])
    return np.concatenate(points), np.concatenate(owners)
