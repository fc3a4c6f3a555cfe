"""Training of the transformer: model, loop, log and checkpoints of a run."""

from __future__ import annotations

import contextlib
import fnmatch
import signal
import time

import numpy as np
import torch

from . import backbone, checkpoint, data, heard, latents, lora, schedule, seeded
from .losses import VelocityLoss
from .optim import Average, Optimizer
from .reference import AnimaXTransformer

SAVE_SECONDS = 180
# Steps in a row without a finite gradient after which a run is given up.
PATIENCE = 100
# Noise levels of the log's columns.
BANDS = {"low": (0, 0.4), "middle": (0.4, 0.7), "high": (0.7, 1.0)}


def select_trainable(model, stage):
    """Adds the stage's adapters, and freezes all that it does not train."""
    if stage.lora_rank:
        lora.wrap(model, stage.lora_rank, stage.lora_targets or lora.TARGETS)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(any(fnmatch.fnmatch(name, g) for g in stage.train))


def init_new_layers(model):
    """AnimaX's layers are zero beside a trained backbone; in a model from scratch they
    start small."""
    with torch.no_grad():
        if hasattr(model, "plucker_embedding"):
            torch.nn.init.normal_(model.plucker_embedding.weight, std=0.05)
        for block in model.blocks:
            if hasattr(block, "attn_mv"):
                torch.nn.init.normal_(block.attn_mv.to_out[0].weight, std=0.02)


def new_model(config, workers):
    """A model as training starts it; seeds PyTorch anew by the clock."""
    torch.manual_seed(0)  # the same start for all workers
    model = AnimaXTransformer(config.transformer)
    if config.from_scratch:
        init_new_layers(model)
    torch.manual_seed(int(time.time()) + 104729 * workers.rank)
    return model


@contextlib.contextmanager
def stop_signal(trainer):
    """While it lasts SIGTERM only sets trainer.stopping."""

    def stop(*_):
        trainer.stopping = True

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class LossLog:
    """log.csv of a run: losses since the last row, in all and by noise level."""

    COLUMNS = ("step", "seen", "s", "samples_s", "lr", "loss", "norm", *BANDS)

    def __init__(self, path):
        self.log = schedule.Log(path, list(self.COLUMNS))
        self.losses, self.norms = [], []  # (sigma, loss) of samples; of steps
        self.heard = []  # losses of steps (heard.ActionLoss)
        self.since = None  # (samples seen, time) at the last row

    def add(self, sigma, losses, norm):
        self.losses += list(zip(sigma.tolist(), losses.tolist(), strict=True))
        self.norms.append(norm)

    def begin(self, seen):
        self.since = seen, time.time()

    def write(self, seen, **columns):
        """seen: samples of all workers."""
        before, start = self.since
        columns |= {"seen": seen, "samples_s": (seen - before) / (time.time() - start)}
        self.begin(seen)
        sigma, values = np.array(self.losses).T
        parts = {
            name: values[(sigma >= low) & (sigma < high)]
            for name, (low, high) in BANDS.items()
        }
        means = {n: p.mean() if len(p) else np.nan for n, p in parts.items()}
        norm = float(np.mean(self.norms))
        if self.heard:
            print(f"actions by the pooled prompt: loss {np.mean(self.heard):.3f}")
        self.log.write(**columns, loss=float(values.mean()), norm=norm, **means)
        self.losses, self.norms, self.heard = [], [], []


