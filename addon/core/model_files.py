"""The files of a model folder, by their names. Free of bpy."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from typing import Any

# What is read of a text encoder's folder.
TEXT_FILES = ("config.json", "model.safetensors", "vocab.txt")
# umT5's, and those of an adapter's.
MORE_TEXT_FILES = (
    "tokenizer.json", "../tokenizer/tokenizer.json", "model.safetensors.index.json",
)  # fmt: skip
ADAPTER_CONFIG = "adapter_config.json"
# No model.json is longer.
MOST_BYTES = 1 << 20
MOST_INDEX_BYTES = 16 << 20


def model_files(folder: str) -> list[str]:
    """model.json and the files that it names, whether they exist or not, and those that
    only some models have, where they do."""
    path = os.path.join(folder, "model.json")
    spec = read_object(path)
    names: list[Any] = [
        part_of(spec, "vae", "file"),
        part_of(spec, "critic", "file"),
        part_of(spec, "known_prompts", "file"),
    ]
    more = part_of(spec, "transformer", "files")
    names += cast("list[Any]", more) if isinstance(more, list) else [more]
    more_names: list[str] = []
    adapters = spec.get("adapters")
    if isinstance(adapters, list):
        for adapter in cast("list[Any]", adapters):
            name = part_of({"one": adapter}, "one", "file")
            names.append(name)
            if isinstance(name, str):
                more_names.append(os.path.join(os.path.dirname(name), ADAPTER_CONFIG))
    found = [path]
    for name in names:
        if isinstance(name, str):
            found += [whole := os.path.join(folder, name), *shards(whole)]
    text = part_of(spec, "text", "dir")
    if isinstance(text, str):
        found += [os.path.join(folder, text, name) for name in TEXT_FILES]
        more_names += [os.path.join(text, name) for name in MORE_TEXT_FILES]
    for name in more_names:
        if os.path.lexists(whole := os.path.join(folder, name)):
            found += [whole, *shards(whole)]
    return found


def shards(path: str) -> list[str]:
    """The files that an index of weights names; they lie beside it."""
    if not path.endswith(".json"):
        return []
    names: Any = read_object(path, MOST_INDEX_BYTES).get("weight_map")
    if not isinstance(names, dict):
        return []
    found = {n for n in cast("dict[str, Any]", names).values() if isinstance(n, str)}
    return [os.path.join(os.path.dirname(path), name) for name in sorted(found)]


def read_object(path: str, most: int = MOST_BYTES) -> dict[str, Any]:
    """A JSON object; {} where the file holds none. Other code says what is wrong."""
    try:
        # A pipe would never end.
        if not os.path.isfile(path) or os.path.getsize(path) > most:
            return {}
        with open(path, encoding="utf-8") as file:
            spec: Any = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", spec) if isinstance(spec, dict) else {}


def part_of(spec: dict[str, Any], part: str, name: str) -> Any:
    group = spec.get(part)
    return cast("dict[str, Any]", group).get(name) if isinstance(group, dict) else None
