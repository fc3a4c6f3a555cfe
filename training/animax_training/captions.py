"""Plain sentences for clips, from the names that their authors gave rigs and clips.

Every clip gets several paraphrases; training draws one at random each time.
"""

from __future__ import annotations

import re

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
    "trex": ["a tyrannosaurus", "a dinosaur"],
}
GENERIC = {
    "animals_pack": ["an animal", "a four-legged animal", "a quadruped"],
    "cute_fish_pack": ["a fish"],
    "fish_pack": ["a fish"],
    "dinosaurs_pack": ["a dinosaur"],
    "adventurers": ["a man", "a character", "a person"],
    "mech_pack": ["a robot", "a mech"],
    "tank_pack": ["a tank"],
}

# First match wins; {s} is the subject. Verb phrases are in the third person.
ACTIONS = [
    (
        r"gallop_?jump",
        ["gallops and jumps", "leaps while galloping", "jumps over something at a run",
         "takes a running jump"],
    ),
    (
        r"gallop",
        ["gallops", "runs fast", "is running", "running at full speed", "runs",
         "sprints"],
    ),
    (
        r"jump_?to_?idle|jump_full|jump",
        ["jumps", "leaps into the air", "jumps up and lands", "jumping"],
    ),
    (
        r"idle_?hit_?react_?left|hit_?rec.*1|hit_?react_left",
        ["is hit from the left", "flinches to the left",
         "takes a hit on the left side"],
    ),
    (
        r"idle_?hit_?react_?right|hit_?react_right",
        ["is hit from the right", "flinches to the right",
         "takes a hit on the right side"],
    ),
    (
        r"hit",
        ["is hit", "flinches", "takes a hit", "staggers from a blow"],
    ),
    (
        r"idle_2_?headlow|idle_?headlow",
        ["stands with its head low", "sniffs the ground", "idles with the head lowered",
         "lowers its head and waits"],
    ),
    (
        r"idle_2$|idle_2\b",
        ["looks around", "stands and looks about", "waits and turns its head"],
    ),
    (
        r"idle",
        ["stands still", "idles", "is standing and breathing", "waits",
         "stands calmly"],
    ),
    (
        r"wag_?tail",
        ["wags its tail", "wagging its tail", "is wagging its tail",
         "stands and wags its tail", "swings its tail from side to side"],
    ),
    (r"^nod", ["nods", "nods its head", "moves its head up and down"]),
    (
        r"shake_head",
        ["shakes its head", "turns its head left and right", "looks left and right"],
    ),
    (
        r"eat",
        ["eats", "is eating", "grazes", "bends down to eat from the ground"],
    ),
    (
        r"death|dead|die",
        ["dies", "falls over dead", "collapses to the ground", "falls down"],
    ),
    (
        r"headbutt|head_but",
        ["attacks with its head", "headbutts", "rams with its head"],
    ),
    (
        r"kick",
        ["kicks", "kicks with its hind legs", "lashes out with a kick"],
    ),
    (
        r"attack|bite",
        ["attacks", "bites", "lunges and bites", "snaps at something"],
    ),
    (
        r"walk",
        ["walks", "is walking", "walks forward", "walks at a slow pace", "strolls"],
    ),
    (r"run", ["runs", "is running", "runs forward", "jogs quickly"]),
    (r"swim", ["swims", "is swimming", "swims along"]),
    (r"fly|flap", ["flies", "is flying", "flaps its wings"]),
    (r"wave|hello", ["waves", "waves hello", "greets with a raised hand"]),
    (r"dance", ["dances", "is dancing"]),
    (r"cheer", ["cheers", "raises its arms and cheers"]),
    (r"punch", ["punches", "throws a punch"]),
    (r"roll|dodge", ["dodges", "rolls out of the way"]),
    (r"shoot|aim|reload", ["shoots", "fires a weapon"]),
    (r"yes", ["nods", "says yes"]),
    (r"no$", ["shakes its head", "says no"]),
    (r"sit", ["sits", "sits down"]),
    (r"lie|sleep", ["lies down", "lies on the ground"]),
]  # fmt: skip


def subjects(rig_file):
    parts = rig_file.lower().split("/")
    stem, pack = parts[-1].rsplit(".", 1)[0], parts[-2] if len(parts) > 1 else ""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", parts[-1].rsplit(".", 1)[0])
    words = words.replace("_", " ").replace("-", " ").lower()
    own = SUBJECTS.get(stem, [("an " if words[0] in "aeiou" else "a ") + words])
    return own, GENERIC.get(pack, ["a character"])


def clip_words(clip_name):
    """The clip's own name as words, without the armature's."""
    name = clip_name.split("|")[-1]
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")
    return re.sub(r"\s+", " ", name).strip().lower()


def captions(rig_file, clip_name):
    """All sentences of a clip, most specific first."""
    own, generic = subjects(rig_file)
    key = clip_name.split("|")[-1].lower()
    phrases = next((p for r, p in ACTIONS if re.search(r, key)), [clip_words(key)])
    found = [f"{s} {p}" for s in own + generic for p in phrases]
    found += [clip_words(clip_name), *phrases]
    return list(dict.fromkeys(found))
