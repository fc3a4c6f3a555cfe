"""Which skeleton a take is solved on: the rig's bones, or what its controls turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..clips import moving_bones
from ..core.errors import USAGE, AnimaxError
from ..rig import rig_warnings
from ..take import take_edit
from .apply_map import edits
from .read_controls import ControlRig, read_controls
from .stored_map import chosen_map

if TYPE_CHECKING:
    from ..core.array_types import BoolArray, FloatArray, Skeleton
    from ..rig.blender_types import ArmatureObject
    from ..settings import Settings


def find_controls(armature: ArmatureObject, settings: Settings) -> ControlRig | None:
    """None: the rig's bones are keyed. An AnimaxError for options that do not go with
    controls."""
    if settings.controls == "off":
        return None
    mapping, source, said = chosen_map(armature, settings.controls_map)
    found = read_controls(armature, settings.controls == "ik", mapping)
    if found is None:
        return None
    found.warnings[:0] = said
    found.plan.map_from = source
    found.plan.map_edits = edits(mapping) if mapping is not None else []
    asked = {
        "Current Pose (--from-current-pose)": settings.from_current_pose,
        "Keep Keys (--keep-keys)": settings.keep_keys,
    }
    names = [name for name, is_on in asked.items() if is_on]
    if names:
        raise AnimaxError(
            f"{armature.name!r} is a control rig ({found.plan.kind}), for which "
            f"{' and '.join(names)} cannot be done yet. Leave that out, or key all "
            "bones instead of the controls (--controls off).",
            USAGE,
        )
    return found


def read(
    armature: ArmatureObject,
    found: ControlRig | None,
    tails: str,
    settings: Settings,
    turn: FloatArray | None = None,
) -> Skeleton:
    """turn: as for rig/leaf_tails.py."""
    if found is not None:
        return found.skeleton(tails, turn)
    return moving_bones.read_moving_rig(armature, tails, settings.stretch, turn)


def selected(
    names: list[str], found: ControlRig | None, settings: Settings
) -> BoolArray:
    """bool [N]: the skeleton's bones that get keys; of a control rig those whose
    control is named, too."""
    if found is None:
        return take_edit.select_bones(names, settings.bones)
    both = take_edit.select_bones(names + found.plan.controls, settings.bones)
    mask = both[: len(names)].copy()
    mask[found.plan.follows] |= both[len(names) :]
    mask[found.tree.left_out] = False
    return mask


def stretch_warnings(
    armature: ArmatureObject,
    found: ControlRig | None,
    rig: Skeleton,
    settings: Settings,
) -> list[str]:
    if found is None:
        return moving_bones.stretch_warnings(armature, rig, settings.stretch)
    if settings.stretch:
        return ["Stretch has no effect on a control rig: only its body moves."]
    return []


def rig_messages(
    armature: ArmatureObject,
    found: ControlRig | None,
    rig: Skeleton,
    mask: BoolArray,
    settings: Settings,
) -> list[str]:
    """What may keep keys from showing; of a control rig that is seen when they are
    baked (controls/control_take.py), and here is said what its mapping lacks."""
    if found is not None:
        return found.warnings
    said = rig_warnings.messages(armature, rig["names"], mask)
    if settings.controls_map:
        said.append(
            f"The controls map {settings.controls_map} has no effect: the bones of "
            f"{armature.name!r} are keyed, not controls."
        )
    return said
