"""Errors and warnings in Blender's language, in the panel alone.

They are made in English, where neither Blender nor its language is known, with their
names and numbers in them. Here those that an artist meets most are told again from
their templates; others stay as they are. Reports, the terminal and the Info editor stay
English, so that a sentence can be looked up.
"""

from __future__ import annotations

import functools
import re

from .words import tr

# As they are made, with a field for each value: a test compares them with the sources.
TEMPLATES = (
    "The prompt is empty; describe what the rig should do.",
    "There is no armature in this file; AnimaX animates a mesh through its rig.",
    "There is no armature called {name}; found: {found}.",
    "The armature {name} has no bones.",
    "The armature {name} deforms no mesh; parent a mesh to it "
    "(Ctrl P, Armature Deform).",
    "The armature {name} is stretched (scale {scale}); {way}.",
    "select it and its meshes and apply their scale (Ctrl A, Scale)",
    "Leave Edit Mode first (Tab); the bones are being edited.",
    "The armature {name} is linked from another file and cannot hold keys here; make "
    "a library override (Object, Library Override, Make) or make it local.",
    "{parts} {verb} on no bone and will not move with the rig; parent {what} to a "
    "bone (Ctrl P, Bone).",
    "Constraints act on top of the keys of {bones}.",
    "Drivers override the keys of {bones}.",
    "Drivers switch constraints of {bones} on or off.",
    "The rig's shape and its bones' names do not agree which way it faces: it is taken "
    "to face {front}; against that speak: {against}. If that is wrong, choose its "
    "front (Front under Advanced, --front).",
    "The prompt is unlike the sentences that the model learnt from (cosine {nearest} "
    "to the nearest; {low} or more are usual), so the take may show anything. Describe "
    'the motion in plain English, such as "a dog walks".',
    "The take hardly moves: at {percent} % of the speed that the prompt suggests. "
    "Reword the prompt, raise the guidance (--guidance) or try {more} (--variations).",
    "The take may not show what the prompt asks for (match {match}). Try {more} "
    "(--variations), or reword the prompt.",
    "Nothing says how well the takes match the prompt (the model has no critic, or it "
    "did not judge them), so the variations are ranked by confidence.",
    "The model generates {seconds} s of motion, which is repeated to fill {frames} "
    "frames.",
    "There is not enough memory; close other programs or choose fewer frames.",
    "The camera {name} stands where the model was not trained ({why}): the take may be "
    "worse.",
    "All cameras look along nearly the same line: how far away things are cannot be "
    "told from what they see. Spread them around the character.",
    "The armature {name} no longer exists; nothing was changed.",
)
FIELD = re.compile(r"\{(\w+)\}")


@functools.cache
def patterns() -> list[tuple[str, re.Pattern[str]]]:
    found: list[tuple[str, re.Pattern[str]]] = []
    for template in TEMPLATES:
        parts = FIELD.split(template)
        texts = [re.escape(part) for part in parts[::2]]
        fields = [f"(?P<{name}>.*?)" for name in parts[1::2]]
        whole = "".join(a + b for a, b in zip(texts, [*fields, ""], strict=True))
        found.append((template, re.compile(whole, re.DOTALL)))
    return found


# The panel asks for the same few with each drawing.
@functools.lru_cache(maxsize=64)
def template_of(text: str) -> tuple[str, dict[str, str]] | None:
    """The template that a sentence is made from, and its values."""
    for template, pattern in patterns():
        match = pattern.fullmatch(text)
        if match is not None:
            return template, match.groupdict()
    return None


def translated(text: str) -> str:
    """An error or a warning, for the panel."""
    found = template_of(text)
    if found is None:
        return text
    template, values = found
    return tr(template, **{name: translated(value) for name, value in values.items()})
