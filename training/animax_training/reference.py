"""The AnimaX video diffusion transformer in PyTorch (see docs/model-format.md).

The state dict, saved as safetensors, is the model file: tensor names are those of
diffusers' WanTransformer3DModel plus AnimaX's own. With `multiview`, `plucker` and
`modality` switched off the model is plain Wan.

Shape letters: B batch, V views, M modalities, F latent frames of video (the template
not counted), C latent channels, h w latent size, N patches a frame, D width, T text
tokens.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .model_config import TransformerConfig

MODALITY_IDS = {"rgb": 0, "pose": 1}


def sinusoid(position: Tensor, width: int) -> Tensor:
    """cos, then sin of position * 10000^(-i / (width / 2)); [...] -> [..., width]."""
    half = width // 2
    index = torch.arange(half, dtype=torch.float32, device=position.device)
    angle = position.float()[..., None] * torch.exp(index * (-math.log(10000.0) / half))
    return torch.cat([angle.cos(), angle.sin()], dim=-1)


def rope_angles(
    frames: int, height: int, width: int, head_dim: int, theta: float
) -> Tensor:
    """Angles [frames, height * width, head_dim / 2] in fp64; order t, h, w."""
    spatial = 2 * (head_dim // 6)
    parts = []
    for axis, (count, size) in enumerate(
        ((frames, head_dim - 2 * spatial), (height, spatial), (width, spatial))
    ):
        inverse = theta ** (-torch.arange(0, size, 2, dtype=torch.float64) / size)
        angle = torch.outer(torch.arange(count, dtype=torch.float64), inverse)
        shape = [1, 1, 1, size // 2]
        shape[axis] = count
        parts.append(angle.view(shape).expand(frames, height, width, size // 2))
    return torch.cat(parts, dim=-1).reshape(frames, height * width, head_dim // 2)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn adjacent pairs of the last axis; cos, sin [S, 1, head_dim / 2]."""
    even, odd = x.unflatten(-1, (-1, 2)).unbind(-1)
    turned = torch.stack([even * cos - odd * sin, even * sin + odd * cos], dim=-1)
    return turned.flatten(-2)


def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """softmax(q k^T / sqrt(hd)) v of [B, H, S, hd].

    On a CPU the backward pass of PyTorch's fused attention takes thirteen times its
    forward pass: plain products train twice as fast at the lengths of small models.
    """
    small = q.shape[-2] * k.shape[-2] <= 1 << 20
    if small and q.requires_grad and q.device.type == "cpu":
        score = torch.matmul(q * q.shape[-1] ** -0.5, k.transpose(-1, -2))
        return torch.matmul(torch.softmax(score.float(), dim=-1).to(v.dtype), v)
    return F.scaled_dot_product_attention(q, k, v)


class Attention(nn.Module):
    """Multi-head attention; q and k are rms-normed over D before the split in heads."""

    def __init__(self, dim: int, heads: int, eps: float) -> None:
        super().__init__()
        self.heads, self.eps = heads, eps
        self.to_q = nn.Linear(dim, dim)
        self.to_k = nn.Linear(dim, dim)
        self.to_v = nn.Linear(dim, dim)
        self.to_out = nn.ModuleList([nn.Linear(dim, dim)])
        self.norm_q = nn.RMSNorm(dim, eps=eps)
        self.norm_k = nn.RMSNorm(dim, eps=eps)

    def normed(self, x: Tensor, norm: nn.RMSNorm) -> Tensor:
        wide = x.float()
        scale = torch.rsqrt(wide.square().mean(-1, keepdim=True) + self.eps)
        return (wide * scale * norm.weight).to(x.dtype)

    def forward(
        self,
        x: Tensor,
        context: Tensor | None = None,
        rope: tuple[Tensor, Tensor] | None = None,
    ) -> Tensor:
        """x [B, S, D], context [B, T, D] -> [B, S, D]; rope angles [S, 1, hd / 2]."""
        if context is None:
            # One product thrice as wide keeps a CPU busier than three.
            weight = torch.cat([self.to_q.weight, self.to_k.weight, self.to_v.weight])
            bias = torch.cat([self.to_q.bias, self.to_k.bias, self.to_v.bias])
            q, k, v = F.linear(x, weight, bias).chunk(3, dim=-1)
        else:
            q, k, v = self.to_q(x), self.to_k(context), self.to_v(context)
        q = self.normed(q, self.norm_q).unflatten(-1, (self.heads, -1))
        k = self.normed(k, self.norm_k).unflatten(-1, (self.heads, -1))
        v = v.unflatten(-1, (self.heads, -1))
        if rope is not None:
            cos, sin = rope
            q = rotate(q, cos, sin).to(v.dtype)
            k = rotate(k, cos, sin).to(v.dtype)
        out = attend(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2))
        return self.to_out[0](out.transpose(1, 2).flatten(2))


