"""Takes through given poses: from the current one, through keys, long ones, loops, and
prompts one after another. With the stand-in engine, but for the last test."""

import json
import re
import shutil

import pytest
from conftest import ROOT

# Of the rig's size, or of a value: what the issue asks for.
EXACT = 1e-3


# What each Blender made of all of scenarios/given.py, in one run.
FOUND = {}


@pytest.fixture
def got(blender, native, given_model, fake_model):
    if blender.name not in FOUND:
        FOUND[blender.name] = blender.scenario(
            "given", "everything", model=str(given_model), old=str(fake_model)
        )
    return FOUND[blender.name]


@pytest.mark.parametrize(
    "kind", ["plain", "own scale", "mirrored", "controls", "flat controls", "ik"]
)
def test_poses_reach_the_solver_and_come_back(got, kind):
    seen, turned, moved = got["rigs"][kind]
    print(seen, turned, moved)
    assert seen < EXACT and moved < 1e-6
    # What IK bends has other channels than it shows.
    assert (turned < 1e-6) == (kind != "ik")


@pytest.mark.parametrize("name", ["near", "far", "loop", "in place", "travel"])
def test_from_the_current_pose(got, name):
    take = got["current"][name]
    print(take)
    assert take["off"] < EXACT and take["euler"] < EXACT
    assert take["given"] == [0]
    # Asked to travel, it says that it does not.
    assert ["(--travel)" in w for w in take["warnings"]] == [True] * (name == "travel")
    # The model sees a rig that is 5 m away at its place; the take goes on where it is.
    assert 0.05 < take["given location"] < 1.5
    assert abs(take["away"]) < 1.0
    if name == "loop":
        # 48 frames at 24 fps are 15 at 7.5.
        assert take["frames"] == 15 and take["end"] < EXACT
        assert take["steps"][-1] < 1.5 * max(take["steps"][1:-1])


@pytest.mark.parametrize("kind", ["controls", "half", "ik", "pole", "limits"])
def test_bones_that_more_than_keys_hold(got, kind):
    assert got["current rigs"][kind]["off"] < EXACT


@pytest.mark.parametrize("name", ["all", "reduced", "bones", "current"])
def test_through_keys(got, name):
    take = got["kept"][name]
    print(take)
    assert take["worst"] < EXACT
    # Bones without a key there go their own way.
    assert take["free"] > 0.1
    # Keys at frames 3, 14, 20.5 and 40; 24 / 7.5 = 3.2 frames a generated one.
    assert take["frames"] == 40
    assert take["given"] == [0] * (name == "current") + [1, 4, 6, 12]
    assert (take["first"] < EXACT) == (name == "current")
    assert take["whole"] < EXACT
    # Made again, on top of itself, it goes through the same keys.
    assert take["again"] < 1e-5 and take["source"] == ["Blocking", True]
    assert take["warnings"][0] == [] and "'Blocking'" in take["warnings"][1][0]


def test_fewer_keys_with_poses_kept(got):
    assert got["kept"]["reduced"]["keys"] < 0.5 * got["kept"]["all"]["keys"]


def test_keys_and_time_remapping(got):
    assert got["remapped"]["off"] < EXACT and got["remapped"]["first"] < EXACT
    assert got["remapped"]["frames"] == 100 and got["remapped"]["last"] == 50


def test_a_minute(got):
    # Every frame is generated, none repeated: 60 s at 7.5 a second, at 24 fps.
    assert got["long"]["long"] == [451, 1441, []]
    frames, keys, warnings = got["long"]["reduced"]
    assert frames == 451 and keys < 300 and warnings == []


def test_prompts_one_after_another(got):
    segments, generated, frames = got["long"]["prompts"]
    assert segments == [["walks", 15], ["sits", 22], ["lies", 39]]
    assert generated == 39 and frames == 121
    assert got["long"]["name"] == "walks, sits, lies"


def test_the_engine_closes_loops(got):
    loop = got["long"]["loop"]
    # 60 frames at 24 fps are 18.75 at 7.5: 19, a little faster.
    assert loop["asked"] == [True, 19] and loop["closed"] < 1e-6
    assert loop["steps"][0] == pytest.approx(loop["steps"][1], rel=0.3)
    assert loop["shown"] == pytest.approx([0, 9.5 / 7.5, 0])


SAID = {
    "old": r"stand-in was not trained .*\(--from-current-pose\) and .*\(--keep-keys\)",
    "old prompts": "stand-in was not trained with given frames: several prompts",
    "old length": r"1 to 145 frames at 24 fps \(6.00 s\), not 200",
    "length": r"1 to 1441 frames at 24 fps \(60.00 s\), not 1442",
    "no end": "When does the prompt 'b' end",
    "other end": "makes a take of 49 frames, not of 50",
    "short": "'b' is for the time from 2 to 2 s .* needs 0.27 s",
    "no start": "--at-frame says whose pose --from-current-pose",
    "no action": "plays on 'Rig', but none does",
    "one frame": "Nothing is left to generate",
    "dense": "Nothing is left to generate: .* 10 in this take",
    "tweaked": "leave the NLA's tweak mode",
    "elsewhere": "no keys of the take's bones at frames 1 to 26",
    "ends": "at its first and at its last frame are of different poses",
}


@pytest.mark.parametrize("case", SAID)
def test_refused_before_the_work(got, case):
    code, sentence, unchanged = got["refused"][case]
    assert code == (3 if case in ("no action", "tweaked", "elsewhere") else 2), sentence
    assert re.search(SAID[case], sentence), sentence
    assert unchanged


def test_command_line(debian, native, tmp_path):
    """The engine itself, with random weights: a pose at its frame, prompts, report."""
    tiny, model = ROOT / "blender_tests" / "data" / "tiny_model", tmp_path / "model"
    shutil.copytree(tiny, model)
    spec = json.loads((tiny / "model.json").read_text())
    spec |= {"modalities": ["pose"], "given_frames": True, "context_frames": 2}
    (model / "model.json").write_text(json.dumps(spec))
    rig, out, report = (tmp_path / n for n in ("rig.blend", "out.blend", "r.json"))
    before = debian.scenario("given", "posed_file", path=str(rig))
    done = debian.batch(
        "animate", "--input", rig, "--output", out, "--model", model, "--report",
        report, "--prompt", "walks", "--until", "1.5", "--prompt", "sits down",
        "--frames", 61, "--from-current-pose", "--at-frame", 7, fake=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    words = json.loads(report.read_text())
    assert words["prompts"] == [
        {"prompt": "walks", "until": 1.5}, {"prompt": "sits down", "until": 2.5}
    ]  # fmt: skip
    assert words["poses_kept"] == 1 and words["frames"] == 61
    after = debian.scenario("given", "first_pose", path=str(out))
    off = max(abs(a - b) for a, b in zip(before, after, strict=True))
    assert off < EXACT
