"""What a process holds: memory, descriptors, threads. Linux alone."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
from pathlib import Path
from typing import Any


def held() -> dict[str, float]:
    """After a collection, and without memory that the C library merely keeps."""
    gc.collect()
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {
        "rss_mb": pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
        "descriptors": len(os.listdir("/proc/self/fd")),
        "threads": len(os.listdir("/proc/self/task")),
        "objects": len(gc.get_objects()),
    }


def growth(rows: list[dict[str, Any]], name: str, settled: int) -> float:
    """Of the medians of three rows each: the last ones less the first ones of takes
    from `settled` on. A single row may be off by what an allocator happens to keep."""
    values = [row[name] for row in rows if row["takes"] >= settled]
    if len(values) < 2:
        return 0.0
    few = min(3, len(values) // 2)

    def middle(part: list[float]) -> float:
        return sorted(part)[len(part) // 2]

    return middle(values[-few:]) - middle(values[:few])
