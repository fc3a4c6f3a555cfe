"""Draws creatures made by code as stick figures: one row a creature, the rest pose and
then frames of a motion, seen from 45 degrees in front.

    python training/creature_sheet.py --output sheet.png [--rows 40] [--seed 0]
        [--plan spider] [--act walk] [--columns 2]

Left limbs are blue, right ones red. Needs Pillow alone.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from animax_training.creatures import make as made
from animax_training.creatures import make_as, repertoire

CELL, FRAMES, TITLE = 66, 9, 11
RATE = 7.5


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", required=True, type=Path)
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--columns", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plan", default="", help="comma-separated; all by default")
    parser.add_argument("--act", default="", help="names of functions, comma-separated")
    parser.add_argument("--azimuth", type=float, default=45.0)
    parser.add_argument("--cell", type=int, default=CELL)
    return parser.parse_args()


def creatures(args):
    plans = [p for p in args.plan.split(",") if p]
    wanted = [a for a in args.act.split(",") if a]
    count = 0
    for seed in range(args.seed, args.seed + 20 * args.rows):
        rng = np.random.default_rng(seed)
        if not plans and not wanted:
            yield made(rng)
        else:
            plan = (
                plans[seed % len(plans)] if plans else str(rng.choice(repertoire.NAMES))
            )
            acts = None
            if wanted:
                every = repertoire.able_of(plan, np.random.default_rng(seed))
                acts = [m for m in every if m.__name__ in wanted]
                acts = [acts[seed % len(acts)]] if acts else None
                if acts is None:
                    continue
            yield make_as(plan, np.random.default_rng(seed), 1, acts)
        count += 1
        if count == args.rows:
            return


def seen_from(points, azimuth, elevation=20.0):
    """Image coordinates (x right, y down) of points [..., 3]."""
    a, e = np.radians(azimuth), np.radians(elevation)
    right = np.array([np.cos(a), np.sin(a), 0])
    outward = np.array([np.sin(a) * np.cos(e), -np.cos(a) * np.cos(e), np.sin(e)])
    up = np.cross(outward, right)
    return np.stack([points @ right, -(points @ up)], -1)


def at(motion, count):
    """Which of a motion's frames are shown: at the model's rate, a loop goes on."""
    times = np.arange(count) / RATE
    if motion.loop:
        times = np.mod(times, motion.seconds)
    else:
        times = times * max(1.0, min(2.0, motion.seconds * RATE / (count - 1)))
        times = np.minimum(times, motion.seconds)
    return np.clip(np.round(times * 30).astype(int), 0, len(motion.heads) - 1)


def row(creature, args):
    motion = creature.motions[0]
    frames = at(motion, FRAMES)
    rest = creature.skeleton["rest"][:, :3, 3]
    tips = rest + np.einsum(
        "nij,nj->ni", creature.skeleton["rest"][:, :3, :3],
        creature.skeleton["directions"] * creature.skeleton["lengths"][:, None],
    )  # fmt: skip
    heads = np.concatenate([rest[None], motion.heads[frames]]).astype(float)
    tails = np.concatenate([tips[None], motion.tails[frames]]).astype(float)
    both = np.stack([heads, tails], 2)
    flat = seen_from(both, args.azimuth)
    low, high = flat.min((0, 1, 2)), flat.max((0, 1, 2))
    scale = (args.cell - 6) / max((high - low).max(), 1e-9)
    shift = (args.cell - (high - low) * scale) / 2
    width, height = args.cell * (FRAMES + 1), args.cell + TITLE
    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    longest = max(motion.sentences[:6], key=len)
    kind = f"{motion.name}{' loop' if motion.loop else ''}"
    label = f"{longest}  [{kind} {motion.seconds:.2f} s]"
    pen.text((2, 0), label, fill="black")
    centre = (heads[0] + tails[0])[:, 0] / 2
    middle = 0.02 * np.ptp(rest[:, 0]) + 1e-9
    parents = creature.skeleton["parents"]
    for f in range(FRAMES + 1):
        corner = np.array([f * args.cell, TITLE])
        points = (flat[f] - low) * scale + shift + corner
        ground = (seen_from(np.zeros(3), args.azimuth) - low) * scale + shift + corner
        y = float(np.clip(ground[1], corner[1], corner[1] + args.cell))
        pen.line([corner[0], y, corner[0] + args.cell, y], fill="#e4e4e4")
        for n, (a, b) in enumerate(points):
            colour = "#333333"
            if centre[n] > middle:
                colour = "#1f5fd0"
            elif centre[n] < -middle:
                colour = "#d0302a"
            if creature.body.deform[n] == 0:
                colour = "#bbbbbb"
            elif parents[n] >= 0 and f >= 0:
                start = points[parents[n]][1]
                if np.abs(start - a).max() > 1.5 and parents[n] != 0:
                    pen.line([*start, *a], fill="#cccccc")
            pen.line([*a, *b], fill=colour, width=2)
        pen.line([corner[0], TITLE, corner[0], height], fill="#dddddd")
    return image


def main():
    args = arguments()
    images = [row(c, args) for c in creatures(args)]
    columns = args.columns
    lines = -(-len(images) // columns)
    width, height = images[0].size
    sheet = Image.new("RGB", (columns * width, lines * height), "white")
    for n, image in enumerate(images):
        sheet.paste(image, ((n % columns) * width, (n // columns) * height))
    sheet.quantize(64).save(args.output, optimize=True)


if __name__ == "__main__":
    main()
