"""The scene's camera rig: made where the model's own stands, moved, read, refused."""

import math
import os

import bpy
import making
import numpy as np
from button import ready, report
from mathutils import Euler, Matrix, Vector

# Pixels of the stand-in model's views.
SIZE = 64


def everything(model, folder):
    """In one Blender: to start it takes the longest."""
    parts = (made, lenses, moved, shown, numbers, hidden, saved)
    return {part.__name__: part(model, folder) for part in parts}


def request(rig, **options):
    from animax import pipeline
    from animax.settings import Settings

    return pipeline.prepare(bpy.context.scene, Settings(prompt="waves", **options), rig)


def collection(rig):
    from animax.cameras import scene_rig

    return scene_rig.find_collection(bpy.context.scene, rig)


def cameras(rig):
    from animax.cameras import scene_rig

    return scene_rig.cameras_of(collection(rig))


def turned_rig(model):
    """Far from the origin, and facing +X."""
    rig = ready(model)
    rig.location, rig.scale = (30, -7, 2), (3, 3, 3)
    bpy.context.scene.animax.front = "+x"
    bpy.context.view_layer.update()
    return rig


def made(model, folder):
    """Cameras that were only made, or reset, are the model's own to the last bit."""
    rig, found = turned_rig(model), {}
    plain = {"front": "+x", "model": model}
    own = request(rig, **plain, cameras="model")
    bpy.ops.animax.cameras_add()
    found["again"] = report(bpy.ops.animax.cameras_add)
    found["names"] = [c.name for c in cameras(rig)]
    found["collection"] = collection(rig).name

    def same():
        got = request(rig, **plain)
        return [
            bool((got.cameras == own.cameras).all()), got.artist_cameras is not None,
            [w for w in got.warnings if "camera" in w],
        ]  # fmt: skip

    found["unmoved"] = same()
    for n, camera in enumerate(cameras(rig)):
        camera.location.z += 1 + n
        camera.data.lens *= 1.1
        camera.constraints.new("TRACK_TO").target = rig
    found["moved"] = same()[0]
    bpy.ops.animax.cameras_reset()
    found["reset"] = same()
    bpy.ops.animax.cameras_remove()
    found["left"] = [len(bpy.data.cameras), len(bpy.data.collections)]
    found["views"] = len(own.cameras)
    return found


def lenses(model, folder):
    """Rows read from camera objects against Blender's own projection."""
    from animax.cameras import scene_rig
    from animax.views import camera_rig
    from bpy_extras.object_utils import world_to_camera_view

    making.empty()
    scene, found = bpy.context.scene, {}
    target = bpy.data.objects.new("Target", None)
    scene.collection.objects.link(target)
    points = np.random.default_rng(1).normal(size=(30, 3)) * 0.4
    for name, size in (("wide", (96, 64)), ("tall", (48, 80))):
        scene.render.resolution_x, scene.render.resolution_y = size
        for fit in ("AUTO", "HORIZONTAL", "VERTICAL", "ORTHO", "TRACKED"):
            data = bpy.data.cameras.new(fit)
            camera = bpy.data.objects.new(fit, data)
            scene.collection.objects.link(camera)
            data.lens, data.shift_x, data.shift_y = 50, 0.1, -0.07
            camera.matrix_world = (
                Matrix.Translation((1, -5, 2))
                @ Euler((1.2, 0.1, 0.2)).to_matrix().to_4x4()
                @ Matrix.Scale(2, 4)
            )
            if fit == "ORTHO":
                data.type, data.ortho_scale = "ORTHO", 3.0
            elif fit == "TRACKED":
                camera.constraints.new("TRACK_TO").target = target
            else:
                data.sensor_fit = fit
            bpy.context.view_layer.update()
            row = scene_rig.read_rows(scene, [camera], *size, np.zeros(3))[0]
            pixels = camera_rig.project(points, row)
            seen = [world_to_camera_view(scene, camera, Vector(p)) for p in points]
            wanted = [[s.x * size[0], (1 - s.y) * size[1]] for s in seen]
            found[f"{name} {fit}"] = float(np.abs(pixels - wanted).max())
    return found


def moved(model, folder):
    """What is refused, with the camera's name, and what is warned of."""
    rig, found = ready(model), {}
    bpy.ops.animax.cameras_add()
    plain, first = {"model": model}, cameras(rig)[0]
    before = first.matrix_world.copy()

    def refused(**options):
        try:
            request(rig, **plain, **options)
        except Exception as error:
            return str(error)
        return ""

    first.matrix_world = before @ Matrix.Rotation(math.pi, 4, "Y")
    found["blind"] = refused()
    found["model's own"] = refused(cameras="model")
    first.matrix_world = before
    first.data.type = "PANO"
    found["panorama"] = refused()
    first.data.type = "PERSP"
    found["views"] = refused(views=5)
    found["another"] = refused(cameras="scene")
    turn = Matrix.Rotation(math.radians(40), 4, "Z")
    first.matrix_world = turn @ before
    found["far"] = [w for w in request(rig, **plain).warnings if "camera" in w]
    # Half of the rig is outside.
    first.matrix_world = before @ Matrix.Rotation(math.radians(13), 4, "X")
    found["aside"] = [w for w in request(rig, **plain).warnings if "camera" in w]
    first.matrix_world = before
    # All of them on the first one's spot, nearly.
    for n, camera in enumerate(cameras(rig)):
        camera.matrix_world = Matrix.Rotation(0.02 * n, 4, "Z") @ before
    found["line"] = [w for w in request(rig, **plain).warnings if "same line" in w]
    return found


