"""USD files that Blender wrote for an artist, without AnimaX."""

import bpy
import making
import numpy as np
from animax.io import scene_files
from animax.io.load.bones import edit_bones
from animax.rig.armature import find_armature

COUNT = 13
FRAMES = (0, 5, 12)
ENDINGS = ("usdc", "usda")


def artist(folder):
    """Files with a clip and without, of a posed rig with bones as long as the artist
    drew them and an object on a bone; returns their truth."""
    making.empty()
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end = 0, COUNT - 1
    armature = making.chain("Hero", bones=4, connect=False)
    with edit_bones(armature) as bones:
        for n in range(4):
            bones[f"bone.{n}"].name = f"bone_{n}"
        bones["bone_3"].length, bones["bone_1"].length = 0.123, 0.4
    mesh = bpy.data.meshes.new("Blade")
    mesh.from_pydata([(0, 0, 0), (0.1, 0, 0), (0, 0.6, 0)], [], [(0, 1, 2)])
    sword = bpy.data.objects.new("Sword", mesh)
    scene.collection.objects.link(sword)
    sword.parent, sword.parent_type, sword.parent_bone = armature, "BONE", "bone_2"
    bare = bpy.data.objects.new("Bare", bpy.data.armatures.new("Bare"))
    scene.collection.objects.link(bare)
    making.wave(armature, COUNT, "Nod", start=0)
    truth = {"clip": seen(armature)}
    for ending in ENDINGS:
        export(f"{folder}/clip.{ending}", export_animation=True)
    armature.animation_data_clear()
    for n, bone in enumerate(armature.pose.bones):
        bone.location = (0.1 * n, 0, 0.05)
        bone.scale = (1.25, 1.25, 1.25) if n == 3 else (1, 1, 1)
    truth["still"] = seen(armature)
    for ending in ENDINGS:
        export(f"{folder}/still.{ending}", export_animation=False)
    return truth


def export(path, **how):
    bpy.context.scene.frame_set(0)
    bpy.ops.wm.usd_export(filepath=path, **how)


def seen(armature):
    scene, found = bpy.context.scene, {"heads": [], "sword": []}
    sword = next(
        o for o in scene.objects if o.name == "Sword" or o.parent_type == "BONE"
    )
    for frame in FRAMES:
        scene.frame_set(frame)
        bpy.context.view_layer.update()
        world = np.array(armature.matrix_world)
        heads = [(world @ [*b.head, 1.0])[:3].tolist() for b in armature.pose.bones]
        found["heads"].append(heads)
        found["sword"].append([list(row) for row in sword.matrix_world])
    data = armature.animation_data
    return {
        **found,
        "lengths": [b.length for b in armature.data.bones],
        "scale": list(armature.pose.bones[3].scale),
        "bone": sword.parent_bone,
        "clip": data.action.name if data and data.action else "",
    }


def read_artist(folder):
    found = {}
    for kind in ("clip", "still"):
        for ending in ENDINGS:
            scene_files.open_file(f"{folder}/{kind}.{ending}")
            armature = find_armature("Hero")
            if kind == "clip":
                found[f"{kind}.{ending}"] = seen(armature)
                continue
            # Without motion nothing shows what the sword follows.
            bpy.context.view_layer.update()
            bones = armature.pose.bones
            found[f"{kind}.{ending}"] = {
                "heads": [[list(armature.matrix_world @ b.head) for b in bones]],
                "lengths": [b.length for b in armature.data.bones],
                "scale": list(bones[3].scale),
            }
    return found
