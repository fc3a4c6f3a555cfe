"""Previews of rigs whose meshes reach beyond their joints."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import bpy
import making
import numpy as np
from animax import pipeline
from animax.core.errors import CancelledError
from animax.settings import Settings
from animax.views import camera_rig, preview


def antlers(armature):
    """A branch of the mesh far above and beside the last joint."""
    grow(armature, [(0.0, 0.0, 0.0), (1.5, 0.0, 1.2), (1.5, 0.3, 1.2), (-1.0, 0, 2.0)])


def grow(armature, corners, bone="bone.2", modifier=True):
    """A fan of faces over the head of a bone, moved by it."""
    head = armature.data.bones[bone].head_local
    mesh = bpy.data.meshes.new("Part")
    points = [tuple(head + making.vector(c)) for c in corners]
    mesh.from_pydata(points, [], [(0, n, n + 1) for n in range(1, len(points) - 1)])
    part = bpy.data.objects.new("Part", mesh)
    bpy.context.scene.collection.objects.link(part)
    part.parent = armature
    if modifier:
        part.vertex_groups.new(name=bone).add(range(len(points)), 1.0, "REPLACE")
        part.modifiers.new("Armature", "ARMATURE").object = armature
    return part


def sword(armature):
    """An object below a bone, mirrored by a modifier, hidden in the viewport."""
    part = grow(armature, [(0, 0, 0), (1.6, 0.1, 0), (1.6, -0.1, 0.1)], modifier=False)
    part.parent_type, part.parent_bone = "BONE", "bone.2"
    part.modifiers.new("Mirror", "MIRROR")
    part.hide_viewport = True


def wing(armature):
    """Along the body in the rest pose; swung out by the take."""
    grow(armature, [(0, 0, 0), (0.1, 0, -1.4), (-0.1, 0.1, -1.4)])


def instance(armature):
    """A collection, with an object off its origin, shown by an empty below a bone."""
    part = grow(armature, [(0, 0, 0), (1.6, 0.1, 0), (1.6, -0.1, 0.1)], modifier=False)
    part.parent = None
    bpy.context.scene.collection.objects.unlink(part)
    collection = bpy.data.collections.new("Sword")
    collection.objects.link(part)
    empty = bpy.data.objects.new("Hand", None)
    bpy.context.scene.collection.objects.link(empty)
    empty.instance_type, empty.instance_collection = "COLLECTION", collection
    empty.parent, empty.parent_type, empty.parent_bone = armature, "BONE", "bone.2"


def turret(armature):
    """A mesh beside the armature, below the same empty: bound to nothing."""
    root = bpy.data.objects.new("RootNode", None)
    bpy.context.scene.collection.objects.link(root)
    armature.parent = root
    part = grow(armature, [(0, 0, 0), (1.4, 0.1, 0), (1.4, -0.1, 0.1)], modifier=False)
    part.parent = root


PARTS = {
    "antlers": antlers, "sword": sword, "wing": wing, "instance": instance,
    "turret": turret, "walk": None, "plain": None,
}  # fmt: skip


def sheets(model):
    """What sheets show of these rigs."""
    return {kind: sheet(model, kind) for kind in PARTS}


def sheet(model, kind):
    """What the sheet shows of a rig, its edges, and where the meshes must be."""
    making.empty()
    armature = making.chain(bones=4, length=0.5)
    if PARTS[kind]:
        PARTS[kind](armature)
    bpy.context.view_layer.update()
    settings = Settings(prompt="walk", model=model, frames=26)
    request = pipeline.prepare(bpy.context.scene, settings)
    scene = bpy.context.scene
    pipeline.finish(scene, request, moved(kind, request))
    before = shown_state()
    folder = Path(tempfile.mkdtemp())
    preview.write_preview(folder / "sheet.png", armature, request, {})
    scene.frame_set(before["frame"][0])
    after = shown_state()
    sampled = np.unique(np.linspace(0, request.frames - 1, 8).round().astype(int))
    cameras, _ = preview.take_cameras(scene, armature, request, sampled)
    tiles = read_sheet(folder / "sheet.png", len(cameras))
    drawn = (tiles != 255).any(axis=-1)
    worst, outside, beyond = 0.0, 0.0, 0.0
    size = tiles.shape[-2]
    for n, frame in enumerate([None, *sampled]):
        points = skinned(armature, frame)
        for view, row in enumerate(cameras):
            pixels = camera_rig.project(points, row)
            outside = max(outside, -pixels.min(), pixels.max() - size)
            old = camera_rig.project(points, request.cameras[view])
            beyond = max(beyond, -old.min(), old.max() - size)
            y, x = np.nonzero(drawn[view, n])
            box = np.array([[x.min(), y.min()], [x.max() + 1, y.max() + 1]])
            want = np.array([pixels.min(axis=0), pixels.max(axis=0)])
            worst = max(worst, float(np.abs(box - want).max()))
    return {
        "warnings": request.warnings,
        "same": cameras is request.cameras,
        "edge": int(edges(tiles).min()),
        "worst": worst,
        "outside": float(outside),
        "beyond": float(beyond),
        "share": float(drawn.mean()),
        "changed": [k for k in before if before[k] != after.get(k)],
    }


def long_take(model, frames):
    """Which generated frame the pose maps of a take show that is longer than what was
    generated: in the sheet's columns, and in the video's frames."""
    making.empty()
    armature = making.chain(bones=4, length=0.5)
    scene = bpy.context.scene
    settings = Settings(prompt="walk", model=model, frames=frames)
    request = pipeline.prepare(scene, settings)
    result = moved("plain", request)
    pipeline.finish(scene, request, result)
    # The generated frame's number as its map's brightness, 20 apart.
    grey = 20 * np.arange(request.frames_model, dtype=np.uint8)
    views, height, width, _ = request.views.shape
    tile = (height, width, 3)
    result["pose"] = np.broadcast_to(
        grey[:, None, None, None], (views, len(grey), *tile)
    )
    result["template_pose"] = np.full((views, *tile), 255, np.uint8)
    folder = Path(tempfile.mkdtemp())
    preview.write_preview(folder / "sheet.png", armature, request, result)
    maps = read_sheet(folder / "sheet.png", 2 * views)[1::2, 1:, 5, 5, 0]
    found = {"columns": (maps / 20.0).tolist()}
    if shutil.which("ffmpeg"):
        render_first_only()
        found.update(read_video(folder, armature, request, result))
    return found


def render_first_only():
    """The software renderer is slow: a video's first picture stands for all."""
    whole, first = preview.render_frame, []

    def render_frame(*arguments):
        if not first:
            first.append(whole(*arguments))
        return first[0]

    preview.render_frame = render_frame


