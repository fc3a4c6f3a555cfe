"""Clips get the names that the artist gave them.

FBX importers put the armature's name before a clip's, once or twice ("Rig|Rig|Walk"),
and the animation layer's behind it ("mixamo.com|Layer0").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

if TYPE_CHECKING:
    from collections.abc import Iterable

# What Maya, MotionBuilder and Mixamo call the one layer of a clip.
LAYERS = {"BaseLayer", "Base Layer", "Layer0"}
# A data-block's name is cut at this many bytes: all Blenders before 5.0.
CUT_BYTES = 63


def artists_name(name: str, owners: Iterable[str]) -> str:
    """The clip's name without the objects' and the layer's."""
    parts, owners = name.split("|"), set(owners)
    while len(parts) > 1 and parts[0] in owners:
        parts.pop(0)
    while len(parts) > 1 and parts[-1] in LAYERS:
        parts.pop()
    return "|".join(parts)


def rename_clips(stacks: Iterable[str] = ()) -> None:
    """Renames all Actions so, but for those that would then have the same name (the
    clips of two rigs). stacks: the clips' names in the file, in its order."""
    owners = [obj.name for obj in bpy.data.objects]
    whole = uncut_names([a.name for a in bpy.data.actions], owners, list(stacks))
    wanted: dict[str, list[bpy.types.Action]] = {}
    for action in bpy.data.actions:
        full = whole.get(action.name, action.name)
        wanted.setdefault(artists_name(full, owners), []).append(action)
    for name, actions in wanted.items():
        if len(actions) == 1 and actions[0].name != name:
            actions[0].name = name


def uncut_names(
    names: list[str], owners: list[str], stacks: list[str]
) -> dict[str, str]:
    """dict cut name -> name in the file. Importers make Actions in the file's order, so
    that it is known which of those that begin alike was cut further, or numbered."""
    found: dict[str, str] = {}
    for prefix in ("", *(f"{owner}|" for owner in owners)):
        for stack in stacks:
            full, short = prefix + stack, cut(prefix + stack, CUT_BYTES - 4)
            numbered = (f"{short}.{n:03d}" for n in range(1, 100))
            for name in (cut(full, CUT_BYTES), short, *numbered):
                if name in names and name not in found:
                    found[name] = full
                    break
    return {name: full for name, full in found.items() if name != full}


def cut(name: str, size: int) -> str:
    return name.encode()[:size].decode("utf-8", "ignore")
