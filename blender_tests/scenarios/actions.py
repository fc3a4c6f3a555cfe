"""Actions as artists' files and importers leave them: whose slot is named after another
object, that share one Action, or that lie in muted NLA tracks."""

import bpy
import making
import numpy as np
from animax.clips import keyframes
from animax.clips.fcurves import action_fcurves, assign
from animax.clips.find_clips import find_clip, list_clips
from animax.clips.sampling import read_clip, read_frames
from animax.io import scene_files
from animax.io.formats import exchange
from animax.rig import rig_warnings
from animax.rig.armature import read_rig
from animax.take import take_edit

SLOTS = bpy.app.version >= (4, 4)


def rig(name, bones=3, prefix="bone", x=0.0):
    """A rig of its own bone names beside others; not connected, at x."""
    armature = making.chain(name, bones=bones)
    armature.name = name
    for bone in armature.data.bones:
        bone.name = bone.name.replace("bone", prefix)
    armature.location.x = x
    bpy.context.view_layer.update()
    return armature


def heads(armature, frames):
    """float64 [F, N, 3]: what is seen at these frames, as everything plays."""
    names = [b.name for b in armature.data.bones]
    return read_frames(armature, names, np.array(frames))[..., 1, :3, 3]


def played(armature, frames=(1, 5, 9)):
    """How far the rig moves, as everything plays."""
    return float(np.ptp(heads(armature, frames), axis=0).max())


def clip_motion(armature, name):
    """[F, 3] of the clip's second bone, read by its name, from the first frame on."""
    action, slot = find_clip(armature, name)
    return read_clip(armature, action, 24, slot)["matrices"][:, 1, :3, :3]


def state(armature):
    data = armature.animation_data
    slot = getattr(data, "action_slot", None)
    return [data.action and data.action.name, slot and slot.identifier]


def one_action(action, *others, names=None):
    """Puts the other Actions' slots into the first one, as wm.fbx_import has it."""
    strip = action.layers[0].strips[0]
    for n, other in enumerate(others):
        name = names[n] if names else other.slots[0].name_display
        slot = action.slots.new(id_type="OBJECT", name=name)
        bag = strip.channelbag(slot, ensure=True)
        for curve in action_fcurves(other):
            copy = bag.fcurves.new(curve.data_path, index=curve.array_index)
            points = [tuple(p.co) for p in curve.keyframe_points]
            copy.keyframe_points.add(len(points))
            copy.keyframe_points.foreach_set("co", np.ravel(points))
            copy.update()
    return action


def other_name(how):
    """Rig "Hero.001" and an Action made for another name: "shared" with Hero, as a
    duplicate is in older files; "generic", a slot that an importer called "Slot";
    "empty", the curves came after the Action was assigned, into "Legacy Slot"."""
    making.empty()
    hero = rig("Hero")
    action = making.wave(hero, 12, "Walk", start=1)
    truth = clip_motion(hero, "Walk")
    copy = rig("Hero.001", x=2)
    copy.animation_data_create()
    if how == "empty":
        empty = bpy.data.actions.new("Walk later")
        copy.animation_data.action = empty
        if hasattr(empty, "fcurves"):
            fill(empty.fcurves, action)
        else:
            slot = empty.slots.new(id_type="OBJECT", name="Legacy Slot")
            strip = empty.layers.new("Layer").strips.new(type="KEYFRAME")
            fill(strip.channelbag(slot, ensure=True).fcurves, action)
        action = empty
    else:
        if how == "generic" and SLOTS:
            action.slots[0].name_display = "Slot"
        copy.animation_data.action = action
    before, still = state(copy), played(copy)
    got = clip_motion(copy, action.name)
    after = state(copy)
    assign(copy, action)
    return {
        "still": still,
        "clips": sorted(list_clips(copy)),
        "worst": float(np.abs(got - truth).max()),
        "same": before == after,
        "assigned": played(copy),
    }


def fill(curves, action):
    for curve in action_fcurves(action):
        points = [tuple(p.co) for p in curve.keyframe_points]
        made = curves.new(curve.data_path, index=curve.array_index)
        made.keyframe_points.add(len(points))
        made.keyframe_points.foreach_set("co", np.ravel(points))
        made.update()


