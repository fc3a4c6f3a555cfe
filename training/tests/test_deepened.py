"""A model that gains blocks predicts at first what the one with fewer did."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from animax_training import checkpoint
from animax_training.config import TransformerConfig
from animax_training.reference import AnimaXTransformer
from safetensors.torch import save_file

SMALL = TransformerConfig(
    channels=4, dim=24, heads=2, layers=2, ffn=48, text_dim=16, patch=(2, 2),
    modalities=("pose",), pooled=True,
)  # fmt: skip


def model_of(config):
    torch.manual_seed(3)
    model = AnimaXTransformer(config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return model.eval()


def velocity(model):
    random = torch.Generator().manual_seed(5)

    def draw(*shape):
        return torch.randn(*shape, generator=random)

    with torch.no_grad():
        return model(
            draw(1, 2, 1, 4, 4, 4, 4), torch.tensor([700.0]), draw(1, 2, 6, 4, 4),
            draw(1, 5, 16),
        )  # fmt: skip


@pytest.mark.parametrize("layers", [3, 5])
def test_new_blocks_add_nothing_at_first_and_then_learn(tmp_path, layers):
    small, deep = model_of(SMALL), model_of(replace(SMALL, layers=layers))
    save_file(small.state_dict(), tmp_path / "small.safetensors")
    assert (velocity(deep) - velocity(small)).abs().max() > 0.1
    new = checkpoint.load_initial_weights(deep, tmp_path / "small.safetensors")
    assert new == 0
    torch.testing.assert_close(velocity(deep), velocity(small), rtol=1e-5, atol=1e-5)
    still = [
        b for b in deep.blocks if not any(p.any() for p in b.ffn.net[2].parameters())
    ]
    assert len(still) == layers - SMALL.layers
    deep.train()
    deep(
        torch.randn(1, 2, 1, 4, 4, 4, 4), torch.tensor([700.0]),
        torch.randn(1, 2, 6, 4, 4), torch.randn(1, 5, 16),
    ).square().mean().backward()  # fmt: skip
    assert all(b.ffn.net[2].weight.grad.abs().max() > 0 for b in still)
