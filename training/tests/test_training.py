"""What training adds to the references: data, adapters, fused passes."""

import copy
import math
import os
import signal
import socket
import subprocess
import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

TRAINING = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TRAINING), str(TRAINING.parent)]

from animax_training import (
    checkpoint,
    config,
    credits,
    lora,
    losses,
    optim,
    rig_views,
    schedule,
    trainer,
    workers,
)
from animax_training.reference import AnimaXTransformer, TransformerConfig

TINY = TransformerConfig(
    channels=4, patch=(2, 2), dim=48, heads=2, layers=2, ffn=96, text_dim=16,
    freq_dim=32, modalities=("rgb", "pose"),
)  # fmt: skip


def inputs(config, size=4, frames=2, views=2):
    m = len(config.modalities)
    g = torch.Generator().manual_seed(3)
    shape = (1, views, m, 1 + frames, config.channels, size, size)
    return (
        torch.randn(shape, generator=g),
        torch.tensor([421.0]),
        torch.randn(1, views, 6, size, size, generator=g),
        torch.randn(1, 5, config.text_dim, generator=g),
    )


def rough(config, seed=0):
    """A model in which no path is silent."""
    torch.manual_seed(seed)
    model = AnimaXTransformer(config)
    with torch.no_grad():
        for p in model.parameters():
            p.add_(0.05 * torch.randn_like(p))
    return model


# What losses ask a model for.
CONFIG = TransformerConfig(modalities=("pose",))


def test_cameras_are_the_addons():
    from addon.views import camera_rig

    centre = np.array([0.3, -2.0, 1.1])
    found = rig_views.place(rig_views.CAMERAS, centre, 0.7, 128)
    wanted = camera_rig.place(rig_views.CAMERAS, centre, 0.7, 128)
    assert np.abs(found - wanted).max() < 1e-12


def test_pose_maps_of_either_version():
    data = pytest.importorskip("animax_training.data")
    points = np.array([[[0.0, 0, 0], [0, 0, 1], [0.02, 1, 1]]])
    parent = np.array([-1, 0, 1], np.int32)

    def style(version):
        return data.PoseMapStyle.of(config.PoseMapConfig(pose_map_version=version))

    cameras, _, _ = data.place_cameras(points[0], style(1))
    maps = [data.draw(points, points[0], parent, style(n), cameras) for n in (1, 2)]
    assert maps[0].shape == maps[1].shape and (maps[0] != maps[1]).any()
    with pytest.raises(data.native.Error, match="version 3"):
        data.draw(points, points[0], parent, style(3), cameras)


def test_lora_starts_as_nothing_and_merges():
    model, args = rough(TINY), inputs(TINY)
    with torch.no_grad():
        before = model(*args)
        count = lora.wrap(model, 4)
        assert count == 10 * TINY.layers
        assert torch.equal(model(*args), before)
        for name, p in model.named_parameters():
            if name.endswith("lora_up"):
                p.normal_(std=0.1)
        after = model(*args)
        assert (after - before).abs().max() > 1e-3
        plain = AnimaXTransformer(TINY)
        plain.load_state_dict(lora.merged_state(model.state_dict()))
        error = (plain(*args) - after).abs().max().item()
    print(f"merged adapters: off by {error:.2e}")
    assert error < 1e-4


@pytest.mark.parametrize("number", ["1", "2"])
def test_stages_train_what_they_say(number):
    path = TRAINING / "configs/wan_lora.json"
    stage = config.load(config.TransformerTraining, path).stages[number]
    model = rough(TINY)
    trainer.select_trainable(model, stage)
    optimizer = optim.Optimizer(model.named_parameters(), 1e-2, muon=False)
    before = {n: p.detach().clone() for n, p in model.named_parameters()}
    for _ in range(2):
        out = model(*inputs(TINY), multiview=stage.multiview)
        out.square().mean().backward()
        optimizer.step()
    moved = {n for n, p in model.named_parameters() if not torch.equal(p, before[n])}
    assert moved
    wanted = (
        ("lora", "modality") if number == "1" else ("plucker", "attn_mv", "norm_mv")
    )
    assert all(any(w in n for w in wanted) for n in moved), moved


