"""Takes from the current pose and through keys; long ones, loops, prompts."""

import itertools
import sys
from pathlib import Path

import bpy
import making
import numpy as np
from animax import pipeline
from animax.clips import given_poses, pose_channels
from animax.clips.fcurves import action_fcurves
from animax.clips.moving_bones import read_moving_rig
from animax.core import native
from animax.core.errors import AnimaxError
from animax.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))
FAR = 5.0


def asked():
    """What the stand-in engine was asked for."""
    return native.load().Engine.asked


def pose_now(armature):
    """float64 [B, 4, 4]: the pose as evaluated, in the armature's space."""
    bpy.context.view_layer.update()
    return np.array([np.array(b.matrix) for b in armature.pose.bones])


def pose_at(armature, frame):
    whole = int(np.floor(frame))
    bpy.context.scene.frame_set(whole, subframe=frame - whole)
    return pose_now(armature)


def off(a, b):
    """The largest difference of two poses, in shares of the rig's size."""
    size = np.ptp(b[:, :3, 3], axis=0).max()
    turned = np.abs(a[:, :3, :3] - b[:, :3, :3]).max()
    return float(max(turned, np.abs(a[:, :3, 3] - b[:, :3, 3]).max() / size))


def bend(armature, far=0.0):
    """Poses the rig by hand, without keys."""
    bones = armature.pose.bones
    for n, bone in enumerate(bones):
        if bone.rotation_mode == "QUATERNION":
            half = 0.2 + 0.1 * n
            bone.rotation_quaternion = (np.cos(half), np.sin(half), 0, 0)
        else:
            # More than a whole turn.
            bone.rotation_euler = (0.3, 0.2, 6.9)
    bones["bone.0"].location = (0.1 + far, 0.05, 0.0)
    # Without a key it would be the rig's own place (rig/own_pose.py).
    for frame in (1, 9):
        bones["bone.0"].keyframe_insert("location", frame=frame)
        bones["bone.0"].location[0] -= 0.3
    bpy.context.scene.frame_set(1)


def current(model):
    """The first frame of takes that start in the current pose, beside that pose."""
    found = {}
    for name, far, more in (
        ("near", 0.0, {}),
        ("far", FAR, {"smoothing": 0.4, "keys": "reduced"}),
        ("loop", FAR, {"loop": True, "frames": 49}),
        ("in place", 0.0, {"in_place": True, "frames": 20}),
        ("travel", 0.0, {"travel": "on", "frames": 20}),
    ):
        making.empty()
        armature = making.chain(bones=4, modes=["XYZ", "QUATERNION", "AXIS_ANGLE"])
        bend(armature, far)
        before = pose_now(armature)
        euler = tuple(armature.pose.bones["bone.0"].rotation_euler)
        settings = Settings(prompt="walk", model=model, from_current_pose=True, **more)
        request, _, _ = pipeline.animate(settings)
        first, last = bpy.context.scene.frame_start, request.frames
        bone, given = armature.pose.bones["bone.0"], asked()["given"]
        pose_at(armature, first)
        off_euler = np.abs(np.array(bone.rotation_euler) - euler).max()
        poses = [pose_at(armature, f) for f in range(first, first + last)]
        found[name] = {
            "off": off(poses[0], before),
            "euler": off_euler,
            "given": np.flatnonzero(given).tolist(),
            "given location": np.abs(asked()["location"][given]).max(),
            "frames": asked()["frames"],
            "end": off(poses[-1], before),
            "away": float(poses[-1][0, 0, 3] - before[0, 0, 3]),
            "steps": [off(a, b) for a, b in itertools.pairwise(poses)],
            "warnings": request.warnings,
        }
    return found


