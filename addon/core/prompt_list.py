"""Prompts one after another in a take. Free of bpy."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, cast

from .errors import USAGE, AnimaxError

if TYPE_CHECKING:
    from typing import Any


@dataclasses.dataclass(frozen=True)
class TimedPrompt:
    prompt: str
    # When it ends, in seconds from the take's start; None: with the take.
    until: float | None = None


# Empty where a take has a single prompt without an end of its own.
Prompts = tuple[TimedPrompt, ...]


def in_one(prompts: Prompts) -> str:
    """One text for all of them: what the take is called."""
    return ", ".join(row.prompt for row in prompts)


def check_prompts(prompts: Prompts) -> None:
    """An AnimaxError if it is not clear which prompt is for which time."""
    before = 0.0
    for number, row in enumerate(prompts, 1):
        if row.until is None:
            if number < len(prompts):
                raise AnimaxError(
                    f"The prompt {row.prompt!r} needs its end (--until SECONDS): only "
                    "the last one may end with the take.",
                    USAGE,
                )
        elif row.until <= before:
            raise AnimaxError(
                f"The prompt {row.prompt!r} ends at {row.until:g} s, but starts at "
                f"{before:g} s; ends are counted from the take's start.",
                USAGE,
            )
        before = row.until or before


def read_rows(rows: Any) -> list[tuple[str, float | None]]:
    """(prompt, until) of a manifest's list; an AnimaxError if it is none."""
    wrong = AnimaxError(
        'prompts must be a list like [{"prompt": "walks", "until": 2.0}, {"prompt": '
        '"sits down"}].',
        USAGE,
    )
    if not isinstance(rows, list) or not rows:
        raise wrong
    found: list[tuple[str, float | None]] = []
    for item in cast("list[Any]", rows):
        row = cast("dict[Any, Any]", item if isinstance(item, dict) else {})
        if not set(row) <= {"prompt", "until"}:
            raise wrong
        prompt, until = row.get("prompt"), row.get("until")
        number = isinstance(until, (int, float)) and not isinstance(until, bool)
        if not isinstance(prompt, str) or not (until is None or number):
            raise wrong
        found.append((prompt, until))
    return found
