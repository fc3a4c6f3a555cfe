"""The evaluation draws and reads pose maps as the model's model.json says, figures of
checkpoints as the config says that the checkpoint was trained with."""

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

native = pytest.importorskip("animax_native")

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

from animax_training import data
from animax_training.config import PoseMapConfig

from evaluation import eval_nano


def generator(monkeypatch, **pose_map):
    spec = json.loads((ROOT / "assets/nano-joint/model.json").read_text())
    spec["pose_map"] |= pose_map

    class Engine:
        model = spec

        def __init__(self, *_, **__):
            pass

    monkeypatch.setattr(native, "Engine", Engine)
    return eval_nano.Generator("model")


def walking_rig():
    rest = np.array([[0.2 * (j % 2), 0.1 * j, 0.3 * j] for j in range(7)])
    parent = np.arange(-1, 6, dtype=np.int32)
    points = rest + 0.05 * np.sin(np.arange(5))[:, None, None]
    clip = data.Clip("Walk", points, 4.0, 1.0, True)
    selection = {"position": rest, "parent": parent, "tail": np.zeros(7, np.uint8)}
    return data.Rig("x/chain.glb", {}, selection, [clip])


@pytest.fixture
def calls(monkeypatch):
    """[(function, radius)] of drawing and reading."""
    seen = []

    def watch(name):
        real = getattr(native, name)

        def called(*args, **options):
            seen.append((name, options["radius"]))
            return real(*args, **options)

        monkeypatch.setattr(native, name, called)

    for name in ("draw_pose_maps", "recover", "extract"):
        watch(name)
    return seen


@pytest.mark.parametrize("radius", [2.5, 4.0])
def test_maps_are_read_with_the_models_radius(monkeypatch, calls, radius):
    made, rig = generator(monkeypatch, radius=radius), walking_rig()
    points = rig.clips[0].at(np.arange(3) / 4)
    joints = made.joints_of_maps(rig, made.draw(rig, points))
    off = np.linalg.norm(joints - points, axis=-1) / np.ptp(rig.rest, axis=0).max()
    assert off.max() < 0.01

    monkeypatch.setattr(eval_nano.report, "through_vae", lambda _, maps: maps)
    errors = eval_nano.codec_error(made, [rig])
    assert errors["codec"] == errors["drawing"] < 0.5
    assert set(calls) == {(n, radius) for n in ("draw_pose_maps", "recover", "extract")}


def test_joints_are_those_of_the_model(monkeypatch):
    made = generator(monkeypatch, version=2, max_joints=5, merge=0.02, line_width=3)
    assert made.pose_map.pose_map == {
        "version": 2, "radius": 2.5, "line_width": 3, "max_joints": 5, "merge": 0.02
    }  # fmt: skip
    assert (made.style.version, made.style.line_width) == (2, 3)


BIG = PoseMapConfig(pose_map_version=2, pose_map_radius=4.0, pose_map_max_joints=6)


def test_a_checkpoint_tells_its_pose_maps(monkeypatch, tmp_path):
    torch = pytest.importorskip("torch")
    from evaluation.pytorch import eval_checkpoint

    def found(vae, *more):
        words = ["eval_checkpoint", "--vae", str(vae), "--data", "x", "--out", "y"]
        monkeypatch.setattr(sys, "argv", [*words, *map(str, more)])
        return eval_checkpoint.trained_pose_map(eval_checkpoint.arguments())

    last = tmp_path / "last.pt"
    torch.save({"config": asdict(BIG)}, last)
    assert found(last) == found("other.pt", "--run", tmp_path) == BIG
    assert found(last, "--pose-map-version", 1) == replace(BIG, pose_map_version=1)
    model = ROOT / "assets/nano-joint"
    spec = json.loads((model / "model.json").read_text())
    assert found(model / "vae.safetensors") == PoseMapConfig.from_model(spec)
    torch.save({"a.weight": torch.zeros(1)}, last)
    assert found(last) == PoseMapConfig()


def test_figures_of_checkpoints_are_read_with_their_radius(monkeypatch, calls):
    pytest.importorskip("torch")
    from animax_training import latents

    from evaluation.pytorch import checkpoint_metrics

    monkeypatch.setattr(latents, "encode", lambda _, images: images)
    monkeypatch.setattr(latents, "decode", lambda _, images: images)
    style = data.PoseMapStyle.of(BIG)
    report = checkpoint_metrics.vae_report(None, [walking_rig()], style)
    assert report["0-10"]["px"] < 0.5 and report["0-10"]["lost"] == 0
    assert set(calls) == {("draw_pose_maps", 4.0), ("extract", 4.0)}
