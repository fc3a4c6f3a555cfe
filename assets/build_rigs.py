"""Builds our two rigs, a dog and a person, from code: `make rigs`.

    blender --background --factory-startup --threads 1 --python assets/build_rigs.py

Writes assets/rigs/{dog,person}.{glb,blend}: an armature, one skinned mesh with a packed
texture, and one short clip each. One thread, so that the .glb files come out the same
byte for byte. `-- FOLDER` at the end writes them there instead. CC0-1.0
(assets/rigs/LICENSE.txt).
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import bpy
import numpy as np
from mathutils import Quaternion, Vector

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import rig_shapes  # noqa: E402
import surface  # noqa: E402

TEXTURE = 256  # pixels; the lowest rows hold the one-colour spots
SPOT_ROWS = 8
MELT, SOFT = 0.011, 0.012  # metres: rounding of creases, width of skin blends
FPS = 24


def build(shape: rig_shapes.Shape):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.context.scene.render.fps = FPS
    armature = make_armature(shape)
    mesh = make_mesh(shape)
    mesh.parent = armature
    mesh.modifiers.new("Armature", "ARMATURE").object = armature
    return armature, mesh


def make_armature(shape: rig_shapes.Shape):
    data = bpy.data.armatures.new(shape.name.capitalize() + "Rig")
    rig = bpy.data.objects.new(data.name, data)
    bpy.context.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for name, (parent, head, tail) in shape.all_bones().items():
        bone = data.edit_bones.new(name)
        bone.head, bone.tail = Vector(head), Vector(tail)
        if parent:
            bone.parent = data.edit_bones[parent]
            bone.use_connect = (bone.head - bone.parent.tail).length < 1e-6
        upright = abs((bone.tail - bone.head).normalized().z) > 0.8
        bone.align_roll(Vector((0, -1, 0)) if upright else Vector((0, 0, 1)))
    bpy.ops.object.mode_set(mode="OBJECT")
    return rig


def make_mesh(shape: rig_shapes.Shape):
    """One mesh of all parts, with weights, a UV map and the texture's material."""
    bones = list(shape.all_bones())
    cones = shape.all_cones()
    vertices, quads, weights, parts = [], [], [], []
    for part in dict.fromkeys(c.part for c in cones):
        mine = [c for c in cones if c.part == part]
        cell = shape.cell
        if part in ("eyes", "nose"):
            cell = mine[0].radius_start * 0.6
        v, q = surface.surface(mine, cell, MELT if part in ("body", "hair") else 1e-4)
        weights.append(surface.weights(mine, v, q, SOFT, bones))
        quads.append(q + sum(map(len, vertices)))
        vertices.append(v)
        parts += [part] * len(q)
    vertices, quads = np.concatenate(vertices), np.concatenate(quads)
    data = bpy.data.meshes.new(shape.name.capitalize())
    data.from_pydata(vertices.tolist(), [], quads.tolist())
    for polygon in data.polygons:
        polygon.use_smooth = True
    mesh = bpy.data.objects.new(data.name, data)
    bpy.context.collection.objects.link(mesh)
    for i, (name, column) in enumerate(zip(bones, np.concatenate(weights).T)):
        group = mesh.vertex_groups.new(name=name)
        for vertex in np.nonzero(column)[0]:
            group.add([int(vertex)], float(np.concatenate(weights)[vertex, i]), "ADD")
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    paint(shape, data, parts, low, high)
    print(f"{shape.name}: {len(vertices)} vertices, {len(quads)} quads, "
          f"{len(bones)} bones, {np.round(high - low, 2)} m")  # fmt: skip
    return mesh


def paint(shape: rig_shapes.Shape, data, parts: list, low, high) -> None:
    """A picture of the body seen from the side (or front and back), and UVs into it."""
    u_axis = 0 if shape.frontal else 1
    halves = 2 if shape.frontal else 1
    rows = TEXTURE - SPOT_ROWS
    margin = 0.02
    span = np.array([high[u_axis] - low[u_axis], high[2] - low[2]]) + 2 * margin
    start = np.array([low[u_axis], low[2]]) - margin

    column, row = np.meshgrid(np.arange(TEXTURE), np.arange(rows))
    half = column * halves // TEXTURE
    u = ((column + 0.5) * halves / TEXTURE - half) * span[0] + start[0]
    v = (row + 0.5) / rows * span[1] + start[1]
    points = np.zeros((rows * TEXTURE, 3))
    points[:, u_axis], points[:, 2] = u.ravel(), v.ravel()
    pixels = np.ones((TEXTURE, TEXTURE, 4), dtype=np.float32)
    front = 1.0 - 2.0 * half.ravel()
    pixels[SPOT_ROWS:, :, :3] = shape.paint(points, front).reshape(rows, TEXTURE, 3)
    spots = list(shape.spots)
    for i, spot in enumerate(spots):
        pixels[:SPOT_ROWS, i * 16 : i * 16 + 16, :3] = shape.spots[spot]

    layer = data.uv_layers.new(name="UVMap")
    for polygon, part in zip(data.polygons, parts):
        back = halves == 2 and polygon.normal.y > 0
        for loop in polygon.loop_indices:
            if part in shape.spots:
                uv = (spots.index(part) * 16 + 8) / TEXTURE, SPOT_ROWS / 2 / TEXTURE
            else:
                co = data.vertices[data.loops[loop].vertex_index].co
                s = (co[u_axis] - start[0]) / span[0]
                t = (co.z - start[1]) / span[1]
                uv = (s + back) / halves, (t * rows + SPOT_ROWS) / TEXTURE
            layer.data[loop].uv = uv

    image = bpy.data.images.new(shape.name, TEXTURE, TEXTURE)
    image.pixels.foreach_set(pixels.ravel())
    image.file_format = "PNG"
    image.pack()
    material = bpy.data.materials.new(shape.name.capitalize())
    material.use_nodes = True
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Roughness"].default_value = 0.8
    shader.inputs["Specular"].default_value = 0.2
    texture = material.node_tree.nodes.new("ShaderNodeTexImage")
    texture.image = image
    material.node_tree.links.new(shader.inputs["Base Color"], texture.outputs["Color"])
    material.node_tree.nodes.active = texture
    data.materials.append(material)


