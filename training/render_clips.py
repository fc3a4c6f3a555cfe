"""Renders the windows that a joint model (RGB and pose) trains on. Run by Blender,
with the native module on the PYTHONPATH, after extract_clips.py:

    blender --background --factory-startup --python training/render_clips.py -- \
        --input FOLDER --data CLIPS --output RENDERS --config training/configs/nano.json

One .npz a rig and variant (stretched and turned at random; variant 0 is the rig as it
is): `rig`, names [K] of the clips, rest float64 [J, 3] and parent int32 [J] of the
joints, rgb_rest uint8 [V, H, W, 3], and for every clip k points{k} float64 [F, J, 3]
and rgb{k} uint8 [V, F, H, W, 3]. Motions that are made by code (augment.py) reach the
mesh through the solver that users have.

With --model FOLDER cameras, pose maps, size, frames and rate are those of its
model.json, as which `drawn` is kept; there is one compressed .npz a clip then, since
those of a large model fill gigabytes.
"""

import argparse
import contextlib
import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import animax_native as native
from animax_training import augment, data, model_folder, rig_views, strict
from animax_training import config as training_config
from animax_training.config import PoseMapConfig
from animax_training.open_rig import open_facing

from addon.clips import keyframes
from addon.clips.find_clips import list_clips
from addon.clips.frame_rate import scene_fps
from addon.clips.sampling import clip_range, playing
from addon.views import render


def arguments():
    argv = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    parser = argparse.ArgumentParser()
    parser.add_argument("--input", required=True, type=Path, help="rigs")
    parser.add_argument("--data", required=True, type=Path, help="their clips")
    parser.add_argument("--output", required=True, type=Path)
    parser.add_argument("--config", default=str(HERE / "configs/nano.json"))
    parser.add_argument("--variants", type=int, default=6)
    parser.add_argument(
        "--held-out", action="store_true", help="the rigs kept for tests instead"
    )
    parser.add_argument("--model", type=Path, help="a model folder to render for")
    parser.add_argument("--size", type=int, default=rig_views.SIZE)
    return parser.parse_args(argv)


@contextlib.contextmanager
def reshaped(armature, scale, yaw):
    """Within, the armature and its meshes are stretched, then turned, in the world."""
    stretch = bpy.data.objects.new("AnimaX Stretch", None)
    bpy.context.scene.collection.objects.link(stretch)
    stretch.matrix_world = Matrix.Rotation(yaw, 4, "Z") @ Matrix.Diagonal([*scale, 1])
    tops = {armature, *render.visible_meshes(armature)}
    tops = {top(o) for o in tops}
    for obj in tops:
        obj.parent = stretch
        obj.matrix_parent_inverse.identity()
    bpy.context.view_layer.update()
    try:
        yield
    finally:
        for obj in tops:
            obj.parent = None
        bpy.data.objects.remove(stretch)
        bpy.context.view_layer.update()


def top(obj):
    while obj.parent is not None:
        obj = obj.parent
    return obj


def play_clip(armature, rig, clip, timing):
    """(action, slot, scene frames [F]) that show the clip's first window. timing:
    frames and fps."""
    times = np.arange(timing["frames"]) / timing["fps"]
    known = list_clips(armature)
    if clip.name in known:
        action, slot = known[clip.name]
        first, last = clip_range(action, slot)
        if clip.loop:
            times = np.mod(times, clip.seconds)
        rate = scene_fps(bpy.context.scene)
        return action, slot, np.minimum(first + times * rate, last)
    points = np.ascontiguousarray(data.window(clip, **timing))
    weights = np.ones(points.shape[:2], np.float32)
    rotation, location = native.solve_ik(rig.skeleton, rig.selection, points, weights)
    action = keyframes.write_take(
        armature, rig.skeleton["names"], rotation, location, name=clip.name
    )
    slot = getattr(armature.animation_data, "action_slot", None)
    return action, slot, 1.0 + np.arange(len(points))


