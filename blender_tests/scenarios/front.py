"""A rig that faces any way: what is found, and what the engine sees of it."""

import math

import bpy
import numpy as np
from animax import pipeline
from animax.core.front import cameras_before
from animax.io import scene_files
from animax.rig.armature import find_armature
from animax.settings import Settings
from animax.views import preview, render
from mathutils import Matrix


def turn_objects(_, degrees):
    turn = Matrix.Rotation(math.radians(degrees), 4, "Z")
    for obj in bpy.context.scene.objects:
        if obj.parent is None:
            obj.matrix_world = turn @ obj.matrix_world
    bpy.context.view_layer.update()


def turn_data(armature, degrees):
    """Applied to bones and vertices: no object tells of it."""
    turn = Matrix.Rotation(math.radians(degrees), 4, "Z")
    for obj in bpy.context.scene.objects:
        if obj.type in ("ARMATURE", "MESH"):
            world = obj.matrix_world.copy()
            obj.data.transform(world.inverted() @ turn @ world)
    bpy.context.view_layer.update()


WAYS = {"object": turn_objects, "applied": turn_data}


def opened(rig, way="", degrees=0.0):
    scene_files.open_file(rig)
    armature = find_armature()
    if way:
        WAYS[way](armature, degrees)
    return armature


def takes(rig, turns, prompt):
    """Of each [way, degrees]: the front, how far the take's keys are from those of the
    rig as it is (degrees, % of its size), and what the engine sees of it."""
    settings = Settings(prompt=prompt, seed=1, precision="f32")
    opened(rig)
    plain = pipeline.prepare(bpy.context.scene, settings)
    engine = pipeline.open_engine(plain)
    first = pipeline.edited_take(plain, pipeline.generate(plain, engine))
    found = []
    for way, degrees in turns:
        opened(rig, way, degrees)
        request = pipeline.prepare(bpy.context.scene, settings)
        result = pipeline.generate(request, engine)
        rotation, location = pipeline.edited_take(request, result)
        dots = np.abs((rotation * first[0]).sum(axis=-1)).clip(0, 1)
        seen, want = request.seen_skeleton["rest"], plain.skeleton["rest"]
        centred = [r[:, :3, 3] - r[:, :3, 3].mean(axis=0) for r in (seen, want)]
        found.append(
            {
                "front": request.front.report(),
                "warnings": request.warnings,
                "degrees": float(2 * np.degrees(np.arccos(dots)).max()),
                "way": float(100 * np.abs(location - first[1]).max() / plain.size),
                "seen": float(np.abs(centred[0] - centred[1]).max() / plain.size),
                "scene": float(
                    np.abs(request.skeleton["rest"] - want).max() / plain.size
                ),
            }
        )
    return found


def shown(rig, model, degrees, path):
    """Template views and previews of a turned rig against those of the rig as it is:
    the share of pixels that differ, and the largest difference of cameras. By hand:
    the front as set, of a rig and of a turned object. The turned rig is saved."""
    settings = Settings(prompt="x", model=model)
    scene = opened(rig) and bpy.context.scene
    plain = pipeline.prepare(scene, settings)
    views = render.render_views(find_armature(), plain.scene_cameras)
    armature = opened(rig, "applied", degrees)
    scene = bpy.context.scene
    turned = pipeline.prepare(scene, settings)
    again = render.render_views(armature, turned.scene_cameras)
    wide = [
        preview.take_cameras(scene, armature, turned, np.arange(1))[0],
        cameras_before(turned.cameras, turned.turn),
    ]
    bpy.ops.wm.save_as_mainfile(filepath=path)
    hands = {}
    for way, angle, choice in (
        ("applied", 0, "+x"), ("object", 30, "-y"), ("object", -30, "+y"),
        ("object", 45, "-y"),
    ):  # fmt: skip
        opened(rig, way, angle)
        request = pipeline.prepare(
            bpy.context.scene, Settings(prompt="x", model=model, front=choice)
        )
        hands[f"{angle} {choice}"] = request.front.report()
    return {
        "apart": float((views != again).any(axis=-1).mean()),
        "drawn": float((views != 255).any(axis=-1).mean()),
        # Rows of rotation: the preview looks from where the template was seen.
        "preview": float(np.abs(np.subtract(*(w[:, :3] for w in wide))).max()),
        "blind": turned.turn is None,
        "hands": hands,
    }
