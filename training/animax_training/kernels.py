"""The C passes of training, compiled for this processor when first asked for."""

from __future__ import annotations

import ctypes
import hashlib
import os
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

import torch

SOURCES = ("rows.c", "vae_rows.c", "update.c", "products.c", "attend.c")
HEADERS = ("lanes.h", "tiles.h")
FLAGS = (
    "-O3",
    "-march=native",
    "-ffast-math",
    "-mprefer-vector-width=512",
    "-Wno-psabi",
)


@lru_cache(maxsize=2)
def library(dtype):
    """For rows of this type. OSError or CalledProcessError without a compiler."""
    here = Path(__file__).parent
    sources = [here / name for name in SOURCES]
    mark = hashlib.sha256(repr(FLAGS).encode())
    for source in [*(here / name for name in HEADERS), *sources]:
        mark.update(source.read_bytes())
    kind = "float" if dtype == torch.float32 else "bf16"
    folder = Path(tempfile.gettempdir())
    built = folder / f"animax_rows_{mark.hexdigest()[:12]}_{kind}.so"
    if not built.exists():
        command = ["cc", *FLAGS, "-shared", "-fPIC"]
        command += ["-DROWS_FLOAT"] if kind == "float" else []
        part = f"{built}.{os.getpid()}"  # several workers may compile at a time
        subprocess.run([*command, *map(str, sources), "-lm", "-o", part], check=True)
        os.replace(part, built)
    return ctypes.CDLL(str(built))


def available(dtype):
    try:
        library(dtype)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def P(tensor, skip=0):
    """The tensor's address, some elements further on; NULL for None."""
    if tensor is None:
        return None
    return ctypes.c_void_p(tensor.data_ptr() + skip * tensor.element_size())


def Z(n):
    return ctypes.c_size_t(n)


def R(x):
    return ctypes.c_float(x)
