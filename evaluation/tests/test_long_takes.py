"""Figures of long takes and of frames between given ones, with a made clip and an
engine that only interpolates."""

import json
import sys
from pathlib import Path

import animax_native as native
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "evaluation"), str(ROOT / "training")]

import long_takes

MODEL = json.loads((ROOT / "assets/nano/model.json").read_text())
FRAMES = 49  # at 30 a second; every fourth is used


def turned(angle):
    half, zero = np.asarray(angle) / 2, np.zeros_like(angle)
    return np.stack([np.cos(half), np.sin(half), zero, zero], axis=-1)


@pytest.fixture
def rig(tmp_path):
    """A chain of three bones that swings, its root shifted."""
    rest = np.tile(np.eye(4), (3, 1, 1))
    rest[:, :3, :3] = [[1, 0, 0], [0, 0, -1], [0, 1, 0]]
    rest[:, 2, 3] = [0, 1, 2]
    skeleton = {
        "parents": np.array([-1, 0, 1], np.int32),
        "rest": rest,
        "lengths": np.ones(3),
        "flags": np.ones(3, np.uint8),
    }
    angle = 0.8 * np.sin(0.15 * np.arange(FRAMES))
    rotation = np.stack([turned(k * angle) for k in (0.5, 1, 1)], axis=1)
    location = np.zeros((FRAMES, 3, 3))
    location[:, 0, 0] = 0.1
    pose = np.asarray(native.forward(skeleton, rotation, location))
    turns = pose[..., :3, :3] @ np.linalg.inv(rest[:, :3, :3])
    path = tmp_path / "pack__worm.npz"
    np.savez(
        path, **skeleton, rest_heads=rest[:, :3, 3], clips=["Crawl"],
        clip0_heads=pose[..., :3, 3], clip0_turns=long_takes.quaternions(turns),
    )  # fmt: skip
    return long_takes.Rig(path, MODEL), rotation[::4], location[::4]


class Interpolates:
    def animate(self, *_, given, **keys):
        rotation, location = keys["given_rotation"], keys["given_location"]
        parts = np.linspace(0, 1, len(given))
        found = [long_takes.slerp(rotation[0], rotation[-1], p) for p in parts]
        place = [(1 - p) * location[0] + p * location[-1] for p in parts]
        return {"joints": self.rig.joints(np.stack(found), np.stack(place))}


def test_clips_become_keys(rig):
    rig, rotation, location = rig
    (clip,) = rig.clips
    assert np.abs((clip.rotation * rotation).sum(-1) - 1).max() < 1e-9
    assert np.abs(clip.location - location).max() < 1e-9
    assert "worm" in clip.sentence


def test_interpolation_is_as_good_as_itself(rig):
    engine = Interpolates()
    engine.rig = rig[0]
    found = long_takes.between_figures(engine, [rig[0]], 8, most=1)
    assert found["windows"] == 1 and found["given"] < 1e-9
    assert found["ratio"] == pytest.approx(1) and found["error"] > 0.5


def test_jumps_at_borders_are_seen():
    step, bend = np.ones(8), np.full(8, 0.1)
    take = {
        "jump": (np.full(3, 2.0), step), "kink": (np.full(3, 0.3), bend),
        "speed": (1.0, 0.5), "posture": 2.0, "confidence": 0.9,
    }  # fmt: skip
    found = long_takes.long_figures([take, take])
    assert found["jump_median"] == pytest.approx(2)
    assert found["kink_p95"] == pytest.approx(3)
    assert found["speed_last_to_first"] == pytest.approx(0.5)
