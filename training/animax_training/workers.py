"""Several one-thread processes that train one model: gradients are averaged.

    WORLD_SIZE=2 RANK=0 MASTER_ADDR=127.0.0.1 MASTER_PORT=29511 python ... &
    WORLD_SIZE=2 RANK=1 MASTER_ADDR=127.0.0.1 MASTER_PORT=29511 python ...

On a CPU two such processes are quicker than one with two threads. They run on one
machine and exchange what is large through memory that they share; gloo tells them when.
"""

from __future__ import annotations

import os
import tempfile

import torch
import torch.distributed as dist

from . import precision


class Workers:
    """device: "cpu", or "cuda" for one graphics card a process, with NCCL."""

    def __init__(self, device="cpu"):
        self.count = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        self.shared, self.shares = {}, 0
        self.device = torch.device(device)
        if self.device.type == "cuda":
            self.device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
            torch.cuda.set_device(self.device)
        if self.count > 1:
            dist.init_process_group("gloo" if self.device.type == "cpu" else "nccl")

    def memory(self, name, numbers, dtype):
        """A flat tensor that all workers see; all must ask for it at the same time."""
        key = name, numbers, dtype
        if key not in self.shared:
            size = numbers * torch.empty(0, dtype=dtype).element_size()
            path = [create(size) if self.rank == 0 else None]
            dist.broadcast_object_list(path)
            self.shared[key] = torch.from_file(path[0], True, numbers, dtype=dtype)
            dist.barrier()
            if self.rank == 0:
                os.unlink(path[0])
        return self.shared[key]

    def average(self, params, *values):
        """Gradients become their mean over workers, in shared memory: nobody may write
        to them. Returns the means of the values, by which all workers stop, and change
        their rate, at the same step."""
        if self.count == 1:
            return values
        if self.device.type != "cpu":
            return self.reduce(params, values)
        moved = [p for p in params if p.grad is not None]
        sizes = [p.numel() for p in moved]
        if moved:
            every = self.memory("gradients", self.count * sum(sizes), torch.float32)
            every, mean = (
                every.view(self.count, -1),
                self.memory("means", sum(sizes), torch.float32),
            )
            own = every[self.rank].split(sizes)
            for part, p in zip(own, moved, strict=True):
                part.copy_(p.grad.flatten())
        told = torch.tensor(values, dtype=torch.float32)
        dist.all_reduce(told)  # and all gradients are there
        if moved:
            start, end = (
                len(mean) * r // self.count for r in (self.rank, self.rank + 1)
            )
            torch.mean(every[:, start:end], 0, out=mean[start:end])
            dist.barrier()
            for p, part in zip(moved, mean.split(sizes), strict=True):
                p.grad = part.view_as(p)
        return (told / self.count).tolist()

    def reduce(self, params, values):
        """`average` by collective operations, wherever the gradients are."""
        told = torch.tensor(values, dtype=torch.float32, device=self.device)
        dist.all_reduce(told)
        moved = [p for p in params if p.grad is not None]
        if moved:
            flat = torch.cat([p.grad.flatten() for p in moved])
            dist.all_reduce(flat)
            parts = (flat / self.count).split([p.numel() for p in moved])
            for p, part in zip(moved, parts, strict=True):
                p.grad = part.view_as(p)
        return (told / self.count).tolist()

    def share(self, mine, shapes):
        """Matrices of these shapes from all workers, until the next call but one;
        `mine`: {n: matrix} of every n with n % count == rank, in the products' type."""
        if self.count == 1:
            return [mine[n] for n in range(len(shapes))]
        self.shares += 1
        # Others may still read the last call's.
        flat = self.memory(
            f"updates {self.shares % 2}", sum(s.numel() for s in shapes),
            precision.dtype(),
        )  # fmt: skip
        parts = flat.split([s.numel() for s in shapes])
        parts = [part.view(shape) for part, shape in zip(parts, shapes, strict=True)]
        for n, update in mine.items():
            parts[n].copy_(update)
        dist.barrier()
        return parts


def create(size):
    """A file of that size, in memory where there is room."""
    for folder in ("/dev/shm", tempfile.gettempdir()):
        try:
            file, path = tempfile.mkstemp(prefix="animax_", dir=folder)
        except OSError:
            continue
        try:
            os.posix_fallocate(file, 0, size)
        except OSError:
            os.unlink(path)
            continue
        finally:
            os.close(file)
        return path
    raise SystemExit(f"workers: no room for {size >> 20} MB to share in {folder}")