def test_muon_makes_orthogonal():
    g = torch.randn(32, 80, generator=torch.Generator().manual_seed(1))
    singular = torch.linalg.svdvals(optim.orthogonal(g))
    print(f"singular values {singular.min():.2f} to {singular.max():.2f}")
    assert singular.min() > 0.5 and singular.max() < 1.4


@pytest.mark.parametrize("compiled", [True, False])
def test_muon_steps_as_its_formula_says(compiled, monkeypatch):
    """Two steps of three shapes in float32, against the iteration written out."""
    monkeypatch.setattr(optim.precision, "dtype", lambda: torch.float32)
    if not compiled:
        monkeypatch.setattr(optim.kernels, "available", lambda _: False)
    elif not optim.kernels.available(torch.float32):
        pytest.skip("no C compiler")
    g = torch.Generator().manual_seed(2)
    start = [torch.randn(s, generator=g) for s in ((9, 12), (20, 9), (16, 2, 8))]
    params = [torch.nn.Parameter(p.clone()) for p in start]
    muon = optim.Muon(params, workers.Workers(), 1e-2, weight_decay=0.5)
    momenta = [torch.zeros_like(p) for p in start]
    for _ in range(2):
        for p, old, m in zip(params, start, momenta, strict=True):
            p.grad = torch.randn(p.shape, generator=g)
            m.lerp_(p.grad, 0.05)
            d = p.grad.lerp(m, 0.95).flatten(1)
            x = d / d.norm()
            for _ in range(5):
                s = x @ x.T
                x = optim.A * x + (optim.B * s + optim.C * (s @ s)) @ x
            size = 0.2 * max(x.shape) ** 0.5
            old.mul_(1 - 1e-2 * 0.5).sub_(1e-2 * size * x.view_as(old))
        muon.step()
        for p, old in zip(params, start, strict=True):
            assert torch.allclose(p, old, atol=1e-5), (p - old).abs().max()


def test_optimizer_takes_states_of_before():
    """AdamW was not fused: the state says so, and goes on all the same."""

    def make():
        torch.manual_seed(5)
        return torch.nn.Linear(16, 16)

    def steps(model, optimizer, count):
        for _ in range(count):
            model(torch.ones(1, 16)).square().sum().backward()
            optimizer.step()

    old, new = make(), make()
    optimizer = optim.Optimizer(old.named_parameters(), 1e-2)
    rest = optimizer.parts[0].param_groups[0]["params"]
    optimizer.parts[0] = torch.optim.AdamW(
        rest, lr=1e-2, betas=(0.9, 0.98), weight_decay=0.0
    )
    steps(old, optimizer, 2)
    saved = copy.deepcopy([optimizer.state_dict(), old.state_dict()])
    taken = optim.Optimizer(new.named_parameters(), 1e-2)
    taken.load_state_dict(saved[0])
    new.load_state_dict(saved[1])
    steps(old, optimizer, 3)
    steps(new, taken, 3)
    for p, q in zip(old.parameters(), new.parameters(), strict=True):
        assert torch.allclose(p, q, atol=1e-5)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32])
def test_fused_blocks_agree(dtype, monkeypatch):
    fused = pytest.importorskip("animax_training.fused_blocks")
    from animax_training import reference

    if "avx512f" not in Path("/proc/cpuinfo").read_text():
        pytest.skip("the passes are compiled for AVX-512 only")
    sizes = TransformerConfig(dim=64, heads=1, layers=2, ffn=128, text_dim=16)
    model, args = rough(sizes), inputs(sizes, size=8)
    monkeypatch.setattr(fused, "DTYPE", dtype)
    plain = reference.Block.forward

    given = torch.zeros(len(args[0]), args[0].shape[3] - 1, dtype=torch.bool)
    given[0, 1] = True

    def gradients(autocast):
        model.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
            out = model(*args, given=given)
        out.float().square().mean().backward()
        return [p.grad.clone() for p in model.parameters()]

    def off(found):
        pairs = zip(found, truth, strict=True)
        return [float((f - t).norm() / t.norm()) for f, t in pairs]

    truth, usual = gradients(False), gradients(True)
    try:
        if not fused.install():
            pytest.skip("no C compiler")
        found = gradients(dtype == torch.bfloat16)
    finally:
        reference.Block.forward = plain
    # bf16 rounds at other places: about as good as autocast, parameter by parameter.
    worst = {
        name: (error, bound)
        for name, error, bound in zip(
            dict(model.named_parameters()), off(found), off(usual), strict=True
        )
        if error > (2.5 * bound + 1e-3 if dtype == torch.bfloat16 else 1e-4)
    }
    assert not worst


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32])
def test_fused_norm_agrees(dtype, monkeypatch):
    fused = pytest.importorskip("animax_training.fused")
    from animax_training.reference_vae import Norm

    monkeypatch.setattr(fused.fb, "DTYPE", dtype)
    torch.manual_seed(0)
    norm = Norm(48, 3)
    torch.nn.init.normal_(norm.gamma, 1.0, 0.2)
    x = torch.randn(2, 48, 5, 7).contiguous(memory_format=torch.channels_last)
    x, slope = x.requires_grad_(), torch.randn(2, 48, 5, 7)

    def gradients(call):
        y = call(x, norm)
        y.backward(slope.to(y.dtype))
        found = [y.detach().float(), x.grad.clone(), norm.gamma.grad.clone()]
        x.grad = norm.gamma.grad = None
        return found

    truth = gradients(lambda x, n: torch.nn.functional.silu(n(x)))
    for found, true in zip(gradients(fused.norm_silu), truth, strict=True):
        error = (found - true).norm() / true.norm()
        assert error < (1e-2 if dtype == torch.bfloat16 else 1e-5)


