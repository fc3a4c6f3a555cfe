"""Paraphrases of the verb phrases of actions.ACTIONS and of the sources' own motions.

Each key of MORE is the first verb phrase of a motion there. No paraphrase contains
words that would give one of the evaluation's unseen prompts away; a test checks that
(evaluation/tests/test_unseen.py).
"""

from functools import cache

from . import actions, sources
from .phrases import MORE


def of(phrases):
    """Paraphrases of an action's verb phrases, of which the first is the key."""
    if not phrases:
        return []
    return list(by_first().get(phrases[0], []))


@cache
def by_first():
    """{first phrase: paraphrases}, with a side in place of {side}."""
    return {
        first.format(side=side): [more.format(side=side) for more in said]
        for first, said in MORE.items()
        for side in ("left", "right")
    }


@cache
def all_phrases():
    """[(first phrase of a motion, all its verb phrases), ...] of actions.py, of the
    sources' own motions and of their paraphrases."""
    found = {first: list(said) for first, (_, said) in actions.by_phrase().items()}
    for source in sources.load():
        for motion in source.clips.values():
            if isinstance(motion, sources.OwnMotion):
                found.setdefault(motion.phrases[0], []).extend(motion.phrases)
    for first, said in found.items():
        said += of([first])
    return list(found.items())