def block(armature, keys):
    """An Action with these keys: {frame: {bone: which channels}}."""
    random = np.random.default_rng(7)
    for frame, bones in keys.items():
        for name, channels in bones.items():
            bone = armature.pose.bones[name]
            path = {"XYZ": "rotation_euler"}.get(
                bone.rotation_mode, "rotation_quaternion"
            )
            if "r" in channels:
                values = random.normal(scale=0.4, size=3)
                bone.rotation_euler = values
                bone.rotation_quaternion = bone.rotation_euler.to_quaternion()
                bone.keyframe_insert(path, frame=frame)
            if "l" in channels:
                bone.location = random.normal(scale=0.1, size=3)
                bone.keyframe_insert("location", frame=frame)
    action = armature.animation_data.action
    action.name = "Blocking"
    return action


KEYS = {
    3: {f"bone.{n}": "rl" for n in range(4)},
    14: {"bone.1": "r"},
    20.5: {"bone.0": "rl", "bone.2": "r"},
    40: {f"bone.{n}": "r" for n in range(4)},
}


def values_of(action, frames):
    """{(path, index): values at these frames}."""
    return {
        (c.data_path, c.array_index): np.array([c.evaluate(f) for f in frames])
        for c in action_fcurves(action)
    }


def kept(model):
    """Keys before and after, and what becomes of other bones."""
    found = {}
    for name, more in (
        ("all", {}),
        ("reduced", {"keys": "reduced", "smoothing": 0.3}),
        ("bones", {"bones": ("bone.[12]",)}),
        ("current", {"from_current_pose": True, "at_frame": 3}),
    ):
        making.empty()
        scene = bpy.context.scene
        armature = making.chain(bones=4, modes=["XYZ", "QUATERNION"])
        source = block(armature, KEYS)
        scale = armature.pose.bones["bone.3"]
        scale.scale = (1.0, 1.2, 1.0)
        scale.keyframe_insert("scale", frame=3)
        scene.frame_set(1)
        poses = {f: pose_at(armature, f) for f in KEYS}
        wanted = values_of(source, KEYS)
        settings = Settings(prompt="walk", model=model, keep_keys=True, **more)
        request, _, action = pipeline.animate(settings)
        got, worst, free = values_of(action, KEYS), 0.0, 0.0
        for k, bones in enumerate(KEYS.values()):
            for key, values in wanted.items():
                bone = key[0].split('"')[1]
                kind = "l" if key[0].endswith("location") else "r"
                if "bones" in name and bone not in ("bone.1", "bone.2"):
                    bones = {**bones, bone: "rl"}
                error = abs(got[key][k] - values[k]) / max(0.1, abs(values[k]))
                if kind in bones.get(bone, "") or key[0].endswith("scale"):
                    worst = max(worst, error)
                else:
                    free = max(free, error)
        again, _, second = pipeline.animate(settings)
        found[name] = {
            "worst": worst, "free": free, "frames": request.frames,
            "given": np.flatnonzero(asked()["given"]).tolist(),
            "first": off(pose_at(armature, 1), poses[3]),
            "whole": off(pose_at(armature, 3), poses[3]),
            "keys": sum(len(c.keyframe_points) for c in action_fcurves(action)),
            "source": [source.name, source.use_fake_user],
            "again": max(
                np.abs(v - got[k]).max() for k, v in values_of(second, KEYS).items()
            ),
            "warnings": [request.warnings, again.warnings],
        }  # fmt: skip
    return found


def long(model):
    """Takes of a minute, one of several prompts, and a loop."""
    making.empty()
    armature = making.chain(bones=3)
    frames = 24 * 60 + 1
    found = {}
    for name, more in (
        ("long", {"frames": frames}),
        ("reduced", {"frames": frames, "keys": "reduced", "smoothing": 0.2}),
    ):
        request, _, action = pipeline.animate(
            Settings(prompt="walk", model=model, **more)
        )
        curves = action_fcurves(action)
        found[name] = [
            asked()["frames"], max(len(c.keyframe_points) for c in curves),
            request.warnings,
        ]  # fmt: skip
    from animax.core.prompt_list import TimedPrompt

    rows = (TimedPrompt("walks", 2.0), TimedPrompt("sits", 3.0), TimedPrompt("lies", 5))
    request, _, action = pipeline.animate(
        Settings(prompt="walks, sits, lies", prompts=rows, model=model)
    )
    found["prompts"] = [asked()["segments"], asked()["frames"], request.frames]
    found["name"] = action.name
    request, result, action = pipeline.animate(
        Settings(prompt="walk", model=model, loop=True, frames=61)
    )
    poses = [pose_at(armature, f) for f in (1, 2, 60, 61)]
    found["loop"] = {
        "asked": [asked()["loop"], asked()["frames"]],
        "closed": off(poses[3], poses[0]),
        "steps": [off(poses[1], poses[0]), off(poses[3], poses[2])],
        "shown": result["source_seconds"][[0, 30, 60]].tolist(),
    }
    return found


