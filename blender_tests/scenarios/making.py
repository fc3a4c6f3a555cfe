"""Rigs and helpers for the scenarios, made inside Blender."""

import math

import bpy
import numpy as np


def empty():
    bpy.ops.wm.read_factory_settings(use_empty=True)


def prefer(**chosen):
    """These preferences of the add-on, which is registered but not enabled."""
    from animax.ui import preferences

    values = {"device": "auto", "threads": 0, **chosen}
    preferences.read_preferences = lambda *_: (values, "")


def counts():
    """How many datablocks of each kind there are; all_ids, from 5.2 on, is no kind."""
    found = {}
    for name in set(dir(bpy.data)) - {"all_ids"}:
        value = getattr(bpy.data, name)
        if isinstance(value, bpy.types.bpy_prop_collection):
            found[name] = len(value)
    return found


def snapshot():
    """Everything of scene and objects that the artist could see changed."""
    scene = bpy.context.scene
    bpy.context.view_layer.update()
    render, view = scene.render, scene.view_settings
    state = {
        "scene": scene.name,
        "frame": (scene.frame_current, scene.frame_subframe),
        "engine": render.engine,
        "size": (render.resolution_x, render.resolution_y),
        "percentage": render.resolution_percentage,
        "filepath": render.filepath,
        "format": render.image_settings.file_format,
        "film": render.film_transparent,
        "view": (view.view_transform, view.look, view.exposure, view.gamma),
        "camera": scene.camera.name if scene.camera else None,
        "world": scene.world.name if scene.world else None,
        "light": scene.display.shading.light,
        "aa": scene.display.render_aa,
        "counts": counts(),
    }
    for obj in scene.objects:
        state["object " + obj.name] = (
            obj.hide_render,
            obj.hide_viewport,
            obj.hide_get(),
            [round(v, 9) for row in obj.matrix_world for v in row],
            sorted(c.name for c in obj.users_collection),
        )
        if obj.type == "ARMATURE":
            state["pose " + obj.name] = pose_state(obj)
    return state


def pose_state(armature):
    data = armature.animation_data
    return (
        armature.data.pose_position,
        data.action.name if data and data.action else None,
        [[round(v, 6) for row in b.matrix for v in row] for b in armature.pose.bones],
    )


def chain(name="Rig", bones=4, length=0.5, mesh=True, modes=None, connect=True):
    """A leaning chain of bones with a box skinned to each but the last."""
    data = bpy.data.armatures.new(name)
    armature = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(armature)
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    parent, head = None, np.array([0.0, 0.0, 0.2])
    for n in range(bones):
        angle = 0.4 * math.sin(n)
        tail = head + length * np.array([0.3 * math.cos(n), angle, 1.0])
        bone = data.edit_bones.new(f"bone.{n}")
        bone.head, bone.tail, bone.roll = head, tail, 0.3 * n
        bone.parent, bone.use_connect = parent, bool(parent) and connect
        parent, head = bone, tail
    bpy.ops.object.mode_set(mode="OBJECT")
    for n, mode in enumerate(modes or []):
        armature.pose.bones[f"bone.{n}"].rotation_mode = mode
    if mesh:
        skin(armature, max(1, bones - 1))
    bpy.context.view_layer.update()
    return armature


def skin(armature, bones):
    corners, faces, owner = [], [], []
    box = [(x, y, z) for x in (-0.1, 0.1) for y in (0, 1) for z in (-0.1, 0.1)]
    sides = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4)]
    for bone in list(armature.data.bones)[:bones]:
        start = len(corners)
        for x, y, z in box:
            local = bone.matrix_local
            corners.append(tuple(local @ (vector((x, y * bone.length, z)))))
            owner.append(bone.name)
        faces += [tuple(start + i for i in side) for side in sides]
    mesh = bpy.data.meshes.new("Skin")
    mesh.from_pydata(corners, [], faces)
    mesh.materials.append(material((0.8, 0.2, 0.1, 1.0)))
    obj = bpy.data.objects.new("Skin", mesh)
    bpy.context.scene.collection.objects.link(obj)
    for n, name in enumerate(owner):
        group = obj.vertex_groups.get(name) or obj.vertex_groups.new(name=name)
        group.add([n], 1.0, "REPLACE")
    # A group that names a bone but weighs nothing does not make it deform.
    last = armature.data.bones[-1].name
    if last not in obj.vertex_groups:
        obj.vertex_groups.new(name=last).add([0], 0.0, "REPLACE")
    obj.parent = armature
    obj.modifiers.new("Armature", "ARMATURE").object = armature
    return obj


def vector(values):
    from mathutils import Vector

    return Vector(values)


def material(colour):
    made = bpy.data.materials.new("Paint")
    made.diffuse_color = colour
    return made


def wave(armature, frames=12, name="Wave", start=1.5):
    """A clip of quaternion keys that starts between two frames."""
    from animax.clips import keyframes

    count = len(armature.pose.bones)
    phase = np.arange(frames)[:, None] / 2 + np.arange(count)
    rotation = np.zeros((frames, count, 4))
    rotation[..., 0], rotation[..., 1] = np.cos(0.3 * phase), np.sin(0.3 * phase)
    names = [b.name for b in armature.pose.bones]
    return keyframes.write_take(
        armature, names, rotation, np.zeros((frames, count, 3)), start, name
    )


def channels(armature, frames):
    """dict bone -> float64 [F, 4, 4]: the bone's own transform as played."""
    found = {bone.name: [] for bone in armature.pose.bones}
    for frame in frames:
        bpy.context.scene.frame_set(int(frame))
        for bone in armature.pose.bones:
            found[bone.name].append(np.array(bone.matrix_basis))
    return {name: np.array(poses) for name, poses in found.items()}


def basis(rotation, location):
    """float64 [F, N, 4, 4]: the bones' own transforms."""
    frames, count = rotation.shape[:2]
    w, x, y, z = np.moveaxis(rotation, -1, 0)
    basis = np.zeros((frames, count, 4, 4))
    basis[..., 3, 3] = 1.0
    basis[..., 0, :3] = np.stack(
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)], -1
    )
    basis[..., 1, :3] = np.stack(
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)], -1
    )
    basis[..., 2, :3] = np.stack(
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)], -1
    )
    basis[..., :3, 3] = location
    return basis


def forward(rig, rotation, location):
    """world[n] = world[p] rest[p]^-1 rest[n] T(location) R(rotation), in NumPy."""
    own = basis(rotation, location)
    world = np.empty_like(own)
    for n, parent in enumerate(rig["parents"]):
        if parent < 0:
            world[:, n] = rig["rest"][n] @ own[:, n]
        else:
            step = np.linalg.inv(rig["rest"][parent]) @ rig["rest"][n]
            world[:, n] = world[:, parent] @ step @ own[:, n]
    return world
