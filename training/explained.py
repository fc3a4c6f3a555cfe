"""How much of real motions a model predicts from nearly pure noise.

    python training/explained.py --model RUN/last.pt --data CLIPS \
        [--rigs GLOB,..] [--held-out] [--sigma 0.95] [--seeds 4]

Windows of real clips as they are (no variants), as fields, with noise at a level sigma
where only the prompt and the rig tell what the motion is. Explained: 1 - E / M, where M
is the mean square of the window's motion about its own mean over time, in cells that
joints lie in, and E that of the prediction's error, likewise about its mean. 1: the
clip itself; 0: as good as standing still; below: worse. Steadier than takes: one
forward pass a window, no sampler, no solver.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import numpy as np
import torch
from animax_training import (
    checkpoint,
    config,
    data,
    fields,
    latents,
    sources,
    windows,
)
from animax_training.actions import NONE
from animax_training.bert_reference import TextEncoder
from animax_training.captions import captions
from animax_training.model_config import TransformerConfig
from animax_training.reference import AnimaXTransformer


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--model", required=True, type=Path, help="checkpoint or model folder"
    )
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--rigs", default="*", help="globs of the files' stems")
    parser.add_argument("--held-out", action="store_true")
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
    def of(self, rig, clip):
        """(error, motion): mean squares about the mean over time, of a clip."""
        codes, template, weight = self.codes(rig, clip)
        n = self.seeds
        x0 = codes[None].expand(n, -1, -1, -1, -1, -1, -1)
        noise = torch.randn(x0.shape, generator=torch.Generator().manual_seed(0))
        noisy = (1 - self.sigma) * x0 + self.sigma * noise
        still = torch.zeros_like(noisy[:, :, :, :1])
        words = captions(rig.file, clip.name)[0]
        v = self.model(
            torch.cat([still, noisy], 3),
            torch.full((n,), float(int(1000 * self.sigma))),
            self.plucker.expand(n, -1, -1, -1, -1),
            self.text.batch([words]).expand(n, -1, -1),
            conditioning=template[None].expand(n, -1, -1, -1, -1, -1),
        )
        found = noisy - self.sigma * v
        error = about_mean(found - x0).square() * weight
        return float(error.mean()), float((about_mean(x0).square() * weight).mean())


def main():
    args = arguments()
    torch.set_num_threads(1)
    measure = Measure(args.model, args.sigma, args.seeds)
    found = {}
    for path in sorted(args.data.glob("*.npz")):
        known = any(fnmatch.fnmatch(path.stem, g) for g in args.rigs.split(","))
        if not known or (args.held_out and not sources.held_out(path.stem)):
            continue
        rig = data.load_rig(path, measure.config.pose_map)
        for clip in rig.clips:
            if sources.motion(rig.file, clip.name)[0] != NONE:
                error, motion = measure.of(rig, clip)
                found[f"{rig.file} {clip.name}"] = [error, motion]
    rows = {}
    for name, (error, motion) in found.items():
        rig_file = name.split(" ")[0]
        for key in ("all", sources.family(rig_file), rig_file):
            rows.setdefault(key, []).append(1 - error / motion)
    for key, parts in rows.items():
        print(
            f"{key:52s} {len(parts):4d} clips, explained {np.mean(parts):6.3f} in the "
            f"mean, {np.median(parts):6.3f} in the median"
        )
    if args.json:
        args.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