ONE_OF_TWO = """
import torch
from animax_training import optim, workers

of = workers.Workers()
torch.manual_seed(4)
model = torch.nn.Sequential(*(torch.nn.Linear(16, 16) for _ in range(3)))
optimizer = optim.Optimizer(model.named_parameters(), 1e-2, workers=of)
for step in range(3):
    for n, p in enumerate(model.parameters()):
        g = torch.Generator().manual_seed(100 * step + n)
        two = torch.randn(2, *p.shape, generator=g)
        p.grad = two[of.rank].clone() if of.count == 2 else two.mean(0)
    told = of.average(optimizer.params, 0.25, float(of.rank))
    optimizer.step(clip=0.5)
assert told[0] == 0.25 and told[1] == (0.5 if of.count == 2 else 0), told
if of.count == 2:  # as processes with a graphics card each exchange them
    for p in optimizer.params:
        p.grad = torch.full_like(p, 1.0 + of.rank)
    assert of.reduce(optimizer.params, (of.rank, 3.0)) == [0.5, 3.0]
    assert all((p.grad == 1.5).all() for p in optimizer.params)
"""


def test_two_workers_train_as_one(tmp_path, monkeypatch):
    """Gradients averaged and updates made in parts: the weights of one worker that has
    the mean of both gradients; and both the very same ones."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    alone, first = {}, {}
    exec(ONE_OF_TWO, alone)
    settings = {
        "WORLD_SIZE": "2", "RANK": "0", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port,
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    saved = tmp_path / "second.pt"
    code = f"{ONE_OF_TWO}\ntorch.save(model.state_dict(), {str(saved)!r})"
    second = subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(TRAINING), "RANK": "1"},
    )
    try:
        exec(ONE_OF_TWO, first)
        assert second.wait(60) == 0
    finally:
        second.kill()
        torch.distributed.destroy_process_group()
    found = torch.load(saved)
    for name, value in first["model"].state_dict().items():
        assert torch.equal(value, found[name]), name
        assert torch.allclose(value, alone["model"].state_dict()[name], atol=1e-6)


@pytest.mark.parametrize(
    "key, axis", [("temporal_gradient_weight", 3), ("spatial_gradient_weight", 6)]
)
def test_errors_that_change_count_more(key, axis):
    """Of two errors of one size, that which alternates along the axis."""
    shape = (1, 2, 1, 8, 4, 16, 16)
    g = torch.Generator().manual_seed(0)
    clean = torch.randn(1, 2, 1, 9, 4, 16, 16, generator=g)
    noise, weight = torch.randn(shape, generator=g), torch.ones(1, 2, 1, 1, 4, 16, 16)
    sides = [1] * 7
    sides[axis] = shape[axis]
    alternating = (1 - 2 * (torch.arange(shape[axis]) % 2)).reshape(sides)

    class Wrong(torch.nn.Module):
        def __init__(self, error):
            super().__init__()
            self.error = error
            self.config = CONFIG

        def forward(self, *_, **__):
            return noise - clean[:, :, :, 1:] + self.error

    def loss(error, **weights):
        plucker = torch.zeros(1, 2, 6, 16, 16)
        of = losses.VelocityLoss(
            Wrong(error), plucker, True, None, config.LossConfig(**weights)
        )
        return float(of(clean, noise, torch.tensor([0.5]), None, None, weight))

    even, uneven = torch.full(shape, 0.1), 0.1 * alternating.expand(shape)
    assert loss(even) == pytest.approx(loss(uneven), rel=1e-4)
    assert loss(even, **{key: 1.0}) == pytest.approx(loss(even), rel=1e-4)
    assert loss(uneven, **{key: 1.0}) > 1.5 * loss(uneven)


def test_given_frames_are_clean_and_do_not_count():
    shape = (2, 2, 1, 5, 4, 8, 8)
    g = torch.Generator().manual_seed(0)
    clean = torch.randn(2, 2, 1, 6, 4, 8, 8, generator=g)
    noise, weight = torch.randn(shape, generator=g), torch.ones(2, 2, 1, 1, 4, 8, 8)
    given = torch.tensor([[1, 0, 0, 0, 1], [0, 0, 0, 0, 0]]).bool()
    target = clean[:, :, :, 1:]
    error = torch.full(shape, 0.1)
    error[0, :, :, [0, 4]] = 7.0
    seen = []

    class Wrong(torch.nn.Module):
        config = CONFIG

        def forward(self, latents, *_, given, **__):
            seen[:] = [latents, given]
            return noise - target + error

    def loss(given, **weights):
        of = losses.VelocityLoss(
            Wrong(),
            torch.zeros(1, 2, 6, 8, 8),
            True,
            None,
            config.LossConfig(**weights),
        )
        return of(clean, noise, torch.tensor([0.5, 0.9]), None, None, weight, given)

    plain = loss(given)
    assert torch.equal(seen[0][0, :, :, [1, 5]], clean[0, :, :, [1, 5]])
    assert not torch.equal(seen[0][0, :, :, 2:5], clean[0, :, :, 2:5])
    assert torch.equal(seen[1], given)
    # Balanced weights make samples differ: against the same without given frames.
    error[0, :, :, [0, 4]] = 0.1
    assert torch.allclose(plain, loss(None), rtol=1e-4)
    assert torch.allclose(plain, loss(torch.zeros_like(given)), rtol=1e-4)
    # The steps beside given frames: two of six error ends change by 0.1.
    key = "temporal_gradient_weight"
    more = loss(given, **{key: 1.0}) / plain
    assert more[0] == pytest.approx(1 + 2 / 6, rel=1e-4)
    assert more[1] == pytest.approx(1, rel=1e-4)
    assert loss(torch.ones_like(given)).sum() == 0


def test_log_takes_new_columns(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("step,loss\n1,0.5\n")
    for step in (2, 3):
        schedule.Log(path, ["step", "samples_s", "loss"]).write(
            step=step, samples_s=9.0, loss=0.25
        )
    found = path.read_text().split()
    assert found == ["step,samples_s,loss", "1,,0.5", "2,9,0.25", "3,9,0.25"]


class OneStep(trainer.TransformerTrainer):
    """The loop without data and model: `ends` tells what happens after each step."""

    def __init__(self, ends, **settings):
        self.config = config.load(
            config.TransformerTraining, TRAINING / "configs/nano_fields.json"
        )
        self.config = replace(self.config, **settings)
        self.workers, self.stopping, self.saved = workers.Workers(), False, 0
        self.progress = checkpoint.Progress()
        self.clock = schedule.Clock(3600)
        self.log = trainer.LossLog("unused")
        self.ends, self.rates = ends, []

    def step(self, done):
        self.progress.seen += 100
        self.rates.append(schedule.rate(done, 1000, decay_from=self.decay_from))
        self.ends(self)
        return self.done, self.stopping

    def save(self):
        self.saved += 1


def test_run_ends_by_samples_or_signal():
    run = OneStep(lambda _: None, samples=1000, decay_samples=400)
    assert run.train() and run.progress.seen == 1000 and run.saved == 1
    assert run.rates[:7] == [1.0] * 7 and run.rates[8] == pytest.approx(0.525)
    before = signal.getsignal(signal.SIGTERM)

    def terminate(run):
        if run.progress.seen == 300:
            os.kill(os.getpid(), signal.SIGTERM)

    run = OneStep(terminate, samples=1000)
    assert not run.train() and run.progress.seen == 300 and run.saved == 1
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_run_without_finite_numbers_is_given_up(tmp_path):
    def run(ends, samples):
        found = OneStep(ends, samples=samples)
        found.checkpoint = tmp_path / "last.pt"
        return found

    lost = run(lambda run: run.count(math.nan), samples=10**6)
    with pytest.raises(SystemExit, match="100 steps in a row had no finite gradient"):
        lost.train()
    assert lost.progress.seen == 100 * 100 and lost.saved == 0
    short = run(lambda run: run.count(math.inf), samples=300)
    with pytest.raises(SystemExit, match="no step had a finite gradient"):
        short.train()
    assert short.saved == 0
    # Single ones are skipped.
    half = run(
        lambda run: run.count((1.0, math.nan)[run.progress.seen // 100 % 2]), 300_00
    )
    assert half.train() and half.saved == 1 and half.taken == 150
    half.average = Namespace(state={"weight": torch.tensor([1.0, math.nan])})
    half.checkpoint.write_bytes(b"earlier")
    with pytest.raises(SystemExit, match="the weights are not finite"):
        trainer.TransformerTrainer.save(half)
    assert half.checkpoint.read_bytes() == b"earlier"


def test_one_process_trains_in_a_folder(tmp_path, monkeypatch):
    for _ in range(2):
        with (
            checkpoint.alone(tmp_path),
            pytest.raises(SystemExit, match="another process writes there"),
            checkpoint.alone(tmp_path),
        ):
            pass
    with checkpoint.alone(tmp_path):
        # Further workers write nothing.
        monkeypatch.setenv("RANK", "1")
        with checkpoint.alone(tmp_path):
            monkeypatch.undo()


def test_who_is_unknown():
    """Also where the index has the key, and nothing in it."""
    index = {"x/a.glb": {"author": "", "licence": None, "source": "s"}}
    assert credits.credit("x/a.glb", index) == ("unknown", "unknown", "s")
    index = {"x/a.glb": {"author": "A", "licence": "CC0-1.0"}}
    assert credits.credit("x/a.glb", index) == ("A", "CC0-1.0", "")


def test_a_teacher_is_learnt_with_its_guidance():
    """The loss is that of the difference to unsaid + guidance (said - unsaid)."""
    shape = (2, 2, 1, 3, 4, 8, 8)
    g = torch.Generator().manual_seed(1)
    clean = torch.randn(2, 2, 1, 4, 4, 8, 8, generator=g)
    noise, weight = torch.randn(shape, generator=g), torch.ones(2, 2, 1, 1, 4, 8, 8)
    text, silence = torch.ones(2, 5, 6), torch.zeros(1, 5, 6)

    class Constant(torch.nn.Module):
        """Answers 3 to a sentence and 1 to none; or always the same."""

        config = CONFIG

        def __init__(self, value=None):
            super().__init__()
            self.value = value

        def forward(self, _noisy, _timestep, _plucker, text, **_):
            told = 1 + 2 * text.mean((1, 2)) if self.value is None else self.value
            told = torch.as_tensor(told).view(-1, 1, 1, 1, 1, 1, 1)
            return torch.zeros(shape) + told

    def loss(value):
        of = losses.VelocityLoss(
            Constant(value), torch.zeros(1, 2, 6, 8, 8), True, None,
            config.LossConfig(), (Constant(), 2.5, silence),
        )  # fmt: skip
        return of(clean, noise, torch.tensor([0.5, 0.9]), text, None, weight)

    assert torch.allclose(loss(1 + 2.5 * 2), torch.zeros(2), atol=1e-6)
    assert (loss(3.0) > 0.1).all()


def test_sentences_encoded_together_are_those_encoded_alone():
    from animax_training.bert_reference import TextEncoder

    texts = ["a dog walks", "", "a small grey fox runs through the snow at dawn"]
    together, alone = TextEncoder(), TextEncoder()
    states = together.batch(texts)
    for text, found in zip(texts, states, strict=True):
        true = alone.encode(text)
        assert torch.allclose(found[: len(true)], true, atol=2e-5)
        assert (found[len(true) :] == 0).all()
    assert torch.equal(together.batch(texts), states)
