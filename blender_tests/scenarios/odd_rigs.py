"""Rigs that artists' files have and that readers of rigs stumble over."""

import math
import os
import tempfile

import bpy
import control_rigs
import making
from mathutils import Vector

# For libraries. Blender empties its own with each file that it opens.
FOLDER = tempfile.TemporaryDirectory()
# name: parent, head, tail: a four-legged animal of a metre that faces -Y.
BEAST = {
    "root": ("", (0, 0.4, 1.0), (0, 0, 1.0)),
    "chest": ("root", (0, 0, 1.0), (0, -0.5, 1.05)),
    "neck": ("chest", (0, -0.5, 1.05), (0, -0.75, 1.35)),
    "head": ("neck", (0, -0.75, 1.35), (0, -1.05, 1.3)),
    "tail1": ("root", (0, 0.4, 1.0), (0, 0.7, 0.9)),
    "tail2": ("tail1", (0, 0.7, 0.9), (0, 1.0, 0.8)),
}
for side, x in (("L", 0.2), ("R", -0.2)):
    for name, up, y in (("fore", "chest", -0.45), ("hind", "root", 0.4)):
        upper, lower = f"{name}1.{side}", f"{name}2.{side}"
        BEAST[upper] = (up, (x, y, 0.95), (x, y - 0.05, 0.5))
        BEAST[lower] = (upper, (x, y - 0.05, 0.5), (x, y, 0.0))


def beast(size=1.0, at=(0, 0, 0), names=None, name="Beast", skin=True):
    """size, at: of the armature's data; names: dict of other names for bones."""
    names = names or {}
    data = bpy.data.armatures.new(name)
    armature = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(armature)
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    made = {}
    for bone, (parent, head, tail) in BEAST.items():
        made[bone] = data.edit_bones.new(names.get(bone, bone))
        made[bone].head = size * Vector(head) + Vector(at)
        made[bone].tail = size * Vector(tail) + Vector(at)
        made[bone].parent = made.get(parent)
    bpy.ops.object.mode_set(mode="OBJECT")
    return control_rigs.skinned(armature) if skin else armature


def empty(name, armature=None, **more):
    obj = bpy.data.objects.new(name, None)
    bpy.context.scene.collection.objects.link(obj)
    for key, value in more.items():
        setattr(obj, key, value)
    if armature is not None:
        armature.parent = obj
    bpy.context.view_layer.update()
    return obj


def edit(armature, change):
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    change(armature.data.edit_bones)
    bpy.ops.object.mode_set(mode="OBJECT")
    return armature


def only_empties():
    """No mesh: empties hang on the bones."""
    armature = beast(skin=False)
    for bone in armature.data.bones:
        obj = empty("On " + bone.name)
        obj.parent, obj.parent_type, obj.parent_bone = armature, "BONE", bone.name
    return armature


def empties_beside():
    armature = beast()
    for n in range(5):
        empty(f"Target.{n}", location=(n, 1, 0))
    empty("Left behind").parent = armature
    return armature


def scaled(*scale):
    def make():
        armature = beast()
        armature.scale = scale
        return armature

    return make


def below(**more):
    """Below an empty with these attributes."""

    def make():
        armature = beast()
        empty("Above", armature, **more)
        return armature

    return make


def turned(*degrees):
    def make():
        armature = beast()
        armature.rotation_euler = [math.radians(angle) for angle in degrees]
        return armature

    return make


def named(**names):
    return lambda: beast(names=names)


def alike():
    """Names that differ in what readers drop: case, blanks, dots, quotes, numbers."""
    rest = ["bone", "Bone", "bone ", " bone", "bone.001", "bone_001", 'a"b', "a\\b",
            "骨.L", "ä" * 31, "骨", "a[0]", "骨.R", "x" * 63]  # fmt: skip
    return beast(names=dict(zip(BEAST, rest)))


def shared_data():
    """Two objects of one armature, a mesh each."""
    armature = beast()
    other = bpy.data.objects.new("Twin", armature.data)
    bpy.context.scene.collection.objects.link(other)
    other.location.x = 3
    skin = armature.children[0].copy()
    bpy.context.scene.collection.objects.link(skin)
    skin.parent = other
    skin.modifiers["Armature"].object = other
    return armature


