"""Checkpoints to a model folder (docs/model-format.md), and a model folder back.

    python -m animax_training.export --transformer dit.pt --vae vae.pt \\
        --spec spec.json --dtype bf16 ../assets/nano

A checkpoint is a safetensors file, or a torch file that holds a state dict, plain or
under "ema" (taken first), "model" or "state". `--spec` overrides model.json's defaults
and the pose maps of a checkpoint's config; what shapes tell is checked, so that a
folder that cannot run is not written.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import sys
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from .bert_reference import MINILM
from .checkpoint import load_weights, pose_map_config
from .config import PoseMapConfig
from .reference import AnimaXTransformer, TransformerConfig
from .reference_vae import NanoVAE, VAEConfig

DTYPES = {"f32": torch.float32, "bf16": torch.bfloat16}

DEFAULTS = {
    "format": 1,
    "name": "nano",
    "version": "0.1.0",
    "licence": "CC0-1.0",
    "description": "",
    "modalities": ["pose"],
    "transformer": {
        "files": ["transformer.safetensors"],
        "heads": 3,
        "rope_theta": 10000,
        "eps": 1e-6,
    },
    "vae": {"file": "vae.safetensors"},
    "text": {"type": "bert", "max_tokens": 32},
    "video": {"width": 128, "height": 128, "frames": 9, "fps": 7.5},
    "cameras": {
        "azimuths_deg": [45, 135, 225, 315],
        "elevation_deg": 10,
        "fov_deg": 26.6,
        "radius": 2.7,
        "margin": 1.15,
        "min_views": 3,
        "max_views": 8,
    },
    "pose_map": PoseMapConfig().pose_map,
    "sampler": {
        "type": "unipc",
        "steps": 12,
        "shift": 1.0,
        "guidance_text": 2.0,
        "guidance_template": 1.0,
    },
    "training": {},
    "metrics": {},
}


def merged(base: dict, over: dict) -> dict:
    """`over` on top of `base`, field by field."""
    out = copy.deepcopy(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(out.get(key), dict)
        out[key] = merged(out[key], value) if both else copy.deepcopy(value)
    return out


def vae_strides(state: dict[str, Tensor]) -> tuple[int, int]:
    """Pixels a latent cell, and frames a latent frame."""
    space = sum(
        name.startswith("encoder.down_blocks.") and name.endswith(".resample.1.weight")
        for name in state
    )
    time = sum(
        name.startswith("encoder.down_blocks.") and name.endswith(".time_conv.weight")
        for name in state
    )
    return 1 << space, 1 << time


def text_width(folder: Path) -> int:
    with safe_open(folder / "model.safetensors", "pt") as file:
        names = file.keys()
        name = next(n for n in names if n.endswith("embeddings.word_embeddings.weight"))
        return file.get_slice(name).get_shape()[1]


def check(
    spec: dict,
    transformer: dict[str, Tensor],
    vae: dict[str, Tensor] | None,
    text: Path,
) -> None:
    """Raise ValueError with a sentence where the parts of a model do not fit."""
    dim, wide, _, ph, pw = transformer["patch_embedding.weight"].shape
    channels = transformer["proj_out.weight"].shape[0] // (ph * pw)
    field = spec.get("pose_field", {})
    layers = field.get("layers", 0) + field.get("marker_layers", 0)
    if wide - channels != 4 * layers or (layers and channels != 2 * layers):
        raise ValueError(
            f"{wide} channels go into the transformer and {channels} come out; that is "
            f"no field of {layers} layers (0: no field)"
        )
    heads = spec["transformer"]["heads"]
    if dim % heads or (dim // heads) % 2:
        raise ValueError(f"{dim} wide does not split in {heads} heads of even size")
    wanted = transformer["condition_embedder.text_embedder.linear_1.weight"].shape[1]
    if (text / "model.safetensors").exists() and text_width(text) != wanted:
        raise ValueError(f"text states are {text_width(text)} wide, not {wanted}")
    if vae is None:
        grid = spec["pose_field"]["grid"]
        if grid % ph or grid % pw:
            raise ValueError(f"a field of {grid} cells has no patches of {pw} x {ph}")
        return
    latent = vae["post_quant_conv.weight"].shape[0]
    numbers = [channels, latent, len(spec["vae"]["latents_mean"])]
    numbers.append(len(spec["vae"]["latents_std"]))
    if len(set(numbers)) != 1:
        raise ValueError(
            f"latent channels differ: transformer, VAE, mean, std {numbers}"
        )
    space, time = vae_strides(vae)
    video = spec["video"]
    if video["height"] % (space * ph) or video["width"] % (space * pw):
        raise ValueError(
            f"{video['width']} x {video['height']} is no multiple of the VAE's stride "
            f"{space} times the patch {pw} x {ph}"
        )
    if (video["frames"] - 1) % time:
        raise ValueError(f"{video['frames']} frames are not 1 + a multiple of {time}")


def narrowed(state: dict[str, Tensor], dtype: torch.dtype) -> dict[str, Tensor]:
    """Products in `dtype`; biases, norms and modulation tables, which are small and add
    up over all layers, stay F32."""
    out = {}
    for name, value in state.items():
        small = value.dim() < 2 or "table" in name or "gamma" in name
        kept = torch.float32 if small and dtype != torch.float32 else dtype
        out[name] = value.detach().to(kept).contiguous()
    return out


def write_model(
    out: str | Path,
    transformer: dict[str, Tensor] | list[dict[str, Tensor]],
    vae: dict[str, Tensor] | None,
    spec: dict,
    text: str | Path = MINILM,
    dtype: torch.dtype = torch.bfloat16,
) -> dict:
    """Write the folder and return its model.json.

    `transformer`: one state, or several, one for each of transformer.files. `spec` must
    give vae.latents_mean and latents_std, or without a VAE pose_field; DEFAULTS fill
    what else it leaves out.
    """
    out, text = Path(out), Path(text)
    parts = transformer if isinstance(transformer, list) else [transformer]
    spec = merged(DEFAULTS, spec)
    if vae is None:
        del spec["vae"]
    files = spec["transformer"]["files"]
    if len(files) != len(parts):
        raise ValueError(f"{len(parts)} parts of the transformer for files {files}")
    whole = {name: value for part in parts for name, value in part.items()}
    check(spec, whole, vae, text)
    out.mkdir(parents=True, exist_ok=True)
    spec["text"].setdefault("dir", os.path.relpath(text.resolve(), out.resolve()))
    written = list(zip(files, parts, strict=True))
    if vae is not None:
        written.append((spec["vae"]["file"], vae))
    for name, part in written:
        save_file(narrowed(part, dtype), out / name)
        (out / name).chmod(0o644)
    (out / "model.json").write_text(json.dumps(spec, indent=2) + "\n")
    return spec


def wan_vae(state: dict[str, Tensor]) -> torch.nn.Module:
    """diffusers' AutoencoderKLWan, sizes from the state."""
    from diffusers import AutoencoderKLWan

    sizes = VAEConfig.from_state(state)
    temporal = [
        name.replace("resample.1", "time_conv") in state
        for name in sorted(
            (n for n in state if n.startswith("encoder.down_blocks.")),
            key=lambda n: int(n.split(".")[2]),
        )
        if name.endswith("resample.1.weight")
    ]
    with torch.device("meta"):
        vae = AutoencoderKLWan(
            base_dim=sizes.base_dim,
            z_dim=sizes.z_dim,
            dim_mult=list(sizes.dim_mult),
            num_res_blocks=sizes.num_res_blocks,
            temperal_downsample=temporal,
            latents_mean=[0.0] * sizes.z_dim,
            latents_std=[1.0] * sizes.z_dim,
        )
    vae.load_state_dict(state, assign=True)
    return vae.eval()


