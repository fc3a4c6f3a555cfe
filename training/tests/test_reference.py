"""The reference against diffusers: python -m pytest training/tests (training venv)."""

import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from animax_training.reference import AnimaXTransformer, TransformerConfig, attend
from animax_training.reference_random import scatter

diffusers = pytest.importorskip("diffusers")


def relative(found, wanted):
    return ((found - wanted).norm() / wanted.norm()).item()


def wan(dim=48, heads=2):
    return diffusers.WanTransformer3DModel(
        patch_size=(1, 2, 2),
        num_attention_heads=heads,
        attention_head_dim=dim // heads,
        in_channels=4,
        out_channels=4,
        text_dim=20,
        freq_dim=32,
        ffn_dim=80,
        num_layers=2,
    ).eval()


@torch.no_grad()
@pytest.mark.parametrize("clean", [False, True])
@pytest.mark.parametrize("given", [None, [[0, 3], [1]]])
def test_plain_wan(clean, given):
    model = wan()
    scatter(model, 1)
    state = model.state_dict()
    config = TransformerConfig.from_state(state, heads=2, modalities=["pose"])
    assert not (config.multiview or config.plucker or config.modality)
    reference = AnimaXTransformer(config).eval()
    reference.load_state_dict(state)
    latents = torch.randn(2, 1, 1, 5, 4, 6, 8)
    text = torch.randn(2, 7, 20)
    timestep = torch.tensor([713.0, 20.0])
    video = latents[:, 0, 0].transpose(1, 2)
    if clean:  # one timestep a token, as Wan2.2 TI2V
        times = timestep[:, None].repeat(1, 5 * 12)
        times[:, :12] = 0
    else:
        times = timestep[:, None].repeat(1, 5 * 12) if given else timestep
    mask = None
    if given:
        mask = torch.zeros(2, 4, dtype=torch.bool)
        for b, frames in enumerate(given):
            mask[b, frames] = True
            for f in frames:
                times[b, 12 * (1 + f) : 12 * (2 + f)] = 0
    wanted = model(video, times, text).sample.transpose(1, 2)[:, 1:]
    found = reference(latents, timestep, None, text, clean_template=clean, given=mask)[
        :, 0, 0
    ]
    if given:
        assert not found[mask].any()
        wanted[mask] = 0
    error = relative(found, wanted)
    print(f"clean {clean}: relative error {error:.2e}, std {wanted.std():.3f}")
    assert error <= 1e-5


@torch.no_grad()
def test_animax_parts_matter():
    config = TransformerConfig(
        channels=4, patch=(2, 2), dim=48, heads=2, layers=2, ffn=80, text_dim=20,
        freq_dim=32, modalities=("rgb", "pose"),
    )  # fmt: skip
    model = AnimaXTransformer(config).eval()
    start = dict(model.state_dict())
    latents = torch.randn(2, 3, 2, 4, 4, 6, 8)
    args = torch.tensor([500.0, 3.0]), torch.randn(2, 3, 6, 6, 8), torch.randn(2, 7, 20)
    torch.nn.init.normal_(model.proj_out.weight)
    with_mv = model(latents, *args)
    assert torch.equal(with_mv, model(latents, *args, multiview=False)), "zero at start"
    scatter(model, 2)
    assert start.keys() == model.state_dict().keys()
    full = model(latents, *args)
    assert full.shape == (2, 3, 2, 3, 4, 6, 8) and full.isfinite().all()
    changed = {
        "views do not mix": model(latents, *args, multiview=False),
        "plucker": model(latents, args[0], args[1] + 1, args[2]),
        "text": model(latents, *args[:2], args[2] + 1),
        "time": model(latents, args[0] + 90, *args[1:]),
        "halves alike": model(latents.flip(2), *args).flip(2),
        "template": model(
            latents + (torch.arange(4) == 0).view(4, 1, 1, 1).float(), *args
        ),
    }
    for name, other in changed.items():
        print(name, relative(other, full))
        assert relative(other, full) > 1e-2, name
    # Turning the ring of views turns the answer with it: no view is special.
    rolled = model(latents.roll(1, 1), args[0], args[1].roll(1, 1), args[2])
    assert relative(rolled.roll(-1, 1), full) < 1e-5


def test_training_attention_is_the_same():
    torch.manual_seed(0)
    q, k, v = (torch.randn(2, 3, n, 16, requires_grad=True) for n in (10, 7, 7))
    attended = attend(q, k, v)
    with torch.no_grad():
        error = relative(attended, attend(q.detach(), k.detach(), v.detach()))
    print(f"training attention: relative error {error:.2e}")
    assert error < 1e-6
