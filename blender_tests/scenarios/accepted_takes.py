"""Accepted takes through Blender's own exporters and importers, as from the menu, and
through those of the command line. For evaluation/accepted_takes.py."""

import re
import sys
import traceback
from pathlib import Path

import bpy

sys.path.append(str(Path(__file__).parent))

import control_rigs
import humanoids
import making
import numpy as np
import odd_rigs
from animax.clips.fcurves import action_fcurves, assign
from animax.clips.frame_rate import scene_fps
from animax.io import scene_files
from animax.io.formats.exchange import enable, has_operator
from animax.io.take_clip import TakeClip

# What counts as right: % of the body, frames.
JOINTS, TIMES = 0.1, 0.5
# Frames: a clip that goes on for longer is the scene's, not the take's.
LONG = 50
COMPARED = ("worst", "missing", "end", "error")


def imported_rig(folder):
    """As the importer leaves it: below an empty, its object scaled by 100."""
    path = Path(folder, "quaternius/animals_pack/Husky.glb")
    bpy.ops.import_scene.gltf(filepath=str(path))


def at_rate(fps, base=1.0, start=1):
    def make(_):
        render = bpy.context.scene.render
        render.fps, render.fps_base = fps, base
        bpy.context.scene.frame_start = start
        odd_rigs.beast()

    return make


def with_tracks(_):
    """A rig whose NLA has a clip of the artist's, and whose mesh has shape keys."""
    armature = odd_rigs.beast()
    clip = making.wave(armature, 40, "Old")
    data = armature.animation_data
    data.action = None
    data.nla_tracks.new().strips.new("Old", 1, clip)


LOOP, NLA = {"loop": True}, {"to_nla": True}
# Of each: what makes the rig, of Animate, of Accept.
CASES = {
    "importer's rig": (imported_rig, {}, {}),
    "centimetres, Y up (Mixamo)": (lambda _: humanoids.mixamo(), {}, {}),
    "bones that do not deform (UE4)": (lambda _: humanoids.unreal(), {}, {}),
    "two bones a segment (mpfb2)": (lambda _: humanoids.makehuman(), {}, {}),
    "control rig, FK": (lambda _: control_rigs.plain(), {}, {}),
    "control rig, IK": (lambda _: control_rigs.plain(), {"controls": "ik"}, {}),
    "Rigify basic human": (lambda _: control_rigs.rigify("basic_human"), {}, {}),
    "loop": (at_rate(24), LOOP, {}),
    "reduced keys": (at_rate(24), {"keys": "reduced"}, {}),
    "on the NLA": (at_rate(24), {}, NLA),
    "loop on the NLA": (at_rate(24), LOOP, NLA),
    "above a clip on the NLA": (with_tracks, {}, NLA),
    "beside a clip on the NLA": (with_tracks, {}, {}),
    "25 fps": (at_rate(25), {}, {}),
    "29.97 fps": (at_rate(30, 1.001), {}, {}),
    "29.97 fps, 6 s": (at_rate(30, 1.001), {"frames": 180}, {}),
    "60 fps": (at_rate(60), {}, {}),
    "starts at 101": (at_rate(24, start=101), {}, {}),
    "starts at 0": (at_rate(24, start=0), {}, {}),
    "mirrored parent": (lambda _: odd_rigs.below(scale=(1, -1, 1))(), {}, {}),
    "a thousandth as large": (lambda _: odd_rigs.beast(0.001), {}, {}),
}


def ready():
    import animax

    if not hasattr(bpy.types.Scene, "animax"):
        animax.register()
    making.prefer(threads=2)
    for module in ("io_scene_gltf2", "io_scene_fbx"):
        enable(module)


def accept(case, rigs):
    """Makes the rig, a take in the panel, and accepts it: (armature, TakeClip)."""
    make, animate, decide = CASES[case]
    making.empty()
    ready()
    make(rigs)
    armature = next(o for o in bpy.context.scene.objects if o.type == "ARMATURE")
    bpy.context.view_layer.objects.active = armature
    bpy.ops.animax.animate(prompt="it walks", seed=3, **animate)
    action = armature.animation_data.action
    first, last = action.frame_range
    bpy.ops.animax.take_accept(**decide)
    return armature, TakeClip(action.name, armature.name, round(first), round(last))


