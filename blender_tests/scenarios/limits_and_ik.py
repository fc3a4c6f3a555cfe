"""Rigs whose joints may not do everything: limits, locks, constraints, drivers, IK."""

import bpy
import making
import numpy as np
from animax import pipeline
from animax.clips import keyframes
from animax.clips.sampling import read_frames
from animax.core import errors
from animax.rig import ik_targets, rig_warnings
from animax.rig.armature import read_rig
from animax.settings import Settings
from animax.take import quaternions


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
    rig = read_rig(hinges(mode))
    shown = np.nan_to_num(rig["limits"], posinf=9.0, neginf=-9.0)
    return {"limits": shown.round(6).tolist(), "locks": rig["location_locks"].tolist()}


def kept(model, mode, loop):
    """What is left of the stand-in engine's take, which turns everything."""
    armature = hinges(mode)
    # Alone the keys must keep the limits, so the constraints step aside.
    settings = Settings(prompt="wave", model=model, loop=loop)
    pipeline.animate(settings)
    for bone in armature.pose.bones:
        for constraint in bone.constraints:
            constraint.mute = True
    # Every quarter of a frame: splines may not leave the limits far.
    played = making.channels(armature, np.arange(1, 26, 0.25))
    found = {}
    for name, poses in played.items():
        vector = quaternions.unwrap_rotvecs(
            quaternions.to_rotvec(to_quaternions(poses))
        )
        found[name] = [vector.min(axis=0).tolist(), vector.max(axis=0).tolist()]
    way = played["bone.0"][:, :3, 3]
    return {"turns": found, "way": np.ptp(way, axis=0).tolist()}


def locked(model):
    """By kind: why prepare refuses a rig of locked bones; "" where it does not."""
    return {
        kind: why_refused(model, kind, **more)
        for kind, more in (
            ("locks", {}), ("limits", {}), ("one angle", {}), ("the root moves", {}),
            ("one is free", {}), ("the locked one", {"bones": ("bone.2",)}),
        )
    }  # fmt: skip


def why_refused(model, kind, **settings):
    making.empty()
    armature = making.chain(bones=4)
    for bone in armature.pose.bones:
        bone.lock_location = (True,) * 3
        if kind == "limits":
            for axis in "xyz":
                setattr(bone, f"use_ik_limit_{axis}", True)
                setattr(bone, f"ik_min_{axis}", 0.0)
                setattr(bone, f"ik_max_{axis}", 0.0)
        elif kind == "one angle":
            bone.rotation_mode, bone.lock_rotations_4d = "AXIS_ANGLE", True
            bone.lock_rotation_w = True
        else:
            bone.lock_rotation = (True,) * 3
    if kind == "the root moves":
        armature.pose.bones["bone.0"].lock_location = (True, False, True)
    if kind in ("one is free", "the locked one"):
        armature.pose.bones["bone.1"].lock_rotation = (True, True, False)
    settings = Settings(prompt="wave", model=model, **settings)
    try:
        pipeline.prepare(bpy.context.scene, settings, armature)
    except errors.AnimaxError as error:
        return str(error)
    return ""


def to_quaternions(poses):
    from mathutils import Matrix

    return np.array([Matrix(pose).to_quaternion() for pose in poses])


def messages(armature):
    names = read_rig(armature)["names"]
    return rig_warnings.messages(armature, names, np.ones(len(names), bool))


def said():
    """The sentences for a rig with nothing in the way, and for one with everything."""
    making.empty()
    no_warnings = messages(making.chain(bones=4))
    armature = hinges("XYZ")
    quiet = messages(armature)
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
    constraint = bones["bone.4"].constraints.new("IK")
    constraint.target, constraint.subtarget, constraint.chain_count = (
        armature,
        "bone.0",
        2,
    )
    # A connected bone cannot go along: it has no location.
    far = bones["bone.2"].constraints.new("IK")
    far.target = bpy.data.objects["Other"]
    bpy.context.view_layer.update()
    return {"none": no_warnings, "quiet": quiet, "all": messages(armature)}


