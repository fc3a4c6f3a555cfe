"""Random numbers of a run that can be repeated: a sample's depend on the seed, the step
and its place in the batch of all workers, and on nothing that was drawn before. So a
run that was stopped goes on as if it had not been, and two workers draw what one with
twice the batch does."""

from __future__ import annotations

import numpy as np
import torch


def generator(*numbers):
    return np.random.default_rng(numbers)


def samples(seed, step, batch, rank):
    """A generator for each of a worker's samples in a step."""
    return [generator(seed, step, rank * batch + n) for n in range(batch)]


def normal(rng, shape):
    """float32 tensor of that shape."""
    return torch.from_numpy(rng.standard_normal(shape, dtype=np.float32))