def heads(armature, frames):
    """dict bone -> float64 [F, 3], in the world."""
    scene, found = bpy.context.scene, []
    for frame in frames:
        whole = int(np.floor(frame + 1e-4))
        scene.frame_set(whole, subframe=max(float(frame) - whole, 0.0))
        world = armature.matrix_world
        found.append([tuple(world @ bone.head) for bone in armature.pose.bones])
    places = np.array(found).swapaxes(0, 1)
    return dict(zip((b.name for b in armature.pose.bones), places))


def write_gltf(path, _):
    bpy.ops.export_scene.gltf(filepath=path)


def write_fbx(path, _):
    bpy.ops.export_scene.fbx(filepath=path)


def write_whole_fbx(path, _):
    bpy.ops.export_scene.fbx(filepath=path, bake_anim_simplify_factor=0.0)


def write_usd(path, _):
    bpy.ops.wm.usd_export(filepath=path, export_animation=True)


def write_own(path, take):
    return scene_files.save_file(path, take)


def read_gltf(path):
    bpy.ops.import_scene.gltf(filepath=path)


def read_fbx(path):
    bpy.ops.import_scene.fbx(filepath=path)


def read_new_fbx(path):
    bpy.ops.wm.fbx_import(filepath=path)


def read_usd(path):
    bpy.ops.wm.usd_import(filepath=path)


def ways():
    """[(name, suffix, write, read)] of this Blender."""
    found = [("glTF", ".glb", write_gltf, read_gltf),
             ("FBX", ".fbx", write_fbx, read_fbx),
             ("FBX, Simplify 0", ".fbx", write_whole_fbx, read_fbx)]  # fmt: skip
    own = [("own glTF", ".glb", write_own, read_gltf),
           ("own FBX", ".fbx", write_own, read_fbx)]  # fmt: skip
    if has_operator("wm", "fbx_import"):
        found += [("FBX, Simplify 0, new importer", ".fbx", write_whole_fbx,
                   read_new_fbx)]  # fmt: skip
    if has_operator("wm", "usd_export"):
        found += [("USD", ".usdc", write_usd, read_usd)]
        own += [("own USD", ".usdc", write_own, read_usd)]
    return found + own


def run(cases, folder, rigs, hand=True):
    """Rows of the table. hand: what falls short is tried with a hand-keyed Action."""
    rows = []
    for case in cases:
        try:
            rows += through(case, folder, rigs, hand)
        except Exception:
            rows.append({"case": case, "way": "-", "error": traceback.format_exc()})
    return rows


def through(case, folder, rigs, hand):
    armature, take = accept(case, rigs)
    frames = np.arange(take.first, take.last + 1)
    before, fps = heads(armature, frames), scene_fps(bpy.context.scene)
    source = f"{folder}/source.blend"
    bpy.ops.wm.save_as_mainfile(filepath=source, check_existing=False)
    rows, short = [], []
    for way in ways():
        row = one_way(way, folder, source, take, before, frames, fps)
        rows.append({"case": case, **row})
        if is_short(row) and not way[0].startswith("own"):
            short.append((way, rows[-1]))
    if hand and short:
        bpy.ops.wm.open_mainfile(filepath=source)
        armature = bpy.data.objects[take.armature]
        key_by_hand(armature, frames, take.name)
        keyed = heads(armature, frames)
        bpy.ops.wm.save_as_mainfile(filepath=source, check_existing=False)
        for way, row in short:
            got = one_way(way, folder, source, take, keyed, frames, fps)
            row["by hand"] = {k: got[k] for k in COMPARED if k in got}
    return rows


def is_short(row):
    right = row.get("worst", np.inf) <= JOINTS and abs(row["end"]) <= TIMES
    return not right or row["missing"] or bool(row.get("error"))


def one_way(way, folder, source, take, before, frames, fps):
    name, suffix, write, read = way
    path = f"{folder}/take{suffix}"
    row = {"way": name, "missing": [], "end": 0.0}
    bpy.ops.wm.open_mainfile(filepath=source)
    base = bpy.context.scene.render
    rate = (base.fps, base.fps_base)
    try:
        report = write(path, take) or {}
        if "joint_error_pct" in report:
            # As the add-on's own readers find the file, at its own seconds.
            row["file"] = report["joint_error_pct"]
        making.empty()
        base = bpy.context.scene.render
        base.fps, base.fps_base = rate
        read(path)
        row.update(compare(before, frames, fps, take.name))
    except Exception as error:
        row["error"] = f"{type(error).__name__}: {str(error).strip()[-300:]}"
    return row


