"""Plain sentences for clips, from the names that their authors gave rigs and clips.

Every clip gets several paraphrases; training draws one at random each time.
"""

from __future__ import annotations

import re

from . import actions, paraphrases

MIRRORED = " (mirrored)"  # behind a clip's name: left is right

# Name of the rig's file, in lower case: what somebody would call it.
SUBJECTS = {
    "alpaca": ["an alpaca", "a llama"],
    "bull": ["a bull"],
    "cow": ["a cow"],
    "deer": ["a deer", "a stag"],
    "donkey": ["a donkey", "a mule"],
    "fox": ["a fox", "a small dog"],
    "horse": ["a horse"],
    "husky": ["a husky", "a dog"],
    "wolf": ["a wolf", "a dog"],
    "rat": ["a rat", "a mouse"],
    "spider": ["a spider"],
    "snake": ["a snake"],
    "wasp": ["a wasp"],
    "bee": ["a bee"],
    "trex": ["a tyrannosaurus", "a t-rex"],
    "velociraptor": ["a velociraptor", "a raptor"],
    "apatosaurus": ["an apatosaurus", "a long-necked dinosaur"],
    "parasaurolophus": ["a parasaurolophus"],
    "stegosaurus": ["a stegosaurus"],
    "barbarian": ["a barbarian", "a warrior"],
    "knight": ["a knight"],
    "knightcharacter": ["a knight"],
    "rogue": ["a rogue"],
    "george": ["a mech", "a robot"],
    "leela": ["a mech", "a robot"],
    "stan": ["a mech", "a robot"],
    "enemy_2legs": ["a robot on two legs", "a drone"],
    "enemy_flying": ["a flying robot", "a drone"],
    "enemy_large": ["a big monster", "an alien"],
    "enemy_small": ["a small flying alien"],
    "enemy_extrasmall": ["a tiny flying alien"],
    "enemy": ["a little monster"],
    "skull": ["a skull", "a little monster"],
    "tank2": ["a tank"],
    "chest": ["a chest"],
    "bird-animations": ["a bird"],
    "fox-animations": ["a fox", "a dog"],
    "horse-animations": ["a horse"],
    "kaiju-animations": ["a kaiju", "a giant monster"],
    "shark-animations": ["a shark"],
    "snake-animations": ["a snake"],
    "shark": ["a shark"],
    "whale": ["a whale"],
    "dolphin": ["a dolphin"],
    "rigs/dog": ["a dog"],
    "dog": ["a dog"],
    "person": ["a person", "a man"],
    "character": ["a man", "a person"],
}
GENERIC = {
    "animals_pack": ["an animal", "a four-legged animal", "a quadruped"],
    "cute_fish_pack": ["a fish"],
    "fish_pack": ["a fish", "a sea animal"],
    "dinosaurs_pack": ["a dinosaur"],
    "adventurers": ["a man", "a character", "a person"],
    "cyberpunk_pack": ["a character"],
    "platformer_game_pack": ["a character"],
    "single_knight_pack": ["a character", "a person"],
    "ultimate_space_pack": ["a character"],
    "animations": ["an animal"],
    "easy_enemies_pack": ["an animal"],
    "mech_pack": ["a robot", "a machine"],
    "tank_pack": ["a tank"],
}
SPACE = {"astronaut": "an astronaut", "mech": "a mech"}


def subjects(rig_file):
    parts = rig_file.lower().split("/")
    stem, pack = parts[-1].rsplit(".", 1)[0], parts[-2] if len(parts) > 1 else ""
    words = re.sub(
        r"(?<=[a-z])(?=[A-Z])", " ", rig_file.split("/")[-1].rsplit(".", 1)[0]
    )
    words = re.sub(r"\d+$", "", words.replace("_", " ").replace("-", " ").lower())
    own = SUBJECTS.get(stem)
    if own is None:
        own = [s for k, s in SPACE.items() if stem.startswith(k)]
    if not own:
        own = [("an " if words[0] in "aeiou" else "a ") + words]
    return own, GENERIC.get(pack, ["a character"])


def clip_words(clip_name):
    """The clip's own name as words, without the armature's."""
    name = clip_name.split("|")[-1]
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")
    return re.sub(r"\s+", " ", name).strip().lower()


def swap_sides(sentence):
    other = {"left": "right", "right": "left"}
    return re.sub(r"\b(left|right)\b", lambda m: other[m[0]], sentence)


def captions(rig_file, clip_name, more=False):
    """Sentences of a clip, most specific first; `more`: in words that are said less
    often (none for some clips)."""
    mirrored = clip_name.endswith(MIRRORED)
    clip_name = clip_name.removesuffix(MIRRORED)
    own, generic = subjects(rig_file)
    action, phrases = actions.find(clip_name)
    phrases = phrases or [clip_words(clip_name)]
    if more:
        phrases, generic = paraphrases.of(phrases), generic[:1]
    found = [f"{s} {p}" for s in own + generic for p in phrases] + phrases
    if action == "other" and not more:
        found.append(clip_words(clip_name))
    found = list(dict.fromkeys(found))
    if mirrored:
        # "Left and right" is no side.
        found = [f if " left and right" in f else swap_sides(f) for f in found]
    return found
