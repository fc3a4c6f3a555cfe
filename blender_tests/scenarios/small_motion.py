"""Motion that is small in the units of the rig's data, through exchange files."""

import bpy
import making
import numpy as np
from animax.io import scene_files
from animax.io.formats.exchange import has_operator
from animax.io.take_clip import TakeClip

COUNT = 13


def sway(folder):
    """A rig of two metres, below an object of scale 100 as importers leave it, whose
    root sways by 4 mm and nothing else: how far its joints are off after each format,
    and how far they go, in % of the rig."""
    making.empty()
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end = 1, COUNT
    armature = making.chain(bones=4, length=0.005)
    armature.scale = (100.0,) * 3
    root = armature.pose.bones[0]
    for frame in range(1, COUNT + 1):
        root.location.x = 2e-5 * np.sin(frame)
        root.keyframe_insert("location", frame=frame)
    armature.animation_data.action.name = "Sway"
    bpy.context.view_layer.update()
    before = heads()
    size = np.linalg.norm(np.ptp(before[0], axis=0)) / 100
    source = f"{folder}/source.blend"
    bpy.ops.wm.save_as_mainfile(filepath=source)
    found = {"moves": float(np.ptp(before, axis=0).max() / size)}
    for ending in ("glb", "fbx", "usdc"):
        if ending == "usdc" and not has_operator("wm", "usd_export"):
            continue
        scene_files.open_file(source)
        path = f"{folder}/sway.{ending}"
        scene_files.save_file(path, TakeClip("Sway", "Rig", 1, COUNT))
        scene_files.open_file(path)
        off = np.linalg.norm(heads() - before, axis=-1).max()
        found[ending] = float(off / size)
    return found


def heads():
    """float64 [F, B, 3]: of the rig's bones by name, at the frames of its clip."""
    scene = bpy.context.scene
    armature = next(o for o in scene.objects if o.type == "ARMATURE")
    first = round(armature.animation_data.action.frame_range[0])
    found = []
    for frame in range(first, first + COUNT):
        scene.frame_set(frame)
        world = armature.matrix_world
        bones = sorted(armature.pose.bones, key=lambda bone: bone.name)
        found.append([tuple(world @ bone.head) for bone in bones])
    return np.array(found)
