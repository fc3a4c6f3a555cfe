"""One job at a time on a worker thread; the driver polls it. Free of bpy.

The worker owns no Blender data and writes only into its queue, so the result of a
cancelled job cannot reach the next one: it is dropped with its Job.
"""

from __future__ import annotations

import math
import queue
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from .duration import duration
from .errors import MEMORY, AnimaxError, CancelledError

# Seconds that a cancelled worker is waited for.
PATIENCE = 10.0


class CancelFlag(Protocol):
    """As the native module's Cancel: set once, checked by the worker."""

    def set(self) -> None: ...

    def is_set(self) -> bool: ...


# Stage, step, number of steps, seconds left.
Progress = Callable[[str, int, int, float | None], None]
# The work of a job: its result as a dict.
Work = Callable[[Progress, CancelFlag], dict[str, Any]]


class Job:
    """Runs work(progress, cancel) on a thread. cancel has set() and is_set()."""

    def __init__(self, work: Work, cancel: CancelFlag) -> None:
        self.cancel_flag = cancel
        self.stage, self.step, self.total = "start", 0, 0
        self.seconds_left: float | None = None
        self.started = self.stage_started = time.monotonic()
        self._events: queue.SimpleQueue[tuple[str, int, int, float | None]]
        self._events = queue.SimpleQueue()
        self._result: dict[str, Any] = {}
        self._error: BaseException | None = None
        self._thread = threading.Thread(
            target=self._run, args=(work,), name="AnimaX", daemon=True
        )

    def start(self) -> Job:
        self._thread.start()
        return self

    def _run(self, work: Work) -> None:
        try:
            self._result = work(self._progress, self.cancel_flag)
        except BaseException as error:
            self._error = error

    def _progress(
        self, stage: str, step: int, total: int, seconds_left: float | None
    ) -> None:
        self._events.put((stage, step, total, seconds_left))

    def poll(self) -> bool:
        """Reads what the worker reported; True when there was something."""
        changed = False
        while not self._events.empty():
            before = self.stage
            self.stage, self.step, self.total, self.seconds_left = self._events.get()
            if self.stage != before:
                self.stage_started = time.monotonic()
            changed = True
        return changed

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()

    @property
    def fraction(self) -> float:
        """How much of the current stage is done, 0 to 1; in a long step by its time."""
        done = min(1.0, self.step / self.total) if self.total else 0.0
        spent = time.monotonic() - self.stage_started
        if self.seconds_left is None or self.seconds_left < 0 or spent <= 0:
            return done
        return min(1.0, max(done, spent / (spent + self.seconds_left)))

    def status_text(self) -> str:
        """Stage, step and remaining time, for a panel."""
        if self.cancel_flag.is_set():
            return "Cancelling"
        text = str(self.stage).capitalize()
        if self.total:
            text += f" {self.step}/{self.total}"
        if self.seconds_left is not None and self.seconds_left >= 1:
            text += f", {duration(self.seconds_left)} left"
        return text

    def cancel(self) -> None:
        self.cancel_flag.set()

    def wait(self, seconds: float) -> None:
        self._thread.join(seconds)

    def result(self) -> dict[str, Any]:
        """The work's result; raises what it raised, or CancelledError."""
        if self._error is not None:
            if isinstance(self._error, AnimaxError):
                raise self._error
            raise AnimaxError(
                f"Internal error: {type(self._error).__name__}: {self._error}; "
                "please report this.",
                MEMORY,
            ) from self._error
        if self.cancel_flag.is_set():
            raise CancelledError()
        return self._result


def run_blocking(
    work: Work, cancel: CancelFlag, on_progress: Callable[[Job], None] | None = None
) -> dict[str, Any]:
    """Runs a job to its end; this thread stays free to handle signals. A worker that
    does not end when it is cancelled (it waits for a disk, say) is given up."""
    job = Job(work, cancel).start()
    cancelled = math.inf
    while not job.done:
        job.wait(0.05)
        if job.poll() and on_progress:
            on_progress(job)
        if cancel.is_set():
            cancelled = min(cancelled, time.monotonic())
            if time.monotonic() - cancelled > PATIENCE:
                raise CancelledError()
    if job.poll() and on_progress:
        on_progress(job)
    return job.result()
