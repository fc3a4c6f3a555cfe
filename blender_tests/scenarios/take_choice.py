"""Choosing among takes in the panel: their pictures, and keys that are the artist's."""

from pathlib import Path

import bpy
import control_rigs
import numpy as np
from button import ready


def everything(model, folder, given):
    """In one Blender: to start it takes the longest."""
    parts = (pictures, edits, edits_given, edits_controls, assets)
    return {part.__name__: part(model, folder, given) for part in parts}


def pictures(model, folder, given):
    """Pictures of three variations, and when the timer that moves them ends."""
    from animax.ui import pictures as module
    from animax.ui.session import session
    from animax.views import take_pictures

    ready(model)
    bpy.ops.animax.animate(prompt="waves about", seed=3, variations=3)
    entries, shown = list(session.history.entries), module.pictures
    found = {"at first": [shown.icon(e, True) for e in entries]}
    while shown.make_next():
        pass
    found["icons"] = [len(shown.icons[e.key]) for e in entries]
    # Without a window all icons are 0.
    shown.icons[entries[0].key] = list(range(9))
    found["still"] = shown.icon(entries[0], False)
    found["moving"] = shown.icon(entries[0], True) in range(9)
    drawn = [shown.draw(e, 64) for e in entries]
    one = shown.previews[f"{entries[1].key} 2"]
    size = module.SIZE
    stored = np.array(one.image_pixels_float[:]).reshape(size, size, 4)
    wanted = shown.draw(entries[1], size)[2] / 255
    found["stored"] = float(np.abs(stored - wanted).max())
    found["poses differ"] = bool((drawn[0][0] != drawn[0][4]).any())
    found["takes differ"] = bool((drawn[0] != drawn[1]).any())
    # The figure is large in the picture, and whole: its margins are empty.
    lit = (drawn[0][..., 0] > 255 * take_pictures.GROUND + 1).any(axis=0)
    rows, columns = np.flatnonzero(lit.any(axis=1)), np.flatnonzero(lit.any(axis=0))
    found["box"] = [int(v) for a in (rows, columns) for v in (a[0], a[-1])]
    found["azimuths"] = azimuths(take_pictures)
    calls = 0
    while module.on_timer() is not None and calls < 20:
        calls += 1
    found["calls"] = calls
    session.history.clear()
    shown.make_next()
    found["forgotten"] = [len(shown.icons), len(shown.previews)]
    bpy.ops.animax.take_reject()
    return found


def azimuths(take_pictures):
    """Of a foot that swings along Y, and along X, of a rig that faces -Y; of one that
    faces +X and goes its way, of which nothing is seen."""
    swing = np.sin(np.arange(10.0))[:, None, None, None] * np.ones((1, 1, 2, 1))
    along_x, along_y = (swing * np.eye(3)[axis] for axis in (0, 1))
    going = take_pictures.steady(along_x + np.arange(10.0)[:, None, None, None])
    found = [([along_y], 0), ([along_x], 0), ([going], 90)]
    return [take_pictures.best_azimuth(*pair) for pair in found]


