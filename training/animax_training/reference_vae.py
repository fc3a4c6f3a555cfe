"""The nano VAE in PyTorch: Wan's structure with convolutions one frame deep.

Tensor names and shapes are those of diffusers' AutoencoderKLWan, with a temporal extent
of 1 in every convolution ([O, I, 1, kh, kw]) and no resampling in time, so frames are
independent and a batch of images is all there is. Inside, everything runs as 2D
convolutions, channels last.

Letters: N images (views x frames), z latent channels, H W image size, h w latent size.
"""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .model_config import VAEConfig


class FrameConv(nn.Conv3d):
    """A [O, I, 1, k, k] convolution applied to images [N, I, H, W]."""

    def __init__(self, width: int, out: int, kernel: int) -> None:
        super().__init__(width, out, (1, kernel, kernel))

    def forward(self, x: Tensor) -> Tensor:
        half = self.kernel_size[2] // 2
        return F.conv2d(x, self.weight[:, :, 0], self.bias, padding=half)


class Norm(nn.Module):
    """x / |x| sqrt(C) gamma over channels; gamma [C, 1, 1, (1)]."""

    def __init__(self, width: int, ones: int) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(width, *[1] * ones))

    def forward(self, x: Tensor) -> Tensor:
        gamma = self.gamma.view(1, -1, 1, 1) * self.gamma.shape[0] ** 0.5
        length = x.float().square().sum(1, keepdim=True).sqrt()
        return (x * length.clamp_min(1e-12).reciprocal() * gamma).to(x.dtype)


class Residual(nn.Module):
    def __init__(self, width: int, out: int) -> None:
        super().__init__()
        self.norm1 = Norm(width, 3)
        self.conv1 = FrameConv(width, out, 3)
        self.norm2 = Norm(out, 3)
        self.conv2 = FrameConv(out, out, 3)
        if width != out:
            self.conv_shortcut = FrameConv(width, out, 1)

    def forward(self, x: Tensor) -> Tensor:
        shortcut = self.conv_shortcut(x) if hasattr(self, "conv_shortcut") else x
        x = self.conv1(F.silu(self.norm1(x)))
        return shortcut + self.conv2(F.silu(self.norm2(x)))


