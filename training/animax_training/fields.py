"""Windows as displacement fields of pose maps (native/motion/maps/pose_field.h), made
as they are asked for: no window is seen twice the same."""

from __future__ import annotations

from dataclasses import dataclass

import animax_native as native
import numpy as np
import torch

from . import augment, creatures, data, heard, rests, sources, windows, wording
from . import given as given_frames
from .actions import NONE
from .captions import MIRRORED, captions, swap_sides

PARAPHRASED = 0.5  # part of the captions that come from paraphrases.py
MIN_WEIGHT = 0.03  # of cells without joints
MIN_JOINTS = 2


@dataclass(frozen=True)
class Posed:
    """What a sample is made of: points [1 + F, J, 3], the rest pose first, and for
    each joint the one that its displacement is relative to (a marker's), or -1."""

    points: np.ndarray
    base: np.ndarray  # int32 [J]


def shape_of(field):
    """What native's functions of fields take of a FieldConfig."""
    return {
        "layers": field.layers,
        "length": field.length,
        "noise": field.noise,
        "marker_layers": field.marker_layers,
        "marker_gain": field.marker_gain,
    }


def encode(posed, cameras, field):
    """float32 [V, 2 L, F, G, G]; field: FieldConfig."""
    points = posed.points
    return native.field_encode(
        cameras, np.ascontiguousarray(points[0]), np.ascontiguousarray(points[1:]),
        grid=field.grid, base=posed.base, **shape_of(field),
    )  # fmt: skip


def template_of(posed, cameras, centre, scale, field):
    """float32 [V, 4 L, G, G]."""
    return native.field_template(
        cameras, centre, scale, np.ascontiguousarray(posed.points[0]),
        grid=field.grid, base=posed.base, **shape_of(field),
    )  # fmt: skip


def coded(posed, style, field):
    """(codes [V, 2 L, F, G, G], template [V, 4 L, G, G], weights [V, 2 L, G, G]), all
    float32."""
    # As the engine does: around the joints, without the markers.
    joints = np.ascontiguousarray(posed.points[0, posed.base < 0])
    cameras, centre, scale = data.place_cameras(joints, style)
    codes = encode(posed, cameras, field) / field.std
    template = template_of(posed, cameras, centre, scale, field)
    return codes, template, cell_weights(template, field.all_layers)


def cell_weights(template, layers):
    """[V, 2 L, G, G]: weights of the cells of each displacement."""
    cover = template[:, 0 : 4 * layers : 4]
    return np.repeat(np.minimum(cover, 1.0), 2, axis=1) + MIN_WEIGHT


def kept(points, base, keep):
    """Posed of the joints of `keep` (None: all)."""
    if keep is None:
        return Posed(points, base)
    number = np.full(len(base), -1, np.int32)
    number[keep] = np.arange(len(keep))
    return Posed(points[:, keep], np.where(base < 0, -1, number[base])[keep])


def rig_of(creature, config):
    """A made creature as a Rig, with the joints that a PoseMapConfig chooses."""
    selection = data.select(creature.skeleton, config)
    heads = creature.skeleton["rest"][:, :3, 3]
    clips = [
        data.Clip(
            motion.name,
            data.joints_of(selection, heads, motion.heads, motion.tails, motion.turns),
            30.0,
            motion.seconds,
            motion.loop,
            tuple(motion.sentences),
            motion.mirrored_ok,
        )
        for motion in creature.motions
    ]
    return data.Rig(f"made/{creature.plan}", creature.skeleton, selection, clips)


