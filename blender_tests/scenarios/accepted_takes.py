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
from animax.clips.frame_rate import scene_fps
from animax.io import scene_files
from animax.io.formats.exchange import enable, has_operator
from animax.io.take_clip import TakeClip

# What counts as right: % of the body, frames.
JOINTS, TIMES = 0.1, 0.5
NEW_FBX = "import_fbx"


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
    "29.97 fps, 20 s": (at_rate(30, 1.001), {"frames": 600}, {}),
    "60 fps": (at_rate(60), {}, {}),
    "starts at 101": (at_rate(24, start=101), {}, {}),
    "starts at 0": (at_rate(24, start=0), {}, {}),
    "mirrored parent": (lambda _: odd_rigs.below(scale=(1, -1, 1))(), {}, {}),
    "a thousandth as large": (lambda _: odd_rigs.beast(0.001), {}, {}),
}


def ready():
    import animax
    from animax.ui import preferences

    if not hasattr(bpy.types.Scene, "animax"):
        animax.register()
    chosen = {"device": "auto", "threads": 2}
    preferences.read_preferences = lambda *_: (chosen, "")
    for module in ("io_scene_gltf2", "io_scene_fbx"):
        enable(module)


def accept(case, rigs):
    """Makes the rig, a take in the panel, and accepts it: (armature, its frames)."""
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
    return armature, round(first), round(last)


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


def write_usd(path, _):
    bpy.ops.wm.usd_export(filepath=path, export_animation=True)


def write_own(path, take):
    scene_files.save_file(path, take)


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
             ("FBX", ".fbx", write_fbx, read_fbx)]  # fmt: skip
    own = [("own glTF", ".glb", write_own, read_gltf),
           ("own FBX", ".fbx", write_own, read_fbx)]  # fmt: skip
    if has_operator("wm", "fbx_import"):
        found += [("FBX, new importer", ".fbx", write_fbx, read_new_fbx)]
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
    armature, first, last = accept(case, rigs)
    frames = np.arange(first, last + 1)
    before, fps = heads(armature, frames), scene_fps(bpy.context.scene)
    action = armature.animation_data.action
    take = TakeClip(action.name if action else "Take", armature.name, first, last)
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
        key_by_hand(bpy.data.objects[take.armature], frames)
        keyed = heads(bpy.data.objects[take.armature], frames)
        bpy.ops.wm.save_as_mainfile(filepath=source, check_existing=False)
        for way, row in short:
            got = one_way(way, folder, source, take, keyed, frames, fps)
            row["by hand"] = {k: got.get(k) for k in ("worst", "missing", "end", "error")}
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
        write(path, take)
        making.empty()
        base = bpy.context.scene.render
        base.fps, base.fps_base = rate
        read(path)
        row.update(compare(before, frames, fps))
    except Exception as error:
        row["error"] = f"{type(error).__name__}: {str(error).strip()[-300:]}"
    return row


def compare(before, frames, fps):
    scene = bpy.context.scene
    rigs = [o for o in scene.objects if o.type == "ARMATURE"]
    if not rigs:
        return {"error": "no armature came back"}
    armature = max(rigs, key=lambda rig: len(rig.pose.bones))
    span = clip_of(armature)
    if span is None:
        return {"error": "nothing plays"}
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
        "end": float((span[1] - at[-1]) / rate),
    }  # fmt: skip


def clip_of(armature):
    """First and last frame of what plays."""
    data = armature.animation_data
    if data is None:
        return None
    if data.action is not None:
        return tuple(data.action.frame_range)
    strips = [s for t in data.nla_tracks if not t.mute for s in t.strips]
    return (strips[0].frame_start, strips[0].frame_end) if strips else None


def plain(name):
    """As USD has it."""
    return re.sub(r"\W", "_", name)


def key_by_hand(armature, frames):
    """What plays, as an Action of plain keys, in place of Action and tracks."""
    scene, bones = bpy.context.scene, armature.pose.bones
    poses = []
    for frame in frames:
        scene.frame_set(int(frame))
        poses.append([(b.location.copy(), b.matrix_basis.copy()) for b in bones])
    data = armature.animation_data
    for track in list(data.nla_tracks):
        data.nla_tracks.remove(track)
    keyed = {c.split('"')[1] for c in paths(data.action)} if data.action else set()
    keyed = keyed or {b.name for b in bones}
    data.action = None
    for action in list(bpy.data.actions):
        bpy.data.actions.remove(action)
    data.action = bpy.data.actions.new("By hand")
    for frame, pose in zip(frames, poses):
        for bone, (location, basis) in zip(bones, pose):
            if bone.name not in keyed:
                continue
            bone.location = location
            turn = basis.to_quaternion()
            if bone.rotation_mode == "QUATERNION":
                bone.rotation_quaternion = turn
                path = "rotation_quaternion"
            elif bone.rotation_mode == "AXIS_ANGLE":
                axis, angle = turn.to_axis_angle()
                bone.rotation_axis_angle = (angle, *axis)
                path = "rotation_axis_angle"
            else:
                bone.rotation_euler = turn.to_euler(bone.rotation_mode)
                path = "rotation_euler"
            bone.keyframe_insert(path, frame=float(frame))
            bone.keyframe_insert("location", frame=float(frame))


def paths(action):
    from animax.clips.fcurves import action_fcurves

    found = (c.data_path for c in action_fcurves(action))
    return [path for path in found if path.startswith("pose.bones")]


def cases():
    return list(CASES)
