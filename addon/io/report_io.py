"""The report of a run: JSON that is always valid.

Free of bpy.
"""

from __future__ import annotations

import json
import math
import sys
from typing import TYPE_CHECKING

from ..core.atomic_file import atomic_write
from ..core.errors import USAGE

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from ..core.array_types import Report


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


def empty_report() -> Report:
    """A report with every promised field; filled in as the work goes on."""
    return {**FIELDS, "seconds": {}, "warnings": []}


def write_report(path: str | Path, report: Report) -> None:
    """The report as JSON; numbers that JSON cannot express become null."""
    text = json.dumps(to_json(report), indent=1, allow_nan=False)
    with atomic_write(path, "report", USAGE) as part:
        part.write_text(f"{text}\n", encoding="utf-8")


def to_json(value: Any) -> Any:
    """Only JSON's own types: NumPy's numbers and paths converted, NaN as None."""
    if isinstance(value, dict):
        return {str(k): to_json(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(v) for v in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if hasattr(value, "tolist"):
        return to_json(value.tolist())
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return to_json(str(value))


def peak_memory_mb() -> float:
    """The most memory this process has held, where the system reports it."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)
