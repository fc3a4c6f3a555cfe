"""Why a file may show a mesh or a bone elsewhere than Blender does: what in the scene
acts on it that files cannot hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .contents import Contents

# Scales along a bone's axes that differ by more are uneven.
UNEVEN = 1e-3


def add_uneven_bones(found: Contents, armature: Any) -> None:
    """Notes which bones are stretched in the current pose, and which lie below one:
    joints of files pass such a scale on otherwise than Blender."""
    uneven: dict[str, str] = {}
    for bone in armature.pose.bones:
        above = uneven.get(bone.parent.name, "") if bone.parent else ""
        if above:
            found.below_uneven.setdefault((armature.name, bone.name), above)
        scale = np.array(bone.matrix.to_scale())
        own = np.ptp(scale) > UNEVEN * scale.max()
        uneven[bone.name] = above or (bone.name if own else "")


def of_mesh(obj: Any, modifier: Any) -> list[str]:
    """What acts on a mesh besides weights and plain shape keys. modifier: the
    armature's, if there is one."""
    found = []
    if modifier is not None:
        if modifier.use_deform_preserve_volume:
            found.append("Preserve Volume of its Armature modifier")
        bent = [b.name for b in modifier.object.data.bones if b.bbone_segments > 1]
        if bent:
            found.append(f"bones with several segments ({bent[0]})")
    others = [m for m in obj.modifiers if m != modifier and m.show_viewport]
    remarks = {m.name: remark(obj, modifier, m) for m in others}
    # Beside what surely follows the pose, the rest does not count.
    known = [f"its modifier {name!r}{text}" for name, text in remarks.items() if text]
    known += of_shape_keys(obj)
    return known or [*found, *(f"its modifier {name!r}" for name in remarks)]


def of_shape_keys(obj: Any) -> list[str]:
    """What plain_keys.py does not make plain."""
    keys = obj.data.shape_keys
    if keys is None:
        return []
    if not keys.use_relative:
        return ["absolute shape keys (Relative is off)"]
    if obj.show_only_shape_key and obj.active_shape_key is not None:
        name = obj.active_shape_key.name
        return [f"the shape key {name!r}, pinned as the only one that is shown"]
    return []


def remark(obj: Any, armature: Any, modifier: Any) -> str:
    names = [m.name for m in obj.modifiers]
    after = armature is not None and names.index(modifier.name) > names.index(
        armature.name
    )
    if modifier.type == "ARRAY" and modifier.use_relative_offset and after:
        return " (its relative offset follows the pose; a constant offset does not)"
    return ""


def mesh_sentence(scene: Contents, names: Iterable[str]) -> str:
    """Why these meshes are elsewhere, as far as it is known."""
    causes = [c for name in names for c in scene.causes.get(name, [])]
    armatures = {scene.armatures[name] for name in names if name in scene.armatures}
    stretched = [b for (a, _), b in scene.below_uneven.items() if a in armatures]
    if stretched:
        causes.append(f"bones below unevenly stretched ones ({stretched[0]})")
    if not causes:
        return "the cause is not known; look at the file before you use it."
    return (
        "what acts on it cannot be written as it is: "
        f"{', '.join(dict.fromkeys(causes))}."
    )


def bone_sentence(scene: Contents, bones: Iterable[tuple[str, str]]) -> str:
    above = [scene.below_uneven.get(bone, "") for bone in bones]
    if all(above):
        return (
            f"bones above them are stretched unevenly ({above[0]}; Stretch To or "
            "scale), and the joints of files pass that on otherwise."
        )
    return "the cause is not known; look at the file before you use it."
