"""Measures single behaviours of a model: what rivals list as hard, hands and sides.

    evaluation/behaviours.py [--model assets/nano] [--rigs NPZ_FOLDER]
        [--creatures NPZ_FOLDER] [--seeds 3] [--only rival,tpose,sides,look] [--json F]

Needs the clips that `make eval-nano` extracts. Figures are means over seeds; each
line says what is wanted of it (issue numbers and thresholds: docs/nano-evaluation.md).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

import animax_native as native
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

from animax_training import data

from evaluation.eval_nano import Generator
from evaluation.nano import behaviours, subjects

T_POSED = (
    "modular_men__Adventurer", "modular_men__Suit", "modular_women__SciFi",
    "modular_women__Punk", "models-variation__human-male",
    "models-variation__human-sintel",
)  # fmt: skip
WAVERS = (*T_POSED[:4], "rigs__person")
LOOKERS = (
    "modular_men__Suit", "modular_women__SciFi", "rigs__person", "rigs__dog",
    "animals_pack__Husky", "animals_pack__Horse", "dinosaurs_pack__Velociraptor",
    "opendungeons_cc0__Kobold",
)  # fmt: skip


class Subject:
    """A rig with its joints by name."""

    def __init__(self, path, generator):
        self.rig, self.generator = data.load_rig(path, generator.pose_map), generator
        self.names = [str(n) for n in self.rig.skeleton["names"]]
        self.kind = np.asarray(self.rig.selection["tail"])
        self.bone = np.asarray(self.rig.selection["bone"])

    def joints(self, pattern, kinds=(0,)):
        """Joints (heads, unless kinds says otherwise) of bones of such names."""
        return [
            j for j in range(len(self.bone))
            if self.kind[j] in kinds
            and re.search(pattern, self.names[self.bone[j]], re.I)
        ]  # fmt: skip

    def side(self, joints, side):
        """Those of the left (1, +X) or the right (-1)."""
        x = self.rig.rest[:, 0] - np.median(self.rig.rest[:, 0])
        return [j for j in joints if np.sign(x[j]) == side]

    def takes(self, prompt, seeds, **options):
        return [
            self.generator.animate(self.rig, prompt, seed, **options)
            for seed in range(seeds)
        ]

    def clip(self, pattern):
        """[F, J, 3] at the model's rate of the first clip of such a name, or None."""
        for clip in self.rig.clips:
            if re.search(pattern, clip.name, re.I):
                generator = self.generator
                return subjects.window_of(
                    clip, self.rig, generator.frames, generator.fps
                )
        return None


