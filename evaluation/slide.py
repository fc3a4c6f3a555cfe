"""Do planted feet stand? How far they slide in walks and runs, and how fast these go.

    evaluation/slide.py [--rigs ../shared/rigs] [--model assets/nano]
        [--clips NPZ_FOLDER] [--work build/slide] [--seeds 3] [--only Husky,..]

Makes each take twice with addon/batch.py, in place with nothing held (`before`) and
with `--travel on`, and reads both as Blender plays them, at 24 frames a second. Printed
for each gait:

found    takes in which a gait was found, of all
before   how fast planted feet go over the ground in place, % of the body a second
travel   the same where the rig travels
jerk     of joints under the body, against that of the take in place
speed    median of the take's speed in that of the rig's own clips of the gait, by the
         same estimate; needs their extract (training/extract_clips.py, --clips)
good     takes with a speed of 0.7 to 1.3 of that, of those with such a clip

A foot is planted, whatever the engine thinks, while its sole's lowest point is within
1 % of the body above its usual level (the lowest fifth of the take) and goes back under
the body, at 0.3 of the ground's speed at least. The body is the rest box's longest
side. $BLENDER: the program.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

from animax_training.rotation import quaternions as quaternions_of

FPS = 24.0
RIGS = {
    "quaternius/animals_pack/Husky": "a dog",
    "quaternius/animals_pack/Fox": "a fox",
    "quaternius/animals_pack/Wolf": "a wolf",
    "quaternius/animals_pack/Horse": "a horse",
    "quaternius/dinosaurs_pack/Velociraptor": "a dinosaur",
    "quaternius/dinosaurs_pack/Trex": "a T. rex",
    "kaykit/adventurers/Rogue": "a man",
    "kaykit/adventurers/Knight": "a knight",
    "quaternius/modular_men/Suit": "a man",
    "quaternius/mech_pack/Leela": "a mech",
    "quaternius/ultimate_space_pack/Mech_RaeTheRedPanda": "a mech",
    "quaternius/easy_enemies_pack/Spider": "a spider",
}
# Sentence, the names of the rig's own clips, and for whom.
GAITS = {
    "walk": ("walks", r"walk(?!.*(back|slow))", ""),
    "run": ("runs", r"run(?!.*(back|left|right|strafe|shoot|attack|jump))|gallop$", ""),
    "gallop": ("gallops", r"gallop$", "animals_pack"),
    "sneak": ("sneaks", r"sneak", ""),
    "backwards": ("walks backwards", r"back", ""),
}


# ---- takes ----


def cases(args):
    """(name, rig, gait, seed, prompt) of every take."""
    for rig, who in RIGS.items():
        for gait, (does, _, only) in GAITS.items():
            for seed in range(args.seeds):
                stem = Path(rig).name
                wanted = not args.only or stem in args.only.split(",")
                if only in rig and wanted:
                    yield f"{stem}-{gait}-{seed}", rig, gait, seed, f"{who} {does}"


def make_takes(args, names):
    jobs = []
    for name, rig, _, seed, prompt in names:
        for kind, options in (
            ("before", {"travel": "off", "contacts": False}),
            ("travel", {"travel": "on"}),
        ):
            jobs.append({
                "input": str((args.rigs / f"{rig}.glb").resolve()), "prompt": prompt,
                "seed": seed, "fps": FPS, "output": f"{name}.{kind}.blend",
                "model": str(args.model.resolve()), **options,
            })  # fmt: skip
    manifest = args.work / "jobs.jsonl"
    manifest.write_text("".join(json.dumps(job) + "\n" for job in jobs))
    words = ["batch", "--manifest", manifest, "--output-dir", args.work, "--resume"]
    in_blender(ROOT / "addon" / "batch.py", words, args.work / "takes.log")
    in_blender(
        Path(__file__), ["--play", args.work, args.model], args.work / "play.log"
    )


def in_blender(script, words, log):
    program = os.environ.get("BLENDER", "blender")
    with open(log, "w", encoding="utf-8") as out:
        subprocess.run(
            [program, "--background", "--factory-startup", "--python-exit-code", "1",
             "--python", str(script), "--", *map(str, words)],
            check=True, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
        )  # fmt: skip


def play(folder, model):
    """Inside Blender: each .blend's skeleton and its bones' world matrices at all
    frames of the take, as an .npz."""
    from addon.clips.moving_bones import read_moving_rig
    from addon.clips.sampling import read_frames
    from addon.core import model_config
    from addon.io.scene_files import open_file
    from addon.rig.armature import find_armature
    from addon.rig.blender_context import current_scene

    tails = model_config.leaf_tail_policy(model_config.read_model_config(model))
    for path in sorted(Path(folder).glob("*.blend")):
        out = path.with_suffix(".npz")
        if out.exists():
            continue
        open_file(str(path))
        report = json.loads(path.with_suffix(".blend.json").read_text())
        armature = find_armature(report["armature"])
        rig = read_moving_rig(armature, tails)
        frames = current_scene().frame_start + np.arange(report["frames"])
        played = read_frames(armature, rig["names"], frames)
        kept = {k: v for k, v in rig.items() if k not in ("neutral", "controls")}
        np.savez(out, played=played, **kept)


# ---- figures ----


def skeleton_of(data):
    keys = ("parents", "rest", "directions", "lengths", "flags")
    return {k: np.ascontiguousarray(data[k]) for k in keys}


def body(skeleton):
    return float(np.ptp(skeleton["rest"][:, :3, 3], axis=0).max())


def soles(skeleton, played):
    """Paths [F, P, 3] of the points below each foot's joints, and their height at
    rest."""
    import animax_native as native

    rest, parents = skeleton["rest"], skeleton["parents"]
    still = np.zeros((2, len(parents), 4))
    still[..., 0] = 1
    feet = native.plant_feet(skeleton, still, np.zeros((2, len(parents), 3)), FPS)
    along = np.einsum("nij,nj->ni", rest[:, :3, :3], skeleton["directions"])
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    tails = rest[:, :3, 3] + along * skeleton["lengths"][:, None]
    for foot in feet["foot_bones"]:
        bones = [n for n in range(len(parents)) if is_below(parents, n, foot)]
        leaves = [n for n in bones if n not in parents]
        points = [(n, rest[n, :3, 3]) for n in bones] + [(n, tails[n]) for n in leaves]
        floor = min(at[2] for _, at in points)
        if max(at[2] for _, at in points) - floor > 0.2 * np.ptp(rest[:, 2, 3]):
            # A leg that ends in a tip.
            points = [min(points, key=lambda point: point[1][2])]
        paths = [
            played[:, n] @ np.linalg.inv(rest[n]) @ [*at[:2], floor, 1.0]
            for n, at in points
        ]
        yield np.stack(paths, axis=1)[..., :3], floor


def is_below(parents, bone, above):
    while bone > above:
        bone = parents[bone]
    return bone == above


def sliding(skeleton, played, ground, way):
    """Speeds of planted feet over the ground, % of the body a second. ground: its
    velocity under the body; way: how far the body has gone [F, 2]."""
    found = []
    for path, floor in soles(skeleton, played):
        heights = path[..., 2] - floor
        level = np.quantile(heights.min(axis=1), 0.2)
        middle = (heights[1:] + heights[:-1]) / 2
        lowest = middle.argmin(axis=1)
        steps = np.diff(path[..., :2], axis=0)[np.arange(len(middle)), lowest] * FPS
        under = steps - np.diff(way, axis=0) * FPS
        back = under @ ground / (ground @ ground)
        low = middle.min(axis=1) < level + 0.01 * body(skeleton)
        found += list(np.linalg.norm(steps[low & (back > 0.3)], axis=1))
    return 100 * np.array(found) / body(skeleton)


def jerk(played, way):
    heads = played[:, :, :3, 3].copy()
    heads[..., :2] -= way[:, None]
    return np.linalg.norm(np.diff(heads, n=3, axis=0), axis=-1).mean()


def figures(args, name, speeds):
    """What is printed, of one take."""
    report = json.loads((args.work / f"{name}.travel.blend.json").read_text())
    if not report["travel"]["goes"]:
        return {"found": 0.0}
    before, after = (
        np.load(args.work / f"{name}.{kind}.npz") for kind in ("before", "travel")
    )
    skeleton = skeleton_of(after)
    frames = len(after["played"])
    way = np.linspace(0, 1, frames)[:, None] * report["travel"]["way"][:2]
    ground = -way[-1] / (frames - 1) * FPS
    slid = [
        sliding(skeleton, data["played"], ground, gone).mean()
        for data, gone in ((before, 0 * way), (after, way))
    ]
    speed = report["travel"]["speed"] / body(skeleton)
    return {
        "found": 1.0, "before": slid[0], "travel": slid[1], "own": speed,
        "jerk": jerk(after["played"], way) / jerk(before["played"], 0 * way),
        **({"speed": speed / np.median(speeds)} if len(speeds) else {}),
    }  # fmt: skip


def clip_speeds(folder, rig, pattern):
    """Of the rig's own clips of a gait, bodies a second."""
    import animax_native as native

    path = Path(folder or "") / f"{rig.replace('/', '__')}.npz"
    if not folder or not path.exists():
        return []
    data, found = np.load(path), []
    skeleton = skeleton_of(data)
    for k, clip in enumerate(data["clips"]):
        if not re.search(pattern, str(clip).lower().replace("_", " ").strip()):
            continue
        keys = keys_of(skeleton, data[f"clip{k}_heads"], data[f"clip{k}_turns"])
        frames = int((len(keys[0]) - 1) / 30 * FPS) + 1
        keys = native.resample(*keys, 30.0, FPS, frames)
        made = native.plant_feet(skeleton, *keys, FPS, hold=False)
        steps = np.linalg.norm(np.diff(made["travel"], axis=0), axis=1) * FPS
        if made["confidence"] > 0:
            found.append(steps.mean() / body(skeleton))
    return found


