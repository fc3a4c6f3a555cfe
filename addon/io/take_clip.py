"""The take in a scene that is written to a file. Free of bpy."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class TakeClip:
    """Which Action is the take, on which armature, at which scene frames; and which
    objects, besides the armature, belong to its clip in an exchange file."""

    action: str
    armature: str
    first: int
    last: int
    carriers: tuple[str, ...] = ()
