"""Windows of clips as latents: encoded once by the frozen VAE, then kept in memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from . import augment, data, rig_views
from .captions import captions


@torch.no_grad()
def encode(vae, images, batch=32):
    """uint8 [N, H, W, 3] -> latent means float32 [N, C, h, w], not normalised."""
    out = []
    for part in torch.from_numpy(images).split(batch):
        x = part.permute(0, 3, 1, 2).float().div(127.5).sub(1.0)
        with torch.autocast("cpu", torch.bfloat16):
            out.append(vae.encode(x)[0].float())
    return torch.cat(out)


@torch.no_grad()
def decode(vae, latents, batch=32):
    """[N, C, h, w] not normalised -> uint8 [N, H, W, 3]."""
    out = []
    for part in latents.split(batch):
        with torch.autocast("cpu", torch.bfloat16):
            y = vae.decode(part).float()
        y = y.add(1).mul(127.5).round().clamp(0, 255).byte()
        out.append(y.permute(0, 2, 3, 1))
    return torch.cat(out).numpy()


def statistics(vae, rigs, drawing, count=400, seed=0):
    """Mean and standard deviation of each latent channel over pose maps of clips."""
    rng, found = np.random.default_rng(seed), []
    clips = [(r, c) for r in rigs for c in r.clips]
    for n in rng.integers(len(clips), size=max(1, count // 8)):
        rig, clip = clips[n]
        cameras, _, _ = data.stage(rig.rest, drawing)
        points = clip.at(rng.uniform(0, clip.seconds, 2))
        maps = data.draw(points, rig.rest, rig.parent, drawing, cameras)
        found.append(encode(vae, maps.reshape(-1, *maps.shape[2:])))
    z = torch.cat(found)
    return z.mean((0, 2, 3)).tolist(), z.std((0, 2, 3)).tolist()


def one_sample(vae, rig, clip, start, drawing, config, rng, vary):
    """Latents float16 [V, 1, 1 + F, C, h, w] of a window, and its Plücker map."""
    scale = np.exp(rng.uniform(-1, 1, 3) * config["stretch"]) if vary else np.ones(3)
    yaw = np.radians(config["yaw_deg"]) * rng.uniform(-1, 1) if vary else 0.0
    points = np.concatenate(
        [rig.rest[None], data.window(clip, start, config["frames"])]
    )
    if vary:
        factor = augment.proportions(rig.rest, rig.parent, config["bones"], rng)
        points = augment.stretch_bones(points, rig.parent, factor)
    points = data.reshape(points, scale, yaw)
    rest = points[0]
    cameras, centre, size = data.stage(rest, drawing)
    maps = data.draw(points, rest, rig.parent, drawing, cameras)
    flat = maps.reshape(-1, *maps.shape[2:])
    z = encode(vae, flat)
    z = z.view(*maps.shape[:2], *z.shape[1:])[:, None]
    return z.half(), (cameras, centre, size, points)


def build(vae, rigs, drawing, config, folder, seed=0, first=0):
    """Writes one file of latents a variant; variants 0 and 1 are the rigs as they are.
    rigs: pairs (rig, the same without control bones or None)."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for variant in range(first, config["variants"]):
        target = folder / f"variant{variant:03}.pt"
        if target.exists():
            continue
        rng = np.random.default_rng([seed, variant])
        items, latents = [], []
        for whole, bare in rigs:
            # Two of three variants without the control bones that some rigs have.
            rig = bare if bare is not None and variant % 3 else whole
            for clip in rig.clips:
                for start in data.starts(clip, config["phases"], config["frames"]):
                    posed, played = rig, clip
                    if clip.name == "Wag_Tail" and variant > 1:
                        posed, played = augment.wagging(rig, rng)
                    z, _ = one_sample(
                        vae, posed, played, start, drawing, config, rng, variant > 1
                    )
                    latents.append(z)
                    items.append((rig.file, clip.name, start))
        part = target.with_suffix(".part")
        torch.save({"items": items, "latents": torch.stack(latents)}, part)
        part.replace(target)
        print(f"{target.name}: {len(items)} windows", flush=True)


class Samples:
    """What training draws from: latents of all variants, new files picked up as they
    appear, and token states of captions."""

    def __init__(self, folder, mean, std, text, seed=0):
        self.folder, self.text = Path(folder), text
        self.mean = torch.tensor(mean).view(1, 1, 1, 1, -1, 1, 1)
        self.std = torch.tensor(std).view(1, 1, 1, 1, -1, 1, 1)
        self.names, self.items, self.latents = set(), [], []
        self.random = np.random.default_rng(seed)
        self.empty = text.batch([""])[0]
        self.look()

    def look(self):
        for path in sorted(self.folder.glob("variant*.pt")):
            if path.name in self.names:
                continue
            self.names.add(path.name)
            content = torch.load(path)
            if len(content["items"]) != len(content["latents"]):
                raise ValueError(f"{path}: items and latents differ in number")
            self.items += [tuple(i) for i in content["items"]]
            self.latents += list(content["latents"])
        self.sentences = {i: captions(i[0], i[1]) for i in set(self.items)}

    def batch(self, count, drop_text, drop_template):
        """latents [B, V, M, 1 + F, C, h, w] normalised, text [B, T, D]."""
        rng = self.random
        picks = rng.integers(len(self.items), size=count)
        z = torch.stack([self.latents[n] for n in picks]).float()
        z = (z - self.mean) / self.std
        z[torch.from_numpy(rng.random(count) < drop_template), :, :, 0] = 0
        words = []
        for n in picks:
            sentences = self.sentences[self.items[n]]
            drop = rng.random() < drop_text
            words.append("" if drop else sentences[rng.integers(len(sentences))])
        return z, self.text.batch(words)


def plucker(drawing, size=16, rest=None):
    """[V, 6, h, w]: in normalised coordinates it is the same for every rig."""
    rest = np.array([[0.0, 0, 0], [1, 1, 1]]) if rest is None else rest
    cameras, centre, scale = data.stage(rest, drawing)
    import animax_native as native

    return torch.from_numpy(native.plucker(cameras, centre, scale, size, size))


FRAMES = rig_views.FRAMES
