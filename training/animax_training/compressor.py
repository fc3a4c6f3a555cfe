"""The compressor: a frame's VAE latents as few numbers a token, and back.

What the transformer predicts should be easy to predict. Latents of the VAE are
pictures: the mean of two poses is two pale poses, and a model that is unsure leaves
smears that no tracker can read. Codes of the compressor are trained so that the mean of
two codes is read as the pose between the two, drawn crisply: being unsure becomes a
smaller motion.

Encoder and decoder are small transformers over one frame's patches of latents. The
decoder also sees the latents of the same view's template (the rest pose), so a code
need not say which joints there are and what colours they have.

Letters: N frames, C latent channels, h w latent size, T = h w / patch^2 tokens, K code
channels, D width.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class CompressorConfig:
    channels: int = 8
    patch: int = 4
    rows: int = 4
    columns: int = 4
    code: int = 48
    dim: int = 192
    heads: int = 3
    ffn: int = 768
    encoder_layers: int = 3
    decoder_layers: int = 5
    eps: float = 1e-5

    @property
    def tokens(self) -> int:
        return self.rows * self.columns

    @property
    def numbers(self) -> int:
        """Of a token's patch of latents."""
        return self.channels * self.patch * self.patch

    def to_dict(self) -> dict:
        return asdict(self)

    @staticmethod
    def from_dict(fields: dict) -> CompressorConfig:
        return replace(CompressorConfig(), **fields)


def patches(latents: Tensor, patch: int) -> Tensor:
    """[N, C, h, w] -> [N, T, C patch patch]."""
    return F.pixel_unshuffle(latents, patch).flatten(2).transpose(1, 2)


def unpatch(tokens: Tensor, patch: int, rows: int, columns: int) -> Tensor:
    """[N, T, C patch patch] -> [N, C, h, w]."""
    grid = tokens.transpose(1, 2).unflatten(2, (rows, columns))
    return F.pixel_shuffle(grid, patch)


class Layer(nn.Module):
    """Pre-norm attention and feed-forward, no conditioning."""

    def __init__(self, config: CompressorConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.norm1 = nn.LayerNorm(config.dim, eps=config.eps)
        self.to_qkv = nn.Linear(config.dim, 3 * config.dim)
        self.to_out = nn.Linear(config.dim, config.dim)
        self.norm2 = nn.LayerNorm(config.dim, eps=config.eps)
        self.linear_1 = nn.Linear(config.dim, config.ffn)
        self.linear_2 = nn.Linear(config.ffn, config.dim)

    def forward(self, x: Tensor) -> Tensor:
        n, t, d = x.shape
        qkv = self.to_qkv(self.norm1(x)).view(n, t, 3, self.heads, d // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        score = torch.matmul(q * q.shape[-1] ** -0.5, k.transpose(-1, -2))
        out = torch.matmul(torch.softmax(score, dim=-1), v)
        x = x + self.to_out(out.transpose(1, 2).reshape(n, t, d))
        x_ffn = F.gelu(self.linear_1(self.norm2(x)), approximate="tanh")
        return x + self.linear_2(x_ffn)


class Half(nn.Module):
    """Layers between a linear layer in and a normed linear layer out."""

    def __init__(self, config: CompressorConfig, into: int, out: int, n: int) -> None:
        super().__init__()
        self.proj_in = nn.Linear(into, config.dim)
        self.position = nn.Parameter(0.02 * torch.randn(config.tokens, config.dim))
        self.layers = nn.ModuleList(Layer(config) for _ in range(n))
        self.norm_out = nn.LayerNorm(config.dim, eps=config.eps)
        self.proj_out = nn.Linear(config.dim, out)


class Compressor(nn.Module):
    def __init__(self, config: CompressorConfig) -> None:
        super().__init__()
        self.config = config
        numbers = config.numbers
        self.encoder = Half(config, numbers, config.code, config.encoder_layers)
        self.decoder = Half(config, config.code, numbers, config.decoder_layers)
        self.template_in = nn.Linear(numbers, config.dim)
        self.template_position = nn.Parameter(
            0.02 * torch.randn(config.tokens, config.dim)
        )

    def encode(self, latents: Tensor) -> Tensor:
        """Normalised VAE latents [N, C, h, w] -> codes [N, K, rows, columns]."""
        half = self.encoder
        x = half.proj_in(patches(latents, self.config.patch)) + half.position
        for layer in half.layers:
            x = layer(x)
        code = half.proj_out(half.norm_out(x)).transpose(1, 2)
        return code.unflatten(2, (self.config.rows, self.config.columns))

    def decode(self, code: Tensor, template: Tensor) -> Tensor:
        """Codes [N, K, rows, columns] and the VAE latents of each one's template
        [N, C, h, w] -> VAE latents [N, C, h, w]."""
        config, half = self.config, self.decoder
        x = half.proj_in(code.flatten(2).transpose(1, 2)) + half.position
        still = self.template_in(patches(template, config.patch))
        x = torch.cat([x, still + self.template_position], dim=1)
        for layer in half.layers:
            x = layer(x)
        x = half.proj_out(half.norm_out(x[:, : config.tokens]))
        return unpatch(x, config.patch, config.rows, config.columns)
