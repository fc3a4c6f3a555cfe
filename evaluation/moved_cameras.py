"""How far cameras may stand from a model's own before its motions get worse.

    evaluation/moved_cameras.py [--model assets/nano] [--rigs NPZ_FOLDER] [--seeds 2]
        [--only azimuth,...]

Takes of the held-out rigs (eval_nano.py) through cameras moved in one way at a time:
one of them, or all. Printed for each way: the share of takes that the action classifier
recognises, the joints' distance from the take of the same seed through the model's own
cameras (% of the body; that of another seed is the most that can be expected), the
confidence. The bounds of addon/cameras/places.py come from here.
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

import animax_native as native

from addon.views.camera_rig import look_along
from evaluation import eval_nano
from evaluation.nano import classifier, subjects

# Ways to move cameras: what of their places changes, and by how much; degrees, but for
# the distance, which is a factor. "framed" keeps the rig's size in the picture.
# Azimuths change to either side in turn: all to one side is a turned rig.
WAYS = {
    "own": [{}],
    "azimuth": [{"azimuth": a} for a in (20, 30, 45)],
    "elevation": [{"elevation": e} for e in (10, -10, 20, -20, 30)],
    "fov": [{"fov": f, "framed": True} for f in (40, 15, 2, 60)],
    "distance": [{"distance": d} for d in (1.25, 0.85, 1.5)],
    "aim": [{"aim": a} for a in (2, 4)],
    "roll": [{"roll": r} for r in (10, 20)],
    "views": [{"views": v} for v in (3, 6, 8)],
}


def place(spec, centre, scale, index, change):
    """The camera [18] of that number. change: as in WAYS."""
    views = change.get("views", len(spec["azimuths_deg"]))
    azimuth = spec["azimuths_deg"][0] + 360 * index / views + change.get("azimuth", 0)
    elevation = spec["elevation_deg"] + change.get("elevation", 0)
    fov, width = change.get("fov", spec["fov_deg"]), spec["width"]
    distance = spec["radius"] / scale * change.get("distance", 1)
    if change.get("framed"):
        own = math.tan(math.radians(spec["fov_deg"] / 2))
        distance *= own / math.tan(math.radians(fov / 2))
    a, e = math.radians(azimuth), math.radians(elevation)
    outward = np.array(
        [math.sin(a) * math.cos(e), -math.cos(a) * math.cos(e), math.sin(e)]
    )
    rotation = look_along(-outward)
    for axis, angle in ((1, change.get("aim", 0)), (2, change.get("roll", 0))):
        c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        turn = {1: [[c, 0, s], [0, 1, 0], [-s, 0, c]],
                2: [[c, -s, 0], [s, c, 0], [0, 0, 1]]}[axis]  # fmt: skip
        rotation = np.array(turn) @ rotation
    shift = -rotation @ (centre + distance * outward)
    focal = width / 2 / math.tan(math.radians(fov) / 2)
    pose = np.concatenate([rotation, shift[:, None]], axis=1)
    return np.concatenate(
        [pose.ravel(), [focal, focal, width / 2, width / 2, width, width]]
    )


class Generator(eval_nano.Generator):
    """Takes through moved cameras."""

    change, moved = {}, "all"

    def cameras(self, rig):
        spec = {**self.spec["cameras"], "width": self.width}
        centre, scale = native.normalise(
            np.ascontiguousarray(rig.rest[rig.base < 0]), float(spec["margin"])
        )
        views = self.change.get("views", len(spec["azimuths_deg"]))
        # One camera: another one of each rig.
        one = len(rig.rest) % views
        rows = []
        for index in range(views):
            changed = self.moved == "all" or index == one or "views" in self.change
            change = self.change if changed else {}
            if self.moved == "all" and "azimuth" in change:
                change = {"azimuth": change["azimuth"] * (-1) ** index}
            rows.append(place(spec, centre, scale, index, change))
        return np.ascontiguousarray(rows)

    def templates(self, rig):  # noqa: ARG002
        views = self.change.get("views", len(self.spec["cameras"]["azimuths_deg"]))
        return np.full((views, self.width, self.width, 3), 255, np.uint8)


def joints_of(generator, found, seeds):
    """[(joints [F, J, 3], confidence)] of each case and seed."""
    made = []
    for case in found:
        for seed in range(seeds):
            one = generator.engine.animate(
                generator.templates(case.rig), generator.cameras(case.rig),
                case.rig.skeleton, case.prompt, seed=seed, steps=generator.steps,
            )  # fmt: skip
            made.append((one["joints"], float(one["confidence"].mean())))
    return made


def figures(found, seeds, classify, made, own):
    """One line's numbers."""
    cases = [case for case in found for _ in range(seeds)]
    rests = [case.rig.rest for case in cases]
    classes = classify.predict([(m[0], r) for m, r in zip(made, rests, strict=True)])
    right = np.mean([c == k.action_class for c, k in zip(classes, cases, strict=True)])
    far = [
        100 * np.linalg.norm(a[0] - b[0], axis=-1).mean() / np.ptp(r, axis=0).max()
        for a, b, r in zip(made, own, rests, strict=True)
    ]
    return right, float(np.mean(far)), float(np.mean([m[1] for m in made]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, default=ROOT / "assets/nano")
    parser.add_argument("--rigs", type=Path, default=ROOT / "build/eval/rigs")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--every", type=int, default=1, help="take every n-th case")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--only", default=",".join(WAYS))
    parser.add_argument("--one", action="store_true", help="also move one camera alone")
    args = parser.parse_args()
    generator = Generator(args.model, threads=args.threads)
    training, held = subjects.all_rigs(args.rigs, generator.pose_map)
    held = [r for r in held if len(r.rest) > 3]
    motions, classes = subjects.real_motions(
        [r for r in training if r.clips], range(1, 7), generator.frames
    )
    classify = classifier.ActionClassifier(motions, classes)
    found = subjects.cases(held, training)[:: args.every]
    own = joints_of(generator, found, args.seeds)
    other = [own[n ^ 1] for n in range(len(own))] if args.seeds % 2 == 0 else own
    rows = [("another seed", figures(found, args.seeds, classify, other, own))]
    print("moved | recognised | from own % | confidence")
    for way in args.only.split(","):
        for change in WAYS[way]:
            alone = args.one and way not in ("own", "views")
            for moved in ("all", "one")[: 1 + alone]:
                generator.change, generator.moved = change, moved
                made = joints_of(generator, found, args.seeds)
                name = f"{moved}: {change}"
                rows.append((name, figures(found, args.seeds, classify, made, own)))
                print(f"{name} | {rows[-1][1][0]:.3f} | {rows[-1][1][1]:.2f} | "
                      f"{rows[-1][1][2]:.3f}", flush=True)  # fmt: skip
    print("another seed | {:.3f} | {:.2f} | {:.3f}".format(*rows[0][1]))


if __name__ == "__main__":
    main()
