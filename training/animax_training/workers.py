"""Several one-thread processes that train one model: gradients are averaged.

    WORLD_SIZE=2 RANK=0 MASTER_ADDR=127.0.0.1 MASTER_PORT=29511 python ... &
    WORLD_SIZE=2 RANK=1 MASTER_ADDR=127.0.0.1 MASTER_PORT=29511 python ...

On a CPU two such processes are quicker than one with two threads.
"""

from __future__ import annotations

import os

import torch
import torch.distributed as dist

from . import precision


class Workers:
    def __init__(self):
        self.count = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        if self.count > 1:
            dist.init_process_group("gloo")

    def average(self, params, *values):
        """Gradients become their mean over workers; returns the means of the values,
        by which all workers stop, and change their rate, at the same step."""
        if self.count == 1:
            return values
        moved = [p for p in params if p.grad is not None]
        flat = torch.cat([*(p.grad.flatten() for p in moved), torch.tensor(values)])
        dist.all_reduce(flat)
        flat /= self.count
        *parts, means = flat.split([*(p.numel() for p in moved), len(values)])
        for p, part in zip(moved, parts, strict=True):
            p.grad = part.view_as(p)
        return means.tolist()

    def share(self, mine, shapes):
        """Matrices of these shapes from all workers; `mine`: {n: matrix} of every n
        with n % count == rank. They travel in the products' type, in which they were
        made."""
        if self.count == 1:
            return [mine[n] for n in range(len(shapes))]
        found = [None] * len(shapes)
        sizes = [s.numel() for s in shapes]
        width = max(sum(sizes[r :: self.count]) for r in range(self.count))
        kind = precision.dtype()
        flat = torch.zeros(width, dtype=kind)
        if mine:
            own = torch.cat([mine[n].flatten() for n in sorted(mine)])
            flat[: own.numel()] = own
        parts = [torch.empty_like(flat) for _ in range(self.count)]
        # gloo knows no bf16, but copies bytes.
        dist.all_gather([p.view(torch.uint8) for p in parts], flat.view(torch.uint8))
        for rank, part in enumerate(parts):
            at = 0
            for n in range(rank, len(shapes), self.count):
                found[n] = part[at : at + sizes[n]].view(shapes[n])
                at += sizes[n]
        return found