class Samples:
    """Batches of a model of fields. pairs: (rig, the same without control bones or
    None); config: TransformerTraining."""

    def __init__(self, pairs, config, text, seed=0):
        self.config, self.field, self.text = config, config.field, text
        self.rng = np.random.default_rng(seed)
        self.style = data.PoseMapStyle.of(config)
        self.entries = [
            (whole, bare, n)
            for whole, bare in pairs
            if len(whole.rest) >= MIN_JOINTS
            for n, clip in enumerate(whole.clips)
            if sources.motion(whole.file, clip.name)[0] != NONE
        ]
        items = [(w.file, w.clips[n].name) for w, _, n in self.entries]
        self.share = windows.shares(items)
        self.sentences = {}

    @property
    def windows(self):
        return {1: len(self.entries)}

    def window(self, entry):
        """A fresh variant (Posed), which frames are given [F], a sentence, its
        action."""
        rng = self.rng
        whole, bare, n = entry
        rig = bare if bare is not None and rng.random() < 0.6 else whole
        name = whole.clips[n].name
        clip = next((c for c in rig.clips if c.name == name), None)
        if clip is None:
            rig, clip = whole, whole.clips[n]
        vary = rng.random() < 0.9
        if clip.name == "Wag_Tail" and vary:
            rig, clip = augment.wagging(rig, rng)
        if vary and rng.random() < self.config.other_rests:
            rig = rests.with_other_arms(rig, rng)
        given = given_frames.draw(rng, self.config.frames, self.config.given)
        points, mirrored = self.varied(rig, clip, vary, given)
        keep = None
        if rng.random() < self.config.partial:
            keep = self.subset(rig)
        words = self.sentence((rig.file, clip.name + (MIRRORED if mirrored else "")))
        action = sources.motion(rig.file, clip.name)[0]
        words = wording.vary(words, action, rng)
        return kept(points, rig.base, keep), given.frames, words, action

    def made(self):
        """As `window`, of a creature made by code."""
        config = self.config
        given = given_frames.draw(self.rng, config.frames, config.given)
        changes = given.kind == given_frames.CHANGED
        found = creatures.make(self.rng, config, clips=1 + changes)
        rig = rig_of(found, config)
        points, mirrored = self.varied(rig, rig.clips[0], True, given)
        keep = self.subset(rig) if self.rng.random() < self.config.partial else None
        words = self.choice(rig.clips[0].sentences)
        words = swap_sides(words) if mirrored else words
        action = rig.clips[0].name
        words = wording.vary(words, action, self.rng)
        return kept(points, rig.base, keep), given.frames, words, action

    def choice(self, items):
        return items[self.rng.integers(len(items))]

    def varied(self, rig, clip, vary, given):
        """Points [1 + F, J, 3], and whether the clip was mirrored."""
        rng, config = self.rng, self.config
        varied = windows.Variation()
        if vary:
            varied = windows.draw_variation(rig, clip, rng, config)
        if given.kind == given_frames.CHANGED:
            others = [c for c in rig.clips if c is not clip]
            before = None
            if others and rng.random() >= given_frames.REST_FIRST:
                before = self.choice(others)
            frames = windows.changed(rig, clip, before, given, rng, varied, config)
        else:
            start = None
            if given.kind != given_frames.NONE:
                start = windows.any_start(clip, rng)
            frames = windows.frames_of(clip, rig.rest, varied, config.frames, start)
        points = varied.applied(windows.with_rest(rig, frames, varied), rig.parent)
        if vary and given.kind != given_frames.CHANGED:
            amount = np.exp(rng.uniform(-1, 1) * config.amplitude)
            # About the clip's own posture: a rig may rest in a T that no clip shows.
            about = points[1:].mean(0) if clip.loop else points[1]
            points[1:] = about + amount * (points[1:] - about)
        return points, varied.mirrored

    def sentence(self, key):
        if key not in self.sentences:
            plain, rarer = captions(*key), captions(*key, more=True)
            self.sentences[key] = plain, rarer or plain
        return self.choice(self.sentences[key][int(self.rng.random() < PARAPHRASED)])

    def subset(self, rig):
        """Joints that are left when some leaves go: fingers, ears, a tail's tip; now
        and then all markers."""
        parent, kind = rig.parent, np.asarray(rig.selection["tail"])
        marker = np.broadcast_to(kind == data.MARKER, parent.shape)
        inner = np.isin(np.arange(len(parent)), parent[~marker])
        gone = ~inner & ~marker & (self.rng.random(len(parent)) < 0.35)
        if self.rng.random() < 0.3:
            gone |= marker
        # A marker stays with the joint that it is beside.
        gone |= marker & gone[np.maximum(parent, 0)]
        enough = (~gone & ~marker).sum() >= MIN_JOINTS
        return np.flatnonzero(~gone) if enough else np.arange(len(parent))

    def sample(self, entry):
        made = self.rng.random() < self.config.made
        posed, given, words, action = self.made() if made else self.window(entry)
        return *coded(posed, self.style, self.field), given, words, heard.label(action)

    def batch(self, count, drop_text):
        """codes [B, V, 1, 1 + F, 2 L, G, G] with the template's zeros first, templates
        [B, V, 1, 4 L, G, G], weights [B, V, 1, 1, 2 L, G, G], given frames bool [B, F],
        text [B, T, D], the actions' labels [B] (heard.py)."""
        found = [
            self.sample(self.entries[n])
            for n in self.rng.choice(len(self.entries), size=count, p=self.share)
        ]
        codes = torch.from_numpy(np.stack([f[0] for f in found])).transpose(2, 3)
        codes = torch.cat([torch.zeros_like(codes[:, :, :1]), codes], dim=2)
        silent = [self.rng.random() < drop_text for _ in found]
        words = ["" if s else f[4] for s, f in zip(silent, found, strict=True)]
        labels = [heard.NONE if s else f[5] for s, f in zip(silent, found, strict=True)]
        template, weight, given = (np.stack([f[k] for f in found]) for k in (1, 2, 3))
        return (
            codes[:, :, None].float(),
            torch.from_numpy(template)[:, :, None],
            torch.from_numpy(weight)[:, :, None, None].float(),
            torch.from_numpy(given),
            self.text.batch(words),
            torch.tensor(labels),
        )