def edits(model, folder, given):
    """Keys that the artist has changed, in takes that replace theirs."""
    from animax.clips.written_keys import find_edits
    from animax.ui.session import session

    found = {}
    rig = ready(model)
    bpy.ops.animax.animate(prompt="waves about", seed=3, frames=25)
    take = rig.animation_data.action
    found["types"] = key_types(take)
    found["none"] = bool(find_edits(take))
    turn_bone(rig, "bone.1", 12)
    move_bone(rig, "bone.0", 8)
    # Two keys of another bone are removed, one between frames is new.
    curve = curve_of(take, 'pose.bones["bone.2"].rotation_quaternion', 1)
    for _ in range(2):
        curve.keyframe_points.remove(curve.keyframe_points[3])
    # A channel that the take does not have.
    rig.pose.bones["bone.2"].scale = (2, 2, 2)
    rig.pose.bones["bone.2"].keyframe_insert("scale", frame=4)
    own = find_edits(take)
    found["edits"] = [own.frames, own.paths, own.deleted, own.rewritten]
    wanted = artists_keys(take)
    others = values_of(take, 'pose.bones["bone.1"].rotation_quaternion')
    bpy.ops.animax.animate(prompt="waves about", seed=5, frames=25)
    take = rig.animation_data.action
    found["kept"] = float(np.abs(artists_keys(take) - wanted).max())
    now = values_of(take, 'pose.bones["bone.1"].rotation_quaternion')
    found["others"] = float(np.abs(now - others).max())
    found["jump"] = float(np.abs(np.diff(now, axis=1)).max())
    found["key types"] = [
        key_at(take, 'pose.bones["bone.1"].rotation_quaternion', 1, frame).type
        for frame in (12, 20)
    ]
    found["texts"] = session.run.warnings
    # Again, with another length: they are still the artist's.
    bpy.ops.animax.animate(prompt="waves about", seed=9, frames=10)
    take = rig.animation_data.action
    found["shorter"] = find_edits(take).frames
    found["outside"] = session.run.warnings[-1]
    # Another take of the session, and back.
    entries = session.history.entries
    bpy.ops.animax.take_show(entry=entries[1].key)
    back = rig.animation_data.action
    found["back"] = float(np.abs(artists_keys(back) - wanted).max())
    found["said"] = session.run.warnings[-1]
    # Saved and opened again.
    bpy.ops.wm.save_as_mainfile(filepath=f"{folder}/edits.blend")
    bpy.ops.wm.open_mainfile(filepath=f"{folder}/edits.blend")
    rig = bpy.data.objects["Rig"]
    take = rig.animation_data.action
    found["opened"] = find_edits(take).frames
    # Retimed: more the artist's than the take's.
    for curve in action_curves(take):
        for point in curve.keyframe_points:
            point.co[0] = 1 + (point.co[0] - 1) * 1.3
    bpy.ops.animax.animate(reroll=True)
    found["retimed"] = [sorted(bpy.data.actions.keys()), session.run.warnings[-1]]
    bpy.ops.animax.take_accept()
    left = rig.animation_data.action
    found["accepted"] = "animax_written" in left
    return found


def edits_given(model, folder, given):
    """Of a model with given frames: the take is made through their poses."""
    from animax.ui.session import session
    from animax_native import Engine

    rig = ready(given)
    bpy.ops.animax.animate(prompt="waves about", seed=3)
    take = rig.animation_data.action
    turn_bone(rig, "bone.1", 12)
    path = 'pose.bones["bone.1"].rotation_quaternion'
    wanted = [key_at(take, path, n, 12).co[1] for n in range(4)]
    bpy.ops.animax.animate(reroll=True)
    take = rig.animation_data.action
    now = [key_at(take, path, n, 12).co[1] for n in range(4)]
    return {
        "given": np.flatnonzero(Engine.asked["given"]).tolist(),
        "kept": float(np.abs(np.subtract(now, wanted)).max()),
        "type": key_at(take, path, 0, 12).type,
        "text": session.run.warnings[-1],
    }


def edits_controls(model, folder, given):
    """Of a control in Euler angles, in a loop with reduced keys: at its first frame."""
    from animax.ui.session import session

    ready(model)
    rig = control_rigs.plain()
    more = {"armature": rig.name, "loop": True, "keys": "reduced"}
    for bone in rig.pose.bones:
        bone.rotation_mode = "XYZ"
    bpy.ops.animax.animate(prompt="waves about", seed=3, frames=25, **more)
    take = rig.animation_data.action
    curve = next(
        c for c in action_curves(take)
        if c.data_path.endswith("rotation_euler") and c.array_index == 0
    )  # fmt: skip
    path = curve.data_path
    curve.keyframe_points[0].co[1] += 0.3
    wanted = [curve_of(take, path, n).evaluate(1) for n in range(3)]
    bpy.ops.animax.animate(prompt="waves about", seed=5, frames=25, **more)
    take = rig.animation_data.action
    ends = [[curve_of(take, path, n).evaluate(f) for n in range(3)] for f in (1, 25)]
    turns = np.subtract(ends, wanted) / (2 * np.pi)
    apart = float(np.abs(turns - np.rint(turns)).max())
    return {"apart": apart, "texts": session.run.warnings}


