"""Skeletons of people as other programs call and build their bones: Mixamo, Unreal,
Unity, VRM, MakeHuman, 3ds Max, Daz, MikuMikuDance. Geometry of our own."""

import bpy
import control_rigs
import making
import numpy as np
from mathutils import Euler, Matrix, Vector

# Joints of a person in a T pose who faces -Y, in metres; of the sides the left one.
MIDDLE = {
    "hips": (0, 0, 1.0), "spine": (0, 0.01, 1.1), "chest": (0, 0.02, 1.22),
    "upper chest": (0, 0.02, 1.34), "neck": (0, 0.02, 1.5), "head": (0, 0, 1.6),
    "top": (0, 0, 1.8), "ground": (0, 0, 0), "jaw": (0, -0.03, 1.62),
}  # fmt: skip
LEFT = {
    "clavicle": (0.03, 0.01, 1.45), "arm": (0.18, 0.02, 1.45),
    "arm half": (0.31, 0.025, 1.45), "forearm": (0.45, 0.03, 1.45),
    "forearm half": (0.57, 0.025, 1.45), "hand": (0.7, 0.02, 1.45),
    "hand end": (0.78, 0.02, 1.45), "thigh": (0.1, 0, 0.95),
    "thigh half": (0.1, -0.01, 0.72), "shin": (0.1, -0.02, 0.5),
    "shin half": (0.1, 0, 0.3), "foot": (0.1, 0.03, 0.08),
    "toes": (0.1, -0.1, 0.02), "toes end": (0.1, -0.18, 0.02),
    "eye": (0.03, -0.08, 1.67), "bust": (0.08, -0.05, 1.3),
    "bust end": (0.08, -0.14, 1.3),
}  # fmt: skip
FINGERS = ("thumb", "index", "middle", "ring", "pinky")
for n, finger in enumerate(FINGERS):
    for k in range(4):
        y = 0.07 - 0.03 * n - (0.02 * k if finger == "thumb" else 0)
        start = 0.72 if finger == "thumb" else 0.78
        LEFT[f"{finger} {k + 1}"] = (start + 0.03 * k, -y + 0.02, 1.45)


def place(joint, side=""):
    if joint in MIDDLE:
        return MIDDLE[joint]
    x, y, z = LEFT[joint]
    return (x if side == "L" else -x, y, z)


def both(rows):
    """rows of (name, parent, head, tail), with {} for the side, for both sides: a
    function of the sides' words."""

    def make(words):
        left, right = words
        return [
            (name.format(word), parent.format(word), (head, side), (tail, side))
            for word, side in ((left, "L"), (right, "R"))
            for name, parent, head, tail in rows
        ]

    return make


def fingers(name, hand, count=3):
    """Rows of five fingers; name: with {finger} and {k}."""
    return [
        (
            name.format("{}", finger=finger, k=k + 1),
            hand if k == 0 else name.format("{}", finger=finger, k=k),
            f"{finger} {k + 1}",
            f"{finger} {k + 2}",
        )
        for finger in FINGERS
        for k in range(count)
    ]


def build(rows, name="Armature", units=1.0, y_up=False, tails="along", turned=0.0):
    """rows: (bone, parent or "", joint or (joint, side), ...). units: of the armature's
    data, for which its object is scaled. y_up: so is the data, for which its object is
    turned. tails: "along" the limbs, or "up", as importers have them that keep the
    file's axes. turned: degrees about the vertical, in the data."""
    making.empty()
    data = bpy.data.armatures.new(name)
    armature = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(armature)
    bpy.context.view_layer.objects.active = armature
    to_data = Matrix.Rotation(np.radians(turned), 4, "Z")
    if y_up:
        armature.rotation_euler = Euler((np.pi / 2, 0, 0))
        to_data = Matrix.Rotation(-np.pi / 2, 4, "X") @ to_data
    armature.scale = (units,) * 3
    to_data = Matrix.Scale(1 / units, 4) @ to_data
    bpy.ops.object.mode_set(mode="EDIT")
    for bone, parent, head, tail in rows:
        made = data.edit_bones.new(bone)
        ends = [place(*p) if isinstance(p, tuple) else place(p) for p in (head, tail)]
        ends = [Vector(p) for p in ends]
        if tails == "up":
            ends[1] = ends[0] + Vector((0, 0, 0.05))
        made.head, made.tail = (to_data @ p for p in ends)
        made.parent = data.edit_bones[parent] if parent else None
    bpy.ops.object.mode_set(mode="OBJECT")
    return control_rigs.skinned(armature)


