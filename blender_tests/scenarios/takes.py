"""Takes through the panel's operators: shown, rejected, accepted, shown again."""

import json
import os

import bpy
import control_rigs
import making
from button import ready

KINDS = ("actions", "objects", "armatures", "meshes", "scenes", "materials")


def everything(model, folder):
    """In one Blender: to start it takes the longest."""
    parts = (rejected, many, kept, chosen, two_rigs, controls)
    return {part.__name__: part(model, folder) for part in parts}


def artists_rig(model):
    """A rig with an Action, NLA tracks and a pose of the artist's own."""
    armature = ready(model)
    scene = bpy.context.scene
    below = making.wave(armature, name="Below")
    mine = making.wave(armature, name="Mine")
    data = armature.animation_data
    data.action = None
    for name, mute in (("Base", False), ("Off", True), ("Base", False)):
        track = data.nla_tracks.new()
        track.strips.new(name, 1, below)
        track.name, track.mute = name, mute
    data.action = mine
    data.action_blend_type, data.action_influence = "ADD", 0.5
    mine.use_fake_user = False
    armature.pose.bones[1].scale = (1.2, 1.2, 1.2)
    armature["mine"] = 3
    bpy.context.view_layer.objects.active = bpy.data.objects["Skin"]
    for obj in bpy.data.objects:
        obj.select_set(obj.name == "Skin")
    scene.frame_preview_start, scene.frame_preview_end = 5, 60
    scene.use_preview_range = False
    scene.frame_end = 250
    scene.frame_set(100, subframe=0.25)
    return armature


def state():
    """All that Reject has to bring back."""
    scene, layer = bpy.context.scene, bpy.context.view_layer
    rig = bpy.data.objects["Rig"]
    data = rig.animation_data
    found = {
        "names": {kind: sorted(getattr(bpy.data, kind).keys()) for kind in KINDS},
        "fake": {a.name: (a.use_fake_user, a.users) for a in bpy.data.actions},
        "preview": [
            scene.use_preview_range, scene.frame_preview_start, scene.frame_preview_end,
        ],
        "range": [scene.frame_start, scene.frame_end],
        "frame": [scene.frame_current, scene.frame_subframe],
        "active": layer.objects.active.name,
        "selected": sorted(o.name for o in bpy.data.objects if o.select_get()),
        "rig keys": sorted(dict(rig.items())),
        "position": rig.data.pose_position,
        "mode": rig.mode,
        "bones": [b.name for b in selectable(rig) if b.select],
        "pose": [
            [list(b.location), list(b.rotation_quaternion), list(b.scale)]
            for b in rig.pose.bones
        ],
        "seen": making.pose_state(rig)[2],
        "data": data is not None,
    }  # fmt: skip
    if data is not None:
        slot = getattr(data, "action_slot", None)
        found["action"] = [data.action and data.action.name, slot and slot.identifier]
        found["blend"] = [data.action_blend_type, data.action_influence]
        found["tracks"] = [(t.name, t.mute, t.is_solo) for t in data.nla_tracks]
    # As JSON has it.
    return json.loads(json.dumps(found, default=float))


def selectable(rig):
    return rig.pose.bones if bpy.app.version >= (5, 0) else rig.data.bones


def evaluated():
    """The state, once what was set by script plays."""
    scene = bpy.context.scene
    scene.frame_set(scene.frame_current, subframe=scene.frame_subframe)
    return state()


def differences(before):
    now = state()
    return {k: [before[k], now.get(k)] for k in before if before[k] != now.get(k)}


def actions():
    return sorted(bpy.data.actions.keys())


def told(action):
    plain = (str, int, float)
    return {k: v for k, v in action.items() if isinstance(v, plain) and ours(k)}


def ours(key):
    return key.startswith("animax_")


def status():
    own = bpy.context.window_manager.animax_status
    return {
        k: getattr(own, k)
        for k in ("job", "state", "error", "warnings", "action", "armature", "message")
    }


