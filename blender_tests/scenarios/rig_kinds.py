"""Rigs of kinds that are not at rest as they stand: scales of their own, mirrored ones,
bones that do not inherit everything. What is played is compared, vertex by vertex, with
the mesh as it stood, moved rigidly by each bone as solved."""

import bpy
import making
import numpy as np
from animax import pipeline
from animax.clips import keyframes, pose_channels
from animax.clips.sampling import read_clip
from animax.rig.armature import read_rig
from animax.settings import Settings
from animax.views import camera_rig, render


def build(kind):
    """A chain of five bones with a box each."""
    making.empty()
    armature = making.chain(bones=5, connect=False)
    skin_last(armature)
    bones = armature.pose.bones
    if kind in ("small root", "large root"):
        # As importers have it: other units below the root, and back.
        size = 0.01 if kind == "small root" else 100.0
        bones["bone.0"].scale = (size,) * 3
        bones["bone.1"].scale = (1 / size,) * 3
    elif kind == "big head":
        bones["bone.4"].scale = (2.0,) * 3
    elif kind == "big middle":
        bones["bone.2"].scale = (1.5,) * 3
    elif kind == "mirrored middle":
        bones["bone.2"].scale = (-1.0,) * 3
    elif kind == "mirrored leg":
        # As an importer has it: the tip's tail is invented, and points backwards.
        turn_round(armature, "bone.4")
        bones["bone.3"].scale = bones["bone.4"].scale = (-1.0,) * 3
    elif kind == "mirrored axis":
        bones["bone.3"].scale = (-0.8, 0.8, 0.8)
    elif kind == "flat tip":
        bones["bone.4"].scale = (1.6, 0.5, 1.0)
    elif kind == "hidden tip":
        bones["bone.4"].scale = (0.0,) * 3
    elif kind == "moved":
        bones["bone.3"].location = (0.1, 0.3, -0.1)
    elif kind == "locked":
        bones["bone.3"].rotation_quaternion = (0.8, 0.6, 0.0, 0.0)
        bones["bone.3"].lock_rotation = (True,) * 3
    elif kind == "driven":
        for axis in range(3):
            path = 'pose.bones["bone.2"].scale'
            armature.driver_add(path, axis).driver.expression = "1.5"
    elif kind == "no rotation":
        armature.data.bones["bone.2"].use_inherit_rotation = False
    elif kind == "no scale":
        bones["bone.1"].scale = (1.5,) * 3
        armature.data.bones["bone.2"].inherit_scale = "NONE"
    elif kind == "aligned":
        bones["bone.1"].scale = (1.4,) * 3
        armature.data.bones["bone.2"].inherit_scale = "ALIGNED"
    elif kind == "not local":
        armature.data.bones["bone.0"].use_local_location = False
        armature.data.bones["bone.2"].use_local_location = False
    elif kind == "mirrored object":
        armature.scale = (-1.0, 1.0, 1.0)
    elif kind == "mirrored parent":
        parent = bpy.data.objects.new("Turned", None)
        bpy.context.scene.collection.objects.link(parent)
        parent.scale, parent.rotation_euler = (2.0, -2.0, 2.0), (0.0, 0.4, 0.3)
        armature.parent = parent
    else:
        assert kind == "plain", kind
    bpy.context.view_layer.update()
    return armature


def turn_round(armature, name):
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    bone = armature.data.edit_bones[name]
    bone.tail = bone.head - (bone.tail - bone.head)
    bpy.ops.object.mode_set(mode="OBJECT")


def skin_last(armature):
    """A second mesh, for the last bone, which making.chain leaves bare."""
    bone = armature.data.bones[-1]
    corners = [
        tuple(bone.matrix_local @ making.vector((x, y * bone.length, z)))
        for x in (-0.1, 0.1)
        for y in (0, 1)
        for z in (-0.1, 0.1)
    ]
    mesh = bpy.data.meshes.new("Tip")
    mesh.from_pydata(corners, [], [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1)])
    mesh.materials.append(making.material((0.1, 0.4, 0.8, 1.0)))
    obj = bpy.data.objects.new("Tip", mesh)
    bpy.context.scene.collection.objects.link(obj)
    group = obj.vertex_groups.new(name=bone.name)
    group.add(range(8), 1.0, "REPLACE")
    obj.parent = armature
    obj.modifiers.new("Armature", "ARMATURE").object = armature


def vertices(armature):
    """(float64 [V, 3] world, as seen; the name of each one's bone)."""
    bpy.context.view_layer.update()
    depsgraph = bpy.context.evaluated_depsgraph_get()
    found, owner = [], []
    for obj in sorted(armature.children, key=lambda o: o.name):
        if obj.type != "MESH":
            continue
        seen = obj.evaluated_get(depsgraph)
        mesh = seen.to_mesh()
        found += [tuple(seen.matrix_world @ v.co) for v in mesh.vertices]
        seen.to_mesh_clear()
        names = {g.index: g.name for g in obj.vertex_groups}
        for vertex in obj.data.vertices:
            best = max(vertex.groups, key=lambda g: g.weight)
            owner.append(names[best.group])
    return np.array(found), owner


def tips(kinds):
    """By kind: how far the last bone's tail lies along its mesh, 1: where that ends."""
    found = {}
    for kind in kinds:
        armature = build(kind)
        points, owner = vertices(armature)
        own = points[[name == "bone.4" for name in owner]]
        rig = read_rig(armature)
        head, frame = rig["rest"][4, :3, 3], rig["rest"][4, :3, :3]
        along = frame @ rig["directions"][4]
        tail = rig["lengths"][4] * along / np.linalg.norm(along)
        middle = 2 * (own.mean(axis=0) - head)
        found[kind] = float(tail @ middle / (middle @ middle))
    return found


