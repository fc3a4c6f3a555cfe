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
# From end to end.
TRUNK = "hips", "spine", "chest", "upper chest", "neck", "head", "top"
SHORT_TRUNK = "spine", "chest", "neck", "head", "top"
ARM = "clavicle", "arm", "forearm", "hand", "hand end"
HALVED_ARM = "arm", "arm half", "forearm", "forearm half", "hand", "hand end"
LEG = "thigh", "shin", "foot", "toes", "toes end"
HALVED_LEG = "thigh", "thigh half", "shin", "shin half", *LEG[2:]
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


def both(rows, words):
    """rows of (name, parent, head, tail), with {} for the side's word, for both."""
    return [
        (name.format(word), parent.format(word), (head, side), (tail, side))
        for word, side in zip(words, "LR")
        for name, parent, head, tail in rows
    ]


def line(parent, names, joints):
    """Rows of bones that hang on each other, from joint to joint."""
    above = [parent, *names[:-1]]
    return list(zip(names, above, joints[:-1], joints[1:]))


def fingers(name, hand):
    """Rows of five fingers; name: with {finger} or its number {n}, and {k}."""
    return [
        row
        for n, finger in enumerate(FINGERS)
        for row in line(
            hand,
            [name.format("{}", finger=finger, n=n + 1, k=k + 1) for k in range(3)],
            [f"{finger} {k + 1}" for k in range(4)],
        )
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
    spine = [p + n for n in ("Hips", "Spine", "Spine1", "Spine2", "Neck", "Head")]
    arm = [p + "{}" + n for n in ("Shoulder", "Arm", "ForeArm", "Hand")]
    leg = [p + "{}" + n for n in ("UpLeg", "Leg", "Foot", "ToeBase")]
    rows = [
        *line("", spine, TRUNK),
        *both([
            *line(p + "Spine2", arm, ARM),
            *fingers(p + "{}Hand{finger}{k}", p + "{}Hand"),
            *line(p + "Hips", leg, LEG),
        ], ("Left", "Right")),
    ]  # fmt: skip
    return build(rows, **{"units": 0.01, "y_up": True, **more})


def unreal(**more):
    spine = ["pelvis", "spine_01", "spine_02", "spine_03", "neck_01", "head"]
    rows = [
        ("root", "", "ground", "hips"), *line("root", spine, TRUNK),
        *both([
            ("clavicle_{}", "spine_03", "clavicle", "arm"),
            ("upperarm_{}", "clavicle_{}", "arm", "forearm"),
            ("upperarm_twist_01_{}", "upperarm_{}", "arm half", "forearm"),
            ("lowerarm_{}", "upperarm_{}", "forearm", "hand"),
            ("lowerarm_twist_01_{}", "lowerarm_{}", "forearm half", "hand"),
            ("hand_{}", "lowerarm_{}", "hand", "hand end"),
            *fingers("{finger}_0{k}_{}", "hand_{}"),
            ("thigh_{}", "pelvis", "thigh", "shin"),
            ("thigh_twist_01_{}", "thigh_{}", "thigh half", "shin"),
            ("calf_{}", "thigh_{}", "shin", "foot"),
            ("calf_twist_01_{}", "calf_{}", "shin half", "foot"),
            ("foot_{}", "calf_{}", "foot", "toes"),
            ("ball_{}", "foot_{}", "toes", "toes end"),
            ("ik_foot_{}", "root", "foot", "toes"),
            ("ik_hand_{}", "root", "hand", "hand end"),
        ], ("l", "r")),
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
    spine = ["Hips", "Spine", "Chest", "UpperChest", "Neck", "Head"]
    arm = ["{}" + n for n in ("Shoulder", "UpperArm", "LowerArm", "Hand")]
    leg = ["{}" + n for n in ("UpperLeg", "LowerLeg", "Foot", "Toes")]
    limbs = [*line("UpperChest", arm, ARM), *line("Hips", leg, LEG)]
    rows = [*line("", spine, TRUNK), *both(limbs, ("Left", "Right"))]
    return build(rows, **more)


def vrm(**more):
    """VRoid's names; of VRM 0.x, which faces the other way, with turned=180."""
    c, s = "J_Bip_C_", "J_Bip_{}_"
    spine = [c + n for n in ("Hips", "Spine", "Chest", "UpperChest", "Neck", "Head")]
    arm = [s + n for n in ("Shoulder", "UpperArm", "LowerArm", "Hand")]
    leg = [s + n for n in ("UpperLeg", "LowerLeg", "Foot", "ToeBase")]
    rows = [
        ("Root", "", "ground", "hips"), *line("Root", spine, TRUNK),
        *both([
            ("J_Adj_{}_FaceEye", c + "Head", "eye", "head"),
            ("J_Sec_{}_Bust1", c + "UpperChest", "bust", "bust end"),
            *line(c + "UpperChest", arm, ARM),
            *fingers("J_Bip_{}_{finger}{k}", s + "Hand"),
            *line(c + "Hips", leg, LEG),
        ], ("L", "R")),
        *line(c + "Head", ["J_Sec_Hair1_01", "J_Sec_Hair2_01"],
              ["top", "head", "neck"]),
    ]  # fmt: skip
    return build(rows, **more)


def makehuman(**more):
    """mpfb2's default rig: limbs of two bones a segment, the spine counted from above,
    no bone between root and legs but pelvis.L and pelvis.R."""
    arm = ["upperarm01.{}", "upperarm02.{}", "lowerarm01.{}", "lowerarm02.{}"]
    leg = ["upperleg01.{}", "upperleg02.{}", "lowerleg01.{}", "lowerleg02.{}"]
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
            *line("shoulder01.{}", [*arm, "wrist.{}"], HALVED_ARM),
            *fingers("finger{n}-{k}.{}", "wrist.{}"),
            ("pelvis.{}", "root", "hips", "thigh"),
            *line("pelvis.{}", [*leg, "foot.{}", "toe1-1.{}"], HALVED_LEG),
        ], ("L", "R")),
    ]  # fmt: skip
    return build(rows, **more)