def same_names():
    """Two rigs beside each other whose bones have the same names."""
    first, second = beast(), beast(0.5, name="Calf")
    second.location.x = 2
    bpy.context.view_layer.objects.active = first
    return first


def library(override):
    def make():
        beast().data.name = "Beast"
        path = os.path.join(FOLDER.name, "library.blend")
        held = bpy.data.collections.new("Asset")
        bpy.context.scene.collection.children.link(held)
        for obj in list(bpy.context.scene.collection.objects):
            held.objects.link(obj)
            bpy.context.scene.collection.objects.unlink(obj)
        bpy.ops.wm.save_as_mainfile(filepath=path)
        making.empty()
        with bpy.data.libraries.load(path, link=True) as (_, wanted):
            wanted.collections = ["Asset"]
        linked = bpy.data.collections["Asset"]
        scene, layer = bpy.context.scene, bpy.context.view_layer
        if not override:
            scene.collection.children.link(linked)
        else:
            linked.override_hierarchy_create(scene, layer)

    return make


def one_bone():
    return making.chain("Ball", bones=1)


def no_bone():
    making.empty()
    obj = bpy.data.objects.new("Nothing", bpy.data.armatures.new("Nothing"))
    bpy.context.scene.collection.objects.link(obj)
    return obj


def at_a_point():
    """All bones lie in each other."""
    armature = beast()

    def collapse(bones):
        for bone in bones:
            bone.use_connect = False
            bone.head, bone.tail = (0, 0, 1), (0, 0, 1.1)

    return edit(armature, collapse)


def tiny_bones():
    """Bones shorter than a thousandth of the body, as importers leave them."""

    def shorten(bones):
        for bone in bones:
            bone.length = 1e-4

    return edit(beast(), shorten)


def driven():
    """One leg's rotation is driven by the other's, the head's by a property."""
    armature = beast()
    armature["look"] = 0.3
    bones = armature.pose.bones
    for name in ("fore1.L", "fore1.R", "head"):
        bones[name].rotation_mode = "XYZ"
    curve = armature.driver_add('pose.bones["fore1.R"].rotation_euler', 0)
    source = curve.driver.variables.new()
    source.type = "TRANSFORMS"
    source.targets[0].id, source.targets[0].bone_target = armature, "fore1.L"
    source.targets[0].transform_type = "ROT_X"
    source.targets[0].transform_space = "LOCAL_SPACE"
    curve.driver.type = "AVERAGE"
    curve = armature.driver_add('pose.bones["head"].rotation_euler', 2)
    source = curve.driver.variables.new()
    source.targets[0].id, source.targets[0].data_path = armature, '["look"]'
    curve.driver.type = "AVERAGE"
    return armature


def all_driven():
    """A driver on every rotation: keys would be overruled."""
    armature = beast()
    for bone in armature.pose.bones:
        for axis in range(4):
            path = f'pose.bones["{bone.name}"].rotation_quaternion'
            armature.driver_add(path, axis).driver.expression = str(int(axis == 0))
    return armature


def constrained(kind, bones, **more):
    """A constraint of the kind on bones; targets: the empty "Target"."""

    def make():
        armature = beast()
        target = empty("Target", location=(0, -2, 1))
        for name in bones:
            made = armature.pose.bones[name].constraints.new(kind)
            if hasattr(made, "target"):
                made.target = target
            for key, value in more.items():
                setattr(made, key, value)
        bpy.context.view_layer.update()
        return armature

    return make


def ik_legs():
    """Legs bent by IK to bones on the ground, as animators make them."""
    armature = beast()
    limbs = [f"{part}2.{side}" for part in ("fore", "hind") for side in "LR"]

    def add(bones):
        for name in limbs:
            made = bones.new("IK " + name)
            made.head = bones[name].tail
            made.tail = made.head + Vector((0, 0.2, 0))
            made.use_deform = False

    edit(armature, add)
    for name in limbs:
        bend = armature.pose.bones[name].constraints.new("IK")
        bend.target, bend.subtarget, bend.chain_count = armature, "IK " + name, 2
    bpy.context.view_layer.update()
    return armature


