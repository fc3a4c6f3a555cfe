"""Learning rate by clock or steps, noise levels, and the log that a run leaves."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import torch


def rate(done, step, warmup=100, floor=0.05, decay_from=0.4):
    """Factor on the learning rate: warm-up by steps, then flat, then linear by the part
    of the run that is done (0..1)."""
    fall = min(1.0, max(0.0, (done - decay_from) / max(1 - decay_from, 1e-9)))
    return min(1.0, (step + 1) / warmup) * (1 - (1 - floor) * fall)


def logit_normal(count, mean=0.0, std=1.0, generator=None):
    """sigma in (0, 1): middle noise levels are trained most."""
    return torch.sigmoid(mean + std * torch.randn(count, generator=generator))


class Clock:
    """Seconds of training over all resumes of a run."""

    def __init__(self, budget, spent=0.0):
        self.budget, self.before, self.start = budget, spent, time.time()

    @property
    def spent(self):
        return self.before + time.time() - self.start

    @property
    def done(self):
        return min(1.0, self.spent / self.budget)


class Log:
    """A CSV of a run, kept open for appending. Rows of before a column was added stay,
    with nothing in it."""

    def __init__(self, path, fields):
        # Opened by the first row: of several workers only one writes any.
        self.path, self.fields, self.writer = Path(path), fields, None

    def open(self):
        rows = []
        if self.path.exists():
            with self.path.open(newline="") as file:
                reader = csv.DictReader(file)
                if reader.fieldnames != self.fields:
                    rows = list(reader)
        new = bool(rows) or not self.path.exists()
        self.file = self.path.open("w" if new else "a", newline="")
        self.writer = csv.DictWriter(self.file, self.fields, extrasaction="ignore")
        if new:
            self.writer.writeheader()
            self.writer.writerows(rows)

    def write(self, **row):
        short = {k: f"{v:.6g}" if isinstance(v, float) else v for k, v in row.items()}
        if self.writer is None:
            self.open()
        self.writer.writerow(short)
        self.file.flush()
        print(" ".join(f"{k} {v}" for k, v in short.items()), flush=True)