def read_video(folder, armature, request, result):
    preview.write_preview(folder / "film.mp4", armature, request, result)
    command = ["ffmpeg", "-v", "error", "-i", folder / "film.mp4", "-f", "rawvideo"]
    command += ["-pix_fmt", "gray", "-"]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    pixels = np.frombuffer(data, np.uint8)
    pixels = pixels.reshape(-1, 2 * preview.VIDEO_TILE, 4 * preview.VIDEO_TILE)
    above, below = np.split(pixels, 2, axis=1)
    return {
        "video": (below.mean(axis=(1, 2)) / 20.0).tolist(),
        "drawn": float((above < 250).mean()),
        "stopped": stop_video(folder / "stopped.mp4", armature, request, result),
    }


def stop_video(path, armature, request, result):
    """How a video ends that is cancelled with its third picture."""
    calls = []

    def check():
        calls.append(1)
        if len(calls) == 3:
            raise CancelledError("stop")

    try:
        preview.write_preview(path, armature, request, result, check)
    except CancelledError as error:
        return [str(error), len(calls), len(list(path.parent.glob("*stopped*")))]
    return []


def shown_state():
    """The snapshot, but for where hidden objects are: nobody keeps that up to date."""
    state = making.snapshot()
    for obj in bpy.context.scene.objects:
        if obj.hide_viewport:
            state["object " + obj.name] = state["object " + obj.name][:3]
    return state