def scene_of_two(same_bones):
    """Two rigs and an Empty in one Action "Scene" with a slot each, the Empty's first,
    as wm.fbx_import makes it; rigs of the same bone names or of others. (rigs, the
    motion of each); up to 4.3 with an Action each, "Clip 0" and "Clip 1"."""
    making.empty()
    first = rig("First")
    second = rig("Second", prefix="bone" if same_bones else "part", x=3)
    truth = {}
    for n, armature in enumerate((first, second)):
        making.wave(armature, 12 + n, f"Clip {n}", start=1 + n)
        truth[armature.name] = clip_motion(armature, f"Clip {n}")
    if SLOTS:
        scene = bpy.data.actions.new("Scene")
        slot = scene.slots.new(id_type="OBJECT", name="RootNode")
        strip = scene.layers.new("Layer").strips.new(type="KEYFRAME")
        curve = strip.channelbag(slot, ensure=True).fcurves.new("location", index=0)
        curve.keyframe_points.insert(1, 0.0)
        one_action(scene, *(bpy.data.actions[f"Clip {n}"] for n in range(2)))
        for n, armature in enumerate((first, second)):
            bpy.data.actions.remove(bpy.data.actions[f"Clip {n}"])
            assign(armature, scene)
    return first, second, truth


def saved_scene(path, same_bones):
    scene_of_two(same_bones)
    bpy.ops.wm.save_as_mainfile(filepath=path)
    return opened(path)


def one_scene(same_bones):
    """A take of one bone of the second rig: the first goes on, and so do the second's
    other bones."""
    first, second, truth = scene_of_two(same_bones)
    worst = {}
    for n, armature in enumerate((first, second)):
        got = clip_motion(armature, "Scene" if SLOTS else f"Clip {n}")
        worst[armature.name] = float(np.abs(got - truth[armature.name]).max())
    before = heads(first, range(1, 12)), heads(second, range(1, 12))
    skeleton = read_rig(second)
    count = len(skeleton["names"])
    turn = np.tile([0.8, 0.6, 0.0, 0.0], (11, count, 1))
    mask = take_edit.select_bones(skeleton["names"], [skeleton["names"][2]])
    keyframes.write_take(
        second, skeleton["names"], turn, np.zeros((11, count, 3)), 1, "Take", mask
    )
    after = heads(first, range(1, 12)), heads(second, range(1, 12))
    return {
        "clips": [sorted(list_clips(a)) for a in (first, second)],
        "worst": worst,
        "others": [float(np.abs(a - b).max()) for a, b in zip(before, after)],
        "moves": played(second),
        "slot": state(second)[1],
    }


def failed_take(bound):
    """A take that fails leaves the rig playing its Action, or with an Action that does
    not play because no slot is assigned."""
    making.empty()
    hero = rig("Hero")
    action = making.wave(hero, 12, "Walk", start=1)
    armature = hero
    if not bound:
        armature = rig("Hero.001", x=2)
        armature.animation_data_create().action = action
    before, moved = state(armature), played(armature)
    names = [b.name for b in armature.data.bones]
    # Two curves of one channel are an error halfway through.
    twice = [names[0], names[1], names[1]]
    try:
        keyframes.write_take(
            armature, twice, np.tile([1.0, 0, 0, 0], (4, 3, 1)), np.zeros((4, 3, 3))
        )
        failed = False
    except RuntimeError:
        failed = True
    mask = np.array([True, False, False])
    return {
        "said": rig_warnings.messages(armature, names, mask),
        "all": rig_warnings.messages(armature, names, mask | True),
        "failed": failed,
        "same": before == state(armature),
        "moved": [moved, played(armature)],
        "actions": [a.name for a in bpy.data.actions],
    }


def nla(meta):
    """A rig whose clips are NLA strips: two in one track, perhaps within a meta strip,
    and one whose Action was made for another rig."""
    making.empty()
    other = rig("Other")
    shared = making.wave(other, 8, "Shared", start=1)
    hero = rig("Hero", x=2)
    clips = [making.wave(hero, 6 + 2 * n, f"Clip {n}", start=1 + n) for n in range(2)]
    truth = [clip_motion(hero, c.name) for c in clips] + [clip_motion(other, "Shared")]
    data = hero.animation_data
    data.action = None
    track = data.nla_tracks.new()
    for n, clip in enumerate(clips):
        # Set by itself: 3.4 names a new strip after its Action.
        track.strips.new("Strip", 1 + 20 * n, clip).name = f"Strip {n}"
    track = data.nla_tracks.new()
    track.name = "Borrowed"
    track.strips.new("S", 1, shared)
    if meta:
        made = group(hero)
        assert made, "no meta strip was made"
    names = ["Strip 0", "Strip 1", "Borrowed"]
    worst = [
        float(np.abs(clip_motion(hero, name) - want).max())
        for name, want in zip(names, truth)
    ]
    return {"worst": worst, "clips": sorted(list_clips(hero))}


