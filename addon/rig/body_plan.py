"""What kind of body a rig has, as far as its bones' names and places tell: for what is
offered to the artist, never for the motion.

Reads Blender's data, but imports no bpy.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from . import bone_words
from .bone_words import words_of

if TYPE_CHECKING:
    from typing import Any

    from .blender_types import ArmatureObject

BIPED, QUADRUPED, BIRD, DRAGON = "biped", "quadruped", "bird", "dragon"
TWO_LEGS, MANY_LEGS, FISH, SNAKE, OTHER = (
    "two legs", "many legs", "fish", "snake", "other",
)  # fmt: skip
WINGS = re.compile(r" wings?| pinion| feather")
DRAGONS = re.compile(r" (dragon|wyvern|griffin|gryphon|drake) ")
FINS = re.compile(r" (fins?|dorsal|pectoral|caudal|flukes?|flippers?|gills?) ")
SERPENT = re.compile(r" (snake|serpent|worm|eel|naga|cobra|python|viper) ")
SWIMMER = re.compile(r" (fish|shark|whale|dolphin|piranha|ray|squid|koi|tuna) |fish ")
LEG_PARTS = {bone_words.LEG, bone_words.FOOT, bone_words.TOE}
# Shares of the rig's height: what is at the ground, and below which a foot's bones are.
GROUND, LOW = 0.15, 0.3
# Of its size: a rig whose bones begin at heights closer than that stands on their
# tails, which importers may have guessed.
FLAT = 0.1
# A bone whose ends lie no further beside a line lies on it.
DETOUR = 1.01
# To which a foreleg reaches, whose foot may be a bone of its own; an arm does not.
FORELEG = 0.25
# Arms whose lowest joints are no higher above those of the legs are forelegs.
ALIKE = 0.15
# Arms with a tail of so many bones are those of a beast that walks on two legs.
TAIL_BONES = 2
# How much longer than high a body without limbs is that crawls.
LONG = 2.5


def body_plan(armature: ArmatureObject) -> str:
    every: list[Any] = list(armature.data.bones)
    bones = [bone for bone in every if bone.use_deform] or every
    if not bones:
        return OTHER
    words = [words_of(bone.name) for bone in bones]
    count = dict.fromkeys(bone_words.COMPILED, 0)
    for bone in bones:
        for part in bone_words.parts_of(bone.name):
            count[part] += 1
    # An object's own name may be the file's: "Shark".
    objects = [armature, armature.data, *armature.children]
    own = "".join(words_of(obj.name) for obj in objects)
    figure = Figure(armature, bones)
    legs = sum(count[part] for part in LEG_PARTS)
    front, back = count[bone_words.FRONT_LIMB], count[bone_words.BACK_LIMB]
    limbs = legs or (front and back)
    if DRAGONS.search(own):
        return DRAGON
    if any(WINGS.search(w) for w in words):
        return DRAGON if (front and back) or figure.feet >= 4 else BIRD
    if not limbs and not figure.feet >= 4:
        if any(FINS.search(w) for w in words) or SWIMMER.search(own):
            return FISH
        long = not count[bone_words.ARM] and figure.is_long
        return SNAKE if SERPENT.search(own) or long else OTHER
    if figure.feet >= 6:
        return MANY_LEGS
    if figure.feet >= 4:
        return QUADRUPED
    if front and back:
        forefeet = figure.lowest(figure.tails, bones, {bone_words.FRONT_LIMB})
        if forefeet < FORELEG:
            return QUADRUPED
    if count[bone_words.ARM] and legs:
        # Their heads, which importers know, unlike tips.
        arms = figure.lowest(figure.heads, bones, {bone_words.ARM})
        if arms < figure.lowest(figure.heads, bones, LEG_PARTS) + ALIKE:
            return QUADRUPED
    if count[bone_words.ARM] and count[bone_words.TAIL] < TAIL_BONES:
        return BIPED
    return TWO_LEGS


class Figure:
    """Where a rig's bones are, in the world."""

    def __init__(self, armature: ArmatureObject, bones: list[Any]) -> None:
        index = {bone.name: n for n, bone in enumerate(bones)}
        # The nearest of these bones above; -1: none.
        self.parents = np.full(len(bones), -1)
        for n, bone in enumerate(bones):
            above = bone.parent
            while above is not None and above.name not in index:
                above = above.parent
            self.parents[n] = index[above.name] if above is not None else -1
        world = np.array(armature.matrix_world, dtype=np.float64)
        ends = [(tuple(bone.head_local), tuple(bone.tail_local)) for bone in bones]
        points = np.nan_to_num(np.array(ends) @ world[:3, :3].T + world[:3, 3])
        self.heads, self.tails = points[:, 0], points[:, 1]
        level = self.heads[:, 2]
        if np.ptp(level) < FLAT * np.ptp(points, axis=(0, 1)).max():
            level = points[..., 2]
        self.ground, self.top = float(level.min()), float(level.max())
        self.leaves = np.setdiff1d(np.arange(len(bones)), self.parents)

    def lowest(self, points: Any, bones: list[Any], parts: set[str]) -> float:
        """The height of the lowest of the bones whose names speak of these parts, as a
        share of the rig's. points: heads or tails."""
        own = [bool(parts & bone_words.parts_of(bone.name)) for bone in bones]
        return float(self.height(points)[own].min())

    def height(self, points: Any) -> Any:
        return (points[:, 2] - self.ground) / max(self.top - self.ground, 1e-9)

    @property
    def is_long(self) -> bool:
        spread = np.ptp(self.heads, axis=0)
        return bool(spread[:2].max() > LONG * max(float(spread[2]), 1e-9))

    def is_inside(self, leaf: int) -> bool:
        """Does it lie in its parent, from there to a sibling, as bones do that twist
        a limb?"""
        parent = int(self.parents[leaf])
        siblings = np.flatnonzero(self.parents == parent)
        siblings = siblings[siblings != leaf]
        if parent < 0 or not len(siblings):
            return False
        start, ends = self.heads[parent], self.heads[siblings]
        whole = np.linalg.norm(ends - start, axis=1)
        ways = [
            np.linalg.norm(point - start) + np.linalg.norm(ends - point, axis=1)
            for point in (self.heads[leaf], self.tails[leaf])
        ]
        return bool((np.maximum(*ways) < DETOUR * whole).any())

    @property
    def feet(self) -> int:
        """How many limbs reach the ground: leaves there that come from above, those of
        one foot together."""
        height, tips = self.height(self.heads), self.height(self.tails)
        found = set[int]()
        for leaf in self.leaves:
            if min(height[leaf], tips[leaf]) > GROUND or self.is_inside(int(leaf)):
                continue
            # Up to the last bone that is near the ground, which toes have in common.
            n, below = int(leaf), int(leaf)
            while n >= 0 and height[n] < LOW:
                n, below = int(self.parents[n]), n
            if n >= 0:
                found.add(below)
        return len(found)
