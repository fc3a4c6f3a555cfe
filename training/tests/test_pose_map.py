"""One place decides how a model's pose maps are drawn: the training config. Drawing and
export follow it. Tests of networks and export need PyTorch, the others do not."""

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

native = pytest.importorskip("animax_native")

TRAINING = Path(__file__).resolve().parents[1]
ROOT = TRAINING.parent
sys.path[:0] = [str(TRAINING), str(ROOT)]

from animax_training import config, data
from animax_training.config import PoseMapConfig

FIELDS = config.load(config.TransformerTraining, TRAINING / "configs/nano_fields.json")
BIG = PoseMapConfig(
    pose_map_version=2, pose_map_radius=4.0, pose_map_line_width=3.0,
    pose_map_max_joints=6, pose_map_merge=0.02,
)  # fmt: skip


def chain():
    """A rig of 7 joints, bent so that no disc hides another, and a clip of it."""
    rest = np.array([[0.2 * (j % 2), 0.1 * j, 0.3 * j] for j in range(7)])
    parent = np.arange(-1, 6, dtype=np.int32)
    points = rest + 0.05 * np.sin(np.arange(5))[:, None, None]
    clip = data.Clip("Walk", points, 4.0, 1.0, True)
    selection = {"position": rest, "parent": parent, "bone": np.arange(7), "tail": 0}
    return data.Rig("x/chain.glb", {"names": ["a"] * 7}, selection, [clip])


def write_rig(path, bones=9, **more):
    """An .npz as extract_clips.py writes it, without clips."""
    rest = np.tile(np.eye(4), (bones, 1, 1))
    rest[:, :3, 3] = [[0.2 * (b % 2), 0, 0.3 * b] for b in range(bones)]
    np.savez(
        path, rig=json.dumps("x/chain.glb"), names=[f"b{b}" for b in range(bones)],
        parents=np.arange(-1, bones - 1, dtype=np.int32), rest=rest,
        lengths=np.full(bones, 0.3), flags=np.ones(bones, np.uint8),
        clips=np.array([], str), durations=[], **more,
    )  # fmt: skip


@pytest.fixture
def radii(monkeypatch):
    """The set of radii that pose maps are drawn with."""
    seen, draw = set(), native.draw_pose_maps

    def watched(*args, **options):
        seen.add(options["radius"])
        return draw(*args, **options)

    monkeypatch.setattr(native, "draw_pose_maps", watched)
    return seen


def test_keys_of_model_json():
    """In its order, and there and back."""
    spec = json.loads((ROOT / "assets/nano/model.json").read_text())
    embedded = PoseMapConfig.from_model(spec)
    found = embedded.pose_map | {"tails": "reach"}
    assert list(found.items()) == list(spec["pose_map"].items())
    assert PoseMapConfig.from_model({"pose_map": BIG.pose_map}) == BIG
    marked = replace(BIG, pose_map_max_markers=16)
    assert PoseMapConfig.from_model({"pose_map": marked.pose_map}) == marked
    assert "max_markers" not in BIG.pose_map  # older models have no such key
    for key in BIG.pose_map:
        lacking = {k: v for k, v in BIG.pose_map.items() if k != key}
        with pytest.raises(KeyError, match=key):
            PoseMapConfig.from_model({"pose_map": lacking})


def test_checkpoints_tell_their_pose_maps():
    assert PoseMapConfig.from_checkpoint(asdict(replace(FIELDS, **asdict(BIG)))) == BIG
    old = {k: v for k, v in asdict(FIELDS).items() if not k.startswith("pose_map_")}
    assert PoseMapConfig.from_checkpoint(old) == PoseMapConfig()
    found = PoseMapConfig.from_checkpoint(old | {"pose_map_version": 2})
    assert found == PoseMapConfig(pose_map_version=2)


def test_a_key_of_every_config():
    kinds = {"nano_pose": config.TransformerTraining, "nano_vae": config.VAETraining}
    for name, cls in kinds.items():
        path = TRAINING / f"configs/{name}.json"
        assert config.load(cls, path).pose_map_radius == 2.5
        found = config.load(cls, path, ["pose_map_radius=4"])
        assert found.pose_map["radius"] == 4


def test_a_style_has_no_radius_of_its_own():
    with pytest.raises(TypeError, match="radius"):
        data.PoseMapStyle(version=1)
    with pytest.raises(TypeError, match="config"):
        data.load_rig("x.npz")


def test_drawn_and_read_as_the_config_says():
    rig, found = chain(), {}
    cameras, _, _ = data.place_cameras(rig.rest, data.PoseMapStyle.of(BIG))
    for name, drawn in (("big", BIG), ("small", PoseMapConfig(pose_map_version=2))):
        style = data.PoseMapStyle.of(drawn)
        maps = data.draw(rig.rest[None], rig.rest, rig.parent, style, cameras)
        colours = native.joint_colours(rig.rest, 2)
        wanted = native.draw_pose_maps(
            rig.rest[None], rig.parent, colours, cameras, version=2,
            radius=drawn.pose_map_radius, line_width=drawn.pose_map_line_width,
        )  # fmt: skip
        assert (maps == wanted).all()
        found[name] = (maps != 255).any(-1).sum()
        joints, _ = data.recover(maps, rig.rest, rig.parent, style, cameras)
        off = np.linalg.norm(joints[0] - rig.rest, axis=-1) / np.ptp(rig.rest, 0).max()
        assert off.max() < 0.01
        truth = native.project(rig.rest[None], cameras)[:, 0]
        at = data.extract(maps, rig.rest, truth, style)[:, 0]
        assert np.nanmax(np.linalg.norm(at - truth, axis=-1)) < 0.5
    assert found["big"] > 1.5 * found["small"]


