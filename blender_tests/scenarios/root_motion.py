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
        "rotation": rotation, "location": location, "fps": request.fps, "seconds": {},
        "confidence": np.ones(rotation.shape[:2], np.float32),
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


def goes_its_way(model):
    """Where the root of a turned and scaled rig goes when the engine finds a gait, by
    what was asked for; what the reports say; what is refused."""
    import animax_native as engine

    making.empty()
    armature = making.chain(bones=4, length=5.0)
    armature.scale = (0.1,) * 3
    armature.rotation_euler = (math.radians(90), 0.2, 0.7)
    armature.location = (2.0, -1.0, 0.5)
    bpy.context.view_layer.update()
    start = np.array(armature.matrix_world)
    engine.plant_feet = gait
    out = {}
    for name, prompt, options in (
        ("plain", "walks", {}),
        ("forward", "walks forward", {}),
        ("on", "walks", {"travel": "on"}),
        ("off", "walks forward", {"travel": "off"}),
        ("said", "walks forward in place", {}),
        ("loop", "walks", {"travel": "on", "loop": True}),
        ("long", "walks forward", {"frames": 60}),
        ("locked", "walks forward", {}),
    ):
        armature.pose.bones[0].lock_location = (name == "locked", False, False)
        settings = Settings(prompt=prompt, model=model, **options)
        out[name] = gone(armature, settings)
    assert np.array_equal(np.array(armature.matrix_world), start)
    try:
        settings = Settings(prompt="walk", model=model, travel="on", in_place=True)
        pipeline.prepare(bpy.context.scene, settings)
    except pipeline.AnimaxError as error:
        out["refused"] = str(error)
    return out


SPEED = (0.3, -1.2)


def gait(rig, rotation, location, fps, hold=True, steady=False):
    """What the native function returns, of ground that moves back steadily."""
    way = np.zeros((len(rotation), 3))
    way[:, :2] = np.arange(len(rotation))[:, None] / fps * SPEED
    return {
        "rotation": rotation, "location": location, "travel": way, "confidence": 0.8,
        "planted": np.zeros((2, len(rotation)), np.uint8),
        "foot_bones": np.zeros(2, np.int32),
    }  # fmt: skip


def gone(armature, settings):
    request = pipeline.prepare(bpy.context.scene, settings)
    rig, frames = request.skeleton, request.frames
    rotation = np.zeros((frames, len(rig["names"]), 4))
    rotation[..., 0] = 1.0
    # The root turns, so that its axes are not those of the rest pose.
    angle = np.linspace(0, 0.4, frames)
    rotation[:, 0, 0], rotation[:, 0, 1] = np.cos(angle), np.sin(angle)
    location = np.zeros((frames, len(rig["names"]), 3))
    result = {
        "rotation": rotation, "location": location, "fps": request.fps, "seconds": {},
        "confidence": np.ones(rotation.shape[:2], np.float32),
    }  # fmt: skip
    pipeline.finish(bpy.context.scene, request, result)
    got = read_frames(armature, rig["names"], 1 + np.arange(frames))[..., :3, 3]
    moved = got[:, 0] - got[:1, 0]
    seconds = (np.arange(frames) / request.fps)[:, None]
    want = np.concatenate([seconds * SPEED, 0 * seconds], axis=1)
    return {
        "way": moved[-1].tolist(),
        "off": float(np.abs(moved - want).max()),
        "seconds": float(seconds[-1, 0]),
        "report": result["travel"],
        "warnings": request.warnings,
    }
