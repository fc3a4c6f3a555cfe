"""Reads rigs and their clips into one .npz a rig, for training. Run by Blender:

    blender --background --factory-startup --python training/extract_clips.py -- \
        --input FOLDER --output FOLDER [--only GLOB,..] [--renders 128] [--fps 30]

An .npz holds the skeleton (docs/native-api.md), and for every clip k: clip{k}_heads and
clip{k}_tails float32 [F, N, 3] world positions sampled at --fps, clip{k}_end [2, N, 3]
(heads and tails at the clip's true end: a clip is a loop if it ends as it begins) and
durations [clips] in seconds. With
--renders also rgb_rest uint8 [V, H, W, 3] and rgb{k} uint8 [V, F, H, W, 3] at 7.5 fps
from the cameras of training/animax_training/rig_views.py.
"""

import argparse
import fnmatch
import json
import sys
import time
from pathlib import Path

import bpy
import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from animax_training import rig_views

from addon import camera_rig, render, skeleton

if not hasattr(np, "bool"):
    # Blender 3.4's glTF importer needs the name that NumPy 1.24 took away.
    np.bool = np.bool_


def arguments():
    argv = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    parser = argparse.ArgumentParser()
    parser.add_argument("--input", required=True, type=Path)
    parser.add_argument("--output", required=True, type=Path)
    parser.add_argument("--only", default="*", help="globs of paths below the input")
    parser.add_argument("--fps", type=float, default=30.0)
    parser.add_argument("--max-seconds", type=float, default=8.0)
    parser.add_argument("--renders", type=int, default=0, help="pixels; 0: none")
    parser.add_argument(
        "--render-seconds",
        type=float,
        default=2.4,
        help="of every clip; 0: the rest pose alone",
    )
    return parser.parse_args(argv)


def load(path):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    if path.suffix in {".glb", ".gltf"}:
        bpy.ops.import_scene.gltf(filepath=str(path))
    elif path.suffix == ".fbx":
        bpy.ops.import_scene.fbx(filepath=str(path))
    elif path.suffix == ".blend":
        bpy.ops.wm.open_mainfile(filepath=str(path))
    return skeleton.find_armature()


def ends(matrices, rig):
    """Heads and tails [..., N, 3] of world matrices [..., N, 4, 4]."""
    heads = matrices[..., :3, 3]
    unit = np.linalg.norm(rig["rest"][:, :3, 1], axis=-1, keepdims=True)
    return heads, heads + matrices[..., :3, 1] / unit * rig["lengths"][:, None]


def render_clip(armature, clip, cameras, count):
    """uint8 [V, F, H, W, 3] at the model's rate."""
    action, slot = clip
    scene = bpy.context.scene
    first, last = skeleton.clip_range(action, slot)
    rate = skeleton.scene_fps(scene)
    images = []
    meshes = render.visible_meshes(armature)
    with skeleton.playing(armature, action, slot, scene):
        for mesh in meshes:
            mesh.hide_viewport = False
        for n in range(count):
            frame = min(first + n / rig_views.FPS * rate, last)
            whole = int(np.floor(frame))
            scene.frame_set(whole, subframe=float(frame - whole))
            images.append(render.render_views(armature, cameras, rest=False))
    return np.stack(images, axis=1)


def extract(path, args):
    armature = load(path)
    rig = skeleton.read(armature)
    out = {k: v for k, v in rig.items() if k != "names"}
    out["rest_heads"], out["rest_tails"] = ends(rig["rest"], rig)
    out["names"] = np.array(rig["names"])
    cameras = None
    if args.renders:
        points = np.concatenate([out["rest_heads"], out["rest_tails"]])
        centre, scale = rig_views.normalise(points)
        cameras = camera_rig.place(rig_views.CAMERAS, centre, scale, args.renders)
        out["cameras"] = cameras
        out["rgb_rest"] = render.render_views(armature, cameras, rest=True)
    names, durations, seen = [], [], set()
    for name, clip in skeleton.clips(armature).items():
        try:
            data = skeleton.read_clip(
                armature,
                clip[0],
                args.fps,
                slot=clip[1],
                max_frames=int(args.max_seconds * args.fps),
            )
        except Exception as error:  # a broken clip costs the clip, not the rig
            print(f"  {path.name}: {name}: {error}")
            continue
        heads, tails = ends(data["matrices"], rig)
        if heads.tobytes() in seen:
            continue
        seen.add(heads.tobytes())
        k = len(names)
        names.append(name)
        durations.append(data["duration"])
        out[f"clip{k}_heads"] = heads.astype(np.float32)
        out[f"clip{k}_tails"] = tails.astype(np.float32)
        out[f"clip{k}_end"] = np.stack(ends(data["end"], rig)).astype(np.float32)
        if cameras is not None and args.render_seconds > 0:
            seconds = min(data["duration"], args.render_seconds)
            count = int(seconds * rig_views.FPS + 1e-3) + 1
            out[f"rgb{k}"] = render_clip(armature, clip, cameras, count)
    out["clips"] = np.array(names)
    out["durations"] = np.array(durations)
    return out


def main():
    args = arguments()
    args.output.mkdir(parents=True, exist_ok=True)
    globs = args.only.split(",")
    for path in sorted(args.input.rglob("*")):
        name = path.relative_to(args.input).as_posix()
        if path.suffix not in {".glb", ".gltf", ".fbx", ".blend"} or not any(
            fnmatch.fnmatch(name, g) for g in globs
        ):
            continue
        start = time.time()
        try:
            out = extract(path, args)
        except Exception as error:
            print(f"{name}: {error}", flush=True)
            continue
        target = args.output / (name.replace("/", "__").rsplit(".", 1)[0] + ".npz")
        part = target.with_suffix(".part.npz")
        np.savez(part, rig=json.dumps(name), **out)
        part.replace(target)
        print(
            f"{name}: {len(out['parents'])} bones, {len(out['clips'])} clips, "
            f"{time.time() - start:.1f} s",
            flush=True,
        )


main()
