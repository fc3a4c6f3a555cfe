"""Repairs Blender 3.x's importers of glTF and BVH where it runs with a newer Python.

Debian's Blender 3.4 has Python 3.11 and NumPy 1.24. Its glTF importer uses np.bool,
which NumPy 1.24 does not have: any mesh raises, and half a rig stays in the scene. Its
BVH importer opens files with the mode "rU", which Python 3.11 refuses.

Only the two modules concerned see a difference: each gets an `np` or `open` of its own.
Both are imported when they are first used, and again by Reload Scripts, so a finder of
modules waits for them. Official builds have older libraries, and need none of this.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib.abc
import importlib.machinery
import sys
from types import ModuleType
from typing import TYPE_CHECKING

import bpy
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any


class NumPyWithBool(ModuleType):
    """numpy with its former name for the builtin; NumPy 2 means np.bool_ by it."""

    bool = bool

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)


def open_text(file: Any, mode: str = "r", *args: Any, **more: Any) -> Any:
    """open() with the mode "U", which has meant nothing since Python 3.0."""
    return builtins.open(file, mode.replace("U", ""), *args, **more)


def broken_importers() -> dict[str, dict[str, Any]]:
    """dict module -> dict name -> what the name has to mean in that module; empty where
    the importers work as they are."""
    found: dict[str, dict[str, Any]] = {}
    if bpy.app.version >= (4, 0):
        return found
    if "bool" not in vars(np):
        own = NumPyWithBool("numpy")
        found["io_scene_gltf2.blender.imp.gltf2_blender_mesh"] = {"np": own}
    if sys.version_info >= (3, 11):
        found["io_anim_bvh.import_bvh"] = {"open": open_text}
    return found


class Loader(importlib.machinery.SourceFileLoader):
    """Loads a module, then repairs it."""

    def __init__(self, name: str, path: str, names: dict[str, Any]) -> None:
        super().__init__(name, path)
        self.names = names

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        vars(module).update(self.names)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the broken modules, and no others."""

    def __init__(self, broken: dict[str, dict[str, Any]]) -> None:
        self.broken = broken

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        names = self.broken.get(fullname)
        if names is None:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = Loader(fullname, spec.origin, names)
        return spec


def repair() -> Callable[[], None]:
    """Repairs the broken importers, loaded or not yet; returns what undoes it."""
    broken = broken_importers()
    if not broken:
        return lambda: None
    finder = Finder(broken)
    sys.meta_path.insert(0, finder)
    for name, names in broken.items():
        if name in sys.modules:
            vars(sys.modules[name]).update(names)

    def undo() -> None:
        sys.meta_path.remove(finder)
        for name, names in broken.items():
            module = vars(sys.modules[name]) if name in sys.modules else {}
            for key in names:
                if module.get(key) is names[key]:
                    del module[key]
                    module.update({"np": np} if key == "np" else {})

    return undo


@contextlib.contextmanager
def repaired() -> Iterator[None]:
    """Context in which the importers work, for callers without a registered add-on."""
    undo = repair()
    try:
        yield
    finally:
        undo()