def refused(model, old):
    """What is said before any work, and that nothing has changed."""
    from animax.core.prompt_list import TimedPrompt

    making.empty()
    armature = making.chain(bones=4)
    said = {}

    def ask(name, **more):
        native.load().Engine.asked = None
        before = making.snapshot()
        try:
            pipeline.animate(Settings(**{"prompt": "x", "model": model, **more}))
        except AnimaxError as error:
            same = before == making.snapshot() and asked() is None
            said[name] = [error.code, str(error), same]

    two = (TimedPrompt("a", 2.0), TimedPrompt("b"))
    ask("old", model=old, from_current_pose=True, keep_keys=True)
    ask("old prompts", model=old, prompts=two, frames=100)
    ask("old length", model=old, frames=200)
    ask("length", frames=1442)
    ask("no end", prompts=two)
    ask("other end", prompts=(TimedPrompt("a", 2.0),), frames=50)
    ask("short", prompts=(TimedPrompt("a", 2.0), TimedPrompt("b", 2.01)))
    ask("no start", at_frame=3)
    ask("no action", keep_keys=True)
    ask("one frame", from_current_pose=True, frames=1)
    block(armature, {f: {"bone.0": "r"} for f in range(1, 30, 2)})
    ask("dense", keep_keys=True)
    data = armature.animation_data
    track = data.nla_tracks.new()
    track.strips.new("Blocking", 100, data.action)
    action, data.action = data.action, None
    data.nla_tracks.active = track
    data.use_tweak_mode = True
    ask("tweaked", keep_keys=True)
    data.use_tweak_mode = False
    data.nla_tracks.remove(track)
    data.action = action
    ask("elsewhere", keep_keys=True, bones=("bone.3",))
    block(armature, {48: {"bone.0": "r"}, 49: {"bone.0": "r"}})
    ask("ends", keep_keys=True, loop=True)
    return said


def current_rigs(model):
    """How far the first frame is from the current pose, of rigs whose bones are held
    by more than their keys."""
    import control_bones
    import limits_and_ik

    found = {}
    for name, build in (
        ("controls", lambda: control_bones.build("rotation and location")),
        ("half", lambda: control_bones.build("half")),
        ("ik", lambda: limits_and_ik.leg(False, 2.0)),
        ("pole", lambda: limits_and_ik.leg(True, 1.0)),
        ("limits", lambda: limits_and_ik.hinges("XYZ")),
    ):
        making.empty()
        armature = build()
        bones = armature.pose.bones
        if name in ("ik", "pole"):
            bones["target"].location = (0.05, 0.1, 0.2)
            bones["bone.0"].location = (0.1, -0.05, 0.1)
        else:
            bend(armature)
        before = pose_now(armature)
        request, _, _ = pipeline.animate(
            Settings(prompt="walk", model=model, from_current_pose=True)
        )
        first = bpy.context.scene.frame_start
        poses = [pose_at(armature, first + n) for n in range(5)]
        found[name] = {
            "off": off(poses[0], before),
            "steps": [off(a, b) for a, b in itertools.pairwise(poses)],
            "warnings": request.warnings,
        }
    return found