def spline():
    """A tentacle that follows a curve by Spline IK, hooked to two bones."""
    armature = making.chain("Tentacle", bones=8, length=0.2)
    curve = bpy.data.curves.new("Way", "CURVE")
    curve.dimensions = "3D"
    line = curve.splines.new("POLY")
    line.points.add(8)
    heads = [b.head_local for b in armature.data.bones]
    ends = [*heads, armature.data.bones[-1].tail_local]
    for point, place in zip(line.points, ends):
        point.co = (*place, 1)
    obj = bpy.data.objects.new("Way", curve)
    bpy.context.scene.collection.objects.link(obj)
    held = armature.pose.bones[-1].constraints.new("SPLINE_IK")
    held.target, held.chain_count = obj, 8
    bpy.context.view_layer.update()
    return armature


def with_bones(kind, names=tuple(BEAST), **attributes):
    """Attributes of "data" or "pose" bones."""

    def make():
        armature = beast()
        for name in names:
            bone = getattr(armature, kind).bones[name]
            for key, value in attributes.items():
                setattr(bone, key, value)
        bpy.context.view_layer.update()
        return armature

    return make


def bone_parented():
    """A robot: each mesh hangs on a bone, no weights."""
    armature = beast(skin=False)
    for bone in armature.data.bones:
        mesh = bpy.data.meshes.new(bone.name)
        box = [(x, y, z) for x in (-0.05, 0.05) for y in (-bone.length, 0)
               for z in (-0.05, 0.05)]  # fmt: skip
        mesh.from_pydata(box, [], [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1)])
        obj = bpy.data.objects.new(bone.name, mesh)
        bpy.context.scene.collection.objects.link(obj)
        obj.parent, obj.parent_type, obj.parent_bone = armature, "BONE", bone.name
    bpy.context.view_layer.update()
    return armature


def no_weights():
    armature = beast()
    armature.children[0].vertex_groups.clear()
    return armature


def roots():
    """Every bone is a root."""

    def free(bones):
        for bone in bones:
            bone.parent = None

    return edit(beast(), free)


def long_chain():
    return making.chain("Rope", bones=150, length=0.05)


def resting():
    armature = beast()
    armature.data.pose_position = "REST"
    return armature


def in_mode(mode):
    def make():
        armature = beast()
        bpy.context.view_layer.objects.active = armature
        bpy.ops.object.mode_set(mode=mode)
        return armature

    return make


def walking_object():
    """The rig's object has keys of its own, and below a parent that turns."""
    armature = beast()
    parent = empty("Turntable", armature)
    for frame, angle in ((1, 0), (40, 1.5)):
        parent.rotation_euler.z = angle
        parent.keyframe_insert("rotation_euler", frame=frame)
        armature.location.y = -angle
        armature.keyframe_insert("location", frame=frame)
    return armature


def delta():
    armature = beast()
    armature.delta_location = (1, 2, 0)
    armature.delta_rotation_euler = (0, 0, 0.5)
    armature.delta_scale = (2, 2, 2)
    return armature


def muted_tracks():
    armature = beast()
    action = making.wave(armature, 10, "Old")
    data = armature.animation_data
    data.action = None
    track = data.nla_tracks.new()
    track.strips.new("Old", 1, action)
    track.is_solo = True
    return armature


def posed_far():
    """A pose of the artist's without keys: bones turned and moved far."""
    armature = beast()
    for n, bone in enumerate(armature.pose.bones):
        bone.rotation_quaternion = (0.8, 0.6 * (n % 2), 0.6 * (1 - n % 2), 0)
        bone.location = (0.1 * n, 0, 0.2)
    bpy.context.view_layer.update()
    return armature


def mesh_scaled():
    """The mesh has a scale, a turn and an offset of its own."""
    armature = beast()
    skin = armature.children[0]
    skin.scale, skin.rotation_euler = (2, 2, 2), (0, 0, 1)
    skin.location = (1, 0, 0)
    return armature


