"""What the importer of Blender 4.2 leaves out of a USD skeleton, and that of 4.5 reads:
the lengths of bones, the pose of a skeleton that no clip moves, and the clip's name.

USD has joints, no bones. Blender writes bone lengths beside them from 4.5 on; without,
importers make them up. The pose without a clip is `restTransforms`; the rest pose of
Blender's bones comes from `bindTransforms`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
import numpy as np
from mathutils import Matrix

from ...rig.blender_context import update_view_layer
from .bones import armatures, edit_bones
from .usd_prims import Prim, read_prims

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ...core.array_types import FloatArray
    from ...rig.blender_types import ArmatureObject

READS_ALL = (4, 5)
JOINTS, LENGTHS = "joints", "primvars:blender:bone_lengths"
BIND, REST = "bindTransforms", "restTransforms"
CLIP = "skel:animationSource"


def complete_skeletons(path: Path) -> None:
    """To be called right after the import."""
    if bpy.app.version >= READS_ALL:
        return
    left = armatures()
    for skeleton in read_prims(path, {"Skeleton"}, {JOINTS, LENGTHS, BIND, REST, CLIP}):
        names = bone_names(skeleton.values.get(JOINTS, []))
        fit = [a for a in left if set(a.data.bones.keys()) == set(names)]
        if not fit:
            continue
        # Of rigs with the same bones, the one with the prim's name.
        armature = min(fit, key=lambda a: (a.name.split(".")[0] != skeleton.name))
        left.remove(armature)
        complete(armature, skeleton, names)


def bind_meshes() -> None:
    """A mesh that a skeleton moves is a child of its armature, wherever its prim is: in
    USD the skeleton alone says where it is shown. The importers up to 4.5 give it the
    right place below the armature, but leave its parent as it was. To be called right
    after the import."""
    for obj in bpy.data.objects:
        bound: list[Any] = [m for m in obj.modifiers if m.type == "ARMATURE"]
        rigs = [modifier.object for modifier in bound]
        if len(rigs) != 1 or rigs[0] is None or rigs[0] in above(obj):
            continue
        obj.parent, obj.parent_type = rigs[0], "OBJECT"
        obj.matrix_parent_inverse.identity()
    update_view_layer()


def above(obj: Any) -> Iterator[Any]:
    """Its ancestors up to the first armature."""
    while obj.parent is not None:
        obj = obj.parent
        yield obj
        if obj.type == "ARMATURE":
            return


def bone_names(joints: list[str]) -> list[str]:
    """What the importer calls the joints' bones: a second "Toe" becomes "Toe.001"."""
    counts: dict[str, int] = {}
    found = []
    for joint in joints:
        name = joint.rsplit("/", 1)[-1]
        number = counts[name] = counts.get(name, -1) + 1
        found.append(f"{name}.{number:03d}" if number else name)
    return found


def complete(armature: ArmatureObject, skeleton: Prim, names: list[str]) -> None:
    lengths = skeleton.values.get(LENGTHS, [])
    if len(lengths) == len(names):
        with edit_bones(armature) as bones:
            for name, length in zip(names, lengths):
                if length > 0:
                    bones[name].length = length
    data: Any = armature.animation_data
    action = data.action if data is not None else None
    if action is None:
        pose_as_file(armature, skeleton, names)
    elif clip := skeleton.values.get(CLIP):
        action.name = clip[0].rsplit("/", 1)[-1]


def pose_as_file(armature: ArmatureObject, skeleton: Prim, names: list[str]) -> None:
    """Moves each bone from where it is bound to where the file shows it."""
    joints = skeleton.values.get(JOINTS, [])
    bind, rest = matrices(skeleton, BIND), matrices(skeleton, REST)
    if not len(joints) == len(bind) == len(rest):
        return
    place = {joint: n for n, joint in enumerate(joints)}
    for n, (joint, name) in enumerate(zip(joints, names)):
        parent = place.get(joint.rpartition("/")[0])
        local = bind[n] if parent is None else np.linalg.solve(bind[parent], bind[n])
        bone: Any = armature.pose.bones[name]
        bone.matrix_basis = Matrix(np.linalg.solve(local, rest[n]).tolist())


def matrices(skeleton: Prim, attribute: str) -> FloatArray:
    """float64 [N, 4, 4]; USD multiplies rows from the left."""
    values = np.array(skeleton.values.get(attribute, []), dtype=np.float64)
    return values.reshape(-1, 4, 4).transpose(0, 2, 1)
