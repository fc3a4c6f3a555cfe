"""Rigs unlike those that a model learns from: very many bones, and hardly any.

Each is built by code with a mesh and a clip called "Move", and saved as a .blend.
"""

import math

import addon_utils
import bpy
import making
import numpy as np
from mathutils import Matrix, Vector

FRAMES = 25


def build(kind, path):
    """Writes the rig; returns its number of bones."""
    making.empty()
    armature = {"human": human, "lever": lever, "centipede": centipede}[kind]()
    skin(armature)
    bpy.context.view_layer.update()
    swing(armature, kind)
    bpy.context.scene.frame_set(1)
    bpy.ops.wm.save_as_mainfile(filepath=path)
    return len(armature.data.bones)


def human():
    """Rigify's human metarig: a face, palms, fingers, heels and toes."""
    addon_utils.enable("rigify")
    bpy.ops.object.armature_human_metarig_add()
    return bpy.context.object


def lever():
    """A post and the arm on it."""
    return armature_of("Lever", [
        ("post", None, (0, 0, 0), (0, 0, 1)),
        ("arm", "post", (0, 0, 1), (1.2, 0, 1.1)),
    ])  # fmt: skip


def centipede():
    """42 segments with two legs of three bones each, two feelers of three: 300."""
    rows, parent = [], None
    for n in range(42):
        y, body = 0.1 * n, f"body.{n:02d}"
        rows.append((body, parent, (0, y, 0.3), (0, y + 0.1, 0.3)))
        for side, sign in (("L", 1), ("R", -1)):
            places = [(0.08, 0.3), (0.35, 0.45), (0.65, 0.35), (0.8, 0.0)]
            limb = [(x * sign, y + 0.05, z) for x, z in places]
            rows += line(f"leg.{n:02d}", side, body, limb)
        parent = body
    for side, sign in (("L", 1), ("R", -1)):
        limb = [(0.12 * k * sign, -0.25 * k, 0.3 + 0.1 * k) for k in range(4)]
        rows += line("feeler", side, "body.00", limb)
    return armature_of("Centipede", rows)


def line(name, side, parent, places):
    """A limb's rows, each bone the child of the one before."""
    names = [f"{name}.{k}.{side}" for k in range(len(places) - 1)]
    return list(zip(names, [parent, *names], places, places[1:]))


def armature_of(name, rows):
    """rows: (bone, parent or None, head, tail)."""
    data = bpy.data.armatures.new(name)
    armature = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(armature)
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    for bone, parent, head, tail in rows:
        made = data.edit_bones.new(bone)
        made.head, made.tail = head, tail
        made.parent = data.edit_bones[parent] if parent else None
    bpy.ops.object.mode_set(mode="OBJECT")
    return armature


def skin(armature):
    """A box round every bone, a fifth as wide as it is long."""
    corners, faces, owner = [], [], []
    box = [(x, y, z) for x in (-0.1, 0.1) for y in (0, 1) for z in (-0.1, 0.1)]
    sides = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4)]
    for bone in armature.data.bones:
        start = len(corners)
        for corner in box:
            corners.append(bone.matrix_local @ (Vector(corner) * bone.length))
            owner.append(bone.name)
        faces += [tuple(start + i for i in side) for side in sides]
    mesh = bpy.data.meshes.new("Skin")
    mesh.from_pydata([tuple(c) for c in corners], [], faces)
    mesh.materials.append(making.material((0.8, 0.5, 0.3, 1.0)))
    obj = bpy.data.objects.new("Skin", mesh)
    bpy.context.scene.collection.objects.link(obj)
    for n, name in enumerate(owner):
        group = obj.vertex_groups.get(name) or obj.vertex_groups.new(name=name)
        group.add([n], 1.0, "REPLACE")
    obj.parent = armature
    obj.modifiers.new("Armature", "ARMATURE").object = armature


# Motion: bone name -> (axis in the armature's space, degrees, phase in turns) ---------


def human_swing(name):
    side = 0.5 if name.endswith(".R") else 0.0
    for start, axis, degrees, phase in (
        ("spine.00", "Z", 6, 0.0),
        ("thigh", "X", 25, side),
        ("shin", "X", 15, side + 0.2),
        ("foot", "X", 10, side),
        ("upper_arm", "X", 20, side + 0.5),
        ("forearm", "X", 15, side + 0.5),
        ("hand", "X", 10, side),
        ("f_", "X", 12, side),
        ("thumb", "X", 8, side),
        ("jaw", "X", 8, 0.1),
        ("tongue", "X", 5, 0.1),
        ("ear", "Z", 6, side),
        ("lid", "X", 5, 0.0),
        ("brow", "X", 4, 0.0),
        ("lip", "X", 4, 0.0),
    ):
        if name.startswith(start):
            return axis, degrees, phase
    return "X", 3, 0.25 + side


def lever_swing(name):
    return ("Y", 40, 0.0) if name == "arm" else ("Y", 10, 0.25)


def centipede_swing(name):
    part, *number = name.split(".")
    side = 0.5 if name.endswith("R") else 0.0
    if part == "feeler":
        return "Z", 8, side
    if part == "body":
        return "Z", 3, int(number[0]) / 20
    lift = number[1] != "0"
    return "Y" if lift else "Z", 8 if lift else 15, int(number[0]) / 14 + side


def swing(armature, kind):
    """The clip: every bone sways once about its axis, the roots also travel."""
    from animax.clips import keyframes
    from animax.rig.armature import read_rig

    chosen = {
        "human": human_swing, "lever": lever_swing, "centipede": centipede_swing
    }[kind]  # fmt: skip
    rig = read_rig(armature)
    rotation = np.zeros((FRAMES, len(rig["names"]), 4))
    location = np.zeros((FRAMES, len(rig["names"]), 3))
    for n, name in enumerate(rig["names"]):
        axis, degrees, phase = chosen(name)
        rest = armature.data.bones[name].matrix_local.to_3x3()
        for frame in range(FRAMES):
            angle = math.radians(degrees) * math.sin(
                2 * math.pi * (frame / (FRAMES - 1) + phase)
            )
            turn = rest.inverted() @ Matrix.Rotation(angle, 3, axis) @ rest
            rotation[frame, n] = turn.to_quaternion()
        if rig["parents"][n] < 0 and kind != "lever":
            way = np.linspace(0, 0.3, FRAMES)[:, None] * np.array([0.0, -1.0, 0.0])
            location[:, n] = way @ np.array(rest)
    keyframes.write_take(armature, rig["names"], rotation, location, 1, "Move")


def changes(path):
    """dict bone -> the widest range of its keys in the Action that plays."""
    from animax.clips.fcurves import action_fcurves
    from animax.io import scene_files
    from animax.rig.armature import find_armature

    scene_files.open_file(path)
    armature = find_armature()
    found = {}
    for curve in action_fcurves(armature.animation_data.action):
        values = [point.co[1] for point in curve.keyframe_points]
        bone = curve.data_path.split('"')[1]
        found[bone] = max(found.get(bone, 0.0), max(values) - min(values))
    return found
