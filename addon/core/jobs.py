"""One job at a time on a worker thread; the driver polls it. Free of bpy.

The worker owns no Blender data and writes only into its queue, so the result of a
cancelled job cannot reach the next one: it is dropped with its Job.
"""

import queue
import threading
import time

from .errors import MEMORY, AnimaxError, CancelledError


class Job:
    """Runs work(progress, cancel) on a thread. cancel has set() and is_set()."""

    def __init__(self, work, cancel):
        self.cancel_flag = cancel
        self.stage, self.step, self.total, self.seconds_left = "start", 0, 0, None
        self.started = time.monotonic()
        self._events = queue.SimpleQueue()
        self._result = self._error = None
        self._thread = threading.Thread(
            target=self._run, args=(work,), name="AnimaX", daemon=True
        )

    def start(self):
        self._thread.start()
        return self

    def _run(self, work):
        try:
            self._result = work(self._progress, self.cancel_flag)
        except BaseException as error:
            self._error = error

    def _progress(self, stage, step, total, seconds_left):
        self._events.put((stage, step, total, seconds_left))

    def poll(self):
        """Reads what the worker reported; True when there was something."""
        changed = False
        while not self._events.empty():
            self.stage, self.step, self.total, self.seconds_left = self._events.get()
            changed = True
        return changed

    @property
    def done(self):
        return not self._thread.is_alive()

    @property
    def fraction(self):
        """How much of the current stage is done, 0 to 1."""
        return min(1.0, self.step / self.total) if self.total else 0.0

    def status_text(self):
        """Stage, step and remaining time, for a panel."""
        if self.cancel_flag.is_set():
            return "Cancelling"
        text = str(self.stage).capitalize()
        if self.total:
            text += f" {self.step}/{self.total}"
        if self.seconds_left is not None and self.seconds_left >= 1:
            text += f", {self.seconds_left:.0f} s left"
        return text

    def cancel(self):
        self.cancel_flag.set()

    def wait(self, seconds):
        self._thread.join(seconds)

    def result(self):
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


def run_blocking(work, cancel, on_progress=None):
    """Runs a job to its end; this thread stays free to handle signals."""
    job = Job(work, cancel).start()
    while not job.done:
        job.wait(0.05)
        if job.poll() and on_progress:
            on_progress(job)
    return job.result()
