"""Trains the nano VAE on pose maps of random poses and renders. Resumes by itself.

    python training/train_vae.py --config training/configs/nano_vae.json \
        --data CLIPS --run RUN [--minutes 18]
"""

import argparse
import copy
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from animax_training import checkpoint, config, data, fused, schedule, strict
from animax_training.losses import vae_loss
from animax_training.optim import Average, Optimizer
from animax_training.reference_vae import NanoVAE


class Images:
    """Endless random images uint8 [N, S, S, 3]: pose maps of all rigs, and renders."""

    def __init__(self, rigs, rgb, config, seed):
        self.rigs = [r for r in rigs if len(r.rest) > 3]
        self.weights = np.sqrt([len(r.clips) + 1.0 for r in self.rigs])
        self.weights /= self.weights.sum()
        self.rgb, self.config = rgb, config
        self.random = np.random.default_rng(seed)

    def pose_maps(self, count):
        """Maps of one rig, stretched and turned at random."""
        rng = self.random
        rig = self.rigs[rng.choice(len(self.rigs), p=self.weights)]
        scale, yaw = rng.uniform(0.8, 1.25, 3), rng.uniform(-np.pi, np.pi)
        points = rig.rest[None]
        if rig.clips:
            clip = rig.clips[rng.integers(len(rig.clips))]
            points = clip.at(rng.uniform(0, clip.seconds, 3))
        rest = data.reshape(rig.rest, scale, yaw)
        style = data.PoseMapStyle.of(self.config, margin=rng.uniform(1.05, 1.4))
        cameras, _, _ = data.place_cameras(rest, style, rng.uniform(0, 20))
        maps = data.draw(
            data.reshape(points, scale, yaw), rest, rig.parent, style, cameras
        )
        maps = maps.reshape(-1, *maps.shape[2:])
        return maps[rng.permutation(len(maps))[:count]]

    def crop(self, images, size):
        """Windows of that size around something that is not white."""
        rng, whole = self.random, images.shape[1]
        out = np.empty((len(images), size, size, 3), np.uint8)
        for n, image in enumerate(images):
            y, x = np.nonzero(image[::4, ::4].min(-1) < 250)
            at = rng.integers(len(y)) if len(y) else 0
            centre = (4 * y[at], 4 * x[at]) if len(y) else (whole // 2, whole // 2)
            low = [
                int(np.clip(c + rng.integers(-size // 2, size // 2), size // 2,
                            whole - size // 2)) - size // 2
                for c in centre
            ]  # fmt: skip
            out[n] = image[low[0] : low[0] + size, low[1] : low[1] + size]
        return out

    def batch(self, count, size):
        """images uint8 [N, S, S, 3], weights float32 [N, 1, S, S], and how many of the
        images (the first ones) are pose maps."""
        out, left = [], count
        renders = round(self.config.rgb_share * count) if len(self.rgb) else 0
        while left > renders:
            maps = self.pose_maps(min(8, left - renders))
            out.append(maps)
            left -= len(maps)
        images = np.concatenate(out)
        if renders:
            picks = self.random.integers(len(self.rgb), size=renders)
            images = np.concatenate([images, self.rgb[picks]])
        if size < images.shape[1]:
            images = self.crop(images, size)
        low, high = images.min(-1), images.max(-1)
        weight = np.where(low >= 250, 1.0, 18.0).astype(np.float32)
        grey = (low < 250) & (low >= 150) & (high - low < 8)
        weight[grey] = 6.0
        if renders:
            weight[-renders:] = np.where(low[-renders:] >= 250, 1.0, 6.0)
        return images, torch.from_numpy(weight[:, None]), len(images) - renders


def to_tensor(images):
    """uint8 [N, H, W, 3] -> float32 [N, 3, H, W] in [-1, 1], channels last."""
    x = torch.from_numpy(images).permute(0, 3, 1, 2).float()
    return x.div_(127.5).sub_(1.0)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", default=str(HERE / "configs/nano_vae.json"))
    parser.add_argument("--data", required=True)
    parser.add_argument("--renders", help="folder of render_clips.py; optional")
    parser.add_argument(
        "--init",
        help="VAE to start from; its latents of pose maps stay as they are "
        "(keep_latents), so that a transformer trained on them goes on",
    )
    parser.add_argument("--run", required=True, type=Path)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--set", nargs="*", default=[], help="key=value over config")
    return parser.parse_args()


def train(args, settings):
    torch.manual_seed(int(time.time()))
    fused.install()
    rgb = data.renders(args.renders)
    rgb = np.zeros((0, 128, 128, 3), np.uint8) if rgb is None else rgb
    print(len(rgb), "renders", flush=True)
    rigs = data.load_rigs(args.data, settings)
    images = Images(rigs, rgb, settings, int(time.time()))
    vae, teacher = NanoVAE(settings.vae), None
    if args.init:
        vae.load_state_dict(checkpoint.load_weights(args.init))
        teacher = copy.deepcopy(vae).eval().requires_grad_(False)
    optimizer = Optimizer(vae.named_parameters(), settings.lr, settings.muon)
    average, path = Average(vae, 0.995), args.run / "last.pt"
    progress = checkpoint.resume(path, vae, optimizer, average)
    clock = schedule.Clock(60 * settings.minutes, progress.spent)
    log = schedule.Log(args.run / "log.csv", ["step", "seen", "s", "lr", "error", "kl"])
    errors, kls, saved = [], [], time.time()

    def save():
        progress.spent = clock.spent
        checkpoint.save_checkpoint(
            path, vae, optimizer, average, progress, settings, rgb_images=len(rgb)
        )

    while clock.done < 1:
        # Mostly windows around the joints: no layer looks further than a few dots.
        whole = progress.step % settings.whole_every == 0
        size, count = (128, settings.batch // 4) if whole else (64, settings.batch)
        batch, weight, maps = images.batch(count, size)
        lr = settings.lr * schedule.rate(clock.done, progress.step, 100, 0.02, 0.3)
        optimizer.set_lr(lr)
        x = to_tensor(batch)
        loss, error, kl = vae_loss(vae, x, weight, settings, teacher, maps)
        loss.backward()
        optimizer.step()
        progress.step += 1
        progress.seen += count
        average.update(vae, progress.step)
        errors.append(error)
        kls.append(kl)
        if progress.step % 50 == 0:
            log.write(
                step=progress.step, seen=progress.seen, s=clock.spent, lr=lr,
                error=float(np.mean(errors)), kl=float(np.mean(kls)),
            )  # fmt: skip
            errors, kls = [], []
        if time.time() - saved > 120:
            save()
            saved = time.time()
    save()


def main():
    args = arguments()
    try:
        settings = config.load(config.VAETraining, args.config, args.set)
    except strict.ConfigError as error:
        raise SystemExit(f"train_vae: {error}") from None
    if args.minutes:
        settings = replace(settings, minutes=args.minutes)
    args.run.mkdir(parents=True, exist_ok=True)
    train(args, settings)


if __name__ == "__main__":
    main()
