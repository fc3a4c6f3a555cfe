"""What the engine reads of published checkpoints and of adapters, against PyTorch.

LoRA files are written by each writer's key rules (docs/model-format.md), since none of
these programs is installed here; diffusers, which is, reads what it knows of them.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
native = pytest.importorskip("animax_native")

TRAINING = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TRAINING))
sys.path.insert(0, str(TRAINING / "tests"))
import make_random_model
from animax_training import export, lora
from animax_training.reference_random import random_state
from diffusers.loaders import lora_conversion_utils as conversion
from diffusers.loaders.single_file_utils import convert_wan_transformer_to_diffusers
from safetensors.torch import load_file, save_file
from test_export import animated

RANK, ALPHA = 5, 3.0
# diffusers' names and the original ones, of what LoRA files change.
ATTENTION = {"to_q": "q", "to_k": "k", "to_v": "v", "to_out.0": "o"}
PAIRS = {
    f"{ours}.{a}": f"{theirs}.{b}"
    for ours, theirs in (("attn1", "self_attn"), ("attn2", "cross_attn"))
    for a, b in ATTENTION.items()
} | {"ffn.net.0.proj": "ffn.0", "ffn.net.2": "ffn.2"}
OUTER = {
    "condition_embedder.time_embedder.linear_1": "time_embedding.0",
    "condition_embedder.time_embedder.linear_2": "time_embedding.2",
    "condition_embedder.text_embedder.linear_1": "text_embedding.0",
    "condition_embedder.text_embedder.linear_2": "text_embedding.2",
    "condition_embedder.time_proj": "time_projection.1",
    "proj_out": "head.head",
}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    out = tmp_path_factory.mktemp("model") / "tiny"
    make_random_model.make("tiny", out, 1, torch.float32)
    return out, load_file(out / "transformer.safetensors")


@pytest.fixture
def folder(tiny, tmp_path):
    """A model folder beside the first one, with what a test writes into its own."""

    def write(adapters=(), files=None):
        spec = json.loads((tiny[0] / "model.json").read_text())
        spec["transformer"]["files"] = files or [
            str(tiny[0] / "transformer.safetensors")
        ]
        spec["vae"]["file"] = str(tiny[0] / "vae.safetensors")
        spec["text"]["dir"] = str(tiny[0] / "text")
        spec["adapters"] = list(adapters)
        (tmp_path / "model.json").write_text(json.dumps(spec))
        return str(tmp_path)

    return write


def modules(state):
    return [n.removesuffix(".weight") for n in state if n.endswith(".weight")]


def changed_modules(state):
    return [m for m in modules(state) if m.split(".", 2)[-1] in PAIRS]


def original(module):
    if module in OUTER:
        return OUTER[module]
    head, number, rest = module.split(".", 2)
    return f"{head}.{number}.{PAIRS[rest]}"


def low_ranks(state, names, seed=7):
    gen = torch.Generator().manual_seed(seed)
    out = {}
    for name in names:
        rows, columns = state[name + ".weight"].shape
        down = torch.randn(RANK, columns, generator=gen) / columns**0.5
        out[name] = (down, torch.randn(rows, RANK, generator=gen))
    return out


def written(kind, low):
    """(tensors, metadata, scale) of a LoRA file as a writer writes it."""
    t, meta, scale = {}, None, 1.0
    for name, (down, up) in low.items():
        if kind in ("diffusers", "diffusers_metadata"):
            t[f"transformer.{name}.lora_A.weight"] = down
            t[f"transformer.{name}.lora_B.weight"] = up
        elif kind == "diffusion_pipe":
            t[f"diffusion_model.{original(name)}.lora_A.weight"] = down
            t[f"diffusion_model.{original(name)}.lora_B.weight"] = up
        elif kind == "distill":
            t[f"diffusion_model.{original(name)}.lora_down.weight"] = down
            t[f"diffusion_model.{original(name)}.lora_up.weight"] = up
            t[f"diffusion_model.{original(name)}.alpha"] = torch.tensor(ALPHA)
        elif kind == "musubi":
            key = "lora_unet_" + original(name).replace(".", "_")
            t[f"{key}.lora_down.weight"], t[f"{key}.lora_up.weight"] = down, up
            t[f"{key}.alpha"] = torch.tensor(ALPHA)
        elif kind == "diffsynth":
            t[f"{original(name)}.lora_A.default.weight"] = down
            t[f"{original(name)}.lora_B.default.weight"] = up
        elif kind == "fastvideo":
            t[f"{name}.lora_A.weight"], t[f"{name}.lora_B.weight"] = down, up
            t[f"{name}.lora_alpha"] = torch.tensor(ALPHA)
    if kind in ("distill", "musubi", "fastvideo", "diffusers_metadata"):
        scale = ALPHA / RANK
    if kind == "diffusers_metadata":
        config = {"transformer.r": RANK, "transformer.lora_alpha": ALPHA}
        meta = {"lora_adapter_metadata": json.dumps(config)}
    return {k: v.contiguous() for k, v in t.items()}, meta, scale


def relative(found, wanted):
    wanted = wanted.numpy()
    return float(np.linalg.norm(found - wanted) / np.linalg.norm(wanted))


KINDS = ["diffusers", "diffusers_metadata", "diffusion_pipe", "distill", "musubi"]
KINDS += ["diffsynth", "fastvideo"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_writer(tiny, folder, tmp_path, kind):
    state = tiny[1]
    names = changed_modules(state)
    if kind in ("diffusion_pipe", "fastvideo"):
        names = names + [n for n in OUTER if n + ".weight" in state]
    low = low_ranks(state, names)
    tensors, meta, scale = written(kind, low)
    save_file(tensors, tmp_path / "lora.safetensors", meta)
    model = folder([{"file": "lora.safetensors", "weight": 0.7}])
    worst = 0.0
    for name, (down, up) in low.items():
        wanted = state[name + ".weight"] + 0.7 * scale * (up @ down)
        found = native.read_weights(model, name + ".weight")
        assert found.dtype == np.float32
        worst = max(worst, relative(found, wanted))
    print(f"{kind}: {len(low)} matrices, worst {worst:.1e}")
    assert worst < 1e-6
    for name in ("blocks.0.norm2.weight", "blocks.0.attn1.to_q.bias"):
        assert np.array_equal(native.read_weights(model, name), state[name].numpy())
    (report,) = native.Engine(model, precision="f32").adapters
    assert report["changed"] == len(low) and report["matched"] == len(tensors)
    assert report["unmatched"] == 0 and report["weight"] == 0.7


@pytest.mark.parametrize("kind", ["diffusion_pipe", "distill", "musubi"])
def test_as_diffusers_converts_it(tiny, kind):
    """The keys are right: diffusers knows them, and gives the same change."""
    low = low_ranks(tiny[1], changed_modules(tiny[1]))
    tensors, _, scale = written(kind, low)
    convert = conversion._convert_non_diffusers_wan_lora_to_diffusers
    if kind == "musubi":
        convert = conversion._convert_musubi_wan_lora_to_diffusers
    # Clones: it scales what it is given in place.
    converted = convert({k: v.clone() for k, v in tensors.items()})
    for name, (down, up) in low.items():
        a = converted.pop(f"transformer.{name}.lora_A.weight")
        b = converted.pop(f"transformer.{name}.lora_B.weight")
        assert torch.allclose(b @ a, scale * (up @ down), atol=1e-5)
    assert not converted


def test_differences_of_distilled_models(tiny, folder, tmp_path):
    """`.diff` of norms and of modulation, `.diff_b` of biases."""
    state, t = tiny[1], {}
    tensors = {
        "blocks.0.norm2.weight": "blocks.0.norm3.diff",
        "blocks.0.norm2.bias": "blocks.0.norm3.diff_b",
        "blocks.0.attn1.norm_q.weight": "blocks.0.self_attn.norm_q.diff",
        "blocks.0.ffn.net.0.proj.bias": "blocks.0.ffn.0.diff_b",
        "blocks.0.scale_shift_table": "blocks.0.modulation.diff",
        "proj_out.bias": "head.head.diff_b",
        "condition_embedder.time_proj.bias": "time_projection.1.diff_b",
    }
    for name, key in tensors.items():
        t["diffusion_model." + key] = torch.randn_like(state[name])
    t["diffusion_model.img_emb.proj.1.diff_b"] = torch.ones(3)
    save_file(t, tmp_path / "a.safetensors")
    model = folder([{"file": "a.safetensors", "weight": -2}])
    for name, key in tensors.items():
        wanted = state[name] - 2 * t["diffusion_model." + key]
        assert relative(native.read_weights(model, name), wanted) < 1e-6
    (report,) = native.Engine(model, precision="f32").adapters
    assert report["matched"] == len(tensors) and report["unmatched"] == 1
    assert report["first_unmatched"] == "diffusion_model.img_emb.proj.1.diff_b"


def test_peft_folder(tiny, folder, tmp_path):
    """adapter_config.json beside adapter_model.safetensors: alpha, rsLoRA, patterns."""
    state = tiny[1]
    names = ["blocks.0.attn1.to_q", "blocks.0.attn2.to_k"]
    low = low_ranks(state, names)
    t = {}
    for name, (down, up) in low.items():
        t[f"base_model.model.{name}.lora_A.weight"] = down
        t[f"base_model.model.{name}.lora_B.weight"] = up
    save_file(t, tmp_path / "adapter_model.safetensors")
    config = {"r": RANK, "lora_alpha": 2, "use_rslora": True}
    config["alpha_pattern"] = {"attn2.to_k": 8}
    (tmp_path / "adapter_config.json").write_text(json.dumps(config))
    model = folder([{"file": "adapter_model.safetensors"}])
    for name, alpha in zip(names, (2, 8), strict=True):
        down, up = low[name]
        wanted = state[name + ".weight"] + alpha / RANK**0.5 * (up @ down)
        found = native.read_weights(model, name + ".weight")
        assert relative(found, wanted) < 1e-6


def test_two_adapters_and_a_trained_one(tiny, folder, tmp_path):
    """Our own adapter, exported from a wrapped model, and a LoRA beside it; the engine
    generates with both what it generates from weights that PyTorch merged."""
    out, state = tiny
    _, model, _ = export.load_model(out)
    lora.wrap(model, RANK)
    gen = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for name, value in model.named_parameters():
            if "lora_up" in name:
                value.copy_(torch.randn(value.shape, generator=gen) * 0.1)
    wrapped = model.state_dict()
    whole = {n: v for n, v in state.items() if "attn_mv" in n or "norm_mv" in n}
    whole |= {n: v + 0.01 for n, v in state.items() if n.startswith("plucker")}
    ours = lora.adapter_state(wrapped) | whole
    save_file({k: v.contiguous() for k, v in ours.items()}, tmp_path / "a.safetensors")
    low = low_ranks(state, ["blocks.0.attn1.to_q"])
    tensors, _, scale = written("musubi", low)
    save_file(tensors, tmp_path / "b.safetensors")
    merged = lora.merged_state(wrapped) | whole
    down, up = low["blocks.0.attn1.to_q"]
    merged["blocks.0.attn1.to_q.weight"] = (
        merged["blocks.0.attn1.to_q.weight"] + 0.5 * scale * up @ down
    )
    base = {n: v for n, v in state.items() if n not in whole}
    save_file(base, tmp_path / "base.safetensors")
    save_file(
        {k: v.detach().contiguous() for k, v in merged.items()},
        tmp_path / "merged.safetensors",
    )
    both = [{"file": "a.safetensors"}, {"file": "b.safetensors", "weight": 0.5}]
    takes = []
    for adapters, file in ((both, "base"), ([], "merged")):
        engine = native.Engine(
            folder(adapters, [f"{file}.safetensors"]), precision="f32"
        )
        if adapters:
            assert [a["unmatched"] for a in engine.adapters] == [0, 0]
            assert engine.adapters[0]["added"] == len(whole)
        rays = np.random.default_rng(1).normal(size=(4, 6, 8, 8)).astype(np.float32)
        takes.append(
            engine.sample(
                np.zeros((4, 2, 4, 8, 8), np.float32),
                rays,
                engine.encode_text("a dog runs"),
                2,
                seed=4,
            )
        )
    error = relative(takes[0], torch.from_numpy(takes[1]))
    print(f"engine with two adapters against weights merged by PyTorch: {error:.1e}")
    assert error < 1e-5


def test_original_names_as_diffusers_converts_them(folder, tmp_path):
    """A random diffusers Wan under the names of the original, which diffusers' own
    conversion takes back to where they were."""
    import diffusers

    with torch.device("meta"):
        model = diffusers.WanTransformer3DModel(
            patch_size=(1, 2, 2), num_attention_heads=2, attention_head_dim=14,
            in_channels=4, out_channels=4, text_dim=24, freq_dim=32, ffn_dim=80,
            num_layers=2,
        )  # fmt: skip
    state = random_state(model, 1, torch.float32)
    theirs = {}
    for name, value in state.items():
        stem, dot, end = name.rpartition(".")
        key = {
            "patch_embedding": "patch_embedding",
            "scale_shift_table": "head.modulation",
        }.get(stem or name) or OUTER.get(stem)
        if not key:
            rest = name.split(".", 2)[2]
            stem_rest = rest.rpartition(".")[0]
            number = name.split(".")[1]
            special = {"scale_shift_table": "modulation", "norm2": "norm3"}
            inner = special.get(stem_rest or rest) or PAIRS.get(stem_rest)
            if not inner:  # norm_q, norm_k
                part, norm = stem_rest.split(".")
                inner = {"attn1": "self_attn", "attn2": "cross_attn"}[part] + "." + norm
            key = f"blocks.{number}.{inner}"
        theirs[
            key + (dot + end if stem else "") if end != "scale_shift_table" else key
        ] = value
    back = convert_wan_transformer_to_diffusers(dict(theirs))
    assert set(back) == set(state)
    comfy = {"model.diffusion_model." + k: v for k, v in theirs.items()}
    save_file(comfy, tmp_path / "comfy.safetensors")
    found = native.describe_weights(str(tmp_path / "comfy.safetensors"))
    assert found["names"] == "original" and found["layers"] == 2
    where = folder(files=["comfy.safetensors"])
    for name, value in state.items():
        assert np.array_equal(native.read_weights(where, name), value.numpy()), name


LORA = "blocks.0.attn1.to_q.lora_"
HADA, LOKR = (f"lora_unet_blocks_0_self_attn_q.{x}_" for x in ("hada", "lokr"))
LENGTH, ALPHAS = (
    f"lora_unet_blocks_0_self_attn_q.{x}" for x in ("dora_scale", "alpha")
)


@pytest.mark.parametrize(
    "tensors,says",
    [
        ({"text_model.x": (2, 2)}, "has nothing for this transformer"),
        ({LORA + "A.weight": (4, 32)}, "without its other half"),
        ({LORA + "A.weight": (4, 31), LORA + "B.weight": (32, 4)}, "does not fit"),
        ({LORA + "A.weight": (4, 32), LORA + "B.weight": (32, 5)}, "does not fit"),
        ({LORA + "A.weight": (0, 32), LORA + "B.weight": (32, 0)}, "a rank of 0"),
        ({LORA + "A.weight": (5000, 32), LORA + "B.weight": (32, 5000)}, "of 5000"),
        ({"blocks.0.attn1.to_q.dora_scale": (32, 1)}, "without its other half"),
        ({HADA + "w1_a": (32, 4)}, "without its other half"),
        ({HADA + "w1_a": (32, 4), HADA + "w1_b": (4, 32)}, "without its other half"),
        (
            {
                HADA + "w1_a": (32, 4),
                HADA + "w1_b": (5, 32),
                HADA + "w2_a": (32, 4),
                HADA + "w2_b": (4, 32),
            },
            "do not fit each other",
        ),
        (
            {
                HADA + "w1_a": (32, 4),
                HADA + "w1_b": (4, 31),
                HADA + "w2_a": (32, 4),
                HADA + "w2_b": (4, 31),
            },
            "does not fit the transformer",
        ),
        ({HADA + "t1": (4, 4, 1, 1)}, "has a Tucker decomposition"),
        ({LOKR + "w1": (4, 4)}, "without its other half"),
        ({LOKR + "w1": (5, 4), LOKR + "w2": (6, 8)}, "does not fit the transformer"),
        ({LOKR + "w1": (4,), LOKR + "w2": (8, 8)}, "is no matrix"),
        ({LOKR + "w1": (4, 4), LOKR + "w2": (8, 8), LENGTH: (31,)}, "does not fit"),
        ({LOKR + "w1": (4, 4), LOKR + "w2": (8, 8), ALPHAS: (2,)}, "expected one"),
        ({"diffusion_model.blocks.0.norm3.diff": (31,)}, "does not fit"),
        ({"scaled_fp8": (1,)}, "fp8 weights with scales"),
    ],
)
def test_refused(folder, tmp_path, tensors, says):
    t = {name: torch.ones(shape) for name, shape in tensors.items()}
    save_file(t, tmp_path / "bad.safetensors")
    model = folder([{"file": "bad.safetensors"}])
    with pytest.raises(native.Error, match=says) as caught:
        native.Engine(model, precision="f32")
    assert caught.value.code == 4
    print(caught.value)


def test_models_without_pose_maps_are_refused(folder, tmp_path):
    model = folder()
    assert native.read_model(model)["modalities"] == ["rgb", "pose"]
    path = tmp_path / "model.json"
    path.write_text(path.read_text().replace('["rgb", "pose"]', '["rgb"]'))
    with pytest.raises(native.Error, match="makes no pose maps") as caught:
        native.read_model(model)
    assert caught.value.code == 4
    engine = native.Engine(model, precision="f32")
    with pytest.raises(native.Error, match="needs an AnimaX adapter") as caught:
        animated(native, engine)
    assert caught.value.code == 4


# LoHa, LoKr and DoRA, by LyCORIS's key rules (musubi writes them), and DoRA by PEFT's.
MODULE = "blocks.0.attn1.to_q"
KOHYA = "lora_unet_blocks_0_self_attn_q"


def randoms(**shapes):
    gen = torch.Generator().manual_seed(11)
    return {k: 0.3 * torch.randn(*s, generator=gen) for k, s in shapes.items()}


def loha():
    t = randoms(hada_w1_a=(32, 4), hada_w1_b=(4, 32), hada_w2_a=(32, 4),
                hada_w2_b=(4, 32))  # fmt: skip
    a, b, c, d = t.values()
    return t, (a @ b) * (c @ d), 4


def lokr():
    """Factors of the weight's sides in different ways, and one that is a product."""
    t = randoms(lokr_w1=(4, 2), lokr_w2_a=(8, 3), lokr_w2_b=(3, 16))
    w1, a, b = t.values()
    return t, torch.kron(w1, a @ b), 3


