"""What can go wrong, as messages for the artist and exit statuses for scripts.

Free of bpy.
"""

from __future__ import annotations

DONE = 0
USAGE = 2
INPUT = 3
MODEL = 4
MEMORY = 5
CANCELLED = 130


class AnimaxError(Exception):
    """A message that says what is wrong and what to do, with its exit status."""

    def __init__(self, message: str, code: int = INPUT) -> None:
        super().__init__(message)
        self.code = code


class CancelledError(AnimaxError):
    """The user stopped the job; nothing is left behind."""

    def __init__(self, message: str = "Cancelled; the scene is unchanged.") -> None:
        super().__init__(message, CANCELLED)
