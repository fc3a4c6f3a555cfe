"""Augmentation: other proportions, rigs without their control bones, and three small
motions that no pack has (a wagging tail, a nod, a shaken head)."""

from __future__ import annotations

import copy
import fnmatch
import re
from pathlib import Path

import numpy as np

from . import data
from .sources import held_out

MARKER = 2  # in `tail` of a selection
HELPER = re.compile(r"^(ik|ff|ffb|pole|ctrl|control|target)", re.I)


def without_helpers(rig):
    """The joint selection of the rig without its control bones: feet that are children
    of a control bone become children of the nearest bone of the leg, without its tail.
    None if the rig has no such bones."""
    names, parents = rig.skeleton["names"], rig.skeleton["parents"]
    helper = np.zeros(len(names), bool)
    for n, name in enumerate(names):
        helper[n] = bool(HELPER.match(name)) or (parents[n] >= 0 and helper[parents[n]])
    chosen, position = rig.selection, rig.selection["position"]
    is_helper = helper[chosen["bone"]]
    if not is_helper.any() or is_helper.all():
        return None
    keep = ~(is_helper & (chosen["tail"] > 0))
    parent = chosen["parent"].copy()
    body = np.flatnonzero(~is_helper & (chosen["tail"] != MARKER))
    for j in np.flatnonzero(is_helper & (parent < 0)):
        distances = np.linalg.norm(position[body] - position[j], axis=1)
        parent[j] = body[distances.argmin()]
    number = np.cumsum(keep) - 1
    order = np.flatnonzero(keep)
    out = {k: chosen[k][order] for k in ("bone", "tail", "position")}
    out["parent"] = np.where(parent[order] < 0, -1, number[parent[order]]).astype(
        np.int32
    )
    out["bone_joint"] = chosen["bone_joint"]
    return sorted_by_parents(out)


def sorted_by_parents(selection):
    """Parents before children and markers last, as pose maps and the solver expect."""
    parent, order, placed = selection["parent"], [], set()
    markers = np.flatnonzero(selection["tail"] == MARKER)
    while len(order) < len(parent) - len(markers):
        for j, p in enumerate(parent):
            if j not in placed and j not in markers and (p < 0 or p in placed):
                order.append(j)
                placed.add(j)
    order.extend(markers)
    number = np.empty(len(order), np.int32)
    number[order] = np.arange(len(order))
    out = dict(selection)
    for key in ("bone", "tail", "position"):
        out[key] = np.ascontiguousarray(selection[key][order])
    moved = parent[order]
    out["parent"] = np.where(moved < 0, -1, number[moved]).astype(np.int32)
    return out


def load_bare(path, config):
    """load_rig of the same file with control bones left out; None if it has none."""
    selection = without_helpers(data.load_rig(path, config))
    if selection is None:
        return None
    return data.load_rig(path, config, selection=selection)


def proportions(rest, parent, amount, rng):
    """Factor on each joint's distance to its parent: smooth over the body, the same
    left and right."""
    centre = (rest.max(0) + rest.min(0)) / 2
    p = (rest - centre) / max(np.ptp(rest, axis=0).max(), 1e-9) * 2
    p = np.stack([np.abs(p[:, 0]), p[:, 1], p[:, 2]], axis=1)
    terms = np.concatenate([p, p[:, 1:2] * p[:, 2:3], p[:, 1:] ** 2], axis=1)
    field = terms @ rng.normal(0, 1, terms.shape[1])
    field = field - field.mean()
    return np.exp(amount * np.tanh(field) * (parent >= 0))


def stretch_bones(points, parent, factor):
    """[..., J, 3] with every joint's offset from its parent times its factor."""
    out = points.copy()
    for j, p in enumerate(parent):
        if p >= 0:
            step = points[..., j, :] - points[..., p, :]
            out[..., j, :] = out[..., p, :] + factor[j] * step
    return out


def turn_chain(points, parent, chain, angles, axis):
    """Turns joints of a chain about an axis, each a bit further than the one before.

    points [F, J, 3]; chain: joints, parents first; angles [F, len(chain)] in radians.
    """
    out, total = points.copy(), {}
    children = set(chain)
    for j in range(len(parent)):
        p = parent[j]
        if p < 0 or (j not in children and p not in total):
            continue
        before = total.get(p, np.zeros(len(points)))
        own = angles[:, chain.index(j)] if j in children else 0.0
        total[j] = before + own
        c, s = np.cos(total[j])[:, None], np.sin(total[j])[:, None]
        step = points[:, j] - points[:, p]
        a = np.asarray(axis, float)[None]
        along = (step * a).sum(-1, keepdims=True) * a
        turned = along + (step - along) * c + np.cross(a, step) * s
        out[:, j] = out[:, p] + turned
    return out


