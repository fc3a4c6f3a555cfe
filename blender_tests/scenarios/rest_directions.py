"""Rigs whose bone directions an importer chose."""

import bpy
import making
import numpy as np
from animax import pipeline
from animax.core.model_config import SKIN_EXTENT
from animax.io import scene_files
from animax.io.formats import exchange
from animax.io.old_importers import repaired
from animax.rig.armature import find_armature, read_rig
from animax.settings import Settings


def open_rig(path, heuristic=""):
    """heuristic: as an artist chose it in the menu; "": as the add-on opens it."""
    if not heuristic:
        scene_files.open_file(path)
        return find_armature()
    bpy.ops.wm.read_factory_settings(use_empty=True)
    exchange.enable("io_scene_gltf2")
    with repaired():
        bpy.ops.import_scene.gltf(filepath=path, bone_heuristic=heuristic)
    return find_armature()


def read(path, heuristic=""):
    """Heads and tails of the bones, where objects are, and the bones' real lengths."""
    armature = open_rig(path, heuristic)
    rig = read_rig(armature, SKIN_EXTENT)
    along = np.einsum("nij,nj->ni", rig["rest"][:, :3, :3], rig["directions"])
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    heads = rig["rest"][:, :3, 3]
    tails = heads + along * rig["lengths"][:, None]
    places = {
        o.name: np.mean([o.matrix_world @ v.co for v in o.data.vertices], axis=0)
        for o in bpy.data.objects
        if o.type == "MESH"
    }
    return {
        "heads": dict(zip(rig["names"], heads.tolist(), strict=True)),
        "tails": dict(zip(rig["names"], tails.tolist(), strict=True)),
        "places": {k: v.tolist() for k, v in places.items()},
        "bones": {b.name: b.length for b in armature.data.bones},
    }


def take(path, prompt, heuristic=""):
    """[F, N, 3] heads of a take by the model that comes along."""
    armature = open_rig(path, heuristic)
    scene = bpy.context.scene
    pipeline.animate(Settings(prompt=prompt, seed=5), scene)
    frames = []
    for frame in range(scene.frame_start, scene.frame_start + 25, 4):
        scene.frame_set(frame)
        frames.append(
            [
                list(armature.matrix_world @ armature.pose.bones[b.name].head)
                for b in sorted(armature.data.bones, key=lambda b: b.name)
            ]
        )
    return frames


def save_again(path, target):
    scene_files.open_file(path)
    scene_files.save_file(target)
    return sorted(o.name for o in bpy.data.objects)


def drawn_tails():
    """Leaf bones that an artist turned away from their parents' line: read as drawn, as
    long as they are, whether connected or not."""
    out = {}
    for connect in (True, False):
        making.empty()
        armature = making.chain(bones=4, mesh=True, connect=connect)
        bpy.context.view_layer.objects.active = armature
        bpy.ops.object.mode_set(mode="EDIT")
        bones = armature.data.edit_bones
        last = bones[-1]
        last.tail = last.head + making.vector((0.3, 0.05, 0.1))
        wanted = list(last.tail)
        name = last.name
        bpy.ops.object.mode_set(mode="OBJECT")
        rig = read_rig(armature)
        n = rig["names"].index(name)
        along = rig["rest"][n, :3, :3] @ rig["directions"][n]
        tail = rig["rest"][n, :3, 3] + along * rig["lengths"][n]
        out[str(connect)] = float(np.linalg.norm(tail - wanted))
    return out
