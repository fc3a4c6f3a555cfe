"""The pose that is being denoised, shown in the viewport while a job runs."""

import sys
from itertools import pairwise
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from addon.views.read_png import read_png


def test_the_figure_is_where_the_rig_is(blender, native, fake_model):
    got = blender.scenario("live", "geometry", model=str(fake_model))
    print(got)
    for name, one in got.items():
        assert one["shape"] == [2, 3, 2, 3] and one["type"] == "float32", name
        # float32, and lines of about a unit up to 9 units from the origin.
        assert one["off"] < 1e-5 and one["higher"] < 1e-5, name
        # 7.5 poses a second, two poses.
        assert one["number"] == 1 and one["poses"] == [0, 1, 0, 0]
    # The engine saw all but one of them turned: what it tells had to be turned back.
    assert got["plain"]["turned"] < 1e-6
    for name in ("placed", "turned", "backward"):
        assert got[name]["turned"] > 0.1


def test_frames_that_were_moved_for_the_model(blender, native, fake_model):
    got = blender.scenario("live", "ways", model=str(fake_model))
    assert got["asked"] == [[4, 5, 0, 1]]
    assert max(got["off"]) < 1e-5 and got["finite"]


def test_lines_are_the_body(blender, native):
    body, all_of_it = blender.scenario("live", "controls")
    assert body == [[1, 2], [2, 4]]
    assert all_of_it == [[0, 1], [1, 2], [0, 3], [2, 4]]


def test_viewports_are_drawn_seldom(blender, native, fake_model):
    got = blender.scenario("live", "ticks", model=str(fake_model))
    print(got)
    assert got["nothing yet"] == [0, 0, 0]
    # Once for each pose, and at most ten times a second; the rest of drawing is left.
    assert 7 <= sum(got["plays"]) <= 9 and set(got["plays"]) == {0, 1}
    assert 4 <= sum(got["often"]) <= 5
    # A drawing of a second is followed by three without one.
    drawn = [n for n, one in enumerate(got["slow"]) if one]
    assert len(drawn) == 3
    assert {b - a for a, b in pairwise(drawn)} <= {31, 32}
    # The viewport of the one window that shows the scene, with overlays.
    assert got["kinds"] == ["WINDOW"] and got["handler"]
    assert got["cleared"] == 1 and got["stopped"] == [True, True, 0]


def test_the_handler_goes_with_its_file_and_the_addon(blender, native, fake_model):
    got = blender.scenario("live", "registered", model=str(fake_model))
    assert got == {"default": True, "again": True, "opened": True,
                   "unregistered": True, "left": []}  # fmt: skip


def drawn_pixels(path):
    """How many of a picture have the colour of posed bones, in Blender's own theme."""
    picture = read_png(path)[..., :3].astype(int)
    return int((abs(picture - [80, 200, 255]).max(axis=-1) < 12).sum())


# How a job ends, and what is then said of it.
ENDS = {
    "cancel": "cancelled", "fail": "failed", "off": "finished", "run": "finished",
    "load": "idle", "unregister": "running",
}  # fmt: skip


def test_in_a_window(debian, native, fake_model, tmp_path):
    state = debian.window("live", tmp_path, model=str(fake_model))
    for name in ("tick_ms", "draw_ms"):
        print(name, sorted(state[name])[-5:])
        # What an artist does not feel; the first drawing compiles a shader.
        assert median(state[name]) < 20, name
    assert list(state["jobs"]) == list(ENDS)
    for how, job in state["jobs"].items():
        on = how != "off"
        print(how, job["draws"], job["state"])
        assert job["started"] == ["RUNNING_MODAL"], how
        assert job["handler"] == on and not job["left"], how
        assert (job["draws"] > 0) == on, how
        # Nothing of it is in the scene.
        assert job["during"] == job["before"], how
        assert job["state"] == ENDS[how], how
        if how in ("cancel", "fail"):
            assert job["after"] == job["before"], how
    pixels = {n: drawn_pixels(f"{tmp_path}/state.json.{n}.png") for n in ("off", "run")}
    print(pixels)
    assert pixels["off"] == 0 and pixels["run"] > 15