def take(rig, frames, seed=4):
    """Rotations of every bone that may rotate, and a root that travels."""
    random = np.random.default_rng(seed)
    count = len(rig["names"])
    axis = random.normal(size=(count, 3))
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    angle = 0.7 * np.sin(np.arange(frames)[:, None] / 4 + np.arange(count))
    angle = np.where(rig["flags"] & 4, 0.0, angle)
    rotation = np.concatenate(
        [np.cos(angle / 2)[..., None], np.sin(angle / 2)[..., None] * axis], axis=-1
    )
    location = np.zeros((frames, count, 3))
    location[:, 0] = np.cumsum(random.normal(size=(frames, 3)) * 0.02, axis=0)
    return rotation, location


def seen(kind, stale=False):
    """In % of the mesh: the largest distance between the mesh as played and as solved
    (worst), of the heads of bones (joints), and how far the take goes (moves). stale:
    an earlier clip has left its pose, scales too."""
    armature = build(kind)
    stood, owner = vertices(armature)
    if stale:
        leave_pose(armature)
    rig, frames = read_rig(armature), 16
    rotation, location = take(rig, frames)
    solved = making.forward(rig, rotation, location)
    motion = solved @ np.linalg.inv(rig["rest"])
    index = [rig["names"].index(name) for name in owner]
    corners = np.concatenate([stood, np.ones((len(stood), 1))], axis=1)
    want = np.einsum("fvij,vj->fvi", motion[:, index], corners)[..., :3]
    channels = pose_channels.to_channels(armature, rig, rotation, location)
    keyframes.write_take(armature, rig["names"], *channels, 1, "Take")
    got, heads = [], []
    for frame in range(1, frames + 1):
        bpy.context.scene.frame_set(frame)
        got.append(vertices(armature)[0])
        pose = [armature.pose.bones[name].head for name in rig["names"]]
        heads.append([tuple(armature.matrix_world @ head) for head in pose])
    size = np.linalg.norm(np.ptp(stood, axis=0)) / 100
    joints = np.linalg.norm(np.array(heads) - solved[..., :3, 3], axis=-1)
    worst = np.linalg.norm(np.array(got) - want, axis=-1)
    return {
        "worst": float(worst.max() / size),
        "joints": float(joints.max() / size),
        "moves": float(np.linalg.norm(np.ptp(want, axis=0), axis=-1).max() / size),
        "extent": float(np.linalg.norm(np.ptp(stood, axis=0))),
        "keyed": sorted({p for p in curves(armature) if "scale" in p}),
    }


def curves(armature):
    from animax.clips.fcurves import action_fcurves

    action = armature.animation_data.action
    return [curve.data_path for curve in action_fcurves(action)]


def leave_pose(armature):
    """A clip that keys every channel of two bones plays, and is put away."""
    action = bpy.data.actions.new("Earlier")
    armature.animation_data_create().action = action
    for name in ("bone.1", "bone.3"):
        bone = armature.pose.bones[name]
        scale = bone.scale[0]
        for frame, factor in ((1, 1.0), (9, 1.7), (20, 1.0)):
            bone.scale = (scale * factor,) * 3
            bone.location = (factor - 1, 0.0, 0.2)
            bone.keyframe_insert("scale", frame=frame)
            bone.keyframe_insert("location", frame=frame)
    bpy.context.scene.frame_set(9)
    action.use_fake_user = True
    armature.animation_data.action = None
    bpy.context.scene.frame_set(1)


def pictures(kind):
    """The template views' largest difference, 0 to 255, from renders of the rig as it
    stands, and from those at rest."""
    armature = build(kind)
    rig = read_rig(armature)
    stood = vertices(armature)[0]
    size = 1.5 * float(np.ptp(stood, axis=0).max())
    cameras = camera_rig.place(camera_rig.DEFAULT, stood.mean(axis=0), 1 / size, 96)
    bpy.context.scene.frame_set(1)
    stands = render.render_views(armature, cameras, rest=False)
    heads = np.array([armature.matrix_world @ b.head for b in armature.pose.bones])
    template = render.render_views(armature, cameras)
    armature.data.pose_position = "REST"
    rest = render.render_views(armature, cameras, rest=False)
    joints = rig["rest"][:, :3, 3]
    return {
        "differs": int(np.abs(template.astype(int) - stands).max()),
        "from_rest": int(np.abs(template.astype(int) - rest).max()),
        "filled": float((template < 250).any(axis=-1).mean()),
        "position": armature.data.pose_position,
        "joints": float(np.abs(joints - heads).max()),
    }


def clip(kind):
    """A clip of the rig that keys no scale, read as the solver's frames: how far these
    stretch, and how far a take with the same channels lies from it."""
    armature = build(kind)
    rig = read_rig(armature)
    rotation, location = take(rig, 12)
    channels = pose_channels.to_channels(armature, rig, rotation, location)
    action = keyframes.write_take(armature, rig["names"], *channels, 1, "Clip")
    got = read_clip(armature, action, 24)["matrices"]
    want = making.forward(rig, rotation, location)
    return float(np.abs(got - want).max())


def whole(kind, model):
    """The pipeline with the stand-in engine: warnings, and scales afterwards."""
    armature = build(kind)
    before = [tuple(b.scale) for b in armature.pose.bones]
    request = pipeline.animate(Settings(prompt="wave", model=model))[0]
    bpy.context.scene.frame_set(5)
    after = [tuple(b.scale) for b in armature.pose.bones]
    return {
        "warnings": request.warnings,
        "kept": float(np.abs(np.array(before) - after).max()),
    }
