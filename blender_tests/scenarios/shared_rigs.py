"""Real rigs by other artists: what is read of them, against their index."""

import math

import bpy
import numpy as np
from animax.clips.find_clips import find_clip, list_clips
from animax.clips.sampling import read_clip
from animax.core.native import DEFORMS
from animax.io import scene_files
from animax.rig.armature import find_armature, read_rig
from animax.rig.meshes import bound_meshes
from animax.views import camera_rig, render


def sweep(folder, rows, every):
    """For each row: joints, clips and the first clip's length; every n-th is drawn."""
    found = []
    for n, row in enumerate(rows):
        scene_files.open_file(f"{folder}/{row['file']}")
        armature = find_armature()
        rig = read_rig(armature)
        clips = list_clips(armature)
        got = {
            "file": row["file"],
            "joints": len(rig["names"]),
            "clips": sorted(clips),
            "deform": int((rig["flags"] & DEFORMS).sum()),
            "sorted": bool((rig["parents"] < np.arange(len(rig["names"]))).all()),
        }
        if row["clips"]:
            action, slot = find_clip(armature, row["clips"][0][0])
            clip = read_clip(armature, action, 15, slot)
            got["seconds"] = clip["duration"]
            got["finite"] = bool(np.isfinite(clip["matrices"]).all())
        if n % every == 0:
            got["drawn"] = drawn(armature)
        found.append(got)
    return found


def drawn(armature):
    """Share of the picture that each view of the rig fills."""
    corners = np.array(
        [
            o.matrix_world @ vector(c)
            for o in bound_meshes(armature)
            for c in o.bound_box
        ]
    )
    middle = (corners.min(axis=0) + corners.max(axis=0)) / 2
    size = float(np.ptp(corners, axis=0).max()) * math.sqrt(2)
    rows = camera_rig.place(camera_rig.DEFAULT, middle, 1 / size, 128)
    views = render.render_views(armature, rows)
    return [float(v) for v in (views != 255).any(axis=-1).mean(axis=(1, 2))]


def vector(corner):
    from mathutils import Vector

    return Vector(corner)


def invented_lengths(path):
    """Leaf bones longer than the whole mesh: importers of glTF invent lengths, each
    release others, 3.4 such as here."""
    scene_files.open_file(path)
    armature = find_armature()
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    for bone in armature.data.edit_bones:
        if not bone.children:
            bone.length = 100 / armature.matrix_world.median_scale
    bpy.ops.object.mode_set(mode="OBJECT")
    rig = read_rig(armature)
    world = np.array(armature.matrix_world)
    scale = float(np.linalg.norm(world[:3, 0]))
    raw = [armature.data.bones[n].length * scale for n in rig["names"]]
    leaves = sorted(set(range(len(raw))) - set(rig["parents"].tolist()))
    return {"raw": [raw[n] for n in leaves], "read": rig["lengths"][leaves].tolist()}
