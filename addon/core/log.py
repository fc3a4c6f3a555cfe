"""What the add-on writes to the terminal beside Blender's own lines. Free of bpy."""

from __future__ import annotations

import contextlib
import logging
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .array_types import EngineResult

NAME = "animax"
# By the names of the preferences; warnings and errors are written by Blender already.
LEVELS = {
    "QUIET": logging.CRITICAL, "INFO": logging.INFO, "DEBUG": logging.DEBUG
}  # fmt: skip

logger = logging.getLogger(NAME)


class ToTerminal(logging.Handler):
    """To standard error as it is now: tests and other programs replace it."""

    def emit(self, record: logging.LogRecord) -> None:
        # There may be no terminal.
        with contextlib.suppress(OSError, ValueError, AttributeError):
            print(f"animax: {self.format(record)}", file=sys.stderr, flush=True)


def set_level(name: str) -> None:
    if not any(isinstance(h, ToTerminal) for h in logger.handlers):
        logger.addHandler(ToTerminal())
        logger.propagate = False
    logger.setLevel(LEVELS.get(name, logging.CRITICAL))


def close() -> None:
    for handler in [h for h in logger.handlers if isinstance(h, ToTerminal)]:
        logger.removeHandler(handler)


def log_run(text: str, settings: dict[str, Any], result: EngineResult) -> None:
    """A run that ended well. settings: as the report echoes them."""
    logger.info("%s", text)
    seconds = ", ".join(f"{k} {v:.2f}" for k, v in result.get("seconds", {}).items())
    logger.debug("seconds: %s", seconds)
    logger.debug("settings: %s", settings)
