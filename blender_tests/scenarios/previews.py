"""Previews of rigs whose meshes reach beyond their joints."""

import tempfile
from pathlib import Path

import bpy
import making
import numpy as np
from animax import pipeline
from animax.rig.meshes import bound_meshes
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


PARTS = {"antlers": antlers, "sword": sword, "wing": wing, "walk": None, "plain": None}


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
        "same": cameras is request.cameras,
        "edge": int(edges(tiles).min()),
        "worst": worst,
        "outside": float(outside),
        "beyond": float(beyond),
        "share": float(drawn.mean()),
        "changed": [k for k in before if before[k] != after.get(k)],
    }


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
        "rotation": rotation, "location": location, "fps": 7.5, "seconds": {}
    }  # fmt: skip


def skinned(armature, frame):
    """float64 [P, 3]: all vertices, by NumPy from the bones; None: the rest pose."""
    armature.data.pose_position = "REST" if frame is None else "POSE"
    scene = bpy.context.scene
    scene.frame_set(scene.frame_start + int(frame or 0))
    found = []
    for obj in bound_meshes(armature):
        points = np.array([v.co for v in obj.data.vertices])
        if obj.parent_type == "BONE":
            # Made where the armature's origin is: then hung on the bone's tail.
            bone = armature.pose.bones[obj.parent_bone]
            at = np.array(bone.matrix) @ tail(bone)
            mirrored = points * [-1, 1, 1]
            found += [transformed(at, p) for p in (points, mirrored)]
            continue
        for vertex, point in zip(obj.data.vertices, points, strict=True):
            group = max(vertex.groups, key=lambda g: g.weight).group
            bone = armature.pose.bones[obj.vertex_groups[group].name]
            rest = np.array(bone.bone.matrix_local)
            at = np.array(bone.matrix) @ np.linalg.inv(rest)
            found.append(transformed(at, point[None]))
    armature.data.pose_position = "POSE"
    return np.concatenate(found)


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