def shown(model, folder):
    """The pictures are those that the model gets."""
    from animax.ui.camera_pictures import pictures, rgba

    rig, found = ready(model), {}
    bpy.ops.animax.cameras_add()
    one = cameras(rig)[1]
    one.location.z += 0.8
    before = making.counts()
    found["got"] = sorted(bpy.ops.animax.cameras_show())
    after = making.counts()
    found["added"] = {k: after[k] - before[k] for k in before if after[k] != before[k]}
    found["cameras"] = [p.camera for p in pictures.list]
    image = next(i for i in bpy.data.images if i.get("animax_camera") == one.name)
    pixels = np.empty(SIZE * SIZE * 2 * 4, np.float32)
    image.pixels.foreach_get(pixels)
    pixels = pixels.reshape(SIZE, 2 * SIZE, 4)
    got = request(rig, model=model)
    at = [p.name for p in got.artist_cameras.places].index(one.name)
    from animax.views import render

    view = render.render_views(rig, got.scene_cameras)[at]
    found["view"] = float(np.abs(pixels[:, :SIZE] - rgba(view)).max())
    from animax.core.native import load

    style = got.spec["pose_map"]
    engine = load()
    joints = engine.select_joints(got.skeleton, max_joints=32, merge=0.01)
    drawn = engine.draw_pose_maps(
        joints["position"][None], joints["parent"],
        engine.joint_colours(joints["position"]), got.cameras,
        radius=style["radius"], line_width=style["line_width"],
    )[at, 0]  # fmt: skip
    found["map"] = float(np.abs(pixels[:, SIZE:] - rgba(drawn)).max())
    found["ink"] = float((drawn != 255).any(axis=-1).mean())
    bpy.ops.animax.cameras_remove()
    found["cleared"] = pictures.list == []
    return found


def numbers(model, folder):
    """Cameras added and deleted, up to what the model takes and beyond."""
    rig, found = ready(model), {}
    bpy.ops.animax.cameras_add(views=3)
    counts = [len(request(rig, model=model).cameras)]
    for _ in range(5):
        bpy.ops.animax.camera_add()
    got = request(rig, model=model)
    counts.append(len(got.cameras))
    found["azimuths"] = [round(p.azimuth, 2) for p in got.artist_cameras.places]
    found["ninth"] = report(bpy.ops.animax.camera_add)
    for camera in cameras(rig)[2:]:
        bpy.ops.animax.camera_remove(camera=camera.name)
    try:
        request(rig, model=model)
    except Exception as error:
        found["two"] = str(error)
    bpy.ops.animax.cameras_reset()
    counts.append(len(request(rig, model=model).cameras))
    found["counts"] = counts
    bpy.ops.animax.animate(seed=3)
    found["status"] = bpy.context.window_manager.animax_status.message
    found["told"] = rig.animation_data.action.get("animax_cameras", "")[:60]
    return found


def hidden(model, folder):
    """Cameras that are hidden, excluded or keyed are where they would be shown."""
    from animax.cameras import scene_rig

    rig = ready(model)
    scene, layer = bpy.context.scene, bpy.context.view_layer
    bpy.ops.animax.cameras_add()
    plain = scene_rig.read_rows(scene, cameras(rig), SIZE, SIZE, np.zeros(3))
    one, two = cameras(rig)[:2]
    one.hide_viewport, one.location.x = True, one.location.x + 1
    layer.layer_collection.children[collection(rig).name].exclude = True
    two.location.y += 2
    two.keyframe_insert("location", frame=scene.frame_start)
    two.location.y += 5
    two.keyframe_insert("location", frame=scene.frame_start + 10)
    scene.frame_set(scene.frame_start + 10)
    before = making.counts()
    rows = scene_rig.read_rows(scene, cameras(rig), SIZE, SIZE, np.zeros(3))
    moves = scene_rig.camera_places.origins(rows) - scene_rig.camera_places.origins(
        plain
    )
    return {
        "moves": np.round(moves, 4).tolist(),
        "clean": before == making.counts() and one.hide_viewport,
        "frame": scene.frame_current,
    }


def saved(model, folder):
    """A file with a rig, a clip and its moved cameras, for the command line."""
    rig = ready(model)
    making.wave(rig, name="Wave")
    bpy.ops.animax.cameras_add()
    for n, camera in enumerate(cameras(rig)[1:]):
        turn = Matrix.Rotation(math.radians((17, -12, 20)[n]), 4, "Z")
        camera.matrix_world = turn @ camera.matrix_world
        camera.data.lens *= (0.9, 0.85, 0.95)[n]
    bpy.ops.wm.save_as_mainfile(filepath=os.path.join(folder, "cameras.blend"))
    return [camera.name for camera in cameras(rig)]
