#!/usr/bin/env python3
"""Write native/tests/golden/: small seeded models, inputs and reference answers.

    .venv-training/bin/python training/make_golden.py [NAME ...]

What the C engine must agree with: diffusers (Wan's transformer and VAE, UniPC),
transformers (BERT) and, for what AnimaX adds, animax_training. Everything is F32 and
seeded; the layout of each file is described in native/tests/golden/README.md.

Each file names the SHA-256 of the sources that made it (golden_sources.py; a test keeps
it true). Where a run computes what a file already holds, the file keeps its numbers to
the last bit, and only what it says of its sources changes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import diffusers
import torch
import transformers
from animax_training.reference import AnimaXTransformer, TransformerConfig
from animax_training.reference_random import scatter
from animax_training.reference_vae import NanoVAE, VAEConfig
from golden_sources import sources_sha256
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "native" / "tests" / "golden"
LIMIT_BYTES = 400_000
# Relative to a tensor's largest value: another processor, or another torch, sums in
# another order.
SAME = 1e-6

VOCABULARY = """
[PAD] [UNK] [CLS] [SEP] [MASK] a the dog bird wag ##ging ##s its tail walk ##ing fast
slow ##ly jump and then , . ! ? run ##ning sit down up wing flap ##ping b c d e ##a ##b
"""


def generator(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def randn(gen: torch.Generator, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=gen)


def sort_header(path: Path) -> None:
    """safetensors' metadata come in random order; one run shall write one file."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + data[8 + length :])
    path.chmod(0o644)


