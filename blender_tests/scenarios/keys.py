"""Takes written as keyframes, read back through Blender's own evaluation."""

import bpy
import making
import numpy as np
from animax.clips import keyframes
from animax.clips.fcurves import action_fcurves
from animax.clips.frame_rate import scene_fps, set_fps
from animax.clips.sampling import read_frames
from animax.rig.armature import read_rig
from animax.take import loop, take_edit

MODES = ["QUATERNION", "XYZ", "ZYX", "AXIS_ANGLE", "YXZ", "QUATERNION"]


def walk(bones, frames, seed=3):
    """A take with more than half a turn in every bone and a root that travels."""
    random = np.random.default_rng(seed)
    axis = random.normal(size=(bones, 3))
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    angle = 2.0 * np.sin(np.arange(frames)[:, None] / 15 + np.arange(bones))
    rotation = np.concatenate(
        [np.cos(angle / 2)[..., None], np.sin(angle / 2)[..., None] * axis], axis=-1
    )
    # The same rotations with signs as an engine may give them.
    rotation *= np.where(random.random((frames, bones, 1)) < 0.5, -1.0, 1.0)
    location = np.zeros((frames, bones, 3))
    location[:, 0] = np.cumsum(random.normal(size=(frames, 3)) * 0.05, axis=0)
    return rotation, location


def back(fps, reduced=False):
    """Written keys against forward() in NumPy, at every frame; a stale pose before."""
    making.empty()
    scene = bpy.context.scene
    set_fps(scene, fps)
    armature = making.chain(bones=6, modes=MODES)
    armature.scale, armature.location = (2.0,) * 3, (1.0, 2.0, 3.0)
    making.wave(armature, 10, "Artist's")
    scene.frame_set(4)
    armature.pose.bones["bone.2"].location = (1.0, 1.0, 1.0)
    armature.pose.bones["bone.1"].keyframe_insert("scale", frame=1)
    armature.pose.bones["bone.1"].scale = (2.0, 1.0, 1.0)
    # Both are the clip's, not the rig's own.
    armature.pose.bones["bone.2"].keyframe_insert("location", frame=4)
    armature.pose.bones["bone.1"].keyframe_insert("scale", frame=4)
    bpy.context.view_layer.update()
    rig = read_rig(armature)
    rotation, location = walk(6, 30)
    action = keyframes.write_take(
        armature, rig["names"], rotation, location, 5, "a dog", size=3, reduced=reduced
    )
    got = read_frames(armature, rig["names"], np.arange(5, 35))
    want = making.forward(rig, rotation, location)
    curves = action_fcurves(action)
    artist = bpy.data.actions["Artist's"]
    halfway = read_frames(armature, rig["names"], np.arange(5, 34) + 0.5)
    return {
        "worst": float(np.abs(got - want)[..., :3, 3].max()),
        "turn": float(np.abs(got - want)[..., :3, :3].max()),
        "flip": steps(got, halfway),
        "fps": [scene.render.fps, scene.render.fps_base, scene_fps(scene)],
        "action": armature.animation_data.action.name,
        "slot": slot_of(armature),
        "modes": [b.rotation_mode for b in armature.pose.bones],
        "curves": len(curves),
        "location": sorted({c.data_path for c in curves if "location" in c.data_path}),
        "groups": sorted({c.group.name for c in curves}),
        "keys": sum(len(c.keyframe_points) for c in curves),
        "artist": [artist.use_fake_user, len(bpy.data.actions)],
    }


def scaled():
    """How far reduced keys put the root off, in the world, for rigs that are as large
    there but whose bones count in other units; and how many keys."""
    worst, count = [], []
    for scale in (1.0, 100.0):
        making.empty()
        armature = making.chain(bones=2, modes=("QUATERNION", "QUATERNION"))
        armature.scale = (scale,) * 3
        bpy.context.view_layer.update()
        rig = read_rig(armature)
        rotation, location = walk(2, 30)
        location /= scale
        action = keyframes.write_take(
            armature, rig["names"], rotation, location, 1, "a", size=3, reduced=True
        )
        got = read_frames(armature, rig["names"], np.arange(1, 31))
        want = making.forward(rig, rotation, location)
        worst.append(float(np.linalg.norm((got - want)[:, 0, :3, 3], axis=-1).max()))
        curves = action_fcurves(action)
        count.append(sum(len(c.keyframe_points) for c in curves))
    return {"worst": worst, "keys": count}


