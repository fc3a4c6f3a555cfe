"""Captions of clips: subject (training/sources/) and verb phrase (actions.py).

Captions are put together by rule instead of being listed a clip: a clip has up to a
hundred of them (subjects times phrases and paraphrases), most of them shared with
other clips, and training draws one at random each time.
"""

from __future__ import annotations

import re

from . import actions, paraphrases, sources

MIRRORED = " (mirrored)"  # behind a clip's name: left is right


def subjects(rig_file):
    """What a rig is called: ([specific, ...], [generic, ...]), with articles. A rig
    that no source lists is called by the name of its file."""
    source, entry = sources.find(rig_file)
    if source is not None:
        return entry.subjects, source.generic_subjects
    stem = rig_file.split("/")[-1].rsplit(".", 1)[0]
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", stem)
    words = re.sub(r"\d+$", "", words.replace("_", " ").replace("-", " ").lower())
    return [("an " if words[0] in "aeiou" else "a ") + words], sources.ANYTHING


def clip_words(clip_name):
    """The clip's own name as words, without the armature's."""
    name = clip_name.split("|")[-1]
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")
    return re.sub(r"\s+", " ", name).strip().lower()


def swap_sides(sentence):
    other = {"left": "right", "right": "left"}
    return re.sub(r"\b(left|right)\b", lambda m: other[m[0]], sentence)


def captions(rig_file, clip_name, more=False):
    """Captions of a clip, most specific first; `more`: with the paraphrases instead of
    the action's own phrases (empty for some clips)."""
    mirrored = clip_name.endswith(MIRRORED)
    clip_name = clip_name.removesuffix(MIRRORED)
    own, generic = subjects(rig_file)
    action, phrases = sources.motion(rig_file, clip_name)
    phrases = phrases or [clip_words(clip_name)]
    if more:
        phrases, generic = paraphrases.of(phrases), generic[:1]
    found = [f"{s} {p}" for s in own + generic for p in phrases] + phrases
    if action == actions.OTHER and not more:
        found.append(clip_words(clip_name))
    found = list(dict.fromkeys(found))
    if mirrored:
        # "Left and right" is no side.
        found = [f if " left and right" in f else swap_sides(f) for f in found]
    return found
