"""How an armature moves its objects, and which of them it cannot move.

Reads Blender's data, but imports no bpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.errors import AnimaxError
from .figure import parts_beside
from .meshes import bone_followed, bound_meshes, carriers, moved_meshes

if TYPE_CHECKING:
    from typing import Any

    import bpy

    from ..core.array_types import FloatArray
    from .blender_types import ArmatureObject

# A weight below this moves a vertex by less than a rounding of the file's own floats.
MIN_WEIGHT = 1e-4
# Modifiers that move nothing by themselves, or nothing to speak of. Of others, a node
# group or a simulation, nobody knows.
STATIC = {
    "ARMATURE", "BEVEL", "BUILD", "CORRECTIVE_SMOOTH", "DATA_TRANSFER", "DECIMATE",
    "EDGE_SPLIT", "HOOK", "LAPLACIANSMOOTH", "LATTICE", "MASK", "MESH_DEFORM", "MIRROR",
    "MULTIRES", "NORMAL_EDIT", "REMESH", "SCREW", "SKIN", "SMOOTH", "SOLIDIFY",
    "SUBSURF", "SURFACE_DEFORM", "TRIANGULATE", "UV_PROJECT", "UV_WARP",
    "VERTEX_WEIGHT_EDIT", "VERTEX_WEIGHT_MIX", "VERTEX_WEIGHT_PROXIMITY",
    "WEIGHTED_NORMAL", "WELD", "WIREFRAME",
}  # fmt: skip


def moving_bones(armature: ArmatureObject) -> set[str]:
    """Names of the bones that move something that is seen."""
    found: set[str] = set()
    for obj in moved_meshes(armature):
        found |= bones_of(armature, obj)
    return found


def bones_of(armature: ArmatureObject, obj: Any, depth: int = 8) -> set[str]:
    """Names of the bones that move this object: by vertex groups or envelopes of an
    Armature modifier, as its parent, by constraint or hook, or by moving an object that
    carries or deforms it."""
    found = set()
    followed = bone_followed(armature, obj)
    if followed:
        found.add(followed)
    for modifier in obj.modifiers:
        if modifier.type == "ARMATURE" and is_deforming(modifier, armature):
            found |= deforming_bones(armature, obj, modifier)
        elif modifier.type == "HOOK" and modifier.object == armature:
            found |= {modifier.subtarget} & set(armature.data.bones.keys())
    if obj.parent == armature and obj.parent_type == "ARMATURE":
        found |= deforming_bones(armature, obj, None)
    if depth > 0:
        for other in carriers(obj):
            if other != armature:
                found |= bones_of(armature, other, depth - 1)
    return found


def is_deforming(modifier: Any, armature: ArmatureObject) -> bool:
    seen = modifier.show_viewport or modifier.show_render
    return modifier.object == armature and seen


def deforming_bones(armature: ArmatureObject, obj: Any, modifier: Any) -> set[str]:
    """Names of the bones by which an Armature modifier moves its object; modifier None:
    what parenting to an armature does by itself."""
    bones = {bone.name for bone in armature.data.bones if bone.use_deform}
    found = set()
    if modifier is None or modifier.use_vertex_groups:
        found |= weighted_groups(obj, bones, modifier)
    if modifier is None or modifier.use_bone_envelopes:
        found |= enveloping_bones(armature, obj)
    return found


def weighted_groups(obj: Any, names: set[str], modifier: Any) -> set[str]:
    """Which of the names are vertex groups with weight, within the modifier's mask."""
    groups = {g.index: g.name for g in obj.vertex_groups if g.name in names}
    mask = obj.vertex_groups.get(modifier.vertex_group) if modifier else None
    found: set[str] = set()
    for vertex in elements(obj):
        if len(found) == len(groups):
            break
        weights = {element.group: element.weight for element in vertex.groups}
        if mask is not None:
            share = weights.get(mask.index, 0.0)
            share = 1.0 - share if modifier.invert_vertex_group else share
            if share <= MIN_WEIGHT:
                continue
        found |= {
            groups[g] for g, w in weights.items() if g in groups and w > MIN_WEIGHT
        }
    return found


def elements(obj: Any) -> Any:
    """What has vertex groups: a mesh' vertices, a lattice's points."""
    if obj.type == "MESH":
        return obj.data.vertices
    return obj.data.points if obj.type == "LATTICE" else ()


def enveloping_bones(armature: ArmatureObject, obj: Any) -> set[str]:
    """Names of the bones whose envelopes reach a vertex of the object."""
    points = local_points(obj)
    to_armature = np.linalg.inv(np.array(armature.matrix_world, dtype=np.float64))
    to_armature = to_armature @ np.array(obj.matrix_world, dtype=np.float64)
    points = points @ to_armature[:3, :3].T + to_armature[:3, 3]
    found = set()
    for bone in armature.data.bones:
        if not bone.use_deform or bone.envelope_weight <= 0 or not len(points):
            continue
        head, tail = np.array(bone.head_local), np.array(bone.tail_local)
        axis = tail - head
        along = np.clip((points - head) @ axis / max(axis @ axis, 1e-20), 0, 1)
        reach = bone.head_radius + along * (bone.tail_radius - bone.head_radius)
        away = np.linalg.norm(points - head - along[:, None] * axis, axis=1)
        if (away < reach + bone.envelope_distance).any():
            found.add(bone.name)
    return found