def kept(path: Path, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors that the file holds, if they are these but for rounding."""
    if not path.exists():
        return tensors
    old = load_file(path)
    if {k: v.shape for k, v in old.items()} != {k: v.shape for k, v in tensors.items()}:
        print(f"{path.name}: other tensors than before")
        return tensors
    worst = max(
        float((new - old[name]).abs().max() / new.abs().max().clamp(min=1e-12))
        for name, new in tensors.items()
    )
    print(f"{path.name}: differs by {worst:.1e} from before", end="; ")
    print("keeps its numbers" if worst <= SAME else "has NEW NUMBERS")
    return old if worst <= SAME else tensors


def write(
    path: Path, model: dict, golden: dict[str, Tensor], **metadata: object
) -> None:
    tensors = {k: v.detach().float().contiguous().clone() for k, v in model.items()}
    for name, value in golden.items():
        tensors["golden." + name] = value.detach().float().contiguous().clone()
    for name, value in tensors.items():
        if not value.isfinite().all():
            raise ValueError(f"{path.name}: {name} is not finite")
    metadata |= {
        "generator": "training/make_golden.py",
        "generator_sha256": sources_sha256("training/make_golden.py"),
        "torch": torch.__version__,
        "diffusers": diffusers.__version__,
        "transformers": transformers.__version__,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    tensors = kept(path, tensors)
    save_file(tensors, path, {k: str(v) for k, v in metadata.items()})
    sort_header(path)
    size = path.stat().st_size
    spread = {
        k: f"{v.float().std().item():.2f}" for k, v in golden.items() if v.numel() > 1
    }
    print(f"{path.relative_to(GOLDEN)}: {size} bytes; spread {spread}")
    if size > LIMIT_BYTES:
        raise ValueError(f"{path.name} is larger than {LIMIT_BYTES} bytes")


def unipc(
    shift: float, steps: int, prediction: str = "flow_prediction"
) -> diffusers.UniPCMultistepScheduler:
    scheduler = diffusers.UniPCMultistepScheduler(
        prediction_type=prediction, use_flow_sigmas=True, flow_shift=shift
    )
    scheduler.set_timesteps(steps)
    return scheduler


@torch.no_grad()
def transformer_wan() -> None:
    """diffusers' own transformer: no template, no views, no modalities."""
    heads, frames, height, width, tokens, max_tokens = 2, 3, 4, 6, 5, 8
    model = diffusers.WanTransformer3DModel(
        patch_size=(1, 2, 2),
        num_attention_heads=heads,
        attention_head_dim=14,
        in_channels=4,
        out_channels=4,
        text_dim=24,
        freq_dim=32,
        ffn_dim=80,
        num_layers=2,
    ).eval()
    scatter(model, 11)
    gen = generator(12)
    x = randn(gen, 1, 4, frames, height, width)
    states = [randn(gen, tokens, 24), randn(gen, 2, 24)]
    text, null_text = (
        torch.cat([s, torch.zeros(max_tokens - len(s), 24)])[None] for s in states
    )
    timestep, steps, shift, guidance = 613, 4, 3.0, 2.5
    velocity = model(x, torch.tensor([timestep]), text).sample
    scheduler = unipc(shift, steps)
    sample = x
    for t in scheduler.timesteps:
        none, full = (model(sample, t[None], s).sample for s in (null_text, text))
        sample = scheduler.step(none + guidance * (full - none), t, sample).prev_sample
    write(
        GOLDEN / "transformer_wan.safetensors",
        model.state_dict(),
        {
            "text": states[0],
            "null_text": states[1],
            "x": x[None],
            "velocity": velocity[None],
            "sample": sample[None],
        },
        modalities="rgb",
        template=0,
        heads=heads,
        max_tokens=max_tokens,
        timestep=timestep,
        steps=steps,
        shift=shift,
        guidance_text=guidance,
        guidance_template=1.0,
    )


def animax_velocity(
    model: AnimaXTransformer,
    template: Tensor,
    x: Tensor,
    timestep: int,
    *rest: Tensor,
    given: Tensor | None = None,
) -> Tensor:
    """One forward in the layout of the C engine, [V, M, C, F, h, w]."""
    latents = torch.cat([template[:, :, :, None], x], dim=3).transpose(2, 3)
    time = torch.tensor([float(timestep)])
    mask = None if given is None else given[None]
    v = model(latents[None], time, *(r[None] for r in rest), given=mask)
    return v[0].transpose(2, 3)


def animax_sample(
    model: AnimaXTransformer,
    template: Tensor,
    noise: Tensor,
    plucker: Tensor,
    text: Tensor,
    null_text: Tensor,
    steps: int,
    shift: float,
    guidance_text: float,
    guidance_template: float,
    given: Tensor | None = None,
    clean: Tensor | None = None,
) -> Tensor:
    def kept(x: Tensor) -> Tensor:
        if given is None or clean is None:
            return x
        return torch.where(given[:, None, None], clean, x)

    scheduler = unipc(shift, steps, model.config.prediction)
    x = kept(noise)
    for t in scheduler.timesteps:

        def v(template: Tensor, text: Tensor, t: Tensor = t, x: Tensor = x) -> Tensor:
            return animax_velocity(
                model, template, x, int(t), plucker, text, given=given
            )

        bare = v(torch.zeros_like(template), null_text)
        templated = v(template, null_text)
        full = v(template, text)
        velocity = bare + guidance_template * (templated - bare)
        velocity = velocity + guidance_text * (full - templated)
        x = kept(scheduler.step(velocity, t, x).prev_sample)
    return x


@torch.no_grad()
def animax(
    name: str, config: TransformerConfig, views: int, size: tuple[int, int], **run
) -> None:
    model = AnimaXTransformer(config).eval()
    scatter(model, run["seed"])
    gen = generator(run["seed"] + 1)
    height, width = size
    modalities, channels = len(config.modalities), config.channels
    template = randn(gen, views, modalities, channels, height, width)
    x = randn(gen, views, modalities, channels, run["frames"], height, width)
    plucker = randn(gen, views, 6, height, width)
    states = [
        randn(gen, run["tokens"], config.text_dim),
        randn(gen, 2, config.text_dim),
    ]
    text, null_text = (
        torch.cat([s, torch.zeros(run["max_tokens"] - len(s), config.text_dim)])
        for s in states
    )
    keys = ("steps", "shift", "guidance_text", "guidance_template")
    sampling = {key: run[key] for key in keys}
    golden = {}
    if run.get("given"):
        given = torch.zeros(run["frames"], dtype=torch.bool)
        given[run["given"]] = True
        clean = randn(gen, *x.shape)
        seen = torch.where(given[:, None, None], clean, x)
        golden = {
            "given": given,
            "clean": clean,
            "given_velocity": animax_velocity(
                model, template, seen, run["timestep"], plucker, text, given=given
            ),
            "given_sample": animax_sample(
                model, template, x, plucker, text, null_text, **sampling,
                given=given, clean=clean,
            ),
        }  # fmt: skip
    write(
        GOLDEN / f"{name}.safetensors",
        model.state_dict(),
        {
            "template": template,
            "plucker": plucker,
            "text": states[0],
            "null_text": states[1],
            "x": x,
            "velocity": animax_velocity(
                model, template, x, run["timestep"], plucker, text
            ),
            "sample": animax_sample(
                model, template, x, plucker, text, null_text, **sampling
            ),
            **golden,
        },
        modalities=",".join(config.modalities),
        template_frame=int(config.template_frame),
        heads=config.heads,
        max_tokens=run["max_tokens"],
        timestep=run["timestep"],
        **sampling,
        **({"prediction": "sample"} if config.prediction == "sample" else {}),
    )


def transformer_joint() -> None:
    """All parts of AnimaX: two modalities, three views, ten guided steps."""
    config = TransformerConfig(
        channels=4,
        patch=(2, 2),
        dim=36,
        heads=3,
        layers=2,
        ffn=72,
        text_dim=24,
        freq_dim=32,
        modalities=("rgb", "pose"),
    )
    animax(
        "transformer_joint",
        config,
        views=3,
        size=(4, 6),
        seed=21,
        frames=3,
        tokens=5,
        max_tokens=8,
        timestep=771,
        steps=10,
        shift=3.0,
        guidance_text=2.0,
        guidance_template=1.5,
    )


def transformer_pose() -> None:
    """The pose half alone; the patch is not square, heads of 20 split as 8, 6, 6."""
    config = TransformerConfig(
        channels=8,
        patch=(4, 2),
        dim=40,
        heads=2,
        layers=1,
        ffn=96,
        text_dim=20,
        freq_dim=24,
        modalities=("pose",),
    )
    animax(
        "transformer_pose",
        config,
        views=4,
        size=(8, 4),
        seed=31,
        frames=2,
        tokens=7,
        max_tokens=7,
        timestep=0,
        steps=4,
        shift=1.0,
        guidance_text=3.0,
        guidance_template=1.0,
    )


def transformer_conditioning() -> None:
    """The template as conditioning channels and as a frame; patches of 2 x 1."""
    config = TransformerConfig(
        channels=6,
        patch=(2, 1),
        dim=24,
        heads=2,
        layers=1,
        ffn=48,
        text_dim=20,
        freq_dim=24,
        modalities=("rgb", "pose"),
        conditioning_channels=6,
    )
    animax(
        "transformer_conditioning",
        config,
        views=2,
        size=(4, 3),
        seed=37,
        frames=2,
        given=[1],
        tokens=5,
        max_tokens=6,
        timestep=420,
        steps=3,
        shift=1.0,
        guidance_text=2.0,
        guidance_template=1.5,
    )


def transformer_pooled() -> None:
    """The template as conditioning channels alone; pooled text; predicts samples."""
    config = TransformerConfig(
        channels=6,
        patch=(2, 2),
        dim=32,
        heads=2,
        layers=2,
        ffn=48,
        text_dim=20,
        freq_dim=24,
        modalities=("pose",),
        conditioning_channels=6,
        template_frame=False,
        pooled=True,
        prediction="sample",
    )
    animax(
        "transformer_pooled",
        config,
        views=3,
        size=(4, 6),
        seed=41,
        frames=3,
        given=[0, 2],
        tokens=5,
        max_tokens=6,
        timestep=640,
        steps=4,
        shift=1.0,
        guidance_text=2.5,
        guidance_template=1.0,
    )


def images(gen: torch.Generator, *shape: int) -> Tensor:
    """[B, F, H, W, 3] in [-1, 1], on the grid of 8-bit images: patches of colour, of
    which something is left after every stride, and grain."""
    clips, frames, height, width = shape
    low_res = randn(gen, clips * frames, 3, height // 8, width // 8)
    low_res = nn.functional.interpolate(low_res, (height, width), mode="bilinear")
    x = 0.6 * low_res + 0.3 * randn(gen, *low_res.shape)
    x = ((x.clamp(-1, 1) + 1) * 127.5).round() / 127.5 - 1
    return x.permute(0, 2, 3, 1).unflatten(0, (clips, frames))


def write_vae(
    name: str, state: dict, channels: int, seed: int, encode, decode, shape
) -> None:
    """encode, decode: [B, 3, F, H, W] <-> latents as they leave the network."""
    gen = generator(seed)
    mean = 0.5 * randn(gen, channels)
    std = 0.5 + torch.rand(channels, generator=gen)
    frames_rgb = images(gen, *shape)
    raw = encode(frames_rgb.permute(0, 4, 1, 2, 3))
    spread = (slice(None), None, None, None)
    latents = randn(gen, *raw.shape)
    decoded = decode(latents * std[spread] + mean[spread])
    write(
        GOLDEN / f"{name}.safetensors",
        state,
        {
            "latents_mean": mean,
            "latents_std": std,
            "images": frames_rgb,
            "encoded": (raw - mean[spread]) / std[spread],
            "latents": latents,
            "decoded": decoded.permute(0, 2, 3, 4, 1),
        },
    )


@torch.no_grad()
def vae_wan() -> None:
    """diffusers' AutoencoderKLWan: strides 4 x 8 x 8, two clips of nine frames."""
    model = diffusers.AutoencoderKLWan(
        base_dim=4,
        z_dim=3,
        dim_mult=[1, 2, 2, 2],
        num_res_blocks=1,
        temperal_downsample=[False, True, True],
        latents_mean=[0.0] * 3,
        latents_std=[1.0] * 3,
    ).eval()
    scatter(model, 41)
    write_vae(
        "vae_wan",
        model.state_dict(),
        3,
        42,
        lambda x: model.encode(x).latent_dist.mean,
        lambda z: model.decode(z).sample,
        (2, 9, 16, 16),
    )


@torch.no_grad()
def vae_nano() -> None:
    """Convolutions one frame deep, frames independent, with and without the middle's
    attention; two clips of two frames."""
    config = VAEConfig(base_dim=8, dim_mult=(1, 2, 2), z_dim=4, num_res_blocks=1)
    for attention in (True, False):
        model = NanoVAE(
            VAEConfig(**{**config.to_dict(), "mid_attention": attention})
        ).eval()
        scatter(model, 51)

        def flat(x: Tensor) -> Tensor:
            return x.transpose(1, 2).flatten(0, 1)

        def unflat(x: Tensor) -> Tensor:
            return x.unflatten(0, (2, -1)).transpose(1, 2)

        write_vae(
            "vae_nano" if attention else "vae_nano_plain",
            model.state_dict(),
            4,
            52,
            lambda x, m=model: unflat(m.encode(flat(x))[0]),
            lambda z, m=model: unflat(m.decode(flat(z))),
            (2, 2, 16, 24),
        )


@torch.no_grad()
def bert() -> None:
    """transformers' BertModel and a toy WordPiece vocabulary, as a text.dir."""
    words = list(dict.fromkeys(VOCABULARY.split()))
    folder = GOLDEN / "bert"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(words) + "\n")
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=48,
        num_hidden_layers=2,
        num_attention_heads=3,
        intermediate_size=80,
        max_position_embeddings=24,
        type_vocab_size=2,
    )
    fields = {
        "num_attention_heads": config.num_attention_heads,
        "layer_norm_eps": config.layer_norm_eps,
        "hidden_act": "gelu",
    }
    (folder / "config.json").write_text(json.dumps(fields) + "\n")
    model = transformers.BertModel(config, add_pooling_layer=False).eval()
    scatter(model, 61)
    tokenizer = transformers.BertTokenizer(vocab=str(folder / "vocab.txt"))
    golden, texts = {}, {}
    for i, text in enumerate(
        ["", "A dog wagging its tail!", "the bird runs, slowly, then jumps and flaps?"]
    ):
        ids = tokenizer(text, return_tensors="pt")["input_ids"]
        golden[f"ids.{i}"] = ids[0]
        golden[f"states.{i}"] = model(ids).last_hidden_state[0]
        texts[f"text.{i}"] = text
        print(text, tokenizer.convert_ids_to_tokens(ids[0]))
    write(folder / "model.safetensors", model.state_dict(), golden, **texts)


