"""Writes where a take's bones are in Blender, for evaluation/export_readers.py.

Usage: python write_joints.py FOLDER [with bpy], or blender -b -P blender_joints.py --
FOLDER: for each FOLDER/NAME.blend writes FOLDER/NAME.npz with `names` [K], `heads`
[K, F, 3] in world space (Z up, metres) at the scene's whole frames, and `seconds` [F]
from the scene's first frame.
"""

from __future__ import annotations

import sys
from pathlib import Path

import bpy
import numpy as np


def write(path: Path) -> None:
    bpy.ops.wm.open_mainfile(filepath=str(path))
    scene = bpy.context.scene
    frames = range(scene.frame_start, scene.frame_end + 1)
    rigs = [o for o in scene.objects if o.type == "ARMATURE"]
    heads: dict[str, list[list[float]]] = {}
    for frame in frames:
        scene.frame_set(frame)
        for rig in rigs:
            for bone in rig.pose.bones:
                at = rig.matrix_world @ bone.head
                heads.setdefault(bone.name, []).append(list(at))
    if any(len(h) != len(frames) for h in heads.values()):
        raise SystemExit(f"{path}: two rigs have bones of the same name")
    fps = scene.render.fps / scene.render.fps_base
    np.savez(
        path.with_suffix(".npz"),
        names=np.array(list(heads)),
        heads=np.array(list(heads.values())),
        seconds=(np.array(frames) - frames[0]) / fps,
    )


for blend in sorted(Path(sys.argv[-1]).glob("*.blend")):
    write(blend)
