"""Takes longer than the model's window: what it made goes on.

A walk holds a cycle: the stretch whose end is most like its start, in pose and in
velocity, is repeated. A nod or a wave holds none: the whole take is bent to end as it
began, and then repeated. Plain NumPy, free of bpy.
"""

import numpy as np

from . import loop, quaternions

# The shortest cycle, seconds: two steps of a small animal.
LEAST_SECONDS = 0.35
# A stretch is a cycle if its ends differ by less than this part of how far the poses of
# the take differ in the mean.
ALIKE = 0.35
# Frames of velocity that count as much as a pose.
VELOCITY = 2.0
# A way, in sizes of the rig, from which a bone counts as moved; and how far bones that
# travel together may differ, in parts of the way.
STILL = 0.01
AGREE = 0.5
# Poses that are compared with each other.
MOST_POSES = 64


def extend(rotation, location, frames, fps, rig, size, looped=False):
    """(rotation [frames, N, 4], location [frames, N, 3]) of a shorter take.

    rig: dict of parents and rest, size: the rig's, in the units of location. A rig that
    travels goes on travelling. looped: a whole number of cycles, a little slower or
    quicker than they were made, so that the end meets the start.
    """
    made = len(rotation)
    if frames <= made:
        return rotation[:frames], location[:frames]
    if made < 3:
        order = np.minimum(np.arange(frames), made - 1)
        return rotation[order], location[order]
    first, last = cycle(rotation, location, fps, size) or (0, made - 1)
    period = last - first
    drift = travel(location[last] - location[first], rig, size)
    ramp = np.linspace(0.0, 1.0, period + 1)[:, None, None]
    closed = loop.close(
        rotation[first : last + 1], location[first : last + 1] - ramp * drift
    )
    times = np.arange(frames) - float(first)
    if looped:
        cycles = max(1, round((frames - 1) / period))
        times = np.arange(frames) * cycles * period / (frames - 1)
    turn, place = at(*closed, np.mod(times, period))
    place += times[:, None, None] / period * drift
    before = times < 0
    place[before] = location[:first][: before.sum()]
    turn[before] = rotation[:first][: before.sum()]
    return quaternions.continuous(turn), place


def at(rotation, location, times):
    """The take at times in frames, between its frames evenly."""
    low = np.minimum(times.astype(int), len(rotation) - 2)
    part = (times - low)[:, None, None]
    way = quaternions.multiply(rotation[low + 1], quaternions.conjugate(rotation[low]))
    turn = quaternions.multiply(
        quaternions.from_vector(part * quaternions.to_vector(way)), rotation[low]
    )
    return turn, location[low] * (1 - part) + location[low + 1] * part


def travel(way, rig, size):
    """float64 [N, 3]: what of each bone's way [N, 3] is the travel of the whole rig.

    Bones that are free (hips, feet that are roots of their own) travel if they agree;
    if they do not, the rig walks on the spot and only its feet come and go.
    """
    moves = np.abs(way).max(axis=1) > STILL * size
    tops = [
        n
        for n in range(len(way))
        if moves[n] and not any(moves[p] for p in ancestors(rig["parents"], n))
    ]
    turn = rig["rest"][:, :3, :3] / np.linalg.norm(
        rig["rest"][:, :3, :3], axis=1, keepdims=True
    )
    if not tops:
        return np.zeros_like(way)
    world = np.einsum("nij,nj->ni", turn[tops], way[tops])
    whole = np.median(world, axis=0)
    far = np.linalg.norm(whole)
    if np.linalg.norm(world - whole, axis=1).max() > AGREE * far:
        return np.zeros_like(way)
    common = np.zeros_like(way)
    common[tops] = np.einsum("nij,i->nj", turn[tops], whole)
    return common


def ancestors(parents, bone):
    while parents[bone] >= 0:
        bone = parents[bone]
        yield bone


def cycle(rotation, location, fps, size):
    """(first, last) frame of the stretch that repeats best, or None."""
    # At high frame rates neighbours tell the same.
    stride = -(-len(rotation) // MOST_POSES)
    poses = slice(None, None, stride)
    away = distances(rotation[poses], location[poses], size)
    steps = np.diff(rotation_vectors(rotation[poses]), axis=0)
    speed = np.concatenate([steps, steps[-1:]])
    change = np.linalg.norm(speed[:, None] - speed[None], axis=-1).mean(axis=-1)
    score = away + VELOCITY / stride * change
    shortest = max(3, round(LEAST_SECONDS * fps / stride))
    made = len(away)
    pairs = [(a, b) for a in range(made) for b in range(a + shortest, made)]
    if not pairs:
        return None
    a, b = min(pairs, key=lambda pair: score[pair])
    return (a * stride, b * stride) if score[a, b] < ALIKE * away.mean() else None


def rotation_vectors(rotation):
    """[F, N, 3], of the way from the first pose."""
    way = quaternions.multiply(rotation, quaternions.conjugate(rotation[:1]))
    return quaternions.unwrapped(quaternions.to_vector(way))


def distances(rotation, location, size):
    """[F, F]: how far poses differ, radians in the mean over bones; travel does not
    count, for a cycle may travel."""
    vectors = rotation_vectors(rotation)
    place = location - np.linspace(0, 1, len(location))[:, None, None] * (
        location[-1] - location[0]
    )
    every = np.concatenate([vectors, place / max(size, 1e-9)], axis=1)
    return np.linalg.norm(every[:, None] - every[None], axis=-1).mean(axis=-1)
