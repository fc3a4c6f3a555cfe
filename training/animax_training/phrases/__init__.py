"""Verb phrases by group of motions: {first phrase in actions.py or a source: phrases},
in modules named made_* {key of creatures/sentences.py: phrases}.

No phrase is said of two actions, none leaves out a tempo or a side that its motion has,
and none contains a word of the evaluation's prompts; tests check what can be checked.
"""

from . import (
    feeding,
    fight,
    fighting,
    flying,
    gestures,
    ground,
    heads,
    made_body,
    made_fight,
    made_free,
    made_gestures,
    made_ground,
    made_names,
    mechanisms,
    names,
    people,
    resting,
    rising,
    running,
    still,
    struck,
    swimming,
    walking,
    watching,
    water_air,
    weapons,
    wings,
)  # fmt: skip


def phrases_of(text: str) -> list[str]:
    """Between semicolons, without the breaks of lines; each once."""
    found = (" ".join(part.split()) for part in text.split(";"))
    return list(dict.fromkeys(part for part in found if part))


def joined(*groups: dict[str, str]) -> dict[str, list[str]]:
    """What several modules say of a motion, each phrase once."""
    found: dict[str, list[str]] = {}
    for group in groups:
        for first, text in group.items():
            more = found.setdefault(first, [])
            found[first] = list(dict.fromkeys(more + phrases_of(text)))
    return found


OF_MADE = "made: "  # before the keys of what is said of made creatures only
MADE = joined(
    *(group.SAID for group in (made_ground, made_body, made_fight, made_gestures)),
    made_free.SAID,
)
MADE_NAMES = joined(made_names.SAID)
REAL = joined(
    *(group.SAID for group in (ground, water_air, fight, still, gestures)),
    *(group.SAID for group in (walking, running, swimming, flying, wings, fighting)),
    *(group.SAID for group in (weapons, struck, resting, rising, watching, feeding)),
    *(group.SAID for group in (heads, people, mechanisms)),
)
NAMES = joined(names.SAID)
# Both, so that the evaluation's test of its prompts reads all of them.
MORE = REAL | {
    OF_MADE + words: said + MADE_NAMES.get(words, []) for words, said in MADE.items()
}
