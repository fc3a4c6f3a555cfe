"""The files of a model folder, by their names. Free of bpy."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from typing import Any

# What is read of a text encoder's folder.
TEXT_FILES = ("config.json", "model.safetensors", "vocab.txt")
# No model.json is longer.
MOST_BYTES = 1 << 20


def model_files(folder: str) -> list[str]:
    """model.json and the files that it names, whether they exist or not."""
    path = os.path.join(folder, "model.json")
    spec = read_object(path)
    names: list[Any] = [
        part_of(spec, "vae", "file"),
        part_of(spec, "critic", "file"),
        part_of(spec, "known_prompts", "file"),
    ]
    more = part_of(spec, "transformer", "files")
    names += cast("list[Any]", more) if isinstance(more, list) else [more]
    found = [path, *(os.path.join(folder, n) for n in names if isinstance(n, str))]
    text = part_of(spec, "text", "dir")
    if isinstance(text, str):
        found += [os.path.join(folder, text, name) for name in TEXT_FILES]
    return found


def read_object(path: str) -> dict[str, Any]:
    """A JSON object; {} where the file holds none. Other code says what is wrong."""
    try:
        # A pipe would never end.
        if not os.path.isfile(path) or os.path.getsize(path) > MOST_BYTES:
            return {}
        with open(path, encoding="utf-8") as file:
            spec: Any = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", spec) if isinstance(spec, dict) else {}


def part_of(spec: dict[str, Any], part: str, name: str) -> Any:
    group = spec.get(part)
    return cast("dict[str, Any]", group).get(name) if isinstance(group, dict) else None
