"""Files that are whole or absent, and the report that is always valid JSON.

Free of bpy.
"""

import contextlib
import json
import math
import os
import sys
from pathlib import Path

from .errors import INPUT, USAGE, AnimaxError

FIELDS = {
    "status": 0,
    "error": None,
    "seconds": {},
    "peak_memory_mb": 0.0,
    "frames": 0,
    "bones": 0,
    "views": 0,
    "seed": 0,
    "device": "",
}


def new():
    """A report with every promised field; filled in as the work goes on."""
    return {**FIELDS, "seconds": {}, "warnings": []}


@contextlib.contextmanager
def whole(path):
    """Yields a temporary path beside `path` (same ending), and renames it at the end:
    the file is either whole or absent. It must have been written within."""
    path = Path(path)
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield part
        if not part.exists():
            raise AnimaxError(f"{path} could not be written.", INPUT)
        os.replace(part, path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def writable(path, what="output"):
    """An error with status 2, early, if no file can be made there."""
    path = Path(path)
    if path.is_dir():
        raise AnimaxError(f"The {what} {path} is a folder; name a file.", USAGE)
    folder = path.parent
    if not folder.is_dir():
        raise AnimaxError(f"There is no folder {folder} for the {what}.", USAGE)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise AnimaxError(f"The folder {folder} of the {what} is not writable.", USAGE)


def write(path, report):
    """The report as JSON; numbers that JSON has no word for become null."""
    with whole(path) as part, open(part, "w", encoding="utf-8") as file:
        json.dump(plain(report), file, indent=1, allow_nan=False)
        file.write("\n")


def plain(value):
    """Only what JSON knows: NumPy's numbers and paths as such, NaN as None."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return plain(str(value))


def peak_memory_mb():
    """The most memory this process has held, where the system tells."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)
