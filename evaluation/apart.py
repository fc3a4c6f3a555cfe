"""How far bones come apart in takes: run by Blender, for whole_skeletons.py.

    blender --background --factory-startup --python evaluation/apart.py -- JOBS.json

JOBS.json: {"takes": [path, ..]}, .blend files with a take that plays and the rig's own
clips beside it. Prints a line of JSON for each: bones (names of those with a parent),
and for each of them `take` and `clips`, the largest change of its head's place in its
parent's frame over the take and over all clips, as a share of its distance from the
parent's head at rest (of 2 % of the rig, where it is nearer); root: free as a root.
"""

import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "training")]

from animax_training.open_rig import open_rig

from addon.clips.frame_rate import scene_fps
from addon.clips.moving_bones import own_clips
from addon.clips.sampling import read_clip
from addon.core.native import LOCATION_LOCKED
from addon.rig.armature import read_rig
from addon.rig.blender_context import current_scene

CLIP_FPS, MAX_FRAMES, NEAR = 12, 60, 0.02


def offsets(matrices, parents):
    """[F, N, 3]: heads in their parents' frames, scale included, in world units."""
    inverse = np.linalg.inv(matrices[:, parents])
    scale = np.linalg.norm(matrices[:1][:, parents][..., :3, 1], axis=-1, keepdims=True)
    heads = np.concatenate(
        [matrices[..., :3, 3], np.ones((*matrices.shape[:2], 1))], axis=-1
    )
    return np.einsum("fnij,fnj->fni", inverse, heads)[..., :3] * scale


def changes(matrices, rig):
    """float [N]: how far each head moves in its parent's frame, relative."""
    parents = np.asarray(rig["parents"])
    held = np.where(parents < 0, 0, parents)
    rest = offsets(rig["rest"][None], held)[0]
    size = np.linalg.norm(np.ptp(rig["rest"][:, :3, 3], axis=0))
    far = np.linalg.norm(offsets(matrices, held) - rest, axis=-1).max(axis=0)
    near = np.maximum(np.linalg.norm(rest, axis=-1), NEAR * size)
    return np.where(parents < 0, 0.0, far / near)


def measure(path):
    armature = open_rig(path)
    rig = read_rig(armature)
    data = armature.animation_data
    slot = getattr(data, "action_slot", None)
    fps = scene_fps(current_scene())
    take = read_clip(armature, data.action, fps, slot)["matrices"]
    clips = np.zeros(len(rig["names"]))
    for action, own_slot in own_clips(armature):
        if action != data.action:
            played = read_clip(
                armature, action, CLIP_FPS, own_slot, max_frames=MAX_FRAMES
            )
            clips = np.maximum(clips, changes(played["matrices"], rig))
    inner = np.asarray(rig["parents"]) >= 0
    return {
        "bones": [n for n, below in zip(rig["names"], inner, strict=True) if below],
        "take": changes(take, rig)[inner].tolist(),
        "clips": clips[inner].tolist(),
        "root": ((rig["flags"] & LOCATION_LOCKED) == 0)[inner].tolist(),
        "own_clips": len(own_clips(armature)),
    }


def main():
    jobs = json.loads(Path(sys.argv[sys.argv.index("--") + 1]).read_text())
    for path in jobs["takes"]:
        print("\nAPART " + json.dumps({"path": path, **measure(path)}), flush=True)


main()
