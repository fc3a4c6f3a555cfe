"""A picture of reduced keys: curves of a few bones, and poses laid over each other."""

from __future__ import annotations

import animax_native
import numpy as np

from .keys import DENSER, FPS, Take, counts, joints

SHOWN = ("walk", "run", "swim")
BONES, POSES = 3, 6
BEFORE, AFTER = "0.6", "tab:red"


def draw(plt, takes: list[Take]):
    """The first take of each kind: a row."""
    rows = [next(t for t in takes if t.kind == kind) for kind in SHOWN]
    figure, panels = plt.subplots(
        len(rows), 2, figsize=(11, 2.5 * len(rows)), width_ratios=(1, 1.7)
    )
    for take, (left, right) in zip(rows, panels):
        curves(left, take)
        poses(right, take)
        found = counts(take)
        kept, every = found["kept_keys"], found["all_keys"]
        left.set_title(f"{take.kind}: {take.name}", fontsize=8)
        right.set_title(
            f"all keys grey, reduced red: {kept} of {every} keys "
            f"({100 * kept / every:.0f}%)",
            fontsize=8,
        )
    panels[-1][0].set_xlabel(f"frame, {FPS} a second", fontsize=8)
    return figure


def curves(axes, take: Take) -> None:
    """The most moving component of the bones that turn most; dots are all keys."""
    turns = np.ptp(take.rotation, axis=0).max(axis=-1)
    times = np.arange(DENSER * 4 * (len(take.rotation) - 1) + 1) / (DENSER * 4)
    smooth = take.at(times)[0]
    for place, n in enumerate(np.argsort(turns)[::-1][:BONES]):
        c = int(np.ptp(take.rotation[:, n], axis=0).argmax())
        keys = take.keys[n, "rotation"][c][0]
        shift = -place * 0.9 * turns.max()
        axes.plot(take.rotation[:, n, c] + shift, ".", color=BEFORE, ms=4)
        axes.plot(times, smooth[:, n, c] + shift, color=AFTER, lw=1)
        axes.plot(keys, take.rotation[keys, n, c] + shift, "D", color=AFTER, ms=4)
    axes.set_yticks([])
    axes.tick_params(labelsize=7)
    axes.set_ylabel(f"quaternions of {BONES} bones", fontsize=7)


def poses(axes, take: Take) -> None:
    """Skeletons side by side, half of them between frames."""
    times = np.linspace(0, len(take.rotation) - 1.5, POSES)
    times = np.floor(times) + np.where(np.arange(POSES) % 2, 0.5, 0.0)
    dense = animax_native.resample(
        take.rotation, take.location, FPS, 2 * FPS, 2 * len(take.rotation) - 1
    )
    at = np.rint(2 * times).astype(int)
    want = joints(take, dense[0][at], dense[1][at])
    got = joints(take, *take.at(times))
    side = plane(want)
    width = 1.1 * np.ptp(want[..., side[0]])
    parent = animax_native.select_joints(take.clip.rig)["parent"]
    for n in range(POSES):
        for points, style in ((want, {"color": BEFORE, "lw": 2.5}),
                              (got, {"color": AFTER, "lw": 0.8})):  # fmt: skip
            flat = points[n][:, side] + [n * width, 0]
            for j, p in enumerate(parent):
                if p >= 0:
                    axes.plot(*flat[[p, j]].T, **style)
        axes.text(n * width + want[..., side[0]].mean(), want[..., side[1]].min(),
                  f"{times[n]:g}", fontsize=7, va="top", ha="center")  # fmt: skip
    axes.set_aspect("equal")
    axes.axis("off")


def plane(points: np.ndarray) -> list[int]:
    """The two axes to look along: the longest, and of the others where most moves."""
    extent = np.ptp(points.reshape(-1, 3), axis=0)
    first = int(extent[:2].argmax())
    moved = np.ptp(points, axis=0).mean(axis=0)
    rest = [i for i in range(3) if i != first]
    return [first, max(rest, key=lambda i: moved[i] + 1e-9 * extent[i])]
