"""Bone names in a format that allows letters, digits and underscores alone (USD).

Blender's exporter replaces all else by underscores, and "foot.L" comes back as
"foot_L"; two bones of a parent that then have one name make a skeleton that nothing
reads. So bones get valid names that differ for the time of the export, and the artist's
names go along in a custom property of the armature.
"""

from __future__ import annotations

import contextlib
import json
import re
from typing import TYPE_CHECKING, Any

import bpy

from .bones import armatures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...rig.blender_types import ArmatureObject


PROPERTY = "animax_names"


def valid_names(names: Iterable[str], reserved: Iterable[str] = ()) -> dict[str, str]:
    """dict name -> a valid name, no two alike in any case (file systems, and programs
    that go by them, mix those up), and none like a reserved one."""
    names, found = list(names), {}
    others = {name.lower() for name in reserved}
    kept = {n for n in names if is_valid(n) and n.lower() not in others}
    taken = others | {name.lower() for name in kept}
    for name in names:
        made = name
        if name not in kept:
            base = made = re.sub(r"^(?=\d)|[^A-Za-z0-9_]", "_", name) or "_"
            number = 2
            while made.lower() in taken:
                made, number = f"{base}_{number}", number + 1
            taken.add(made.lower())
        found[name] = made
    return found


def is_valid(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) is not None


@contextlib.contextmanager
def keep_bone_names(clips: dict[str, str]) -> Iterator[None]:
    """Within, all bones have valid names, and the armatures remember the others, and
    what their clips are called: clips, by armature."""
    before: list[tuple[Any, Any]] = []
    renamed: dict[Any, dict[str, str]] = {}
    try:
        for armature in [a for a in armatures() if a.library is None]:
            data: Any = armature.data
            # Two objects may share one armature.
            if data not in renamed:
                own = data.bones if data.library is None else ()
                names = valid_names(b.name for b in own)
                changed = {old: new for old, new in names.items() if old != new}
                renamed[data] = {new: old for old, new in changed.items()}
                rename(data, changed)
            before.append((armature, armature.get(PROPERTY)))
            kept = {
                "object": armature.name,
                "clip": clips.get(armature.name, ""),
                "bones": renamed[data],
            }
            armature[PROPERTY] = json.dumps(kept, ensure_ascii=True)
        yield
    finally:
        for data, back in renamed.items():
            rename(data, back)
        for armature, old in before:
            if old is None:
                del armature[PROPERTY]
            else:
                armature[PROPERTY] = old


def rename(data: Any, names: dict[str, str]) -> None:
    """Blender renames vertex groups, curves, constraints and drivers along."""
    for old, new in names.items():
        data.bones[old].name = new


def restore_bone_names() -> None:
    """Gives each armature that keep_bone_names wrote its names back."""
    read: set[Any] = set()
    for armature in armatures():
        owners: list[Any] = [armature, armature.parent, armature.data]
        owners = [o for o in owners if o is not None and PROPERTY in o]
        # An Empty may be the parent of several, and stand for one.
        for owner in [o for o in owners if o not in read][:1]:
            with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
                restore(armature, json.loads(owner[PROPERTY]))
            read.add(owner)
    for armature in armatures():
        for owner in (armature, armature.parent, armature.data):
            if owner is not None and PROPERTY in owner:
                del owner[PROPERTY]


def restore(armature: ArmatureObject, kept: dict[str, Any]) -> None:
    """kept: as keep_bone_names writes it; of a file that another program has changed,
    bones may be missing."""
    bones = armature.data.bones
    names = {str(new): str(old) for new, old in kept["bones"].items() if new in bones}
    if not any(old in bones for old in names.values()):
        rename(armature.data, names)
    if str(kept["object"]) not in bpy.data.objects:
        armature.name = str(kept["object"])
    data = armature.animation_data
    if data is not None and data.action is not None and kept["clip"]:
        data.action.name = str(kept["clip"])