def steps(got, halfway):
    """How far the poses between frames lie from the middle of their neighbours: a sign
    flip would swing a bone through a rotation that no frame has."""
    middle = (got[:-1] + got[1:]) / 2
    return float(np.abs(halfway - middle)[..., :3, 3].max())


def slot_of(armature):
    if bpy.app.version < (4, 4):
        return "none needed"
    slot = armature.animation_data.action_slot
    return slot.identifier if slot else None


def twice():
    """The second take on a rig plays, and a failed one leaves everything as it was."""
    making.empty()
    armature = making.chain(bones=3)
    rig = read_rig(armature)
    for seed in (1, 2):
        rotation, location = walk(3, 6, seed)
        keyframes.write_take(armature, rig["names"], rotation, location, 1, "Take")
    got = read_frames(armature, rig["names"], np.arange(1, 7))
    want = making.forward(rig, rotation, location)
    before = making.snapshot()
    failed = ""
    try:
        keyframes.write_take(armature, [*rig["names"][:2], "ghost"], rotation, location)
    except KeyError as error:
        failed = str(error)
    after = making.snapshot()
    return {
        "worst": float(np.abs(got - want)[..., :3, 3].max()),
        "failed": failed,
        "same": before == after,
        "actions": sorted(a.name for a in bpy.data.actions),
    }


def hindered():
    """An artist's scene that would hide a take: rest position, a blended last Action,
    clips and a solo track in the NLA."""
    making.empty()
    armature = making.chain(bones=3)
    rig = read_rig(armature)
    data = armature.animation_data_create()
    for n in range(2):
        action = making.wave(armature, 8, f"Clip {n}")
        track = data.nla_tracks.new()
        track.strips.new("Strip", 1, action)
        track.mute = False
    data.nla_tracks[0].is_solo = True
    making.wave(armature, 6, "Last")
    data.action_blend_type, data.action_influence = "ADD", 0.3
    armature.data.pose_position = "REST"
    rotation, location = walk(3, 8)
    keyframes.write_take(armature, rig["names"], rotation, location, 1, "Take")
    got = read_frames(armature, rig["names"], np.arange(1, 9))
    want = making.forward(rig, rotation, location)
    return {"worst": float(np.abs(got - want)[..., :3, 3].max())}


def masked():
    """Bones outside the mask get no keys and keep their pose."""
    making.empty()
    armature = making.chain(bones=4)
    rig = read_rig(armature)
    armature.pose.bones["bone.0"].rotation_quaternion = (0.8, 0.6, 0.0, 0.0)
    rotation, location = walk(4, 5)
    mask = take_edit.select_bones(rig["names"], ["bone.[23]"])
    action = keyframes.write_take(
        armature, rig["names"], rotation, location, 1, "T", mask
    )
    kept = [round(v, 6) for v in armature.pose.bones["bone.0"].rotation_quaternion]
    curves = action_fcurves(action)
    return {"groups": sorted({c.group.name for c in curves}), "kept": kept}


def other_actions(nla, mode="QUATERNION"):
    """A take of two bones on a rig that an Action, or clips in the NLA, already move:
    bone.0 and bone.3 go on as before, bone.1 and bone.2 do what the take says."""
    making.empty()
    armature = making.chain(bones=4, modes=[mode] * 4, connect=False)
    rig = read_rig(armature)
    rotation, location = walk(4, 20, seed=8)
    location[:] = 0.2 * np.sin(np.arange(20)[:, None, None] / 5 + np.arange(4)[:, None])
    old = keyframes.write_take(armature, rig["names"], rotation, location, 1, "Old")
    extra = add_curves(old, list(action_fcurves(old)))
    data = armature.animation_data
    if nla:
        for n in range(2):
            track = data.nla_tracks.new()
            track.name = f"Track {n}"
            strip = track.strips.new("Strip", 1, old)
            strip.name = track.name
        data.nla_tracks[1].mute = True
        data.action = None
    if nla == "solo":
        data.nla_tracks[0].is_solo = True
    before = making.channels(armature, np.arange(1, 21))
    kept = curve_facts(old)
    mask = take_edit.select_bones(rig["names"], ["bone.[12]"])
    turned, moved = walk(4, 20, seed=9)
    moved[:] = 0
    action = keyframes.write_take(
        armature, rig["names"], turned, moved, 1, "New", mask, size=3.0
    )
    after = making.channels(armature, np.arange(1, 21))
    other = ["bone.0", "bone.3"]
    want = making.basis(turned, moved)
    return {
        "others": max(float(np.abs(before[n] - after[n]).max()) for n in other),
        "moved": min(float(np.ptp(before[n], axis=0).max()) for n in other),
        "take": max(
            float(np.abs(after[f"bone.{n}"] - want[:, n]).max()) for n in (1, 2)
        ),
        "extra": [c.data_path for c in action_fcurves(action)
                  if c.data_path in extra],
        "old": curve_facts(old) == kept,
        "name": action.name,
        "slot": slot_of(armature),
        "groups": sorted({c.group.name for c in action_fcurves(action)
                          if c.group}),
        "tracks": [[t.name, t.mute, t.is_solo] for t in data.nla_tracks],
        "scale": [round(v, 5) for v in armature.pose.bones["bone.1"].scale],
    }  # fmt: skip


