"""Finds the native module, and turns its errors into ours. Free of bpy."""

import contextlib
import importlib.util
import os
import sys
from pathlib import Path

from .errors import MEMORY, MODEL, AnimaxError, CancelledError

NAME = "animax_native"
# Bits of a skeleton's flags.
DEFORMS, LOCATION_LOCKED, ROTATION_LOCKED = 1, 2, 4
# The add-on's own folder: installed, or addon/ in a checkout.
ADDON = Path(__file__).resolve().parent.parent
# Read by the module when it opens a graphics card; what it was when Blender started.
CUDA_LIBRARIES = "ANIMAX_CUDA_LIBRARIES"
CUDA_LIBRARIES_GIVEN = os.environ.get(CUDA_LIBRARIES, "")


def load():
    """The module animax_native: installed, or built in this checkout."""
    if NAME in sys.modules:
        return sys.modules[NAME]
    if importlib.util.find_spec(NAME) is not None:
        import animax_native

        return animax_native
    # An add-on zip for Blender before 4.2 carries the module unpacked in lib/.
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


def load_file(path):
    spec = importlib.util.spec_from_file_location(NAME, path)
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except ImportError as error:
        raise AnimaxError(
            f"The native part of AnimaX does not load ({error}); run `make build`.",
            MODEL,
        ) from error
    sys.modules[NAME] = module
    return module


@contextlib.contextmanager
def errors(unexpected=MEMORY):
    """Within, what the native module raises becomes an AnimaxError with its status."""
    module = load()
    try:
        yield module
    except module.Error as error:
        code = int(getattr(error, "code", unexpected) or unexpected)
        if code == CancelledError().code:
            raise CancelledError() from error
        raise AnimaxError(str(error), code) from error
    except MemoryError as error:
        raise AnimaxError(
            "There is not enough memory; close other programs or ask for fewer frames.",
            MEMORY,
        ) from error


def look_for_cuda_in(folder):
    """Where NVIDIA's libraries are looked for; "": where the environment says."""
    os.environ[CUDA_LIBRARIES] = folder or CUDA_LIBRARIES_GIVEN


def default_model():
    """The embedded model's folder: inside an installed add-on, or in a checkout."""
    for folder in (ADDON / "assets" / "nano", ADDON.parent / "assets" / "nano"):
        if folder.is_dir():
            return folder
    return ADDON.parent / "assets" / "nano"
