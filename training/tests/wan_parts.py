"""Wan's transformer and VAE, small and random, as diffusers saves them."""

import diffusers
from animax_training.reference_random import scatter


def write(folder):
    """The transformer in several files, and the VAE, below a folder; returns both."""
    transformer = diffusers.WanTransformer3DModel(
        patch_size=(1, 2, 2), num_attention_heads=2, attention_head_dim=16,
        in_channels=4, out_channels=4, text_dim=32, freq_dim=32, ffn_dim=64,
        num_layers=2,
    )  # fmt: skip
    scatter(transformer, 1)
    transformer.save_pretrained(folder / "transformer", max_shard_size="60KB")
    vae = diffusers.AutoencoderKLWan(
        base_dim=8, z_dim=4, dim_mult=[1, 1, 2, 2], num_res_blocks=2,
        latents_mean=[0.1, -0.2, 0.3, 0.0], latents_std=[1.5, 0.5, 1.0, 2.0],
    ).eval()  # fmt: skip
    scatter(vae, 2)
    vae.save_pretrained(folder / "vae")
    return transformer, vae
