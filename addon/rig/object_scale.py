"""The scale of an armature object, and who is to blame where it cannot be animated.

Reads Blender's data, but imports no bpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.errors import APPLY_SCALE, AnimaxError, Remedy

if TYPE_CHECKING:
    from typing import Any

    from ..core.array_types import FloatArray
    from .blender_types import ArmatureObject


# How far a scale may be from even, and axes from right angles.
TOLERANCE = 1e-3


def uniform_scale(armature: ArmatureObject) -> float:
    """The object's scale in the world, positive also for a mirrored one; an error if it
    is skewed or uneven, which names the object that makes it so.

    A skewed rest pose has no rotations to solve for.
    """
    world = np.array(armature.matrix_world, dtype=np.float64)
    sizes = np.linalg.norm(world[:3, :3], axis=0)
    if not np.isfinite(world).all():
        raise AnimaxError(
            f"The armature {armature.name!r} has a location, rotation or scale that is "
            "no finite number; clear them (Alt G, Alt R, Alt S), also of its parents."
        )
    if sizes.min() < 1e-9:
        raise AnimaxError(
            f"The armature {armature.name!r} has a scale of zero; set its scale."
        )
    if is_uniform(world):
        return float(sizes.mean())
    name, shown = armature.name, ", ".join(f"{s:.3g}" for s in sizes)
    if not is_uniform(np.array(armature.matrix_basis, dtype=np.float64)):
        delta = not is_uniform(np.diag([*armature.delta_scale, 1.0]))
        way = (
            "set its delta scale to equal numbers (Object properties, Delta Transform)"
            if delta
            else "select it and its meshes and apply their scale (Ctrl A, Scale)"
        )
        raise AnimaxError(
            f"The armature {name!r} is stretched (scale {shown}); {way}.",
            remedy=None if delta else Remedy(APPLY_SCALE, name),
        )
    parent = stretching_parent(armature)
    if parent is not None:
        raise AnimaxError(
            f"The armature {name!r} is stretched by its parent {parent.name!r} (scale "
            f"{shown}); make the parent's scale even, or free the armature from it "
            "(Alt P, Clear and Keep Transformation) and apply the scale of the "
            "armature and its meshes (Ctrl A, Scale)."
        )
    raise AnimaxError(
        f"The armature {name!r} is stretched by a constraint or its parent (scale "
        f"{shown}); apply the constraint or clear the parent, then apply the scale of "
        "the armature and its meshes (Ctrl A, Scale)."
    )


def is_uniform(matrix: FloatArray) -> bool:
    """Are its axes at right angles and of one length?"""
    sizes = np.linalg.norm(matrix[:3, :3], axis=0)
    if sizes.min() <= 0 or sizes.max() / sizes.min() > 1 + TOLERANCE:
        return False
    axes = matrix[:3, :3] / sizes
    return bool(np.abs(axes.T @ axes - np.eye(3)).max() <= TOLERANCE)


def stretching_parent(armature: ArmatureObject) -> Any:
    """The nearest object above that is stretched itself; None if none is."""
    obj: Any = armature.parent
    while obj is not None:
        above = obj.parent.matrix_world if obj.parent else None
        world = np.array(obj.matrix_world, dtype=np.float64)
        if not is_uniform(world) and (
            above is None or is_uniform(np.array(above, dtype=np.float64))
        ):
            return obj
        obj = obj.parent
    return None