def biped(**more):
    """3ds Max's."""
    b, side = "Bip01 ", "Bip01 {} "
    spine = [b + n for n in ("Spine", "Spine1", "Neck", "Head")]
    arm = [side + n for n in ("Clavicle", "UpperArm", "Forearm", "Hand")]
    leg = [side + n for n in ("Thigh", "Calf", "Foot", "Toe0")]
    limbs = [*line(b + "Neck", arm, ARM), *line(b + "Spine", leg, LEG)]
    rows = [
        ("Bip01", "", "hips", "spine"), (b + "Pelvis", "Bip01", "hips", "spine"),
        *line(b + "Pelvis", spine, SHORT_TRUNK), *both(limbs, ("L", "R")),
    ]  # fmt: skip
    return build(rows, **more)


def daz(**more):
    """Daz Genesis: the hip above pelvis and abdomen, limbs bent and twisted by bones in
    line, names that begin with the side's letter."""
    spine = ["abdomenLower", "chestLower", "chestUpper", "neckLower", "head"]
    arm = ["ShldrBend", "ShldrTwist", "ForearmBend", "ForearmTwist", "Hand"]
    leg = ["{}" + n for n in ("ThighBend", "ThighTwist", "Shin", "Foot", "Toe")]
    rows = [
        ("hip", "", "hips", "spine"), ("pelvis", "hip", "hips", "ground"),
        *line("hip", spine, TRUNK[1:]),
        *both([
            ("{}Collar", "chestUpper", "clavicle", "arm"),
            *line("{}Collar", ["{}" + n for n in arm], HALVED_ARM),
            *line("pelvis", leg, ("thigh", "thigh half", *LEG[1:])),
        ], ("l", "r")),
    ]  # fmt: skip
    return build(rows, **more)


def mmd(**more):
    """MikuMikuDance: Japanese names, legs on a bone of their own, IK bones beside."""
    rows = [
        ("全ての親", "", "ground", "hips"), ("センター", "全ての親", "hips", "spine"),
        *line("センター", ["上半身", "上半身2", "首", "頭"], SHORT_TRUNK),
        ("下半身", "センター", "spine", "hips"),
        *both([
            *line("上半身2", ["{}肩", "{}腕", "{}ひじ", "{}手首"], ARM),
            *line("下半身", ["{}足", "{}ひざ", "{}足首", "{}つま先"], LEG),
            ("{}足ＩＫ", "全ての親", "foot", "toes"),
        ], ("左", "右")),
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