def render_window(armature, action, slot, frames, cameras):
    """uint8 [V, F, H, W, 3]."""
    scene, images = bpy.context.scene, []
    meshes = render.visible_meshes(armature)
    with playing(armature, action, slot, scene):
        for mesh in meshes:
            mesh.hide_viewport = False
        for frame in frames:
            whole = int(np.floor(frame))
            scene.frame_set(whole, subframe=float(frame - whole))
            images.append(render.render_views(armature, cameras, rest=False))
    return np.stack(images, axis=1)


def render_variant(armature, pair, variant, config, style, timing, only=None):
    """One file's content. style: data.PoseMapStyle; timing: frames and fps; only: the
    name of one clip, None for all."""
    rng = np.random.default_rng([1, variant])
    whole, bare = pair
    rig = bare if bare is not None and variant % 3 else whole
    scale, yaw = np.ones(3), 0.0
    if variant:
        scale = np.exp(rng.uniform(-1, 1, 3) * config.stretch)
        yaw = np.radians(config.yaw_deg) * rng.uniform(-1, 1)
    rest = data.reshape(rig.rest, scale, yaw)
    cameras, _, _ = data.place_cameras(rest, style)
    clips = [c for c in rig.clips if only in (None, c.name)]
    out = {"rest": rest, "parent": rig.parent, "names": [c.name for c in clips]}
    shown = {c.name: c for c in whole.clips}
    played = [play_clip(armature, whole, shown[c.name], timing) for c in clips]
    with reshaped(armature, scale, yaw):
        out["rgb_rest"] = render.render_views(armature, cameras, rest=True)
        for k, (clip, (action, slot, frames)) in enumerate(
            zip(clips, played, strict=True)
        ):
            points = data.window(clip, **timing)
            out[f"points{k}"] = data.reshape(points, scale, yaw)
            out[f"rgb{k}"] = render_window(armature, action, slot, frames, cameras)
    return out


def save(target, **content):
    """Complete or absent. Compressed: pictures are mostly white."""
    part = target.with_suffix(".part")
    try:
        with open(part, "wb") as file:
            np.savez_compressed(file, **content)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def render_for_model(args, config):
    """One file a clip, as a model folder has it."""
    folder = model_folder.read(args.model)
    config = replace(config, **vars(PoseMapConfig.from_model(folder.spec)))
    timing = {k: folder.video[k] for k in ("frames", "fps")}
    mark = json.dumps(folder.drawn())
    for variant in range(args.variants):
        for path, pair in augment.training_pairs(args.data, config, args.held_out):
            names = [c.name for c in pair[0].clips]
            targets = [
                args.output / f"{path.stem}.v{variant}.c{k}.npz"
                for k in range(len(names))
            ]
            if all(t.exists() for t in targets):
                continue
            armature, _ = open_facing(args.input / pair[0].file)
            for target, name in zip(targets, names, strict=True):
                if target.exists():
                    continue
                start = time.time()
                out = render_variant(
                    armature, pair, variant, config, folder.style(), timing, name
                )
                save(target, rig=pair[0].file, drawn=mark, **out)
                print(f"{target.name}: {name}, {time.time() - start:.1f} s", flush=True)


def main():
    args = arguments()
    config = training_config.load(training_config.TransformerTraining, args.config)
    if not any(args.data.glob("*.npz")):
        raise SystemExit(f"render_clips: {args.data} has no clips of extract_clips.py")
    args.output.mkdir(parents=True, exist_ok=True)
    if args.model:
        try:
            render_for_model(args, config)
        except strict.ConfigError as error:
            raise SystemExit(f"render_clips: {error}") from None
        return
    style = data.PoseMapStyle.of(config, size=args.size)
    timing = {"frames": rig_views.FRAMES, "fps": rig_views.FPS}
    for variant in range(args.variants):
        for path, pair in augment.training_pairs(args.data, config, args.held_out):
            target = args.output / f"{path.stem}.v{variant}.npz"
            if target.exists() or not pair[0].clips:
                continue
            start = time.time()
            armature, _ = open_facing(args.input / pair[0].file)
            out = render_variant(armature, pair, variant, config, style, timing)
            part = target.with_suffix(".part")
            with open(part, "wb") as file:
                np.savez(file, rig=pair[0].file, **out)
            part.replace(target)
            print(f"{target.name}: {len(out['names'])} clips, "
                  f"{time.time() - start:.1f} s", flush=True)  # fmt: skip


main()
