"""What a model with given frames makes of them: takes of several windows, and frames
between given ones.

    evaluation/long_takes.py --model FOLDER --clips NPZ_FOLDER [--rigs held_out | GLOBS]
        [--frames 75] [--seeds 2] [--gaps 4,8] [--most 4] [--json FILE]

Long takes: how far the joints go from a frame to the next (jump) and how much that
changes (kink) where windows meet, against the same inside of windows: ratios of
medians and of 95th percentiles, over all takes. Drift: the last second's mean speed
against the first one's, and how far the mean posture has moved, % of the diagonal.

Between: of real clips (at the model's rate) a frame and the one `gap` frames later are
given with the clip's sentence. Error of the joints in between against the clip, %
of the diagonal, and that of spherical interpolation between the same keys; `given`:
how far the given frames' joints are off. The clips come from extract_clips.py.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import animax_native as native
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "training"), str(ROOT / "evaluation")]

from animax_training import rig_views
from animax_training.captions import captions
from animax_training.rotation import quaternions, rotated
from twist import EXTRACTED_FPS, MIN_MOTION, SKELETON, clips_of

from addon.core.array_types import FloatArray
from addon.roundtrip.accuracy import MARKER


@dataclass
class Clip:
    """Keys at the model's rate."""

    sentence: str
    rotation: FloatArray  # [F, N, 4]
    location: FloatArray  # [F, N, 3]


def matrices(quaternion: FloatArray) -> FloatArray:
    """[..., 3, 3]."""
    eye = np.eye(3)
    columns = [rotated(quaternion, eye[i]) for i in range(3)]
    return np.stack(columns, axis=-1)


class Rig:
    """A rig of extract_clips.py before a model's cameras."""

    def __init__(self, path: Path, model: dict[str, Any]) -> None:
        content, self.file = dict(np.load(path)), path.stem
        self.skeleton = {
            k: np.ascontiguousarray(content[k]) for k in SKELETON if k in content
        }
        style = model["pose_map"]
        self.selection = native.select_joints(
            self.skeleton, style["max_joints"], style["merge"], style["version"],
            style.get("max_markers", 0),
        )  # fmt: skip
        rest = self.selection["position"]
        plain = np.ascontiguousarray(rest[self.selection["tail"] != MARKER])
        self.diagonal = float(np.linalg.norm(np.ptp(plain, axis=0)))
        centre, scale = rig_views.normalise(plain, model["cameras"]["margin"])
        size = model["video"]["height"]
        self.cameras = rig_views.place(model["cameras"], centre, scale, size)
        self.views = np.full((len(self.cameras), size, size, 3), 255, np.uint8)
        self.clips = [
            clip
            for k, name in enumerate(content["clips"])
            if (clip := self.clip(content, k, str(name), model["video"]["fps"]))
        ]

    def clip(
        self, content: dict[str, Any], k: int, name: str, fps: float
    ) -> Clip | None:
        heads, turns = (content[f"clip{k}_{part}"] for part in ("heads", "turns"))
        size = np.ptp(content["rest_heads"], axis=0).max()
        step = round(EXTRACTED_FPS / fps)
        if np.linalg.norm(heads - heads[:1], axis=-1).max() < MIN_MOTION * size:
            return None
        heads, turns = (x[::step].astype(np.float64) for x in (heads, turns))
        rest, parents = self.skeleton["rest"], self.skeleton["parents"]
        pose = np.tile(np.eye(4), (*turns.shape[:2], 1, 1))
        pose[..., :3, :3] = matrices(turns) @ rest[:, :3, :3]
        pose[..., :3, 3] = heads
        basis = np.empty_like(pose)
        for n, parent in enumerate(parents):
            local = np.broadcast_to(rest[n], pose[:, n].shape)
            if parent >= 0:
                local = pose[:, parent] @ np.linalg.inv(rest[parent]) @ rest[n]
            basis[:, n] = np.linalg.inv(local) @ pose[:, n]
        sentence = captions(self.file, name)[0]
        location = np.ascontiguousarray(basis[..., :3, 3])
        return Clip(sentence, quaternions(basis[..., :3, :3]), location)

    def joints(self, rotation: FloatArray, location: FloatArray) -> FloatArray:
        """[F, J, 3] of keys."""
        pose = np.asarray(native.forward(self.skeleton, rotation, location))
        bones, rest = self.selection["bone"], self.skeleton["rest"]
        position = self.selection["position"]
        at = np.concatenate([position, np.ones((len(position), 1))], axis=1)
        local = np.einsum("jab,jb->ja", np.linalg.inv(rest[bones]), at)
        return np.einsum("fjab,jb->fja", pose[:, bones], local)[..., :3]


def slerp(a: FloatArray, b: FloatArray, part: float) -> FloatArray:
    """Between quaternions [N, 4], the shorter way."""
    cosine = (a * b).sum(-1, keepdims=True)
    b = np.where(cosine < 0, -b, b)
    angle = np.arccos(np.clip(np.abs(cosine), 0, 1))
    sine = np.maximum(np.sin(angle), 1e-9)
    out = (np.sin((1 - part) * angle) * a + np.sin(part * angle) * b) / sine
    out = np.where(angle < 1e-6, a, out)
    return out / np.linalg.norm(out, axis=-1, keepdims=True)


