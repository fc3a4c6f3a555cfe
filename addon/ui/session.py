"""What this session of Blender knows: the last run, what it said, and the takes made.

Not in the scene, which is saved and undone. Scripts read it as the window manager's
animax_status (status.py).
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import bpy

from ..core.errors import SET_FRONT, AnimaxError, CancelledError, Remedy
from ..review import asset_catalog, edited, record, takes
from ..review.history import History

if TYPE_CHECKING:
    from typing import Any

    from ..clips.written_keys import Edits
    from ..core.jobs import Job
    from ..request import Request
    from ..review.history import Entry

IDLE, RUNNING, FINISHED = "idle", "running", "finished"
CANCELLED, FAILED = "cancelled", "failed"


@dataclasses.dataclass
class Run:
    """The last press of Animate."""

    # Counts the runs of this session.
    number: int = 0
    state: str = IDLE
    rig: str = ""
    # What it did, in one sentence.
    text: str = ""
    error: str = ""
    # The take's Action.
    action: str = ""
    warnings: list[str] = dataclasses.field(default_factory=list)
    # What would help against the error, or against what is doubted.
    remedies: list[Remedy] = dataclasses.field(default_factory=list)
    # The artist has read it.
    dismissed: bool = False


class Session:
    def __init__(self) -> None:
        # The one running job.
        self.job: Job | None = None
        self.run = Run()
        self.history = History()
        # What was found out about a rig, by its name.
        self.facts: dict[str, list[str]] = {}
        # Were takes marked as assets before the file was ever saved?
        self.unsaved_assets = False

    def begin(self) -> Run:
        self.run = Run(self.run.number + 1, RUNNING)
        return self.run

    def fail(self, error: AnimaxError) -> None:
        cancelled = isinstance(error, CancelledError)
        self.run.state = CANCELLED if cancelled else FAILED
        self.run.text = str(error) if cancelled else ""
        self.run.error = "" if cancelled else str(error)
        self.run.remedies = [error.remedy] if error.remedy else []

    def doubt(self, request: Request) -> None:
        """Offers what helps against a finished run's doubts."""
        if request.front.contradiction:
            self.run.remedies = [Remedy(SET_FRONT, request.armature)]

    def keep_edits(
        self, scene: bpy.types.Scene, name: str
    ) -> tuple[Edits, Entry | None]:
        """What the artist has changed of the take that the rig shows, which is about to
        go, and the entry of the history with which it is kept."""
        rig: Any = scene.objects.get(name)
        action = takes.undecided_of(rig) if rig is not None else None
        found, entry = edited.find(action), None
        if action is not None:
            entry = self.history.find(record.load(action).entry)
            if entry is not None:
                entry.edits = found or None
        return found, entry

    def forget_file(self) -> None:
        """Another file was opened: its rigs are other rigs."""
        self.run = Run(self.run.number)
        self.history.clear()
        self.facts.clear()
        self.unsaved_assets = False


session = Session()


@bpy.app.handlers.persistent
def on_load(*_: Any) -> None:
    session.forget_file()


@bpy.app.handlers.persistent
def on_save(*_: Any) -> None:
    """Takes whose rig was deleted are no part of the file."""
    takes.remove_orphans()


@bpy.app.handlers.persistent
def on_saved(*_: Any) -> None:
    """Now there is a place for the catalogue of assets."""
    if session.unsaved_assets:
        session.unsaved_assets = False
        try:
            asset_catalog.ensure_catalog(bpy.data.filepath)
        except AnimaxError as error:
            session.run.warnings.append(str(error))


HANDLERS = {"load_post": on_load, "save_pre": on_save, "save_post": on_saved}


def add_handlers() -> None:
    for name, handler in HANDLERS.items():
        getattr(bpy.app.handlers, name).append(handler)


def remove_handlers() -> None:
    for name, handler in HANDLERS.items():
        handlers = getattr(bpy.app.handlers, name)
        if handler in handlers:
            handlers.remove(handler)
