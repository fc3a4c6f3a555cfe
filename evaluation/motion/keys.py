"""Key reduction: how many keys the add-on writes, and the errors: `--only keys`.

Whole clips at 24 fps. All keys: one a frame in each channel that the add-on writes.
Between frames the reduced curves are compared with the clip itself, five times a frame,
and with what the keys of all frames say there (`resample`). "From maps" is what the
add-on makes of the clip's pose maps at the nano's rate and size.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import animax_native
import numpy as np

from addon.roundtrip import accuracy
from addon.take import quaternions, take_edit
from addon.take.reduce_keys import REDUCED_DEG, REDUCED_LOCATION, reduce_keys

from . import channels, clips, measures, solvers
from .scene import Case, Model, build

FPS, DENSER, MODEL_FPS = 24, 5, 7.5
FOLDER = clips.FOLDER.parent / f"clips-{DENSER * FPS}-fps"
ANIMALS, FISH = "quaternius/animals_pack/", "quaternius/cute_fish_pack/"
MESH2MOTION = "mesh2motion/animations/"
CLIPS = (
    ("walk", "animals_pack", ANIMALS + "Horse.glb", "AnimalArmature|Walk"),
    ("walk", "animals_pack", ANIMALS + "Fox.glb", "AnimalArmature|Walk"),
    ("walk", "kaykit", "kaykit/adventurers/Knight.glb", "Walking_A"),
    ("run", "animals_pack", ANIMALS + "Alpaca.glb", "AnimalArmature|Gallop"),
    ("run", "animals_pack", ANIMALS + "Horse.glb", "AnimalArmature|Gallop"),
    ("run", "animals_pack", ANIMALS + "Fox.glb", "AnimalArmature|Gallop"),
    ("run", "kaykit", "kaykit/adventurers/Knight.glb", "Running_A"),
    ("swim", "cute_fish_pack", FISH + "Koi.glb", "Fish_Armature|Swimming_Normal"),
    ("swim", "mesh2motion", MESH2MOTION + "shark-animations.glb", "Swim Horizontal"),
    ("swim", "mesh2motion", MESH2MOTION + "kaiju-animations.glb", "Swim"),
)


@dataclass
class Take:
    """Channels at whole frames as they become keys, and both sorts of truth."""

    kind: str
    name: str
    clip: clips.Clip
    rotation: np.ndarray  # float64 [F, N, 4]
    location: np.ndarray  # float64 [F, N, 3]
    keys: dict = field(default_factory=dict)  # (bone, what) -> reduce_keys's

    @property
    def size(self) -> float:
        """As keyframes.write has it: of the rig, in units of its bones' channels."""
        chosen = animax_native.select_joints(self.clip.rig)
        size = 1 / animax_native.normalise(chosen["position"], 1.0)[1]
        return size / np.linalg.norm(self.clip.rig["rest"][0, :3, 1])

    def curves(self):
        """((bone, what), values [F, C], how many of them are rotation): what
        keyframes.write_bone writes."""
        travels = take_edit.translates(self.location, self.size)
        for n in range(self.rotation.shape[1]):
            yield (n, "rotation"), self.rotation[:, n], 4
            if travels[n]:
                yield (n, "location"), self.location[:, n], 0

    def reduce(self) -> None:
        size = self.size
        self.keys = {
            which: reduce_keys(values, turning, size)
            for which, values, turning in self.curves()
        }

    def at(self, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(rotation, location) of the reduced curves at times in frames."""
        bones = self.rotation.shape[1]
        out = {
            "rotation": np.zeros((len(times), bones, 4)),
            "location": np.zeros((len(times), bones, 3)),
        }
        for (n, what), values, _ in self.curves():
            for c, keys in enumerate(self.keys[n, what]):
                out[what][:, n, c] = channels.between(values[:, c], keys, times)
        turn = out["rotation"]
        return turn / np.linalg.norm(turn, axis=-1, keepdims=True), out["location"]


def take_of(kind: str, clip: clips.Clip, cycles: int = 1) -> Take:
    """cycles: the clip so many times on end. A gait whose last frame is one step short
    of the first goes on with the first."""
    rotation, location = channels.from_matrices(clip.rig, clip.matrices[::DENSER])
    name = clip.name.split("__", 1)[1]
    if cycles > 1:
        once = slice(0, -1 if meets(clip) else None)
        order = np.concatenate([np.arange(len(rotation))[once]] * cycles + [[0]])
        rotation, location = quaternions.align_signs(rotation[order]), location[order]
        name += f", {cycles} cycles"
    return Take(kind, name, clip, rotation, location)


def meets(clip: clips.Clip) -> bool:
    first, last = clip.matrices[0, :, :3, 3], clip.matrices[-1, :, :3, 3]
    return bool(np.abs(first - last).max() < 0.01 * np.ptp(first, axis=0).max())


def found_again(kind: str, clip: clips.Clip, model: Model) -> Take:
    every = round(DENSER * FPS / MODEL_FPS)
    sampled = clips.Clip(clip.name, clip.pack, clip.rig, clip.matrices[::every])
    made = build(sampled, Case("clean", 128), model)
    solved = solvers.run("bundle", made)
    keys = channels.from_matrices(clip.rig, solved.matrices)
    frames = int((len(sampled.matrices) - 1) / MODEL_FPS * FPS) + 1
    rotation, location = animax_native.resample(*keys, MODEL_FPS, FPS, frames)
    dense = clips.Clip(clip.name, clip.pack, clip.rig, np.empty(0))
    name = clip.name.split("__", 1)[1] + ", from maps"
    return Take(kind, name, dense, rotation, location)


def counts(take: Take) -> dict:
    every = kept = moving = moving_kept = 0
    for which, values, _ in take.curves():
        for frames, _, _ in take.keys[which]:
            every += len(values)
            kept += len(frames)
            if len(frames) > 1:
                moving += len(values)
                moving_kept += len(frames)
    return {
        "all_keys": every,
        "kept_keys": kept,
        "ratio": kept / every,
        "ratio_of_moving": moving_kept / max(moving, 1),
    }


def joints(take: Take, rotation, location) -> np.ndarray:
    rig = take.clip.rig
    matrices = np.asarray(
        animax_native.forward(
            rig, np.ascontiguousarray(rotation), np.ascontiguousarray(location)
        )
    )
    return accuracy.joint_positions(rig, animax_native.select_joints(rig), matrices)


def errors(take: Take) -> dict:
    """Largest ones: degrees by which a bone is turned against its parent, % of the box
    by which a joint is off. `frames`: at whole frames; `between`: five times a frame,
    against all keys; `clip`: against the clip there, which all keys miss as well."""
    rig, count = take.clip.rig, len(take.rotation)
    box = np.linalg.norm(np.ptp(rig["rest"][:, :3, 3], axis=0)) / 100
    dense = np.arange(DENSER * (count - 1) + 1) / DENSER
    full = animax_native.resample(
        take.rotation, take.location, FPS, DENSER * FPS, len(dense)
    )
    got = take.at(dense)
    there, want = joints(take, *got), joints(take, *full)
    degrees, distance = channels.turned(got[0], full[0]), measures.distance(there, want)
    out = {
        "frames_deg": degrees[::DENSER].max(),
        "between_deg": degrees.max(),
        "frames_pct": distance[::DENSER].max() / box,
        "between_pct": distance.max() / box,
    }
    if len(take.clip.matrices) >= len(dense):
        chosen = animax_native.select_joints(rig)
        true = accuracy.joint_positions(rig, chosen, take.clip.matrices[: len(dense)])
        out["clip_pct"] = measures.distance(there, true).max() / box
        out["all_keys_clip_pct"] = measures.distance(want, true).max() / box
    return {key: float(value) for key, value in out.items()}


def row_of(take: Take) -> dict:
    take.reduce()
    seconds = (len(take.rotation) - 1) / FPS
    head = {"kind": take.kind, "clip": take.name, "seconds": seconds}
    head["frames"] = len(take.rotation)
    return head | counts(take) | errors(take)


def measure(model: Model) -> tuple[list[dict], list[Take]]:
    found = clips.named(
        [row[1:] for row in CLIPS], into=FOLDER, fps=DENSER * FPS, frames=0
    )
    rows, kept = [], []
    for (kind, *_), clip in zip(CLIPS, found):
        kept.append(take_of(kind, clip))
        rows.append(row_of(kept[-1]))
        rows.append(row_of(found_again(kind, clip, model)))
        if kind == "run":
            rows.append(row_of(take_of(kind, clip, cycles=2)))
    return rows, kept


def show(rows: list[dict]) -> None:
    if not rows:
        return
    print(
        f"\nKeys that {REDUCED_DEG} degrees and "
        f"{100 * REDUCED_LOCATION:.1f}% of the rig's size allow, of one a frame "
        f"at {FPS} fps in every channel\nwritten; moving: of curves that keep more "
        "than one. Largest errors: a bone's own turn, a joint in %\nof the box; "
        "frames: at whole frames; between: five times a frame, against all keys; clip: "
        "against\nthe clip itself there (in brackets all keys)."
    )
    print(
        f"{'':5} {'':44} {'s':>5} {'all':>6} {'kept':>5} {'ratio':>6} {'moving':>6} "
        f"{'deg: frames':>11} {'between':>7} {'%: frames':>9} {'between':>7} "
        f"{'clip':>12}"
    )
    for r in rows:
        clip = "-"
        if "clip_pct" in r:
            clip = f"{r['clip_pct']:.2f} ({r['all_keys_clip_pct']:.2f})"
        print(
            f"{r['kind']:5} {r['clip'][:44]:44} {r['seconds']:5.2f} {r['all_keys']:6} "
            f"{r['kept_keys']:5} {r['ratio']:6.3f} {r['ratio_of_moving']:6.3f} "
            f"{r['frames_deg']:11.2f} {r['between_deg']:7.2f} {r['frames_pct']:9.2f} "
            f"{r['between_pct']:7.2f} {clip:>12}"
        )
