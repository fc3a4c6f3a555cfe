"""The process around a command: its standard streams, which may be closed, full or
broken, and its end."""

from __future__ import annotations

import contextlib
import ctypes
import io
import os
import select
import shutil
import signal
import sys
from typing import TYPE_CHECKING, Any

from ..core import session_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO


class Sink(io.FileIO):
    """A descriptor to print to. What it does not take is lost, and only that: no work
    ends because nobody reads of its progress."""

    error: OSError | None = None

    def write(self, data: Any, /) -> int:
        try:
            while (written := super().write(data)) is None:
                # A pipe that others made non-blocking.
                select.select([], [self], [], 1.0)
            return written
        except OSError as error:
            self.error = error
            return memoryview(data).nbytes


class Streams:
    """The standard streams during a command: `print` never fails, and standard error
    takes nothing but lines of `print_error`."""

    def __init__(self, error_descriptor: int) -> None:
        self.closed = sys.stdout is None
        self.sinks = [Sink(1, "w", closefd=False), Sink(2, "w", closefd=False)]
        self.errors = Sink(error_descriptor, "w", closefd=False)

    def print_error(self, line: str) -> None:
        text = " ".join(line.split())
        self.errors.write(f"animax: {text}\n".encode("utf-8", "backslashreplace"))

    def loss(self) -> str:
        """Why something that was printed is lost; "" if nothing is."""
        flush()
        if self.closed:
            return "it is closed"
        error = self.sinks[0].error
        return "" if error is None else error.strerror or str(error)


@contextlib.contextmanager
def guarded_streams() -> Iterator[Streams]:
    """Reserves standard error for the one error message: what Blender and its importers
    print there goes to standard output meanwhile."""
    open_closed()
    # Else the system ends the process where a pipe is closed or a file gets too large.
    for name in ("SIGPIPE", "SIGXFSZ"):
        if number := getattr(signal, name, None):
            signal.signal(number, signal.SIG_IGN)
    before = sys.stdout, sys.stderr
    flush()
    kept = duplicate_error()
    streams = Streams(2 if kept is None else kept)
    sys.stdout, sys.stderr = (as_text(sink) for sink in streams.sinks)
    try:
        yield streams
    finally:
        flush()
        sys.stdout, sys.stderr = before
        if kept is not None:
            os.dup2(kept, 2)
            os.close(kept)


def open_closed() -> None:
    """Opens those of the standard streams that were closed when Python started. Else
    the next file that is opened, an output say, takes the number, and what is printed
    goes into it."""
    for number, stream in enumerate((sys.stdin, sys.stdout, sys.stderr)):
        if stream is None:
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, number)
            if nothing != number:
                os.close(nothing)


def duplicate_error() -> int | None:
    """Another descriptor of standard error, whose own then is standard output; None
    where there are no more descriptors."""
    try:
        kept = os.dup(2)
    except OSError:
        return None
    os.dup2(1, 2)
    return kept


def as_text(sink: Sink) -> TextIO:
    return io.TextIOWrapper(
        io.BufferedWriter(sink),
        encoding="utf-8",
        errors="backslashreplace",
        line_buffering=True,
    )


def flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()


def leave(status: int) -> None:
    """Ends the process with this status. Not by way of Blender: its own end may change
    the status or crash (4.2 as a module after a glTF export), waits for threads that
    hang, and leaves its temporary folder behind."""
    flush()
    with contextlib.suppress(Exception):
        library = ctypes.CDLL(None)
        # What C has printed. Not all its files: one of them may hang.
        library.fflush(ctypes.c_void_p.in_dll(library, "stdout"))
    with contextlib.suppress(Exception):
        remove_session_folder()
    os._exit(status)


def remove_session_folder() -> None:
    import bpy

    preferences: Any = bpy.context.preferences
    preferred = preferences.filepaths.temporary_directory if preferences else ""
    if folder := session_folder.own_folder(bpy.app.tempdir, preferred):
        shutil.rmtree(folder, ignore_errors=True)