def group(armature):
    """Makes the first track's strips a meta strip, for which Blender has an operator
    alone; True if it worked."""
    context = bpy.context
    context.view_layer.objects.active = armature
    armature.select_set(True)
    window = context.window_manager.windows[0]
    area = window.screen.areas[0]
    area.type = "NLA_EDITOR"
    region = next(r for r in area.regions if r.type == "WINDOW")
    track = armature.animation_data.nla_tracks[0]
    for strip in track.strips:
        strip.select = True
    for strip in armature.animation_data.nla_tracks[1].strips:
        strip.select = False
    with context.temp_override(window=window, area=area, region=region):
        bpy.ops.nla.meta_add()
    return [s.type for s in track.strips] == ["META"]


def two_rigs(path, kind):
    """A file of two rigs: "own", an animation each; "together", one animation of both;
    "bow", the second rig moves in the first one's second animation alone."""
    making.empty()
    bpy.context.scene.render.fps = 24
    man, bow = rig("Archer"), rig("Bow", bones=4, prefix="limb", x=3)
    for n, (armature, names) in enumerate(
        {
            "own": ((man, ["Walk"]), (bow, ["Bend"])),
            "together": ((man, ["Fight"]), (bow, ["Fight"])),
            "bow": ((man, ["Aim", "Shoot"]), (bow, ["Shoot"])),
        }[kind]
    ):
        data = armature.animation_data_create()
        for m, name in enumerate(names):
            action = making.wave(armature, 10 + 3 * n + 2 * m, name, start=0)
            track = data.nla_tracks.new()
            track.name = name
            track.strips.new(name, 0, action)
        data.action = None
    exchange.enable("io_scene_gltf2")
    more = {"export_nla_strips": True}
    if bpy.app.version >= (4, 0):
        more = {
            "export_animation_mode": "NLA_TRACKS",
            "export_merge_animation": "NLA_TRACK",
        }
    bpy.ops.export_scene.gltf(filepath=path, **more)


def fbx(path):
    """Two rigs in an FBX, of which the first has two clips, through each importer that
    there is: how far off the clips are, by the names that the artist knows."""
    making.empty()
    truth = {}
    for armature, names in (
        (rig("Archer"), ["Aim", "Shoot"]),
        (rig("Bow", bones=4, prefix="limb", x=3), ["Bend"]),
    ):
        data = armature.animation_data_create()
        for m, name in enumerate(names):
            action = making.wave(armature, 10 + 3 * m, name, start=1)
            truth[armature.name, name] = clip_motion(armature, name)
            track = data.nla_tracks.new()
            track.strips.new("Strip", 1, action).name = name
        for track in data.nla_tracks:
            track.mute = False
        data.action = None
    exchange.enable("io_scene_fbx")
    bpy.ops.export_scene.fbx(
        filepath=path, bake_anim_use_all_actions=False, bake_anim_simplify_factor=0.0
    )
    importers = [bpy.ops.import_scene.fbx]
    if bpy.app.version >= (4, 5):
        importers.append(bpy.ops.wm.fbx_import)
    worst, played_alone = [], []
    for read in importers:
        making.empty()
        exchange.enable("io_scene_fbx")
        read(filepath=path)
        for (name, clip), want in truth.items():
            got = clip_motion(bpy.data.objects[name], clip)
            # Each importer turns bones its own way: rotations since the first frame.
            got, want = (
                x[:, None].swapaxes(-1, -2)[:1] @ x[:, None] for x in (got, want)
            )
            trace = [np.trace(x, axis1=-2, axis2=-1)[: len(want)] for x in (got, want)]
            worst.append(float(np.abs(trace[0] - trace[1]).max()))
            assign(bpy.data.objects[name], find_clip(bpy.data.objects[name], clip)[0])
            played_alone.append(played(bpy.data.objects[name]))
    return {"worst": worst, "played": played_alone}


def opened(path):
    """What plays once the command line has opened the file, and all that could."""
    scene_files.open_file(path)
    found = {}
    for armature in bpy.data.objects:
        if armature.type == "ARMATURE":
            found[armature.name] = {
                "clips": sorted(list_clips(armature)),
                "moves": played(armature, range(0, 13, 3)),
                "motion": heads(armature, range(0, 13, 3)).round(6).tolist(),
            }
    return found


def saved(path, compress):
    making.empty()
    making.wave(rig("Hero"), 12, "Walk")
    bpy.ops.wm.save_as_mainfile(filepath=path, compress=compress)
