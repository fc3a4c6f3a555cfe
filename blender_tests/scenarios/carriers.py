"""Rigs that carry other rigs: carts, horses, and what rides on them."""

import json
import os
from pathlib import Path

import bpy
import making
import movers
import numpy as np
import playback
from animax.cli import cli_commands
from animax.clips.fcurves import action_fcurves
from animax.io import scene_files


def cart(name="Cart", bones=2, mesh=False, active=True):
    """A rig whose last bone turns by its own Action."""
    rig = making.chain(name, bones=bones, length=0.2, mesh=mesh)
    bone = rig.pose.bones[-1]
    bone.rotation_mode = "XYZ"
    movers.keys(bone, "rotation_euler", (1, (0, 0, 0)), (24, (0, 1.5, 0)))
    rig.animation_data.action.name = name + " turns"
    return rig


def ride(rig, carrier, bone=True):
    """Onto the carrier's last bone, or its object, where it stands."""
    rig.parent = carrier
    if bone:
        rig.parent_type, rig.parent_bone = "BONE", carrier.data.bones[-1].name
    bpy.context.view_layer.update()
    rig.matrix_world.identity()


def on_bone():
    ride(making.chain("Rider"), cart())


def on_object():
    ride(making.chain("Rider"), cart(), bone=False)


def by_constraint():
    rig, carrier = making.chain("Rider"), cart()
    held = rig.constraints.new("CHILD_OF")
    held.target, held.subtarget = carrier, carrier.data.bones[-1].name


def in_line():
    """A cart on a cart."""
    ferry = cart("Ferry")
    below = cart()
    ride(below, ferry)
    ride(making.chain("Rider"), below)
    activate(ferry)


def below_empty():
    rig, carrier, seat = making.chain("Rider"), cart(), movers.add("Seat")
    ride(seat, carrier)
    rig.parent = seat


def two():
    carrier = cart()
    ride(making.chain("First", bones=3), carrier)
    ride(making.chain("Second", bones=4), carrier, bone=False)
    activate(carrier)


def big_and_small():
    """A bow beside its archer."""
    carrier = cart()
    ride(making.chain("Bow", bones=2), carrier)
    ride(making.chain("Rider", bones=6), carrier)
    activate(carrier)


def horse():
    """Both move meshes; the horse is selected."""
    horse = cart("Horse", bones=5, mesh=True)
    ride(making.chain("Rider", bones=4), horse)
    activate(horse)


def horse_and_light():
    """Neither is selected."""
    horse()
    activate(movers.add("Light"))


def with_bow():
    """What hangs on a rig is a part of it."""
    archer = making.chain("Rider", bones=6)
    ride(cart("Bow", bones=2, mesh=True), archer)
    activate(movers.add("Light"))


def selected_rider():
    horse()
    activate(bpy.data.objects["Rider"])


def hidden_cart():
    """In an excluded collection."""
    on_bone()
    move_cart(bpy.data.collections.new("Carts"))
    top = bpy.context.view_layer.layer_collection
    top.children["Carts"].exclude = True


def cart_elsewhere():
    """In a scene of its own, the one that is shown."""
    on_bone()
    other = bpy.data.scenes.new("Carts")
    move_cart(other.collection)
    bpy.context.window.scene = other