def saved(path):
    bpy.ops.wm.save_as_mainfile(filepath=path)
    return os.path.getsize(path)


def rejected(model, folder):
    """Shown and rejected, in all the ways there are."""
    found = {}
    rig = artists_rig(model)
    before = state()
    bpy.ops.animax.animate(prompt="waves about", seed=5)
    shown = state()
    take = rig.animation_data.action
    found["shown"] = {
        **{k: shown[k] for k in ("action", "tracks", "preview", "range", "frame")},
        "active": shown["active"],
        "users": shown["fake"]["Mine"],
        "muted": json.loads(take["animax_undecided"])["muted"],
        "keys": told(take),
    }
    bpy.ops.animax.take_reject()
    found["rejected"] = differences(before)
    # Solo, tweak mode, a rig in rest position.
    data = rig.animation_data
    data.nla_tracks[2].is_solo, rig.data.pose_position = True, "REST"
    before = evaluated()
    bpy.ops.animax.animate(prompt="waves about")
    bpy.ops.animax.take_reject()
    found["solo"] = differences(before)
    data.nla_tracks[2].is_solo, rig.data.pose_position = False, "POSE"
    # In Pose Mode.
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="POSE")
    selectable(rig)[2].select = True
    before = evaluated()
    bpy.ops.animax.animate(prompt="waves about", bones="bone.0")
    shown = state()
    found["posing"] = [shown["mode"], shown["bones"]]
    bpy.ops.animax.take_reject()
    found["posed"] = differences(before)
    bpy.ops.object.mode_set(mode="OBJECT")
    # Within the NLA's tweak mode.
    found["tweaked"] = tweaked(rig)
    # A linked duplicate plays the same take.
    double = rig.copy()
    bpy.context.scene.collection.objects.link(double)
    before = evaluated()
    bpy.ops.animax.animate(prompt="waves about", armature="Rig")
    double.animation_data.action = rig.animation_data.action
    bpy.ops.animax.take_reject(armature="Rig")
    found["double"] = [differences(before), double.animation_data.action.name]
    bpy.data.objects.remove(double)
    # Replaced again and again, then a failure.
    before = evaluated()
    for n in range(3):
        bpy.ops.animax.animate(prompt="waves about", seed=n)
    found["replaced"] = actions()
    shown = state()
    os.environ["FAKE_FAIL"] = "5"
    try:
        bpy.ops.animax.animate(prompt="waves about")
    except RuntimeError as error:
        found["failure"] = str(error)
    found["failed"], found["status"] = differences(shown), status()
    del os.environ["FAKE_FAIL"]
    # The artist has changed things since: those stay as they are.
    bpy.context.scene.frame_preview_end = 40
    rig.animation_data.nla_tracks.new().name = "Later"
    bpy.ops.animax.take_reject()
    found["changed since"] = differences(before)
    # Without animation data.
    bpy.context.scene.frame_preview_end = 60
    rig.animation_data_clear()
    before = state()
    bpy.ops.animax.animate(prompt="waves about")
    bpy.ops.animax.take_reject()
    found["bare"] = differences(before)
    return found


def tweaked(rig):
    """The differences, with the mode itself; {} where this Blender enters none."""
    data = rig.animation_data
    track = data.nla_tracks[0]
    data.nla_tracks.active, track.strips[0].select = track, True
    data.use_tweak_mode = True
    if not data.use_tweak_mode:
        return {}
    before = evaluated()
    bpy.ops.animax.animate(prompt="waves about")
    bpy.ops.animax.take_reject()
    found = differences(before)
    if not data.use_tweak_mode:
        found["mode"] = [True, False]
    data.use_tweak_mode = False
    return found


