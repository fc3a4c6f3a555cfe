"""The prompts of the evaluation are unseen: no caption contains them. Needs neither
PyTorch nor rigs."""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

from animax_training import (
    actions,
    additions,
    english,
    paraphrases,
    sources,
    wording,
)

from evaluation.nano import classes, creatures

# Words by which an unseen prompt could be recognised: they are in no paraphrase.
TELLTALE = """trots ambles races race dashes nibbles collapses keels hops agrees recoils
stroll marches hurries slain blade boxes strides chases tears victim jaws goodbye music
paddles pond glides cruises buzzes puddle rock"""


def phrases():
    found = {p for _, _, said in actions.ACTIONS for p in said}
    found |= {p for said in paraphrases.MORE.values() for p in said}
    for source in sources.load():
        for motion in source.clips.values():
            if isinstance(motion, sources.OwnMotion):
                found |= set(motion.phrases)
    return found


def made_sentences():
    """All strings of the generator of made creatures: its sentences are among them."""
    folder = ROOT / "training/animax_training/creatures"
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text())
        owners = (ast.Module, ast.ClassDef, ast.FunctionDef)
        docs = {ast.get_docstring(n, clean=False) for n in ast.walk(tree)
                if isinstance(n, owners)}  # fmt: skip
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and text not in docs:
                yield text


def added():
    """What wording.py adds to captions."""
    found = {n: v for n, v in vars(additions).items() if n.isupper()}
    found["NAMES"] = list(additions.NAMES.values())
    return words(str(list(found.values())))


def other_forms():
    """Words of the verb phrases as wording.py puts them."""
    verbs = wording.vocabulary()[0]
    forms = (english.bare, english.progressive)
    return words(" ".join(form(p, verbs) or "" for p in phrases() for form in forms))


def words(text):
    return set(re.findall(r"[a-z]+", text.lower()))


def test_unseen_prompts_are_in_no_caption():
    words = [set(re.findall(r"[a-z]+", p)) for p in phrases()]
    assert len(classes.UNSEEN) == 40
    for _, prompt, action_class in classes.UNSEEN:
        assert action_class in classes.CLASSES
        assert prompt not in phrases()
        said = set(re.findall(r"[a-z]+", prompt)) - {"its", "a", "an", "the", "with"}
        assert not any(said <= w for w in words), prompt


def test_no_wording_is_an_unseen_prompt():
    small = {"its", "a", "an", "the", "with"}
    unseen = [words(prompt) - small for _, prompt, _ in classes.UNSEEN]
    action = {first: action for first, (action, _) in actions.by_phrase().items()}
    checked = 0
    for first, said in paraphrases.all_phrases():
        for phrase in said:
            for n in range(wording.PLAIN, wording.VARIANTS, 5):
                text = wording.variant(f"a fox {phrase}", action.get(first, ""), n)
                found = words(text)
                assert not any(prompt <= found for prompt in unseen), text
                checked += 1
    assert checked > 10_000


def test_no_paraphrase_gives_an_unseen_prompt_away():
    # The keys are actions' own phrases.
    rare = words(str(list(paraphrases.MORE.values()))) | added() | other_forms()
    assert rare & set(TELLTALE.split()) == set()


def test_unseen_prompts_are_for_held_out_rigs():
    held = {name.split("/")[1] for name in sources.held_out_rigs()}
    assert {rig for rig, _, _ in classes.UNSEEN} <= held


def test_prompts_for_creatures_are_in_no_sentence_of_training():
    telltale = words(creatures.TELLTALE)
    subjects = {
        name
        for source in sources.load()
        for entry in source.rigs.values()
        for name in entry.subjects + source.generic_subjects
    }
    said = words(" ".join(phrases() | subjects | set(made_sentences())))
    said |= added() | other_forms()
    assert said & telltale == set()
    for case in creatures.CASES:
        assert words(case.prompt) & telltale, case.prompt
    assert telltale <= words(" ".join(c.prompt for c in creatures.CASES))


def test_creatures_are_held_out_and_described():
    cases, of_training = creatures.CASES, set(sources.rigs_by_key())
    assert len(cases) == len({c.prompt for c in cases}) == 40
    assert len(creatures.CREATURES) >= 8 and len(creatures.SEEDS) == 3
    assert {c.rig for c in cases} == set(creatures.CREATURES)
    described = {
        sources.key_of(f"{s.pack}/{name}"): s.clips
        for s in (*creatures.described(), *sources.load())
        for name in s.rigs
    }
    for case in cases:
        assert case.clip in described[sources.key_of(case.rig)], case
        assert case.action_class in classes.CLASSES
        # A rig that training knows of must be held out there.
        assert sources.held_out(case.rig) or sources.key_of(case.rig) not in of_training
    for creature in creatures.CREATURES.values():
        for rig in creature.like:
            assert sources.key_of(rig) in of_training and not sources.held_out(rig)
