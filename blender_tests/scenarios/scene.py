"""Reading rigs and clips, cameras, renders: what the engine is given."""

import math

import bpy
import making
import numpy as np
from animax.clips.fcurves import assign
from animax.clips.find_clips import find_clip, list_clips
from animax.clips.sampling import read_clip
from animax.core import errors
from animax.rig.armature import read_rig
from animax.views import camera_rig, render


def reading(scale):
    """A scaled, turned, shifted armature against Blender's own matrices."""
    making.empty()
    armature = making.chain(bones=5)
    armature.scale = (scale,) * 3
    armature.rotation_euler = (0.3, -0.5, 1.1)
    armature.location = (1.0, -2.0, 0.5)
    armature.pose.bones["bone.2"].lock_rotation = (True,) * 3
    armature.pose.bones["bone.0"].lock_location = (True,) * 3
    bpy.context.view_layer.update()
    rig = read_rig(armature)
    worst = 0.0
    for n, name in enumerate(rig["names"]):
        bone = armature.data.bones[name]
        head = armature.matrix_world @ bone.head_local
        tail = armature.matrix_world @ bone.tail_local
        got = rig["rest"][n]
        unit = got[:3, 1] / np.linalg.norm(got[:3, 1])
        worst = max(worst, np.abs(got[:3, 3] - head).max())
        worst = max(worst, np.abs(got[:3, 3] + unit * rig["lengths"][n] - tail).max())
    parents = rig["parents"]
    assert (parents < np.arange(len(parents))).all()
    flags = rig["flags"].tolist()
    return {"worst": worst, "flags": flags, "parents": parents.tolist()}


def order():
    """Bones made child first still come parents first."""
    making.empty()
    data = bpy.data.armatures.new("Rig")
    armature = bpy.data.objects.new("Rig", data)
    bpy.context.scene.collection.objects.link(armature)
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    for name, z in (("leaf", 2), ("middle", 1), ("root", 0), ("other", 5)):
        bone = data.edit_bones.new(name)
        bone.head, bone.tail = (0, 0, z), (0, 0, z + 1)
    data.edit_bones["leaf"].parent = data.edit_bones["middle"]
    data.edit_bones["middle"].parent = data.edit_bones["root"]
    bpy.ops.object.mode_set(mode="OBJECT")
    rig = read_rig(armature)
    parents = rig["parents"]
    return {
        "parents": {
            name: rig["names"][parents[n]] if parents[n] >= 0 else None
            for n, name in enumerate(rig["names"])
        },
        "sorted": bool((parents < np.arange(len(parents))).all()),
    }


def refused():
    """Sentences for rigs that have no rotations to solve for."""
    found = {}
    for name, scale in (
        ("uneven", (1, 2, 1)),
        ("delta", (1, 1, 2)),
        ("parent", (1, 2, 1)),
        ("grandparent", (1, -1, 3)),
        ("even parent", (-2, 2, 2)),
        ("zero", (0, 0, 0)),
    ):
        making.empty()
        armature = making.chain()
        stretched = armature
        for n in range({"parent": 1, "grandparent": 2, "even parent": 1}.get(name, 0)):
            above = bpy.data.objects.new(f"Parent {n}", None)
            bpy.context.scene.collection.objects.link(above)
            stretched.parent, stretched = above, above
        if name == "delta":
            armature.delta_scale = scale
        else:
            stretched.scale = scale
        bpy.context.view_layer.update()
        try:
            read_rig(armature)
            found[name] = "accepted"
        except errors.AnimaxError as error:
            found[name] = [error.code, str(error)]
    return found


def clip():
    """A clip between whole frames: sampled as Blender plays it, everything put back."""
    making.empty()
    scene = bpy.context.scene
    armature = making.chain()
    first = making.wave(armature, 12, "Wave", start=1.5)
    other = making.wave(armature, 5, "Other", start=3)
    armature.pose.bones["bone.3"].scale = (1.0, 1.5, 1.0)
    scene.frame_set(4)
    before = making.snapshot()
    clip = read_clip(armature, first, 30)
    after = making.snapshot()
    # The same by hand.
    assign(armature, first)
    armature.pose.bones["bone.3"].scale = (1.0, 1.0, 1.0)
    worst = 0.0
    for n, time in enumerate(clip["times"]):
        at = 1.5 + time * 24
        scene.frame_set(math.floor(at), subframe=at - math.floor(at))
        for b, name in enumerate(clip["names"]):
            world = np.array(armature.matrix_world @ armature.pose.bones[name].matrix)
            worst = max(worst, np.abs(world - clip["matrices"][n, b]).max())
    scene.frame_set(12, subframe=0.5)
    last = np.array(armature.pose.bones["bone.3"].matrix)
    return {
        "worst": worst,
        "same": {k: before[k] == after.get(k) for k in before},
        "frames": len(clip["times"]),
        "duration": clip["duration"],
        "end": float(np.abs(last - clip["end"][3]).max()),
        "moves": float(np.ptp(clip["matrices"][:, -1, :3, 3], axis=0).max()),
        "found": find_clip(armature, "Wave")[0].name,
        "clips": sorted(list_clips(armature)),
        "other": other.name,
    }