def moved(kind, request):
    """A take that turns the third bone by a right angle, or walks three rigs far."""
    frames, bones = request.frames_model, len(request.skeleton["parents"])
    swing = np.linspace(0, 1, frames)
    rotation = np.zeros((frames, bones, 4))
    rotation[..., 0] = 1
    location = np.zeros((frames, bones, 3))
    if kind == "wing":
        rotation[:, 2, 0] = np.cos(swing * np.pi / 4)
        rotation[:, 2, 3] = np.sin(swing * np.pi / 4)
    if kind == "walk":
        axes = request.skeleton["rest"][0, :3, :3]
        location[:, 0] = swing[:, None] * (axes.T @ [0.3, -3.0 * request.size, 0.0])
    return {
        "rotation": rotation, "location": location, "fps": 7.5, "seconds": {},
        "confidence": np.ones(rotation.shape[:2], np.float32),
    }  # fmt: skip


def skinned(armature, frame):
    """float64 [P, 3]: all vertices, by NumPy from the bones; None: the rest pose."""
    armature.data.pose_position = "REST" if frame is None else "POSE"
    scene = bpy.context.scene
    scene.frame_set(scene.frame_start + int(frame or 0))
    found = []
    for obj in bpy.data.objects:
        if obj.type != "MESH":
            continue
        points = np.array([v.co for v in obj.data.vertices])
        if obj.parent_type == "OBJECT" and obj.parent != armature:
            # On a bone by way of an instance; or on nothing that moves.
            bone = armature.pose.bones["bone.2"]
            free = obj.parent is not None
            at = np.eye(4) if free else np.array(bone.matrix) @ tail(bone)
            found.append(transformed(at, points))
        elif obj.parent_type == "BONE":
            # Made where the armature's origin is: then hung on the bone's tail.
            bone = armature.pose.bones[obj.parent_bone]
            at = np.array(bone.matrix) @ tail(bone)
            mirrored = points * [-1, 1, 1]
            found += [transformed(at, p) for p in (points, mirrored)]
        else:
            found += weighted(armature, obj, points)
    armature.data.pose_position = "POSE"
    return np.concatenate(found)


def weighted(armature, obj, points):
    """Each vertex as its heaviest bone moves it."""
    for vertex, point in zip(obj.data.vertices, points, strict=True):
        group = max(vertex.groups, key=lambda g: g.weight).group
        bone = armature.pose.bones[obj.vertex_groups[group].name]
        rest = np.array(bone.bone.matrix_local)
        at = np.array(bone.matrix) @ np.linalg.inv(rest)
        yield transformed(at, point[None])


def tail(bone):
    matrix = np.eye(4)
    matrix[1, 3] = bone.length
    return matrix


def transformed(matrix, points):
    return points @ matrix[:3, :3].T + matrix[:3, 3]


def read_sheet(path, views):
    """uint8 [V, 1 + n, H, W, 3]: the sheet's tiles."""
    image = bpy.data.images.load(str(path))
    width, height = image.size
    pixels = np.array(image.pixels[:]).reshape(height, width, -1)[::-1, :, :3]
    bpy.data.images.remove(image)
    pixels = (pixels * 255).round().astype(np.uint8)
    side = 64
    rows = pixels.reshape(height // side, side, width // side, side, 3)
    tiles = rows.swapaxes(1, 2).reshape(-1, side, side, 3)
    return tiles.reshape(views, -1, side, side, 3)


def edges(tiles):
    """The pixels along the tiles' edges."""
    return np.concatenate(
        [tiles[..., side, :, :].ravel() for side in (0, -1)]
        + [tiles[..., :, side, :].ravel() for side in (0, -1)]
    )
