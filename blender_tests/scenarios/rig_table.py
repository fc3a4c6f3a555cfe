"""What becomes of rigs of many kinds: animated or refused, front, body plan, warnings,
and how far what is seen is from what was solved. For evaluation/rig_table.py."""

import sys
import time
import traceback
from pathlib import Path

import bpy

sys.path.append(str(Path(__file__).parent))

import control_rigs
import humanoids
import making
import numpy as np
import odd_rigs
from animax import pipeline
from animax.clips import check_take, pose_channels
from animax.controls import bake, posing
from animax.core.errors import AnimaxError
from animax.io import scene_files
from animax.rig.armature import find_armature
from animax.rig.body_plan import body_plan
from animax.rig.find_rig import revealed
from animax.settings import Settings
from animax.take import quaternions

engines = {}


def build(kind, name):
    """Makes or opens the rig; nothing is returned, as for an artist."""
    making.empty()
    if kind == "file":
        scene_files.open_file(name)
    elif kind == "Rigify":
        control_rigs.rigify(name)
    elif kind == "person":
        humanoids.KINDS[name]()
    elif name == "FK, IK and poles":
        control_rigs.plain()
    else:
        odd_rigs.KINDS[name]()


def look(rows, **settings):
    """rows: [(kind, name)]; settings: of the takes."""
    return [look_at(kind, name, settings) for kind, name in rows]


def look_at(kind, name, settings):
    found = {"kind": kind, "name": name, "outcome": "", "warnings": []}
    start = time.perf_counter()
    try:
        build(kind, name)
        found["build"] = time.perf_counter() - start
        start = time.perf_counter()
        animate(found, Settings(prompt="it walks", seed=1, **settings))
        found["outcome"] = "animated"
    except AnimaxError as error:
        found["outcome"], found["said"] = "refused", str(error)
    except Exception:
        found["outcome"], found["said"] = "failed", traceback.format_exc()
    found["seconds"] = time.perf_counter() - start
    return found


def animate(found, settings):
    scene = bpy.context.scene
    armature = find_armature("", scene.objects)
    found["rig"], found["bones"] = armature.name, len(armature.data.bones)
    found["plan"] = body_plan(armature)
    before = making.snapshot()
    request = pipeline.prepare(scene, settings, armature)
    now = making.snapshot()
    # As text: what is not a number is not equal to itself.
    found["changed"] = [k for k, v in now.items() if repr(v) != repr(before[k])]
    front = request.front
    found["front"] = [front.direction, front.angle, front.source, front.sure]
    model = request.settings.model
    if model not in engines:
        engines[model] = pipeline.open_engine(request)
    result = pipeline.generate(request, engines[model])
    # The next rig is judged anew.
    found["warnings"] = request.warnings
    action = pipeline.finish(scene, request, result)
    found["keyed"] = len(request.plan.controls if request.plan else
                         np.flatnonzero(request.mask))  # fmt: skip
    found["controls"] = request.plan.kind if request.plan else ""
    found["confidence"] = float(np.mean(result["confidence"]))
    found["baked"] = (result.get("control_rig") or {}).get("worst_error_pct")
    found["action"] = action.name
    with revealed(armature):
        found.update(apart(scene, armature, request, result))


def apart(scene, armature, request, result):
    """Joints (and tips) as seen against those solved, % of the body: at most, and how
    far they go."""
    rig = request.skeleton
    rotation, location = pipeline.edited_take(request, result)
    frames = scene.frame_start + np.arange(len(rotation))
    if request.plan is not None:
        return apart_controls(armature, request, rotation, location, frames)
    solved = pose_channels.solved_poses(armature, rig, rotation, location)
    seen = check_take.read_local(scene, armature, rig, frames)
    lengths = check_take.bone_lengths(armature, rig)
    got = check_take.compare(rig, seen, solved, lengths)
    turned = quaternions.to_rotvec(rotation)
    return {
        "worst": 100 * float(got.away.max()), "moves": 100 * got.seen,
        "turns": float(np.degrees(np.ptp(turned, axis=0)).max()),
    }  # fmt: skip


def apart_controls(armature, request, rotation, location, frames):
    """The same, of the bones that deform as the skeleton that was solved carries
    them."""
    rig, plan = request.skeleton, request.plan
    world = making.forward(rig, rotation, location)
    motion = np.linalg.inv(plan.world) @ world @ np.linalg.inv(rig["rest"]) @ plan.world
    wanted = motion[:, plan.carried_by] @ plan.rest
    order = [armature.pose.bones.find(name) for name in plan.deforming]
    seen = []
    for frame in frames:
        bpy.context.scene.frame_set(int(frame))
        seen.append(posing.read_matrices(armature)[order])
    ends = [bake.points(plan, poses) for poses in (np.stack(seen), wanted)]
    away = np.linalg.norm(ends[0] - ends[1], axis=-1).max(axis=2) / plan.size
    frame, bone = np.unravel_index(int(away.argmax()), away.shape)
    moves = np.linalg.norm(np.ptp(ends[0], axis=0), axis=-1).max()
    return {
        "worst": 100 * float(away.max()), "mean": 100 * float(away.mean()),
        "worst bone": plan.deforming[bone], "moves": 100 * float(moves / plan.size),
    }  # fmt: skip


def kinds():
    """The rigs that are made by script."""
    made = [("person", name) for name in humanoids.KINDS]
    made += [("control", "FK, IK and poles")]
    return made + [("odd", name) for name in odd_rigs.KINDS]
