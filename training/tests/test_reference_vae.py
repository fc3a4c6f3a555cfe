"""The nano VAE against diffusers' AutoencoderKLWan with the same weights."""

import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from animax_training.reference_vae import NanoVAE, VAEConfig, deepen

diffusers = pytest.importorskip("diffusers")


def relative(found, wanted):
    return ((found - wanted).norm() / wanted.norm()).item()


@torch.no_grad()
@pytest.mark.parametrize("attention", [True, False])
@pytest.mark.parametrize("mult,blocks", [((1, 2, 4, 4), 1), ((1, 2, 3), 2)])
def test_same_as_wan(attention, mult, blocks):
    torch.manual_seed(3)
    config = VAEConfig(
        base_dim=8,
        dim_mult=mult,
        z_dim=4,
        num_res_blocks=blocks,
        mid_attention=attention,
    )
    vae = NanoVAE(config).eval()
    for name, p in vae.named_parameters():
        if name.endswith("gamma"):
            p.add_(0.2 * torch.randn(p.shape))
    assert VAEConfig.from_state(vae.state_dict()) == config
    wan = diffusers.AutoencoderKLWan(
        base_dim=8,
        z_dim=4,
        dim_mult=list(mult),
        num_res_blocks=blocks,
        temperal_downsample=[False] * (len(mult) - 1),
        latents_mean=[0.0] * 4,
        latents_std=[1.0] * 4,
    ).eval()
    wan.load_state_dict(deepen(vae.state_dict(), wan.state_dict()))
    images = torch.rand(1, 3, 32, 48) * 2 - 1
    posterior = wan.encode(images[:, :, None]).latent_dist
    mean, log_variance = vae.encode(images)
    errors = [
        relative(mean, posterior.mean[:, :, 0]),
        relative(log_variance, posterior.logvar[:, :, 0]),
    ]
    latents = torch.randn(1, 4, 32 // config.stride, 48 // config.stride)
    wanted = wan.decode(latents[:, :, None]).sample[:, :, 0]
    errors.append(relative(vae.decode(latents), wanted))
    print("relative errors", *(f"{e:.2e}" for e in errors), "std", wanted.std().item())
    assert max(errors) <= 1e-5
