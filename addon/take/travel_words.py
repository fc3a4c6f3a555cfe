"""Whether a sentence says that the motion goes somewhere. English, free of bpy.

"walks forward", "runs across the field", "charges" go somewhere; "walks in place" does
not; "walks" alone says neither.
"""

from __future__ import annotations

import re

# Ways of moving, as stems: "walk" stands for walks, walked, walking.
MOVES = (
    "advanc|ambl|bound|canter|climb|crawl|creep|crept|danc|dart|flew|fli|fly|gallop|"
    "glid|go|hobbl|hop|hopp|jog|jogg|jump|leap|limp|lop|lumber|lurch|march|pac|"
    "parad|plod|plodd|pranc|prowl|rac|ran|run|runn|saunter|scamper|scurr|scuttl|"
    "shambl|shuffl|skip|skipp|skitter|slid|slink|slither|sneak|sprint|stagger|stalk|"
    "step|stepp|straf|strid|stroll|strut|strutt|stumbl|swagger|swam|swim|swimm|tipto|"
    "toddl|totter|trot|trott|trudg|waddl|wad|walk|wander"
)
# Ways of moving that go somewhere by themselves.
LEAVES = (
    "approach|charg|chas|dash|depart|escap|flee|fled|pursu|retreat|roam|rush|"
    "straf|travel|travell"
)
ENDINGS = "(?:s|e|es|ed|ing|ies|y)?"
# Where to: right after the verb, or after a few words about how.
LIMBS = "arm|ear|eye|foot|feet|fore|front|hand|hind|hoof|knee|leg|paw|shoulder|wing"
WAYS = (
    r"(?:forwards?|ahead|backwards?|back(?! and forth)|sideways|onwards?|away|off|"
    r"along|across|past|towards?|through|over|into|down the|up to|from \w+|"
    r"to (?:the|its|his|her|their|a|an) (?!beat|rhythm|music|sound|song)\w+|"
    rf"(?:left|right)(?! (?:{LIMBS})))\b"
)
NOT_HOW = (
    r"(?!(?:and|or|but|then|while|with|as|on|its|his|her|their|look|turn|glanc|wav|"
    r"point)\w*\b)"
)
IN_PLACE = re.compile(
    r"\b(?:in place|in one place|on the spot|on a treadmill|on the treadmill|in situ|"
    r"without (?:moving|advancing|going|travell?ing) (?:forwards?|ahead|anywhere|away)|"
    r"(?:stays?|staying|remains?|remaining) (?:in place|put|where (?:it|he|she) is)|"
    r"goes nowhere|going nowhere)\b"
)
SETS_OFF = re.compile(
    rf"\b(?:{LEAVES}){ENDINGS}\b|\bcross(?:es|ing)\b|\bmov(?:es?|ing) {WAYS}|"
    rf"\b(?:{MOVES}){ENDINGS}(?:\s+{NOT_HOW}\w+){{0,3}}?\s+{WAYS}"
)


def goes_somewhere(prompt: str) -> bool | None:
    """True or False where the sentence says so, None where it does not."""
    text = " ".join(prompt.lower().replace(",", " , ").split())
    if IN_PLACE.search(text):
        return False
    return True if SETS_OFF.search(text) else None
