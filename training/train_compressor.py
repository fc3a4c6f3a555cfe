"""Trains the compressor on VAE latents of pose maps. Resumes by itself.

    python training/train_compressor.py --make --data CLIPS --vae VAE --run RUN &
    python training/train_compressor.py --data CLIPS --vae VAE --run RUN [--minutes 60]

`--make` writes what is trained on: files of latents of a template, two poses of the
same rig and a pose between them, in four views. It may run beside the training, which
picks new files up as they appear.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from animax_training import augment, data, fused, latents, schedule
from animax_training.compressor import Compressor, CompressorConfig
from animax_training.export import load_checkpoint
from animax_training.optim import Average, Optimizer
from animax_training.reference_vae import NanoVAE, VAEConfig
from animax_training.workers import Workers

TRIPLES = 64  # a file


def load_vae(path):
    state = load_checkpoint(path)
    vae = NanoVAE(VAEConfig.from_state(state))
    vae.load_state_dict(state)
    return vae.eval().requires_grad_(False)


def two_poses(rig, rng):
    """Points [2, J, 3] of the same rig: near in time, or any two."""
    clip = rig.clips[rng.integers(len(rig.clips))]
    first = rng.uniform(0, clip.seconds)
    if rng.random() < 0.6:
        return clip.at([first, first + rng.uniform(-0.4, 0.4)])
    other = rig.clips[rng.integers(len(rig.clips))]
    return np.concatenate([clip.at([first]), other.at([rng.uniform(0, other.seconds)])])


def triple(rigs, share, drawing, rng):
    """Maps uint8 [V, 4, H, W, 3] of a template, two poses and one between, and where
    between."""
    rig = rigs[rng.choice(len(rigs), p=share)]
    points = np.concatenate([rig.rest[None], two_poses(rig, rng)])
    factor = augment.proportions(rig.rest, rig.parent, 0.3, rng)
    points = augment.stretch_bones(points, rig.parent, factor)
    scale, yaw = rng.uniform(0.8, 1.25, 3), rng.uniform(-np.pi, np.pi)
    if rng.random() < 0.7:
        yaw = np.radians(15) * rng.uniform(-1, 1)
    points = data.reshape(points, scale, yaw)
    if rng.random() < 0.5:
        points[..., 0] *= -1  # a mirrored rig is another rig
    if rng.random() < 0.3:
        points[1] = points[0] + rng.uniform(0, 1.2) * (points[1] - points[0])
    between = rng.uniform()
    points = np.concatenate(
        [points, points[1:2] + between * (points[2:] - points[1:2])]
    )
    rest = np.ascontiguousarray(points[0])
    cameras, _, _ = data.stage(rest, drawing)
    return data.draw(points, rest, rig.parent, drawing, cameras), between


def make(args, config):
    """Endless files of triples, in args.run/triples, as long as there is room."""
    fused.install()
    vae, drawing = load_vae(args.vae), data.Drawing(version=config["pose_map_version"])
    rigs = data.load_rigs(args.data, version=drawing.version)
    rigs = [r for r in rigs if r.clips and len(r.rest) > 3]
    share = np.sqrt([len(r.clips) for r in rigs])
    share /= share.sum()
    folder = args.run / "triples"
    folder.mkdir(parents=True, exist_ok=True)
    seed = int(time.time())
    rng = np.random.default_rng(seed)
    for number in range(args.files):
        found, between = [], []
        for _ in range(TRIPLES):
            maps, part = triple(rigs, share, drawing, rng)
            z = latents.encode(vae, maps.reshape(-1, *maps.shape[2:]))
            found.append(z.view(*maps.shape[:2], *z.shape[1:]).half())
            between.append(part)
        target = folder / f"{seed}_{number:05}.pt"
        part = target.with_suffix(".part")
        torch.save({"latents": torch.stack(found), "between": between}, part)
        part.replace(target)
        print(target.name, flush=True)


class Triples:
    """All triples so far, in memory: latents float16 [N V, 4, C, h, w]."""

    def __init__(self, folder):
        self.folder, self.names = Path(folder), set()
        self.latents, self.between, self.look_at = [], [], 0.0
        self.look()

    def look(self):
        for path in sorted(self.folder.glob("*.pt")):
            if path.name in self.names:
                continue
            self.names.add(path.name)
            content = torch.load(path)
            views = content["latents"].shape[1]
            self.latents += list(content["latents"].flatten(0, 1))
            self.between += [b for b in content["between"] for _ in range(views)]
        self.look_at = time.time() + 20

    def batch(self, count, rng):
        if time.time() > self.look_at:
            self.look()
        picks = rng.integers(len(self.latents), size=count)
        z = torch.stack([self.latents[n] for n in picks]).float()
        return z, torch.tensor([self.between[n] for n in picks])


def loss_of(model, z, between, white, config):
    """z [B, 4, C, h, w] normalised: template, a, b, between; scalar loss and parts."""
    count = len(z)
    template, wanted = z[:, 0], z[:, 1:]
    codes = model.encode(wanted.flatten(0, 1)).unflatten(0, (count, 3))
    part = between.view(-1, 1, 1, 1)
    mixed = codes[:, 0] + part * (codes[:, 1] - codes[:, 0])
    # Half of the mixed poses are read from their own code, which must be the mixture.
    own = (torch.arange(count) % 2 == 0).view(-1, 1, 1, 1)
    spread = codes.detach().std()
    straight = ((codes[:, 2] - mixed) / spread).square().mean()
    used = torch.stack([codes[:, 0], torch.where(own, codes[:, 2], mixed)], dim=1)
    # The decoder learns to read codes that a sampler left a little noisy.
    level = config["noise"] * torch.rand(count, 2, 1, 1, 1) * spread
    used = used + level * torch.randn_like(used)
    target = torch.stack([wanted[:, 0], wanted[:, 2]], dim=1).flatten(0, 1)
    out = model.decode(used.flatten(0, 1), template.repeat_interleave(2, 0))
    figure = ((target - white).abs().amax(1, keepdim=True) > 0.5).float()
    weight = 1 + config["figure_weight"] * figure
    error = (weight * (out - target).square()).mean() / weight.mean()
    size = codes.square().mean()
    total = error + config["straight"] * straight + config["size"] * size
    own_error = (weight * (out - target).square()).unflatten(0, (count, 2))[:, 0]
    parts = [error, own_error.mean() / weight.mean(), straight, spread]
    return total, [float(p.detach()) for p in parts]


def statistics(model, triples, mean, std, count=2048):
    """Mean and deviation of each code channel, over poses."""
    rng = np.random.default_rng(0)
    z, _ = triples.batch(count, rng)
    with torch.no_grad():
        codes = torch.cat(
            [model.encode(p) for p in ((z[:, 1] - mean) / std).split(128)]
        )
    return codes.mean((0, 2, 3)).tolist(), codes.std((0, 2, 3)).tolist()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", default=str(HERE / "configs/nano_compressor.json"))
    parser.add_argument("--data", required=True)
    parser.add_argument("--vae", required=True)
    parser.add_argument("--moments", required=True, help="json with the VAE's moments")
    parser.add_argument("--run", required=True, type=Path)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--make", action="store_true", help="only write triples")
    parser.add_argument("--files", type=int, default=400, help="with --make")
    parser.add_argument("--set", nargs="*", default=[], help="key=value over config")
    args = parser.parse_args()
    config = json.loads(Path(args.config).read_text())
    config.update({k: json.loads(v) for k, v in (s.split("=", 1) for s in args.set)})
    if args.minutes:
        config["minutes"] = args.minutes
    if args.make:
        make(args, config)
        return
    workers = Workers()
    moments = json.loads(Path(args.moments).read_text())
    mean, std = (
        torch.tensor(moments[f"latents_{k}"]).view(1, -1, 1, 1) for k in ("mean", "std")
    )
    white = (latents.background(load_vae(args.vae))[None] - mean) / std
    triples = Triples(args.run / "triples")
    torch.manual_seed(0)  # the same start for all workers
    rng = np.random.default_rng(int(time.time()) + 7919 * workers.rank)
    model = Compressor(CompressorConfig.from_dict(config["compressor"]))
    torch.manual_seed(int(time.time()) + 104729 * workers.rank)
    optimizer = Optimizer(model.named_parameters(), config["lr"], config["muon"])
    average = Average(model, 0.998)
    checkpoint, step, seen, spent = args.run / "last.pt", 0, 0, 0.0
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        average.state = saved["ema"]
        step, seen, spent = saved["step"], saved["seen"], saved["spent"]
    clock = schedule.Clock(60 * config["minutes"], spent)
    names = ["error", "own", "straight", "spread"]
    log = schedule.Log(args.run / "log.csv", ["step", "seen", "s", "lr", *names])
    rows, kept = [], time.time()

    def keep():
        plain = Compressor(model.config)
        plain.load_state_dict(average.state)
        code_mean, code_std = statistics(plain, triples, mean, std)
        schedule.save(
            checkpoint, model=model.state_dict(), ema=average.state,
            optimizer=optimizer.state_dict(), step=step, seen=seen, spent=clock.spent,
            config=config, triples=len(triples.latents),
            moments=moments, code_mean=code_mean, code_std=code_std,
        )  # fmt: skip

    done = clock.done
    while done < 1:
        size = config["batch"] // 2 // workers.count
        z, between = triples.batch(size, rng)
        lr = config["lr"] * schedule.rate(done, step, 100, 0.02, 0.3)
        optimizer.set_lr(lr)
        total, parts = loss_of(model, (z - mean) / std, between, white, config)
        total.backward()
        done = workers.average(optimizer.params, clock.done)
        optimizer.step()
        step, seen = step + 1, seen + 2 * size * workers.count
        average.update(model, step)
        rows.append(parts)
        if step % 50 == 0 and workers.rank == 0:
            figures = dict(zip(names, np.mean(rows, axis=0).tolist(), strict=True))
            log.write(step=step, seen=seen, s=clock.spent, lr=lr, **figures)
            rows = []
        if time.time() - kept > 120 and workers.rank == 0:
            keep()
            kept = time.time()
    if workers.rank == 0:
        keep()


if __name__ == "__main__":
    main()
