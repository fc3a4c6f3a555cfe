"""The scene's camera rig: the model sees the character through the artist's cameras."""

import itertools
import json
import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT))
np = pytest.importorskip("numpy")

from addon.core import camera_places
from addon.core.errors import AnimaxError

NAMES = [f"AnimaX Camera {n}" for n in (1, 2, 3, 4)]


def test_cameras(blender, native, fake_model, tmp_path):
    got = blender.scenario(
        "cameras", "everything", model=str(fake_model), folder=str(tmp_path)
    )
    print(got)
    made = got["made"]
    assert made["unmoved"] == made["reset"] == [True, True, []]
    assert made["moved"] is False and made["left"] == [0, 0]
    assert made["names"] == NAMES and made["collection"] == "AnimaX Cameras"
    assert "has a camera rig already" in made["again"]
    for name, pixels in got["lenses"].items():
        assert pixels < (0.1 if "ORTHO" in name else 0.002), name
    check_moved(got["moved"])
    shown = got["shown"]
    assert shown["got"] == ["FINISHED"] and shown["cameras"] == NAMES
    assert shown["added"] == {"images": 4} and shown["cleared"]
    assert shown["view"] < 0.002 and shown["map"] < 0.002 and shown["ink"] > 0.01
    numbers = got["numbers"]
    assert numbers["counts"] == [3, 8, 4]
    around = sorted(numbers["azimuths"])
    assert min(b - a for a, b in itertools.pairwise(around)) > 29
    assert (
        "no more than 8 cameras" in numbers["ninth"]
        and "has 2 cameras" in numbers["two"]
    )
    assert "through the cameras of 'AnimaX Cameras'" in numbers["status"]
    assert numbers["told"].startswith("[[")
    hidden = got["hidden"]
    assert hidden["moves"] == [[1, 0, 0], [0, 2, 0], [0, 0, 0], [0, 0, 0]]
    assert hidden["clean"] and hidden["frame"] == 11
    check_command_line(blender, fake_model, tmp_path)


def check_moved(got):
    assert "'AnimaX Camera 1' sees nothing of 'Rig'" in got["blind"]
    assert got["model's own"] == got["another"] == ""
    assert "'AnimaX Camera 1' has a panoramic lens" in got["panorama"]
    assert "asks for 5" in got["views"] and "has 4 cameras" in got["views"]
    (far,) = got["far"]
    assert "'AnimaX Camera 1' stands where the model was not trained" in far
    assert "40 degrees around the rig" in far
    assert len(got["aside"]) == 2 and "past the rig's centre" in got["aside"][0]
    assert "% of the rig's joints" in got["aside"][1]
    assert len(got["line"]) == 1


def check_command_line(blender, fake_model, tmp_path):
    """The report says which cameras; a round trip through them is nearly as exact."""
    rig, report = tmp_path / "cameras.blend", tmp_path / "report.json"
    done = blender.batch(
        "animate", "--input", rig, "--prompt", "waves", "--output",
        tmp_path / "out.blend", "--model", fake_model, "--cameras", "scene",
        "--report", report,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(report.read_text())["cameras"]
    assert told["from"] == "scene" and told["collection"] == "AnimaX Cameras"
    assert [camera["name"] for camera in told["cameras"]] == NAMES
    assert told["cameras"][1]["off_deg"] == pytest.approx(17.4, abs=0.3)
    assert "seen through the cameras of AnimaX Cameras" in done.stdout


def test_round_trip(debian, native, fake_model, tmp_path):
    """Through three moved cameras within 1.5 times the error of the model's own."""
    debian.scenario("cameras", "saved", model=str(fake_model), folder=str(tmp_path))
    errors = {}
    for cameras in ("model", "scene"):
        report = tmp_path / f"{cameras}.json"
        done = debian.batch(
            "roundtrip", "--input", tmp_path / "cameras.blend", "--clip", "Wave",
            "--size", 256, "--cameras", cameras, "--report", report,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        errors[cameras] = json.loads(report.read_text())["joint_error_pct"]["mean"]
    print(errors)
    assert errors["scene"] < 1.5 * errors["model"]


@pytest.mark.parametrize(
    "place, value", [(3, np.nan), (11, 2e9), (12, 0.0), (13, -1.0), (14, np.inf)]
)
def test_cameras_that_take_no_picture(place, value):
    """Named before anything is computed with them."""
    rows = np.ones((2, 18))
    rows[0, 11] = -1e9
    camera_places.check_usable(rows, ["left", "right"])
    rows[1, place] = value
    with pytest.raises(AnimaxError, match="'right' has a place or a lens") as caught:
        camera_places.check_usable(rows, ["left", "right"])
    assert caught.value.code == 3