def assets(model, folder, given):
    """Accepted takes as assets: before the file is saved, and after."""
    found = {}
    rig = ready(model)
    library = Path(folder, "library")
    (library / "inner").mkdir(parents=True)
    listed = library / "blender_assets.cats.txt"
    bpy.ops.animax.animate(prompt="waves about", seed=5, loop=True)
    bpy.ops.animax.take_accept(as_asset=True)
    action = rig.animation_data.action
    data = action.asset_data
    found["unsaved"] = [bpy.data.filepath, list(Path(folder).glob("*.txt"))]
    found["asset"] = [
        action.name, data.description, [t.name for t in data.tags], data.catalog_id,
        "animax_undecided" in action,
    ]  # fmt: skip
    preview = action.preview
    pixels = np.array(preview.image_pixels_float[:]).reshape(256, 256, 4)
    found["picture"] = [list(preview.image_size), float(pixels[..., 0].max())]
    roots = bpy.context.preferences.filepaths.asset_libraries
    bpy.ops.preferences.asset_library_add(directory=str(library))
    found["root"] = bpy.path.abspath(roots[len(roots) - 1].path)
    path = str(library / "inner" / "one.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    found["listed"] = listed.read_text().splitlines()[-1]
    # A catalogue of that name that is there already is the one.
    other = "11111111-2222-3333-4444-555555555555"
    listed.write_text(f"VERSION 1\n\n{other}:AnimaX:Mine")
    bpy.ops.animax.animate(prompt="nods", seed=5)
    bpy.ops.animax.take_accept(as_asset=True)
    found["other"] = rig.animation_data.action.asset_data.catalog_id == other
    found["same file"] = listed.read_text().count("\n")
    bpy.ops.wm.open_mainfile(filepath=path)
    data = bpy.data.actions["waves about"].asset_data
    found["opened"] = [data.description, data.catalog_id]
    return found


def action_curves(action):
    from animax.clips.fcurves import action_fcurves

    return action_fcurves(action)


def curve_of(action, path, index):
    found = action_curves(action)
    return next(c for c in found if (c.data_path, c.array_index) == (path, index))


def key_at(action, path, index, frame):
    points = curve_of(action, path, index).keyframe_points
    return next(p for p in points if abs(p.co[0] - frame) < 1e-3)


def key_types(action):
    types = {p.type for c in action_curves(action) for p in c.keyframe_points}
    return sorted(types)


def values_of(action, path):
    """[channel, frame] of frames 1 to 25."""
    return np.array(
        [
            [curve_of(action, path, n).evaluate(f) for f in range(1, 26)]
            for n in range(4)
        ]
    )


def turn_bone(rig, name, frame):
    """A little further, as in the dope sheet: values and handles."""
    action = rig.animation_data.action
    path = f'pose.bones["{name}"].rotation_quaternion'
    values = np.array([key_at(action, path, n, frame).co[1] for n in range(4)])
    values += [0.0, 0.1, -0.1, 0.05]
    for n, value in enumerate(values / np.linalg.norm(values)):
        key_at(action, path, n, frame).co[1] = value


def move_bone(rig, name, frame):
    """Only one channel."""
    path = f'pose.bones["{name}"].location'
    key_at(rig.animation_data.action, path, 1, frame).co[1] += 0.25


def artists_keys(action):
    """The values of the keys that the artist has changed."""
    turned = 'pose.bones["bone.1"].rotation_quaternion'
    keys = [key_at(action, turned, n, 12).co[1] for n in range(4)]
    keys.append(key_at(action, 'pose.bones["bone.0"].location', 1, 8).co[1])
    scale = 'pose.bones["bone.2"].scale'
    keys += [key_at(action, scale, n, 4).co[1] for n in range(3)]
    keys = np.array(keys)
    # q and -q are one rotation.
    return np.concatenate([keys[:4] * np.sign(keys[0]), keys[4:]])
