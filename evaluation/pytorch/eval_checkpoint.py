"""Figures and a contact sheet of a checkpoint, on training and held-out clips.

python evaluation/pytorch/eval_checkpoint.py --run RUN --vae VAE --data CLIPS
    --out FOLDER [--only GLOB] [--clips walk,gallop,..] [--count 6] [--steps 12]
    [--guidance 1.5] [--renders RENDERS]

A model of RGB and pose is evaluated as such with --renders (variant 0 of
render_clips.py, also of the held-out rigs), by its pose half alone without.
"""

import argparse
import json
import re
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

from animax_training import augment, data, fused, latents, windows
from animax_training.bert_reference import TextEncoder
from animax_training.captions import captions
from animax_training.checkpoint import load_vae, pose_map_config
from animax_training.config import PoseMapConfig
from animax_training.reference import AnimaXTransformer, TransformerConfig

from evaluation.pytorch import checkpoint_metrics as metrics


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", type=Path, help="run of the transformer")
    parser.add_argument("--vae", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--renders", type=Path, help="folder of render_clips.py")
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--only", default="*animals_pack*")
    parser.add_argument(
        "--clips",
        default=r"walk,gallop,\|idle,eating,^wag_tail,^nod,^shake_head",
        help="regular expressions for ends of clip names; one clip each",
    )
    parser.add_argument("--prompts", help="separated by |: these, on the rest pose")
    parser.add_argument(
        "--pose-map-version",
        type=int,
        choices=(1, 2),
        help="default: that of the run, or of the VAE if there is no run",
    )
    parser.add_argument("--count", type=int, default=8, help="clips")
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--guidance", type=float, default=1.5)
    parser.add_argument("--frames", type=int, default=9)
    return parser.parse_args()


def trained_pose_map(args):
    """PoseMapConfig of the run, or of the VAE if there is no run."""
    path = args.vae if args.run is None else args.run / "last.pt"
    found = pose_map_config(path) or PoseMapConfig()
    if args.pose_map_version is not None:
        found = replace(found, pose_map_version=args.pose_map_version)
    return found


def load_model(run):
    saved = torch.load(run / "last.pt")
    model = AnimaXTransformer(
        TransformerConfig.from_dict(saved["config"]["transformer"])
    )
    model.load_state_dict(saved["ema"])
    moments = json.loads((run / "latents.json").read_text())
    note = {k: saved[k] for k in ("step", "seen", "spent")}
    return model.eval(), moments, note


def wanted_clips(rigs, kinds, count, random):
    """Up to `count` clips, spread over kinds and rigs."""
    found = []
    for kind in kinds.split(","):
        match = [
            (r, c) for r in rigs for c in r.clips if re.search(kind + "$", c.name, re.I)
        ]
        if match:
            found.append(match[random.integers(len(match))])
    return found[:count]


def prompted(rigs, prompts):
    """A clip that stands still for each prompt: there is no truth to compare with."""
    found = []
    for rig in rigs:
        for prompt in prompts.split("|"):
            points = rig.rest[None].repeat(3, 0)
            found.append((rig, data.Clip(prompt, points, 30.0, 1 / 30, True)))
    return found


def one(model, vae, moments, text, rig, clip, style, args):
    """Samples one clip; returns figures and the maps (real, through VAE, sampled)."""
    cameras, _, _ = data.place_cameras(rig.rest, style)
    start, rate = windows.timing(clip, rig.rest, args.frames)
    truth = data.window(clip, start, args.frames, rate)
    points = np.concatenate([rig.rest[None], truth])
    maps = data.draw(points, rig.rest, rig.parent, style, cameras)
    z = latents.encode(vae, maps.reshape(-1, *maps.shape[2:]))
    mean = torch.tensor(moments["latents_mean"]).view(1, -1, 1, 1)
    std = torch.tensor(moments["latents_std"]).view(1, -1, 1, 1)
    back = latents.decode(vae, z).reshape(maps.shape)
    z = ((z - mean) / std).view(len(maps), -1, *z.shape[1:])
    prompt = clip.name if args.prompts else captions(rig.file, clip.name)[0]
    start = time.time()
    template = z[:, None, 0]
    if args.renders:
        stem = rig.file.replace("/", "__").rsplit(".", 1)[0]
        rgb = np.load(args.renders / f"{stem}.v0.npz")["rgb_rest"]
        rgb = (latents.encode(vae, rgb) - mean) / std
        template = torch.stack([rgb, z[:, 0]], dim=1)
    x = metrics.sample(
        model, template[None], latents.plucker(style)[None],
        text.batch([prompt]), text.batch([""]), args.frames, args.steps, args.guidance,
        modalities=None if args.renders else ("pose",),
    )  # fmt: skip
    seconds = time.time() - start
    x = x[0, :, -1].flatten(0, 1) * std + mean
    made = latents.decode(vae, x).reshape(maps[:, 1:].shape)
    figures = {"rig": rig.file.split("/")[-1], "clip": clip.name.split("|")[-1],
               "prompt": prompt, "seconds": seconds}  # fmt: skip
    for name, source in (
        ("drawn", maps[:, 1:]),
        ("vae", back[:, 1:]),
        ("sampled", made),
    ):
        joints, confidence = data.recover(source, rig.rest, rig.parent, style, cameras)
        figures[name] = metrics.compare(joints, confidence, truth, rig.rest)
        figures[name]["jitter"] = metrics.bone_jitter(joints, rig.parent)
    return figures, (maps[:, 1:], back[:, 1:], made)


def sheet(pairs, path):
    """Two rows a clip: real and sampled, first view."""
    rows = []
    for real, _, made in pairs:
        rows += [np.concatenate(list(real[0]), 1), np.concatenate(list(made[0]), 1)]
    Image.fromarray(np.concatenate(rows, 0)).save(path)


def summary(rows):
    out = {}
    for name in ("drawn", "vae", "sampled"):
        out[name] = {
            k: round(float(np.mean([r[name][k] for r in rows])), 3)
            for k in rows[0][name]
        }
    return out


def main():
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    fused.install()
    vae, pose_map = load_vae(args.vae), trained_pose_map(args)
    style = data.PoseMapStyle.of(pose_map)
    if args.run is None:
        held = data.load_rigs(args.data, pose_map, held=True)
        print(json.dumps(metrics.vae_report(vae, held, style), indent=1))
        return
    model, moments, note = load_model(args.run)
    text, random = TextEncoder(), np.random.default_rng(0)
    report = {"checkpoint": note, "steps": args.steps, "guidance": args.guidance}
    for part, held in (("training", False), ("held_out", True)):
        rigs = data.load_rigs(args.data, pose_map, (args.only,), held)
        rigs = [augment.enrich(rig) for rig in rigs]
        rows, pairs = [], []
        clips = wanted_clips(rigs, args.clips, args.count, random)
        for rig, clip in prompted(rigs, args.prompts) if args.prompts else clips:
            figures, maps = one(model, vae, moments, text, rig, clip, style, args)
            rows.append(figures)
            pairs.append(maps)
            s, through = figures["sampled"], figures["vae"]["error"]
            where = f"{part} {figures['rig']} {figures['clip']}"
            moved = f"{s['dynamic']:.1f}/{s['dynamic_real']:.1f}"
            print(
                f"{where}: error {s['error']:.2f} static {s['static']:.2f} "
                f"vae {through:.2f} confident {s['confident']:.2f} dynamic {moved} "
                f"{figures['seconds']:.0f} s",
                flush=True,
            )
        if rows:
            report[part] = {"mean": summary(rows), "clips": rows}
            print(part, json.dumps(report[part]["mean"]), flush=True)
            sheet(pairs, args.out / f"{part}.png")
    (args.out / "report.json").write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