def compare(before, frames, fps, name):
    scene = bpy.context.scene
    rigs = [o for o in scene.objects if o.type == "ARMATURE"]
    if not rigs:
        return {"error": "no armature came back"}
    armature = max(rigs, key=lambda rig: len(rig.pose.bones))
    span = play(armature, name)
    if span is None:
        return {"error": "the clip is not there"}
    # Frames of the scene that it was imported into: its rate may be another.
    rate = scene_fps(scene) / fps
    at = span[0] + (frames - frames[0]) * rate
    after = {plain(name): way for name, way in heads(armature, at).items()}
    size = np.linalg.norm(np.ptp([way[0] for way in before.values()], axis=0))
    off = {
        name: float(np.linalg.norm(after[plain(name)] - way, axis=-1).max())
        for name, way in before.items() if plain(name) in after
    }  # fmt: skip
    moves = max(np.linalg.norm(np.ptp(way, axis=0)) for way in before.values())
    worst = max(off, key=off.get) if off else ""
    return {
        "missing": [name for name in before if name not in off],
        "worst": 100 * off[worst] / size if off else np.inf, "bone": worst,
        "moves": 100 * moves / size, "start": span[0], "rate": scene_fps(scene),
        # A file that holds the scene's range goes on after the take.
        "end": late if (late := float(span[1] - at[-1]) / rate) < LONG else 0.0,
    }  # fmt: skip


def play(armature, name):
    """Has the armature play the clip of that name: its first and last frame; None if
    there is none. Of several clips in a file importers play any."""
    data = armature.animation_data
    if data is None:
        return None
    # "Rig|it walks" of FBX, "it_walks" of USD, "it walks_Rig" of glTF in 3.4.
    own = re.compile(rf"(.*\|)?({re.escape(name)}|{plain(name)})(_.*)?")
    bones = set(armature.pose.bones.keys())
    found = [a for a in bpy.data.actions if own.fullmatch(a.name)]
    found = [a for a in found if bones & {p.split('"')[1] for p in paths(a)}]
    if not found:
        # USD has one clip, called as the Action or not.
        return tuple(data.action.frame_range) if data.action else None
    for track in data.nla_tracks:
        track.mute = True
    data.use_nla = False
    assign(armature, max(found, key=lambda a: a.frame_range[1] - a.frame_range[0]))
    return tuple(data.action.frame_range)


def plain(name):
    """As USD has it."""
    return re.sub(r"\W", "_", name)


def key_by_hand(armature, frames, name):
    """Plain keys of what plays, in an Action that takes the place and name of the
    take's."""
    scene, bones = bpy.context.scene, armature.pose.bones
    old, data = bpy.data.actions[name], armature.animation_data
    keyed = {path.split('"')[1] for path in paths(old) if not path.endswith('"]')}
    poses = []
    for frame in frames:
        scene.frame_set(int(frame))
        poses.append({name: bones[name].matrix_basis.copy() for name in keyed})
    before, data.action = data.action, None
    data.action = made = bpy.data.actions.new("By hand")
    for frame, pose in zip(frames, poses):
        for name, basis in pose.items():
            set_keys(bones[name], basis, float(frame))
    for curve in action_fcurves(old):
        if curve.data_path.endswith('"]'):
            # Switches between FK and IK, which have one key.
            owner = armature.path_resolve(curve.data_path.rpartition("[")[0])
            owner.keyframe_insert("[" + curve.data_path.rpartition("[")[2],
                                  frame=float(frames[0]))  # fmt: skip
    strips = [s for t in data.nla_tracks for s in t.strips if s.action == old]
    if before != old:
        data.action = before
    for strip in strips:
        strip.action = made
        if hasattr(strip, "action_slot"):
            strip.action_slot = made.slots[0]
    name = old.name
    bpy.data.actions.remove(old)
    made.name = name
    scene.frame_set(int(frames[0]))


def set_keys(bone, basis, frame):
    bone.location, turn = basis.translation, basis.to_quaternion()
    path = "rotation_euler"
    if bone.rotation_mode == "QUATERNION":
        path, bone.rotation_quaternion = "rotation_quaternion", turn
    elif bone.rotation_mode == "AXIS_ANGLE":
        axis, angle = turn.to_axis_angle()
        path, bone.rotation_axis_angle = "rotation_axis_angle", (angle, *axis)
    else:
        bone.rotation_euler = turn.to_euler(bone.rotation_mode, bone.rotation_euler)
    bone.keyframe_insert(path, frame=frame)
    bone.keyframe_insert("location", frame=frame)


def paths(action):
    found = (c.data_path for c in action_fcurves(action))
    return [path for path in found if path.startswith("pose.bones")]


def cases():
    return list(CASES)
