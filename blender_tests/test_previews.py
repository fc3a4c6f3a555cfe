"""Previews show all of the mesh, wherever the take moves it."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
np = pytest.importorskip("numpy")

from addon.views import camera_rig, preview_cameras

SPEC = {**camera_rig.DEFAULT, "azimuths_deg": [45, 135, 225, 315]}


@pytest.mark.parametrize("kind", ["antlers", "sword", "wing", "walk"])
def test_nothing_is_cut_off(blender, fake_model, kind):
    got = blender.scenario("previews", "sheet", model=str(fake_model), kind=kind)
    print(got)
    # By the model's own cameras it would be.
    assert got["beyond"] > 1 and not got["same"]
    assert got["outside"] == 0 and got["edge"] == 255
    # What is drawn is where it must be: the renderer's edges are a pixel wide.
    assert got["worst"] < 2
    assert got["changed"] == []


def test_ordinary_rigs_look_as_the_model_sees_them(blender, fake_model):
    got = blender.scenario("previews", "sheet", model=str(fake_model), kind="plain")
    assert got["same"] and got["edge"] == 255 and got["share"] > 0.02


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