def cameras():
    """Blender's own projection through our camera objects against our rows."""
    from bpy_extras.object_utils import world_to_camera_view
    from mathutils import Vector

    making.empty()
    scene = bpy.context.scene
    spec = dict(camera_rig.DEFAULT, elevation_deg=20)
    rows = camera_rig.place(spec, (0.3, -0.4, 1.0), 0.5, 160, 96, views=5)
    before = making.counts()
    collection = camera_rig.make_objects(rows, scene)
    bpy.context.view_layer.update()
    scene.render.resolution_x, scene.render.resolution_y = 160, 96
    points = [*np.random.default_rng(1).normal(size=(40, 3)), (0.3, -0.4, 1.0)]
    worst = 0.0
    for view, row in enumerate(rows):
        camera = collection.objects[view]
        projected = camera_rig.project(points, row)
        for n, point in enumerate(points):
            seen = world_to_camera_view(scene, camera, Vector(point))
            expected = np.array([seen.x * 160, (1 - seen.y) * 96])
            worst = max(worst, np.abs(expected - projected[n]).max())
    name = collection.name
    camera_rig.remove_objects(collection)
    # Backwards along the view direction: sines of the C library, to the last bit.
    up = math.radians(spec["elevation_deg"])
    expected = [
        [
            math.sin(azimuth) * math.cos(up),
            -math.cos(azimuth) * math.cos(up),
            math.sin(up),
        ]
        for azimuth in map(math.radians, camera_rig.azimuths(spec, 5))
    ]
    return {
        "worst": worst,
        "name": name,
        "clean": before == making.counts(),
        "exact": (-rows[:, 8:11]).tolist() == expected,
    }


def rendering(size):
    """White background, the rig where the cameras say, the scene as it was: all in a
    scene whose settings are as wrong as an artist's can be."""
    making.empty()
    scene = bpy.context.scene
    armature = making.chain(bones=4, length=0.6)
    making.wave(armature, 12)
    scene.frame_set(6)
    upset(scene)
    rig = read_rig(armature)
    heads = rig["rest"][:, :3, 3]
    middle, span = heads.mean(axis=0), np.ptp(heads, axis=0).max() * 1.6
    rows = camera_rig.place(camera_rig.DEFAULT, middle, 1 / span, size)
    before = making.snapshot()
    views = render.render_views(armature, rows)
    after = making.snapshot()
    again = render.render_views(armature, rows)
    posed = render.render_views(armature, rows, rest=False)
    drawn = (views != 255).any(axis=-1)
    # Skinned heads (all but the last bone's) are on the mesh, inside its box.
    hits = []
    for view, row in enumerate(rows):
        for x, y in camera_rig.project(heads[:3], row):
            hits.append(bool(drawn[view, int(y), int(x)]))
    if scene.name != "Mine":
        raise AssertionError(scene.name)
    return {
        "shape": list(views.shape),
        "dtype": str(views.dtype),
        "corners": int(views[:, [0, 0, -1, -1], [0, -1, 0, -1]].min()),
        "share": float(drawn.mean()),
        "hits": hits,
        "changed": [k for k in before if before[k] != after.get(k)],
        "added": [k for k in after if k not in before],
        "repeats": bool((views == again).all()),
        "posed": float((views != posed).any(axis=-1).mean()),
        "red": [int(v) for v in views[drawn].mean(axis=0)],
    }


def upset(scene):
    """World, colour management, engine, other objects: as unhelpful as they come."""
    scene.name = "Mine"
    scene.world = bpy.data.worlds.new("Night")
    scene.world.color = (0.0, 0.0, 0.3)
    scene.render.engine = "CYCLES"
    scene.render.resolution_x, scene.render.resolution_y = 333, 77
    scene.render.resolution_percentage = 50
    scene.render.pixel_aspect_x = 2.0
    scene.render.use_border = True
    scene.render.filepath = "/nowhere/at/all"
    scene.view_settings.exposure = 3.0
    scene.view_settings.gamma = 0.5
    scene.display.shading.light = "FLAT"
    bpy.ops.mesh.primitive_cube_add(size=4, location=(0, 0, 0.5))
    bpy.context.object.name = "In The Way"
    bpy.data.objects["Skin"].hide_render = False
    bpy.data.objects["Skin"].hide_set(True)
    layer = bpy.context.view_layer
    layer.objects.active = bpy.data.objects["Rig"]


def timing(size, views):
    making.empty()
    import time

    armature = making.chain(bones=8)
    rig = read_rig(armature)
    heads = rig["rest"][:, :3, 3]
    rows = camera_rig.place(
        camera_rig.DEFAULT, heads.mean(axis=0), 1 / np.ptp(heads, axis=0).max(), size
    )[:views]
    took = []
    for _ in range(6):
        start = time.perf_counter()
        render.render_views(armature, rows)
        took.append((time.perf_counter() - start) / views * 1000)
    return {"first_ms": took[0], "ms": min(took[1:])}