def leg(pole, scale):
    """A hip with a thigh and a shin, which IK bends towards a bone beside them."""
    making.empty()
    armature = making.chain(bones=3)
    armature.scale = (scale,) * 3
    armature.rotation_euler = (0.2, 0.4, 1.0)
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    edit = armature.data.edit_bones
    # A knee that bends about its own x: plain planes for the pole.
    for n, (head, tail) in enumerate(
        [((0, 0, 1), (0, 0, 1.2)), ((0, 0, 1), (0, -0.08, 0.5)), ((0, 0, 0), (0,) * 3)]
    ):
        bone = edit[f"bone.{n}"]
        bone.use_connect = False
        bone.head, bone.tail = head, tail
    edit["bone.2"].head, edit["bone.2"].tail = (0, -0.08, 0.5), (0, 0, 0)
    for n in range(3):
        edit[f"bone.{n}"].roll = 0.0
    base = edit.new("base")
    base.head, base.tail = (0.3, 0, 0), (0.3, 0.2, 0.1)
    for name, head in (("target", (0, 0, 0)), ("pole", (0, -1, 0.5))):
        bone = edit.new(name)
        bone.head, bone.tail = head, np.add(head, (0, 0.1, 0.1))
        bone.parent = base
    bpy.ops.object.mode_set(mode="OBJECT")
    constraint = armature.pose.bones["bone.2"].constraints.new("IK")
    constraint.target, constraint.subtarget, constraint.chain_count = (
        armature,
        "target",
        2,
    )
    if pole:
        constraint.pole_target, constraint.pole_subtarget = armature, "pole"
        constraint.pole_angle = pole_angle(armature, constraint)
    bpy.context.view_layer.update()
    return armature


def pole_angle(armature, constraint):
    """The angle, of a full turn's degrees, that leaves the rest pose as it is."""
    best = (np.inf, 0.0)
    rest = np.array(armature.data.bones["bone.1"].matrix_local)
    for degree in range(0, 360, 15):
        constraint.pole_angle = np.radians(degree - 180)
        bpy.context.view_layer.update()
        error = np.abs(np.array(armature.pose.bones["bone.1"].matrix) - rest).max()
        best = min(best, (error, constraint.pole_angle))
    return best[1]


def ik_follows(pole, scale, going=True):
    """How far the played pose lies from what the keys alone say, of a leg of 1 x scale.

    going: the targets go along, as the pipeline lets them.
    """
    armature = leg(pole, scale)
    said = messages(armature)
    rig, frames = read_rig(armature), 20
    names = rig["names"]
    phase = np.arange(frames) / 3
    vector = np.zeros((frames, len(names), 3))
    vector[:, names.index("bone.0"), 2] = 0.3 * np.sin(phase)
    vector[:, names.index("bone.1"), 0] = 0.5 * np.sin(phase)
    vector[:, names.index("bone.2"), 0] = -0.4 + 0.4 * np.cos(phase)
    vector[:, names.index("base"), 1] = 0.2 * np.sin(phase)
    if not pole:
        vector[:, names.index("bone.2"), 2] = 0.2 * np.cos(phase)
    rotation, location = quaternions.from_rotvec(vector), np.zeros_like(vector)
    location[:, 0] = 0.2 * np.sin(phase)[:, None]
    want = making.forward(rig, rotation, location)
    if going:
        mask = np.ones(len(names), bool)
        location = ik_targets.move_targets(armature, rig, rotation, location, mask)
    keyframes.write_take(armature, names, rotation, location, 1, size=1.0)
    got = read_frames(armature, names, np.arange(1, frames + 1))
    shown = [names.index(f"bone.{n}") for n in range(3)]
    ends = [w[:, shown] @ [0.0, 0.5, 0.0, 1.0] for w in (got, want)]
    return {
        "error": float(np.abs(ends[0] - ends[1]).max()) / scale,
        "swing": float(np.ptp(ends[1], axis=0).max()) / scale,
        "said": said,
    }


def through(model):
    """The stand-in engine's take on a leg: what IK changes, and how far it goes."""
    armature = leg(False, 1.0)
    pipeline.animate(Settings(prompt="kick", model=model))
    names = read_rig(armature)["names"]
    shown = [names.index(f"bone.{n}") for n in range(3)]
    poses = []
    for mute in (False, True):
        armature.pose.bones["bone.2"].constraints[0].mute = mute
        got = read_frames(armature, names, np.arange(1, 27))
        poses.append(got[:, shown] @ [0.0, 0.5, 0.0, 1.0])
    return {
        "error": float(np.abs(poses[0] - poses[1]).max()),
        "swing": float(np.ptp(poses[1], axis=0).max()),
    }