class Checks:
    def __init__(self, args):
        self.args, self.generator = args, Generator(args.model)
        self.rows = []

    def subject(self, pattern):
        for folder in (self.args.rigs, self.args.creatures):
            for path in sorted(folder.glob(f"*{pattern}.npz")):
                return Subject(path, self.generator)
        raise SystemExit(f"behaviours: no extracted clips of {pattern}")

    def note(self, name, wanted, **figures):
        self.rows.append({"check": name, "wanted": wanted, **figures})
        shown = ", ".join(
            f"{k} {v:.3g}" if isinstance(v, float) else f"{k} {v}"
            for k, v in figures.items()
        )
        print(f"{name}: {shown} ({wanted})", flush=True)

    # ---- what rivals do badly ----

    def snake(self):
        one = self.subject("easy_enemies_pack__Snake")
        chain = self.spine(one)
        waves = [
            behaviours.chain_wave(t["joints"][:, chain], self.generator.fps)
            for t in one.takes("a snake slithers forward", self.args.seeds)
        ]
        real = behaviours.chain_wave(one.clip("walk")[:, chain], self.generator.fps)
        self.note(
            "snake", "a wave that travels to the tail",
            velocity=mean(w.velocity for w in waves),
            travelling=mean(w.travelling for w in waves),
            amplitude=mean(w.amplitude for w in waves),
            real_velocity=real.velocity, real_travelling=real.travelling,
            real_amplitude=real.amplitude,
        )  # fmt: skip

    def spine(self, one):
        """The longest chain of joints, from the head (front) to the tail."""
        parent, best = one.rig.parent, []
        for j in range(len(parent)):
            if one.kind[j] == data.MARKER:
                continue
            chain = [j]
            while parent[chain[-1]] >= 0:
                chain.append(int(parent[chain[-1]]))
            best = max(best, chain, key=len)
        rest = one.rig.rest
        return best if rest[best[0], 1] < rest[best[-1], 1] else best[::-1]

    def fish(self):
        for name, prompt in (
            ("cute_fish_pack__Koi", "a koi swims"),
            ("openclonk__Shark", "a shark swims"),
            ("openclonk__Piranha", "a piranha swims"),
        ):
            one = self.subject(name)
            chain = self.spine(one)
            found = [
                behaviours.returns_through_straight(
                    t["joints"][:, chain], one.rig.rest[chain]
                )
                for t in one.takes(prompt, self.args.seeds)
            ]
            self.note(
                f"fish {name}", "bends to both sides, through straight",
                sign_changes=mean(f[0] for f in found),
                balance=mean(f[1] for f in found),
            )  # fmt: skip

    def spider(self):
        one = self.subject("opendungeons_by__Spider")
        parent, rest = one.rig.parent, one.rig.rest
        joints = [j for j in range(len(parent)) if one.kind[j] != data.MARKER]
        feet = [
            j for j in joints
            if j not in parent
            and rest[j, 2] < rest[:, 2].min() + 0.15 * np.ptp(rest[:, 2])
        ]  # fmt: skip
        hips = []
        for foot in feet:
            at = foot
            while parent[at] >= 0 and len(np.flatnonzero(parent == parent[at])) < 4:
                at = int(parent[at])
            hips.append(rest[at])
        size = np.ptp(rest, axis=0).max()
        takes = [t["joints"] for t in one.takes("a spider walks", self.args.seeds)]
        real, hips = one.clip("walk"), np.array(hips)

        def stride(points):
            return float(np.ptp(points[:, feet, 1], axis=0).mean() / size)

        self.note(
            "spider", "no crossing legs, strides as long as the clip's",
            crossing=mean(behaviours.crossings(t[:, feet], hips) for t in takes),
            stride=mean(stride(t) for t in takes),
            real_stride=stride(real),
            real_crossing=behaviours.crossings(real[:, feet], hips),
        )  # fmt: skip

    def dragon(self):
        one = self.subject("draconis__ice_dragon")
        neck = one.joints(r"neck|head")
        for prompt, clip in (("a dragon walks", "^walk$"), ("a dragon flies", "^fly$")):
            real = behaviours.jerk(one.clip(clip)[:, neck])
            made = mean(
                behaviours.jerk(t["joints"][:, neck])
                for t in one.takes(prompt, self.args.seeds)
            )
            self.note(f"neck, {prompt}", "at most 1.5", jerk_of_real=made / real)

    # ---- people ----

    def tpose(self):
        for name in T_POSED:
            one = self.subject(name)
            shoulder = one.joints(r"upper_?arm|^arm\.|_arm_l|shoulder(?!.*tail)")
            hand = one.joints(r"^(hand|wrist|palm)")
            for prompt in (
                "a person stands still", "a person walks", "a person waves",
            ):  # fmt: skip
                drops = []
                for take in one.takes(prompt, self.args.seeds):
                    joints = take["joints"]
                    arms = [
                        behaviours.arm_drop(
                            joints[:, one.side(shoulder, s)[-1]],
                            joints[:, one.side(hand, s)[0]],
                        ).mean()
                        for s in (1, -1)
                    ]
                    # Of a wave, the arm that hangs.
                    drops.append(max(arms) if "waves" in prompt else min(arms))
                self.note(f"arms, {name}, {prompt}", "45 or more", degrees=mean(drops))

    def sides(self):
        right = asked = 0
        for name in WAVERS:
            one = self.subject(name)
            hand = one.joints(r"^(hand|wrist|palm)")
            for side, word in ((1, "left"), (-1, "right")):
                for take in one.takes(
                    f"a person waves with the {word} hand", self.args.seeds
                ):
                    top = [
                        take["joints"][:, one.side(hand, s)[0], 2].mean()
                        for s in (side, -side)
                    ]
                    size = np.ptp(one.rig.rest[:, 2])
                    right += top[0] > top[1] + 0.1 * size
                    asked += 1
        self.note("waves, side", "9 of 10", right=right, of=asked)

    def look(self):
        for name in LOOKERS:
            one = self.subject(name)
            found = []
            for side, word in ((1, "left"), (-1, "right")):
                prompt = f"looks to the {word}"
                for take in one.takes(prompt, self.args.seeds):
                    found.append(side * self.head_turn(one, take))
            self.note(
                f"head, {name}", "15 or more to the side asked for",
                degrees=mean(found), right=sum(f > 5 for f in found), of=len(found),
            )  # fmt: skip

    @staticmethod
    def head_turn(one, take):
        """Degrees at the extreme of the take, positive to the left: of the head against
        the rest pose."""
        heads = [n for n, name in enumerate(one.names) if re.search("head", name, re.I)]
        bone = heads[0]
        rest = one.rig.skeleton["rest"][bone, :3, :3]
        posed = native.forward(one.rig.skeleton, take["rotation"], take["location"])
        turn = posed[:, bone, :3, :3] @ np.linalg.inv(rest)
        yaw = behaviours.yaw_of(turn)
        return float(yaw[np.abs(yaw).argmax()])


def mean(values):
    return float(np.mean(list(values)))


GROUPS = {
    "rival": ("snake", "fish", "spider", "dragon"),
    "tpose": ("tpose",),
    "sides": ("sides",),
    "look": ("look",),
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, default=ROOT / "assets/nano")
    parser.add_argument("--rigs", type=Path, default=ROOT / "build/eval/rigs")
    parser.add_argument("--creatures", type=Path, default=ROOT / "build/eval/creatures")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only", default=",".join(GROUPS))
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    checks = Checks(args)
    for group in args.only.split(","):
        for name in GROUPS[group]:
            getattr(checks, name)()
    if args.json:
        args.json.write_text(json.dumps(checks.rows, indent=1))


if __name__ == "__main__":
    main()