def lokr_products():
    t = randoms(lokr_w1_a=(4, 2), lokr_w1_b=(2, 2), lokr_w2_a=(8, 3), lokr_w2_b=(3, 16))
    a, b, c, d = t.values()
    return t, torch.kron(a @ b, c @ d), 3


def lokr_whole():
    """Without a rank, alpha says nothing."""
    t = randoms(lokr_w1=(2, 8), lokr_w2=(16, 4))
    w1, w2 = t.values()
    return t, torch.kron(w1, w2), ALPHA


@pytest.mark.parametrize("weight", [1.0, 0.6])
@pytest.mark.parametrize("axis", [None, "rows", "columns", "peft"])
@pytest.mark.parametrize("make", [loha, lokr, lokr_products, lokr_whole])
def test_products_and_lengths(tiny, folder, tmp_path, make, axis, weight):
    base = tiny[1][MODULE + ".weight"]
    parts, product, rank = make()
    change = ALPHA / rank * product
    tensors = {f"{KOHYA}.{k}": v.contiguous() for k, v in parts.items()}
    tensors[f"{KOHYA}.alpha"] = torch.tensor(ALPHA)
    if axis is None:
        wanted = base + weight * change
    else:
        dim = 0 if axis == "columns" else 1
        whole = base + change
        length = randoms(x=(1, 32) if dim == 0 else (32, 1))["x"].abs() + 0.5
        key = "lora_magnitude_vector" if axis == "peft" else "dora_scale"
        tensors[f"{KOHYA}.{key}"] = length.flatten() if axis == "peft" else length
        decomposed = whole * length / whole.norm(dim=dim, keepdim=True)
        wanted = base + weight * (decomposed - base)
    save_file(tensors, tmp_path / "one.safetensors")
    model = folder([{"file": "one.safetensors", "weight": weight}])
    found = native.read_weights(model, MODULE + ".weight")
    assert relative(found, wanted) < 1e-6
    (used,) = native.Engine(model, precision="f32").adapters
    assert used["changed"] == 1 and used["unmatched"] == 0


def test_dora_of_peft(tiny, folder, tmp_path):
    """Low rank with lengths, as PEFT trains it: the norm is the changed weight's."""
    name, state = MODULE + ".weight", tiny[1]
    low = low_ranks(state, [MODULE])
    down, up = low[MODULE]
    tensors, _, scale = written("diffusers", low)
    length = randoms(x=(32,))["x"].abs() + 0.5
    tensors[f"transformer.{MODULE}.lora_magnitude_vector"] = length
    save_file(tensors, tmp_path / "dora.safetensors")
    whole = state[name] + scale * up @ down
    wanted = length[:, None] * whole / whole.norm(dim=1, keepdim=True)
    found = native.read_weights(folder([{"file": "dora.safetensors"}]), name)
    assert relative(found, wanted) < 1e-6
