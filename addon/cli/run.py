"""One run of batch.py: how it is stopped, and how what goes wrong in it ends. Free of
bpy."""

from __future__ import annotations

import dataclasses
import os
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from ..core import leftovers
from ..core.errors import (
    CANCELLED,
    DONE,
    INPUT,
    MEMORY,
    USAGE,
    AnimaxError,
    CancelledError,
    status_of,
)
from ..io import report_io
from . import process
from .run_paths import check_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..core.array_types import Report
    from ..core.file_keys import Key
    from ..core.jobs import CancelFlag
    from ..core.path_table import Entry


# Seconds after a first signal in which a second one changes nothing.
SECOND_SIGNAL = 2.0
STOPPED = "Cancelled; no output was written."


@dataclasses.dataclass
class Run:
    """One run of the program: the stop flag, and the engine, reused from job to job."""

    cancel: CancelFlag | None = None
    stopped: bool = False
    engine: Any = None
    engine_key: tuple[Any, ...] = ()
    # What jobs of a batch read, which none may overwrite.
    reads: dict[Key, Entry] = dataclasses.field(default_factory=dict["Key", "Entry"])
    # What the last input that was opened refers to.
    linked: list[str] = dataclasses.field(default_factory=list[str])
    # Whether the report gets the take's stick figure (views/stick_figure.py).
    draws: bool = False
    # Whether the report is known to overwrite nothing but an earlier one.
    report_is_free: bool = False
    stopped_at: float = 0.0
    # Whether the result is only printed, and how an error is.
    prints: bool = False
    print_error: Callable[[str], None] = print

    def stop(self, *_: Any) -> None:
        """A signal: ends the work at its next step. A second one, in case that there is
        none, ends the process; not at once, as some senders signal twice."""
        now = time.monotonic()
        if self.stopped and now - self.stopped_at > SECOND_SIGNAL:
            leftovers.remove_own()
            self.print_error("Cancelled by a second signal, at once.")
            process.leave(CANCELLED)
        if not self.stopped:
            self.stopped, self.stopped_at = True, now
        if self.cancel is not None:
            self.cancel.set()

    def check(self) -> None:
        if self.stopped:
            raise CancelledError(STOPPED)


def run_guarded(work: Callable[[], int | None]) -> tuple[int, str]:
    """(status, message) of work(), whatever it raises."""
    try:
        return (work() or DONE), ""
    except CancelledError as error:
        # The engine's words are an artist's, who sees the scene.
        return error.code, str(error).replace(str(CancelledError()), STOPPED)
    except AnimaxError as error:
        return error.code, str(error)
    except KeyboardInterrupt:
        return CANCELLED, STOPPED
    except MemoryError:
        return MEMORY, "There is not enough memory; close other programs."
    except BaseException as error:
        traceback.print_exc(file=sys.stdout)
        if isinstance(error, OSError) and status_of(error, INPUT) == MEMORY:
            return MEMORY, (
                f"The system cannot go on ({error}); make room on its disks, or use "
                "another machine."
            )
        where = traceback.extract_tb(error.__traceback__)[-1]
        return INPUT, (
            f"Internal error: {type(error).__name__} in {Path(where.filename).name}: "
            f"{error}; please report this."
        )


def save_report(path: str | Path, report: Report) -> None:
    # Hours may have passed since the command asked.
    check_report(os.fspath(path))
    report_io.write_report(path, report)


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AnimaxError(
            f"The folder {folder} cannot be made ({error.strerror}); choose another.",
            status_of(error, USAGE),
        ) from None
