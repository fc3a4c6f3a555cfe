"""Samples of a checkpoint, and their errors against the clip: joints are read off pose
maps by the native module."""

from __future__ import annotations

from itertools import pairwise

import animax_native as native
import numpy as np
import torch
from animax_training import data, latents, precision


@torch.no_grad()
def sample(
    model,
    template,
    plucker,
    text,
    empty,
    frames,
    steps=12,
    guidance=1.0,
    seed=0,
    modalities=None,
):
    """Latents [B, V, M, F, C, h, w] (normalised) along the velocity, second order.

    template [B, V, M, C, h, w]; text [B, T, D].
    """
    generator = torch.Generator().manual_seed(seed)
    b, v, m, c, h, w = template.shape
    x = torch.randn(b, v, m, frames, c, h, w, generator=generator)
    sigmas = torch.linspace(1, 0, steps + 1)
    plucker = plucker.expand(b, -1, -1, -1, -1)

    def velocity(x, sigma):
        time = torch.full((b,), float(torch.floor(1000 * sigma)))
        whole = torch.cat([template[:, :, :, None], x], dim=3)
        with precision.autocast():
            kind = {"modalities": modalities}
            out = model(whole, time, plucker, text, **kind).float()
            if guidance != 1.0:
                nothing = empty.expand_as(text)
                none = model(whole, time, plucker, nothing, **kind).float()
                out = none + guidance * (out - none)
        return out

    # Second order by the slope of the step before: one evaluation a step.
    before = None
    for now, after in pairwise(sigmas):
        slope = velocity(x, now)
        use = slope if before is None else 1.5 * slope - 0.5 * before
        x = x + (after - now) * use
        before = slope
    return x


def compare(joints, confidence, truth, rest):
    """Errors in % of the rest box's longest side."""
    size = np.ptp(rest, axis=0).max()
    error = 100 * np.linalg.norm(joints - truth, axis=-1) / size
    static = 100 * np.linalg.norm(rest[None] - truth, axis=-1) / size
    moved = 100 * np.linalg.norm(joints - joints[:1], axis=-1).max(0) / size
    real = 100 * np.linalg.norm(truth - truth[:1], axis=-1).max(0) / size
    return {
        "error": float(error.mean()),
        "static": float(static.mean()),
        "over5": float(100 * (error > 5).mean()),
        "confident": float((confidence > 0.5).mean()),
        "dynamic": float(moved.mean()),
        "dynamic_real": float(real.mean()),
        "first_frame": float(error[0].mean()),
    }


def bone_jitter(joints, parent):
    """Spread of bone lengths over frames, % of the mean length."""
    has = parent >= 0
    length = np.linalg.norm(joints[:, has] - joints[:, parent[has]], axis=-1)
    return float(100 * (length.std(0) / np.maximum(length.mean(0), 1e-9)).mean())


def vae_report(vae, rigs, style, frames=3, seed=0):
    """Codec error of the VAE on pose maps: pixels that joints move by ("px"), and that
    drawing alone moves them by ("floor"), by the rig's number of joints."""
    rng, rows = np.random.default_rng(seed), []
    for rig in rigs:
        cameras, _, _ = data.place_cameras(rig.rest, style)
        clips = rig.clips or [None]
        for clip in clips[:6]:
            points = rig.rest[None]
            if clip is not None:
                points = clip.at(rng.uniform(0, clip.seconds, frames))
            maps = data.draw(points, rig.rest, rig.parent, style, cameras)
            flat = maps.reshape(-1, *maps.shape[2:])
            back = latents.decode(vae, latents.encode(vae, flat)).reshape(maps.shape)
            truth = native.project(np.ascontiguousarray(points), cameras)
            guess = native.project(rig.rest[None], cameras)[:, 0]
            # The true place as the window's centre: what is asked is the VAE's error,
            # not the tracker's.
            row = {"rig": rig.file, "joints": len(rig.rest), "px": [], "floor": []}
            for f in range(len(points)):
                for name, source in (("px", back), ("floor", maps)):
                    start = truth[:, f] if clip else guess
                    at = data.extract(source[:, f : f + 1], rig.rest, start, style)
                    error = np.linalg.norm(at[:, 0] - truth[:, f], axis=-1)
                    row[name].append(error)
            rows.append(row)
    out = {}
    for low, high in ((0, 10), (11, 30), (31, 99)):
        cell = [r for r in rows if low <= r["joints"] <= high]
        if cell:
            px = np.concatenate([np.concatenate(r["px"]).ravel() for r in cell])
            floor = np.concatenate([np.concatenate(r["floor"]).ravel() for r in cell])
            out[f"{low}-{high}"] = {
                "px": float(np.nanmean(px)),
                "floor": float(np.nanmean(floor)),
                "lost": float(100 * (~(px <= 4)).mean()),
                "floor_lost": float(100 * (~(floor <= 4)).mean()),
            }
    return out