def mixamo(prefix="mixamorig:", **more):
    p = prefix
    rows = [
        (p + "Hips", "", "hips", "spine"), (p + "Spine", p + "Hips", "spine", "chest"),
        (p + "Spine1", p + "Spine", "chest", "upper chest"),
        (p + "Spine2", p + "Spine1", "upper chest", "neck"),
        (p + "Neck", p + "Spine2", "neck", "head"),
        (p + "Head", p + "Neck", "head", "top"),
        *both([
            (p + "{}Shoulder", p + "Spine2", "clavicle", "arm"),
            (p + "{}Arm", p + "{}Shoulder", "arm", "forearm"),
            (p + "{}ForeArm", p + "{}Arm", "forearm", "hand"),
            (p + "{}Hand", p + "{}ForeArm", "hand", "hand end"),
            *fingers(p + "{}Hand{finger}{k}", p + "{}Hand"),
            (p + "{}UpLeg", p + "Hips", "thigh", "shin"),
            (p + "{}Leg", p + "{}UpLeg", "shin", "foot"),
            (p + "{}Foot", p + "{}Leg", "foot", "toes"),
            (p + "{}ToeBase", p + "{}Foot", "toes", "toes end"),
        ])(("Left", "Right")),
    ]  # fmt: skip
    return build(rows, **{"units": 0.01, "y_up": True, **more})


def unreal(**more):
    rows = [
        ("root", "", "ground", "hips"), ("pelvis", "root", "hips", "spine"),
        ("spine_01", "pelvis", "spine", "chest"),
        ("spine_02", "spine_01", "chest", "upper chest"),
        ("spine_03", "spine_02", "upper chest", "neck"),
        ("neck_01", "spine_03", "neck", "head"), ("head", "neck_01", "head", "top"),
        *both([
            ("clavicle_{}", "spine_03", "clavicle", "arm"),
            ("upperarm_{}", "clavicle_{}", "arm", "forearm"),
            ("upperarm_twist_01_{}", "upperarm_{}", "arm half", "forearm"),
            ("lowerarm_{}", "upperarm_{}", "forearm", "hand"),
            ("lowerarm_twist_01_{}", "lowerarm_{}", "forearm half", "hand"),
            ("hand_{}", "lowerarm_{}", "hand", "hand end"),
            *[(f"{f}_0{k + 1}_{{}}", f"{f}_0{k}_{{}}" if k else "hand_{}",
               f"{f} {k + 1}", f"{f} {k + 2}") for f in FINGERS for k in range(3)],
            ("thigh_{}", "pelvis", "thigh", "shin"),
            ("thigh_twist_01_{}", "thigh_{}", "thigh half", "shin"),
            ("calf_{}", "thigh_{}", "shin", "foot"),
            ("calf_twist_01_{}", "calf_{}", "shin half", "foot"),
            ("foot_{}", "calf_{}", "foot", "toes"),
            ("ball_{}", "foot_{}", "toes", "toes end"),
            ("ik_foot_{}", "root", "foot", "toes"),
            ("ik_hand_{}", "root", "hand", "hand end"),
        ])(("l", "r")),
    ]  # fmt: skip
    armature = build(rows, "root", **{"units": 0.01, "tails": "up", **more})
    return not_deforming(armature, "ik_")


def not_deforming(armature, start):
    """Bones that move nothing: neither by their flag nor by weights."""
    for bone in armature.data.bones:
        if bone.name.startswith(start):
            bone.use_deform = False
            for obj in armature.children:
                group = obj.vertex_groups.get(bone.name)
                if group is not None:
                    obj.vertex_groups.remove(group)
    return armature


def unity(**more):
    rows = [
        ("Hips", "", "hips", "spine"), ("Spine", "Hips", "spine", "chest"),
        ("Chest", "Spine", "chest", "upper chest"),
        ("UpperChest", "Chest", "upper chest", "neck"),
        ("Neck", "UpperChest", "neck", "head"), ("Head", "Neck", "head", "top"),
        *both([
            ("{}Shoulder", "UpperChest", "clavicle", "arm"),
            ("{}UpperArm", "{}Shoulder", "arm", "forearm"),
            ("{}LowerArm", "{}UpperArm", "forearm", "hand"),
            ("{}Hand", "{}LowerArm", "hand", "hand end"),
            ("{}UpperLeg", "Hips", "thigh", "shin"),
            ("{}LowerLeg", "{}UpperLeg", "shin", "foot"),
            ("{}Foot", "{}LowerLeg", "foot", "toes"),
            ("{}Toes", "{}Foot", "toes", "toes end"),
        ])(("Left", "Right")),
    ]  # fmt: skip
    return build(rows, **more)


