"""Scenes in which more moves than the rig's bones: everything keeps its time and its
place relative to the take, in every kind of file."""

import pytest
from test_command import check

# The scene's last frame in the .blend and in exchange files, where it is not the
# take's. A .blend's scene does not grow beyond what the artist set.
KINDS = {
    "turntable": (90, 90),
    "lift": (60, 60),
    "escort": (70, 70),
    "bulge": (90, 90),
    "begun": (None, None),
    "clouds": (150, 150),
    "beyond": (60, 500),
    "walkway": (None, None),
    "slide": (45, 45),
    "rails": (40, 40),
    "leash": (30, 30),
    "driven": (250, 250),
    "track": (40, 40),
    "gait": (None, None),
    "rider": (69, 69),
    "twins": (39, 39),
}
EVERYWHERE = ("turntable", "gait", "rails")


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    """scenes(blender, kind): (path, first frame) of a built scene."""
    folder, built = tmp_path_factory.mktemp("scenes"), {}

    def make(blender, kind):
        path = folder / f"{kind}-{blender.name}.blend"
        if path not in built:
            built[path] = blender.scenario("movers", "build", kind=kind, path=str(path))
        return path, built[path]

    return make


def take(blender, source, out, model, *extra):
    """The report of a run on the rig."""
    report = out.with_suffix(out.suffix + ".json")
    done = blender.batch(
        "animate", "--input", source, "--prompt", "walk", "--output", out, "--armature",
        "Rig", "--model", model, "--report", report, *extra,
    )  # fmt: skip
    return check(done, 0, report)


def keeps(blender, scenes, model, folder, kind, endings):
    source, first = scenes(blender, kind)
    blend = folder / "o.blend"
    last = first + take(blender, source, blend, model)["frames"] - 1
    exported = [folder / f"o.{ending}" for ending in endings]
    for path in exported:
        take(blender, source, path, model)
    got = blender.scenario(
        "movers", "outcome", source=str(source), blend=str(blend),
        exported=[str(path) for path in exported], first=first, last=last,
    )  # fmt: skip
    print(kind, got)
    assert got["way"] > 0.2
    assert max(got["off"].values()) < 1e-5
    end, end_exported = (max(last, end or 0) for end in KINDS[kind])
    assert got["range"] == [first, end]
    for ending, found in got["files"].items():
        # % of the body, at every frame of the take.
        assert max(found["worst"].values()) < 0.05, (ending, found["worst"])
        assert found["missing"] == []
        clips = {name.split("|")[-1]: ends for name, ends in found["clips"].items()}
        seconds = (last - first) / found["rate"]
        assert clips["walk"] == pytest.approx((0, seconds), abs=1e-3)
        if end_exported == last:
            assert set(clips) == {"walk"}
        else:
            seconds = (end_exported - first) / found["rate"]
            assert clips["Scene"] == pytest.approx((0, seconds), abs=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_all_keep_time_and_place(debian, native, scenes, fake_model, tmp_path, kind):
    keeps(debian, scenes, fake_model, tmp_path, kind, ["glb", "fbx"])


@pytest.mark.parametrize("kind", EVERYWHERE)
def test_in_every_blender(blender, native, scenes, fake_model, tmp_path, kind):
    keeps(blender, scenes, fake_model, tmp_path, kind, ["glb"])