def add_curves(action, curves):
    """Curves that no take writes: a scale, a custom property, a bent handle."""
    bone, prop = 'pose.bones["bone.3"].scale', 'pose.bones["bone.0"]["grip"]'
    if bpy.app.version < (4, 4):
        made = action.fcurves
    else:
        made = action.layers[0].strips[0].channelbags[0].fcurves
    for path, index in ((bone, 1), (prop, 0), ('pose.bones["bone.1"].scale', 0)):
        curve = made.new(path, index=index)
        keyframes.write_curve(curve, np.array([1, 20]), np.array([1.0, 1.5]))
    curves[0].keyframe_points[3].handle_right_type = "FREE"
    curves[0].keyframe_points[3].handle_right = (4.4, 0.3)
    return [bone, prop]


def curve_facts(action):
    return [
        [
            c.data_path,
            c.array_index,
            [[*p.co, *p.handle_right] for p in c.keyframe_points],
        ]
        for c in action_fcurves(action)
    ]


def looped(reduced):
    """A closed take as Blender plays it, also between frames and across the seam."""
    making.empty()
    armature = making.chain(bones=6, modes=MODES)
    rig = read_rig(armature)
    rotation, location = walk(6, 30)
    location[:, 0] = np.sin(np.arange(30)[:, None] / np.array([6.0, 9.0, 14.0]))
    rotation, location = loop.close_loop(rotation, location)
    action = keyframes.write_take(
        armature, rig["names"], rotation, location, 1, size=3, reduced=reduced,
        looped=True,
    )  # fmt: skip
    frames = np.arange(1, 31)
    want = making.forward(rig, rotation, location)
    got = read_frames(armature, rig["names"], frames)
    # The last frame is the first again.
    near = np.arange(4) * 0.05
    start = read_frames(armature, rig["names"], 1 + near)
    end = read_frames(armature, rig["names"], 30 - near)
    first, last = start[0], end[0]
    start, end = loop.start_slope(start) / 0.05, -loop.start_slope(end) / 0.05
    true = (want[1] - want[-2]) / 2
    return {
        "gap": float(np.abs(last - first).max()),
        "jump": float(np.abs(start - end).max()),
        "error": float(np.abs((start + end) / 2 - true).max()),
        "speed": float(np.abs(true).max()),
        "worst": float(np.abs(got - want)[..., :3, 3].max()),
        # 0.5 degrees a bone down the chain, as in test_reduced_keys.
        "bound": 6 * 6 * np.radians(0.5) if reduced else 2e-5,
        "keys": sum(len(c.keyframe_points) for c in action_fcurves(action)),
        "all": 30 * len(action_fcurves(action)),
    }


def names():
    """Names with quotes and brackets; prompts longer than a datablock's name."""
    making.empty()
    armature = making.chain(bones=3)
    armature.data.bones["bone.1"].name = 'arm "left" [x]\\'
    rig = read_rig(armature)
    rotation, location = walk(3, 5)
    prompt = "ein Hund läuft 走る " * 20
    action = keyframes.write_take(
        armature, rig["names"], rotation, location, 1, keyframes.action_name(prompt)
    )
    got = read_frames(armature, rig["names"], np.arange(1, 6))
    want = making.forward(rig, rotation, location)
    return {
        "worst": float(np.abs(got - want)[..., :3, 3].max()),
        "bytes": len(action.name.encode()),
        "starts": prompt.startswith(action.name[:20]),
    }


def timing(bones, frames):
    making.empty()
    import time

    armature = making.chain(bones=bones, length=0.05, mesh=False)
    rig = read_rig(armature)
    rotation, location = walk(bones, frames)
    start = time.perf_counter()
    keyframes.write_take(armature, rig["names"], rotation, location)
    return {"ms": (time.perf_counter() - start) * 1000}
