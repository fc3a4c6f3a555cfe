"""The pooled embedder's own loss, and prompts as training reads them."""

import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "training")]

from animax_training import heard, optim
from animax_training.reference import Embedder, pooled_text

WIDTH = 24


def said(number, count=1):
    """Token states [count, 4, WIDTH] of prompts about one of the actions."""
    torch.manual_seed(number)
    centre = 3 * torch.randn(WIDTH)
    return torch.randn(count, 4, WIDTH) + centre


def test_hidden_prompts_keep_their_pooled_states():
    torch.manual_seed(0)
    silence = torch.randn(1, 4, WIDTH)
    text = torch.cat([said(1, 200), silence.expand(100, -1, -1)])
    states, pooled = heard.Prompts(silence, hidden=0.4, noise=0.0).read(text)
    gone = (states == silence).all(-1).all(-1)
    assert gone[200:].all() and 50 < gone[:200].sum() < 110
    assert torch.equal(states[~gone], text[~gone])
    assert torch.equal(pooled, pooled_text(text))
    _, noisy = heard.Prompts(silence, hidden=0.0, noise=0.5).read(text)
    off = noisy - pooled_text(text)
    assert off[200:].abs().max() == 0 and 0.45 < off[:200].std() < 0.55


def test_the_embedder_learns_what_prompts_are_about():
    actions = [heard.label(a) for a in ("walk", "run", "sleep")]
    assert len(set(actions)) == 3 and heard.NONE not in actions
    assert heard.label("other") == heard.NONE
    torch.manual_seed(0)
    embedder, loss = Embedder(WIDTH, 16, silu=True), heard.ActionLoss(WIDTH, 16, 0.5)
    first = loss(embedder)
    first.backward()
    # Else workers that wait for each other would exchange different gradients.
    assert first == 0 and all(p.grad is not None for p in loss.parameters())
    for number in actions:
        loss.add(said(number, 400), torch.full((400,), number))
        loss.add(said(99, 20), torch.full((20,), heard.NONE))
    assert loss.count == 1200
    made = torch.optim.Adam([*embedder.parameters(), *loss.parameters()], 1e-2)
    for _ in range(60):
        made.zero_grad()
        last = loss(embedder)
        last.backward()
        made.step()
    assert last < 1.0  # from log of their number: about 4
    for number in actions:
        x = torch.nn.functional.silu(embedder.linear_1(pooled_text(said(number))))
        assert loss.head(x).argmax() == number


def test_a_run_without_the_loss_can_go_on_with_it():
    weight, head = (torch.nn.Parameter(torch.randn(4, 4)) for _ in range(2))
    before = optim.Optimizer([("norm_embedder", weight)], lr=0.1)
    weight.grad = torch.ones(4, 4)
    before.step()
    saved = before.state_dict()
    after = optim.Optimizer([("norm_embedder", weight), ("a_embedder", head)], lr=0.1)
    after.load_state_dict(saved)
    old = head.detach().clone()
    weight.grad, head.grad = torch.ones(4, 4), torch.ones(4, 4)
    after.step()
    assert not torch.equal(head, old)
    assert after.parts[0].state[weight]["step"] == 2
