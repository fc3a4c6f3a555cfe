"""Rigs with controls: Rigify's, and a plain one with FK, IK and a switch."""

import bpy
import making
import numpy as np
from animax import pipeline
from animax.clips.fcurves import action_fcurves
from animax.controls import choose_skeleton
from animax.core import errors
from animax.settings import Settings

# head, tail, parent, of one side or of the middle: a body with two legs.
BODY = {
    "hips": ((0, 0, 1.0), (0, 0, 1.2), "cog"),
    "spine": ((0, 0, 1.2), (0, 0, 1.5), "hips"),
    "chest": ((0, 0, 1.5), (0, 0, 1.8), "spine"),
    "head": ((0, 0, 1.8), (0, 0, 2.1), "chest"),
}
LEG = {
    "thigh": ((0.15, 0, 1.0), (0.15, -0.04, 0.55), "hips"),
    "shin": ((0.15, -0.04, 0.55), (0.15, 0, 0.1), "thigh"),
    "foot": ((0.15, 0, 0.1), (0.15, -0.2, 0.02), "shin"),
}


def rigify(kind):
    """Rigify's generated rig, with a box on each bone that deforms."""
    import addon_utils

    making.empty()
    addon_utils.enable("rigify", default_set=True)
    getattr(bpy.ops.object, f"armature_{kind}_metarig_add")()
    metarig = bpy.context.object
    bpy.ops.pose.rigify_generate()
    armature = bpy.context.object
    bpy.data.objects.remove(metarig)
    return skinned(armature)


def skinned(armature):
    """Boxes on the bones that deform, and on no others."""
    mesh, corners, faces, owners = bpy.data.meshes.new("Skin"), [], [], []
    for bone in armature.data.bones:
        if bone.use_deform:
            start, wide = len(corners), 0.15 * bone.length
            for x, z in ((-wide, -wide), (wide, -wide), (wide, wide), (-wide, wide)):
                for y in (0, bone.length):
                    corners.append(tuple(bone.matrix_local @ making.vector((x, y, z))))
                    owners.append(bone.name)
            faces += [
                tuple(start + (n + k) % 8 for k in (0, 1, 3, 2)) for n in (0, 2, 4, 6)
            ]
    mesh.from_pydata(corners, [], faces)
    skin = bpy.data.objects.new("Skin", mesh)
    bpy.context.scene.collection.objects.link(skin)
    for n, name in enumerate(owners):
        group = skin.vertex_groups.get(name) or skin.vertex_groups.new(name=name)
        group.add([n], 1.0, "REPLACE")
    skin.parent = armature
    skin.modifiers.new("Armature", "ARMATURE").object = armature
    bpy.context.view_layer.update()
    return armature


def plain():
    """Bones that deform copy FK controls, of the legs also a chain bent by IK, as the
    property `ik` of the foot's control says; the body's control turns everything."""
    making.empty()
    data = bpy.data.armatures.new("Plain")
    armature = bpy.data.objects.new("Plain", data)
    bpy.context.scene.collection.objects.link(armature)
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")

    def add(name, head, tail, parent="", deform=False):
        bone = data.edit_bones.new(name)
        bone.head, bone.tail, bone.use_deform = head, tail, deform
        bone.parent = data.edit_bones[parent] if parent else None
        return name

    add("base", (0, 0, 0), (0, 0.3, 0))
    add("cog", (0, 0, 1.0), (0, 0.3, 1.0), "base")
    parts = dict(BODY)
    for side, sign in ((".L", 1), (".R", -1)):
        for name, (head, tail, parent) in LEG.items():
            ends = [(sign * x, y, z) for x, y, z in (head, tail)]
            parts[name + side] = (*ends, parent + side * (parent in LEG))
        add("foot_ik" + side, (sign * 0.15, 0, 0.1), (sign * 0.15, 0.2, 0.1), "base")
        add("knee" + side, (sign * 0.15, -0.6, 0.55), (sign * 0.15, -0.8, 0.55), "base")
    for name, (head, tail, parent) in parts.items():
        add(name, head, tail, parent)
        add("DEF-" + name, head, tail, "", True)
    for side in (".L", ".R"):
        above = "hips"
        for name in ("thigh", "shin", "foot"):
            head, tail, _ = parts[name + side]
            above = "foot_ik" + side if name == "foot" else above
            above = add("MCH-" + name + side, head, tail, above)
    bpy.ops.object.mode_set(mode="OBJECT")
    bones = armature.pose.bones
    for name in parts:
        follow(armature, "DEF-" + name, name)
    for side in (".L", ".R"):
        bones["foot" + side]["ik"] = 1.0
        bones["foot" + side].rotation_mode = "XYZ"
        bend = bones["MCH-shin" + side].constraints.new("IK")
        bend.target, bend.subtarget = armature, "foot_ik" + side
        bend.pole_target, bend.pole_subtarget = armature, "knee" + side
        bend.chain_count, bend.pole_angle = 2, pole_angle(armature, side)
        for name in ("thigh", "shin", "foot"):
            held = follow(armature, f"DEF-{name}{side}", f"MCH-{name}{side}")
            switch(armature, held, "foot" + side)
    return skinned(armature)


