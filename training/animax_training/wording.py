"""Captions said in other words: what an artist adds to a motion and what does not
change it.

A caption (captions.py, or one of a creature made by code) has VARIANTS wordings; which
one is drawn is up to the caller's generator, each is always the same. Their number is
limited so that the text encoder's cache of sentences helps.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from . import additions, english, paraphrases, phrases, sources

VARIANTS = 40
PLAIN = 8  # the first of them are the caption itself
MAX_WORDS = 22  # names of animals are several tokens each, and the encoder reads 32
MASK = (1 << 64) - 1


class Draw:
    """Numbers from a seed (splitmix64): a NumPy generator takes longer to make than a
    wording."""

    def __init__(self, seed: int) -> None:
        self.state = seed & MASK

    def below(self, count: int) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return ((z ^ (z >> 31)) >> 16) % count

    def one(self, of: Sequence[str]) -> str:
        return of[self.below(len(of))]

    def percent(self, chance: int) -> bool:
        return self.below(100) < chance


class Parts(NamedTuple):
    """What a caption is made of. Forms that it does not have are empty."""

    subject: str  # with its article
    noun: str  # without
    phrase: str
    bare: str  # "walk"
    progressive: str  # "walking"
    names: tuple[str, ...]  # "walk cycle"
    kind: str  # of additions.KINDS


def vary(sentence: str, action: str, rng: np.random.Generator) -> str:
    """A wording of a caption of an action, which may be one that actions.py does not
    have. Low numbers come more often: the cache has them sooner."""
    return variant(sentence, action, int(rng.integers(VARIANTS, size=2).min()))


def variant(sentence: str, action: str, number: int) -> str:
    """The caption's wording of a number below VARIANTS."""
    if number < PLAIN or not sentence.strip():
        return sentence
    seed = zlib.crc32(sentence.encode()) << 16 ^ zlib.crc32(action.encode())
    draw = Draw(seed << 8 ^ number)
    parts = parts_of(sentence, action)
    said = stated(parts, draw)
    if len(said.split()) > MAX_WORDS:
        return sentence
    return surface(added(said, parts, draw), draw)


@cache
def vocabulary() -> tuple[frozenset[str], frozenset[str], dict[str, str]]:
    """Verbs in the third person, subjects, and {verb phrase: first phrase of its
    motion}, which is "" where several motions have it."""
    motion: dict[str, str] = {}
    for first, said in paraphrases.all_phrases():
        for phrase in said:
            motion[phrase] = first if motion.get(phrase, first) == first else ""
    motion |= {first: first for first, _ in paraphrases.all_phrases()}
    made = [phrase for said in phrases.MADE.values() for phrase in said]
    firsts = {phrase.split(" ", 1)[0].removesuffix(",") for phrase in (*motion, *made)}
    verbs = {v for v in firsts if english.third_person(v)} | {"is"}
    subjects = {
        name
        for source in sources.load()
        for entry in source.rigs.values()
        for name in entry.subjects + source.generic_subjects
    }
    return frozenset(verbs), frozenset(subjects), motion


@lru_cache(maxsize=65536)
def parts_of(sentence: str, action: str) -> Parts:
    verbs, subjects, motion = vocabulary()
    plain = sentence.strip().rstrip(".!")
    if plain.split(" ", 1)[0].lower() in english.ARTICLES:
        plain = plain[0].lower() + plain[1:]
    subject, phrase = english.split(plain, verbs, subjects)
    first = motion.get(phrase, "")
    return Parts(
        subject,
        subject.split(" ", 1)[1] if subject else "",
        phrase,
        english.bare(phrase, verbs) or "",
        english.progressive(phrase, verbs) or "",
        additions.names(first),
        additions.kind(action, first),
    )


def stated(parts: Parts, draw: Draw) -> str:
    """Who does what, as a sentence, as a wish or as a title."""
    subject = who(parts, draw)
    way = draw.below(100)
    if way < 14 and parts.progressive:
        if not subject:
            return parts.progressive
        return draw.one(("{} {}", "{} is {}")).format(subject, parts.progressive)
    if way < 24 and (parts.bare or parts.progressive):
        return wish(parts, subject, draw)
    if way < 38:
        return title(parts, subject, draw)
    if subject:
        return f"{subject} {parts.phrase}"
    if english.third_person(parts.phrase.split(" ", 1)[0]) and draw.percent(25):
        return f"{draw.one(additions.PRONOUNS)} {parts.phrase}"
    return parts.phrase


def who(parts: Parts, draw: Draw) -> str:
    """The subject, perhaps with another article and an adjective."""
    if not parts.subject or draw.percent(45):
        return parts.subject
    noun = parts.noun
    if draw.percent(45):
        taken = set(noun.split())
        adjective = draw.one(additions.ADJECTIVES)
        if not taken & additions.clashes(adjective):
            noun = f"{adjective} {noun}"
    return f"{determiner(noun, draw)} {noun}"


def determiner(noun: str, draw: Draw) -> str:
    return (
        english.article(noun) if draw.percent(60) else draw.one(additions.DETERMINERS)
    )


def wish(parts: Parts, subject: str, draw: Draw) -> str:
    """ "make the dog walk" """
    subject = subject or "it"
    if parts.bare and draw.percent(60):
        return draw.one(additions.MAKE).format(subject, parts.bare)
    if parts.progressive and subject != "it":
        return draw.one(additions.ANIMATE).format(subject, parts.progressive)
    return parts.bare or parts.progressive


def title(parts: Parts, subject: str, draw: Draw) -> str:
    """ "dog, walk cycle" """
    if parts.names and draw.percent(70):
        name = draw.one(parts.names)
        if not subject or draw.percent(25):
            return name
        form = draw.one(additions.TITLES)
        return form.format(name=name, noun=parts.noun, subject=subject)
    short = parts.bare or parts.progressive or parts.phrase
    if draw.percent(40):
        short = short.replace(" its ", " ", 1)
    if not subject or draw.percent(25):
        return short
    return draw.one(("{}: {}", "{}, {}")).format(parts.noun, short)


def added(said: str, parts: Parts, draw: Draw) -> str:
    """With up to two additions, where there is room for them."""
    lists = additions.fitting(parts.kind, parts.phrase)
    count = (0, 0, 1, 1, 1, 1, 1, 2, 2)[draw.below(9)]
    used: list[additions.Additions] = []
    for _ in range(count):
        found = lists[draw.below(len(lists))]
        addition = draw.one(found.said)
        room = len(said.split()) + len(addition.split()) <= MAX_WORDS
        if found in used or not room:
            continue
        used.append(found)
        if draw.percent(found.leads):
            comma = "," if draw.percent(70) else ""
            said = f"{addition}{comma} {said}"
        else:
            said = f"{said} {addition}"
    return said


def surface(said: str, draw: Draw) -> str:
    """Capital letter, full stop, and now and then a slip."""
    if draw.percent(4):
        said = slip(said, draw)
    way = draw.below(100)
    if way < 18:
        said += "."
    elif way < 21:
        said += "!"
    if way < 12 or 60 < way < 70:
        said = said[0].upper() + said[1:]
    return said


def slip(said: str, draw: Draw) -> str:
    """The article is forgotten, or two letters of a long word change places."""
    words = said.split()
    if words[0] in english.ARTICLES and draw.percent(50):
        return " ".join(words[1:])
    n = draw.below(len(words))
    if len(words[n]) < 6 or not words[n].isalpha():
        return said
    at = 1 + draw.below(len(words[n]) - 3)
    word = words[n]
    words[n] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)