def chain_of(rig, pattern):
    names, found = rig.skeleton["names"], []
    for j, bone in enumerate(rig.selection["bone"]):
        if re.search(pattern, names[bone], re.I) and rig.parent[j] >= 0:
            found.append(j)
    return found


def sideways(rest, parent, chain):
    """Unit axis about which a chain swings left and right: a raised tail turned about
    the vertical would only spin."""
    along = rest[chain[-1]] - rest[parent[chain[0]]]
    axis = np.cross((1.0, 0.0, 0.0), along)
    return tuple(axis / max(np.linalg.norm(axis), 1e-9))


# name, joints, axis (None: sideways, whichever way the chain points), degrees a joint
# chain turns in all, cycles a second, lag a joint
SMALL = [
    ("Wag_Tail", r"tail", None, 60, 1.25, 0.5),
    ("Nod", r"neck|head", (1, 0, 0), 35, 1.25, 0.0),
    ("Shake_Head", r"neck|head", (0, 0, 1), 50, 1.25, 0.0),
]


def small_motions(rig, seconds=1.6, fps=30.0):
    """Clips made from the rig's idle clip (or rest pose) and a swinging chain."""
    idle = next((c for c in rig.clips if re.search(r"(^|\|)idle$", c.name, re.I)), None)
    times = np.arange(int(seconds * fps) + 1) / fps
    base = rig.rest[None].repeat(len(times), 0)
    if idle is not None:
        # Once there and back, so that the whole is a loop.
        base = idle.at(0.25 * (1 - np.cos(2 * np.pi * times / seconds)))
    clips = []
    for name, pattern, axis, degrees, rate, lag in SMALL:
        chain, plain = chain_of(rig, pattern), name.replace("_", "")
        if not chain or any(c.name.replace("_", "") == plain for c in rig.clips):
            continue
        axis = axis or sideways(rig.rest, rig.parent, chain)
        order = np.arange(len(chain))
        swing = np.sin(2 * np.pi * rate * times[:, None] - lag * order)
        swing -= swing[:1] * (1 - np.minimum(1, times[:, None] / 0.4))
        share = np.radians(degrees) / len(chain)
        points = turn_chain(base, rig.parent, chain, swing * share, axis)
        points = np.concatenate([points, points[-1:]])
        clips.append(data.Clip(name, points, fps, seconds, True))
    return clips


def wagging(rig, rng, seconds=1.6, fps=30.0):
    """The rig with its tail held at a random height, and a clip of it wagging sideways.

    Tails of the packs hang or lie level; a model that saw no raised tail does not wag
    one. None if the rig has no tail.
    """
    chain, times = chain_of(rig, r"tail"), np.arange(int(seconds * fps) + 1) / fps
    if not chain:
        return None
    idle = next((c for c in rig.clips if re.search(r"(^|\|)idle$", c.name, re.I)), None)
    base = rig.rest[None].repeat(len(times), 0)
    if idle is not None:
        base = idle.at(0.25 * (1 - np.cos(2 * np.pi * times / seconds)))
    points = np.concatenate([rig.rest[None], base])
    lift = np.radians(rng.uniform(-10, 85)) / len(chain)
    lift = np.full((len(points), len(chain)), lift)
    points = turn_chain(points, rig.parent, chain, lift, (1, 0, 0))
    axis = sideways(points[0], rig.parent, chain)
    swing = np.sin(2 * np.pi * 1.25 * times[:, None] - 0.4 * np.arange(len(chain)))
    swing *= np.minimum(1, times[:, None] / 0.15) * np.radians(78) / len(chain)
    body = turn_chain(points[1:], rig.parent, chain, swing, axis)
    out = copy.copy(rig)
    out.selection = dict(rig.selection, position=np.ascontiguousarray(points[0]))
    body = np.concatenate([body, body[-1:]])
    return out, data.Clip("Wag_Tail", body, fps, seconds, True)


def enrich(rig):
    rig = copy.copy(rig)
    rig.clips = rig.clips + small_motions(rig)
    return rig


def training_pairs(folder, config, held=False):
    """[(path, (rig, the same without control bones or None))] of the rigs that the
    config's `only` names, with the clips that are wanted: those of training, or with
    `held` those that are held out."""
    found = []
    for path in sorted(Path(folder).glob("*.npz")):
        if held_out(path.stem) != held or not any(
            path.match(o + ".npz") for o in config.only
        ):
            continue
        pair = [data.load_rig(path, config), load_bare(path, config)]
        for n, rig in enumerate(pair):
            if rig is None:
                continue
            if config.small_motions:
                rig = pair[n] = enrich(rig)
            rig.clips = [
                c for c in rig.clips
                if any(fnmatch.fnmatch(c.name.lower(), w) for w in config.clips)
            ]  # fmt: skip
        found.append((path, tuple(pair)))
    return found