def pole_angle(armature, side):
    """Such that the knee points as at rest."""
    bone = armature.data.bones["MCH-thigh" + side]
    pole = armature.data.bones["knee" + side].head_local - bone.head_local
    pole = bone.matrix_local.to_3x3().inverted() @ pole
    return float(np.arctan2(-pole.z, pole.x)) if abs(pole.x) + abs(pole.z) else 0.0


def follow(armature, name, other):
    held = armature.pose.bones[name].constraints.new("COPY_TRANSFORMS")
    held.target, held.subtarget = armature, other
    return held


def switch(armature, constraint, bone):
    driver = constraint.driver_add("influence").driver
    driver.type = "AVERAGE"
    variable = driver.variables.new()
    variable.targets[0].id = armature
    variable.targets[0].data_path = f'pose.bones["{bone}"]["ik"]'


def build(kind):
    return plain() if kind == "plain" else rigify(kind)


def animate(kind, model, mapping=None, **settings):
    """The pipeline with the stand-in engine: joints as played against joints as solved,
    in % of the body; what is keyed; switches; warnings. mapping: text of the rig's own
    controls map."""
    armature = build(kind)
    if mapping is not None:
        armature["animax_controls_map"] = mapping
    settings = {"prompt": "wave", "model": model, **settings}
    request, result, action = pipeline.animate(Settings(**settings))
    rig = request.skeleton
    rotation, location = pipeline.edited_take(request, result)
    wanted = making.forward(rig, rotation, location)[..., :3, 3]
    seen = []
    for frame in range(len(wanted)):
        bpy.context.scene.frame_set(1 + frame)
        bones = armature.pose.bones
        seen.append([tuple(bones[name].head) for name in rig["names"]])
    # Below the first bone: its own head may lie beside the joint that is solved.
    body = np.ptp(wanted[0], axis=0).max() / 100
    away = np.linalg.norm(np.array(seen) - wanted, axis=-1) / body
    paths = [c.data_path for c in action_fcurves(action)]
    return {
        "values": [
            [c.data_path, c.array_index, [k.co[1] for k in c.keyframe_points]]
            for c in action_fcurves(action)
        ],
        "worst": float(away.max()),
        "moves": float(np.linalg.norm(np.ptp(wanted, axis=0), axis=-1).max() / body),
        "keyed": sorted({p.split('"')[1] for p in paths if not p.endswith('"]')}),
        "switched": {
            p: [k.co[1] for k in c.keyframe_points]
            for c in action_fcurves(action)
            if (p := c.data_path).endswith('"]')
        },
        "names": rig["names"],
        "report": result.get("control_rig"),
        "warnings": request.warnings,
    }


def put_back(kind, model):
    """A take that cannot be written leaves the rig as it was; options that do not go
    with controls are refused."""
    armature = build(kind)
    armature.pose.bones["chest"].rotation_quaternion = (0.9, 0.1, 0.0, 0.0)
    scene = bpy.context.scene
    request = pipeline.prepare(scene, Settings(prompt="wave", model=model), armature)
    result = pipeline.generate(request)
    before, kept = making.snapshot(), properties(armature)
    shown = pipeline.write_controls.control_take.check_shown

    def fail(*_):
        raise errors.AnimaxError("late")

    pipeline.write_controls.control_take.check_shown = fail
    said = []
    try:
        pipeline.finish(scene, request, result)
    except errors.AnimaxError as error:
        said.append(str(error))
    same = making.snapshot() == before and properties(armature) == kept
    pipeline.write_controls.control_take.check_shown = shown
    try:
        choose_skeleton.find_controls(
            armature, Settings(prompt="x", model=model, keep_keys=True)
        )
    except errors.AnimaxError as error:
        said.append(str(error))
    pipeline.finish(scene, request, result)
    turned = list(armature.pose.bones["chest"].rotation_quaternion)
    return {"same": same, "said": said, "after": properties(armature), "chest": turned}


def properties(armature):
    return {b.name: b["ik"] for b in armature.pose.bones if "ik" in b}
