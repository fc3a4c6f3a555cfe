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
    parses (large files take seconds), and scaled root bones are objects to it."""
    import importlib

    module: Any = importlib.import_module("io_scene_fbx.parse_fbx")
    parse, roots = module.parse, []

    def keep(*args: Any, **more: Any) -> Any:
        found = parse(*args, **more)
        roots.append(found[0])
        make_scaled_roots_objects(found[0])
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


def make_scaled_roots_objects(root: Any) -> None:
    """Exporters may write an armature as one more bone above the others, with its scale
    (Blender's armature_nodetype "LIMBNODE": 100). The Python importer, whose bones have
    none at rest, then makes the rig 100 times too small. A Null is an armature."""
    # (child, parent): a bone that moves vertices is the child of a cluster as well.
    links = elements(root, b"Connections", b"C")
    parents: dict[int, list[int]] = {}
    for link in links:
        parents.setdefault(link.props[1], []).append(link.props[2])
    for model in elements(root, b"Objects", b"Model"):
        lone = parents.get(model.props[0]) == [0]
        if lone and model.props[2] == b"LimbNode" and is_scaled(model):
            model.props[2] = b"Null"


def is_scaled(model: Any) -> bool:
    values = [p.props for p in elements(model, b"Properties70", b"P")]
    scales = [v[4:7] for v in values if v[0] == b"Lcl Scaling"]
    return any(abs(s - 1.0) > 1e-3 for scale in scales for s in scale)


def stack_names(root: Any) -> list[str]:
    """The clips' names, in the file's order."""
    stacks = elements(root, b"Objects", b"AnimationStack")
    return [s.props[1].split(b"\x00")[0].decode("utf-8", "replace") for s in stacks]