def linked_twin():
    """The mesh of an overridden rig still follows the linked one."""
    making.chain("Rider")
    path = str(Path(os.environ["CARRIERS_FOLDER"]) / "rider.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    making.empty()
    with bpy.data.libraries.load(path, link=True) as (there, here):
        here.objects = list(there.objects)
    objects = bpy.context.scene.collection.objects
    for obj in list(here.objects):
        objects.link(obj)
        objects.link(obj.override_create())
        objects.unlink(obj)


def move_cart(collection):
    carrier, scene = bpy.data.objects["Cart"], bpy.context.scene
    if isinstance(collection, bpy.types.Collection) and not collection.users:
        scene.collection.children.link(collection)
    scene.collection.objects.unlink(carrier)
    collection.objects.link(carrier)


def activate(obj):
    bpy.context.view_layer.objects.active = obj


def every_kind(folder, model, kinds):
    """dict kind -> what animating that file does."""
    os.environ["CARRIERS_FOLDER"] = folder
    found = {}
    for kind, name in kinds:
        making.empty()
        globals()[kind]()
        path = str(Path(folder) / f"{kind}.blend")
        bpy.ops.wm.save_as_mainfile(filepath=path)
        out = str(Path(folder) / f"{kind}-{name}.out.blend")
        found[f"{kind} {name}".strip()] = animate(path, out, model, name)
    made = exported(folder, model)
    return {"kinds": found, "fbx": made, "button": button(model)}


def animate(path, out, model, name):
    before = actions(path)
    words = ["animate", "--input", path, "--output", out, "--prompt", "wave"]
    words += ["--model", model, "--report", out + ".json"]
    words += ["--armature", name] if name else []
    if cli_commands.main(words):
        return json.loads(Path(out + ".json").read_text())["error"]
    after = actions(out)
    took = [rig for rig, (action, _) in after.items() if action == "wave"]
    kept = [rig for rig in before if rig not in took and before[rig] == after[rig]]
    return {"took": took, "kept": kept, "moves": moving(out, took[0])}


def exported(folder, model):
    """How far an FBX file's mesh is from that of the .blend, in % of the body: of a rig
    on another one's object, which Blender's importer up to 4.4 would make one of."""
    making.empty()
    on_object()
    path, found = str(Path(folder) / "nested.blend"), []
    bpy.ops.wm.save_as_mainfile(filepath=path)
    for suffix in (".blend", ".fbx"):
        out = str(Path(folder) / "out") + suffix
        words = ["animate", "--input", path, "--output", out, "--prompt", "wave"]
        assert not cli_commands.main([*words, "--model", model])
        scene_files.open_file(out)
        rigs = [o.name for o in bpy.data.objects if o.type == "ARMATURE"]
        scene = bpy.context.scene
        found.append([playback.shown(scene, f)["Skin"] for f in (1, 7, 13, 24)])
    body = np.linalg.norm(np.ptp(found[0][0], axis=0))
    off = [np.linalg.norm(a - b, axis=1).max() for a, b in zip(*found, strict=True)]
    return {"rigs": sorted(rigs), "worst": float(100 * max(off) / body)}


def button(model):
    """What the operator says and animates where the carrier, the rider's mesh, and an
    object on the rider is selected."""
    import animax

    animax.register()
    making.prefer(model=model)
    found = {}
    for name in ("Cart", "Skin", "Sword"):
        making.empty()
        on_bone()
        rider, hand, sword = (
            bpy.data.objects["Rider"],
            movers.add("Hand"),
            movers.box("Sword"),
        )
        hand.parent, sword.parent = rider, hand
        activate(bpy.data.objects[name])
        bpy.context.scene.animax.prompt = "wave"
        try:
            bpy.ops.animax.animate()
        except RuntimeError as error:
            found[name] = str(error)
            continue
        found[name] = {
            o.name: o.animation_data and o.animation_data.action.name
            for o in bpy.data.objects
            if o.type == "ARMATURE"
        }
    return found


def actions(path):
    """dict rig -> (its Action, the Action's keys)."""
    playback.open_blend(path)
    found = {}
    for rig in bpy.data.objects:
        if rig.type == "ARMATURE":
            data = rig.animation_data
            action = data.action if data else None
            curves = action_fcurves(action) if action else []
            keys = [[list(k.co) for k in c.keyframe_points] for c in curves]
            found[rig.name] = (action.name if action else None, keys)
    return found


def moving(path, name):
    """How far the rig's mesh moves against its carrier within half a second, in % of
    the body."""
    playback.open_blend(path)
    rig = bpy.data.objects[name]
    bpy.context.window.scene = scene = rig.users_scene[0]
    mesh, found = next(o.name for o in rig.children if o.type == "MESH"), []
    for frame in (1, 13):
        points = playback.shown(scene, frame)[mesh]
        own = np.linalg.inv(np.array(rig.matrix_world))
        found.append(points @ own[:3, :3].T + own[:3, 3])
    way = np.linalg.norm(found[1] - found[0], axis=1).max()
    return float(100 * way / np.linalg.norm(np.ptp(found[0], axis=0)))
