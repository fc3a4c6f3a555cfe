"""Captions in other words: what is added changes nothing, and sides stay true. Needs
neither PyTorch nor the rigs."""

import re
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

TRAINING = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TRAINING))

from animax_training import actions, additions, english, paraphrases, sources, wording

# What any body does when it "attacks": a bite, or a blow with what it holds.
GENERAL = {"attacks"}
TEMPO = re.compile(
    r"\b(slow\w*|fast\w*|quick\w*|brisk\w*|speed\w*|rapid\w*|hurr\w*|rush\w*|limp\w*"
    r"|tired\w*|weary|exhausted|sneak\w*|left|right|backwards?|sideways)\b"
)


def motions():
    """{first phrase: (action, all its phrases)}"""
    known = {first: action for first, (action, _) in actions.by_phrase().items()}
    for source in sources.load():
        for motion in source.clips.values():
            if isinstance(motion, sources.OwnMotion):
                known.setdefault(motion.phrases[0], motion.action)
    return {first: (known[first], said) for first, said in paraphrases.all_phrases()}


def variants(sentence, action):
    return [wording.variant(sentence, action, n) for n in range(wording.VARIANTS)]


def test_no_phrase_is_said_of_two_actions():
    said = defaultdict(set)
    for first, (action, phrases) in motions().items():
        for phrase in (*phrases, *additions.names(first)):
            said[phrase].add(action)
    double = {p: a for p, a in said.items() if len(a) > 1 and p not in GENERAL}
    assert double == {}


def test_tempos_are_kept_apart():
    """Clips of a motion at its own tempo, and slower or faster ones."""
    said = {first: phrases for first, (_, phrases) in motions().items()}
    for first in (
        "walks",
        "swims",
        "flies",
        "sneaks",
        "stands still",
        "turns to the left",
    ):
        slow_or_fast = r"\b(slow\w*|fast\w*|quick\w*|brisk\w*|speed\w*|full)\b"
        assert [p for p in said[first] if re.search(slow_or_fast, p)] == []
    for first, other in (
        ("walks slowly", "fast|quick|brisk|run"),
        ("walks briskly", "slow|lazy|tired"),
        ("swims fast", "slow|calm"),
        ("flies fast", "slow|calm"),
        ("runs", "slow|walk"),
        ("gallops", "slow|walk"),
    ):
        assert [p for p in said[first] if re.search(other, p)] == []


def test_people_have_no_colour():
    found = {w for a in additions.ADJECTIVES for w in a.split()}
    assert found & set(additions.COLOURS)
    texts = [t for p in ("walks", "runs", "waves") for t in variants(f"a man {p}", "")]
    assert not set(" ".join(texts).lower().split()) & set(additions.COLOURS)


def test_names_belong_to_motions():
    assert set(additions.all_names()) <= set(motions())


def test_additions_say_nothing_of_the_motion():
    lists = [additions.TIMES, additions.ASIDES, additions.LASTING, additions.ADJECTIVES]
    lists += [*additions.PLACES.values(), *additions.REASONS.values()]
    said = [text for found in lists for text in found]
    assert len(said) > 300
    assert [text for text in said if TEMPO.search(text)] == []


def test_sides_stay_true():
    checked = 0
    for first, (action, phrases) in motions().items():
        for side, other in (("left", "right"), ("right", "left")):
            if side not in first.split():
                continue
            for phrase in phrases:
                for text in variants(f"a fox {phrase}", action):
                    words = re.findall(r"[a-z]+", text.lower())
                    assert other not in words, text
                    assert side in words or side not in phrase, text
                    checked += 1
    assert checked > 400


def test_articles_fit_and_sentences_are_short():
    subjects = [*sorted(wording.vocabulary()[1]), "a unicorn", "an old owl"]
    wrong = re.compile(r"\b(a [aeio]|an [^aeiouh])")
    for n, subject in enumerate(subjects):
        said = motions()
        first = sorted(said)[n % len(said)]
        for phrase in said[first][1][:8]:
            for text in variants(f"{subject} {phrase}", said[first][0]):
                assert 0 < len(text.split()) <= 24, text
                found = wrong.search(text.lower())
                assert not found or "a one" in found.string, text


def test_wordings_are_the_same_each_time_and_few():
    seen = set()
    for _ in range(2):
        rng = np.random.default_rng(3)
        seen.add(tuple(wording.vary("a dog walks", "walk", rng) for _ in range(500)))
    assert len(seen) == 1
    found = set(next(iter(seen)))
    assert 20 < len(found) <= wording.VARIANTS - wording.PLAIN + 1
    assert "a dog walks" in found


def test_written_sentences_are_understood():
    texts = variants("The crab walks sideways.", "walk")
    assert len({t.split(".")[0] for t in texts}) > 15
    assert all("." not in t[:-1] and "sideways" in t for t in texts)
    long = "a crab " + "and another crab " * 8 + "walks"
    assert all(t == long or len(t.split()) <= 24 for t in variants(long, "walk"))


def test_unknown_motions_get_neutral_additions_only():
    for text in variants("the crab zorbs along", "zorb"):
        assert "zorb" in text.lower()
    places = {p for kind in additions.PLACES.values() for p in kind}
    places -= {*additions.TIMES, *additions.ASIDES}
    said = " ".join(variants("a crab zorbs", "zorb"))
    assert [p for p in places if p in said] == []
    assert wording.variant("", "walk", 39) == ""


@pytest.mark.parametrize(
    "phrase, bare, progressive",
    [
        ("runs and shoots", "run and shoot", "running and shooting"),
        ("flies", "fly", "flying"),
        ("dies", "die", "dying"),
        ("is hit from the left", None, "being hit from the left"),
        ("is walking", None, "walking"),
        ("is late and runs", None, None),
        ("punches an enemy", "punch an enemy", "punching an enemy"),
        ("swims in bursts", "swim in bursts", "swimming in bursts"),
        ("goes for a walk", "go for a walk", "going for a walk"),
        ("breathes fire", "breathe fire", "breathing fire"),
        ("gallops and jumps", "gallop and jump", "galloping and jumping"),
        ("falls and beats its wings", "fall and beat its wings",
         "falling and beating its wings"),
    ],
)  # fmt: skip
def test_verb_forms(phrase, bare, progressive):
    verbs = wording.vocabulary()[0]
    assert english.bare(phrase, verbs) == bare
    assert english.progressive(phrase, verbs) == progressive


@pytest.mark.parametrize(
    "sentence, subject, phrase",
    [
        ("a tiny flying alien flies", "a tiny flying alien", "flies"),
        ("a robot on two legs runs", "a robot on two legs", "runs"),
        ("the crab scuttles along", "the crab", "scuttles along"),
        ("a stegosaurus walks", "a stegosaurus", "walks"),
        ("walks past", "", "walks past"),
    ],
)
def test_subjects_end_where_the_verb_begins(sentence, subject, phrase):
    verbs, subjects, _ = wording.vocabulary()
    assert english.split(sentence, verbs, subjects) == (subject, phrase)
