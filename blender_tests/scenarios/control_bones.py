"""Rigs whose deforming bones copy control bones, in several ways."""

import bpy
import making
import numpy as np
from animax import pipeline
from animax.clips.fcurves import action_fcurves
from animax.core import errors
from animax.rig.armature import read_rig
from animax.settings import Settings

KINDS = {
    "transforms": ["COPY_TRANSFORMS"],
    "rotation and location": ["COPY_LOCATION", "COPY_ROTATION"],
    "armature": ["ARMATURE"],
    "child of": ["CHILD_OF"],
}


def build(kind):
    """A chain of four bones, each with a control; making.chain's mesh on the first
    three."""
    making.empty()
    armature = making.chain(bones=4, connect=False)
    names = [f"bone.{n}" for n in range(4)]
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    edit = armature.data.edit_bones
    for layer in ("MID-", "CTL-") if kind == "two steps" else ("CTL-",):
        for name in names:
            bone = edit.new(layer + name)
            bone.head, bone.tail, bone.roll = (
                edit[name].head,
                edit[name].tail,
                edit[name].roll + (0.6 if kind == "turned axes" else 0.0),
            )
            bone.use_deform = False
            if edit[name].parent and not kind.startswith("flat controls"):
                bone.parent = edit[layer + edit[name].parent.name]
    flat = kind in ("flat bones", "armature", "child of")
    for name in names:
        if flat:
            edit[name].parent = None
    bpy.ops.object.mode_set(mode="OBJECT")
    bones = armature.pose.bones
    if kind == "turned axes":
        for name in names:
            bones["CTL-" + name].rotation_mode = "XYZ"
    for name in names:
        for held in KINDS.get(kind, ["COPY_TRANSFORMS"]):
            if kind == "two steps":
                follow(armature, "MID-" + name, "CTL-" + name, held)
                follow(armature, name, "MID-" + name, held)
            elif kind == "turned axes":
                follow(armature, name, "CTL-" + name, "CHILD_OF")
                edit_root(armature, name)
            else:
                follow(armature, name, "CTL-" + name, held)
    if kind == "big control":
        bones["CTL-bone.1"].scale = (1.5,) * 3
    if kind == "locked":
        for name in names:
            bones[name].lock_location = bones[name].lock_rotation = (True,) * 3
    if kind == "held":
        other = making.chain("Other", bones=1, mesh=False)
        for name in names:
            bones[name].constraints.remove(bones[name].constraints[0])
            held = bones[name].constraints.new("COPY_TRANSFORMS")
            held.target = other
    if kind == "half":
        bones["bone.2"].constraints[0].influence = 0.5
        bones["bone.1"].constraints[0].influence = 0.5
    bpy.context.view_layer.update()
    return armature


def edit_root(armature, name):
    bpy.ops.object.mode_set(mode="EDIT")
    armature.data.edit_bones[name].parent = None
    bpy.ops.object.mode_set(mode="OBJECT")


def follow(armature, name, control, kind):
    held = armature.pose.bones[name].constraints.new(kind)
    if kind == "ARMATURE":
        target = held.targets.new()
        target.target, target.subtarget = armature, control
        return
    held.target, held.subtarget = armature, control
    if kind == "CHILD_OF":
        bone = armature.data.bones[control]
        held.inverse_matrix = bone.matrix_local.inverted()


def mesh_points(armature):
    depsgraph = bpy.context.evaluated_depsgraph_get()
    skin = next(o for o in armature.children if o.type == "MESH")
    obj = skin.evaluated_get(depsgraph)
    mesh = obj.to_mesh()
    found = np.array([tuple(obj.matrix_world @ v.co) for v in mesh.vertices])
    obj.to_mesh_clear()
    names = {g.index: g.name for g in skin.vertex_groups}
    owner = [
        names[max(v.groups, key=lambda g: g.weight).group] for v in skin.data.vertices
    ]
    return found, owner


def animate(kind, model, bones=()):
    """The pipeline with the stand-in engine: the mesh as played against the mesh moved
    as solved, in % of its size; what is keyed; warnings."""
    armature = build(kind)
    stood, owner = mesh_points(armature)
    before = making.snapshot()
    try:
        request, result, action = pipeline.animate(
            Settings(prompt="wave", model=model, bones=list(bones))
        )
    except errors.AnimaxError as error:
        after = making.snapshot()
        return {"error": [error.code, str(error)], "same": before == after}
    rig = request.skeleton
    rotation, location = pipeline.edited_take(request, result)
    motion = making.forward(rig, rotation, location) @ np.linalg.inv(rig["rest"])
    index = [rig["names"].index(name) for name in owner]
    corners = np.concatenate([stood, np.ones((len(stood), 1))], axis=1)
    want = np.einsum("fvij,vj->fvi", motion[:, index], corners)[..., :3]
    got = []
    for frame in range(len(want)):
        bpy.context.scene.frame_set(1 + frame)
        got.append(mesh_points(armature)[0])
    size = np.linalg.norm(np.ptp(stood, axis=0)) / 100
    parents = {
        name: rig["names"][p] if p >= 0 else ""
        for name, p in zip(rig["names"], rig["parents"], strict=True)
    }
    return {
        "worst": float(np.linalg.norm(np.array(got) - want, axis=-1).max() / size),
        "moves": float(np.linalg.norm(np.ptp(want, axis=0), axis=-1).max() / size),
        "keyed": sorted({c.data_path.split('"')[1] for c in action_fcurves(action)}),
        "parents": {n: parents[n] for n in ("bone.1", "bone.3")},
        "warnings": request.warnings,
    }


def late_failure(model):
    """A rig that turns stiff while the take is made: everything is put back."""
    armature = build("transforms")
    making.wave(armature, 8, "Earlier")
    track = armature.animation_data.nla_tracks.new()
    track.strips.new("Strip", 1, bpy.data.actions["Earlier"])
    armature.data.pose_position = "REST"
    request = pipeline.prepare(
        bpy.context.scene, Settings(prompt="wave", model=model), armature
    )
    result = pipeline.generate(request)
    other = making.chain("Other", bones=1, mesh=False)
    for bone in armature.pose.bones:
        if not bone.name.startswith("CTL"):
            held = bone.constraints.new("COPY_TRANSFORMS")
            held.target = other
    bpy.context.view_layer.update()
    before = making.snapshot()
    try:
        pipeline.finish(bpy.context.scene, request, result)
        said = "nothing"
    except errors.AnimaxError as error:
        said = str(error)
    data = armature.animation_data
    return {
        "said": said,
        "same": making.snapshot() == before,
        "action": data.action.name if data.action else "",
        "muted": [t.mute for t in data.nla_tracks],
    }


def skeleton(kind):
    rig = read_rig(build(kind))
    return {"names": rig["names"], "flags": rig["flags"].tolist()}
