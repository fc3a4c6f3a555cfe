"""The engine's umT5 against transformers' UMT5EncoderModel, on random weights."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "native/tests/golden"
sys.path[:0] = [str(GOLDEN), str(Path(__file__).parent)]
import make_umt5_golden
from native_text import states
from safetensors.torch import save_file

BOUNDS = {"f32": 1e-4, "bf16": 2e-2}
TEXTS = ["", "a dog runs", "The bird flies, slowly; " * 15]


@torch.no_grad()
@pytest.mark.parametrize(("precision", "sharded"), [("f32", True), ("bf16", False)])
def test_states(
    sharded: bool, precision: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.getbasetemp()
    folder = base / f"umt5-{sharded}-{precision}"
    folder.mkdir()
    words = make_umt5_golden.tokenizer()
    words.save(str(folder / "tokenizer.json"))
    model = make_umt5_golden.encoder(
        11 + sharded,
        vocab_size=words.get_vocab_size() + 3,
        d_model=96,
        d_kv=20,
        d_ff=136,
        num_layers=3,
        num_heads=4,
        relative_attention_num_buckets=16,
        relative_attention_max_distance=60,
    )
    dtype = torch.float32 if precision == "f32" else torch.bfloat16
    model.to(dtype).to(torch.float32)  # the weights that the file has
    if sharded:
        model.to(dtype).save_pretrained(folder, max_shard_size="100KB")
        assert len(list(folder.glob("*.safetensors"))) > 2
        model.to(torch.float32)
    else:
        state = {k: v.to(dtype).contiguous() for k, v in model.state_dict().items()}
        state.pop("shared.weight")
        save_file(state, str(folder / "model.safetensors"))
        config = json.dumps(model.config.to_dict(), default=str)
        (folder / "config.json").write_text(config)
    found = states(base, folder, 512, precision, TEXTS)
    for text, ours in zip(TEXTS, found, strict=True):
        # Padded and masked, as Wan runs it.
        ids = words.encode(text.strip()).ids
        padded = torch.tensor([ids + [0] * (512 - len(ids))])
        mask = (torch.arange(512) < len(ids)).long()[None]
        wanted = model(padded, attention_mask=mask).last_hidden_state[0, : len(ids)]
        assert ours.shape == tuple(wanted.shape)
        error = np.linalg.norm(ours - wanted.numpy()) / np.linalg.norm(wanted.numpy())
        print(f"{precision}, {len(ids)} tokens: relative error {error:.1e}")
        assert error <= BOUNDS[precision]
