"""A contact sheet of the designs of pose maps."""

from __future__ import annotations

import numpy as np

from . import design, designs
from .design_list import DESIGNS, SHIPPED
from .scene import Case, Model

COLUMNS = 6
SHOWN = ("52 to 67", 3)  # which clip: a group of design.py, and its place there
FRAME, VIEW = 3, 0


def tiles(model: Model, groups: dict, damage) -> list[tuple[str, object]]:
    """(words, uint8 [128, 128, 3]) of one frame: every design, then what becomes of
    two of them."""
    clip = groups[SHOWN[0]][SHOWN[1]]
    cameras, case = model.engine.model["cameras"], Case("clean", 128)
    seen = {
        one: designs.build(clip, one, case, cameras).maps
        for one in DESIGNS
        if one.growth == SHIPPED.growth
    }
    out = [(f"{one.group}: {one.name}", maps) for one, maps in seen.items()]
    for rule in ("rest", "palette"):
        one = next(d for d in seen if d.rule == rule)
        out.append((f"{rule}, VAE", model.blur(seen[one])))
        out.append((f"{rule}, soft", damage.apply(seen[one], 0)))
    return cropped([(words, maps[VIEW, FRAME]) for words, maps in out])


def cropped(found: list) -> list:
    """All to the rectangle that holds every figure."""
    dark = np.any([image.min(axis=-1) < 200 for _, image in found], axis=0)
    places = np.argwhere(dark)
    low, high = np.maximum(places.min(axis=0) - 3, 0), places.max(axis=0) + 4
    return [
        (words, image[low[0] : high[0], low[1] : high[1]]) for words, image in found
    ]


def draw(plt, found):
    rows = -(-len(found) // COLUMNS)
    height, width, _ = found[0][1].shape
    size = (1.9 * COLUMNS, (1.9 * height / width + 0.25) * rows)
    figure, panels = plt.subplots(rows, COLUMNS, figsize=size, squeeze=False)
    for axes in panels.ravel():
        axes.axis("off")
    for axes, (words, image) in zip(panels.ravel(), found):
        axes.imshow(image, interpolation="nearest")
        axes.set_title(words.replace("version 1, ", ""), fontsize=6, pad=2)
    return figure


def of_report(model: Model):
    """The tiles, or none where there are no rigs."""
    groups = design.chosen_clips()
    if not all(groups.values()):
        return []
    return tiles(model, groups, design.fit_damage(groups, model))
