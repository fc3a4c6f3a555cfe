"""A little English grammar for captions: verb forms, articles, and where a caption's
subject ends."""

from __future__ import annotations

import re
from functools import cache

ARTICLES = ("a", "an", "the", "this", "that", "one", "our", "my")
VOWELS = "aeiou"
# Where the rules below are wrong: third person to the verb, verb to its -ing form.
BASES = {
    "is": "be", "has": "have", "does": "do", "goes": "go", "dies": "die", "lies": "lie",
    "ties": "tie", "waltzes": "waltz", "fizzes": "fizz", "whizzes": "whizz",
    "aches": "ache", "axes": "axe", "taxis": "taxi", "tiptoes": "tiptoe", "hoes": "hoe",
    "boogies": "boogie",
}  # fmt: skip
ING = {
    "be": "being", "panic": "panicking", "frolic": "frolicking", "singe": "singeing",
}  # fmt: skip
# Longer verbs that double their last letter.
DOUBLED = frozenset((
    "propel", "patrol", "begin", "admit", "zigzag", "kidnap", "catnap", "emit",
    "expel", "repel", "compel", "permit", "submit", "forbid", "forget", "outrun",
    "sidestep", "jitterbug", "tiptap", "unbar", "uppercut", "level", "tunnel",
    "signal", "shovel", "travel", "duel", "swivel", "channel", "cudgel", "yodel",
    "revel", "dial", "backpedal", "spiral", "reset", "shrivel",
))  # fmt: skip
# Participles without -ed: "is hit" is "being hit", but "is late" stays as it is.
PARTICIPLES = frozenset(
    ("hit", "struck", "hurt", "thrown", "shot", "beaten", "bitten", "caught", "flung")
)
STATES = frozenset(("scared", "tired", "bored", "seated", "tucked", "curled"))
# Plural nouns of subjects: "a robot on two legs".
PLURALS = frozenset(("legs", "wings", "arms", "wheels", "hands", "heads", "eyes"))
# Spelt with a vowel, said without one, or the other way round.
CONSONANT = ("uni", "use", "usu", "eu", "ewe", "one", "ufo", "ura")
VOWEL = ("hour", "honest", "heir")


def article(word: str) -> str:
    """a or an."""
    word = word.lower()
    if word.startswith(VOWEL):
        return "an"
    spoken = word[0] in VOWELS and not word.startswith(CONSONANT)
    return "an" if spoken or word.startswith("unin") else "a"


@cache
def base(verb: str) -> str:
    """ "flies" to "fly"."""
    if verb in BASES:
        return BASES[verb]
    head, _, tail = verb.rpartition("-")
    if head:
        return f"{head}-{base(tail)}"
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    if verb.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return verb[:-2]
    return verb.removesuffix("s")


@cache
def ing(verb: str) -> str:
    """ "run" to "running"."""
    if verb in ING:
        return ING[verb]
    if verb in DOUBLED:
        return verb + verb[-1] + "ing"
    head, _, tail = verb.rpartition("-")
    if head:
        return f"{head}-{ing(tail)}"
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    # One short vowel and one consonant at the end: doubled.
    if re.fullmatch(r"(?:[^aeiou]*|qu)[aeiouy][^aeiouwxy]", verb):
        return verb + verb[-1] + "ing"
    return verb + "ing"


def third_person(word: str) -> bool:
    return (
        len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    )


def each_verb(phrase: str, verbs: frozenset[str], form) -> str:
    """The phrase with its first verb and those joined by "and" or a comma in another
    form."""
    words = phrase.split()
    for n, word in enumerate(words):
        verb = word.removesuffix(",")
        joins = n and (words[n - 1] == "and" or words[n - 1].endswith(","))
        if n == 0 or (joins and verb in verbs):
            words[n] = form(verb) + word[len(verb) :]
    return " ".join(words)


def bare(phrase: str, verbs: frozenset[str]) -> str | None:
    """ "runs and shoots" to "run and shoot"; None where the phrase has no such form."""
    first = phrase.split(" ", 1)[0].removesuffix(",")
    if first == "is" or not third_person(first):
        return None
    return each_verb(phrase, verbs, base)


def progressive(phrase: str, verbs: frozenset[str]) -> str | None:
    """ "runs and shoots" to "running and shooting"; None where it has no such form."""
    first, _, more = phrase.partition(" ")
    if first.endswith("ing"):
        return phrase
    if first == "is":
        second = more.split(" ", 1)[0]
        if second.endswith("ing"):
            return more
        passive = second.endswith("ed") and second not in STATES
        if not (passive or second in PARTICIPLES) or " and " in more:
            return None
    elif not third_person(first.removesuffix(",")):
        return None
    return each_verb(phrase, verbs, lambda verb: ing(base(verb)))


def split(
    sentence: str, verbs: frozenset[str], subjects: frozenset[str]
) -> tuple[str, str]:
    """(subject with its article, or "", verb phrase). A sentence whose subject cannot
    be told has none: all of it is the phrase."""
    words = sentence.split()
    if len(words) < 3 or words[0] not in ARTICLES:
        return "", sentence
    for n in range(min(6, len(words) - 1), 1, -1):
        if " ".join(words[:n]) in subjects:
            return " ".join(words[:n]), " ".join(words[n:])
    known = (n for n in range(2, len(words)) if words[n] in verbs)
    # A verb of another vocabulary: a plural in the subject is rare.
    other = (
        n
        for n in range(2, len(words))
        if third_person(words[n]) and words[n] not in PLURALS
    )
    n = next(known, next(other, 0))
    return (" ".join(words[:n]), " ".join(words[n:])) if n else ("", sentence)
