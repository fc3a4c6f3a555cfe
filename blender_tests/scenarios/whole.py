"""Rigs whose bones touch their parents nowhere, as importers leave them: which of them
may move, and whether they stay where they are."""

import bpy
import making
import numpy as np
from animax import pipeline
from animax.clips import keyframes
from animax.clips.fcurves import assign, open_curves
from animax.clips.moving_bones import read_moving_rig
from animax.clips.sampling import read_frames
from animax.core.native import LOCATION_LOCKED
from animax.io.formats import bvh
from animax.settings import Settings

# name: (parent, head, tail). The toe's head lies beyond the foot's tail.
LEG = [
    ("ground", None, (0, 0, 0), (0, 0.3, 0)),
    ("hips", "ground", (0, 0, 1.0), (0, 0, 1.2)),
    ("spine", "hips", (0, 0, 1.25), (0, 0, 1.6)),
    ("head", "spine", (0, 0, 1.65), (0, 0, 1.9)),
    ("thigh.L", "hips", (0.15, 0, 0.95), (0.15, -0.05, 0.55)),
    ("shin.L", "thigh.L", (0.15, -0.05, 0.5), (0.15, 0, 0.1)),
    ("thigh.R", "hips", (-0.15, 0, 0.95), (-0.15, -0.05, 0.55)),
    ("shin.R", "thigh.R", (-0.15, -0.05, 0.5), (-0.15, 0, 0.1)),
]


def build(rows=LEG, unskinned=("ground",), connected=()):
    making.empty()
    data = bpy.data.armatures.new("Rig")
    armature = bpy.data.objects.new("Rig", data)
    bpy.context.scene.collection.objects.link(armature)
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    for name, parent, head, tail in rows:
        bone = data.edit_bones.new(name)
        bone.head, bone.tail = head, tail
        bone.parent = data.edit_bones[parent] if parent else None
        if name in connected:
            bone.parent.tail = head
            bone.use_connect = True
    bpy.ops.object.mode_set(mode="OBJECT")
    skin = making.skin(armature, len(rows))
    for name in unskinned:
        skin.vertex_groups.remove(skin.vertex_groups[name])
    bpy.context.view_layer.update()
    return armature


def clip(armature, bone, values, name="Clip", channel="location", take=False):
    """A clip of the artist's with these values of one bone, one a frame."""
    count = len(armature.pose.bones)
    action = bpy.data.actions.new(name)
    curves, _ = open_curves(armature, action)
    for axis in range(3):
        path = armature.pose.bones[bone].path_from_id(channel)
        curve = curves.new(path, index=axis)
        for n, value in enumerate(values):
            curve.keyframe_points.insert(n + 1, value[axis])
    action.use_fake_user = True
    armature.animation_data.action = None
    if take:
        rotation = np.zeros((3, count, 4))
        rotation[..., 0] = 1
        location = np.zeros((3, count, 3))
        names = [b.name for b in armature.pose.bones]
        location[1, names.index(bone)] = 0.4
        keyframes.write_take(armature, names, rotation, location)
        bpy.data.actions.remove(action)
    bpy.context.view_layer.update()


def free(armature, stretch=()):
    rig = read_moving_rig(armature, stretch=stretch)
    locked = (rig["flags"] & LOCATION_LOCKED) != 0
    return [n for n, held in zip(rig["names"], locked, strict=True) if not held]


def who_moves():
    """Names of the bones that may move, by what the rig's clips do."""
    found = {"none": free(build())}
    cases = {
        "moved": ("spine", [(0, 0, 0), (0, 0.1, 0)]),
        # An animation made for other proportions.
        "held": ("spine", [(0, 0.1, 0), (0, 0.1, 0)]),
        "rounding": ("spine", [(0, 0, 0), (0, 0.004, 0)]),
    }
    for name, (bone, values) in cases.items():
        armature = build()
        clip(armature, bone, values)
        found[name] = free(armature)
    # Held elsewhere in another clip: it moves from one to the other.
    armature = build()
    clip(armature, "spine", [(0, 0.1, 0)] * 2, "One")
    clip(armature, "spine", [(0, 0.2, 0)] * 2, "Two")
    found["two clips"] = free(armature)
    armature = build()
    clip(armature, "spine", [(1, 1, 1), (1.5, 1.5, 1.5)], channel="scale")
    found["scaled"] = free(armature)
    armature = build()
    clip(armature, "spine", [(0, 0, 0)], take=True)
    found["own take"] = free(armature)
    armature = build(connected=("spine",))
    clip(armature, "spine", [(0, 0, 0), (0, 0.1, 0)])
    found["connected"] = free(armature)
    armature = build()
    clip(armature, "spine", [(0, 0, 0), (0, 0.1, 0)])
    other = bpy.data.objects.new("Other", armature.data.copy())
    bpy.context.scene.collection.objects.link(other)
    assign(other, bpy.data.actions["Clip"])
    found["another rig's"] = free(armature)
    found["stretch"] = free(build(), ("s*.L", "head"))
    return found


def reach():
    """The limits of bones that clips move, [low, high] of what is limited."""
    found = {}
    armature = build()
    clip(armature, "spine", [(0, -0.03, 0), (0.02, 0.1, 0)], "One")
    clip(armature, "spine", [(0, 0.05, 0.2), (0, 0.05, 0.3)], "Two")
    clip(armature, "hips", [(0, 0, 0), (0, 0.5, 0)], "Three")
    found["clips"] = limits_of(armature)
    found["stretch"] = limits_of(armature, ("spine",))
    # Mirrored: the solver's x points the other way.
    armature.scale = (-1, 1, 1)
    bpy.context.view_layer.update()
    found["mirrored"] = limits_of(armature)
    # The head is carried away along its distance of 0.4, which is its y axis.
    armature = build()
    clip(armature, "spine", [(1, 1, 1), (1.5, 1.5, 1.5)], channel="scale")
    found["scaled"] = limits_of(armature)
    return found


