"""Verb phrases by group of motions: {first phrase in actions.py or a source: phrases}.

No phrase is said of two actions, none leaves out a tempo or a side that its motion has,
and none contains a word of the evaluation's prompts; tests check what can be checked.
"""

from . import fight, gestures, ground, still, water_air


def phrases_of(text: str) -> list[str]:
    """Between semicolons, without the breaks of lines; each once."""
    found = (" ".join(part.split()) for part in text.split(";"))
    return list(dict.fromkeys(part for part in found if part))


MORE = {
    first: phrases_of(text)
    for group in (ground, water_air, fight, still, gestures)
    for first, text in group.SAID.items()
}
