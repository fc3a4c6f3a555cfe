"""What can go wrong, as messages for the artist and exit statuses for scripts.

Free of bpy.
"""

from __future__ import annotations

import dataclasses
import errno
import os

DONE = 0
USAGE = 2
INPUT = 3
MODEL = 4
MEMORY = 5
CANCELLED = 130

# What a failure is about, by its status: on another machine, or later, the same job may
# succeed where it is the machine's, and fails again where it is the asset's.
ASSET, MACHINE, CANCEL = "asset", "machine", "cancelled"
CAUSES = {
    USAGE: ASSET, INPUT: ASSET, MODEL: MACHINE, MEMORY: MACHINE, CANCELLED: CANCEL,
}  # fmt: skip
# Errors of a system that is full, or whose disk or network fails.
MACHINE_ERRORS = [
    getattr(errno, name)
    for name in (
        "ENOSPC", "EDQUOT", "EIO", "ENOMEM", "EMFILE", "ENFILE", "ESTALE", "ETIMEDOUT",
        "EHOSTDOWN", "EHOSTUNREACH", "ENOTCONN", "ENOBUFS", "EFBIG",
    )
    if hasattr(errno, name)
]  # fmt: skip


def status_of(error: BaseException, status: int) -> int:
    """MEMORY where the system has no room or its disk fails; else the status that is
    given. Exporters wrap such an error in one of their own, which quotes it."""
    if isinstance(error, OSError):
        return MEMORY if error.errno in MACHINE_ERRORS else status
    text = str(error)
    told = any(os.strerror(number) in text for number in MACHINE_ERRORS)
    return MEMORY if told else status


@dataclasses.dataclass(frozen=True)
class Remedy:
    """What would help, for the interface to offer as a button: one of these kinds."""

    kind: str
    # Name of the object that it is about.
    name: str = ""


APPLY_SCALE, MAKE_OVERRIDE, CHOOSE_MODEL = "scale", "override", "model"
SET_FRONT, SELECT_RIG, LEAVE_EDIT_MODE = "front", "rig", "edit"


class AnimaxError(Exception):
    """A message that says what is wrong and what to do, with its exit status."""

    def __init__(
        self, message: str, code: int = INPUT, remedy: Remedy | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.remedy = remedy


class CancelledError(AnimaxError):
    """The user stopped the job; nothing is left behind."""

    def __init__(self, message: str = "Cancelled; the scene is unchanged.") -> None:
        super().__init__(message, CANCELLED)