def vrm(**more):
    """VRoid's names; of VRM 0.x, which faces the other way, with turned=180."""
    c, s = "J_Bip_C_", "J_Bip_{}_"
    rows = [
        ("Root", "", "ground", "hips"), (c + "Hips", "Root", "hips", "spine"),
        (c + "Spine", c + "Hips", "spine", "chest"),
        (c + "Chest", c + "Spine", "chest", "upper chest"),
        (c + "UpperChest", c + "Chest", "upper chest", "neck"),
        (c + "Neck", c + "UpperChest", "neck", "head"),
        (c + "Head", c + "Neck", "head", "top"),
        *both([
            ("J_Adj_{}_FaceEye", c + "Head", "eye", "head"),
            ("J_Sec_{}_Bust1", c + "UpperChest", "bust", "bust end"),
            (s + "Shoulder", c + "UpperChest", "clavicle", "arm"),
            (s + "UpperArm", s + "Shoulder", "arm", "forearm"),
            (s + "LowerArm", s + "UpperArm", "forearm", "hand"),
            (s + "Hand", s + "LowerArm", "hand", "hand end"),
            *fingers("J_Bip_{}_{finger}{k}", s + "Hand"),
            (s + "UpperLeg", c + "Hips", "thigh", "shin"),
            (s + "LowerLeg", s + "UpperLeg", "shin", "foot"),
            (s + "Foot", s + "LowerLeg", "foot", "toes"),
            (s + "ToeBase", s + "Foot", "toes", "toes end"),
        ])(("L", "R")),
        ("J_Sec_Hair1_01", c + "Head", "top", "head"),
        ("J_Sec_Hair2_01", "J_Sec_Hair1_01", "head", "neck"),
    ]  # fmt: skip
    return build(rows, **more)


def makehuman(**more):
    """mpfb2's default rig: limbs of two bones a segment, the spine counted from above,
    no bone between root and legs but pelvis.L and pelvis.R."""
    rows = [
        ("root", "", "hips", "spine"), ("spine05", "root", "hips", "spine"),
        ("spine04", "spine05", "spine", "chest"),
        ("spine03", "spine04", "chest", "upper chest"),
        ("spine02", "spine03", "upper chest", "neck"),
        ("spine01", "spine02", "upper chest", "neck"),
        ("neck01", "spine01", "neck", "head"), ("head", "neck01", "head", "top"),
        ("jaw", "head", "jaw", "head"),
        *both([
            ("clavicle.{}", "spine01", "clavicle", "arm"),
            ("shoulder01.{}", "clavicle.{}", "clavicle", "arm"),
            ("upperarm01.{}", "shoulder01.{}", "arm", "arm half"),
            ("upperarm02.{}", "upperarm01.{}", "arm half", "forearm"),
            ("lowerarm01.{}", "upperarm02.{}", "forearm", "forearm half"),
            ("lowerarm02.{}", "lowerarm01.{}", "forearm half", "hand"),
            ("wrist.{}", "lowerarm02.{}", "hand", "hand end"),
            *[(f"finger{n + 1}-{k + 1}.{{}}",
               f"finger{n + 1}-{k}.{{}}" if k else "wrist.{}",
               f"{f} {k + 1}", f"{f} {k + 2}")
              for n, f in enumerate(FINGERS) for k in range(3)],
            ("pelvis.{}", "root", "hips", "thigh"),
            ("upperleg01.{}", "pelvis.{}", "thigh", "thigh half"),
            ("upperleg02.{}", "upperleg01.{}", "thigh half", "shin"),
            ("lowerleg01.{}", "upperleg02.{}", "shin", "shin half"),
            ("lowerleg02.{}", "lowerleg01.{}", "shin half", "foot"),
            ("foot.{}", "lowerleg02.{}", "foot", "toes"),
            ("toe1-1.{}", "foot.{}", "toes", "toes end"),
        ])(("L", "R")),
    ]  # fmt: skip
    return build(rows, **more)


