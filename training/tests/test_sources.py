"""Data sources: the files that are there, and what is refused. Needs neither PyTorch
nor the rigs."""

import json
import sys
from pathlib import Path

import pytest

TRAINING = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TRAINING))

import golden_sources
from animax_training import (
    actions,
    captions,
    credits,
    paraphrases,
    phrases,
    sources,
    strict,
)

PACK = {
    "pack": "them/pack", "author": "Ada", "licence": "CC-BY-4.0", "family": "animal",
    "rigs": {"Ox.glb": {"subjects": ["an ox"]}}, "clips": {"Walk": "walks"},
}  # fmt: skip


def load(tmp_path, **changes):
    path = tmp_path / "pack.json"
    path.write_text(json.dumps(PACK | changes))
    return sources.load_source(path, sources.shares().families)


def test_all_files_are_in_order():
    found = sources.load()
    assert {s.pack for s in found} >= {"rigs", "quaternius/animals_pack"}
    for source in found:
        assert source.rigs, source.pack


def test_known_rigs():
    fox = "quaternius/animals_pack/Fox.glb"
    assert sources.family(fox) == "animal"
    assert sources.family("quaternius/cyberpunk_pack/Character.glb") == "human"
    assert sources.family("elsewhere/Fox.glb") == sources.OTHER
    assert sources.motion(fox, "AnimalArmature|Gallop")[1][0] == "gallops"
    assert sources.motion("elsewhere/Fox.glb", "A|Gallop")[1][0] == "gallops"


def test_held_out_rigs():
    kept = [
        "quaternius/animals_pack/Husky.glb",
        "quaternius/modular_women/Punk.glb",
        "quaternius__mech_pack__Leela.npz",
        "quaternius__mech_pack__Leela.v0",
        "quaternius__cute_fish_pack__Koi",
        "animals_pack/Husky.glb",
        "Husky.glb",
        "draconis/fire_dragon.glb",
        "draconis__ice_dragon.npz",
    ]
    free = ["quaternius/modular_men/Punk.glb", "quaternius/animals_pack/Wolf.glb"]
    assert all(sources.held_out(f) for f in kept)
    assert not any(sources.held_out(f) for f in free)
    assert len(sources.held_out_rigs()) == 13


@pytest.mark.parametrize(
    "changes, says",
    [
        ({"licens": "MIT"}, "unknown key 'licens'; did you mean 'licence'"),
        ({"family": "animals"}, "did you mean 'animal'"),
        ({"clips": {"Walk": "walk"}}, "clip 'Walk': unknown key 'walk'"),
        ({"rigs": {"Ox.glb": {"subjects": []}}}, "Ox.glb has no subjects"),
        ({"rigs": {"Ox.glb": {"subjects": "an ox"}}}, "expected a list"),
        ({"rigs": {"Ox.glb": {"subjects": ["an ox"], "held": True}}}, "held_out"),
        ({"rigs_per_variant": "6"}, "expected an integer, found '6'"),
        ({"licence": " "}, "licence is empty"),
        ({"rigs": {}, "family": "animals"}, "did you mean 'animal'"),
        ({"clips": {"Dig": {"action": "digs", "phrases": ["digs"]}}}, "key 'digs'"),
        ({"clips": {"Dig": {"action": "other", "phrases": []}}}, "has no phrases"),
    ],
)
def test_refuses_what_is_not_in_order(tmp_path, changes, says):
    with pytest.raises(strict.ConfigError, match=says.replace(".", r"\.")):
        load(tmp_path, **changes)


@pytest.mark.parametrize(
    "content, says",
    [
        (b'{"clips": {"Walk": "walks", "Walk": "runs"}}', "'Walk' is there twice"),
        (b"\xff", "not UTF-8"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "nested too deep"),
        (b"[]", "expected an object"),
    ],
)
def test_refuses_what_is_no_source(tmp_path, content, says):
    path = tmp_path / "pack.json"
    path.write_bytes(content)
    with pytest.raises(strict.ConfigError, match=says):
        sources.load_source(path, sources.shares().families)


def test_refuses_a_missing_key(tmp_path):
    path = tmp_path / "pack.json"
    path.write_text(json.dumps({k: v for k, v in PACK.items() if k != "author"}))
    with pytest.raises(strict.ConfigError, match="'author' is missing"):
        sources.load_source(path, sources.shares().families)


