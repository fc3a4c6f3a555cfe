"""Windows of clips as latents: encoded once by the frozen VAE, then kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import torch

from . import data, precision, rig_views, windows
from .captions import captions
from .sources import held_out


@torch.no_grad()
def encode(vae, images, batch=32):
    """uint8 [N, H, W, 3] -> latent means float32 [N, C, h, w], not normalised."""
    out = []
    for part in torch.from_numpy(images).split(batch):
        x = part.permute(0, 3, 1, 2).float().div(127.5).sub(1.0)
        with precision.autocast():
            out.append(vae.encode(x)[0].float())
    return torch.cat(out)


@torch.no_grad()
def decode(vae, latents, batch=32):
    """[N, C, h, w] not normalised -> uint8 [N, H, W, 3]."""
    out = []
    for part in latents.split(batch):
        with precision.autocast():
            y = vae.decode(part).float()
        y = y.add(1).mul(127.5).round().clamp(0, 255).byte()
        out.append(y.permute(0, 2, 3, 1))
    return torch.cat(out).numpy()


def statistics(vae, rigs, style, count=400, seed=0):
    """Mean and standard deviation of each latent channel over pose maps of clips."""
    rng, found = np.random.default_rng(seed), []
    clips = [(r, c) for r in rigs for c in r.clips]
    for n in rng.integers(len(clips), size=max(1, count // 8)):
        rig, clip = clips[n]
        cameras, _, _ = data.place_cameras(rig.rest, style)
        points = clip.at(rng.uniform(0, clip.seconds, 2))
        maps = data.draw(points, rig.rest, rig.parent, style, cameras)
        found.append(encode(vae, maps.reshape(-1, *maps.shape[2:])))
    z = torch.cat(found)
    return z.mean((0, 2, 3)).tolist(), z.std((0, 2, 3)).tolist()


def build(vae, pairs, style, config, folder, variants, seed=0):
    """Writes one file of latents for each of `variants`; 0 and 1 are the rigs as they
    are. pairs: (rig, the same without control bones or None)."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for variant in variants:
        target = folder / f"variant{variant:03}.pt"
        if target.exists():
            continue
        items, latents = [], []
        for window in windows.make_variant(pairs, variant, config, seed):
            rest = np.ascontiguousarray(window.points[0])
            cameras, _, _ = data.place_cameras(rest, style)
            maps = data.draw(window.points, rest, window.parent, style, cameras)
            z = encode(vae, maps.reshape(-1, *maps.shape[2:]))
            latents.append(z.view(*maps.shape[:2], *z.shape[1:])[:, None].half())
            items.append(window.item)
        part = target.with_suffix(".part")
        torch.save({"items": items, "latents": torch.stack(latents)}, part)
        part.replace(target)
        print(f"{target.name}: {len(items)} windows", flush=True)


def build_joint(vae, renders, style, folder):
    """Writes one file of latents, RGB and pose, for each of render_clips.py's."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(Path(renders).glob("*.npz")):
        target = folder / f"joint_{path.stem}.pt"
        if target.exists() or held_out(path.stem):
            continue
        content, items, latents = np.load(path), [], []
        rest, names = content["rest"], [str(n) for n in content["names"]]
        cameras, _, _ = data.place_cameras(rest, style)
        for k, name in enumerate(names):
            points = np.concatenate([rest[None], content[f"points{k}"]])
            maps = data.draw(points, rest, content["parent"], style, cameras)
            rgb = [content["rgb_rest"][:, None], content[f"rgb{k}"]]
            both = np.stack([np.concatenate(rgb, axis=1), maps], axis=1)
            z = encode(vae, both.reshape(-1, *both.shape[3:]))
            latents.append(z.view(*both.shape[:3], *z.shape[1:]).half())
            items.append((str(content["rig"]), name, 0.0))
        if items:
            part = target.with_suffix(".part")
            torch.save({"items": items, "latents": torch.stack(latents)}, part)
            part.replace(target)


@torch.no_grad()
def background(vae, size=rig_views.SIZE):
    """float32 [C, h, w]: latents, not normalised, of an image that is white."""
    return encode(vae, np.full((1, size, size, 3), 255, np.uint8))[0]


class Samples:
    """What training draws from: latents of all variants, new files picked up as they
    appear, and token states of captions. variant*.pt hold pose maps, joint*.pt RGB and
    pose maps; they are two pools."""

    def __init__(self, folder, mean, std, text, seed=0, weights=None):
        """weights: how often clips are drawn, {glob of the clip's name: factor}."""
        self.folder, self.text, self.weights = Path(folder), text, weights or {}
        self.mean = torch.tensor(mean).view(1, 1, 1, 1, -1, 1, 1)
        self.std = torch.tensor(std).view(1, 1, 1, 1, -1, 1, 1)
        self.names, self.pools, self.sentences = set(), {}, {}
        self.random = np.random.default_rng(seed)
        self.empty = text.batch([""])[0]
        self.load_new_files()

    def load_new_files(self):
        for path in sorted(self.folder.glob("*.pt")):
            if path.name in self.names:
                continue
            self.names.add(path.name)
            # Read when drawn: latents of large models do not fit into memory.
            content = torch.load(path, mmap=True)
            if len(content["items"]) != len(content["latents"]):
                raise ValueError(f"{path}: items and latents differ in number")
            pool = self.pools.setdefault(content["latents"].shape[2], Pool())
            items = [tuple(i) for i in content["items"]]
            pool.items += items
            pool.latents += list(content["latents"])
            # Latents by the engine come with the sentences whose states there are.
            known = content.get("sentences") or [captions(i[0], i[1]) for i in items]
            self.sentences |= zip(items, known, strict=True)
        for pool in self.pools.values():
            share = np.array([self.weight(name) for _, name, _ in pool.items])
            pool.share = share / share.sum()

    def weight(self, clip):
        factors = (w for g, w in self.weights.items() if fnmatch(clip.lower(), g))
        return next(factors, 1.0)

    @property
    def windows(self):
        return {m: len(pool.items) for m, pool in self.pools.items()}

    def batch(self, count, drop_text, drop_template, modalities=1):
        """latents [B, V, M, 1 + F, C, h, w] normalised, text [B, T, D]."""
        rng, pool = self.random, self.pools[modalities]
        picks = rng.choice(len(pool.items), size=count, p=pool.share)
        z = torch.stack([pool.latents[n] for n in picks]).float()
        z = (z - self.mean) / self.std
        z[torch.from_numpy(rng.random(count) < drop_template), :, :, 0] = 0
        words = []
        for n in picks:
            sentences = self.sentences[pool.items[n]]
            drop = rng.random() < drop_text
            words.append("" if drop else sentences[rng.integers(len(sentences))])
        return z, self.text.batch(words)


@dataclass
class Pool:
    items: list = field(default_factory=list)  # (rig's file, clip's name, variant)
    latents: list = field(default_factory=list)  # float16 [V, M, 1 + F, C, h, w]
    share: np.ndarray | None = None  # how often each is drawn


def plucker(style, size=16, rest=None):
    """[V, 6, h, w]: in normalised coordinates it is the same for every rig."""
    rest = np.array([[0.0, 0, 0], [1, 1, 1]]) if rest is None else rest
    cameras, centre, scale = data.place_cameras(rest, style)
    import animax_native as native

    return torch.from_numpy(native.plucker(cameras, centre, scale, size, size))


FRAMES = rig_views.FRAMES
