"""Reads rigs and their clips into one .npz a rig, for training. Run by Blender:

    blender --background --factory-startup --python training/extract_clips.py -- \
        --input FOLDER --output FOLDER [--only GLOB,..] [--suffix _x] [--fps 30]

An .npz holds the skeleton (docs/native-api.md), and for every clip k: clip{k}_heads and
clip{k}_tails float32 [F, N, 3] world positions sampled at --fps, clip{k}_end [2, N, 3]
(heads and tails at the clip's true end: a clip is a loop if it ends as it begins) and
durations [clips] in seconds; clip{k}_turns [F, N, 4] and clip{k}_end_turns [N, 4], how
each bone is turned in the world from its rest pose, as unit quaternions w x y z; and
tails, what --tails was. Rigs whose front can be told (addon/rig/facing.py) are turned
to face -Y before. Renders: render_clips.py.
"""

import argparse
import fnmatch
import json
import sys
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from animax_training.open_rig import SUFFIXES, open_facing
from animax_training.rotation import nearest_rotations, quaternions

from addon.clips.find_clips import list_clips
from addon.clips.moving_bones import read_moving_rig
from addon.clips.sampling import read_clip
from addon.core.model_config import LEAF_TAIL_POLICIES
from addon.roundtrip.accuracy import along_bones


def arguments():
    argv = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    parser = argparse.ArgumentParser()
    parser.add_argument("--input", required=True, type=Path)
    parser.add_argument("--output", required=True, type=Path)
    parser.add_argument("--only", default="*", help="globs of paths below the input")
    parser.add_argument("--fps", type=float, default=30.0)
    parser.add_argument("--max-seconds", type=float, default=8.0)
    parser.add_argument("--suffix", default="", help="behind the name of each .npz")
    parser.add_argument(
        "--tails",
        default="box",
        choices=list(LEAF_TAIL_POLICIES),
        help="where leaf bones end, as pose_map.tails of model.json",
    )
    return parser.parse_args(argv)


def ends(matrices, rig):
    """Heads and tails [..., N, 3] of world matrices [..., N, 4, 4]."""
    heads = matrices[..., :3, 3]
    unit = np.linalg.norm(along_bones(rig, rig["rest"]), axis=-1, keepdims=True)
    along = along_bones(rig, matrices) / unit
    return heads, heads + along * rig["lengths"][:, None]


def turns(matrices, rig):
    """Quaternions float32 [..., N, 4] (w x y z, w >= 0) of the rotations from the rest
    pose to world matrices [..., N, 4, 4]; scale and shear do not count."""
    rest, pose = (nearest_rotations(m[..., :3, :3]) for m in (rig["rest"], matrices))
    return quaternions(pose @ np.swapaxes(rest, -1, -2)).astype(np.float32)


def extract(path, args):
    armature, front = open_facing(path)
    if front.angle:
        print(f"  {path.name}: turned, it faces {front.direction}")
    rig = read_moving_rig(armature, LEAF_TAIL_POLICIES[args.tails])
    out = {k: v for k, v in rig.items() if k not in ("names", "neutral", "controls")}
    out["rest_heads"], out["rest_tails"] = ends(rig["rest"], rig)
    out["names"] = np.array(rig["names"])
    out["tails"] = np.array(args.tails)
    names, durations, seen = [], [], set()
    for name, clip in list_clips(armature).items():
        try:
            data = read_clip(
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
        out[f"clip{k}_turns"] = turns(data["matrices"], rig)
        out[f"clip{k}_end_turns"] = turns(data["end"], rig)
    out["clips"] = np.array(names)
    out["durations"] = np.array(durations)
    return out


def rigs_below(folder, only):
    """[(path, its name below the folder)] of the files that `only` (globs with commas)
    names. SystemExit if there are none: a misspelt folder must not end with 0."""
    if not folder.is_dir():
        raise SystemExit(f"extract_clips: there is no folder {folder}")
    names = [(p, p.relative_to(folder).as_posix()) for p in sorted(folder.rglob("*"))]
    found = [
        (path, name)
        for path, name in names
        if path.suffix.lower() in SUFFIXES
        and any(fnmatch.fnmatch(name, g) for g in only.split(","))
    ]
    if not found:
        raise SystemExit(
            f"extract_clips: no file in {folder} matches --only {only!r} and ends in "
            f"{', '.join(sorted(SUFFIXES))}"
        )
    return found


def main():
    args = arguments()
    found = rigs_below(args.input, args.only)
    args.output.mkdir(parents=True, exist_ok=True)
    written = 0
    for path, name in found:
        start = time.time()
        try:
            out = extract(path, args)
        except Exception as error:
            print(f"{name}: {error}", flush=True)
            continue
        target = args.output / (
            name.replace("/", "__").rsplit(".", 1)[0] + args.suffix + ".npz"
        )
        # No .npz, which the training would read of a process that was killed.
        part = target.with_suffix(".part")
        with open(part, "wb") as file:
            np.savez(file, rig=json.dumps(name), **out)
        part.replace(target)
        written += 1
        print(
            f"{name}: {len(out['parents'])} bones, {len(out['clips'])} clips, "
            f"{time.time() - start:.1f} s",
            flush=True,
        )
    if not written:
        raise SystemExit(
            f"extract_clips: none of the {len(found)} files could be read as a rig; "
            "the reasons are above"
        )


main()
