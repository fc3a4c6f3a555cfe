"""How much of real motions a model predicts from nearly pure noise.

    python evaluation/pytorch/explained.py --model RUN/last.pt --data CLIPS \
        --creatures CLIPS_OF_CC_BY_CREATURES [--sigma 0.95] [--seeds 4]

Windows of real clips as they are (no variants), as fields, with noise at a level sigma
where only the prompt and the rig tell what the motion is. Explained: 1 - E / M, where M
is the mean square of the window's motion about its own mean over time, in cells that
joints lie in, and E that of the prediction's error, likewise about its mean. 1: the
clip itself; 0: as good as standing still; below: worse. Joints and markers (twist) are
told apart, as not every model has markers. "In all" divides sums over clips, so that
clips that hardly move do not decide. Steadier than takes: one forward pass a window, no
sampler, no solver.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "training"), str(ROOT / "evaluation")]

import numpy as np
import torch
from animax_training import (
    checkpoint,
    config,
    data,
    fields,
    latents,
    losses,
    sources,
    windows,
)
from animax_training.actions import NONE
from animax_training.bert_reference import TextEncoder
from animax_training.captions import captions
from animax_training.model_config import TransformerConfig
from animax_training.reference import AnimaXTransformer

from evaluation.nano import creatures, on_creatures


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--model", required=True, type=Path, help="checkpoint or model folder"
    )
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--creatures", required=True, type=Path)
    parser.add_argument("--sigma", type=float, default=0.95)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


@dataclass(frozen=True)
class Settings:
    """What of a model's settings decides how its samples are made."""

    field: config.FieldConfig
    pose_map: config.PoseMapConfig
    frames: int


def load_model(path):
    """(AnimaXTransformer, Settings) of a checkpoint, with the averaged weights, or of a
    model folder."""
    state = checkpoint.load_weights(
        path / "transformer.safetensors" if path.is_dir() else path
    )
    if path.is_dir():
        spec = json.loads((path / "model.json").read_text())
        sizes = spec["transformer"]
        shape = TransformerConfig.from_state(
            state, sizes["heads"], spec["modalities"],
            template_frame=sizes.get("template_frame", True),
            prediction=spec["sampler"].get("prediction", "flow_prediction"),
        )  # fmt: skip
        field, frames = spec["pose_field"], spec["video"]["frames"]
        pose_map = config.PoseMapConfig.from_model(spec)
    else:
        saved = torch.load(path, map_location="cpu", weights_only=True)["config"]
        shape = TransformerConfig.from_dict(saved["transformer"])
        field, frames = saved["field"], saved["frames"]
        pose_map = config.PoseMapConfig.from_checkpoint(saved)
    model = AnimaXTransformer(shape)
    model.load_state_dict({k: v.float() for k, v in state.items()})
    settings = Settings(config.FieldConfig(**field), pose_map, frames)
    return model.eval().requires_grad_(False), settings


def about_mean(codes):
    return codes - codes.mean(3, keepdim=True)


class Measure:
    def __init__(self, path, sigma, seeds):
        self.model, self.config = load_model(path)
        self.style = data.PoseMapStyle.of(self.config.pose_map)
        self.text, self.sigma, self.seeds = TextEncoder(), sigma, seeds
        self.plucker = latents.plucker(self.style, self.config.field.grid)[None]

    def codes(self, rig, clip):
        """A window's codes [V, 1, F, C, G, G], its template and the cells' weights."""
        frames = windows.frames_of(
            clip, rig.rest, windows.Variation(), self.config.frames
        )
        item = fields.Posed(np.concatenate([rig.rest[None], frames]), rig.base)
        codes, template, weight = fields.coded(item, self.style, self.config.field)
        return (
            torch.from_numpy(codes).float().transpose(1, 2)[:, None],
            torch.from_numpy(template)[:, None],
            torch.from_numpy(weight)[:, None, None].float(),
        )

    @torch.no_grad()
    def of(self, rig, clip, words):
        """float64 [2, 2]: of joints and of markers, (error, motion): a clip's sums of
        squares about the mean over time."""
        codes, template, weight = self.codes(rig, clip)
        n = self.seeds
        x0 = codes[None].expand(n, -1, -1, -1, -1, -1, -1)
        noise = torch.randn(x0.shape, generator=torch.Generator().manual_seed(0))
        noisy = (1 - self.sigma) * x0 + self.sigma * noise
        still = torch.zeros_like(noisy[:, :, :, :1])
        out = self.model(
            torch.cat([still, noisy], 3),
            torch.full((n,), float(int(1000 * self.sigma))),
            self.plucker.expand(n, -1, -1, -1, -1),
            self.text.batch([words]).expand(n, -1, -1),
            conditioning=template[None].expand(n, -1, -1, -1, -1, -1),
        )
        v = losses.velocity(self.model.config, out, noisy, self.sigma)
        found = noisy - self.sigma * v
        squares = (
            torch.stack([about_mean(found - x0), about_mean(x0)]).square() * weight
        )
        # [error or motion, channel]: two channels a layer, those of joints first.
        sums = squares.double().sum((1, 2, 3, 4, 6, 7)).numpy()
        joints = 2 * self.config.field.layers
        return np.array([part.sum(1) for part in np.split(sums, [joints], axis=1)])


def asked_of(args, pose_map):
    """[(group, rig, clip, sentence)]: the cases of held-out creatures, with the
    plainest caption each could have; clips of the other held-out rigs, by rig."""
    of_folder = {
        folder: [data.load_rig(p, pose_map) for p in sorted(folder.glob("*.npz"))]
        for folder in (args.data, args.creatures)
    }
    rigs = [r for found in of_folder.values() for r in found]
    asked = [
        ("creatures", case.rig, case.real[0], case.prompt)
        for _, case in on_creatures.cases(rigs, plain=True)
    ]
    for rig in of_folder[args.data]:
        if not sources.held_out(rig.file) or creatures.is_creature(rig.file):
            continue
        asked += [
            ("other held-out rigs", rig, clip, captions(rig.file, clip.name)[0])
            for clip in rig.clips
            if sources.motion(rig.file, clip.name)[0] != NONE
        ]
    return asked


def shown(error, motion):
    moves = motion > 0
    middle = np.median(1 - error[moves] / motion[moves])
    return f"{1 - error.sum() / motion.sum():6.3f} in all, {middle:6.3f} in the median"


def main():
    args = arguments()
    torch.set_num_threads(1)
    measure = Measure(args.model, args.sigma, args.seeds)
    found, rows = [], {}
    for group, rig, clip, words in asked_of(args, measure.config.pose_map):
        parts = measure.of(rig, clip, words)
        found.append([group, rig.file, clip.name, words, parts.tolist()])
        for key in (group, rig.file):
            rows.setdefault(key, []).append(parts)
    for key, clips in rows.items():
        joints, markers = np.array(clips).transpose(1, 2, 0)
        print(
            f"{key:36s} {len(clips):4d} clips, explained: joints {shown(*joints)}",
            end="",
        )
        print(f"; markers {shown(*markers)}" if markers[1].any() else "")
    if args.json:
        args.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