def many(model, folder):
    """Twenty runs and nineteen rejects, against one run."""
    rig = ready(model)
    bpy.ops.animax.animate(prompt="waves about", seed=1)
    bpy.ops.animax.take_accept()
    one = saved(os.path.join(folder, "one.blend"))
    rig = ready(model)
    seeds = set()
    for n in range(20):
        bpy.ops.animax.animate(prompt="waves about")
        seeds.add(rig.animation_data.action["animax_seed"])
        if n < 19:
            bpy.ops.animax.take_reject()
    bpy.ops.animax.take_accept()
    twenty = saved(os.path.join(folder, "twenty.blend"))
    return {"actions": actions(), "sizes": [one, twenty], "seeds": len(seeds)}


def kept(model, folder):
    """What a file holds of a take, undecided and decided."""
    found, path = {}, os.path.join(folder, "take.blend")
    rig = artists_rig(model)
    before = state()
    bpy.ops.animax.animate(
        prompt="waves about", seed=7, loop=True, frames=20, bones="bone.*"
    )
    shown, keys = state(), told(rig.animation_data.action)
    saved(path)
    bpy.ops.wm.open_mainfile(filepath=path)
    found["opened"] = differences(shown)
    found["same keys"] = told(bpy.data.objects["Rig"].animation_data.action) == keys
    bpy.ops.animax.take_reject()
    # The file's Actions have no other users than before.
    found["rejected after opening"] = differences(before)
    bpy.ops.wm.open_mainfile(filepath=path)
    bpy.ops.animax.take_settings()
    panel = bpy.context.scene.animax
    found["panel"] = [
        panel.prompt, panel.seed, panel.seed_lock, panel.loop, panel.frames,
        panel.bones,
    ]  # fmt: skip
    rig = bpy.data.objects["Rig"]
    first = curves(rig.animation_data.action)
    bpy.ops.animax.animate()
    found["same again"] = curves(rig.animation_data.action) == first
    bpy.ops.animax.take_accept()
    take = rig.animation_data.action
    found["accepted"] = {
        "name": take.name, "fake": take.use_fake_user, "cyclic": take.use_cyclic,
        "range": [take.frame_start, take.frame_end],
        "mine": bpy.data.actions["Mine"].use_fake_user,
        "tracks": [t.mute for t in rig.animation_data.nla_tracks],
        "keys": sorted(filter(ours, dict(take.items()))),
    }  # fmt: skip
    saved(path)
    bpy.ops.wm.open_mainfile(filepath=path)
    found["reopened"] = sorted(actions())
    found["told"] = told(bpy.data.objects["Rig"].animation_data.action)
    # Down to the NLA, above the artist's tracks.
    artists_rig(model)
    bpy.ops.animax.animate(prompt="waves about", loop=True, frames=20)
    bpy.ops.animax.take_accept(to_nla=True, fake_user=True)
    rig = bpy.data.objects["Rig"]
    strip = rig.animation_data.nla_tracks[-1].strips[0]
    found["pushed"] = {
        "action": rig.animation_data.action and rig.animation_data.action.name,
        "tracks": [(t.name, t.mute) for t in rig.animation_data.nla_tracks],
        "strip": [strip.name, strip.frame_start, strip.repeat, strip.extrapolation],
        "fake": strip.action.use_fake_user,
        "moves": moves(rig, 5, 10) and moves(rig, 24, 29),
        "scene": [scene_end(), bpy.data.actions["Mine"].use_fake_user],
    }
    return found


def scene_end():
    return bpy.context.scene.frame_end


def moves(rig, first, second):
    poses = []
    for frame in (first, second):
        bpy.context.scene.frame_set(frame)
        poses.append(making.pose_state(rig)[2])
    return poses[0] != poses[1]


def curves(action):
    from animax.clips.fcurves import action_fcurves

    return {
        (c.data_path, c.array_index): [round(p.co[1], 5) for p in c.keyframe_points]
        for c in action_fcurves(action)
    }


