"""The take in a scene that is written to a file. Free of bpy."""

from __future__ import annotations

import dataclasses
import re


@dataclasses.dataclass(frozen=True)
class TakeClip:
    """Which Action is the take, on which armature, at which scene frames; and which
    objects, besides the armature, belong to its clip in an exchange file."""

    action: str
    armature: str
    first: int
    last: int

    @property
    def name(self) -> str:
        """What its clip is called: the Action's name without the number that Blender
        appends while an earlier Action has the same name."""
        return re.sub(r"\.\d{3}$", "", self.action)