def test_joints_as_the_config_says(tmp_path):
    write_rig(tmp_path / "a.npz")
    write_rig(tmp_path / "b.npz", tails="reach")
    plain, limited = (
        data.load_rig(tmp_path / "a.npz", c) for c in (PoseMapConfig(), BIG)
    )
    assert len(plain.rest) == 10 and len(limited.rest) == 6
    merged = replace(PoseMapConfig(), pose_map_merge=0.2)
    assert len(data.load_rig(tmp_path / "a.npz", merged).rest) < 10
    reach = data.load_rig(tmp_path / "b.npz", BIG)
    assert (plain.tails, reach.tails) == (None, "reach")
    assert data.common_tails([plain]) is None
    assert data.common_tails([plain, reach, reach]) == "reach"
    with pytest.raises(ValueError, match="--tails box and reach"):
        data.common_tails([reach, replace(reach, tails="box")])


def test_latents_are_drawn_as_the_config_says(radii, monkeypatch, tmp_path, capsys):
    torch = pytest.importorskip("torch")
    from animax_training import checkpoint, dataset, latents

    settings = config.load(
        config.TransformerTraining, TRAINING / "configs/nano_pose.json"
    )
    settings = replace(settings, pose_map_radius=4.0)
    rig = replace(chain(), tails="reach")

    def encode(_, images):
        return torch.zeros(len(images), 8, 16, 16)

    monkeypatch.setattr(latents, "encode", encode)
    monkeypatch.setattr(dataset.fused, "install", lambda: None)
    monkeypatch.setattr(checkpoint, "load_vae", lambda _: None)
    monkeypatch.setattr(data, "load_rigs", lambda *_: [rig])
    monkeypatch.setattr(dataset, "training_rigs", lambda *_: [(rig, None)])
    torch.save({"config": {}, "ema": {}}, tmp_path / "vae.pt")
    dataset.build_latents(tmp_path, None, tmp_path / "vae.pt", settings, range(1))
    assert radii == {4.0}
    assert json.loads((tmp_path / "latents.json").read_text())["tails"] == "reach"
    said = capsys.readouterr().err
    assert "was trained with pose_map_radius 2.5, not 4.0" in said
    assert said.count("warning") == 1


def test_a_vae_is_trained_on_maps_of_the_config(radii):
    pytest.importorskip("torch")
    import train_vae

    path = TRAINING / "configs/nano_vae.json"
    settings = config.load(config.VAETraining, path, ["pose_map_radius=4"])
    images = train_vae.Images([chain()], np.zeros((0, 128, 128, 3)), settings, 1)
    images.pose_maps(2)
    assert radii == {4}


def export_run(tmp_path, monkeypatch, settings, *words, **saved):
    """model.json that export_nano.py writes of a run with these settings."""
    torch = pytest.importorskip("torch")
    import export_nano
    from animax_training.reference import AnimaXTransformer

    small = replace(settings.transformer, dim=48, heads=2, layers=1, ffn=96)
    settings = replace(settings, transformer=small)
    run, out = tmp_path / "run", tmp_path / "out"
    run.mkdir(exist_ok=True)
    torch.save(
        {
            "config": asdict(settings), "ema": AnimaXTransformer(small).state_dict(),
            "windows": {1: 1}, "step": 1, "seen": 4, "spent": 60.0, **saved,
        },
        run / "last.pt",
    )  # fmt: skip
    (run / "log.csv").write_text("loss,low,middle,high\n1,1,1,1\n")
    words = ["export_nano", "--run", str(run), "--out", str(out), *words]
    monkeypatch.setattr(sys, "argv", words)
    export_nano.main()
    return json.loads((out / "model.json").read_text())


def test_export_writes_what_the_config_says(tmp_path, monkeypatch):
    marked = replace(BIG, pose_map_max_markers=16)
    for wanted in (BIG, marked):
        changed = replace(FIELDS, **asdict(wanted))
        spec = export_run(tmp_path, monkeypatch, changed, tails="reach")
        assert spec["pose_map"] == wanted.pose_map | {"tails": "reach"}
        assert PoseMapConfig.from_model(spec) == wanted


def test_export_of_the_configs_as_they_are(tmp_path, monkeypatch):
    spec = export_run(tmp_path, monkeypatch, FIELDS, "--tails", "reach")
    assert spec["pose_map"] == {
        "version": 2, "radius": 2.5, "line_width": 1.5, "max_joints": 32,
        "merge": 0.01, "tails": "reach",
    }  # fmt: skip
    assert export_run(tmp_path, monkeypatch, FIELDS)["pose_map"]["tails"] == "box"
    with pytest.raises(SystemExit, match="extracted with --tails reach"):
        export_run(tmp_path, monkeypatch, FIELDS, "--tails", "box", tails="reach")


def test_a_spec_goes_over_what_a_checkpoint_says(capsys):
    pytest.importorskip("torch")
    from animax_training import export

    assert export.DEFAULTS["pose_map"] == PoseMapConfig().pose_map
    spec = export.with_trained_pose_map({"name": "x"}, BIG)
    assert spec == {"name": "x", "pose_map": BIG.pose_map}
    assert not capsys.readouterr().err
    named = {"pose_map": {"radius": 3, "version": 2}}
    spec = export.with_trained_pose_map(named, BIG)
    assert spec["pose_map"] == BIG.pose_map | {"radius": 3}
    said = capsys.readouterr().err
    assert said.count("warning") == 1 and "pose_map.radius is 3" in said
