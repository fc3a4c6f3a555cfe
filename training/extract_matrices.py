"""Reads chosen clips as world matrices, one .npz a clip. Run by Blender:

    blender --background --factory-startup --threads 1 \
        --python training/extract_matrices.py -- JOBS.json

JOBS.json: {"fps": .., "max_frames": .., "jobs": [{"rig": file, "clip": name, "target":
file.npz}, ..]}. An .npz holds the skeleton (docs/native-api.md), `reach`, the lengths
under pose_map.tails "reach", fps and matrices float64 [F, N, 4, 4]. A rig or a clip
that cannot be read is left out, and says so.
"""

import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from addon.clips.find_clips import find_clip
from addon.clips.moving_bones import read_moving_rig
from addon.clips.sampling import read_clip
from addon.core.model_config import SKIN_EXTENT
from addon.io import scene_files
from addon.rig.armature import find_armature, read_rig


def read(armature, job, spec):
    rig = read_moving_rig(armature)
    action, slot = find_clip(armature, job["clip"])
    clip = read_clip(armature, action, spec["fps"], slot, max_frames=spec["max_frames"])
    rig["names"] = np.array(rig["names"])
    del rig["neutral"], rig["controls"]
    rig["reach"] = read_rig(armature, SKIN_EXTENT)["lengths"]
    return {**rig, "matrices": clip["matrices"], "fps": spec["fps"]}


def main():
    spec = json.loads(Path(sys.argv[sys.argv.index("--") + 1]).read_text())
    opened = None
    for job in spec["jobs"]:
        target = Path(job["target"])
        try:
            if job["rig"] != opened:
                scene_files.open_file(job["rig"])
                opened = job["rig"]
            found = read(find_armature(), job, spec)
        except Exception as error:  # another rig may still be readable
            print(f"SKIPPED {target.stem}: {error}", flush=True)
            continue
        part = target.with_suffix(".part.npz")
        np.savez_compressed(part, **found)
        part.replace(target)
        print(f"READ {target.stem}: {len(found['matrices'])} frames", flush=True)


main()