class Projection(nn.Module):
    """Linear and tanh GELU; a class only for the sake of the name `net.0.proj`."""

    def __init__(self, dim: int, inner: int) -> None:
        super().__init__()
        self.proj = nn.Linear(dim, inner)

    def forward(self, x: Tensor) -> Tensor:
        return F.gelu(self.proj(x), approximate="tanh")


class FeedForward(nn.Module):
    def __init__(self, dim: int, inner: int) -> None:
        super().__init__()
        # net.1 is diffusers' dropout; it has no tensors.
        self.net = nn.ModuleList(
            [Projection(dim, inner), nn.Identity(), nn.Linear(inner, dim)]
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.net[2](self.net[0](x))


class Embedder(nn.Module):
    """Two linear layers: SiLU between them for times, tanh GELU for text."""

    def __init__(self, width: int, dim: int, silu: bool) -> None:
        super().__init__()
        self.silu = silu
        self.linear_1 = nn.Linear(width, dim)
        self.linear_2 = nn.Linear(dim, dim)

    def forward(self, x: Tensor) -> Tensor:
        x = self.linear_1(x)
        x = F.silu(x) if self.silu else F.gelu(x, approximate="tanh")
        return self.linear_2(x)


class ConditionEmbedder(nn.Module):
    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.time_embedder = Embedder(config.freq_dim, config.dim, silu=True)
        self.time_proj = nn.Linear(config.dim, 6 * config.dim)
        self.text_embedder = Embedder(config.text_dim, config.dim, silu=False)
        if config.pooled:
            self.pooled_embedder = Embedder(config.text_dim, config.dim, silu=True)


def pooled_text(text: Tensor) -> Tensor:
    """[B, text_dim] of zero-padded states [B, T, text_dim]: their mean, scaled so that
    its numbers have a mean square of 1."""
    known = (text != 0).any(-1, keepdim=True).sum(1).clamp(min=1)
    mean = text.sum(1) / known
    return mean * torch.rsqrt(mean.square().mean(-1, keepdim=True) + 1e-12)


class Block(nn.Module):
    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        dim, heads, eps = config.dim, config.heads, config.eps
        self.eps = eps
        self.attn1 = Attention(dim, heads, eps)
        self.attn2 = Attention(dim, heads, eps)
        self.norm2 = nn.LayerNorm(dim, eps=eps)
        self.ffn = FeedForward(dim, config.ffn)
        self.scale_shift_table = nn.Parameter(torch.empty(1, 6, dim))
        if config.multiview:
            self.attn_mv = Attention(dim, heads, eps)
            self.norm_mv = nn.LayerNorm(dim, eps=eps)

    def modulated(self, h: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
        return F.layer_norm(h, h.shape[-1:], eps=self.eps) * (1 + scale) + shift

    def forward(
        self,
        h: Tensor,
        modulation: Tensor,
        text: Tensor,
        rope: tuple[Tensor, Tensor],
        rope_mv: tuple[Tensor, Tensor] | None,
    ) -> Tensor:
        """h [B, V, K, N, D] for K = M (1 + F) latent frames; modulation [B, K, 6, D].

        Modulation is per latent frame, never per token: a frame's tokens share it.
        """
        b, v, k, n, d = h.shape
        table = modulation + self.scale_shift_table
        shift1, scale1, gate1, shift2, scale2, gate2 = (
            part[:, None, :, None, :] for part in table.unbind(2)
        )
        x = self.modulated(h, shift1, scale1)
        x = self.attn1(x.reshape(b * v, k * n, d), rope=rope)
        h = h + gate1 * x.view(b, v, k, n, d)
        if rope_mv is not None:
            x = F.layer_norm(h, (d,), self.norm_mv.weight, self.norm_mv.bias, self.eps)
            x = x.transpose(1, 2).reshape(b * k, v * n, d)
            x = self.attn_mv(x, rope=rope_mv)
            h = h + x.view(b, k, v, n, d).transpose(1, 2)
        x = F.layer_norm(h, (d,), self.norm2.weight, self.norm2.bias, self.eps)
        x = self.attn2(x.reshape(b, v * k * n, d), context=text)
        h = h + x.view(b, v, k, n, d)
        x = self.ffn(self.modulated(h, shift2, scale2))
        return h + gate2 * x


class AnimaXTransformer(nn.Module):
    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        if config.dim % config.heads or (config.dim // config.heads) % 2:
            raise ValueError(
                f"{config.dim} wide does not split in {config.heads} heads"
            )
        self.config = config
        kernel = (1, *config.patch)
        channels = config.channels + config.conditioning_channels
        self.patch_embedding = nn.Conv3d(channels, config.dim, kernel, kernel)
        if config.plucker:
            self.plucker_embedding = nn.Conv3d(
                6, config.dim, kernel, kernel, bias=False
            )
        self.condition_embedder = ConditionEmbedder(config)
        if config.modality:
            self.modality_embedder = Embedder(config.freq_dim, config.dim, silu=True)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.scale_shift_table = nn.Parameter(torch.empty(1, 2, config.dim))
        numbers = config.channels * math.prod(config.patch)
        self.proj_out = nn.Linear(config.dim, numbers)
        self._rope: dict[tuple, tuple] = {}
        self.reset_parameters()

    @torch.no_grad()
    def reset_parameters(self) -> None:
        """Wan's initialisation; what AnimaX adds between views starts as no change."""
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)
            elif isinstance(module, nn.LayerNorm | nn.RMSNorm):
                module.reset_parameters()
        nn.init.xavier_uniform_(self.patch_embedding.weight.flatten(1))
        nn.init.zeros_(self.patch_embedding.bias)
        embedders = [self.condition_embedder.time_embedder]
        embedders.append(self.condition_embedder.text_embedder)
        if self.config.modality:
            embedders.append(self.modality_embedder)
        if self.config.pooled:
            embedders.append(self.condition_embedder.pooled_embedder)
        for embedder in embedders:
            nn.init.normal_(embedder.linear_1.weight, std=0.02)
            nn.init.normal_(embedder.linear_2.weight, std=0.02)
        for table in [self.scale_shift_table] + [
            block.scale_shift_table for block in self.blocks
        ]:
            nn.init.normal_(table, std=self.config.dim**-0.5)
        nn.init.zeros_(self.proj_out.weight)
        if self.config.plucker:
            nn.init.zeros_(self.plucker_embedding.weight)
        if self.config.multiview:
            for block in self.blocks:
                nn.init.zeros_(block.attn_mv.to_out[0].weight)

    def rope(
        self,
        views: int,
        modalities: int,
        frames: int,
        height: int,
        width: int,
        device: torch.device,
    ) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
        """cos and sin [S, 1, hd / 2] of a view's sequence, and of a frame's views."""
        key = (views, modalities, frames, height, width, device)
        if key not in self._rope:
            cfg = self.config
            head_dim = cfg.dim // cfg.heads
            # Every modality repeats the same positions.
            with torch.inference_mode(False):  # kept for training calls too
                several = 1 if cfg.shared_positions else modalities
                angle = rope_angles(
                    several * frames, height, width, head_dim, cfg.rope_theta
                )
                one = angle.flatten(0, 1).repeat(modalities // several, 1)[:, None]
                across = angle[0].repeat(views, 1)[:, None]
                self._rope[key] = tuple(
                    (a.cos().float().to(device), a.sin().float().to(device))
                    for a in (one, across)
                )
        return self._rope[key]

    def conditions(
        self,
        timestep: Tensor,
        frames: int,
        clean_template: bool,
        names: tuple,
        text: Tensor,
        given: Tensor | None = None,
        pooled: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        """temb [B, M, 2, D] and modulation [B, K, 6, D], in fp32."""
        with torch.autocast(timestep.device.type, enabled=False):
            zero = torch.zeros_like(timestep)
            times = [zero if clean_template else timestep, timestep]
            times += [] if given is None else [zero]
            times = torch.stack(times, dim=1)
            temb = self.condition_embedder.time_embedder(
                sinusoid(times, self.config.freq_dim)
            )[:, None]
            if self.config.pooled:
                pooled = pooled_text(text) if pooled is None else pooled
                said = self.condition_embedder.pooled_embedder(pooled)
                temb = temb + said[:, None, None]
            if self.config.modality:
                ids = [1000.0 * MODALITY_IDS[name] for name in names]
                position = torch.tensor(ids, device=timestep.device)
                code = self.modality_embedder(sinusoid(position, self.config.freq_dim))
                temb = temb + code[None, :, None]
            else:
                temb = temb.expand(-1, len(names), -1, -1)
            groups = self.condition_embedder.time_proj(F.silu(temb))
            groups = groups.unflatten(-1, (6, -1))
            modulation = groups[:, :, 1:2].expand(-1, -1, frames, -1, -1)
            if given is not None:
                clean = given[:, None, :, None, None]
                modulation = torch.where(clean, groups[:, :, 2:], modulation)
            if self.config.template_frame:
                modulation = torch.cat([groups[:, :, :1], modulation], 2)
        return temb[:, :, :2], modulation.flatten(1, 2)

    def embed(
        self, latents: Tensor, plucker: Tensor | None, conditioning: Tensor | None
    ) -> Tensor:
        """Token embeddings [B, V, K, N, D], as one linear product over patches."""
        if self.config.conditioning_channels:
            if conditioning is None:  # the template is the map
                conditioning = latents[:, :, :, 0]
                latents = latents.clone()
                latents[:, :, :, 0] = 0
            static = conditioning[:, :, :, None].expand(
                -1, -1, -1, latents.shape[3], -1, -1, -1
            )
            latents = torch.cat([latents, static], dim=4)
        b, v, m, f1, c, height, width = latents.shape
        ph, pw = self.config.patch
        rows, columns = height // ph, width // pw
        x = latents.reshape(b, v, m * f1, c, rows, ph, columns, pw)
        x = x.permute(0, 1, 2, 4, 6, 3, 5, 7).flatten(5).flatten(3, 4)
        x = F.linear(
            x, self.patch_embedding.weight.flatten(1), self.patch_embedding.bias
        )
        if self.config.plucker:
            if plucker is None:
                raise ValueError("this model needs a Plücker map")
            p = plucker.reshape(b, v, 6, rows, ph, columns, pw)
            p = p.permute(0, 1, 3, 5, 2, 4, 6).flatten(4).flatten(2, 3)
            p = F.linear(p, self.plucker_embedding.weight.flatten(1))
            x = x + p[:, :, None]
        return x

    def forward(
        self,
        latents: Tensor,
        timestep: Tensor,
        plucker: Tensor | None,
        text: Tensor,
        multiview: bool = True,
        clean_template: bool = True,
        modalities: tuple[str, ...] | None = None,
        conditioning: Tensor | None = None,
        given: Tensor | None = None,
        pooled: Tensor | None = None,
    ) -> Tensor:
        """Velocity (noise - x0) of the target frames, [B, V, M, F, C, h, w].

        latents [B, V, M, 1 + F, C, h, w]: frame 0 is the clean template. timestep [B]:
        1000 sigma (floored where an engine's is). plucker [B, V, 6, h, w]. text [B, T,
        text_dim]: zero-padded token states. `multiview=False` leaves out attention
        across views (stage 1 of training); `clean_template=False` gives the template
        the targets' timestep, as plain Wan would. `modalities`: which of the model's
        the latents hold, all if None. `conditioning` [B, V, M,
        config.conditioning_channels, h, w]: the template's map, where frame 0 of the
        latents is then 0; None: frame 0 is it. `given` bool [B, F]: target frames whose
        latents are clean; they are modulated as the template is, with timestep 0, and
        their velocity is 0. `pooled` [B, text_dim]: pooled states instead of the
        text's own (pooled_text).
        """
        b, v, m, f1, c, height, width = latents.shape
        ph, pw = self.config.patch
        rows, columns = height // ph, width // pw
        names = modalities or self.config.modalities
        if m != len(names) or height % ph or width % pw:
            raise ValueError(f"latents {tuple(latents.shape)} do not fit {self.config}")
        targets = f1 - 1
        if not self.config.template_frame:
            conditioning = latents[:, :, :, 0] if conditioning is None else conditioning
            latents, f1 = latents[:, :, :, 1:], targets
        rope, rope_mv = self.rope(v, m, f1, rows, columns, latents.device)
        if not (multiview and self.config.multiview):
            rope_mv = None
        temb, modulation = self.conditions(
            timestep, targets, clean_template, names, text, given, pooled
        )
        text = self.condition_embedder.text_embedder(text)
        h = self.embed(latents, plucker, conditioning).float()
        for block in self.blocks:
            h = block(h, modulation, text, rope, rope_mv)
        # Only the targets' velocity is wanted.
        h = h.view(b, v, m, f1, rows * columns, -1)[:, :, :, f1 - targets :]
        shift, scale = (self.scale_shift_table + temb[:, :, 1:]).unbind(2)
        h = F.layer_norm(h, h.shape[-1:], eps=self.config.eps)
        h = h * (1 + scale[:, None, :, None, None]) + shift[:, None, :, None, None]
        out = self.proj_out(h)
        if given is not None:
            out = out.masked_fill(given[:, None, None, :, None, None], 0)
        out = out.view(b, v, m, targets, rows, columns, ph, pw, c)
        return out.permute(0, 1, 2, 3, 8, 4, 6, 5, 7).reshape(
            b, v, m, targets, c, height, width
        )
