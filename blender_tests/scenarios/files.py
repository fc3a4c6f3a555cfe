"""Input files for the command line, good and bad, and what came out."""

import os
import sys
import tempfile

import bpy
import making
import numpy as np
from animax.cli import cli_commands
from animax.clips.fcurves import action_fcurves
from animax.clips.find_clips import list_clips
from animax.clips.frame_rate import scene_fps
from animax.clips.sampling import read_clip
from animax.io import scene_files
from animax.rig.armature import find_armature


def make(path, kind="rig", packed=False):
    """Writes a .blend with a rig of that kind. packed: compressed."""
    making.empty()
    if kind == "bones alone":
        making.chain(mesh=False)
    elif kind == "mesh alone":
        bpy.ops.mesh.primitive_cube_add()
    elif kind == "one bone":
        making.chain(bones=1)
    elif kind == "stretched":
        making.chain().scale = (1.0, 3.0, 1.0)
    elif kind == "two rigs":
        making.chain("First", bones=3)
        making.chain("Second", bones=5).location = (5, 0, 0)
    elif kind == "clip":
        armature = making.chain(bones=4)
        making.wave(armature, 20, "Wave", start=1)
    elif kind == "no bones":
        armature = making.chain()
        bpy.ops.object.mode_set(mode="EDIT")
        bpy.ops.armature.select_all(action="SELECT")
        bpy.ops.armature.delete()
        bpy.ops.object.mode_set(mode="OBJECT")
    else:
        making.chain(bones=4, modes=["XYZ", "QUATERNION"])
    bpy.ops.wm.save_as_mainfile(filepath=path, compress=packed)
    return {}


def make_several(folder, kinds):
    """The same for each name of a file without ending: its kind and the like."""
    for name, options in kinds.items():
        make(f"{folder}/{name}.blend", **options)
    return {}


def link(path, source, override=False):
    """A .blend whose rig is linked from another, overridden or not."""
    making.empty()
    with bpy.data.libraries.load(source, link=True) as (there, here):
        here.objects = list(there.objects)
    for obj in here.objects:
        bpy.context.scene.collection.objects.link(obj)
    if override:
        for obj in list(here.objects):
            obj.override_create(remap_local_usages=True)
    bpy.ops.wm.save_as_mainfile(filepath=path)
    return {}


def refer(path, source):
    """A .blend with a rig linked from beside it, and pictures beside it: one as it is,
    one that is also packed, and a sequence."""
    link(path, source)
    for name, kind in (("plain", "FILE"), ("packed", "FILE"), ("s_0001", "SEQUENCE")):
        image = bpy.data.images.new(name, 4, 4)
        image.use_fake_user = True
        image.filepath_raw = f"//{name}.png"
        image.file_format = "PNG"
        image.save()
        image.source = kind
        if name == "packed":
            image.pack()
    bpy.ops.wm.save_as_mainfile(filepath=path)
    return {}


def inspect(path):
    """What an output file holds: actions, their range, how far bones move."""
    scene_files.open_file(path)
    armature = find_armature()
    named = list_clips(armature)
    data = armature.animation_data
    action = data.action
    if action is None:
        action = next(iter(named.values()))[0]
    clip = read_clip(armature, action, scene_fps(bpy.context.scene))
    places = clip["matrices"][..., :3, 3]
    return {
        "actions": sorted(a.name for a in bpy.data.actions),
        "frames": len(clip["times"]),
        "duration": clip["duration"],
        "moves": float(np.linalg.norm(np.ptp(places, axis=0), axis=-1).max()),
        "ways": np.linalg.norm(np.ptp(places, axis=0), axis=-1).tolist(),
        "first": places[0].tolist(),
        "last": places[-1].tolist(),
        "bones": clip["names"],
        "fps": scene_fps(bpy.context.scene),
        "range": [bpy.context.scene.frame_start, bpy.context.scene.frame_end],
        "scenes": len(bpy.data.scenes),
        "cameras": len(bpy.data.cameras),
        "meshes": len(bpy.data.meshes),
        "keyed": sorted({c.group.name for c in action_fcurves(action)
                         if c.group}),
    }  # fmt: skip


def run_commands(commands):
    """Several command lines one after another in this one Blender, each as batch.py
    would run it: {name: [exit status, what is on standard error]}. For those that end
    before there is anything to save, which is why they may share a Blender."""
    found = {}
    for name, words in commands.items():
        with tempfile.TemporaryFile() as caught:
            sys.stderr.flush()
            kept = os.dup(2)
            os.dup2(caught.fileno(), 2)
            try:
                status = cli_commands.main(words)
            finally:
                sys.stderr.flush()
                os.dup2(kept, 2)
                os.close(kept)
            caught.seek(0)
            found[name] = [status, caught.read().decode()]
    return found
