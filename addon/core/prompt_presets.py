"""Prompts to begin with, by what kind of body the rig has (rig/body_plan.py). Free of
bpy. What each says, nano 0.8.0 has learnt: prompt_known is 0.53 or more for all of
them (a warning comes below 0.4)."""

from __future__ import annotations

from typing import NamedTuple


class Presets(NamedTuple):
    # What such a body is called.
    title: str
    prompts: tuple[str, ...]


PRESETS = {
    "biped": Presets("Person", (
        "a person walks forward", "a person runs", "a person sneaks",
        "a person stands idle", "a person looks around", "a person jumps",
        "a person waves", "a person dances", "a person punches", "a person kicks",
        "a person swings a sword", "a person is hit", "a person dies",
    )),
    "quadruped": Presets("Four-legged animal", (
        "an animal walks forward", "an animal gallops", "an animal stands idle",
        "an animal eats", "an animal looks around", "an animal jumps",
        "an animal attacks", "an animal is hit", "an animal dies",
    )),
    "two legs": Presets("Two-legged creature", (
        "a dinosaur walks forward", "a dinosaur runs", "a dinosaur stands idle",
        "a dinosaur jumps", "a dinosaur bites", "a dinosaur is hit",
        "a dinosaur dies",
    )),
    "bird": Presets("Bird", (
        "a bird flies", "a bird glides", "a bird walks forward",
        "a bird stands idle", "a bird pecks at the ground", "a bird dies",
    )),
    "dragon": Presets("Dragon", (
        "a dragon flies", "a dragon hovers", "a dragon walks forward",
        "a dragon stands idle", "a dragon bites", "a dragon dies",
    )),
    "fish": Presets("Fish", (
        "a fish swims", "a fish swims fast", "a fish bites", "a fish dies",
    )),
    "snake": Presets("Snake", (
        "a snake slithers forward", "a snake lies idle", "a snake bites",
        "a snake dies",
    )),
    "many legs": Presets("Many-legged creature", (
        "a spider walks forward", "a spider runs", "a spider stands idle",
        "a spider jumps", "a spider bites", "a spider is hit", "a spider dies",
    )),
    "other": Presets("Other body", (
        "a creature moves forward", "a creature stands idle", "a creature jumps",
        "a creature attacks", "a creature is hit", "a creature dies",
    )),
}  # fmt: skip
