"""What a model's output means, and what a step of training sees."""

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

torch = pytest.importorskip("torch")

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from animax_training import config, losses, trainer
from animax_training.model_config import TransformerConfig

SHAPE = (2, 4, 1, 3, 4, 8, 8)


class Answering(torch.nn.Module):
    def __init__(self, out, prediction):
        super().__init__()
        self.config = replace(TransformerConfig(), prediction=prediction)
        self.out, self.seen = out, None

    def forward(self, _noisy, _timestep, plucker, _text, **_):
        self.seen = plucker
        return self.out


def arguments(sigma):
    g = torch.Generator().manual_seed(3)
    clean = torch.randn(2, 4, 1, 4, 4, 8, 8, generator=g)
    noise, weight = torch.randn(SHAPE, generator=g), torch.ones(2, 4, 1, 1, 4, 8, 8)
    return clean, noise, torch.tensor(sigma), None, None, weight


def loss_of(model, asked, **more):
    plucker = torch.arange(4.0).view(1, 4, 1, 1, 1).expand(1, 4, 6, 8, 8)
    of = losses.VelocityLoss(model, plucker, True, None, config.LossConfig())
    return of(*asked, **more)


def test_errors_of_samples_are_those_of_the_velocity():
    """v = (x - x0) / sigma: an error of x0 counts 1 / sigma of itself, at most 4."""
    asked = arguments([0.5, 0.05])
    clean, noise = asked[:2]
    target = clean[:, :, :, 1:]
    error = torch.randn(SHAPE, generator=torch.Generator().manual_seed(4))
    sample = loss_of(Answering(target + 0.1 * error, "sample"), asked)
    scale = torch.tensor([2.0, 4.0]).view(2, 1, 1, 1, 1, 1, 1)
    wrong = noise - target - 0.1 * scale * error
    assert torch.allclose(
        sample, loss_of(Answering(wrong, "flow_prediction"), asked), rtol=1e-4
    )
    assert loss_of(Answering(target, "sample"), asked).max() < 1e-8


def test_velocity_of_a_sample_leads_to_it():
    g = torch.Generator().manual_seed(5)
    sample, noise = torch.randn(2, 3, generator=g), torch.randn(2, 3, generator=g)
    noisy = 0.3 * sample + 0.7 * noise
    config = replace(TransformerConfig(), prediction="sample")
    velocity = losses.velocity(config, sample, noisy, 0.7)
    assert torch.allclose(velocity, noise - sample, atol=1e-6)


def test_steps_of_two_views():
    """Part of the steps, each worker's likewise, see two views with their own rays."""

    def views(step, two_views):
        of = SimpleNamespace(
            config=SimpleNamespace(field=True, two_views=two_views),
            progress=SimpleNamespace(step=step),
        )
        return trainer.TransformerTrainer.views(of, 4)

    found = [views(step, 0.6) for step in range(400)]
    some = [v for v in found if v is not None]
    assert 0.5 < len(some) / len(found) < 0.7
    assert all(len(set(v)) == 2 for v in some)
    assert {n for v in some for n in v} == {0, 1, 2, 3}
    assert found == [views(step, 0.6) for step in range(400)]
    assert not any(views(step, 0.0) for step in range(100))

    def of_latents(step, some):
        settings = SimpleNamespace(field=None, stage=SimpleNamespace(views=some))
        progress = SimpleNamespace(step=step)
        of = SimpleNamespace(config=settings, progress=progress)
        return trainer.TransformerTrainer.views(of, 4)

    assert {tuple(of_latents(step, 1)) for step in range(40)} == {
        (n,) for n in range(4)
    }
    assert of_latents(1, 0) is None and of_latents(1, 4) is None

    clean, noise, sigma, _, _, weight = arguments([0.5, 0.9])
    part = [clean[:, [3, 1]], noise[:, [3, 1]], sigma, None, None, weight[:, [3, 1]]]
    model = Answering((noise - clean[:, :, :, 1:])[:, [3, 1]], "flow_prediction")
    assert loss_of(model, part, views=[3, 1]).max() == 0
    assert model.seen[0, :, 0, 0, 0].tolist() == [3, 1]
