"""Scenes in which more moves than the rig's bones: everything keeps its time and its
place relative to the take, in every kind of file."""

import numpy as np
import pytest
from test_command import check

# Objects that are the rig's or carry it, in the take's own clip; None: only the rig.
KINDS = {
    "turntable": (90, None),
    "lift": (60, None),
    "escort": (70, "EscortAction"),
    "bulge": (90, "KeyAction"),
    "negative": (20, "BeforeAction"),
    "clouds": (150, "CloudsAction"),
    "beyond": (60, "MoonAction"),
    "walkway": (None, None),
    "slide": (45, None),
    "rails": (40, None),
    "leash": (30, None),
    "driven": (250, None),
    "track": (40, None),
    "gait": (None, None),
    "rider": (69, None),
    "twins": (39, "Nod"),
}
# Whose clip that is.
BESIDE = {
    "EscortAction": "Escort",
    "KeyAction": "Heart",
    "BeforeAction": "Before",
    "CloudsAction": "Clouds",
    "MoonAction": "Moon",
    "Nod": "Twin skin",
}
EVERYWHERE = ("turntable", "walkway", "gait", "rails")


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


def keeps(blender, scenes, model, folder, kind):
    """The .blend: where objects are, how long the scene is."""
    source, first = scenes(blender, kind)
    out = folder / "o.blend"
    frames = take(blender, source, out, model)["frames"]
    probes = list(range(first, first + 2 * frames, 5))
    before = blender.scenario("movers", "places", path=str(source), frames=probes)
    after = blender.scenario("movers", "places", path=str(out), frames=probes)
    for name, matrices in before["places"].items():
        off = np.abs(np.array(matrices) - np.array(after["places"][name])).max()
        assert off < 1e-5, (kind, name, off)
    last = first + frames - 1
    end = max(last, KINDS[kind][0] or 0)
    assert after["range"] == [first, end], (kind, after["range"])
    seen = blender.scenario("movers", "moves", path=str(out))
    assert seen["action"] == "walk" and seen["way"] > 0.2
    return out, first, last, end


@pytest.mark.parametrize("kind", KINDS)
def test_all_keep_time_and_place(debian, native, scenes, fake_model, tmp_path, kind):
    out, first, last, end = keeps(debian, scenes, fake_model, tmp_path, kind)
    source, _ = scenes(debian, kind)
    for ending in ("glb", "fbx"):
        exported = tmp_path / f"o.{ending}"
        take(debian, source, exported, fake_model)
        for alone in (False, True):
            same_place(debian, out, exported, first, last, end, kind, alone)


@pytest.mark.parametrize("kind", EVERYWHERE)
def test_in_every_blender(blender, native, scenes, fake_model, tmp_path, kind):
    out, first, last, end = keeps(blender, scenes, fake_model, tmp_path, kind)
    source, _ = scenes(blender, kind)
    exported = tmp_path / "o.glb"
    take(blender, source, exported, fake_model)
    same_place(blender, out, exported, first, last, end, kind, True)


def same_place(blender, out, exported, first, last, end, kind, alone):
    """Every object of the file at every frame of the take, in % of the body."""
    got = blender.scenario(
        "movers", "compared", blend=str(out), other=str(exported), take="walk",
        first=first, last=last, alone=alone,
    )  # fmt: skip
    print(kind, exported.suffix, got["worst"], got["clips"])
    other = KINDS[kind][1]
    left_out = BESIDE.get(other or "") if alone and exported.suffix == ".glb" else None
    for name, off in got["worst"].items():
        if name != left_out:
            assert off < 0.05, (kind, name, off)
    assert "Skin" in got["worst"] and "Skin" not in got["missing"]
    clips, rate = got["clips"], got["rate"]
    if exported.suffix == ".glb":
        assert clips["walk"] == pytest.approx((0, (last - first) / rate), abs=1e-4)
        if other:
            assert clips[other][1] == pytest.approx((end - first) / rate, abs=0.02)
    else:
        own = clips["Rig|walk"]
        assert own == pytest.approx((0, (last - first) / rate), abs=1e-3)
