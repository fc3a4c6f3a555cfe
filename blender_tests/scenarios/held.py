"""Rigs whose joints may not do everything: limits, locks, constraints, drivers, IK."""

import bpy
import making
import numpy as np
from animax import hindrances, pipeline, skeleton, turns


def hinges(mode):
    """Five bones: a locked hinge, a limit, an IK limit, limits that do not count, none.

    All but the last two can turn about one axis only.
    """
    making.empty()
    armature = making.chain(bones=5, modes=[mode] * 5, connect=False)
    bones = armature.pose.bones
    bones["bone.0"].lock_rotation = (False, True, True)
    bones["bone.0"].lock_location = (False, False, True)
    limit = bones["bone.1"].constraints.new("LIMIT_ROTATION")
    limit.owner_space = "LOCAL"
    limit.use_limit_x = limit.use_limit_y = limit.use_limit_z = True
    limit.min_x, limit.max_x = -0.2, 0.3
    bone = bones["bone.2"]
    bone.use_ik_limit_x = bone.use_ik_limit_y = bone.use_ik_limit_z = True
    bone.ik_min_x, bone.ik_max_x = 0.0, 0.4
    bone.ik_min_y = bone.ik_max_y = bone.ik_max_z = 0.0
    bone.ik_min_z = -0.0
    for change in ({"mute": True}, {"influence": 0.5}, {"owner_space": "WORLD"}):
        limit = bones["bone.3"].constraints.new("LIMIT_ROTATION")
        limit.owner_space, limit.use_limit_x = "LOCAL", True
        for name, value in change.items():
            setattr(limit, name, value)
    return armature


def limits(mode):
    """What is read."""
    rig = skeleton.read(hinges(mode))
    shown = np.nan_to_num(rig["limits"], posinf=9.0, neginf=-9.0)
    return {"limits": shown.round(6).tolist(), "locks": rig["location_locks"].tolist()}


def kept(model, mode, loop):
    """What is left of the stand-in engine's take, which turns everything."""
    armature = hinges(mode)
    # Alone the keys must keep the limits, so the constraints step aside.
    settings = pipeline.Settings(prompt="wave", model=model, loop=loop)
    pipeline.animate(settings)
    for bone in armature.pose.bones:
        for constraint in bone.constraints:
            constraint.mute = True
    # Every quarter of a frame: splines may not leave the limits far.
    played = making.channels(armature, np.arange(1, 26, 0.25))
    found = {}
    for name, poses in played.items():
        vector = turns.unwrapped(turns.to_vector(quaternions(poses)))
        found[name] = [vector.min(axis=0).tolist(), vector.max(axis=0).tolist()]
    way = played["bone.0"][:, :3, 3]
    return {"turns": found, "way": np.ptp(way, axis=0).tolist()}


def quaternions(poses):
    from mathutils import Matrix

    return np.array([Matrix(pose).to_quaternion() for pose in poses])


def said():
    """The sentences for a rig with nothing in the way, and for one with everything."""
    making.empty()
    plain = hindrances.sentences(making.chain(bones=4))
    armature = hinges("XYZ")
    quiet = hindrances.sentences(armature)
    for constraint in armature.pose.bones["bone.3"].constraints:
        constraint.mute = True
    bones = armature.pose.bones
    driver = armature.driver_add('pose.bones["bone.1"].rotation_euler', 0).driver
    driver.expression = "0.5"
    driver = armature.driver_add('pose.bones["bone.2"].location', 1).driver
    driver.expression = "0.5"
    copy = bones["bone.3"].constraints.new("COPY_ROTATION")
    copy.target = making.chain("Other", bones=1)
    path = 'pose.bones["bone.3"].constraints["Copy Rotation"].influence'
    armature.driver_add(path).driver.expression = "1"
    muted = armature.driver_add('pose.bones["bone.0"].rotation_euler', 0)
    muted.mute = True
    hold = bones["bone.4"].constraints.new("IK")
    hold.target, hold.subtarget, hold.chain_count = armature, "bone.0", 2
    bpy.context.view_layer.update()
    return {"plain": plain, "quiet": quiet, "all": hindrances.sentences(armature)}
