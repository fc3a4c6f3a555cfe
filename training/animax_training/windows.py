"""Windows of clips that a model is trained on, and how they are varied.

A window is what the model generates: FRAMES frames, with the rest pose first. So that a
caption on a rig means one motion, loops begin at the same phase on every rig, and other
clips are played so quickly that they fit. Variants differ in proportions, facing, speed
and side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from . import augment, data, rig_views, sources
from . import given as given_frames
from .actions import NONE
from .captions import MIRRORED


def shares(items):
    """How often each of items (rig file, clip name, ...) is drawn; sums to 1."""
    keys = [
        (sources.family(i[0]), sources.motion(i[0], i[1].removesuffix(MIRRORED))[0])
        for i in items
    ]
    known = sources.shares()
    count = {k: keys.count(k) for k in set(keys)}
    # Many clips of an action count more than one, but not as many times more.
    weight = {
        k: known.actions.get(k[1], known.other_actions) * count[k] ** 0.5 for k in count
    }
    share = known.families
    total = {f: sum(w for k, w in weight.items() if k[0] == f) for f in share}
    out = np.array([share[k[0]] * weight[k] / total[k[0]] / count[k] for k in keys])
    return out / out.sum()


def phase_start(clip, rest, samples=48):
    """Time in [0, seconds) at which a cycle begins: the same phase on all rigs.

    It is the upward zero crossing, at the strongest frequency, of the first of these
    signals that is large enough: left feet against right feet, the rear sideways, feet
    fore and aft, the whole body up and down.
    """
    times = clip.seconds * np.arange(samples) / samples
    points = clip.at(times)
    low, high = rest.min(0), rest.max(0)
    size = float((high - low).max())
    place = (rest - (low + high) / 2) / size
    foot = np.clip(0.5 - (rest[:, 2] - low[2]) / max(high[2] - low[2], 1e-9), 0, 1)
    side = np.sign(place[:, 0]) * (np.abs(place[:, 0]) > 0.01)
    rear, front = np.clip(place[:, 1] * 2, 0, 1), np.clip(-place[:, 1] * 2, 0, 1)
    swings = [
        (points[..., 1], side * foot),
        (points[..., 0], rear),
        (points[..., 1], front * foot),
        (points[..., 2], np.ones(len(rest))),
    ]
    for values, weight in swings:
        total = np.abs(weight).sum()
        if total < 1e-6:
            continue
        signal = values @ weight / total / size
        if signal.std() < 0.004:
            continue
        wave = np.fft.rfft(signal - signal.mean())
        k = 1 + int(np.abs(wave[1:9]).argmax())
        # cos(2 pi k t / T + angle) rises through 0 where its argument is -pi / 2.
        turn = (-np.pi / 2 - np.angle(wave[k])) / (2 * np.pi * k)
        return float(np.mod(turn, 1.0 / k) * clip.seconds)
    return 0.0


def timing(clip, rest, frames=rig_views.FRAMES):
    """(start in seconds, rate) of a clip's window: a loop starts at its first phase;
    any other clip is played up to twice as fast, so that it fits."""
    if clip.loop:
        return phase_start(clip, rest), 1.0
    seconds = (frames - 1) / rig_views.FPS
    return 0.0, float(np.clip(clip.seconds / seconds, 1.0, 2.0))


# Loops whose phase determines which side comes first, so that the mirrored one begins
# with the same side.
GAITS = ("walk", "run", "swim", "fly", "sneak")


def may_be_mirrored(rig_file, clip):
    """Whether a caption still means one motion if the clip is mirrored, too: it names
    the side, or there is none. A wave of either hand would be learnt as half a wave of
    both."""
    if clip.may_be_mirrored is not None:
        return clip.may_be_mirrored
    action, phrases = sources.motion(rig_file, clip.name)
    if clip.loop:
        return action in GAITS
    return any(re.search(r"\b(left|right)\b(?! and)", p) for p in phrases)


def mirror(points):
    return points * (-1.0, 1.0, 1.0)


@dataclass
class Window:
    item: tuple  # (rig file, clip name, variant)
    points: np.ndarray  # [1 + F, J, 3]: the rest pose, then the frames
    parent: np.ndarray


@dataclass(frozen=True)
class Variation:
    """What makes a window a random variant of a clip's; of the rig as it is, all are
    neutral."""

    mirrored: bool = False
    rate: float = 1.0
    factor: np.ndarray | None = None  # [J] on each joint's distance to its parent
    scale: np.ndarray | None = None  # [3] of the whole body
    yaw: float = 0.0  # about the vertical, radians

    def applied(self, points, parent):
        """points [..., J, 3] of the rig as it is (mirrored already), varied."""
        if self.factor is not None:
            points = augment.stretch_bones(points, parent, self.factor)
        if self.scale is not None:
            points = data.reshape(points, self.scale, self.yaw)
        return points


def draw_variation(rig, clip, rng, config):
    mirrored = may_be_mirrored(rig.file, clip) and rng.random() < 0.5
    rate = float(np.exp(rng.uniform(-1, 1) * config.speed))
    factor = augment.proportions(rig.rest, rig.parent, config.bones, rng)
    scale = np.exp(rng.uniform(-1, 1, 3) * config.stretch)
    yaw = np.radians(config.yaw_deg) * rng.uniform(-1, 1)
    if rng.random() < config.any_direction:
        yaw = rng.uniform(-np.pi, np.pi)
    return Variation(mirrored, rate, factor, scale, yaw)


def frames_of(clip, rest, varied, count, start=None):
    """[count, J, 3] of a clip, mirrored where the variation is; start: seconds, None
    for where the clip's windows begin."""
    if varied.mirrored:
        clip = replace(clip, points=mirror(clip.points))
    begin, rate = timing(clip, mirror(rest) if varied.mirrored else rest, count)
    return data.window(
        clip, begin if start is None else start, count, rate * varied.rate
    )


