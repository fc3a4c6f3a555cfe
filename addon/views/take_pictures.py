"""A take as small pictures of a stick figure, from the engine's result alone: drawn
with NumPy, so without a graphics card, a renderer or a change of the scene."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ..core import native
from .stick_figure import AZIMUTH, LONGEST_LEAF, figure_bones

if TYPE_CHECKING:
    from ..core.array_types import EngineResult, FloatArray, Pixels
    from ..request import Request

# How many pictures show a take, and lines a pose, the longest ones.
POSES, LINES = 10, 70
# Degrees: seen from slightly above, and turned to the rig's front from where it moves
# most, so that near and far limbs are beside each other.
ELEVATION, TURNED = 8.0, 15.0
# How much more it moves in one direction over the ground than across it, as a ratio of
# variances, for that to decide where it is seen from. What counts, too, is this share
# of its shape: where it moves up and down, it is seen where it is widest.
DIRECTED, SHAPE = 1.5, 0.05
# Shares of a picture's width: what is left free, half a line's width (in pixels at
# least).
MARGIN, HALF_WIDTH, LEAST_HALF = 0.08, 0.011, 0.7
# Grey levels, 0 to 1, that are read on light and on dark themes.
BACKGROUND, GROUND, FAR, NEAR = 0.13, 0.3, 0.6, 0.95


def figure_lines(
    request: Request, result: EngineResult, count: int = POSES
) -> FloatArray:
    """float64 [P, L, 2, 3], world: the figure in poses that are evenly spread over what
    was generated. What carries it steadily over the ground is left out."""
    rig = request.skeleton
    rotation, location = (
        np.asarray(result[k], np.float64) for k in ("rotation", "location")
    )
    at = np.unique(np.linspace(0, len(rotation) - 1, count).round().astype(int))
    with native.translate_errors() as engine:
        world = np.asarray(
            engine.forward(
                rig,
                np.ascontiguousarray(rotation[at]),
                np.ascontiguousarray(location[at]),
            )
        )
    parents = np.asarray(rig["parents"])
    inner, leaves = figure_bones(parents, (rig["flags"] & native.DEFORMS) != 0)
    heads = world[:, :, :3, 3]
    along = rig["directions"][leaves]
    along = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-12)
    axes = world[:, leaves, :3, :3]
    scale = np.maximum(np.linalg.norm(axes[..., 1], axis=-1), 1e-12)[..., None]
    lengths = np.minimum(rig["lengths"][leaves], LONGEST_LEAF * request.size)
    ways = np.einsum("pnij,nj->pni", axes, along) / scale * lengths[:, None]
    lines = np.concatenate(
        [
            np.stack([heads[:, parents[inner]], heads[:, inner]], axis=2),
            np.stack([heads[:, leaves], heads[:, leaves] + ways], axis=2),
        ],
        axis=1,
    )
    lines = np.nan_to_num(lines, nan=0.0, posinf=0.0, neginf=0.0)
    lengths = np.linalg.norm(lines[:, :, 1] - lines[:, :, 0], axis=-1).max(axis=0)
    return steady(lines[:, np.sort(np.argsort(-lengths, kind="stable")[:LINES])])


def steady(lines: FloatArray) -> FloatArray:
    """The same without the straight way that its middle goes over the ground."""
    middle = lines.mean(axis=(1, 2))
    time = np.arange(len(lines)) - (len(lines) - 1) / 2
    speed = time @ middle / max(float(time @ time), 1.0)
    speed[2] = 0.0
    return lines - (time[:, None] * speed)[:, None, None]


def best_azimuth(figures: list[FloatArray], front: float) -> float:
    """Degrees from -Y: where a camera shows most of how these takes of one rig move.
    front: which way it faces."""
    spread = np.zeros((2, 2))
    for lines in figures:
        points = lines[..., :2].reshape(len(lines), -1, 2)
        moves = (points - points.mean(axis=0)).reshape(-1, 2)
        shape = (points - points.mean(axis=1, keepdims=True)).reshape(-1, 2)
        spread += moves.T @ moves + SHAPE * shape.T @ shape
    weights, axes = np.linalg.eigh(spread)
    usual = front + AZIMUTH
    if weights[1] <= DIRECTED * max(float(weights[0]), 1e-12):
        return usual
    # A camera at an azimuth has its right at (cos, sin); the other one looks from
    # behind it.
    azimuth = math.degrees(math.atan2(axes[1, 1], axes[0, 1]))
    if abs(between(azimuth, usual)) > 90.0:
        azimuth += 180.0
    turn = between(front, azimuth)
    return azimuth + math.copysign(min(TURNED, abs(turn)), turn)


def between(angle: float, start: float) -> float:
    """Degrees from start to angle, -180 to 180."""
    return (angle - start + 180.0) % 360.0 - 180.0


def draw(lines: FloatArray, azimuth: float, ground: float, size: int) -> Pixels:
    """uint8 [P, size, size, 4], the bottom row first as Blender has it, all in one
    frame. ground: the height on which the rig stands."""
    a, e = math.radians(azimuth), math.radians(ELEVATION)
    right = np.array([math.cos(a), math.sin(a), 0.0])
    to_camera = np.array([math.sin(a), -math.cos(a), 0.0])
    up = np.array([0.0, 0.0, math.cos(e)]) - math.sin(e) * to_camera
    flat = lines @ np.stack([right, up], axis=1)
    depth = (lines @ to_camera).mean(axis=2)
    low, high = flat.min(axis=(0, 1, 2)), flat.max(axis=(0, 1, 2))
    scale = (1 - 2 * MARGIN) * size / max(float((high - low).max()), 1e-12)
    flat = (flat - (low + high) / 2) * scale + size / 2
    middle = np.array([*lines[..., :2].mean(axis=(0, 1, 2)), ground])
    level = float((middle @ up - (low + high)[1] / 2) * scale + size / 2)
    near, far = depth.max(), depth.min()
    shades = FAR + (NEAR - FAR) * (depth - far) / max(float(near - far), 1e-12)
    found = np.empty((len(lines), size, size, 4), np.uint8)
    for picture, pose, own in zip(found, flat, shades, strict=True):
        grey = np.full((size, size), BACKGROUND)
        if 0 <= level < size:
            grey[int(level)] = GROUND
        for n in np.argsort(own, kind="stable"):
            draw_line(grey, pose[n], float(own[n]))
        picture[..., :3] = np.rint(255 * grey)[..., None]
        picture[..., 3] = 255
    return found


def draw_line(grey: FloatArray, ends: FloatArray, shade: float) -> None:
    """Draws a line [2, 2] (x, y) with smooth edges."""
    size = len(grey)
    half = max(HALF_WIDTH * size, LEAST_HALF)
    low = np.maximum(np.floor(ends.min(axis=0) - half - 1), 0).astype(int)
    high = np.minimum(np.ceil(ends.max(axis=0) + half + 1), size).astype(int)
    if (low >= high).any():
        return
    x = np.arange(low[0], high[0])[None] + 0.5 - ends[0, 0]
    y = np.arange(low[1], high[1])[:, None] + 0.5 - ends[0, 1]
    way = ends[1] - ends[0]
    along = (x * way[0] + y * way[1]) / max(float(way @ way), 1e-12)
    along = np.clip(along, 0.0, 1.0)
    distance = np.hypot(x - along * way[0], y - along * way[1])
    cover = np.clip(half + 0.5 - distance, 0.0, 1.0)
    part = grey[low[1] : high[1], low[0] : high[0]]
    part += cover * (shade - part)


def ground_of(request: Request) -> float:
    """The height of the lowest joint in the rest pose."""
    return float(request.skeleton["rest"][:, 2, 3].min())
