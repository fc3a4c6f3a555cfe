"""The server's rig of a request's joints."""

import bpy
import numpy as np
from animax.server import answer, joints
from animax.server.motion_request import Joint
from making import empty


def forward(rows):
    """How far, in metres, the joints that a client computes from the answer's rotations
    are from Blender's, for a random pose; and the bones' names."""
    empty()
    rig = [Joint(name, parent, tuple(offset)) for name, parent, offset in rows]
    armature, names = joints.make_rig(rig)
    numbers = np.random.default_rng(3)
    for bone in armature.pose.bones:
        bone.rotation_mode = "QUATERNION"
        quaternion = numbers.normal(size=4)
        bone.rotation_quaternion = quaternion / np.linalg.norm(quaternion)
    armature.pose.bones[names[0]].location = (0.3, -0.2, 0.5)
    bpy.context.view_layer.update()
    turned, root = joints.read_take(armature, names, 2)
    local = answer.local_rotations(turned, [j.parent for j in rig])[0]
    world, places = [], []
    for joint, quaternion in zip(rig, local):
        matrix = matrix_of(quaternion)
        if joint.parent < 0:
            place = answer.Y_UP @ root[0]
        else:
            matrix = world[joint.parent] @ matrix
            place = places[joint.parent] + world[joint.parent] @ joint.offset
        world.append(matrix)
        places.append(place)
    seen = [answer.Y_UP @ np.array(armature.pose.bones[n].head) for n in names]
    error = np.linalg.norm(np.array(places) - np.array(seen), axis=1).max()
    moved = np.linalg.norm(np.array(seen) - joints.places(rig) @ answer.Y_UP.T, axis=1)
    return {"error": error, "moved": moved.max(), "names": names}


def matrix_of(quaternion):
    x, y, z, w = quaternion
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
