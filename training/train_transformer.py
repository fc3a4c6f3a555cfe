"""Trains the AnimaX transformer on latents of a frozen VAE. Resumes by itself.

    python training/train_transformer.py --config training/configs/nano_pose.json \
        --data CLIPS --vae VAE_RUN/last.pt --run RUN [--minutes 60]

    ... --config training/configs/wan_lora.json --stage 1 --init BACKBONE.safetensors

`--build` only writes latents (a second process may do that beside the training, which
picks new files up as they appear). The config's `stage` says what is trained: the nano
starts from nothing and trains all; a Wan backbone gets LoRA in a first stage, one view
at a time, and cameras and attention across views in a second.
"""

import argparse
import fnmatch
import json
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from animax_training import (
    augment,
    data,
    fields,
    fused,
    fused_blocks,
    latents,
    lora,
    precision,
    schedule,
)
from animax_training.bert_reference import TextEncoder
from animax_training.export import load_checkpoint
from animax_training.optim import Average, Optimizer
from animax_training.reference import AnimaXTransformer, TransformerConfig
from animax_training.reference_vae import NanoVAE, VAEConfig
from animax_training.workers import Workers


def load_vae(path):
    state = load_checkpoint(path)
    vae = NanoVAE(VAEConfig.from_state(state))
    vae.load_state_dict(state)
    return vae.eval().requires_grad_(False)


def prepare(model, stage):
    """Freezes what the stage does not train, after adding LoRA where it asks for it."""
    if stage.get("lora_rank"):
        lora.wrap(model, stage["lora_rank"], stage.get("lora_targets", lora.TARGETS))
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(any(fnmatch.fnmatch(name, g) for g in stage["train"]))


def stage_is_partial(stage):
    return bool(stage.get("lora_rank")) or "*" not in stage["train"]


def start(model, config):
    """What is zero beside a trained backbone starts small in a model from nothing."""
    if config.get("from_nothing", True):
        with torch.no_grad():
            if hasattr(model, "plucker_embedding"):
                torch.nn.init.normal_(model.plucker_embedding.weight, std=0.05)
            for block in model.blocks:
                if hasattr(block, "attn_mv"):
                    torch.nn.init.normal_(block.attn_mv.to_out[0].weight, std=0.02)


class Loss(torch.nn.Module):
    """Squared error of the velocity, per sample.

    Most of an image is white, and a model could spend itself on copying the noise of
    white cells: cells that the figure enters in some frame count 1 + figure_weight
    times, cells that change in the window motion_weight more: a tail is few cells, and
    its wagging is what the sentence asks for. RGB counts rgb_weight times what pose
    maps do. With steadiness the error's change from frame to frame counts, too: as much
    as the error itself at 1, if frames' errors have nothing to do with each other. With
    stiffness so does its change from cell to cell: joints that err alike keep their
    bones' lengths.
    """

    def __init__(self, model, plucker, stage, white, config):
        """white: normalised latents of a white image; None for fields, whose
        samples bring their weights."""
        super().__init__()
        self.model, self.multiview = model, stage["multiview"]
        self.plucker, self.white = plucker, white
        self.figure = config.get("figure_weight", 0.0)
        self.motion = config.get("motion_weight", 0.0)
        self.rgb = config.get("rgb_weight", 1.0)
        self.steadiness = config.get("steadiness", 0.0)
        self.stiffness = config.get("stiffness", 0.0)

    def weight(self, target):
        """[B, V, M, 1, 1, h, w], mean 1, of targets [B, V, M, F, C, h, w]."""
        off = (target - self.white).abs().amax(4, keepdim=True).amax(3, keepdim=True)
        weight = 1 + self.figure * (off > 0.5).float()
        swing = (target - target.mean(3, keepdim=True)).abs()
        swing = swing.amax(4, keepdim=True).amax(3, keepdim=True)
        weight = weight + self.motion * (swing > 0.5).float()
        if weight.shape[2] > 1:
            weight[:, :, 0] *= self.rgb  # RGB is the first of the two
        return weight / weight.mean()

    def forward(self, clean, noise, sigma, text, beside=None, weight=None):
        """clean [B, V, M, 1 + F, C, h, w]; noise [B, V, M, F, C, h, w]; per sample.
        beside: the template's map of a model of fields, weight of its cells."""
        s = sigma.view(-1, 1, 1, 1, 1, 1, 1)
        target = clean[:, :, :, 1:]
        noisy = torch.cat([clean[:, :, :, :1], target + s * (noise - target)], dim=3)
        timestep = torch.floor(1000 * sigma)
        plucker = self.plucker.expand(len(clean), -1, -1, -1, -1)
        names = self.model.config.modalities
        if clean.shape[2] < len(names):
            names = ("pose",)
        with precision.autocast():
            v = self.model(
                noisy, timestep, plucker, text,
                multiview=self.multiview, modalities=names, beside=beside,
            )  # fmt: skip
        if weight is None:
            weight = self.weight(target)
        else:
            # A sample counts the less the farther it goes: else falls would drown nods.
            moved = (target.square() * weight).mean((1, 2, 3, 4, 5, 6), keepdim=True)
            weight = weight / weight.mean() / (1 + moved / weight.mean()).sqrt()
        off = v.float() - (noise - target)
        error = off.square() * weight
        found = error.mean((1, 2, 3, 4, 5, 6))
        if self.steadiness and target.shape[3] > 1:
            change = off.diff(dim=3).square() * weight
            found = found + self.steadiness / 2 * change.mean((1, 2, 3, 4, 5, 6))
        if self.stiffness:
            for axis in (5, 6):
                size = weight.shape[axis] - 1
                between = weight.narrow(axis, 0, size) * weight.narrow(axis, 1, size)
                change = off.diff(dim=axis).square() * between.sqrt()
                found = found + self.stiffness / 4 * change.mean((1, 2, 3, 4, 5, 6))
        return found


