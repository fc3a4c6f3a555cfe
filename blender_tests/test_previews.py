"""Previews show all of the mesh, wherever the take moves it."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
np = pytest.importorskip("numpy")

from addon.views import camera_rig, preview_cameras

SPEC = {**camera_rig.DEFAULT, "azimuths_deg": [45, 135, 225, 315]}


def test_nothing_is_cut_off(blender, fake_model):
    sheets = blender.scenario("previews", "sheets", model=str(fake_model))
    for kind, got in sheets.items():
        print(kind, got)
        # What is drawn is where it must be: the renderer's edges are a pixel wide.
        assert got["outside"] <= 0 and got["edge"] == 255 and got["worst"] < 2, kind
        assert got["changed"] == [], kind
        # By the model's own cameras it would be cut off; ordinary rigs look as the
        # model sees them.
        assert got["same"] == (got["beyond"] <= 1) == (kind == "plain"), kind
        assert kind != "plain" or got["share"] > 0.02
        loose = [w for w in got["warnings"] if "'Part' hangs on no bone" in w]
        assert len(loose) == (kind == "turret"), kind


def test_pose_maps_are_of_the_same_time(debian, fake_model):
    """Also where a take repeats what was generated, here all 26 frames of it."""
    got = debian.scenario("previews", "long_take", model=str(fake_model), frames=60)
    shown = [round(n % 25 / 24 * 7.5) for n in range(60)]
    columns = [shown[n] for n in np.linspace(0, 59, 8).round().astype(int)]
    print(got, columns)
    assert got["columns"] == [columns] * 4
    if "video" not in got:
        pytest.skip("no ffmpeg")
    assert np.round(got["video"]).astype(int).tolist() == shown
    assert np.abs(np.subtract(got["video"], shown)).max() < 0.2
    assert got["drawn"] > 0.01


def cloud(reach, seed=1):
    """Points of a ball, some of them further away than the cameras' view."""
    points = np.random.default_rng(seed).normal(size=(3000, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    points[0] *= reach
    return 0.5 * points


@pytest.mark.parametrize("reach", [1.0, 2.0, 6.0, 30.0])
def test_all_points_are_inside(reach):
    """Also those beside and behind a camera, which moves back."""
    points, cameras = cloud(reach), camera_rig.place(SPEC, np.zeros(3), 1.0, 128)
    few = preview_cameras.extreme_points(points)
    wider, frames = preview_cameras.widen(cameras, few, SPEC["radius"])
    boxes = np.array([camera_rig.project(points, row) for row in wider])
    print(len(few), boxes.min(), boxes.max(), frames[0])
    assert boxes.min() > 1 and boxes.max() < 127
    # No smaller than it must be: it fills one of the views.
    spans = np.ptp(boxes, axis=1).max()
    assert (wider is cameras) if reach == 1 else spans > 115
    # The same directions.
    assert np.array_equal(
        wider[:, [0, 1, 2, 4, 5, 6, 8, 9, 10]], cameras[:, [0, 1, 2, 4, 5, 6, 8, 9, 10]]
    )


@pytest.mark.parametrize("reach", [1.0, 2.0, 6.0])
def test_pose_maps_lie_on_the_renders(reach):
    """A disc in the model's picture is where the preview's camera sees its joint; only
    a camera that moved back sees near things elsewhere."""
    cameras = camera_rig.place(SPEC, np.zeros(3), 1.0, 128)
    wider, frames = preview_cameras.widen(cameras, cloud(reach), SPEC["radius"])
    joint = np.array([0.2, -0.1, 0.3]) if reach < 6 else np.zeros(3)
    for old, new, frame in zip(cameras, wider, frames, strict=True):
        picture = np.full((128, 128, 3), 255, np.uint8)
        x, y = camera_rig.project(joint, old)
        picture[int(y) - 3 : int(y) + 4, int(x) - 3 : int(x) + 4] = 0
        placed = preview_cameras.reframe(picture, frame)
        dark = 255.0 - placed[..., 0]
        rows, columns = np.indices(dark.shape)
        where = np.array([(columns + 0.5) * dark, (rows + 0.5) * dark])
        found = where.sum(axis=(1, 2)) / dark.sum()
        assert np.abs(found - camera_rig.project(joint, new)).max() < 0.6
        assert placed[0, 0].min() == 255
