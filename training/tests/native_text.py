"""The engine's text encoders: native/tests/text_tool.c, linked with what is built."""

import struct
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
ARCHIVES = [BUILD / f"libax_{name}.a" for name in ("text", "cpu", "tensor", "base")]


@cache
def text_tool(folder: Path) -> Path:
    missing = [path.name for path in ARCHIVES if not path.exists()]
    if missing:
        pytest.skip(f"not built: {', '.join(missing)} (make build)")
    tool = folder / "text_tool"
    source = ROOT / "native/tests/text_tool.c"
    command = [
        "cc",
        "-O1",
        "-I",
        str(ROOT / "native"),
        "-I",
        str(ROOT / "native/include"),
    ]
    command += ["-o", str(tool), str(source), *map(str, ARCHIVES)]
    subprocess.run(
        [*command, "-lcjson", "-ldnnl", "-fopenmp", "-lpthread", "-lm"], check=True
    )
    return tool


def run(arguments: list[str], texts: list[str]) -> bytes:
    raw = [text.encode() for text in texts]
    fed = b"".join(struct.pack("<I", len(text)) + text for text in raw)
    done = subprocess.run(arguments, input=fed, capture_output=True)
    if done.returncode:
        raise ValueError(done.stderr.decode())
    return done.stdout


def encode(
    folder: Path, tokenizer: Path, max_tokens: int, texts: list[str]
) -> list[list[int]]:
    """The ids of each text."""
    tool = [str(text_tool(folder)), "tokens", str(tokenizer), str(max_tokens)]
    numbers = np.frombuffer(run(tool, texts), np.int32).tolist()
    found, at = [], 0
    for _ in texts:
        end = at + 1 + numbers[at]
        found.append(numbers[at + 1 : end])
        at = end
    return found


def states(
    folder: Path, model: Path, max_tokens: int, precision: str, texts: list[str]
) -> list[np.ndarray]:
    """The states of each text, [tokens, width]."""
    tool = [str(text_tool(folder)), "states", "umt5", str(model), str(max_tokens)]
    answer, found, at = run([*tool, precision], texts), [], 0
    for _ in texts:
        tokens, width = struct.unpack_from("<II", answer, at)
        made = np.frombuffer(answer, np.float32, tokens * width, at + 8)
        found.append(made.reshape(tokens, width))
        at += 8 + made.nbytes
    return found
