"""What bones' names say: the side of the body, and which part of it.

Names of all rig makers' habits: `upper_arm.L`, `LeftArm`, `l_arm_jnt`, `LHipJoint`,
`mixamorig:LeftToeBase`, `J_Bip_L_Foot`, `Bip01 R Hand`, in Japanese those of
MikuMikuDance. Plain Python, free of bpy.
"""

from __future__ import annotations

import re

# "LeftToeBase" is Left, Toe, Base; "LHipJoint" is L, Hip, Joint.
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_a-zA-Z]+")
LEFT, RIGHT = {"l", "left", "lft"}, {"r", "right", "rgt"}
JAPANESE_SIDES = {"左": 1, "右": -1}

HEAD, NECK, FACE, TAIL, TOE, FOOT, BEHIND = (
    "head", "neck", "face", "tail", "toe", "foot", "behind"
)  # fmt: skip
FRONT_LIMB, BACK_LIMB, ARM, LEG, CONTROL = (
    "front limb", "back limb", "arm", "leg", "control"
)  # fmt: skip

LIMB = re.compile(
    r"leg|foot|feet|paw|shoulder|thigh|shin|hock|limb|toe|knee|ankle|wheel|t[iy]re|"
    r"fin|wing|flipper|scapula|humerus|pelvis|calf|hoof|arm|claw"
)
# In the words of a name, small letters with spaces around them.
PARTS = {
    CONTROL: r" (ik|fk|pole|target|ctrl|control|mch|org|wgt|helper|pt|master) ",
    HEAD: r" (head|skull|cranium)|頭",
    NECK: r" neck|首",
    FACE: (
        r"nose|snout|muzzle|beak|mouth|jaw|tongue|teeth|tooth|fang|cheek|nostril|"
        r"mandible|pupil|eyes? |eyeball|eyelid|brows? | (chin|lips?|face|bill) |"
        r"目|眉|口|鼻|舌"
    ),
    TAIL: r" tail| caudal |tail $|尻尾|しっぽ",
    TOE: r" (toes?|ball|hoof|hooves) |toes? |つま先|足先",
    FOOT: r"foot|feet|ankle| paw|足首",
    BEHIND: r" (cape|cloak|mantle|backpack|rucksack|sting|stinger|butt|rump|exhaust) ",
    FRONT_LIMB: r" (front|fore|anterior) | fore(leg|foot|paw|limb)",
    BACK_LIMB: r" (back|rear|hind|posterior) | hind(leg|foot|paw|limb)",
    ARM: r"arm |hand | wrist|腕|手",
    LEG: r"legs? |thigh|calf|shin |knee|足|ひざ",
}
COMPILED = {part: re.compile(pattern) for part, pattern in PARTS.items()}
# What holds such a word and is something else.
NOT = {
    FOOT: re.compile(r"(foot|feet) ?(back|heel|ball)|heel"),
    BACK_LIMB: re.compile(r"(foot|feet) ?back"),
    TAIL: re.compile(r"(pony|pig|coat|cock|de) ?tail|tailor"),
    ARM: re.compile(r"armou?r|charm"),
    HEAD: re.compile(r"over ?head|arrow ?head"),
}


def words_of(name: str) -> str:
    """ " left toe base ": the name's words in small letters, spaces around each."""
    return " " + " ".join(w.lower() for w in WORD.findall(name)) + " "


def parts_of(name: str) -> set[str]:
    """The parts of the body that a bone's name speaks of."""
    words = words_of(name)
    found = set[str]()
    for part, pattern in COMPILED.items():
        other = NOT.get(part)
        if pattern.search(words) and not (other and other.search(words)):
            found.add(part)
    if not (LIMB.search(words) or side_of(name)[1]):
        # "Back" alone is the spine.
        found -= {FRONT_LIMB, BACK_LIMB}
    return found


def side_of(name: str) -> tuple[str, int]:
    """(the name without its side, 1 for left, -1 for right or 0): equal bones of both
    sides have the same first."""
    for sign, side in JAPANESE_SIDES.items():
        if sign in name:
            return name.replace(sign, "*"), side
    # The last one: "PalmR.L" is the ring finger's part of the left palm.
    for match in reversed(list(WORD.finditer(name))):
        word = match[0].lower()
        side = (word in LEFT) - (word in RIGHT)
        if side:
            rest = name[: match.start()] + "*" + name[match.end() :]
            return rest.lower(), side
    return name.lower(), 0