@torch.no_grad()
def unipc_file() -> None:
    """Trajectories of v = sin(2 x) + x t / 2000 - 0.3."""
    golden = {}
    cases = [(1, 1.0), (2, 1.0), (3, 3.0), (10, 5.0), (12, 1.0), (50, 3.0)]
    for i, (steps, shift) in enumerate(cases):
        scheduler = unipc(shift, steps)
        x = torch.tensor([[-1.5, -0.4, 0.1, 0.9, 2.2]])
        track = [x]
        for t in scheduler.timesteps:
            velocity = torch.sin(2 * x) + 0.5 * x * t / 1000 - 0.3
            x = scheduler.step(velocity, t, x).prev_sample
            track.append(x)
        golden[f"{i}.sigmas"] = scheduler.sigmas
        golden[f"{i}.timesteps"] = scheduler.timesteps
        golden[f"{i}.x"] = torch.cat(track)
    shifts = {f"{i}.shift": shift for i, (_, shift) in enumerate(cases)}
    write(GOLDEN / "unipc.safetensors", {}, golden, cases=len(cases), **shifts)


MAKERS = {
    "transformer_wan": transformer_wan,
    "transformer_joint": transformer_joint,
    "transformer_pose": transformer_pose,
    "transformer_conditioning": transformer_conditioning,
    "transformer_pooled": transformer_pooled,
    "vae_wan": vae_wan,
    "vae_nano": vae_nano,
    "bert": bert,
    "unipc": unipc_file,
}


def main(names: list[str]) -> int:
    torch.set_num_threads(1)  # sums in one order
    for name in names or MAKERS:
        MAKERS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