def settings(args):
    config = json.loads(Path(args.config).read_text())
    config.update({k: json.loads(v) for k, v in (s.split("=", 1) for s in args.set)})
    if args.minutes:
        config["minutes"] = args.minutes
    if args.stage:
        config["stage"] = config["stages"][args.stage]
    for part in filter(None, args.without.split(",")):
        config["transformer"][part] = False
    return config


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", default=str(HERE / "configs/nano_pose.json"))
    parser.add_argument("--data", required=True)
    parser.add_argument("--vae", help="not for models of fields")
    parser.add_argument("--run", required=True, type=Path)
    parser.add_argument("--init", help="checkpoint whose weights the run starts from")
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--renders", help="folder of render_clips.py, to --build from")
    parser.add_argument("--stage", help="of a config that has several")
    parser.add_argument(
        "--without", default="",
        help="parts that the model does not have, with commas: plucker, multiview, "
        "modality, pooled, shared_positions (docs/nano-evaluation.md, ablations)",
    )  # fmt: skip
    parser.add_argument("--build", action="store_true", help="only write latents")
    parser.add_argument("--first-variant", type=int, default=0, help="with --build")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--set", nargs="*", default=[], help="key=value over config")
    return parser.parse_args()


def build(args, config, variants=None):
    """Latents of the training clips, and their statistics (kept with the run)."""
    fused.install()
    version = config.get("pose_map_version", 1)
    vae, drawing = load_vae(args.vae), data.Drawing(version=version)
    rigs = [pair for _, pair in augment.training_pairs(args.data, config)]
    moments = args.run / "latents.json"
    if not moments.exists():
        every = data.load_rigs(args.data, version=version)
        mean, std = latents.statistics(vae, [r for r in every if r.clips], drawing)
        text = json.dumps({"latents_mean": mean, "latents_std": std})
        moments.write_text(text + "\n")
        print(text, flush=True)
    if args.renders:
        latents.build_joint(vae, args.renders, drawing, args.run / "latents")
    config = dict(config, variants=variants or config["variants"])
    first = args.first_variant
    config["variants"] += first
    latents.build(vae, rigs, drawing, config, args.run / "latents", first=first)


def material(args, config, text, seed):
    """What a run draws samples from, latents of a white image (None for fields), and
    the side of its latents."""
    if "field" in config:
        rigs = [pair for _, pair in augment.training_pairs(args.data, config)]
        samples = fields.Samples(rigs, config, text, seed)
        return samples, None, config["field"]["grid"]
    moments = json.loads((args.run / "latents.json").read_text())
    mean, std = (moments[f"latents_{k}"] for k in ("mean", "std"))
    samples = latents.Samples(
        args.run / "latents", mean, std, text, seed, config.get("weights")
    )
    mean, std = (torch.tensor(k)[:, None, None] for k in (mean, std))
    white = (latents.background(load_vae(args.vae)) - mean) / std
    return samples, white, white.shape[-1]