def not_a_number():
    armature = beast()
    armature.pose.bones["head"].location = (float("nan"), 0, 0)
    return armature


def excluded():
    armature = beast()
    held = bpy.data.collections.new("Hidden")
    bpy.context.scene.collection.children.link(held)
    for obj in (armature, *armature.children):
        held.objects.link(obj)
        bpy.context.scene.collection.objects.unlink(obj)
    bpy.context.view_layer.layer_collection.children["Hidden"].exclude = True
    return armature


def old_rate():
    bpy.context.scene.render.fps, bpy.context.scene.render.fps_base = 24000, 1001.0
    return beast()


def early():
    bpy.context.scene.frame_start = -20
    return beast()


BACK = ("hind1.L", "hind1.R")
KINDS = {
    "empties alone on bones": only_empties,
    "empties beside": empties_beside,
    "mirrored object": scaled(-1, 1, 1),
    "uneven object": scaled(1, 2, 1),
    "flat object": scaled(1, 1, 0),
    "object of size 0.01": scaled(0.01, 0.01, 0.01),
    "mirrored parent": below(scale=(1, -1, 1)),
    "uneven parent": below(scale=(1, 1, 3)),
    "parent of size 100": below(scale=(100, 100, 100)),
    "turned parent": below(rotation_euler=(0.5, 0.4, 2)),
    "on its back": turned(90, 0, 0),
    "turned by 90": turned(0, 0, 90),
    "turned by 33": turned(0, 0, 33),
    "lying on its side": turned(0, 90, 0),
    "a thousand times as large": lambda: beast(1000),
    "a thousandth as large": lambda: beast(0.001),
    "ten kilometres away": lambda: beast(at=(10000, 0, 0)),
    "names alike": alike,
    "names without a meaning": named(**{n: f"Bone.{k:03d}" for k, n in
                                        enumerate(BEAST)}),
    "shared data": shared_data,
    "same names in two rigs": same_names,
    "linked": library(False),
    "library override": library(True),
    "one bone": one_bone,
    "no bone": no_bone,
    "all bones at a point": at_a_point,
    "tiny bones": tiny_bones,
    "150 bones in a line": long_chain,
    "every bone a root": roots,
    "drivers": driven,
    "every rotation driven": all_driven,
    "IK legs": ik_legs,
    "Spline IK": spline,
    "limits": constrained("LIMIT_ROTATION", BACK, use_limit_x=True, max_x=0.2,
                          owner_space="LOCAL"),
    "head tracks": constrained("DAMPED_TRACK", ("head",)),
    "all bones copy an empty": constrained("COPY_ROTATION", tuple(BEAST)),
    "transformed by action": constrained("TRANSFORM", ("neck",)),
    "no inherited rotation": with_bones("data", use_inherit_rotation=False),
    "no inherited scale": with_bones("data", inherit_scale="NONE"),
    "B-bones": with_bones("data", bbone_segments=8, bbone_rollin=0.3),
    "none deforms": with_bones("data", use_deform=False),
    "all locked": with_bones("pose", lock_rotation=(True,) * 3, lock_rotation_w=True,
                             lock_location=(True,) * 3),
    "axis and angle": with_bones("pose", rotation_mode="AXIS_ANGLE"),
    "Euler angles ZXY": with_bones("pose", rotation_mode="ZXY"),
    "flat bone": with_bones("pose", ("head",), scale=(1, 1, 0)),
    "big head": with_bones("pose", ("head",), scale=(2, 2, 2)),
    "meshes on bones": bone_parented,
    "no weights": no_weights,
    "in rest position": resting,
    "in Pose Mode": in_mode("POSE"),
    "in Edit Mode": in_mode("EDIT"),
    "object with keys": walking_object,
    "delta transforms": delta,
    "a soloed track": muted_tracks,
    "posed": posed_far,
    "mesh with a scale": mesh_scaled,
    "not a number": not_a_number,
    "excluded collection": excluded,
    "23.976 frames a second": old_rate,
    "starts at -20": early,
}  # fmt: skip
