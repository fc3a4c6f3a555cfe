"""Rules by which joints could get their colours; all but "rest" are drawn nowhere else.

A rule takes the rest pose (float64 [J, 3]) and the parents and gives uint8 [J, 3]. All
stay 75 away from white and from the grey of lines, as the product's colours do.
"""

from __future__ import annotations

import colorsys

import animax_native
import numpy as np

WHITE, GREY, CLEAR = 255.0, 160.0, 75.0
PALETTE = 100  # the paper's reference code repeats its colours from there on


def grid() -> np.ndarray:
    """float64 [K, 3]: RGB in steps of 15, without what is near white or grey."""
    steps = np.arange(0, 256, 15.0)
    rgb = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(-1, 3)
    for taken in (WHITE, GREY):
        rgb = rgb[np.linalg.norm(rgb - taken, axis=1) >= CLEAR]
    return rgb


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE Lab of sRGB 0..255."""
    part = rgb / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722],
              [0.0193, 0.1192, 0.9505]]  # fmt: skip
    xyz = linear @ np.array(to_xyz).T / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = f.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


def farthest(count: int, space=lambda rgb: rgb) -> np.ndarray:
    """float64 [count, 3]: each colour as far as can be from all before it."""
    rgb = grid()
    places, fixed = space(rgb), space(np.array([[WHITE] * 3, [GREY] * 3]))
    nearest = np.linalg.norm(places[:, None] - fixed, axis=-1).min(axis=1)
    chosen = []
    for _ in range(count):
        best = int(nearest.argmax())
        chosen.append(best)
        distances = np.linalg.norm(places - places[best], axis=1)
        nearest = np.minimum(nearest, distances)
    return rgb[chosen]


def palette(rest, parent) -> np.ndarray:  # noqa: ARG001
    """By order of bones, as the paper's reference code does: no meaning."""
    return farthest(min(len(rest), PALETTE))[np.arange(len(rest)) % PALETTE]


def lab_palette(rest, parent) -> np.ndarray:  # noqa: ARG001
    """The same, far apart for the eye."""
    return farthest(min(len(rest), PALETTE), lab)[np.arange(len(rest)) % PALETTE]


def rainbow(rest, parent) -> np.ndarray:  # noqa: ARG001
    """Hue by order of bones: neighbours on a limb look alike."""
    hues = np.arange(len(rest)) / len(rest)
    return np.array([colorsys.hsv_to_rgb(h, 1, 1) for h in hues]) * 255


def contrast(rest, parent) -> np.ndarray:
    """Colours far apart, and joints that stand or hang close together get the ones that
    are farthest: their discs cover each other most."""
    colours = farthest(len(rest))
    distances = np.linalg.norm(rest[:, None] - rest, axis=-1)
    closeness = 1 / (distances + 0.05 * np.linalg.norm(np.ptp(rest, axis=0)))
    child = np.flatnonzero(np.asarray(parent) >= 0)
    closeness[child, np.asarray(parent)[child]] *= 2
    closeness[np.asarray(parent)[child], child] *= 2
    out, left = np.empty_like(colours), list(range(len(rest)))
    for j in range(len(rest)):
        apart = np.linalg.norm(colours[left][:, None] - out[None, :j], axis=-1)
        cost = (closeness[j, :j] / np.maximum(apart, 1) ** 2).sum(axis=1)
        out[j] = colours[left.pop(int(cost.argmin()))]
    return out


def rest_plain(rest, parent) -> np.ndarray:  # noqa: ARG001
    """Rest position as RGB and no more: joints that stand together look alike."""
    low, high = rest.min(axis=0), rest.max(axis=0)
    extent = np.maximum(high - low, 0.25 * (high - low).max())
    rgb = 120 + 210 * (rest - (low + high) / 2) / extent
    for taken in (GREY, WHITE):
        away = rgb - taken
        length = np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-6)
        rgb = taken + away / length * np.maximum(length, CLEAR)
    return rgb.clip(0, 255)


def rest_version_1(rest, parent) -> np.ndarray:  # noqa: ARG001
    """The product's: rest position, then pushed 48 apart."""
    return animax_native.joint_colours(np.ascontiguousarray(rest))


def rest_spread(rest, parent) -> np.ndarray:
    """As many colours as joints, far apart, each joint the one nearest to its rest
    position's on the whole: neighbours stay neighbours in the whole cube."""
    from scipy.optimize import linear_sum_assignment

    wanted, colours = rest_plain(rest, parent), farthest(len(rest))
    distances = ((wanted[:, None] - colours) ** 2).sum(axis=-1)
    return colours[linear_sum_assignment(distances)[1]]


RULES = {
    "rest": rest_version_1,
    "rest, plain": rest_plain,
    "rest, spread": rest_spread,
    "palette": palette,
    "Lab palette": lab_palette,
    "contrast": contrast,
    "rainbow": rainbow,
}


def colours(rule: str, rest: np.ndarray, parent: np.ndarray) -> np.ndarray:
    found = RULES[rule](np.asarray(rest, float), parent)
    return np.ascontiguousarray(np.rint(np.clip(found, 0, 255)).astype(np.uint8))


def closest(found: np.ndarray) -> float:
    """Of two joints' colours, in RGB units."""
    distances = np.linalg.norm(found[:, None].astype(float) - found, axis=-1)
    return float(distances[np.triu_indices(len(distances), 1)].min(initial=np.inf))
