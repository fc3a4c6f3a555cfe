"""The status says what happened: broken streams, full disks, signals, odd scenes."""

import re

import pytest
import stream_trials


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    from conftest import BLENDERS, native_path

    if native_path() is None or not BLENDERS:
        pytest.skip("the native module is not built; make build")
    folder = tmp_path_factory.mktemp("streams")
    stream_trials.make_rigs(BLENDERS[0], folder)
    return folder


QUICK = [trial for trial in stream_trials.TRIALS if trial.quick]


@pytest.mark.parametrize("trial", QUICK, ids=lambda trial: trial.name)
def test_trial(debian, base, fake_model, trial):
    assert not stream_trials.run_trial(debian, trial, base, fake_model)


def test_full_disk(blender, native, tmp_path):
    found = blender.scenario("streams", "full_disk", folder=str(tmp_path))
    assert not found["wrong"] and not found["left"], found


def test_signals(debian, native, fake_model, tmp_path):
    found = debian.scenario(
        "streams", "signals", folder=str(tmp_path), model=str(fake_model)
    )
    print(found)
    assert found["early"] == [130, "animax: Cancelled; no output was written.\n"]
    # Nothing was done, so the status is not 0.
    assert found["exit"][0] == 3 and not found["written"]
    status, said = found["between"]
    assert status == 130 and "outputs written before it: 1." in said
    assert found["outputs"] == ["a.blend"]
    assert found["at once"] == [] and found["later"] == [130]


SAYS = {
    "location": (3, "location, rotation or scale that is no finite number"),
    "bone nan": (3, "The bone 'bone.3' of .* position that is not finite"),
    "bone far": (3, "bone 'bone.2' has the length 1e"),
    # Put right where the take does not go through it.
    "pose nan": (0, "^$"),
    "kept pose": (3, "The bone 'bone.2' of .* a pose that is no finite number"),
    "rate nan": (3, "frame rate is divided by nan; set Frame Rate and Base"),
    "rate low": (2, r"At 1e-06 frames per second .* single frame; .*--fps"),
    "last frame": (2, "would end at frame 1048575, but Blender's last one is 1048574"),
    "last but one": (0, "^$"),
    "rate": (2, r"At 2.4e\+06 frames per second .* more than 100000; .*--fps"),
    "not UTF-8": (0, "^$"),
    "temporary": (5, "Blender can make no temporary folder in .*TMPDIR"),
    "folder gone": (2, "o.blend is relative to the current folder, .* been deleted"),
}


def test_odd_scenes(debian, native, fake_model, tmp_path):
    found = debian.scenario(
        "streams", "odd_scenes", folder=str(tmp_path), model=str(fake_model)
    )
    for name, (status, says) in SAYS.items():
        got, said = found[name]
        assert got == status, (name, got, said)
        assert re.search(says, said), (name, said)
    assert not found["left"]


def test_deep_chain(blender, native, tmp_path):
    path = str(tmp_path / "o.glb")
    assert blender.scenario("streams", "deep_chain", path=path, bones=400) == [400]