def biped(**more):
    """3ds Max's."""
    b = "Bip01 "
    rows = [
        ("Bip01", "", "hips", "spine"), (b + "Pelvis", "Bip01", "hips", "spine"),
        (b + "Spine", b + "Pelvis", "spine", "chest"),
        (b + "Spine1", b + "Spine", "chest", "neck"),
        (b + "Neck", b + "Spine1", "neck", "head"),
        (b + "Head", b + "Neck", "head", "top"),
        *both([
            (b + "{} Clavicle", b + "Neck", "clavicle", "arm"),
            (b + "{} UpperArm", b + "{} Clavicle", "arm", "forearm"),
            (b + "{} Forearm", b + "{} UpperArm", "forearm", "hand"),
            (b + "{} Hand", b + "{} Forearm", "hand", "hand end"),
            (b + "{} Thigh", b + "Spine", "thigh", "shin"),
            (b + "{} Calf", b + "{} Thigh", "shin", "foot"),
            (b + "{} Foot", b + "{} Calf", "foot", "toes"),
            (b + "{} Toe0", b + "{} Foot", "toes", "toes end"),
        ])(("L", "R")),
    ]  # fmt: skip
    return build(rows, **more)


def daz(**more):
    """Daz Genesis: the hip above pelvis and abdomen, limbs bent and twisted by bones in
    line, names that begin with the side's letter."""
    rows = [
        ("hip", "", "hips", "spine"), ("pelvis", "hip", "hips", "ground"),
        ("abdomenLower", "hip", "spine", "chest"),
        ("chestLower", "abdomenLower", "chest", "upper chest"),
        ("chestUpper", "chestLower", "upper chest", "neck"),
        ("neckLower", "chestUpper", "neck", "head"),
        ("head", "neckLower", "head", "top"),
        *both([
            ("{}Collar", "chestUpper", "clavicle", "arm"),
            ("{}ShldrBend", "{}Collar", "arm", "arm half"),
            ("{}ShldrTwist", "{}ShldrBend", "arm half", "forearm"),
            ("{}ForearmBend", "{}ShldrTwist", "forearm", "forearm half"),
            ("{}ForearmTwist", "{}ForearmBend", "forearm half", "hand"),
            ("{}Hand", "{}ForearmTwist", "hand", "hand end"),
            ("{}ThighBend", "pelvis", "thigh", "thigh half"),
            ("{}ThighTwist", "{}ThighBend", "thigh half", "shin"),
            ("{}Shin", "{}ThighTwist", "shin", "foot"),
            ("{}Foot", "{}Shin", "foot", "toes"),
            ("{}Toe", "{}Foot", "toes", "toes end"),
        ])(("l", "r")),
    ]  # fmt: skip
    return build(rows, **more)


def mmd(**more):
    """MikuMikuDance: Japanese names, legs on a bone of their own, IK bones beside."""
    rows = [
        ("全ての親", "", "ground", "hips"), ("センター", "全ての親", "hips", "spine"),
        ("上半身", "センター", "spine", "chest"),
        ("上半身2", "上半身", "chest", "neck"),
        ("首", "上半身2", "neck", "head"), ("頭", "首", "head", "top"),
        ("下半身", "センター", "spine", "hips"),
        *both([
            ("{}肩", "上半身2", "clavicle", "arm"), ("{}腕", "{}肩", "arm", "forearm"),
            ("{}ひじ", "{}腕", "forearm", "hand"),
            ("{}手首", "{}ひじ", "hand", "hand end"),
            ("{}足", "下半身", "thigh", "shin"), ("{}ひざ", "{}足", "shin", "foot"),
            ("{}足首", "{}ひざ", "foot", "toes"),
            ("{}つま先", "{}足首", "toes", "toes end"),
            ("{}足ＩＫ", "全ての親", "foot", "toes"),
        ])(("左", "右")),
    ]  # fmt: skip
    armature = not_deforming(build(rows, **{"units": 0.08, **more}), "左足Ｉ")
    not_deforming(armature, "右足Ｉ")
    for side in "左右":
        bend = armature.pose.bones[side + "ひざ"].constraints.new("IK")
        bend.target, bend.subtarget, bend.chain_count = armature, side + "足ＩＫ", 2
    bpy.context.view_layer.update()
    return armature


KINDS = {
    "Mixamo": mixamo,
    "Mixamo without prefix": lambda: mixamo(""),
    "Mixamo, 1 to 1": lambda: mixamo("mixamorig1:", units=1.0, y_up=False),
    "UE4": unreal,
    "UE4, limbs along": lambda: unreal(tails="along"),
    "UE4, faces +X": lambda: unreal(turned=90.0),
    "Unity": unity,
    "VRM 1.0": vrm,
    "VRM 0.x, faces +Y": lambda: vrm(turned=180.0),
    "mpfb2": makehuman,
    "3ds Max biped": biped,
    "Daz": daz,
    "MMD": mmd,
}
