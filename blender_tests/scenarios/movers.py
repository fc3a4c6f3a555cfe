"""Scenes in which more moves than the rig's bones, and what became of them."""

import bpy
import making
import numpy as np
import playback
from animax.clips.fcurves import action_fcurves


def keys(owner, path, *pairs, index=-1):
    for frame, value in pairs:
        if index < 0:
            setattr(owner, path, value)
        else:
            getattr(owner, path)[index] = value
        owner.keyframe_insert(path, index=index, frame=frame)


def add(name, data=None):
    obj = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(obj)
    return obj


def box(name):
    bpy.ops.mesh.primitive_cube_add(size=0.5)
    obj = bpy.context.object
    obj.name = name
    return obj


def push_down(obj, name="Path track"):
    """The object's Action as a strip of an NLA track."""
    data = obj.animation_data
    action, data.action = data.action, None
    track = data.nla_tracks.new()
    track.name = name
    return track.strips.new(action.name, int(action.frame_range[0]), action)


def build(kind, path):
    making.empty()
    rig, scene = making.chain(bones=4), bpy.context.scene
    KINDS[kind](rig, scene)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.wm.save_as_mainfile(filepath=path)
    return scene.frame_start


def turntable(rig, scene):
    table = add("Table")
    keys(table, "rotation_euler", (51, 0.0), (90, 3.0), index=2)
    rig.parent, rig.location = table, (1.5, 0, 0)
    scene.frame_start, scene.frame_end = 51, 90
    scene.frame_set(90)


def lift(rig, scene):
    """Grandparents, one with a delta transform, and a start between its keys."""
    lift, cabin = add("Lift"), add("Cabin")
    keys(lift, "delta_location", (10, 0.0), (60, 4.0), index=2)
    cabin.parent, rig.parent, cabin.location = lift, cabin, (0, 1, 0)
    scene.frame_start, scene.frame_end = 30, 60


def escort(rig, scene):
    """A box that has set out before the take and arrives after it."""
    keys(box("Escort"), "location", (20, (2, 0, 0)), (70, (2, -6, 0)))
    scene.frame_start, scene.frame_end = 40, 80


def bulge(rig, scene):
    """A mesh beside the rig whose shape changes."""
    other = box("Heart")
    other.location.x = 2
    other.shape_key_add(name="Basis")
    block = other.shape_key_add(name="Big")
    for point in block.data:
        point.co *= 2.0
    keys(block, "value", (60, 0.0), (75, 1.0), (90, 0.0))
    scene.frame_start, scene.frame_end = 60, 90


def begun(rig, scene):
    """Sets out before frame 0 and has arrived before the take ends."""
    keys(box("Before"), "location", (-20, (2, 0, 0)), (10, (2, 4, 0)))
    scene.frame_start, scene.frame_end = 0, 20


def clouds(rig, scene):
    keys(add("Clouds"), "location", (1, (0, 0, 9)), (150, (9, 0, 9)))
    scene.frame_end = 150


def beyond(rig, scene):
    """Lasts longer than the scene."""
    keys(add("Moon"), "location", (1, (0, 0, 9)), (500, (9, 0, 9)))
    scene.frame_end = 60


def walkway(rig, scene):
    """The rig's own path, and its bones' clip, in one Action."""
    making.wave(rig, 20, "Walk", start=1)
    keys(rig, "location", (1, (0, 0, 0)), (20, (0, -3, 0)))
    scene.frame_set(20)


def slide(rig, scene):
    keys(rig, "delta_location", (1, (0, 0, 0)), (45, (3, 0, 1)))
    scene.frame_set(45)


def rails(rig, scene):
    curve = bpy.data.curves.new("Rails", "CURVE")
    curve.dimensions = "3D"
    spline = curve.splines.new("POLY")
    spline.points.add(2)
    for point, place in zip(spline.points, [(0, 0, 0), (4, 0, 0), (4, 4, 0)]):
        point.co = (*place, 1)
    curve.use_path = True
    curve.path_duration = 100
    keys(curve, "eval_time", (1, 0.0), (40, 100.0))
    follow = rig.constraints.new("FOLLOW_PATH")
    follow.target, follow.use_curve_follow = add("Rails", curve), True
    scene.frame_set(40)


def leash(rig, scene):
    keys(add("Hand"), "location", (5, (0, 0, 0)), (30, (2, 2, 0)))
    rig.constraints.new("COPY_LOCATION").target = bpy.data.objects["Hand"]


def driven(rig, scene):
    curve = rig.driver_add("location", 0)
    curve.driver.type = "SCRIPTED"
    curve.driver.expression = "frame / 10"


def track(rig, scene):
    keys(rig, "location", (1, (0, 0, 0)), (40, (0, -3, 0)))
    push_down(rig)


def gait(rig, scene):
    """An NLA strip with the path and the bones' clip."""
    walkway(rig, scene)
    push_down(rig, "Gait")


def rider(rig, scene):
    horse = making.chain("Horse", bones=5, length=0.8)
    horse.location.x = 3
    bpy.context.view_layer.update()
    making.wave(horse, 40, "Trot", start=30)
    rig.parent, rig.parent_type, rig.parent_bone = horse, "BONE", "bone.2"
    scene.frame_start, scene.frame_end = 35, 70


def twins(rig, scene):
    """Another object of the same armature datablock, with a clip and a mesh."""
    twin = add("Twin", rig.data)
    twin.location.x = 2
    bpy.context.view_layer.update()
    mesh = bpy.data.objects["Skin"].copy()
    scene.collection.objects.link(mesh)
    mesh.name, mesh.parent = "Twin skin", twin
    mesh.modifiers["Armature"].object = twin
    bpy.context.view_layer.update()
    making.wave(twin, 30, "Nod", start=10)
    scene.frame_start, scene.frame_end = 10, 40


KINDS = {
    f.__name__: f
    for f in (
        turntable, lift, escort, bulge, begun, clouds, beyond, walkway, slide, rails,
        leash, driven, track, gait, rider, twins,
    )
}  # fmt: skip


def outcome(source, blend, exported, first, last):
    """Of a run's files: how far objects are off in the .blend, and in the others in %
    of the body; ranges, clips, keys."""
    probes = range(first, 2 * last - first, 5)
    before, after = places(source, probes), places(blend, probes)
    off = {
        name: float(np.abs(np.array(found) - np.array(after[name])).max())
        for name, found in before.items()
    }
    scene, data = bpy.context.scene, bpy.data.objects["Rig"].animation_data
    curves = action_fcurves(data.action, getattr(data, "action_slot", None))
    ways = [np.ptp([p.co[1] for p in c.keyframe_points]) for c in curves
            if c.data_path.startswith("pose.bones")]  # fmt: skip
    return {
        "off": off,
        "range": [scene.frame_start, scene.frame_end],
        "way": float(max(ways)),
        "files": {
            path.rsplit(".", 1)[1]: playback.compared(
                blend, path, "walk", first, last, alone=True
            )
            for path in exported
        },
    }  # fmt: skip


def places(path, frames):
    """World matrices of all objects at the frames."""
    scene = playback.open_blend(path)
    found = {}
    for frame in frames:
        scene.frame_set(frame)
        for obj in scene.objects:
            found.setdefault(obj.name, []).append(np.array(obj.matrix_world).tolist())
    return found
