"""Finds the native module, and translates its errors. Free of bpy."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import MEMORY, MODEL, AnimaxError, CancelledError

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from typing import Any


NAME = "animax_native"
# Bits of a skeleton's flags.
DEFORMS, LOCATION_LOCKED, ROTATION_LOCKED = 1, 2, 4
# The add-on's own folder: installed, or addon/ in a checkout.
ADDON = Path(__file__).resolve().parent.parent
# The module reads it when it opens a graphics card. Its value when Blender started:
CUDA_LIBRARIES = "ANIMAX_CUDA_LIBRARIES"
CUDA_LIBRARIES_AT_START = os.environ.get(CUDA_LIBRARIES, "")


def load() -> Any:
    """The module animax_native: installed, or built in this checkout."""
    if NAME in sys.modules:
        return sys.modules[NAME]
    if importlib.util.find_spec(NAME) is not None:
        return importlib.import_module(NAME)
    # An add-on zip for Blender before 4.2 contains the module unpacked in lib/.
    for folder in (ADDON / "lib", ADDON.parent / "build" / "python"):
        for suffix in ("abi3.so", "pyd"):
            path = folder / f"{NAME}.{suffix}"
            if path.exists():
                return load_file(path)
    raise AnimaxError(
        "The native part of AnimaX is missing: run `make build` in a checkout, or "
        "install the extension built for this platform.",
        MODEL,
    )


def load_file(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(NAME, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except ImportError as error:
        raise AnimaxError(
            f"The native part of AnimaX cannot be loaded ({error}); run `make build`.",
            MODEL,
        ) from error
    sys.modules[NAME] = module
    return module


@contextlib.contextmanager
def translate_errors(
    unexpected: int = MEMORY, bones: Sequence[str] = ()
) -> Generator[Any, None, None]:
    """Context in which exceptions of the native module become an AnimaxError with
    their status; yields the module. unexpected: the status of those without one; bones:
    the names of the bones that it knows by numbers."""
    module = load()
    try:
        yield module
    except module.Error as error:
        code = int(getattr(error, "code", unexpected) or unexpected)
        if code == CancelledError().code:
            raise CancelledError() from error
        raise AnimaxError(with_names(str(error), bones), code) from error
    except MemoryError as error:
        raise AnimaxError(
            "There is not enough memory; close other programs or choose fewer frames.",
            MEMORY,
        ) from error


def with_names(message: str, bones: Sequence[str]) -> str:
    """ "bone 3" by its name."""

    def name(match: re.Match[str]) -> str:
        number = int(match[1])
        return f"bone {bones[number]!r}" if number < len(bones) else match[0]

    return re.sub(r"\bbone (\d+)\b", name, message)


def set_cuda_folder(folder: str) -> None:
    """Sets where NVIDIA's libraries are looked for; "": where the environment says."""
    os.environ[CUDA_LIBRARIES] = folder or CUDA_LIBRARIES_AT_START


def documents() -> Path | None:
    """The folder of the documentation; None where it was not packed."""
    for folder in (ADDON / "docs", ADDON.parent / "docs"):
        if (folder / "takes.md").is_file():
            return folder
    return None


def default_model() -> Path:
    """The embedded model's folder: inside an installed add-on, or in a checkout."""
    for folder in (ADDON / "assets" / "nano", ADDON.parent / "assets" / "nano"):
        if folder.is_dir():
            return folder
    return ADDON.parent / "assets" / "nano"
