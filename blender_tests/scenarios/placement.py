"""Rigs that are not where they are looked for, and scenes with other clocks."""

import bpy
import making
import movers
import numpy as np
import playback


def build(kind, path):
    making.empty()
    rig, scene = making.chain(bones=4), bpy.context.scene
    KINDS[kind](rig, scene)
    bpy.ops.wm.save_as_mainfile(filepath=path)
    return {}


def plain(rig, scene):
    pass


def collect(rig, scene, name="Hidden"):
    """Moves the rig and its mesh into a collection of their own, in another one."""
    outer, inner = (bpy.data.collections.new(n) for n in ("Outer", name))
    outer.children.link(inner)
    scene.collection.children.link(outer)
    for obj in [rig, *rig.children]:
        scene.collection.objects.unlink(obj)
        inner.objects.link(obj)
    movers.box("Other")
    return outer, inner


def layer(*names):
    found = bpy.context.view_layer.layer_collection
    for name in names:
        found = found.children[name]
    return found


def other_scene(rig, scene):
    """Its own frame rate and start; the file opens with an empty scene."""
    bpy.context.window.scene = bpy.data.scenes.new("Empty")
    scene.name, scene.frame_start = "Stage", 7


def excluded(rig, scene):
    collect(rig, scene)
    layer("Outer").exclude = True


def hidden(rig, scene):
    collect(rig, scene)
    layer("Outer", "Hidden").hide_viewport = True


def disabled(rig, scene):
    _, inner = collect(rig, scene)
    inner.hide_viewport = rig.hide_viewport = True


def closed_eye(rig, scene):
    for obj in [rig, *rig.children]:
        obj.hide_set(True)


def instance(rig, scene):
    outer, _ = collect(rig, scene)
    scene.collection.children.unlink(outer)
    shown = movers.add("Shown")
    shown.instance_type, shown.instance_collection = "COLLECTION", outer


def nowhere(rig, scene):
    for obj in [rig, *rig.children]:
        scene.collection.objects.unlink(obj)
        obj.use_fake_user = True


def tweak(rig, scene):
    making.wave(rig, 20, "Wave", start=1)
    strip = movers.push_down(rig, "Wave")
    strip.select = True
    data = rig.animation_data
    data.nla_tracks[0].select = True
    data.nla_tracks.active = data.nla_tracks[0]
    data.use_tweak_mode = True
    assert data.use_tweak_mode


def half(rig, scene):
    """Everything at half speed, and a box that moves by keys."""
    scene.render.frame_map_new = 200
    movers.keys(movers.box("Cart"), "location", (5, (2, 0, 0)), (15, (2, 4, 0)))
    scene.frame_start, scene.frame_end = 10, 30


def slow(rig, scene):
    """The same by a third, for another start."""
    half(rig, scene)
    scene.render.frame_map_new = 150
    scene.frame_start = 12


KINDS = {
    f.__name__: f
    for f in (
        plain, other_scene, excluded, hidden, disabled, closed_eye, instance, nowhere,
        tweak, half, slow,
    )
}  # fmt: skip


def button(kind, model):
    """What the Animate button says and does in that scene."""
    import animax

    animax.register()
    making.empty()
    rig, scene = making.chain(bones=4), bpy.context.scene
    KINDS[kind](rig, scene)
    making.prefer(model=model)
    bpy.context.scene.animax.prompt = "wave"
    before = making.snapshot()
    try:
        said = list(bpy.ops.animax.animate())
    except RuntimeError as error:
        said = str(error)
    after = making.snapshot()
    data = rig.animation_data
    same = [
        k for k in before
        if not k.startswith(("pose", "counts", "object")) and before[k] != after[k]
    ]  # fmt: skip
    tops = [c.exclude for c in bpy.context.view_layer.layer_collection.children]
    return {
        "said": said,
        "changed": same,
        "range": [scene.frame_start, scene.frame_end],
        "excluded": tops,
        "action": data.action.name if data and data.action else None,
        "tweak": bool(data and data.use_tweak_mode),
        "added": after["counts"]["scenes"] - before["counts"]["scenes"],
    }


def state(path):
    """What the artist sees of scenes and collections."""
    playback.open_blend(path)
    found = {"scene": bpy.context.scene.name}
    for scene in bpy.data.scenes:
        top = scene.view_layers[0].layer_collection
        stack = list(top.children)
        while stack:
            one = stack.pop()
            key = f"{scene.name} {one.name}"
            found[key] = [
                one.exclude, one.hide_viewport, one.collection.hide_viewport
            ]  # fmt: skip
            stack += one.children
    rig = bpy.data.objects["Rig"]
    data = rig.animation_data
    found["rig"] = [rig.hide_viewport, rig.hide_get()]
    found["action"] = data.action.name if data and data.action else None
    found["tweak"] = bool(data and data.use_tweak_mode)
    return found


def glbs_apart(first, second):
    """How far the rig's mesh is apart in two files, in % of the body; how far it
    moves."""
    a, b, worst, way = playback.Glb(first), playback.Glb(second), 0.0, 0.0
    start = a.at(0.0)["Skin"]
    body = np.linalg.norm(np.ptp(start, axis=0))
    for second in np.arange(0, 1.05, 1 / 24):
        own, other = a.at(second)["Skin"], b.at(second)["Skin"]
        worst = max(worst, playback.apart(own, other))
        way = max(way, float(np.linalg.norm(own - start, axis=1).max()))
    return {"worst": 100 * worst / body, "way": 100 * way / body}


def poses_apart(first, second, starts, frames):
    """The same of two .blends, at each frame from their starts on."""
    found = []
    for path, start in zip((first, second), starts, strict=True):
        scene = playback.open_blend(path)
        found.append([playback.shown(scene, start + n)["Skin"] for n in range(frames)])
    body = np.linalg.norm(np.ptp(found[0][0], axis=0))
    off = [np.linalg.norm(a - b, axis=1).max() for a, b in zip(*found, strict=True)]
    return {"worst": float(100 * max(off) / body)}


def compared(**arguments):
    return playback.compared(**arguments)
