"""Generates takes and samples them in world space, one .npz a take. Run by a Blender:

    blender --background --factory-startup --python training/sample_takes.py -- \
        JOBS.json

JOBS.json: [{"input": file, "prompt": .., "seed": .., "target": file.npz}, ..]; instead
of a prompt, {"input": file, "convert": file} exports the rig as an artist would, with
the exporter's defaults. An .npz holds bone names, heads float32 [F, N, 3] and vertices
float32 [F, M, 3] (at most VERTICES, evenly chosen) at the scene's frames, size
(diagonal of the meshes' box at rest), the rest joints and the template views. A job
that fails leaves a .txt with the reason.
"""

import json
import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import bpy
import numpy as np

from addon import pipeline
from addon.io import scene_files
from addon.rig.armature import find_armature
from addon.rig.meshes import bound_meshes
from addon.settings import Settings
from addon.views import render

VERTICES = 2000


def ordered_meshes(armature):
    """At rest, by size and place: importers number equal names in any order."""

    def key(obj):
        points = np.array([obj.matrix_world @ v.co for v in obj.data.vertices])
        return len(points), *np.round(points.mean(axis=0), 2)

    armature.data.pose_position = "REST"
    bpy.context.view_layer.update()
    meshes = sorted((o for o in bound_meshes(armature) if o.type == "MESH"), key=key)
    armature.data.pose_position = "POSE"
    return meshes


def vertices(meshes):
    """float32 [M, 3]: of the meshes as they are posed, world."""
    graph, parts = bpy.context.evaluated_depsgraph_get(), []
    for obj in meshes:
        posed = obj.evaluated_get(graph)
        mesh = posed.data
        points = np.empty(3 * len(mesh.vertices), np.float32)
        mesh.vertices.foreach_get("co", points)
        world = np.array(posed.matrix_world)
        parts.append(points.reshape(-1, 3) @ world[:3, :3].T + world[:3, 3])
    points = np.concatenate(parts)
    return points[:: -(-len(points) // VERTICES)].astype(np.float32)


def sample(armature, request):
    """What of the take is compared."""
    scene, names = bpy.context.scene, request.skeleton["names"]
    heads, points, meshes = [], [], ordered_meshes(armature)
    for frame in range(request.frames):
        scene.frame_set(scene.frame_start + frame)
        bpy.context.view_layer.update()
        world = np.array(armature.matrix_world)
        local = np.array([armature.pose.bones[n].head[:] for n in names])
        heads.append(local @ world[:3, :3].T + world[:3, 3])
        points.append(vertices(meshes))
    armature.data.pose_position = "REST"
    bpy.context.view_layer.update()
    corners = [
        np.array(o.matrix_world) @ [*c, 1.0]
        for o in bound_meshes(armature)
        for c in o.bound_box
    ]
    return {
        "names": np.array(names),
        "deforms": request.skeleton["flags"] & 1,
        "heads": np.array(heads, np.float32),
        "vertices": np.array(points, np.float32),
        "size": np.linalg.norm(np.ptp(np.array(corners)[:, :3], axis=0)),
        "views": render.render_views(armature, request.scene_cameras),
    }


def animate(job):
    scene_files.open_file(job["input"])
    settings = Settings(prompt=job["prompt"], seed=job["seed"])
    request, result, _ = pipeline.animate(settings)
    made = sample(find_armature(), request)
    np.savez(job["target"], rest=result["selection"]["position"], **made)


def convert(job):
    target = job["convert"]
    scene_files.open_file(job["input"])
    for obj in bpy.data.objects:
        if obj.type == "ARMATURE" and obj.animation_data:
            obj.animation_data_clear()
    for action in list(bpy.data.actions):
        bpy.data.actions.remove(action)
    if target.endswith(".blend"):
        bpy.ops.wm.save_as_mainfile(filepath=target)
    elif target.endswith(".fbx"):
        bpy.ops.preferences.addon_enable(module="io_scene_fbx")
        bpy.ops.export_scene.fbx(filepath=target, path_mode="COPY", embed_textures=True)
    else:
        bpy.ops.wm.usd_export(filepath=target)


def main():
    jobs = json.loads(Path(sys.argv[sys.argv.index("--") + 1]).read_text())
    for job in jobs:
        try:
            convert(job) if "convert" in job else animate(job)
        except Exception:
            target = job.get("target") or job["convert"]
            Path(target).with_suffix(".txt").write_text(traceback.format_exc())
            traceback.print_exc()
    print("DONE", flush=True)


main()