def make_window(rig, clip, rng, vary, config):
    """(points [1 + F, J, 3] of a clip's window, the rest pose first; whether it was
    mirrored). vary: whether the window is a random variant; config: WindowConfig."""
    varied = draw_variation(rig, clip, rng, config) if vary else Variation()
    frames = frames_of(clip, rig.rest, varied, config.frames)
    return varied.applied(with_rest(rig, frames, varied), rig.parent), varied.mirrored


def with_rest(rig, frames, varied):
    rest = mirror(rig.rest) if varied.mirrored else rig.rest
    return np.concatenate([rest[None], frames])


def any_start(clip, rng):
    """Seconds into a clip: anywhere in a loop; else not where it has nearly ended."""
    return float(rng.uniform(0, clip.seconds * (1.0 if clip.loop else 0.7)))


def changed(rig, clip, before, given, rng, varied, config):
    """[F, J, 3] of a change from `before` (a clip, or None: the rest pose) to a clip's
    start or, of a loop, any phase: the given frames are the one's, then the other takes
    over within some frames."""
    count, context = config.frames, given.context
    if before is None:
        rest = mirror(rig.rest) if varied.mirrored else rig.rest
        first = rest[None].repeat(count, 0)
    else:
        first = frames_of(before, rig.rest, varied, count, any_start(before, rng))
    length = rng.uniform(2.0, 5.0)
    into = any_start(clip, rng) if clip.loop else 0.0
    second = frames_of(clip, rig.rest, varied, count, into)
    if not clip.loop:
        # It begins when the first one ends.
        second = np.concatenate([second[:1].repeat(context - 1, 0), second])[:count]
    part = given_frames.ease(count, context - 1, length)
    return given_frames.blend(first, second, rig.parent, part)


def make_variant(pairs, variant, config, seed=0, thinned=True):
    """All windows of a variant. pairs: (rig, the same without control bones or None);
    variants 0 and 1 are the rigs as they are, every third has its control bones, and
    from 2 on common motions are left out at random, unless `thinned` is False."""
    rng = np.random.default_rng([seed, variant])
    vary, found = variant > 1, []
    left_out = set()
    limited = sources.limited_packs([rig.file for rig, _ in pairs])
    for positions, count in limited.values():
        left_out |= set(positions) - set(rng.permutation(positions)[:count].tolist())
    for n, (whole, bare) in enumerate(pairs):
        rig = bare if bare is not None and variant % 3 else whole
        if n in left_out or len(rig.rest) < 4:
            continue
        for clip in rig.clips:
            if sources.motion(rig.file, clip.name)[0] == NONE:
                continue
            posed, played = rig, clip
            if clip.name == "Wag_Tail" and vary:
                posed, played = augment.wagging(rig, rng)
            points, mirrored = make_window(posed, played, rng, vary, config)
            name = clip.name + (MIRRORED if mirrored else "")
            found.append(Window((rig.file, name, variant), points, rig.parent))
    if not vary or not thinned:
        return found
    # What is rarely drawn needs fewer variants.
    keep = 1.5 * len(found) * shares([w.item for w in found])
    return [w for w, k in zip(found, keep, strict=True) if rng.random() < k]
