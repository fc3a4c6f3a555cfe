"""The rigs that are asked: their clips, what they may show, and whom they resemble."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from animax_training import augment, data, sources, windows
from animax_training.captions import MIRRORED, captions
from animax_training.config import WindowConfig

from . import classes, measures

SEEN = {
    "Husky",
    "Rogue",
    "Koi",
    "Velociraptor",
    "Leela",
    "Dolphin",
}  # families trained on
COPIES = 6  # rigs of the family whose clips are carried over, for distances


@dataclass
class Case:
    """A prompt for a rig, and the real clips that show the like on it."""

    rig: object
    prompt: str
    kind: str
    real: list = field(default_factory=list)  # the rig's own clips of that kind
    copies: list = field(default_factory=list)  # clips of its family carried over

    @property
    def name(self) -> str:
        return Path(self.rig.file).stem


def load(path, version):
    return augment.enrich(data.load_rig(path, version=version))


def all_rigs(folder, version):
    """(training rigs, held-out rigs) with clips."""
    found = ([], [])
    for path in sorted(Path(folder).glob("*.npz")):
        rig = load(path, version)
        found[sources.held_out(path.stem)].append(rig)
    return found


def by_kind(rig):
    out = defaultdict(list)
    for clip in rig.clips:
        kind = classes.of_clip(rig.file, clip.name)
        if kind:
            out[kind].append(clip)
    return out


def cases(held, training):
    """One case a held-out rig and kind of motion that it has a clip of."""
    found = []
    for rig in held:
        relatives = [
            r for r in training
            if sources.family(r.file) == sources.family(rig.file) and r.clips
        ]  # fmt: skip
        relatives.sort(key=lambda r: -measures.likeness(rig, r))
        relatives = [(r, measures.matching(rig, r)) for r in relatives[:COPIES]]
        for kind, clips in sorted(by_kind(rig).items()):
            first = classes.CLASSES[kind][0]
            clips.sort(key=lambda c: sources.motion(rig.file, c.name)[0] != first)
            case = Case(rig, captions(rig.file, clips[0].name)[0], kind, clips)
            for other, match in relatives:
                case.copies += [
                    measures.copied(c, other, rig, match)
                    for c in by_kind(other).get(kind, [])[:1]
                ]
            found.append(case)
    return found


def unseen(held):
    """The prompts of classes.UNSEEN; the case has no real clips."""
    of_name = {Path(r.file).stem: r for r in held}
    return [
        Case(of_name[n], prompt, kind)
        for n, prompt, kind in classes.UNSEEN if n in of_name
    ]  # fmt: skip


def real_motions(rigs, variants, frames):
    """(motions, kinds) of real clips, varied as in training: what the judge learns."""
    config = WindowConfig(
        frames=frames, bones=0.2, stretch=0.12, yaw_deg=10, speed=0.12
    )
    motions, kinds = [], []
    pairs = [(r, None) for r in rigs]
    for variant in variants:
        for window in windows.plan(pairs, variant, config):
            kind = classes.of_clip(
                window.item[0], window.item[1].removesuffix(MIRRORED)
            )
            if kind:
                motions.append((window.points[1:], window.points[0]))
                kinds.append(kind)
    return motions, kinds


def window_of(clip, rig, frames, fps):
    """The window that training would take of a clip."""
    start, rate = windows.timing(clip, rig.rest, frames)
    return clip.at(start + rate * np.arange(frames) / fps)