def keys_of(skeleton, heads, turns):
    """(rotation [F, N, 4], location [F, N, 3]) of a clip's world positions and turns
    from the rest pose."""
    from addon.take import quaternions

    rest, parents = skeleton["rest"], skeleton["parents"]
    unit = np.linalg.norm(rest[0, :3, 1])
    axes = rest[:, :3, :3] / unit
    turned = quaternions.rotate(turns[:, :, None].astype(float), np.eye(3))
    poses = turned.swapaxes(-1, -2) @ axes
    rotation, location = np.zeros(turns.shape), np.zeros(heads.shape)
    for n, p in enumerate(parents):
        above, head = np.broadcast_to(axes[n], poses[:, n].shape), rest[n, :3, 3]
        if p >= 0:
            above = poses[:, p] @ axes[p].T @ axes[n]
            offset = axes[p].T @ (rest[n, :3, 3] - rest[p, :3, 3])
            head = heads[:, p] + poses[:, p] @ offset
        local = above.swapaxes(1, 2) @ (heads[:, n] - head)[..., None]
        location[:, n] = local[..., 0] / unit
        rotation[:, n] = quaternions_of(above.swapaxes(1, 2) @ poses[:, n])
    return quaternions.align_signs(rotation), location


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rigs", type=Path, default=ROOT.parent / "shared" / "rigs")
    parser.add_argument("--model", type=Path, default=ROOT / "assets" / "nano")
    parser.add_argument("--clips", type=Path)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "slide")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    args.work = args.work.resolve()
    names = list(cases(args))
    make_takes(args, names)
    rows = defaultdict(list)
    for name, rig, gait, _, _ in names:
        speeds = clip_speeds(args.clips, rig, GAITS[gait][1])
        row = figures(args, name, speeds)
        rows[gait].append(row)
        rows["all"].append(row)
        shown = " ".join(f"{k} {v:7.2f}" for k, v in row.items())
        print(f"{name:32} {shown}", flush=True)
    print(f"{'gait':10} {'found':>9} {'before':>7} {'travel':>7} {'p90':>6} "
          f"{'jerk':>5} {'speed':>6} {'good':>8}")  # fmt: skip
    for gait, own in rows.items():
        print(summary(gait, own))


def summary(gait, rows):
    has = [r for r in rows if r["found"]]
    if not has:
        return f"{gait:10} {0:4}/{len(rows):4}"
    mean = {k: np.mean([r[k] for r in has]) for k in ("before", "travel", "jerk")}
    ratios = np.array([r["speed"] for r in has if "speed" in r])
    good = int(((ratios >= 0.7) & (ratios <= 1.3)).sum())
    return (
        f"{gait:10} {len(has):4}/{len(rows):4} {mean['before']:7.1f} "
        f"{mean['travel']:7.2f} {np.quantile([r['travel'] for r in has], 0.9):6.2f} "
        f"{mean['jerk']:5.2f} {np.median(ratios) if len(ratios) else np.nan:6.2f} "
        f"{good:3}/{len(ratios):4}"
    )


if __name__ == "__main__":
    words = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    if words[:1] == ["--play"]:
        play(*words[1:])
    else:
        main()
