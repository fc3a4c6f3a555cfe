"""Several one-thread processes that train one model: gradients are averaged.

    WORLD_SIZE=2 RANK=0 MASTER_ADDR=127.0.0.1 MASTER_PORT=29511 python ... &
    WORLD_SIZE=2 RANK=1 MASTER_ADDR=127.0.0.1 MASTER_PORT=29511 python ...

On a CPU two such processes are quicker than one with two threads.
"""

from __future__ import annotations

import os

import torch
import torch.distributed as dist


class Workers:
    def __init__(self):
        self.count = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        if self.count > 1:
            dist.init_process_group("gloo")

    def average(self, params, done):
        """Gradients become their mean over workers; returns the first worker's `done`,
        so that all of them stop, and change their rate, at the same step."""
        if self.count == 1:
            return done
        grads = [p.grad for p in params if p.grad is not None]
        clock = torch.tensor([done * self.count if self.rank == 0 else 0.0])
        self.sum([*grads, clock])
        for g in [*grads, clock]:
            g /= self.count
        return float(clock)

    def sum(self, tensors):
        """In place: each becomes its sum over all workers."""
        if self.count == 1:
            return
        flat = torch.cat([t.flatten() for t in tensors])
        dist.all_reduce(flat)
        at = 0
        for t in tensors:
            t.copy_(flat[at : at + t.numel()].view_as(t))
            at += t.numel()
