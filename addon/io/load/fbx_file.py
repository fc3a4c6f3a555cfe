"""What an FBX file says of itself that its importers do not pass on."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


BINARY = b"Kaydara FBX Binary"


def is_binary(path: Path) -> bool:
    with open(path, "rb") as file:
        return file.read(len(BINARY)) == BINARY


@contextlib.contextmanager
def parsed_by_importer() -> Iterator[list[Any]]:
    """Within, a list gets the root element of each file that the Python importer
    parses: large files take seconds."""
    import importlib

    module: Any = importlib.import_module("io_scene_fbx.parse_fbx")
    parse, roots = module.parse, []

    def keep(*args: Any, **more: Any) -> Any:
        found = parse(*args, **more)
        roots.append(found[0])
        return found

    module.parse = keep
    try:
        yield roots
    finally:
        module.parse = parse


def parse(path: Path) -> Any:
    """The root element; None if the file is not a binary one."""
    import importlib

    if not is_binary(path):
        return None
    module: Any = importlib.import_module("io_scene_fbx.parse_fbx")
    return module.parse(str(path))[0]


def elements(root: Any, *path: bytes) -> list[Any]:
    """The elements below root with that path of ids."""
    found = [root]
    for name in path:
        found = [e for up in found for e in up.elems if e is not None and e.id == name]
    return found


def stack_names(root: Any) -> list[str]:
    """The clips' names, in the file's order."""
    stacks = elements(root, b"Objects", b"AnimationStack")
    return [s.props[1].split(b"\x00")[0].decode("utf-8", "replace") for s in stacks]