def key_clip(armature, name: str, frames: int, pose) -> None:
    """A clip from `pose(phase) -> {bone: world-axis rotation}`, phase in turns 0..1."""
    action = bpy.data.actions.new(name)
    action.use_fake_user = True
    rest = {b.name: b.matrix_local.to_quaternion() for b in armature.data.bones}
    last: dict = {}
    keys: dict = {}
    for frame in range(0, frames + 1, 2):
        for bone, turn in pose(frame / frames).items():
            q = rest[bone].inverted() @ turn @ rest[bone]
            if bone in last and q.dot(last[bone]) < 0:
                q.negate()
            last[bone] = q
            keys.setdefault(bone, []).append((frame + 1, q))
    for bone, series in keys.items():
        for channel in range(4):
            curve = action.fcurves.new(
                f'pose.bones["{bone}"].rotation_quaternion',
                index=channel,
                action_group=bone,
            )
            curve.keyframe_points.add(len(series))
            flat = [x for frame, q in series for x in (frame, q[channel])]
            curve.keyframe_points.foreach_set("co", flat)
            curve.update()
    armature.animation_data_create().action = action
    bpy.context.scene.frame_start, bpy.context.scene.frame_end = 1, frames + 1


def turn(axis: str, degrees: float) -> Quaternion:
    world = {"x": (1, 0, 0), "y": (0, 1, 0), "z": (0, 0, 1)}[axis]
    return Quaternion(world, math.radians(degrees))


def wag_tail(phase: float) -> dict:
    """Two wags of the tail; the hips sway against it, the head looks about once."""
    pose = {}
    for i in range(1, 5):
        swing = math.sin(2 * math.pi * (2 * phase - 0.07 * i))
        pose[f"tail{i}"] = turn("z", (14 + 5 * i) * swing)
    swing = math.sin(4 * math.pi * phase)
    pose["spine"] = turn("z", 3.0 * swing)
    pose["head"] = turn("z", 12 * math.sin(2 * math.pi * phase)) @ turn("x", -4)
    pose["jaw"] = turn("x", 7 + 5 * math.sin(8 * math.pi * phase))
    for side, sign in (("L", 1), ("R", -1)):
        pose[f"ear1.{side}"] = turn("y", sign * 6 * math.sin(4 * math.pi * phase))
    return pose


def wave(phase: float) -> dict:
    """The right arm goes up, waves three times and comes down."""
    up = min(1.0, max(0.0, min(phase, 1 - phase) * 5))
    up = up * up * (3 - 2 * up)
    swing = up * math.sin(2 * math.pi * 3 * (phase - 0.2) / 0.6)
    return {
        "upper_arm.R": turn("y", 62 * up),
        "forearm.R": turn("y", 58 * up + 24 * swing),
        "hand.R": turn("y", 12 * swing),
        "upper_arm.L": turn("y", 6 * up),
        "head": turn("y", 7 * up) @ turn("x", -3 * up),
        "chest": turn("y", -3 * up),
    }


def save(folder: Path, name: str) -> None:
    np.bool = bool  # Debian's glTF add-on uses the name that NumPy 1.24 took away
    folder.mkdir(exist_ok=True)
    bpy.ops.export_scene.gltf(
        filepath=str(folder / f"{name}.glb"),
        export_format="GLB",
        export_yup=True,
        export_optimize_animation_size=True,
    )
    bpy.ops.wm.save_as_mainfile(filepath=str(folder / f"{name}.blend"), compress=True)
    (folder / f"{name}.blend1").unlink(missing_ok=True)
    for kind in ("glb", "blend"):
        size = (folder / f"{name}.{kind}").stat().st_size
        print(f"{name}.{kind}: {size // 1024} KiB")


def main() -> None:
    words = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    folder = Path(words[0]) if words else HERE / "rigs"
    armature, _ = build(rig_shapes.dog())
    key_clip(armature, "WagTail", 32, wag_tail)
    save(folder, "dog")
    armature, _ = build(rig_shapes.person())
    key_clip(armature, "Wave", 60, wave)
    save(folder, "person")


main()