def test_motions_of_a_file(tmp_path):
    own = {"action": "other", "phrases": ["pulls a lever"]}
    source = load(tmp_path, clips={"Walk": "walks", "Lever": own, "T-Pose": None})
    assert source.clips["Lever"].phrases == ["pulls a lever"]
    assert source.clips["T-Pose"] is None and source.generic_subjects == ["a character"]


def test_captions():
    found = captions.captions("quaternius/animals_pack/Fox.glb", "A|Gallop")
    assert "a fox gallops" in found and "an animal runs fast" in found
    jump = captions.captions("quaternius/animals_pack/Fox.glb", "A|Gallop_Jump")
    assert "a fox gallops" not in jump
    unlisted = captions.captions("x/Odd-Rig.glb", "Some_Thing")
    assert unlisted[0] == "an odd rig some thing"


def test_left_is_right_in_a_mirror():
    found = captions.captions(
        "quaternius/animals_pack/Fox.glb", "Idle_HitReact_Left" + captions.MIRRORED
    )
    assert "a fox is hit from the right" in found
    assert not any("left" in f for f in found)
    both = captions.captions("x/Fox.glb", "No" + captions.MIRRORED)
    assert "looks left and right" in both


def test_paraphrases_belong_to_an_action():
    first = {found[0] for _, _, found in actions.ACTIONS if found}
    first |= {
        motion.phrases[0]
        for source in sources.load()
        for motion in source.clips.values()
        if isinstance(motion, sources.OwnMotion)
    }
    made = {key for key in paraphrases.MORE if key.startswith(phrases.OF_MADE)}
    assert set(paraphrases.MORE) - made == first
    assert paraphrases.of(["is hit from the right"])[0] == "is struck on the right"


def test_credits(tmp_path):
    index = {"mine/a.glb": {"licence": "CC-BY-4.0", "author": "Ada"}}
    assert credits.credit("mine/a.glb", index)[:2] == ("Ada", "CC-BY-4.0")
    assert credits.credit("mine/b.glb", index)[1] == credits.UNKNOWN
    fox = credits.credit("quaternius/animals_pack/Fox.glb", {})
    assert fox == ("Quaternius", "CC0-1.0", "https://quaternius.com")
    # A rig of the same name in another folder is not Quaternius'.
    assert credits.credit("mine/animals_pack/Fox.glb", {})[0] == credits.UNKNOWN
    credits.write([("mine/b.glb", credits.credit("mine/b.glb", {}), 2)], tmp_path / "C")
    assert "unknown" in (tmp_path / "C").read_text()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[", "not JSON"),
        ("{}", "expected a list"),
        ('[{"file": "a.glb"}, {"name": "b.glb"}]', "row 2 is no object with a 'file'"),
        ('["a.glb"]', "row 1 is no object with a 'file': 'a.glb'"),
    ],
)
def test_an_index_that_is_wrong_is_a_sentence(tmp_path, text, says):
    (tmp_path / "index.json").write_text(text)
    with pytest.raises(strict.ConfigError, match=says):
        credits.read_index(tmp_path)


def golden_hashes():
    """(file, script, hash that it names) of every golden file."""
    folder = golden_sources.ROOT / "native/tests/golden"
    for path in sorted(folder.rglob("*.safetensors")):
        data = path.read_bytes()
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
        named = header["__metadata__"]
        yield path.name, named["generator"], named["generator_sha256"]
    texts = {
        "tokenizer.txt": golden_sources.TOKENIZER,
        "unigram.txt": golden_sources.UNIGRAM,
    }
    for name, script in texts.items():
        first = (folder / name).read_text().split("\n", 1)[0]
        yield name, script, first.removeprefix("# ")


def test_golden_files_come_from_the_sources_that_are_here():
    """If this fails: run the script again, which keeps a file's numbers where they are
    the same (native/tests/golden/README.md)."""
    named = list(golden_hashes())
    assert len(named) >= 11
    assert {script for _, script, _ in named} == set(golden_sources.SOURCES)
    wrong = {
        name: script
        for name, script, found in named
        if found != golden_sources.sources_sha256(script)
    }
    assert not wrong