class TransformerTrainer:
    """A run that resumes from its folder's last.pt by itself.

    model: of new_model, with its initial weights. run: folder. dataset: Dataset.
    workers: processes that share gradients; only the first writes files. origin:
    checkpoint.Origin of a stage on a backbone, whose checkpoints hold only what the
    stage trains.
    """

    # Steps that were taken, and those skipped since the last one (Optimizer.step).
    taken = skipped = 0

    def __init__(
        self, model, run, config, dataset, workers,
        compiled=False, teacher=None, origin=None,
    ):  # fmt: skip
        self.config, self.workers, self.origin = config, workers, origin
        self.samples, self.checkpoint = dataset.samples, run / "last.pt"
        self.tails = dataset.tails
        with torch.random.fork_rng():
            torch.manual_seed(config.seed or 0)  # adapters start alike on all workers
            select_trainable(model, config.stage)
        if origin is not None and config.precision == "bf16":
            backbone.hold_frozen_in(model, torch.bfloat16)
        self.model = model.to(workers.device)
        if config.gradient_checkpointing:
            backbone.compute_blocks_anew(model)
        self.prompts = self.actions = None
        if config.field is not None and config.transformer.pooled:
            silence = dataset.samples.text.batch([""])
            self.prompts = heard.Prompts(
                silence, config.hide_tokens, config.pooled_noise
            )
            if config.action_weight:
                self.actions = heard.ActionLoss(
                    silence.shape[-1], config.transformer.dim, config.pooled_noise
                )
        self.optimizer = Optimizer(
            [*model.named_parameters(), *self.own_parameters()], config.lr,
            config.muon, config.weight_decay, workers=workers,
        )  # fmt: skip
        trained = [n for n, p in model.named_parameters() if p.requires_grad]
        self.average = Average(model, config.ema, trained if origin else None)
        self.progress = checkpoint.resume(
            self.checkpoint, model, self.optimizer, self.average, self.actions, origin
        )
        style = dataset.style or data.PoseMapStyle.of(config)
        plucker = latents.plucker(style, dataset.grid)[None].to(workers.device)
        background = dataset.background
        if background is not None:
            background = background.to(workers.device)
        loss = VelocityLoss(
            model, plucker, config.stage.multiview, background, config, teacher
        )
        self.loss = torch.compile(loss) if compiled else loss
        self.clock = schedule.Clock(60 * config.minutes, self.progress.spent)
        self.log = LossLog(run / "log.csv")
        self.stopping = False

    def own_parameters(self):
        """What is trained and is not the model's: [(name, parameter)], behind it in the
        optimiser. The names keep them out of Muon."""
        if self.actions is None:
            return []
        head = self.actions.head
        return [(f"action_embedder.{n}", p) for n, p in head.named_parameters()]

    @property
    def done(self):
        """The part of the run that is done, 0 to 1."""
        if self.config.samples:
            return min(1.0, self.progress.seen / self.config.samples)
        return self.clock.done

    def train(self):
        """Until the config's samples are seen or its minutes spent, over all resumes.
        False if SIGTERM ended it before, with all saved. SystemExit, and the checkpoint
        is as it was saved last, where numbers are no longer finite."""
        with stop_signal(self):
            done, stop = self.workers.average([], self.done, 0.0)
            self.log.begin(self.progress.seen)
            saved = time.time()
            while done < 1 and not stop:
                done, stop = self.step(done)
                if time.time() - saved > SAVE_SECONDS:
                    if self.config.field is None and self.config.seed is None:
                        self.samples.load_new_files()
                    self.save()
                    saved = time.time()
            if self.skipped and not self.taken:
                raise SystemExit(self.given_up("no step had a finite gradient"))
            self.save()
        return done >= 1

    def step(self, done):
        """One batch. done: the part of the run, 0 to 1. Returns the same after it, and
        whether a worker was told to stop."""
        config, progress, workers = self.config, self.progress, self.workers
        clean, noise, sigma, words, extra, views = self.draw()
        lr = config.lr * schedule.rate(done, progress.step, decay_from=self.decay_from)
        self.optimizer.set_lr(lr)
        pooled = None
        if self.prompts is not None:
            words, pooled = self.prompts.read(words)
        losses = self.loss(
            clean, noise, sigma, words, *extra, pooled=pooled, views=views
        )
        losses.mean().backward()
        if self.actions is not None:
            embedder = self.model.condition_embedder.pooled_embedder
            heard_loss = self.actions(embedder)
            (config.action_weight * heard_loss).backward()
            self.log.heard.append(float(heard_loss.detach()))
        progress.step += 1
        progress.seen += config.batch * workers.count
        done, stop = workers.average(self.optimizer.params, self.done, self.stopping)
        norm = self.optimizer.step()
        self.count(norm)
        if workers.rank == 0:  # which alone saves it
            self.average.update(self.model, progress.step)
        self.log.add(sigma, losses, norm)
        due = progress.step % config.log_every == 0 or done >= 1 or stop
        if due and workers.rank == 0:
            self.log.write(
                step=progress.step, seen=progress.seen, s=self.clock.spent, lr=lr
            )
        return done, stop > 0

    def count(self, norm):
        """norm: of the step's gradient, the same on all workers, so that they end
        together. A step without a finite one is skipped; so are all others once the
        weights are not finite."""
        if np.isfinite(norm):
            self.taken, self.skipped = self.taken + 1, 0
            return
        self.skipped += 1
        if self.skipped >= PATIENCE:
            why = f"{PATIENCE} steps in a row had no finite gradient"
            raise SystemExit(self.given_up(why))

    def given_up(self, why):
        return (
            f"{self.checkpoint.parent}: {why}. What was saved before stays; go on from "
            "there with a lower lr, and look for damaged latents or weights."
        )

    @property
    def decay_from(self):
        config = self.config
        if not config.samples:
            return 0.4
        return 1 - min(1.0, config.decay_samples / config.samples)

    def draw(self):
        """(clean, noise, sigma, text, further arguments of the loss, numbers of the
        views or None) of a step."""
        config, device = self.config, self.workers.device
        if config.seed is not None:
            *drawn, views = self.draw_seeded()
            return *(d.to(device) for d in drawn), (), views
        clean, words, extra = self.batch(config.batch)
        views = self.views(clean.shape[1])
        if views is not None:
            clean = clean[:, views]
            if extra:
                template, weight, given = extra
                extra = template[:, views], weight[:, views], given
        noise = torch.randn_like(clean[:, :, :, 1:])
        sigma = schedule.logit_normal(config.batch, config.sigma_mean, config.sigma_std)
        drawn = (d.to(device) for d in (clean, noise, sigma, words))
        return *drawn, extra, views

    def draw_seeded(self):
        """(clean, noise, sigma, text, views), the same for this step in any run."""
        config, rows = self.config, []
        for rng in seeded.samples(
            config.seed, self.progress.step, config.batch, self.workers.rank
        ):
            self.samples.random = rng
            clean, words, _ = self.batch(1)
            views = self.views(clean.shape[1])
            clean = clean if views is None else clean[:, views]
            noise = seeded.normal(rng, clean[:, :, :, 1:].shape)
            level = config.sigma_mean + config.sigma_std * rng.standard_normal()
            rows.append((clean, noise, torch.tensor([level]).float().sigmoid(), words))
        return *(torch.cat(part) for part in zip(*rows, strict=True)), views

    def batch(self, count):
        """(clean, text, further arguments of the loss)."""
        config = self.config
        if config.field is not None:
            clean, *extra, words, labels = self.samples.batch(count, config.drop_text)
            if self.actions is not None:
                self.actions.add(words, labels)
            return clean, words, extra
        clean, words = self.samples.batch(
            count, config.drop_text, config.drop_template, self.modalities()
        )
        return clean, words, ()

    def views(self, count):
        """Which of so many views this step's batch has, the same for all workers; None:
        all of them. Fewer views leave time for more samples."""
        random = np.random.default_rng(self.progress.step)
        if self.config.field is None:
            some = self.config.stage.views
            if not some or some >= count:
                return None
            return sorted(random.choice(count, some, replace=False).tolist())
        if random.random() >= self.config.two_views:
            return None
        return random.choice(count, 2, replace=False).tolist()

    def modalities(self):
        """How many this step's batch has; the same for all workers, which wait for
        each other."""
        pools = self.samples.pools
        if len(pools) == 1:
            return next(iter(pools))
        random = np.random.default_rng(self.progress.step).random()
        return min(pools) if random < self.config.pose_alone else max(pools)

    def save(self):
        if self.workers.rank:
            return
        if not all(bool(v.isfinite().all()) for v in self.average.state.values()):
            raise SystemExit(self.given_up("the weights are not finite"))
        self.progress.spent = self.clock.spent
        if self.origin is not None:
            checkpoint.save_stage(
                self.checkpoint, self.model, self.optimizer, self.average,
                self.progress, self.config, self.origin, tails=self.tails,
                windows=self.samples.windows,
            )  # fmt: skip
            return
        checkpoint.save_checkpoint(
            self.checkpoint, self.model, self.optimizer, self.average, self.progress,
            self.config, ema=lora.merged_state(self.average.state),
            windows=self.samples.windows, tails=self.tails,
            actions=None if self.actions is None else self.actions.head.state_dict(),
        )  # fmt: skip