def limits_of(armature, stretch=()):
    rig = read_moving_rig(armature, stretch=stretch)
    limits = rig["location_limits"]
    return {
        rig["names"][n]: [limits[n, :3].tolist(), limits[n, 3:].tolist()]
        for n in np.flatnonzero(np.isfinite(limits).any(axis=1))
    }


def ik():
    """A foot that is the target of its leg's IK, and its pole: what may move, and what
    a .bvh holds if the pole moves no mesh."""
    rows = [
        *LEG,
        ("foot.L", "hips", (0.15, 0, 0.05), (0.15, -0.2, 0)),
        ("pole.L", "ground", (0.15, -1, 0.5), (0.15, -1.1, 0.5)),
    ]
    armature = build(rows, unskinned=("ground", "pole.L"))
    constraint = armature.pose.bones["shin.L"].constraints.new("IK")
    constraint.target, constraint.subtarget = armature, "foot.L"
    constraint.pole_target, constraint.pole_subtarget = armature, "pole.L"
    constraint.chain_count = 2
    return {
        "free": free(armature),
        "written": [bone.name for bone in bvh.written_bones(armature)],
    }


def take(model, scale=1.0, generated=0.0, stretch=(), warned=(), moved=(), **options):
    """How far a take's bones come off their parents, as a share of the distance at
    rest. generated: joints that the model puts so much too far from the hips. moved:
    (bone, values of its location) of a clip."""
    armature = build(connected=warned)
    if moved:
        clip(armature, *moved)
    armature.scale = (scale,) * 3
    armature.rotation_euler = (0, 0, 0.4)
    bpy.context.view_layer.update()
    settings = Settings(prompt="walk", model=model, stretch=tuple(stretch), **options)
    request = pipeline.prepare(bpy.context.scene, settings)
    rig = request.skeleton
    rotation, location, missed = solved(rig, generated)
    result = {
        "rotation": rotation, "location": location, "fps": request.fps, "seconds": {},
        "confidence": np.ones(rotation.shape[:2], np.float32),
    }  # fmt: skip
    pipeline.finish(bpy.context.scene, request, result)
    poses = read_frames(armature, rig["names"], 1 + np.arange(request.frames))
    return {
        "apart": {k: v for k, v in apart(rig, poses).items() if v > 1e-3},
        "missed": missed,
        "travelled": float(np.ptp(poses[:, 1, :3, 3], axis=0).max() / scale),
        "warnings": request.warnings,
    }


def solved(rig, generated, frames=9):
    """Keys for a walk whose joints are further and further apart, by as much as
    `generated`; and how far the joints of the solution are off, of the rig's size."""
    import animax_native as engine

    chosen = engine.select_joints(rig)
    truth = np.repeat(np.asarray(chosen["position"])[None], frames, axis=0)
    size = np.linalg.norm(np.ptp(truth[0], axis=0))
    share = np.linspace(0, 1, frames)[:, None, None]
    middle = truth[:, 1:2]
    truth = middle + (truth - middle) * (1 + generated * share)
    truth[..., 1:] -= size * share * [0.2, 0.02 * np.sin(6 * share[0, 0, 0])]
    # The bone on the ground stays there.
    truth[:, 0] = chosen["position"][0]
    truth = np.ascontiguousarray(truth)
    weights = np.ones(truth.shape[:2], np.float32)
    rotation, location = engine.solve_ik(rig, chosen, truth, weights)
    cameras = cameras_around(engine, truth)
    points = engine.project(truth, cameras)
    seen = np.ones(points.shape[:3], np.float32)
    rotation, location, joints, *_ = engine.adjust(
        rig, chosen, points, seen, cameras, rotation, location
    )
    missed = np.linalg.norm(np.asarray(joints) - truth, axis=-1)[:, 1:] / size
    return rotation, location, float(missed.mean())


def cameras_around(engine, points):
    from animax.views import camera_rig

    spec = camera_rig.default_cameras()
    centre, scale = engine.normalise(
        np.ascontiguousarray(points.reshape(-1, 3)), spec["margin"]
    )
    return camera_rig.place(spec, centre, scale, 512)


def apart(rig, poses):
    """dict bone -> by how much its distance to its parent's head changes, relative."""
    heads, found = poses[..., :3, 3], {}
    for n, parent in enumerate(rig["parents"]):
        if parent < 0:
            continue
        rest = np.linalg.norm(rig["rest"][n, :3, 3] - rig["rest"][parent, :3, 3])
        now = np.linalg.norm(heads[:, n] - heads[:, parent], axis=-1)
        found[rig["names"][n]] = float(np.abs(now / rest - 1).max())
    return found


def made(path):
    """The same of a file's take, and which of its bones are roots."""
    from animax.io import scene_files
    from animax.rig.armature import find_armature, read_rig

    scene_files.open_file(path)
    scene, armature = bpy.context.scene, find_armature()
    rig = read_rig(armature)
    frames = np.arange(scene.frame_start, scene.frame_end + 1)
    poses = read_frames(armature, rig["names"], frames)
    locked = (rig["flags"] & LOCATION_LOCKED) != 0
    held = [n for n, lock in zip(rig["names"], locked, strict=True) if lock]
    return {k: v for k, v in apart(rig, poses).items() if k in held}
