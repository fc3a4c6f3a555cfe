"""An artist's mapping of controls where it is kept: on the armature's object, so that
saved, appended and linked rigs have it, and undo brings it back."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from ..core.controls_map import ControlsMap, MapError, from_text, read_file, to_text
from ..core.errors import AnimaxError

if TYPE_CHECKING:
    from ..rig.blender_types import ArmatureObject

PROPERTY = "animax_controls_map"
# Where a take's mapping came from, if not from a file.
RIG = "rig"


def stored_text(armature: ArmatureObject) -> str:
    """ "" where there is none."""
    found: Any = armature.get(PROPERTY)
    return found if isinstance(found, str) else ""


# The panel asks with each drawing.
@functools.lru_cache(maxsize=8)
def read_text(text: str) -> tuple[ControlsMap | None, str]:
    """(the mapping, or None; why it is none)."""
    try:
        return from_text(text), ""
    except MapError as error:
        return None, str(error)


def store(armature: ArmatureObject, mapping: ControlsMap | None) -> None:
    """None: removes it. An AnimaxError for a rig that could not keep it."""
    held: Any = armature
    if held.library is not None or held.override_library is not None:
        raise AnimaxError(
            f"{armature.name!r} is linked from another file and keeps no controls map "
            "here; map its controls in that file."
        )
    if mapping is not None:
        held[PROPERTY] = to_text(mapping, indent=None)
    elif PROPERTY in held:
        del held[PROPERTY]


def chosen_map(
    armature: ArmatureObject, path: str
) -> tuple[ControlsMap | None, str, list[str]]:
    """(the mapping of a take, None: as the add-on finds it; where it is from: "", RIG
    or the path; warnings). path: a file that is taken instead of what the rig has; an
    AnimaxError if it cannot be."""
    if path:
        return read_file(path), path, []
    text = stored_text(armature)
    if not text:
        return None, "", []
    mapping, why = read_text(text)
    if mapping is None:
        return None, "", [
            f"The controls map of {armature.name!r} cannot be used ({why}); what "
            "AnimaX finds is used instead."
        ]  # fmt: skip
    return mapping, RIG, []