def load_transformer(
    folder: Path, dtype: torch.dtype
) -> tuple[dict, AnimaXTransformer]:
    """model.json and the transformer, which in bf16 wants autocast."""
    spec = json.loads((folder / "model.json").read_text())
    state: dict[str, Tensor] = {}
    for name in spec["transformer"]["files"]:
        state |= load_file(folder / name)
    config = TransformerConfig.from_state(
        state,
        spec["transformer"]["heads"],
        spec["modalities"],
        spec["transformer"]["rope_theta"],
        spec["transformer"]["eps"],
        spec["transformer"].get("template_frame", True),
    )
    with torch.device("meta"):
        transformer = AnimaXTransformer(config)
    state = narrowed(state, dtype)
    for name in state:  # computed outside autocast: timesteps go up to 1000
        if "time_" in name or "modality_" in name or "pooled_" in name:
            state[name] = state[name].float()
    transformer.load_state_dict(state, assign=True)
    return spec, transformer.eval()


def load_model(
    folder: str | Path, dtype: torch.dtype = torch.float32
) -> tuple[dict, AnimaXTransformer, torch.nn.Module | None]:
    """model.json, the transformer and the VAE (NanoVAE, or AutoencoderKLWan where
    convolutions see several frames; None for a model of fields). In bf16 the first two
    want autocast."""
    folder = Path(folder)
    spec, transformer = load_transformer(folder, dtype)
    if "pose_field" in spec:
        return spec, transformer, None
    state = load_file(folder / spec["vae"]["file"])
    if state["encoder.conv_in.weight"].shape[2] == 1:
        with torch.device("meta"):
            vae: torch.nn.Module = NanoVAE(VAEConfig.from_state(state))
        vae.load_state_dict(narrowed(state, dtype), assign=True)
    else:
        vae = wan_vae({name: value.to(dtype) for name, value in state.items()})
    return spec, transformer, vae.eval()


def with_trained_pose_map(spec: dict, config: PoseMapConfig) -> dict:
    """The spec with the pose maps that a model was trained on, where it does not name
    others; a line on stderr where it does."""
    named = spec.get("pose_map", {})
    for key, trained in config.pose_map.items():
        if named.get(key, trained) != trained:
            print(
                f"export: warning: the spec's pose_map.{key} is {named[key]}, but the "
                f"checkpoint was trained with {trained}",
                file=sys.stderr,
            )
    return merged({"pose_map": config.pose_map}, spec)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--transformer", required=True, action="append")
    parser.add_argument("--vae", required=True)
    parser.add_argument("--spec", required=True, help="JSON over model.json's defaults")
    parser.add_argument(
        "--text", default=str(MINILM), help="folder of the text encoder"
    )
    parser.add_argument("--dtype", choices=DTYPES, default="bf16")
    parser.add_argument("out")
    args = parser.parse_args()
    spec = json.loads(Path(args.spec).read_text())
    for path in args.transformer:
        torch_file = Path(path).suffix != ".safetensors"
        if torch_file and (config := pose_map_config(path)):
            spec = with_trained_pose_map(spec, config)
    parts = [load_weights(path) for path in args.transformer]
    vae = load_weights(args.vae)
    try:
        write_model(args.out, parts, vae, spec, args.text, DTYPES[args.dtype])
    except ValueError as error:
        print(f"export: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
