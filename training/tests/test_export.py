"""A model folder, written and read back."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch

TRAINING = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TRAINING))
import make_random_model
from animax_training import export
from animax_training.bert_reference import TextEncoder


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


@pytest.fixture(scope="module")
def tiny_codes(tmp_path_factory):
    out = tmp_path_factory.mktemp("model") / "tiny"
    make_random_model.make("tiny", out, 1, torch.float32, compressor=True)
    return out


@torch.no_grad()
def test_engine_agrees_on_codes(tiny_codes):
    """Images to codes, and codes to images, as PyTorch says."""
    native = pytest.importorskip("animax_native")
    engine = native.Engine(str(tiny_codes), precision="f32")
    spec, _, vae = export.load_model(tiny_codes)
    compressor = export.load_compressor(tiny_codes, spec, vae)
    mean, std = (
        torch.tensor(spec["compressor"][f"code_{k}"]).view(1, -1, 1, 1)
        for k in export.MOMENTS
    )
    images = np.random.default_rng(1).integers(0, 256, (2, 3, 64, 64, 3), np.uint8)
    latents = torch.from_numpy(engine.encode_vae(images))
    codes = (compressor.encode(latents.transpose(1, 2).flatten(0, 1)) - mean) / std
    made = engine.encode(images)
    wanted = codes.unflatten(0, (2, 3)).transpose(1, 2)
    assert (torch.from_numpy(made) - wanted).norm() < 1e-5 * wanted.norm()
    template = latents[:, :, 0].contiguous()
    back = compressor.decode(codes * std + mean, template.repeat_interleave(3, 0))
    pictures = vae.decode(back).unflatten(0, (2, 3)).permute(0, 1, 3, 4, 2)
    wanted = (pictures + 1) * 127.5
    decoded = torch.from_numpy(engine.decode(made, template.numpy()))
    assert (decoded - wanted).abs().max() <= 0.5 + 1e-2


def test_compressor_of_a_run(tiny_codes, tmp_path):
    """A checkpoint of train_compressor.py beside the other parts."""
    spec, transformer, vae = export.load_model(tiny_codes)
    state = export.load_compressor(tiny_codes, spec, vae).state_dict()
    config = make_random_model.COMPRESSORS["tiny"].to_dict()
    numbers = {"code_mean": [0.25] * 6, "code_std": [2.0] * 6}
    saved = {"ema": state, "config": {"compressor": config}, **numbers}
    codes, fields = export.compressor_of(saved)
    assert fields == {"heads": 2, "eps": 1e-5, **numbers}
    spec = export.merged(make_random_model.spec_of("tiny"), {"compressor": fields})
    parts = transformer.state_dict(), vae.state_dict()
    written = export.write_model(
        tmp_path, *parts, spec, text=tiny_codes / "text", compressor=codes
    )
    assert written["compressor"]["file"] == "compressor.safetensors"
    again = export.load_compressor(tmp_path, written, vae).state_dict()
    for name, value in again.items():
        exact = value.dim() < 2 or "position" in name
        assert torch.equal(value, state[name]) == exact, name
    assert "compressor" not in export.write_model(
        tmp_path / "plain",
        *(m.state_dict() for m in export.load_model(tiny_without(tmp_path))[1:]),
        make_random_model.spec_of("tiny"),
        text=tiny_codes / "text",
    )


def tiny_without(folder):
    out = folder / "without"
    make_random_model.make("tiny", out, 1, torch.float32)
    return out


@pytest.mark.parametrize(
    "change,says",
    [
        ({"compressor": {"heads": 5}}, "heads"),
        ({"compressor": {"code_std": [1.0] * 5}}, "code channels"),
        ({"compressor": {"code_std": [0.0] * 6}}, "deviation"),
        ({"video": {"width": 128}}, "position"),
        ({"video": {"width": 72}}, "patch"),
    ],
)
def test_refuses_compressors_that_do_not_fit(tiny_codes, tmp_path, change, says):
    spec, transformer, vae = export.load_model(tiny_codes)
    codes = export.load_compressor(tiny_codes, spec, vae).state_dict()
    spec = export.merged(make_random_model.spec_of("tiny", compressor=True), change)
    out = tmp_path / "out"
    parts = transformer.state_dict(), vae.state_dict()
    with pytest.raises(ValueError, match=says):
        export.write_model(out, *parts, spec, tiny_codes / "text", compressor=codes)
    assert not out.exists()


def test_golden_vae_loads_as_wan():
    golden = TRAINING.parent / "native" / "tests" / "golden" / "vae_wan.safetensors"
    state = export.load_checkpoint(golden)
    state = {k: v for k, v in state.items() if not k.startswith("golden.")}
    assert export.vae_strides(state) == (8, 4)
    vae = export.wan_vae(state)
    with torch.no_grad():
        assert vae.decode(torch.zeros(1, 3, 2, 2, 2)).sample.shape == (1, 3, 5, 16, 16)
