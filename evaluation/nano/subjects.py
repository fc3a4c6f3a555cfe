"""Held-out rigs, their cases (a prompt and real clips like it), and related rigs."""

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
RETRIEVED = 6  # rigs of the family whose clips are carried over, for distances


@dataclass
class Case:
    """A prompt for a rig, and real clips of the same action class."""

    rig: object
    prompt: str
    action_class: str
    real: list = field(default_factory=list)  # the rig's own clips
    # Clips of related rigs carried over to this one, the most similar rig's first.
    retrieved: list = field(default_factory=list)

    @property
    def name(self) -> str:
        return Path(self.rig.file).stem


def load(path, pose_map):
    return augment.enrich(data.load_rig(path, pose_map))


def all_rigs(folder, pose_map):
    """(training rigs, held-out rigs) with clips. pose_map: PoseMapConfig."""
    found = ([], [])
    for path in sorted(Path(folder).glob("*.npz")):
        rig = load(path, pose_map)
        found[sources.held_out(path.stem)].append(rig)
    return found


def by_class(rig):
    out = defaultdict(list)
    for clip in rig.clips:
        found = classes.of_clip(rig.file, clip.name)
        if found:
            out[found].append(clip)
    return out


def cases(held, training):
    """One case for each held-out rig and action class that it has a clip of."""
    found = []
    for rig in held:
        relatives = [
            r for r in training
            if sources.family(r.file) == sources.family(rig.file) and r.clips
        ]  # fmt: skip
        relatives.sort(key=lambda r: -measures.similarity(rig, r))
        relatives = [(r, measures.matching(rig, r)) for r in relatives[:RETRIEVED]]
        for action_class, clips in sorted(by_class(rig).items()):
            first = classes.CLASSES[action_class][0]
            clips.sort(key=lambda c: sources.motion(rig.file, c.name)[0] != first)
            case = Case(rig, captions(rig.file, clips[0].name)[0], action_class, clips)
            for other, match in relatives:
                case.retrieved += [
                    measures.retargeted(c, other, rig, match)
                    for c in by_class(other).get(action_class, [])[:1]
                ]
            found.append(case)
    return found


def unseen(held):
    """The prompts of classes.UNSEEN; the case has no real clips."""
    of_name = {Path(r.file).stem: r for r in held}
    return [
        Case(of_name[n], prompt, action_class)
        for n, prompt, action_class in classes.UNSEEN if n in of_name
    ]  # fmt: skip


def variation(frames):
    """How real clips are varied for the classifier, as in training."""
    return WindowConfig(frames=frames, bones=0.2, stretch=0.12, yaw_deg=10, speed=0.12)


def real_motions(rigs, variants, frames):
    """(motions, their classes) of real clips, varied as in training: the training set
    of the classifier."""
    config = variation(frames)
    motions, labels = [], []
    pairs = [(r, None) for r in rigs]
    for variant in variants:
        for window in windows.make_variant(pairs, variant, config):
            label = classes.of_clip(
                window.item[0], window.item[1].removesuffix(MIRRORED)
            )
            if label:
                motions.append((window.points[1:], window.points[0]))
                labels.append(label)
    return motions, labels


def window_of(clip, rig, frames, fps):
    """The window that training would take of a clip."""
    start, rate = windows.timing(clip, rig.rest, frames)
    return clip.at(start + rate * np.arange(frames) / fps)
