#!/usr/bin/env python3
"""Write umt5/: a tiny random UMT5EncoderModel of transformers as a text.dir, in two
files with an index, and its states. Needs the training environment.

    python make_umt5_golden.py
"""

import json
import sys
from pathlib import Path

import tokenizers
import torch
import transformers
import unigram_cases
from safetensors.torch import save_file
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "training"))
import golden_sources

HERE = Path(__file__).resolve().parent
TEXTS = [
    "",
    "A dog wags its tail!",
    "  the bird   flies,\nslowly  ",
    "the dog runs across the wet grass, " * 6,  # beyond the last bucket of positions
]


def tokenizer() -> Tokenizer:
    made = Tokenizer(models.Unigram(unigram_cases.vocabulary(150, []), 2, False))
    made.normalizer = normalizers.Sequence([normalizers.Replace(Regex(" {2,}"), " ")])
    made.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace()
    made.add_special_tokens(
        [AddedToken("<pad>"), AddedToken("</s>"), AddedToken("<unk>")]
    )
    made.post_processor = tokenizers.processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", 1)]
    )
    return made


def encoder(seed: int, **sizes: int) -> transformers.UMT5EncoderModel:
    """Random weights of a size at which every part of the computation shows."""
    config = transformers.UMT5Config(feed_forward_proj="gated-gelu", **sizes)
    model = transformers.UMT5EncoderModel(config).eval()
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            noise = torch.randn(weight.shape, generator=generator)
            if name.endswith("norm.weight"):
                weight.copy_(1 + 0.2 * noise)
            elif "relative" in name or weight.shape[0] == config.vocab_size:
                weight.copy_(noise)
            else:
                weight.copy_(noise * weight.shape[1] ** -0.5)
    return model


@torch.no_grad()
def main() -> int:
    folder = HERE / "umt5"
    folder.mkdir(exist_ok=True)
    words = tokenizer()
    words.save(str(folder / "tokenizer.json"), pretty=False)
    model = encoder(
        7,
        vocab_size=words.get_vocab_size(),
        d_model=32,
        d_kv=6,
        d_ff=40,
        num_layers=2,
        num_heads=3,
    )
    config = model.config.to_diff_dict()
    (folder / "config.json").write_text(json.dumps(config, sort_keys=True) + "\n")
    golden = {}
    for i, text in enumerate(TEXTS):
        ids = torch.tensor([words.encode(" ".join(text.split())).ids])
        golden[f"golden.ids.{i}"] = ids[0].float()
        golden[f"golden.states.{i}"] = model(ids).last_hidden_state[0].contiguous()
    state = {k: v.contiguous() for k, v in model.state_dict().items()}
    state.pop("encoder.embed_tokens.weight", None)  # the same as shared.weight
    names = {}
    for name in state:
        part = 2 if name.startswith("encoder.block.1") else 1
        names[name] = f"model-0000{part}-of-00002.safetensors"
    texts = {f"text.{i}": text for i, text in enumerate(TEXTS)}
    texts["generator"] = golden_sources.UMT5
    texts["generator_sha256"] = golden_sources.sources_sha256(golden_sources.UMT5)
    for file in sorted(set(names.values())):
        part = {name: state[name] for name in state if names[name] == file}
        if file.startswith("model-00001"):
            part.update(golden)
        save_file(part, str(folder / file), metadata=texts)
        (folder / file).chmod(0o644)
    index = {"metadata": {}, "weight_map": names}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
