"""Phrases of made creatures: whose they are, their sides, and how many are rarer ones.
Needs neither PyTorch nor the rigs."""

import sys
from pathlib import Path

import numpy as np

TRAINING = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TRAINING))

from animax_training import phrases
from animax_training.creatures import rarer, sentences

LANGUAGE = {"left", "right"}


def test_phrases_belong_to_motions():
    made = {*phrases.MADE, *phrases.MADE_NAMES}
    assert made <= set(sentences.PLAIN)
    assert set(rarer.SHARED) <= set(sentences.PLAIN)
    assert set(rarer.SHARED.values()) <= set(phrases.REAL)
    assert [w for w, said in sentences.VERBS.items() if len(said) < 25] == []


def test_sides_are_said_where_a_motion_has_one():
    sided = [
        w for w, said in sentences.PLAIN.items() if all("{side}" in p for p in said)
    ]
    assert len(sided) > 12
    for words in sided:
        assert [p for p in sentences.VERBS[words] if "{side}" not in p] == []
        rng = np.random.default_rng(2)
        said = sentences.sentences("dog", "legs", words, "right", "", rng)
        found = [LANGUAGE & set(text.replace(",", " ").split()) for text in said]
        assert found and all(f == {"right"} for f in found), words


def test_half_of_the_phrases_are_plain():
    rng = np.random.default_rng(1)
    for words, plain in sentences.PLAIN.items():
        drawn = sentences.drawn(words, rng)
        assert drawn[: len(plain)] == plain
        assert (
            len(plain) <= len(drawn) - len(plain) <= max(len(plain), sentences.FEWEST)
        )
    once, again = (sentences.drawn("walk", rng) for _ in range(2))
    assert once != again
