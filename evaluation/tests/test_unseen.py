"""The prompts of the evaluation are unseen: no caption contains them. Needs neither
PyTorch nor rigs."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

from animax_training import actions, paraphrases, sources

from evaluation.nano import classes

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


def test_unseen_prompts_are_in_no_caption():
    words = [set(re.findall(r"[a-z]+", p)) for p in phrases()]
    assert len(classes.UNSEEN) == 40
    for _, prompt, action_class in classes.UNSEEN:
        assert action_class in classes.CLASSES
        assert prompt not in phrases()
        said = set(re.findall(r"[a-z]+", prompt)) - {"its", "a", "an", "the", "with"}
        assert not any(said <= w for w in words), prompt


def test_no_paraphrase_gives_an_unseen_prompt_away():
    rare = set(re.findall(r"[a-z]+", str(paraphrases.MORE)))
    assert not rare & set(TELLTALE.split())


def test_unseen_prompts_are_for_held_out_rigs():
    held = {name.split("/")[1] for name in sources.held_out_rigs()}
    assert {rig for rig, _, _ in classes.UNSEEN} <= held