def train(args, config):
    workers = Workers()
    text = TextEncoder()
    if not stage_is_partial(config["stage"]):
        print("fused blocks:", fused_blocks.install(), flush=True)
    seed = int(time.time()) + 7919 * workers.rank
    of_fields = "field" in config
    samples, white, grid = material(args, config, text, seed)
    print("windows by number of modalities:", samples.windows, flush=True)
    torch.manual_seed(0)  # the same start for all workers
    model = AnimaXTransformer(TransformerConfig.from_dict(config["transformer"]))
    start(model, config)
    torch.manual_seed(int(time.time()) + 104729 * workers.rank)
    if args.init:
        # A backbone lacks what AnimaX adds; with anything else it is another model.
        begun = load_checkpoint(args.init)
        if args.without:
            begun = {k: v for k, v in begun.items() if k in model.state_dict()}
        keys = model.load_state_dict(begun, strict=False)
        if keys.unexpected_keys:
            raise SystemExit(f"{args.init} does not fit: {keys.unexpected_keys[:5]}")
        print("new:", len(keys.missing_keys), "tensors", flush=True)
    stage = config["stage"]
    prepare(model, stage)
    optimizer = Optimizer(
        model.named_parameters(), config["lr"], config["muon"],
        config.get("weight_decay", 0.01), workers=workers,
    )  # fmt: skip
    average = Average(model, config["ema"])
    checkpoint, step, seen, spent = args.run / "last.pt", 0, 0, 0.0
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        average.state = saved.get("average", saved["ema"])
        step, seen, spent = saved["step"], saved["seen"], saved["spent"]
    plucker = latents.plucker(data.Drawing(), grid)[None]
    loss_of = Loss(model, plucker, stage, white, config)
    call = torch.compile(loss_of) if args.compile else loss_of
    clock = schedule.Clock(60 * config["minutes"], spent)
    bands = ["low", "middle", "high"]
    log = schedule.Log(
        args.run / "log.csv", ["step", "seen", "s", "lr", "loss", "norm", *bands]
    )
    losses, norms, kept = [], [], time.time()

    def keep():
        schedule.save(
            checkpoint, model=model.state_dict(), average=average.state,
            ema=lora.plain(average.state),
            optimizer=optimizer.state_dict(), step=step, seen=seen, spent=clock.spent,
            config=config, windows=samples.windows,
        )  # fmt: skip

    def modalities(step):
        """Of this step's batch; the same for all workers, which wait for each other."""
        if len(samples.pools) == 1:
            return next(iter(samples.pools))
        alone = np.random.default_rng(step).random() < config.get("pose_alone", 0.0)
        return min(samples.pools) if alone else max(samples.pools)

    done = clock.done
    while done < 1:
        size = config["batch"]
        extra = ()
        if of_fields:
            clean, *extra, words = samples.batch(size, config["drop_text"])
        else:
            clean, words = samples.batch(
                size, config["drop_text"], config["drop_template"], modalities(step)
            )
        noise = torch.randn_like(clean[:, :, :, 1:])
        sigma = schedule.logit_normal(size, config["sigma_mean"], config["sigma_std"])
        lr = config["lr"] * schedule.rate(done, step)
        optimizer.set_lr(lr)
        each = call(clean, noise, sigma, words, *extra)
        each.mean().backward()
        done = workers.average(optimizer.params, clock.done)
        norms.append(optimizer.step())
        step, seen = step + 1, seen + size * workers.count
        average.update(model, step)
        losses += list(zip(sigma.tolist(), each.tolist(), strict=True))
        if (step % config.get("log_every", 50) == 0 or done >= 1) and workers.rank == 0:
            at, values = np.array(losses).T
            edges = [0, 0.4, 0.7, 1.0]
            parts = [values[(at >= a) & (at < b)] for a, b in pairwise(edges)]
            log.write(
                step=step, seen=seen, s=clock.spent, lr=lr, loss=float(values.mean()),
                norm=float(np.mean(norms)),
                **{n: p.mean() if len(p) else np.nan for n, p in zip(bands, parts)},
            )  # fmt: skip
            losses, norms = [], []
        if time.time() - kept > 180:
            if not of_fields:
                samples.look()
            if workers.rank == 0:
                keep()
            kept = time.time()
    if workers.rank == 0:
        keep()


def main():
    args = arguments()
    config = settings(args)
    args.run.mkdir(parents=True, exist_ok=True)
    if args.build:
        build(args, config)
        return
    if "field" not in config and not list((args.run / "latents").glob("*.pt")):
        build(args, config, 2)
    train(args, config)


if __name__ == "__main__":
    main()