def local_points(obj: Any) -> FloatArray:
    """float64 [n, 3]: of a mesh or lattice; the box of anything else."""
    if obj.type == "MESH":
        points = np.empty(3 * len(obj.data.vertices), dtype=np.float32)
        obj.data.vertices.foreach_get("co", points)
        return points.reshape(-1, 3).astype(np.float64)
    if obj.type == "LATTICE":
        points = [tuple(point.co_deform) for point in obj.data.points]
        return np.array(points, dtype=np.float64).reshape(-1, 3)
    return np.array(obj.bound_box, dtype=np.float64)


def check_bindings(armature: ArmatureObject) -> list[str]:
    """Warnings that name the meshes that the armature deforms by name only; an
    AnimaxError if it can move nothing at all."""
    meshes = bound_meshes(armature)
    if not meshes:
        linked = meshes_of_linked_twin(armature)
        if linked:
            raise AnimaxError(
                f"The armature {armature.name!r} deforms no mesh: {shown(linked)} "
                "follows the linked armature that this one was made of; make rig and "
                "mesh local or overridden at once (on the collection: Object, Library "
                "Override, Make), or choose the armature in the Armature modifier."
            )
        raise AnimaxError(
            f"The armature {armature.name!r} deforms no mesh; parent a mesh to it "
            "(Ctrl P, Armature Deform)."
        )
    still = [obj for obj in meshes if is_still(armature, obj)]
    bound = [obj for obj in still if has_modifier(armature, obj)]
    if len(still) == len(meshes):
        if not bound:
            names = shown(still)
            raise AnimaxError(
                f"The armature {armature.name!r} deforms no mesh: {names} hangs on the "
                "object, not on its bones; bind it (Ctrl P, With Automatic Weights)."
            )
        raise AnimaxError(
            f"The armature {armature.name!r} cannot move its mesh {shown(bound)}: "
            f"{cause(armature, bound[0])}"
        )
    warnings = []
    if bound:
        verb = "stands" if len(bound) == 1 else "stand"
        warnings = [f"{shown(bound)} {verb} still: {cause(armature, bound[0])}"]
    loose = [obj for obj in still if obj not in bound] + parts_beside(armature, meshes)
    loose = [obj for obj in loose if not obj.hide_render]
    if loose:
        verb, what = ("hangs", "it") if len(loose) == 1 else ("hang", "them")
        warnings.append(
            f"{shown(loose)} {verb} on no bone and will not move with the rig; parent "
            f"{what} to a bone (Ctrl P, Bone)."
        )
    return warnings


def meshes_of_linked_twin(armature: ArmatureObject) -> list[Any]:
    """Local meshes whose Armature modifier names a linked armature with the same
    bones."""
    found: list[Any] = []
    for scene in armature.users_scene:
        objects: Any = scene.objects
        for obj in objects:
            rigs = [m.object for m in obj.modifiers if m.type == "ARMATURE"]
            twins = [r for r in rigs if r is not None and r.data == armature.data]
            if obj.library is None and any(r.library is not None for r in twins):
                found.append(obj)
    return found


def shown(objects: list[bpy.types.Object]) -> str:
    names = ", ".join(repr(obj.name) for obj in objects[:3])
    more = len(objects) - 3
    return names + (f" and {more} more" if more > 0 else "")


def has_modifier(armature: ArmatureObject, obj: Any) -> bool:
    own = any(m.type == "ARMATURE" and m.object == armature for m in obj.modifiers)
    return own or (obj.parent == armature and obj.parent_type == "ARMATURE")


def is_still(armature: ArmatureObject, obj: Any) -> bool:
    """Does no bone move the object, for certain? Node groups, simulations and shape
    keys with drivers may."""
    if bones_of(armature, obj):
        return False
    if any(m.type not in STATIC for m in obj.modifiers) or len(obj.constraints):
        return False
    if obj.type not in {"MESH", "LATTICE"} and has_modifier(armature, obj):
        return False
    keys = getattr(obj.data, "shape_keys", None)
    driven = [x.animation_data for x in (obj, keys) if x is not None]
    return not any(data is not None and len(data.drivers) for data in driven)


def cause(armature: ArmatureObject, obj: Any) -> str:
    """Why no bone moves an object with an Armature modifier, and what to do."""
    modifiers = [m for m in obj.modifiers if m.type == "ARMATURE"]
    modifiers = [m for m in modifiers if m.object == armature]
    if modifiers and not any(is_deforming(m, armature) for m in modifiers):
        return "its Armature modifier is switched off; show it in viewport and render."
    bind = "bind it anew (Ctrl P, With Automatic Weights)"
    bones = {bone.name: bone.use_deform for bone in armature.data.bones}
    groups = [group.name for group in obj.vertex_groups]
    named = [name for name in groups if name in bones]
    if not groups:
        return f"it has no vertex groups, and no envelope reaches it; {bind}."
    if not named:
        example = next(iter(bones))
        return (
            f"none of its {len(groups)} vertex groups has a bone's name (a group is "
            f"called {groups[0]!r}, a bone {example!r}); rename the groups, or {bind}."
        )
    if not any(bones[name] for name in named):
        return (
            f"its vertex groups are those of bones that do not deform ({named[0]!r}); "
            "switch Deform on in the bones' properties."
        )
    return f"its vertex groups with a bone's name have no weight; {bind}."
