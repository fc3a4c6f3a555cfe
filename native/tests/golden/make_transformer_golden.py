"""Write transformer_*.safetensors: small random models, inputs, and the answers of the
PyTorch reference (joint and pose models) and of diffusers (plain Wan).

    python make_transformer_golden.py     # in this folder, with training's environment

Head sizes are odd on purpose: 12 and 14 split unevenly between time, rows and columns.
"""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from pathlib import Path

import torch
from diffusers import UniPCMultistepScheduler, WanTransformer3DModel
from safetensors.torch import save_file
from torch import Tensor, nn

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "training"))

from animax_training.reference import AnimaXTransformer, TransformerConfig  # noqa: E402

TEXT_LENGTH = 8
TIMESTEP = 637
JOINT = TransformerConfig(
    channels=4,
    patch=(2, 2),
    dim=36,
    heads=3,
    layers=2,
    ffn=64,
    text_dim=20,
    freq_dim=16,
    modalities=("rgb", "pose"),
)
POSE = replace(JOINT, patch=(4, 4), dim=24, heads=2, modalities=("pose",))


@torch.no_grad()
def randomise(model: nn.Module, seed: int) -> None:
    """Nothing stays zero or one: every tensor must matter."""
    generator = torch.Generator().manual_seed(seed)
    for name, p in model.named_parameters():
        r = torch.randn(p.shape, generator=generator)
        if "norm" in name and name.endswith("weight"):
            p.copy_(1 + 0.2 * r)
        elif name.endswith("bias"):
            p.copy_(0.1 * r)
        elif name.endswith("scale_shift_table"):
            p.copy_(0.3 * r)
        else:
            p.copy_(r / math.sqrt(p[0].numel()))


def padded(text: Tensor) -> Tensor:
    return torch.cat([text, text.new_zeros(TEXT_LENGTH - len(text), text.shape[1])])


def save(name: str, model: nn.Module, golden: dict, metadata: dict) -> None:
    tensors = {n: t.detach() for n, t in model.state_dict().items()}
    tensors |= {"golden." + n: t for n, t in golden.items()}
    tensors = {n: t.contiguous().clone() for n, t in tensors.items()}
    metadata = {"max_tokens": TEXT_LENGTH, "timestep": TIMESTEP} | metadata
    path = HERE / f"transformer_{name}.safetensors"
    save_file(tensors, path, {k: str(v) for k, v in metadata.items()})
    print(path.name, path.stat().st_size, "bytes")


def make_animax(
    name: str,
    config: TransformerConfig,
    size: tuple[int, int, int, int],
    shift: float,
    guidance: tuple[float, float],
    seed: int,
) -> None:
    """`size`: views, frames, height, width. `guidance`: on text, on template."""
    views, frames, height, width = size
    model = AnimaXTransformer(config).eval()
    randomise(model, seed)
    generator = torch.Generator().manual_seed(seed + 1)

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator)

    names = len(config.modalities)
    template = normal(views, names, config.channels, height, width)
    noise = normal(views, names, config.channels, frames, height, width)
    plucker = normal(views, 6, height, width)
    text, null_text = normal(5, config.text_dim), normal(2, config.text_dim)

    @torch.no_grad()
    def velocity(x: Tensor, first: Tensor, states: Tensor, timestep: int) -> Tensor:
        latents = torch.cat([first[:, :, None], x.transpose(2, 3)], dim=2)
        t = torch.tensor([float(timestep)])
        out = model(latents[None], t, plucker[None], padded(states)[None])
        return out[0].transpose(2, 3)

    scheduler = UniPCMultistepScheduler(
        use_flow_sigmas=True, prediction_type="flow_prediction", flow_shift=shift
    )
    scheduler.set_timesteps(10)
    on_text, on_template = guidance
    x, none = noise, torch.zeros_like(template)
    for t in scheduler.timesteps:
        neither = velocity(x, none, null_text, int(t))
        shown = velocity(x, template, null_text, int(t))
        both = velocity(x, template, text, int(t))
        v = neither + on_template * (shown - neither) + on_text * (both - shown)
        x = scheduler.step(v, t, x).prev_sample
    golden = {
        "template": template,
        "plucker": plucker,
        "text": text,
        "null_text": null_text,
        "x": noise,
        "velocity": velocity(noise, template, text, TIMESTEP),
        "sample": x,
    }
    metadata = {
        "modalities": ",".join(config.modalities),
        "heads": config.heads,
        "steps": 10,
        "shift": shift,
        "guidance_text": on_text,
        "guidance_template": on_template,
    }
    save(name, model, golden, metadata)


def make_wan() -> None:
    model = WanTransformer3DModel(
        patch_size=(1, 2, 2),
        num_attention_heads=2,
        attention_head_dim=14,
        in_channels=4,
        out_channels=4,
        text_dim=20,
        freq_dim=16,
        ffn_dim=64,
        num_layers=2,
        rope_max_seq_len=64,
    ).eval()
    randomise(model, 9)
    generator = torch.Generator().manual_seed(10)
    x = torch.randn(1, 4, 3, 4, 6, generator=generator)
    text = torch.randn(5, 20, generator=generator)
    with torch.no_grad():
        out = model(x, torch.tensor([TIMESTEP]), padded(text)[None]).sample
    golden = {"x": x[None], "text": text, "velocity": out[None]}
    save("wan", model, golden, {"modalities": "rgb", "heads": 2, "template": 0})


if __name__ == "__main__":
    torch.set_num_threads(1)
    make_animax("joint", JOINT, (3, 2, 4, 6), 3.0, (2.0, 1.5), 0)
    make_animax("pose", POSE, (2, 3, 8, 4), 1.0, (2.0, 1.0), 5)
    make_wan()
