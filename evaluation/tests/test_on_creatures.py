"""Figures of the cases on creatures held out whole. Needs no rigs."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

from evaluation.nano import creatures, on_creatures


def row(case, said, blind, speeds):
    return {
        "rig": case.rig.split("/")[1], "prompt": case.prompt, "predicted": said,
        "class": case.action_class, "blind": blind,
        "real": {"speed": 2.0, "jerk": 1.0},
        "seeds": [{"speed": s, "jerk": 1.5} for s in speeds],
    }  # fmt: skip


def test_figures_of_creatures():
    walk, run = creatures.CASES[:2]
    assert (walk.action_class, run.action_class) == ("walk", "run")
    rows = [
        row(walk, ["walk", "walk", "idle"], ["walk", "hit", "hit"], [0.9, 1.0, 2.0]),
        row(run, ["run", "run", "walk"], ["hit", "hit", "hit"], [4.0, 4.2, 3.0]),
    ]
    ceiling = {(walk.rig, walk.clip): 1.0, (run.rig, run.clip): 0.6}
    block = on_creatures.figures([walk, run], rows, ceiling, 0.5)
    assert block["takes"] == 6 and block["recognised"] == pytest.approx(4 / 6)
    assert block["recognised_of_ceiling"] == pytest.approx(4 / 6 / 0.8)
    assert block["recognised_blind"] == pytest.approx(1 / 6)
    assert block["speed_within"] == pytest.approx(4 / 6)  # 0.45 x and 2.1 x are not
    assert block["jerk"] == pytest.approx(1.5)
    assert block["rows"][0]["plan"] == "eight legs" and block["rows"][0]["like"]
    said = "\n".join(on_creatures.text(block, "here"))
    assert "2/3 speed 0.65 x  Spider Walk" in said and "-> idle" in said


def test_classes_of_clips_of_creatures():
    assert on_creatures.of_clip("openclonk/Wipf.glb", "Armature|Hop") == "jump"
    assert on_creatures.of_clip("openclonk/Puka.glb", "Scale") is None
    assert on_creatures.of_clip("quaternius/animals_pack/Fox.glb", "A|Gallop") == "run"


def test_a_creature_that_is_missing_is_named():
    with pytest.raises(ValueError, match="no clip Walk of opendungeons_by/Spider"):
        on_creatures.cases([])


def test_plain_captions():
    said = {(c.rig, c.clip): on_creatures.caption(c) for c in creatures.CASES}
    assert said["opendungeons_by/Spider", "Walk"] == "a spider walks"
    assert said["draconis/ice_dragon", "hover"] == "a dragon hovers"
