"""Discontinuities of long takes at the seams between cycles."""

from __future__ import annotations

import animax_native as native
import numpy as np

from addon.take.extend_take import extend_take

FPS = 24.0
SECONDS = 6.0


def joints_of(skeleton, rotation, location):
    """Heads of all bones, [F, N, 3] world."""
    poses = native.forward(
        skeleton, np.ascontiguousarray(rotation), np.ascontiguousarray(location)
    )
    return poses[:, :, :3, 3]


def seams(rig, made):
    """How a long take's largest step and largest change of step, after the window that
    it was made from, compare with the window's own: 1 is no seam."""
    skeleton, size = rig.skeleton, np.ptp(rig.rest, axis=0).max()
    seconds = (len(made["rotation"]) - 1) / made["fps"]
    short = native.resample(
        made["rotation"], made["location"], made["fps"], FPS, 1 + round(seconds * FPS)
    )
    long = extend_take(
        *short, 1 + round(SECONDS * FPS), FPS, skeleton, size, looped=False
    )
    paths = [joints_of(skeleton, *take) for take in (short, long)]
    largest = [
        [np.abs(np.diff(p, n=n, axis=0)).max() / size for p in paths] for n in (1, 2)
    ]
    return {
        "jump": largest[0][1] / max(largest[0][0], 1e-6),
        "kink": largest[1][1] / max(largest[1][0], 1e-6),
    }