def remapped(model):
    """Keys that are kept in a scene with time remapping: the same before and after."""
    making.empty()
    scene = bpy.context.scene
    armature = making.chain(bones=3)
    block(armature, {2: {"bone.0": "rl"}, 31: {"bone.1": "r"}, 50: {"bone.0": "r"}})
    scene.render.frame_map_new = 200
    wanted = {f: pose_at(armature, f) for f in (4, 100)}
    source = armature.animation_data.action
    before = values_of(source, (2, 50))
    request, _, action = pipeline.animate(
        Settings(prompt="walk", model=model, keep_keys=True)
    )
    after = values_of(action, (2, 50))
    name = ('pose.bones["bone.0"].rotation_quaternion', 1)
    return {
        "frames": request.frames,
        "first": off(pose_at(armature, 4)[:1], wanted[4][:1]),
        "off": float(np.abs(after[name] - before[name]).max()),
        "last": max(c.range()[1] for c in action_fcurves(action)),
    }


def posed_file(path):
    """A file with a rig that moves; its pose at frame 7, flat."""
    making.empty()
    armature = making.chain(bones=4)
    making.wave(armature, 20, "Wave", start=1)
    armature.location, armature.rotation_euler = (3, 2, 0), (0, 0, 0.9)
    pose = pose_at(armature, 7).ravel().tolist()
    bpy.context.scene.frame_set(2)
    bpy.ops.wm.save_as_mainfile(filepath=path)
    return pose


def first_pose(path):
    """The pose at a file's first frame, flat."""
    bpy.ops.wm.open_mainfile(filepath=path)
    armature = bpy.data.objects["Rig"]
    return pose_at(armature, bpy.context.scene.frame_start).ravel().tolist()


def everything(model, old):
    """All of it in one Blender."""
    import time

    found = {}
    for name, part, words in (
        ("rigs", rigs, ()),
        ("current", current, (model,)),
        ("current rigs", current_rigs, (model,)),
        ("kept", kept, (model,)),
        ("remapped", remapped, (model,)),
        ("long", long, (model,)),
        ("refused", refused, (model, old)),
    ):
        start = time.perf_counter()
        found[name] = part(*words)
        found[name]["seconds"] = time.perf_counter() - start
    return found


def rigs():
    """What is lost of poses on their way to the solver and back, by kind of rig, and
    how far what the solver is given is from what is seen."""
    import control_bones
    import limits_and_ik

    found = {}
    for name, build in (
        ("plain", lambda: making.chain(bones=4)),
        ("own scale", own_scale),
        ("mirrored", mirrored),
        ("controls", lambda: control_bones.build("rotation and location")),
        ("flat controls", lambda: control_bones.build("flat controls")),
        ("ik", lambda: limits_and_ik.leg("beside", 2.0)),
    ):
        making.empty()
        armature = build()
        for n, bone in enumerate(armature.pose.bones):
            free = not bone.bone.use_connect
            bone.rotation_mode = "QUATERNION"
            bone.rotation_quaternion = (0.97, 0.15, 0.1 * np.sin(n), -0.1)
            bone.rotation_quaternion.normalize()
            bone.location = (0.02 * n, 0.03, -0.02) if free else (0, 0, 0)
        rig = read_moving_rig(armature)
        seen = pose_now(armature)
        mask = np.ones((1, len(rig["names"])), dtype=bool)
        pins = given_poses.make_pins(
            armature, rig, [given_poses.read_now(armature)], np.zeros(1), mask, mask
        )
        solved = pose_channels.solved_poses(armature, rig, *pins.solved)[0]
        order = [armature.pose.bones.find(n) for n in rig["names"]]
        back = pose_channels.to_channels(armature, rig, *pins.solved)
        free, _ = pose_channels.keyed_bones(armature, rig, mask[0])
        plain = [n for n in free if not armature.pose.bones[order[n]].constraints]
        dots = np.abs((back[0] * pins.own.rotation).sum(-1))[0, plain]
        found[name] = [
            off(solved, seen[order]),
            float(np.abs(dots - 1).max()),
            float(np.abs(back[1] - pins.own.location)[0, plain].max()),
        ]
    return found


def own_scale():
    armature = making.chain(bones=4, connect=False)
    armature.pose.bones["bone.1"].scale = (1.3,) * 3
    return armature


def mirrored():
    armature = making.chain(bones=4)
    armature.scale = (-2.0, 2.0, 2.0)
    return armature