def chosen(model, folder):
    """Variations and history as takes, pinned rigs, seconds, a rig that is deleted."""
    from animax.ui.session import session

    found = {}
    rig = ready(model)
    panel = bpy.context.scene.animax
    bpy.ops.animax.animate(prompt="waves about", seed=3, variations=3)
    entries = [(e.seed, e.text(), e.key) for e in session.history.entries]
    found["variations"] = [seed for seed, _, _ in entries]
    found["texts"] = [text for _, text, _ in entries]
    found["actions"] = actions()
    bpy.ops.animax.take_show(entry=entries[2][2])
    found["shown"] = [actions(), rig.animation_data.action["animax_seed"], panel.seed]
    third = curves(rig.animation_data.action)
    bpy.ops.animax.take_reject()
    found["none"] = [actions(), rig.animation_data is None]
    bpy.ops.animax.take_show(entry=entries[2][2])
    found["same"] = curves(rig.animation_data.action) == third
    # Locked, re-rolled, in seconds.
    panel.prompt, panel.seed_lock, panel.seed = "waves about", True, 11
    panel.unit, panel.seconds = "SECONDS", 0.5
    bpy.ops.animax.animate()
    locked = rig.animation_data.action
    found["locked"] = [locked["animax_seed"], locked["animax_frames"]]
    bpy.ops.animax.animate(reroll=True)
    found["rolled"] = rig.animation_data.action["animax_seed"] != "11"
    # Another rate: the take would be too slow.
    bpy.context.scene.render.fps = 50
    try:
        bpy.ops.animax.take_show(entry=entries[0][2])
    except RuntimeError as error:
        found["rate"] = str(error)
    bpy.context.scene.render.fps = 24
    # A second rig: the pinned one is meant.
    other = making.chain("Other", bones=3)
    found["selected"] = named()
    panel.rig = rig
    found["pinned"] = named()
    panel.rig = None
    bpy.ops.animax.animate(prompt="nods")
    found["two"] = actions()
    bpy.ops.animax.take_accept(armature="Other")
    bpy.data.objects.remove(rig)
    bpy.ops.animax.animate(prompt="nods", armature="Other", accept=True)
    found["left"] = [actions(), other.animation_data.action.name]
    # Assigned by hand meanwhile: that stays.
    bpy.ops.animax.animate(prompt="nods")
    other.animation_data.action = bpy.data.actions["nods"]
    bpy.ops.animax.take_reject()
    found["by hand"] = [actions(), other.animation_data.action.name]
    found["status"] = status()
    return found


def two_rigs(model, folder):
    """What is left of the scene's range when both takes are rejected, in any order."""
    ready(model)
    making.chain("Other", bones=3)
    scene, found = bpy.context.scene, []
    for order in (("Rig", "Other"), ("Other", "Rig")):
        before = state()["preview"], scene.frame_current
        for name, frames in (("Rig", 20), ("Other", 30)):
            bpy.ops.animax.animate(prompt="nods", armature=name, frames=frames)
        for name in order:
            bpy.ops.animax.take_reject(armature=name)
        found.append([before, (state()["preview"], scene.frame_current), actions()])
    bpy.context.view_layer.objects.active = bpy.data.objects["Rig"]
    bpy.ops.animax.rig_check()
    from animax.ui.panels import broken
    from animax.ui.session import session

    long = "The rig " + 40 * "x" + " and so on and so on"
    return {
        "orders": found, "facts": session.facts["Rig"], "status": status(),
        "lines": broken(long, lambda line: len(line) <= 10),
        "whole": broken(long, lambda _: True) == [long],
    }  # fmt: skip


def controls(model, folder):
    """A rig whose switch from IK to FK the take sets."""
    ready(model)
    rig = control_rigs.plain()
    bpy.context.scene.frame_set(4)
    before = making.snapshot(), control_rigs.properties(rig)
    bpy.ops.animax.animate(prompt="nods", armature=rig.name)
    shown = control_rigs.properties(rig)
    # Replaced by another one, which finds it as it was.
    bpy.ops.animax.animate(prompt="nods", armature=rig.name)
    bpy.ops.animax.take_reject()
    after = making.snapshot(), control_rigs.properties(rig)
    return {"set": [before[1], shown, after[1]], "same": before == after}


def named():
    from animax.ui.target import target_armature

    return target_armature(bpy.context).name
