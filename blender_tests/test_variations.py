"""Variations: several takes of one request, ranked; and what the critic warns of."""

import json

import pytest
from test_report import validate

PROMPT = "a chain waves its end up and down until it is tired and stop\u00e9d"
# An Action's name has 63 bytes.
NAMES = [PROMPT, *(f"{PROMPT[:-2]} {n}" for n in (2, 3, 4))]
BY_RANK = [8, 5, 7, 6]


def test_the_best_plays_and_the_others_are_actions(
    blender, native, fake_model, tmp_path
):
    got = blender.scenario(
        "variations", "kept_and_others", model=str(fake_model),
        path=str(tmp_path / "kept.blend"),
    )  # fmt: skip
    print(got)
    some = {"plays": NAMES[0], "same": dict.fromkeys(NAMES, True)}
    assert got["some bones"] == some
    assert got["differ"] == 4 and got["old_is_whole"]
    assert got["plays"] == NAMES[0] and got["played"] == NAMES[3]
    assert got["seeds"] == {n: [s] for n, s in zip(NAMES, BY_RANK, strict=True)}
    report = got["report"]
    assert report["seed"] == 8 and report["ranked_by"] == "match"
    # (cosine + 1) / 2: the model says no scale.
    matches = [0.8, 0.65, 0.6, 0.3]
    assert report["match"] == pytest.approx(0.8)
    for n, row in enumerate(report["variations"]):
        assert row == {"seed": BY_RANK[n], "match": pytest.approx(matches[n]),
                       "confidence": 1.0, "action": NAMES[n]}  # fmt: skip
    assert got["texts"][1] == "Match 0.65, confidence 1.00, seed 5"
    assert got["saved"] == sorted([*NAMES, "Wave"]) and got["warnings"] == []
    steps = [step for step, _, _ in got["lines"]]
    assert steps == sorted(steps) and got["lines"][-1][:2] == [16, 16]
    assert "take 4 of 4" in got["lines"][-1][2]


def test_ranks_warnings_stops_and_files(debian, native, fake_model, tmp_path):
    """In one Blender: to start it takes the longest."""
    spec = json.loads((fake_model / "model.json").read_text())
    spec["critic"] = {"file": "critic.safetensors", "low": 0.1, "high": 0.5}
    (tmp_path / "model.json").write_text(json.dumps(spec))
    got = debian.scenario(
        "variations", "more", model=str(fake_model), low_model=str(tmp_path),
        folder=str(tmp_path),
    )  # fmt: skip
    print(got)
    check_ranks_by_confidence(got["without a critic"])
    check_warnings(got["said"])
    check_stopped(got["stopped"])
    check_files(got["commands"])
    others = [f"Action 'take {n}': of {s}" for n, s in enumerate(BY_RANK[1:], 2)]
    assert got["warnings"] == ["of all", "of 8", *others]


def check_ranks_by_confidence(got):
    report = got["report"]
    assert report["ranked_by"] == "confidence" and "match" not in report
    # Of equals the lower seed.
    assert [row["seed"] for row in report["variations"]] == [6, 8, 7, 5]
    assert {row["match"] for row in report["variations"]} == {None}
    assert report["seed"] == 6 and report["confidence"] == pytest.approx(0.9)
    (said,) = got["warnings"]
    assert "ranked by confidence" in said and got["alone"] == []
    assert report["amplified"] == 1.5  # the engine's own choice
    assert got["twice"] == {"asked": 2.0, "amplified": 2.0}
    unknown = got["unknown words"]
    # Nothing is to be expected of them.
    assert unknown["report"]["amplified"] == 1
    assert "match" not in unknown["report"]
    assert unknown["report"]["ranked_by"] == "confidence"
    words, unseen, ranked = unknown["warnings"]
    assert 'does not know any word of the prompt ("x-one")' in words
    assert unseen.startswith("No joint was seen") and "by confidence" in ranked


def check_stopped(got):
    assert got["generating"] == ["Cancelled; the scene is unchanged.", []]
    # Two were written by then.
    assert got["writing"] == [3, []]
    names, (said,) = got["bad other"]
    assert names == [NAMES[0], None, NAMES[2], NAMES[3]]
    assert said.startswith("The take with the seed 5 was not written")
    text, changed = got["bad best"]
    assert "not finite" in text and changed == []


def check_warnings(got):
    several, none = got.pop("several"), got.pop("none")
    matches = {name: match for name, (match, _) in got.items()}
    said = {name: texts for name, (_, texts) in got.items() if texts}
    assert matches == {
        "good": 0.75, "still": 0.75, "just moves": 0.75, "idle asked for": 0.75,
        "low": 0.14, "not low": 0.16, "low by its own scale": 0.05, "half": 0.5,
        "above": 1.0,
    }  # fmt: skip
    assert said.keys() == {"still", "low", "low by its own scale"}
    assert "at 24 % of the speed" in said["still"][0] and len(said["still"]) == 1
    assert "(match 0.14). Try variations" in said["low"][0]
    # The best of several.
    assert "(match 0.10). Try more variations" in several[0] and none == []


def check_files(got):
    assert got["status"] == 2
    whole, best, refused = got["all.blend"], got["best.glb"], got["all.glb"]
    for report in (whole, best, refused):
        validate(report)
    names = ["wave", "wave 2", "wave 3", "wave 4"]
    assert [row["action"] for row in whole["variations"]] == names
    assert got["all.blend holds"] == names
    assert [row["seed"] for row in best["variations"]] == BY_RANK
    assert [row["action"] for row in best["variations"]] == ["wave", *[None] * 3]
    assert got["best.glb holds"] == ["wave"] or len(got["best.glb holds"]) == 1
    assert whole["seed"] == best["seed"] == 8 and whole["settings"]["seed"] == 5
    assert whole["match"] == pytest.approx(0.8)
    assert "holds one take" in refused["error"] and refused["status"] == 2
