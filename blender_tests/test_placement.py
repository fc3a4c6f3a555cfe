"""Rigs that are not in plain sight, tweak mode and time remapping: animated all the
same, with scene and collections as they were, or refused before the work."""

import pytest
from test_command import check

FOUND = ("other_scene", "excluded", "hidden", "disabled", "closed_eye", "tweak")
REFUSED = {"instance": "Make Instances Real", "nowhere": "in no scene"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder, built = tmp_path_factory.mktemp("placed"), set()

    def make(blender, kind):
        path = folder / f"{kind}-{blender.name}.blend"
        if path not in built:
            blender.scenario("placement", "build", kind=kind, path=str(path))
            built.add(path)
        return path

    return make


def take(blender, source, out, model, *extra, status=0):
    report = out.with_suffix(out.suffix + ".json")
    done = blender.batch(
        "animate", "--input", source, "--prompt", "walk", "--output", out, "--model",
        model, "--report", report, *extra,
    )  # fmt: skip
    return check(done, status, report)


@pytest.mark.parametrize("name", ["", "Rig"])
@pytest.mark.parametrize("kind", FOUND)
def test_found(debian, native, made, fake_model, tmp_path, kind, name):
    found(
        debian, made, fake_model, tmp_path, kind, ["--armature", name] if name else []
    )


@pytest.mark.parametrize("kind", ["excluded", "tweak"])
def test_found_everywhere(blender, native, made, fake_model, tmp_path, kind):
    found(blender, made, fake_model, tmp_path, kind, [])


def found(blender, made, model, folder, kind, words):
    source, out = made(blender, kind), folder / "o.blend"
    report = take(blender, source, out, model, *words)
    assert report["warnings"] == []
    before = blender.scenario("placement", "state", path=str(source))
    after = blender.scenario("placement", "state", path=str(out))
    assert after.pop("action") == "walk" and not after.pop("tweak")
    before.pop("action"), before.pop("tweak")
    assert after == before
    glb, plain = folder / "o.glb", folder / "plain.glb"
    take(blender, source, glb, model, *words)
    take(blender, made(blender, "plain"), plain, model)
    got = blender.scenario("placement", "glbs_apart", first=str(plain), second=str(glb))
    print(kind, got)
    assert got["worst"] < 1e-3 and got["way"] > 10


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_before_the_work(debian, native, made, fake_model, tmp_path, kind):
    out = tmp_path / "o.glb"
    words = take(debian, made(debian, kind), out, fake_model, status=3)
    print(words["error"])
    assert REFUSED[kind] in words["error"]
    assert "denoise" not in words["seconds"] and not out.exists()


@pytest.mark.parametrize("kind", ["half", "slow"])
def test_remapped_time(debian, native, made, fake_model, tmp_path, kind):
    """Seconds are those that the artist sees."""
    source, out = made(debian, kind), tmp_path / "o.blend"
    plain = tmp_path / "plain.blend"
    # Every so many frames of the scene one of keys.
    first, step = {"half": (10, 2), "slow": (12, 3)}[kind]
    frames = take(debian, source, out, fake_model)["frames"]
    take(debian, made(debian, "plain"), plain, fake_model)
    got = debian.scenario(
        "placement", "poses_apart", first=str(plain), second=str(out),
        starts=[1, first], frames=frames,
    )  # fmt: skip
    assert got["worst"] < 0.01, got
    glb = tmp_path / "o.glb"
    words = take(debian, source, glb, fake_model)
    assert any("time remapping" in w for w in words["warnings"])
    got = debian.scenario(
        "placement", "compared", blend=str(out), other=str(glb), take="walk",
        first=first, last=first + frames - 4, alone=True, step=step,
    )  # fmt: skip
    print(kind, got)
    assert got["worst"]["Cart"] < 0.05 and got["worst"]["Skin"] < 0.5
    assert got["moved"]["Cart"] > 30


@pytest.mark.parametrize("kind", ["excluded", "tweak", "half"])
def test_button(debian, native, fake_model, kind):
    """The scene's range and collections stay as they are; the frame too, unless the
    take lies elsewhere."""
    got = debian.scenario("placement", "button", kind=kind, model=str(fake_model))
    assert got["said"] == ["FINISHED"] and got["action"] == "wave", got
    # From frame 1 to frame 10, where the take begins.
    assert got["changed"] == (["frame"] if kind == "half" else [])
    assert got["added"] == 0 and not got["tweak"]
    assert got["range"] == ([10, 30] if kind == "half" else [1, 250])
    assert got["excluded"] == ([True] if kind == "excluded" else [])


def test_button_names_the_scene(debian, native, fake_model):
    got = debian.scenario(
        "placement", "button", kind="other_scene", model=str(fake_model)
    )
    assert "'Rig' is in the scene 'Stage'" in got["said"] and got["action"] is None
