"""Is a rig's front found, and does a take not depend on it? Run by Blender:

    blender --background --factory-startup --python-exit-code 1 \
        --python evaluation/fronts.py -- [--rigs ../shared/rigs] [--only GLOB,..] \
        [--takes "a dog walks"] [--seed 1]

Each rig is looked at as it is and with a quarter, a half and three quarters of a turn
applied to its bones and meshes, so that nothing but shape and names shows its front.
Prints how many fronts are right, and names the rigs that are wrong or cannot be told.

--takes: instead, a take of each rig turned to eight directions, as an object and with
the turn applied, is compared with that of the rig as it is: the largest difference of
its bones' rotations in degrees, and of their locations in % of the rig's size. For
comparison turned by 5 to 30 millionths of a degree: that changes only the rounding.
"""

import argparse
import fnmatch
import math
import sys
import time
from pathlib import Path

import numpy as np
from mathutils import Matrix

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from addon import pipeline
from addon.clips.moving_bones import read_moving_rig
from addon.core.errors import AnimaxError
from addon.core.front import DEFAULT
from addon.io import scene_files
from addon.rig.armature import find_armature
from addon.rig.blender_context import current_scene, update_view_layer
from addon.rig.facing import front_of
from addon.settings import Settings

# By eye; all other rigs of the packs face -Y.
FACING = {
    "easy_enemies_pack/Wasp": 90.0,
    "modular_men/Adventurer": 180.0,
    # So do their guns, which hang on no bone.
    "tank_pack/Tank": 270.0,
    "tank_pack/Tank2": 270.0,
}
# These have no front, or none that can be seen.
FRONTLESS = (
    "platformer_game_pack/Bouncer", "platformer_game_pack/Chest",
    "platformer_game_pack/Hazard_SpikeTrap", "platformer_game_pack/Lever",
    "opendungeons_by/Slime",
)  # fmt: skip
# Mechs that stand 2.5 degrees off count as right.
TOLERANCE = 5.0


def arguments():
    argv = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    parser = argparse.ArgumentParser()
    parser.add_argument("--rigs", type=Path, default=ROOT.parent / "shared/rigs")
    parser.add_argument("--only", default="*", help="globs of paths below --rigs")
    parser.add_argument("--takes", default="", metavar="PROMPT")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(argv)


def turn_objects(degrees):
    """Turns everything in the scene about the world's vertical."""
    turn = Matrix.Rotation(math.radians(degrees), 4, "Z")
    for obj in current_scene().objects:
        if obj.parent is None:
            obj.matrix_world = turn @ obj.matrix_world
    update_view_layer()


def turn_data(armature, degrees):
    """The same, applied to bones and vertices: the objects stay as they are."""
    turn, done = Matrix.Rotation(math.radians(degrees), 4, "Z"), set()
    for obj in current_scene().objects:
        world = obj.matrix_world.copy()
        local = world.inverted() @ turn @ world
        if obj == armature:
            obj.data.transform(local)
        elif obj.type == "MESH" and obj.parent_type != "BONE" and obj.data not in done:
            obj.data.transform(local, shape_keys=True)
            done.add(obj.data)
    update_view_layer()


def look(path, name):
    """[(turned by, right, told, Front)] of a rig, and the time a look takes."""
    found, spent = [], []
    truth = next((v for k, v in FACING.items() if name.endswith(k)), 0.0)
    for degrees in (0, 90, 180, 270):
        scene_files.open_file(str(path))
        armature = find_armature()
        if degrees:
            turn_data(armature, degrees)
        rig = read_moving_rig(armature)
        start = time.process_time()
        front = front_of(armature, rig)
        spent.append(time.process_time() - start)
        off = abs((front.angle - truth - degrees + 180.0) % 360.0 - 180.0)
        told = front.source != DEFAULT
        found.append((degrees, off <= TOLERANCE, told, front))
    return found, max(spent)


def recognise(rigs):
    counts, slowest = {}, 0.0
    for name, path in rigs:
        try:
            found, spent = look(path, name)
        except AnimaxError as error:
            print(f"SKIPPED {name}: {error}")
            continue
        slowest = max(slowest, spent)
        for degrees, right, told, front in found:
            kind = "right" if right else "wrong"
            kind = kind if told else "not told"
            if name.endswith(FRONTLESS):
                kind = "without a front" + (", turned" if front.angle != 0 else "")
            counts.setdefault(degrees, {}).setdefault(kind, []).append(name)
            if front.contradiction:
                counts[degrees].setdefault("contradictory", []).append(name)
    for degrees, kinds in counts.items():
        shown = ", ".join(f"{len(v)} {k}" for k, v in sorted(kinds.items()))
        print(f"turned by {degrees}: {shown}")
    for kind in ("wrong", "not told", "contradictory"):
        named = {n for kinds in counts.values() for n in kinds.get(kind, [])}
        print(f"{kind}: {', '.join(sorted(named)) or 'none'}")
    print(f"a look takes at most {1000 * slowest:.0f} ms of processor time")


def take(path, turn, prompt, seed, engines):
    """(rotation, location, size of the rig, Request) of a take in F32, where rounding
    makes the least difference; turn: of the scene; engines: the one, once loaded."""
    scene_files.open_file(str(path))
    turn(find_armature())
    request = pipeline.prepare(
        current_scene(),
        Settings(prompt=prompt, seed=seed, threads=2, precision="f32"),
    )
    engines += [] if engines else [pipeline.open_engine(request)]
    result = pipeline.generate(request, engines[0])
    scale = float(np.linalg.norm(request.skeleton["rest"][0, :3, 1]))
    return (*pipeline.edited_take(request, result), request.size / scale, request)


WAYS = {
    "rounding": lambda step: lambda rig: turn_data(rig, 1e-7 * step),
    "object": lambda degrees: lambda _: turn_objects(degrees),
    "applied": lambda degrees: lambda rig: turn_data(rig, degrees),
}


def compare_directions(rigs, prompt, seed):
    engines = []
    for name, path in rigs:
        first = take(path, lambda _: None, prompt, seed, engines)
        half = np.arccos(np.clip(np.abs(first[0][:, :, 0]), 0, 1))
        print(f"{name}: bones turn by up to {2 * np.degrees(half.max()):.0f} degrees")
        for kind, way in WAYS.items():
            shown, missed = [], []
            for degrees in range(45, 360, 45):
                rotation, location, size, request = take(
                    path, way(degrees), prompt, seed, engines
                )
                dots = np.abs((rotation * first[0]).sum(axis=-1)).clip(0, 1)
                turned = 2 * np.degrees(np.arccos(dots)).max()
                far = 100 * np.abs(location - first[1]).max() / size
                shown.append(f"{turned:.3f}/{far:.3f}")
                wanted = first[3].front.angle + degrees * (kind != "rounding")
                off = abs((request.front.angle - wanted + 180) % 360 - 180)
                missed += [degrees] if off > TOLERANCE else []
            print(f"  {kind}: {' '.join(shown)} front missed: {missed or 'never'}",
                  flush=True)  # fmt: skip


def main():
    args = arguments()
    globs = args.only.split(",")
    rigs = [
        (path.relative_to(args.rigs).with_suffix("").as_posix(), path)
        for path in sorted(args.rigs.rglob("*"))
        if path.suffix in scene_files.INPUTS
    ]
    rigs = [r for r in rigs if any(fnmatch.fnmatch(r[0], g) for g in globs)]
    if args.takes:
        compare_directions(rigs, args.takes, args.seed)
    else:
        recognise(rigs)


main()
