"""A model folder, written and read back."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

TRAINING = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TRAINING))
import make_random_model
from animax_training import export, rig_views
from animax_training.bert_reference import TextEncoder
from animax_training.checkpoint import load_weights
from animax_training.reference import AnimaXTransformer
from animax_training.reference_random import random_state


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    out = tmp_path_factory.mktemp("model") / "tiny"
    make_random_model.make("tiny", out, 1, torch.float32)
    return out


@torch.no_grad()
def test_whole_way(tiny):
    """Images to latents to velocity to images, finite and neither flat nor huge."""
    spec, transformer, vae = export.load_model(tiny)
    assert spec["modalities"] == ["rgb", "pose"]
    text = TextEncoder(tiny / spec["text"]["dir"], spec["text"]["max_tokens"])
    states = text.batch(["a dog runs"])
    size = spec["video"]["height"]
    images = torch.rand(4, 3, size, size) * 2 - 1
    latents, _ = vae.encode(images)
    x = latents.view(1, 1, 2, 2, *latents.shape[1:]).repeat(1, 3, 1, 1, 1, 1, 1)
    rays = torch.randn(1, 3, 6, *latents.shape[2:])
    velocity = transformer(x, torch.tensor([400.0]), rays, states)
    decoded = vae.decode(latents)
    for name, value in {
        "states": states,
        "latents": latents,
        "velocity": velocity,
        "decoded": decoded,
    }.items():
        print(name, tuple(value.shape), f"std {value.std():.3f}")
        assert value.isfinite().all() and 0.02 < value.std() < 10
    assert (decoded.abs() == 1).float().mean() < 0.5


@torch.no_grad()
def test_bf16_keeps_small_tensors_whole(tiny, tmp_path):
    _, transformer, vae = export.load_model(tiny)
    spec = make_random_model.spec_of("tiny") | {"text": {"max_tokens": 16}}
    state = transformer.state_dict()
    written = export.write_model(
        tmp_path, state, vae.state_dict(), spec, text=tiny / "text"
    )
    assert (tmp_path / written["text"]["dir"] / "vocab.txt").exists()
    _, again, _ = export.load_model(tmp_path)
    for name, value in again.state_dict().items():
        same = torch.equal(value, state[name])
        exact = value.dim() < 2 or "table" in name
        assert same == exact, name
        assert (value - state[name]).abs().max() <= state[name].abs().max() / 256


@pytest.mark.parametrize(
    "change,says",
    [
        ({"transformer": {"heads": 5}}, "heads"),
        ({"vae": {"latents_std": [1.0]}}, "channels"),
        ({"video": {"width": 72}}, "multiple"),
    ],
)
def test_refuses_what_cannot_run(tiny, tmp_path, change, says):
    _, transformer, vae = export.load_model(tiny)
    spec = export.merged(make_random_model.spec_of("tiny"), change)
    with pytest.raises(ValueError, match=says):
        export.write_model(
            tmp_path / "out", transformer.state_dict(), vae.state_dict(), spec, tiny
        )
    assert not (tmp_path / "out").exists()


def animated(native, engine):
    """A take of a chain of three bones, each a unit long, upwards."""
    rest = np.tile(np.eye(4), (3, 1, 1))
    rest[:, :3, :3] = [[1, 0, 0], [0, 0, -1], [0, 1, 0]]
    rest[:, 2, 3] = range(3)
    skeleton = {
        "parents": np.arange(-1, 2, dtype=np.int32), "rest": rest,
        "lengths": np.ones(3), "flags": np.ones(3, np.uint8),
    }  # fmt: skip
    joints = native.select_joints(skeleton)["position"]
    centre, scale = native.normalise(joints, rig_views.CAMERAS["margin"])
    cameras = rig_views.place(rig_views.CAMERAS, centre, scale, 64)
    white = np.full((4, 64, 64, 3), 255, np.uint8)
    return engine.animate(white, cameras, skeleton, "a dog runs", frames=5)


def test_models_of_fields_have_no_vae(tiny, tmp_path):
    """The engine opens and samples them, refuses to encode and decode pictures, and
    animates with a layer of markers."""
    native = pytest.importorskip("animax_native")
    config = replace(
        make_random_model.SIZES["tiny"],
        channels=6,
        conditioning_channels=12,
        patch=(4, 4),
        modalities=("pose",),
    )
    with torch.device("meta"):
        model = AnimaXTransformer(config)
    state = random_state(model, 1, torch.float32)
    field = {"grid": 16, "layers": 2, "length": 0.8, "noise": 0.01, "std": 0.6}
    field |= {"marker_layers": 1, "marker_gain": 2.0}
    spec = make_random_model.spec_of("tiny") | {"modalities": ["pose"]}
    spec |= {"pose_field": field, "text": {"max_tokens": 16}}
    spec |= {"pose_map": {"max_markers": 4}}
    del spec["vae"]
    written = export.write_model(tmp_path, state, None, spec, tiny / "text")
    assert "vae" not in written
    engine = native.Engine(str(tmp_path), precision="f32")
    made = engine.sample(
        np.zeros((4, 1, 12, 16, 16), np.float32),
        np.zeros((4, 6, 16, 16), np.float32),
        engine.encode_text("a dog runs"),
        5,
    )
    assert made.shape == (4, 1, 6, 5, 16, 16) and np.isfinite(made).all()
    take = animated(native, engine)
    assert take["selection"]["tail"].tolist() == [0, 0, 0, 1, 2, 2, 2]
    assert take["joints"].shape[1] == 7 and np.isfinite(take["rotation"]).all()
    with pytest.raises(native.Error, match="no VAE") as caught:
        engine.encode(np.zeros((1, 1, 64, 64, 3), np.uint8))
    assert caught.value.code == 2
    with pytest.raises(native.Error, match="no VAE") as caught:
        engine.decode(np.zeros((1, 6, 1, 16, 16), np.float32))
    assert caught.value.code == 2


def test_golden_vae_loads_as_wan():
    golden = TRAINING.parent / "native" / "tests" / "golden" / "vae_wan.safetensors"
    state = load_weights(golden)
    state = {k: v for k, v in state.items() if not k.startswith("golden.")}
    assert export.vae_strides(state) == (8, 4)
    vae = export.wan_vae(state)
    with torch.no_grad():
        assert vae.decode(torch.zeros(1, 3, 2, 2, 2)).sample.shape == (1, 3, 5, 16, 16)
