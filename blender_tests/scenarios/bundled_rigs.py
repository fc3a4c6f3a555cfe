"""What our own rigs hold, read from their .glb files."""

import bpy
import making
import numpy as np
from animax.io import scene_files
from animax.rig.armature import find_armature
from animax.rig.meshes import bound_meshes


def facts(path):
    making.empty()
    scene_files.open_file(path)
    armature = find_armature("")
    mesh = bound_meshes(armature)[0]
    used = np.zeros(len(mesh.vertex_groups))
    sums = []
    for vertex in mesh.data.vertices:
        sums.append(sum(g.weight for g in vertex.groups))
        for group in vertex.groups:
            used[group.group] = max(used[group.group], group.weight)
    places = np.empty(3 * len(mesh.data.vertices), dtype=np.float32)
    mesh.data.vertices.foreach_get("co", places)
    places = places.reshape(-1, 3)
    heads = {b.name: list(b.head_local) for b in armature.data.bones}
    return {
        "bones": sorted(b.name for b in armature.data.bones),
        "clips": [a.name for a in bpy.data.actions],
        "heads": heads,
        "worst_sum": float(np.abs(np.array(sums) - 1).max()),
        "least_use": float(used.min()),
        "low": places.min(axis=0).tolist(),
        "high": places.max(axis=0).tolist(),
        "vertices": len(places),
        "images": [list(i.size) for i in bpy.data.images if i.size[0]],
    }
