"""Takes, opens, errors and cancels in one process with the native module alone: by
run.py, with a JSON object as for blender_tests/run_soak.py. opens: how often the model
is opened; model: its folder.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from pathlib import Path
from typing import Any

import animax_native as native
import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from addon.views import camera_rig
from evaluation.soak import takes as soak_takes
from evaluation.soak import watch

KEYS = ("rotation", "location", "joints", "confidence")


def skeleton(numbers: random.Random) -> dict[str, Any]:
    """A tree of 3 to 90 bones, with long chains and short ones."""
    count = numbers.randint(3, 90)
    parents = [-1]
    rest = np.tile(np.eye(4), (count, 1, 1))
    for bone in range(1, count):
        chain = numbers.random() < 0.7
        parents.append(bone - 1 if chain else numbers.randrange(bone))
        step = [numbers.uniform(-0.3, 0.3) for _ in range(3)]
        rest[bone, :3, 3] = rest[parents[-1], :3, 3] + step
    return {
        "parents": np.array(parents, np.int32),
        "rest": rest,
        "lengths": np.full(count, 0.1),
        "flags": np.ones(count, np.uint8),
    }


def cameras(spec: dict[str, Any], rig: dict[str, Any], views: int) -> Any:
    pose_map, video = spec["pose_map"], spec["video"]
    joints = native.select_joints(
        rig, max_joints=pose_map["max_joints"], merge=pose_map["merge"]
    )
    at = native.normalise(joints["position"], spec["cameras"]["margin"])
    size = video["width"], video["height"]
    return camera_rig.place(spec["cameras"], *at, *size, views)


class Stop(Exception):
    pass


def animate(engine: Any, number: int) -> str:
    """The hash of a take; "" where it was refused, cancelled or broken off."""
    numbers = random.Random(number)
    spec, rig = engine.model, skeleton(numbers)
    placed = cameras(spec, rig, numbers.choice((3, 4, 4, 8)))
    video = spec["video"]
    views = np.full((len(placed), video["height"], video["width"], 3), 255, np.uint8)
    cancel, ending = native.Cancel(), number % soak_takes.CANCELLED

    def progress(stage: str, step: int, *_: float) -> None:
        if stage == "denoise" and step == 2:
            if ending == soak_takes.CANCELLED - 1:
                cancel.set()
            if ending == soak_takes.CANCELLED - 2:
                raise Stop

    frames = numbers.randint(1, video["frames"])
    if number % soak_takes.REFUSED == soak_takes.REFUSED - 1:
        frames = -1
    try:
        made = engine.animate(
            views, placed, rig, numbers.choice(soak_takes.PROMPTS), frames=frames,
            seed=number, preview=numbers.random() < 0.2, progress=progress,
            cancel=cancel, contacts=numbers.random() < 0.8,
        )  # fmt: skip
    except (native.Error, Stop):
        return ""
    found = hashlib.sha256()
    for key in KEYS:
        found.update(np.ascontiguousarray(made[key]).tobytes())
    return found.hexdigest()


def main() -> int:
    asked = json.loads(sys.argv[-1])
    numbers, opens = asked["takes"], max(1, asked["opens"])
    each = -(-len(numbers) // opens)
    hashes, unmade, wrong = {}, 0, []
    engine = None
    for count, number in enumerate(numbers):
        if count % asked["every"] == 0:
            engine = None
            row = {"takes": count, **watch.held()}
            row["engines_mb"] = native.info()["memory_in_use"] / 1e6
            print("ROW " + json.dumps(row), flush=True)
        if engine is None or count % each == 0:
            engine = native.Engine(asked["model"])
            try:
                native.Engine(asked["model"] + "/none")
            except native.Error:
                pass
            else:
                wrong.append("a model that is not there was opened")
        made = animate(engine, number)
        unmade += not made
        if number in asked["keep"]:
            hashes[number] = made
    engine = None
    row = {"takes": len(numbers), **watch.held()}
    row["engines_mb"] = native.info()["memory_in_use"] / 1e6
    print("ROW " + json.dumps(row), flush=True)
    statuses = {0: len(numbers) - unmade, "not made": unmade}
    done = {"statuses": statuses, "wrong": wrong, "hashes": hashes}
    print("DONE " + json.dumps(done), flush=True)
    return 1 if wrong else 0


sys.exit(main())
