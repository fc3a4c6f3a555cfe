"""The takes of this session, to look at again: their results, not Actions, so that the
file holds none but the one that is shown. Free of bpy."""

from __future__ import annotations

import dataclasses
import itertools
import uuid
from typing import TYPE_CHECKING

import numpy as np

from ..core.quality import match_of, mean_quality

if TYPE_CHECKING:
    from ..clips.written_keys import Edits
    from ..core.array_types import EngineResult
    from ..request import Request

# How many are kept, the latest.
LENGTH = 40
# Of an engine's result: a preview's alone, and large.
PICTURES = ("pose", "rgb")
PROMPTS = 20


@dataclasses.dataclass
class Entry:
    """A take that was made."""

    # Unique among all sessions: Actions name it.
    key: str
    # Counts the runs; variations have the same.
    run: int
    request: Request
    result: EngineResult
    match: float | None
    confidence: float | None
    # Keys of it that the artist has changed, once another take has replaced it.
    edits: Edits | None = None

    @property
    def seed(self) -> int:
        return int(self.result["seed"])

    @property
    def score(self) -> float | None:
        """What it is ranked by, 0 to 1."""
        return self.confidence if self.match is None else self.match

    def text(self, prompt: bool = True) -> str:
        parts = [self.request.prompt] if prompt else []
        if self.match is not None:
            parts.append(f"match {self.match:.2f}")
        elif self.confidence is not None:
            parts.append(f"confidence {self.confidence:.2f}")
        parts.append(f"seed {self.seed}")
        text = ", ".join(parts)
        return text[:1].upper() + text[1:]

    def copy(self) -> tuple[Request, EngineResult]:
        """To write it from: writing adds to both."""
        request = dataclasses.replace(
            self.request,
            warnings=list(self.request.warnings),
            settings=dataclasses.replace(self.request.settings, seed=self.seed),
        )
        result = dict(self.result)
        result["seconds"] = dict(result.get("seconds", {}))
        return request, result


class History:
    def __init__(self) -> None:
        self.session = uuid.uuid4().hex
        self.numbers = itertools.count(1)
        self.entries: list[Entry] = []
        # The latest first.
        self.prompts: list[str] = []

    def clear(self) -> None:
        self.entries.clear()

    def add(self, run: int, request: Request, result: EngineResult) -> list[Entry]:
        """The kept take and the other variations, best first."""
        added: list[Entry] = []
        for one in [result, *result.get("others", [])]:
            own = {k: v for k, v in one.items() if k not in (*PICTURES, "others")}
            own.setdefault("device", result.get("device", ""))
            light = dataclasses.replace(
                request,
                views=np.zeros((0, 0, 0, 3), np.uint8),
                warnings=list(request.warnings),
                seconds={},
            )
            added.append(
                Entry(
                    f"{self.session}-{next(self.numbers)}",
                    run,
                    light,
                    own,
                    match_of(request.spec, one),
                    mean_quality(one).get("confidence"),
                )
            )
        self.entries = [*self.entries, *added][-LENGTH:]
        self.remember_prompt(request.prompt)
        return added

    def remember_prompt(self, prompt: str) -> None:
        self.prompts = [prompt, *(p for p in self.prompts if p != prompt)][:PROMPTS]

    def find(self, key: str) -> Entry | None:
        return next((e for e in self.entries if e.key == key), None)

    def of_run(self, key: str) -> list[Entry]:
        """The entry and what was made with it; none where it is of another session."""
        entry = self.find(key)
        return [e for e in self.entries if entry and e.run == entry.run]