# ---- takes of several windows ----


def long_take(engine: Any, rig: Rig, prompt: str, frames: int, seed: int) -> dict:
    """Per-frame figures, % of the diagonal."""
    take = engine.animate(
        rig.views, rig.cameras, rig.skeleton, prompt, frames=frames, seed=seed
    )
    joints = take["joints"] / rig.diagonal * 100
    step = np.linalg.norm(np.diff(joints, axis=0), axis=-1).mean(1)
    bend = np.linalg.norm(np.diff(joints, 2, axis=0), axis=-1).mean(1)
    borders = take["windows"][1:]
    at_border = np.isin(np.arange(1, frames), borders)  # step f - 1 -> f
    kinked = np.isin(np.arange(1, frames - 1), [*borders, *(borders - 1)])
    second = max(round(take["fps"]), 2)
    shift = joints[-second:].mean(0) - joints[:second].mean(0)
    return {
        "jump": (step[at_border], step[~at_border]),
        "kink": (bend[kinked], bend[~kinked]),
        "speed": (step[: second - 1].mean(), step[1 - second :].mean()),
        "posture": np.linalg.norm(shift, axis=-1).mean(),
        "confidence": float(take["confidence"].mean()),
    }


def long_figures(takes: list[dict]) -> dict[str, float]:
    out = {}
    for name in ("jump", "kink"):
        at, inside = (np.concatenate([t[name][i] for t in takes]) for i in (0, 1))
        for word, q in (("median", 50), ("p95", 95)):
            ratio = np.percentile(at, q) / np.percentile(inside, q)
            out[f"{name}_{word}"] = float(ratio)
    first, last = np.array([t["speed"] for t in takes]).T
    out["speed_last_to_first"] = float(np.median(last / np.maximum(first, 1e-9)))
    out["posture_moved"] = float(np.median([t["posture"] for t in takes]))
    out["confidence"] = float(np.mean([t["confidence"] for t in takes]))
    return out


# ---- between given frames ----


def between(engine: Any, rig: Rig, clip: Clip, start: int, gap: int) -> list[float]:
    """Errors of the take and of interpolation in between, and of given frames."""
    keys = [k[start : start + gap + 1] for k in (clip.rotation, clip.location)]
    truth = rig.joints(*(np.ascontiguousarray(k) for k in keys))
    take = engine.animate(
        rig.views, rig.cameras, rig.skeleton, clip.sentence,
        given=np.isin(np.arange(gap + 1), (0, gap)),
        given_rotation=np.ascontiguousarray(keys[0]),
        given_location=np.ascontiguousarray(keys[1]),
    )  # fmt: skip
    parts = np.arange(gap + 1) / gap
    plain = rig.joints(
        np.stack([slerp(keys[0][0], keys[0][-1], p) for p in parts]),
        np.stack([(1 - p) * keys[1][0] + p * keys[1][-1] for p in parts]),
    )
    off = [
        np.linalg.norm(x - truth, axis=-1).mean(1) / rig.diagonal * 100
        for x in (take["joints"], plain)
    ]
    return [off[0][1:-1].mean(), off[1][1:-1].mean(), off[0][[0, -1]].max()]


def between_figures(
    engine: Any, rigs: list[Rig], gap: int, most: int
) -> dict[str, float]:
    rows = []
    for rig in rigs:
        for clip in rig.clips[:most]:
            room = len(clip.rotation) - gap - 1
            if room >= 0:
                rows.append(between(engine, rig, clip, room // 2, gap))
    if not rows:
        return {}
    made, plain, given = np.array(rows).T
    return {
        "windows": len(rows),
        "error": float(made.mean()),
        "interpolated": float(plain.mean()),
        "ratio": float(made.mean() / plain.mean()),
        "given": float(given.max()),
    }


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--rigs", default="held_out", help="or globs of file names")
    parser.add_argument("--frames", type=int, default=75, help="0: no long takes")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--gaps", default="4,8", help="frames; empty: none")
    parser.add_argument("--most", type=int, default=4, help="clips of a rig")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def main() -> None:
    args = parse_args()
    engine, out = native.Engine(str(args.model)), {}
    rigs = [Rig(path, engine.model) for path in clips_of(args.clips, args.rigs)]
    if args.frames:
        takes = [
            long_take(engine, rig, clip.sentence, args.frames, seed)
            for rig in rigs
            for clip in rig.clips[: args.most]
            for seed in range(args.seeds)
        ]
        out["long"] = {"takes": len(takes), **long_figures(takes)}
    for gap in (int(g) for g in args.gaps.split(",") if g):
        out[f"between_{gap}"] = between_figures(engine, rigs, gap, args.most)
    for name, figures in out.items():
        words = [f"{k} {v:.3f}" for k, v in figures.items()]
        print(f"{name}: " + ", ".join(words))
    if args.json:
        args.json.write_text(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
