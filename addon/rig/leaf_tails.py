"""Where leaf bones end: importers invent lengths that files do not hold.

Reads Blender's data, but imports no bpy.
"""

import numpy as np

from .meshes import bound_meshes

# A leaf bone's tail stays this part of the mesh away from its head: two joints in one
# place tell no direction.
LEAST_TAIL = 0.02


def plausible_lengths(armature, bones, rest, lengths, tails="box"):
    """Lengths, with leaf bones that do not end far outside of the mesh.

    glTF knows no bone lengths, and importers invent them: the parent's, or 1 in the
    armature's space. Tails of such feet would stand far off, and the cameras, which
    frame them, far away. tails "box": a tail that sticks out of the mesh's box comes
    back to it, but not nearer than what the bone moves reaches. "reach": no tail is
    farther than that (model.json's pose_map says which one a model was trained on).
    """
    corners = [
        np.array(obj.matrix_world) @ [*corner, 1.0]
        for obj in bound_meshes(armature)
        for corner in obj.bound_box
    ]
    if not corners:
        return lengths
    low, high = np.min(corners, axis=0)[:3], np.max(corners, axis=0)[:3]
    size = float(np.linalg.norm(high - low))
    low, high = low - LEAST_TAIL * size, high + LEAST_TAIL * size
    out = {}
    for n, bone in enumerate(bones):
        along = rest[n, :3, 1] / np.linalg.norm(rest[n, :3, 1])
        tail = rest[n, :3, 3] + lengths[n] * along
        if bone.children:
            continue
        if tails == "reach":
            out[bone.name] = (n, 0.0)
        elif ((tail < low) | (tail > high)).any():
            out[bone.name] = (n, within_box(rest[n, :3, 3], along, low, high))
    reach = reaches(armature, {name: rest[n, :3, 3] for name, (n, _) in out.items()})
    lengths = lengths.copy()
    for name, (n, inside) in out.items():
        if reach[name] > 0:
            least = max(reach[name], LEAST_TAIL * size)
            lengths[n] = min(lengths[n], max(inside, least))
        elif lengths[n] > size > 0:
            lengths[n] = 0.25 * size
    return lengths


def within_box(start, along, low, high):
    """How far one gets from start, along a unit vector, until one leaves the box."""
    wall = np.where(along > 0, high, low)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.where(np.abs(along) > 1e-9, (wall - start) / along, np.inf)
    return max(0.0, float(steps.min()))


def reaches(armature, heads):
    """How far from its head each named bone moves a mesh in rest pose; 0: none."""
    found = dict.fromkeys(heads, 0.0)
    for obj in bound_meshes(armature):
        if obj.type != "MESH":
            continue
        world = np.array(obj.matrix_world)
        places = np.empty(3 * len(obj.data.vertices), dtype=np.float32)
        obj.data.vertices.foreach_get("co", places)
        places = places.reshape(-1, 3) @ world[:3, :3].T + world[:3, 3]
        groups = {g.index: g.name for g in obj.vertex_groups if g.name in heads}
        owned = {name: [] for name in groups.values()}
        if groups:
            for vertex in obj.data.vertices:
                for element in vertex.groups:
                    if element.weight > 0.5 and element.group in groups:
                        owned[groups[element.group]].append(vertex.index)
        if obj.parent_type == "BONE" and obj.parent_bone in heads and len(places):
            owned[obj.parent_bone] = slice(None)
        for name, chosen in owned.items():
            off = np.linalg.norm(places[chosen] - heads[name], axis=1)
            found[name] = max(found[name], float(off.max(initial=0.0)))
    return found
