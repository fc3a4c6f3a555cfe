"""Windows that the nano is trained on: phases, sides, and fields of them."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

TRAINING = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TRAINING), str(TRAINING.parent)]

native = pytest.importorskip("animax_native")

from animax_training import config, data, fields, given, windows

CONFIG = replace(
    config.load(config.TransformerTraining, TRAINING / "configs/nano_fields.json"),
    frames=9, yaw_deg=10, stretch=0.1, bones=0.2, speed=0.1, partial=0.5,
    given={}, made=0.0,
)  # fmt: skip


def walker(phase=0.0):
    """Hips, knees, feet, a spine and a head; the feet swing against each other."""
    rest = np.array([[0, 0, 1.0], [0.2, 0, 0.5], [0.2, 0, 0], [-0.2, 0, 0.5],
                     [-0.2, 0, 0], [0, 0, 1.5], [0, -0.1, 1.8]])  # fmt: skip
    parent = np.array([-1, 0, 1, 0, 3, 0, 5], np.int32)
    times = np.arange(25) / 24
    points = rest[None].repeat(25, 0)
    swing = 0.3 * np.sin(2 * np.pi * times + phase)
    points[:, 2, 1] += swing
    points[:, 4, 1] -= swing
    clip = data.Clip("A|Walk", points, 24.0, 1.0, True)
    selection = {"position": rest, "parent": parent, "bone": np.arange(7),
                 "tail": np.zeros(7, np.uint8)}  # fmt: skip
    skeleton = {"names": ["a"] * 7}
    return data.Rig("quaternius/animals_pack/Fox.glb", skeleton, selection, [clip])


def test_cycles_begin_at_the_same_phase():
    windows_ = []
    for phase in (0.0, 1.0, 2.5, 5.0):
        rig = walker(phase)
        start = windows.phase_start(rig.clips[0], rig.rest)
        windows_.append(data.window(rig.clips[0], start))
    for other in windows_[1:]:
        assert np.abs(other - windows_[0]).max() < 0.02


def test_a_mirrored_walk_begins_with_the_same_side():
    rig = walker(1.0)
    unvaried = replace(CONFIG, yaw_deg=0, stretch=0, bones=0, speed=0)
    seen = {}
    for seed in range(20):
        rng = np.random.default_rng(seed)
        points, mirrored = windows.make_window(rig, rig.clips[0], rng, True, unvaried)
        left = points[0, :, 0].argmax()  # of the feet and knees
        seen[mirrored] = points[1:, left, 1] - points[0, left, 1]
    assert set(seen) == {True, False}
    assert np.abs(seen[True] - seen[False]).max() < 0.02


def test_what_a_mirror_would_make_unclear_is_not_mirrored():
    def clip(name, loop):
        return data.Clip(name, np.zeros((3, 1, 3)), 24.0, 1.0, loop)

    assert windows.may_be_mirrored("x/a.glb", clip("Walk", True))
    assert windows.may_be_mirrored("x/a.glb", clip("HitReact_Left", False))
    assert not windows.may_be_mirrored("x/a.glb", clip("Death", False))
    assert not windows.may_be_mirrored("x/a.glb", clip("Wave", True))
    assert not windows.may_be_mirrored("x/a.glb", clip("Shake_Head", True))


@pytest.mark.parametrize("marker_layers", [0, 1])
def test_fields_of_windows(marker_layers):
    class Text:
        def batch(self, words):
            assert all(isinstance(w, str) for w in words)
            return torch.zeros(len(words), 4, 8)

    field = replace(CONFIG.field, marker_layers=marker_layers)
    settings = replace(CONFIG, field=field, pose_map_max_markers=16 * marker_layers)
    channels = 2 * (2 + marker_layers)  # two of each layer
    samples = fields.Samples([(walker(), None)], settings, Text(), seed=1)
    codes, template, weight, given, text, labels = samples.batch(3, 0.5)
    assert labels.shape == (3,)
    assert given.shape == (3, 9) and not given.any()  # the config asks for none
    assert codes.shape == (3, 4, 1, 10, channels, 16, 16) and text.shape == (3, 4, 8)
    assert template.shape == (3, 4, 1, 2 * channels, 16, 16)
    assert weight.shape == (3, 4, 1, 1, channels, 16, 16)
    assert (codes[:, :, :, 0] == 0).all() and codes[:, :, :, 1:].abs().max() > 0.5
    low = fields.MIN_WEIGHT
    assert weight.min() >= low and weight.max() <= 1 + low + 1e-6


def test_a_field_is_read_as_the_motion_that_it_was_made_of():
    rig = walker()
    cameras, _, _ = data.place_cameras(rig.rest, data.PoseMapStyle.of(CONFIG))
    points = np.concatenate([rig.rest[None], data.window(rig.clips[0])])
    codes = fields.encode(fields.Posed(points, rig.base), cameras, CONFIG.field)
    at, confidence = native.field_decode(
        cameras, rig.rest, codes, base=rig.base, **fields.shape_of(CONFIG.field)
    )
    truth = native.project(np.ascontiguousarray(points[1:]), cameras)
    error = np.linalg.norm(at - truth, axis=-1)
    print(f"{error.mean():.3f} px in the mean, {error.max():.2f} at most")
    assert error.mean() < 0.3 and confidence.min() > 0.5


def lengths(points, parent):
    child = np.flatnonzero(parent >= 0)
    return np.linalg.norm(points[:, child] - points[:, parent[child]], axis=-1)


def test_sets_of_given_frames():
    rng = np.random.default_rng(0)
    shares = dict.fromkeys(("continued", "changed", "ends", "scattered", "last"), 0.15)
    drawn = [given.draw(rng, 9, shares) for _ in range(2000)]
    for kind in given.KINDS:
        part = sum(g.kind == kind for g in drawn) / len(drawn)
        assert part == pytest.approx(shares.get(kind, 0.25), abs=0.04)
    for g in drawn:
        assert not g.frames.all() and g.frames.any() == (g.kind != given.NONE)
        if g.kind in (given.CONTINUED, given.CHANGED):
            assert g.frames[: g.context].all() and not g.frames[g.context :].any()
            assert 1 <= g.context <= given.MAX_CONTEXT


def test_a_blend_keeps_bones_and_goes_from_one_pose_to_the_other():
    rig = walker()
    a = np.repeat(rig.clips[0].points[:1], 9, 0)
    # The other pose: everything lies on its side.
    b = np.stack([a[..., 2], a[..., 1], -a[..., 0]], -1)
    part = given.ease(9, 2, 4)
    out = given.blend(a, b, rig.parent, part)
    assert np.allclose(out[:3], a[:3]) and np.allclose(out[6:], b[6:])
    assert np.allclose(lengths(out, rig.parent), lengths(a, rig.parent))
    straight = (1 - part)[:, None, None] * a + part[:, None, None] * b
    assert lengths(straight, rig.parent).min() < 0.8 * lengths(a, rig.parent).min()


def test_a_change_begins_with_the_frames_of_the_motion_before():
    rig = walker()
    rng = np.random.default_rng(1)
    drawn = given.Given(given.CHANGED, np.arange(9) < 3)
    still = replace(rig.clips[0], points=rig.clips[0].points[:1].repeat(26, 0))
    points = windows.changed(
        rig, rig.clips[0], still, drawn, rng, windows.Variation(), CONFIG
    )
    assert np.allclose(points[:3], still.points[:1])
    assert np.abs(points[8] - still.points[0]).max() > 0.01
    from_rest = windows.changed(
        rig, rig.clips[0], None, drawn, rng, windows.Variation(), CONFIG
    )
    assert np.allclose(from_rest[:3], rig.rest)
