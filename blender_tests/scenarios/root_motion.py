"""The way that a rig travels, in the world's units, whatever its object's transform."""

import math

import bpy
import making
import numpy as np
from animax import pipeline
from animax.clips.fcurves import action_fcurves
from animax.clips.sampling import read_frames
from animax.settings import Settings


def travel(model, scale, turned, in_place=False, keys="all"):
    """The root's way as solved from joints, keyed and played, against the true way."""
    making.empty()
    armature = making.chain(bones=4, length=0.5 / scale)
    armature.scale = (scale,) * 3
    if turned:
        armature.rotation_euler = (math.radians(90), 0.2, 0.7)
        armature.location = (2.0, -1.0, 0.5)
    bpy.context.view_layer.update()
    settings = Settings(prompt="walk", model=model, in_place=in_place, keys=keys)
    request = pipeline.prepare(bpy.context.scene, settings)
    rig, frames = request.skeleton, request.frames
    way = walked(frames)
    if in_place:
        shown = way - np.linspace(0, 1, frames)[:, None] * way[-1] * [1, 1, 0]
    else:
        shown = way
    rotation, location = solved(rig, way)
    result = {
        "rotation": rotation, "location": location, "fps": request.fps, "seconds": {}
    }  # fmt: skip
    action = pipeline.finish(bpy.context.scene, request, result)
    got = read_frames(armature, rig["names"], 1 + np.arange(frames))
    want = rig["rest"][None, :, :3, 3] + shown[:, None]
    curves = action_fcurves(action)
    return {
        "size": request.size,
        "way": float(np.abs(way[-1]).max()),
        "worst": float(np.abs(got[..., :3, 3] - want).max()),
        "keys": sum(len(c.keyframe_points) for c in curves),
        "all": len(curves) * frames,
        "located": sum("location" in c.data_path for c in curves),
    }


def walked(frames):
    """float64 [F, 3] from rest: 0.8 along, 0.3 sideways, bobbing."""
    t = np.linspace(0, 1, frames)
    return np.stack([0.3 * t, -0.8 * t, 0.1 * np.sin(2 * np.pi * t)], axis=1)


def solved(rig, way):
    """The keys of a rig that is carried along without turning, by the native solver."""
    import animax_native as engine

    chosen = engine.select_joints(rig, max_joints=32, merge=0.01)
    joints = np.asarray(chosen["position"])[None] + way[:, None]
    confidence = np.ones(joints.shape[:2], np.float32)
    return engine.solve_ik(rig, chosen, np.ascontiguousarray(joints), confidence)