class Attention(nn.Module):
    """One head over the cells of an image."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = Norm(width, 2)
        self.to_qkv = nn.Conv2d(width, 3 * width, 1)
        self.proj = nn.Conv2d(width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        qkv = self.to_qkv(self.norm(x)).flatten(2).transpose(1, 2)[:, None]
        q, k, v = qkv.chunk(3, dim=-1)
        out = F.scaled_dot_product_attention(q, k, v)[:, 0]
        return x + self.proj(out.transpose(1, 2).reshape(n, c, h, w))


class Middle(nn.Module):
    def __init__(self, width: int, attention: bool) -> None:
        super().__init__()
        if attention:
            self.attentions = nn.ModuleList([Attention(width)])
        self.resnets = nn.ModuleList([Residual(width, width), Residual(width, width)])

    def forward(self, x: Tensor) -> Tensor:
        x = self.resnets[0](x)
        if hasattr(self, "attentions"):
            x = self.attentions[0](x)
        return self.resnets[1](x)


class Resample(nn.Module):
    """Half or twice the size; `resample.1` is the convolution, as in diffusers."""

    def __init__(self, width: int, up: bool) -> None:
        super().__init__()
        if up:
            first = nn.Upsample(scale_factor=2.0, mode="nearest-exact")
            second = nn.Conv2d(width, width // 2, 3, padding=1)
        else:
            first = nn.ZeroPad2d((0, 1, 0, 1))
            second = nn.Conv2d(width, width, 3, stride=2)
        self.resample = nn.Sequential(first, second)

    def forward(self, x: Tensor) -> Tensor:
        return self.resample(x)


class Up(nn.Module):
    def __init__(self, width: int, out: int, blocks: int, up: bool) -> None:
        super().__init__()
        self.resnets = nn.ModuleList(
            Residual(width if i == 0 else out, out) for i in range(blocks)
        )
        if up:
            self.upsamplers = nn.ModuleList([Resample(out, up=True)])

    def forward(self, x: Tensor) -> Tensor:
        for resnet in self.resnets:
            x = resnet(x)
        return self.upsamplers[0](x) if hasattr(self, "upsamplers") else x


class Encoder(nn.Module):
    def __init__(self, config: VAEConfig) -> None:
        super().__init__()
        widths = [config.base_dim * m for m in (1, *config.dim_mult)]
        self.conv_in = FrameConv(3, widths[0], 3)
        self.down_blocks = nn.ModuleList()
        for level, (width, out) in enumerate(pairwise(widths)):
            for i in range(config.num_res_blocks):
                self.down_blocks.append(Residual(width if i == 0 else out, out))
            if level + 1 < len(config.dim_mult):
                self.down_blocks.append(Resample(out, up=False))
        self.mid_block = Middle(out, config.mid_attention)
        self.norm_out = Norm(out, 3)
        self.conv_out = FrameConv(out, 2 * config.z_dim, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv_in(x)
        for block in self.down_blocks:
            x = block(x)
        return self.conv_out(F.silu(self.norm_out(self.mid_block(x))))


class Decoder(nn.Module):
    def __init__(self, config: VAEConfig) -> None:
        super().__init__()
        widths = [config.base_dim * m for m in config.dim_mult[::-1]]
        self.conv_in = FrameConv(config.z_dim, widths[0], 3)
        self.mid_block = Middle(widths[0], config.mid_attention)
        self.up_blocks = nn.ModuleList()
        for level, out in enumerate(widths):
            # An upsampler halves the width.
            width = widths[level - 1] // 2 if level else out
            last = level + 1 == len(widths)
            self.up_blocks.append(Up(width, out, config.num_res_blocks + 1, not last))
        self.norm_out = Norm(widths[-1], 3)
        self.conv_out = FrameConv(widths[-1], 3, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.mid_block(self.conv_in(x))
        for block in self.up_blocks:
            x = block(x)
        return self.conv_out(F.silu(self.norm_out(x)))


class NanoVAE(nn.Module):
    """Images in [-1, 1] to latents and back. Latents here are not normalised: the mean
    and spread of model.json are the caller's to apply."""

    def __init__(self, config: VAEConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.quant_conv = FrameConv(2 * config.z_dim, 2 * config.z_dim, 1)
        self.post_quant_conv = FrameConv(config.z_dim, config.z_dim, 1)
        self.decoder = Decoder(config)

    def encode(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """[N, 3, H, W] -> mean and log variance [N, z, h, w]."""
        x = images.contiguous(memory_format=torch.channels_last)
        mean, log_variance = self.quant_conv(self.encoder(x)).chunk(2, dim=1)
        return mean, log_variance.clamp(-30.0, 20.0)

    def decode(self, latents: Tensor, clamp: bool = True) -> Tensor:
        """[N, z, h, w] -> [N, 3, H, W]; not clamped while training."""
        x = latents.contiguous(memory_format=torch.channels_last)
        out = self.decoder(self.post_quant_conv(x))
        return out.clamp(-1.0, 1.0) if clamp else out

    def forward(self, images: Tensor) -> Tensor:
        return self.decode(self.encode(images)[0])


def deepen(state: dict[str, Tensor], wanted: dict[str, Tensor]) -> dict[str, Tensor]:
    """The same convolutions as causal ones three frames deep: the last tap sees now.

    `wanted` tells shapes (a state of AutoencoderKLWan); a missing middle attention
    becomes one that adds nothing.
    """
    out = {}
    for name, like in wanted.items():
        if name in state:
            value = state[name]
            if like.dim() == 5 and like.shape[2] > value.shape[2]:
                value = F.pad(value, (0, 0, 0, 0, like.shape[2] - value.shape[2], 0))
            out[name] = value
        elif ".attentions." in name:
            out[name] = torch.zeros_like(like)
        else:
            raise KeyError(name)
    return out
