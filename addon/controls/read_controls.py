"""Recognises control rigs, and reads the skeleton on which their takes are solved."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from ..core.control_plan import ControlPlan
from ..core.controls_map import ControlsMap
from ..core.errors import AnimaxError
from ..core.model_config import CLIP_TO_BOUNDS
from ..core.native import DEFORMS, LOCATION_LOCKED, ROTATION_LOCKED
from ..rig import (
    bindings,
    control_bones,
    limits,
    neutral_pose,
    object_scale,
    rig_warnings,
)
from ..rig.leaf_tails import read_tails
from ..rig.own_pose import own_channels
from . import apply_map, posing
from .control_tree import Chosen, Tree, build_tree
from .find_switches import find_switches
from .ik_limbs import find_limbs
from .make_plan import make_plan
from .responses import followed, measure

if TYPE_CHECKING:
    from typing import Any

    import bpy

    from ..core.array_types import FloatArray, IntArray, Skeleton
    from ..core.control_plan import Switch
    from ..rig.blender_types import ArmatureObject
    from .responses import Responses

# Fewer controls, or a smaller share of the bones that deform on them: the rig's bones
# are better keyed themselves.
FEWEST, REACHED = 3, 0.75
# Controls and bones whose axes differ by less have the same limits.
SAME_AXES = 1e-2


def is_control_rig(armature: ArmatureObject) -> bool:
    """Are bones that deform moved in ways that keys of single bones
    (rig/control_bones.py) do not account for? Looks only; nothing is evaluated."""
    simple = control_bones.find_controls(armature)
    passive = control_bones.passive_bones(armature, simple)
    switched = set(rig_warnings.driven_bones(armature)[1])
    return any(
        followed(armature, bone) and (bone.name not in passive or bone.name in switched)
        for bone in movers(armature)
    )


def movers(armature: ArmatureObject) -> list[Any]:
    """The pose bones that deform, and all that may move them."""
    waiting: list[Any] = [b for b in armature.pose.bones if b.bone.use_deform]
    found: dict[str, Any] = {}
    while waiting:
        bone = waiting.pop()
        if bone is None or bone.name in found:
            continue
        found[bone.name] = bone
        names = followed(armature, bone)
        waiting += [bone.parent, *(armature.pose.bones.get(name) for name in names)]
    return list(found.values())


def kind_of(armature: ArmatureObject) -> str:
    """What made the rig; only for the report."""
    data: Any = armature.data
    if "rig_id" in data:
        return "Rigify"
    if {"c_pos", "c_traj"} <= set(data.bones.keys()):
        return "Auto-Rig Pro"
    return "constraints"


@dataclasses.dataclass
class ControlRig:
    """A rig with controls, as it stands without keys."""

    armature: ArmatureObject
    tree: Tree
    # float64 [B, 4, 4]: all pose bones, in the armature's space.
    stands: FloatArray
    plan: ControlPlan
    # About the artist's mapping.
    warnings: list[str] = dataclasses.field(default_factory=list[str])

    def skeleton(
        self, leaf_tails: str = CLIP_TO_BOUNDS, turn: FloatArray | None = None
    ) -> Skeleton:
        """turn: as for rig/leaf_tails.py."""
        return make_skeleton(self.armature, self.tree, self.stands, leaf_tails, turn)


@dataclasses.dataclass
class Probed:
    """What turning the controls has shown."""

    armature: ArmatureObject
    switches: list[Switch]
    # With the switches at FK.
    found: Responses
    # Of the pose bones: those that deform, and the names of those that may move.
    deforming: IntArray
    movable: set[str]
    # Without what an artist has chosen.
    tree: Tree

    @property
    def names(self) -> list[str]:
        return [bone.name for bone in self.armature.pose.bones]

    def build(self, by_artist: Chosen | None = None) -> Tree:
        index = {name: n for n, name in enumerate(self.names)}
        return build_tree(self.found, self.deforming, index, self.movable, by_artist)

    def is_enough(self, tree: Tree) -> bool:
        """Do controls turn so much that they are better keyed than the bones?"""
        bones = self.armature.pose.bones
        reached = len(self.deforming) - len(tree.unreached)
        apart = sum(not bones[part.control].bone.use_deform for part in tree.parts)
        return apart >= FEWEST and reached >= REACHED * len(self.deforming)


def probe(armature: ArmatureObject, named: list[str] | None = None) -> Probed | None:
    """None: it is no control rig. named: as for measure. The scene is left as it
    was."""
    if not is_control_rig(armature):
        return None
    with posing.without_clips(armature):
        switches = find_switches(armature)
    deforming = deforming_bones(armature)
    with posing.without_clips(armature, posing.fk(switches)):
        found = measure(armature, deforming, named)
    bones: list[Any] = list(armature.pose.bones)
    index = {bone.name: n for n, bone in enumerate(bones)}
    movable = {b.name for b in bones if not all(b.lock_location)}
    numbers = np.array([index[name] for name in deforming], dtype=np.intp)
    probed = Probed(armature, switches, found, numbers, movable, Tree([], -1, []))
    probed.tree = probed.build()
    find_lines(probed, probed.tree)
    return probed


def find_lines(probed: Probed, tree: Tree) -> None:
    """Sets the tree's limbs: what the switches blend, whatever an artist has chosen to
    turn it."""
    names = probed.names
    for switch in probed.switches:
        limb = {
            bone
            for part in probed.tree.parts
            if names[part.control] in switch.bones
            for bone in (*part.group, part.main)
        }
        tree.limbs[switch] = [
            n for n, p in enumerate(tree.parts) if limb & {*p.group, p.main}
        ]


def read_controls(
    armature: ArmatureObject, by_ik: bool = False, mapping: ControlsMap | None = None
) -> ControlRig | None:
    """None: the rig's bones are keyed themselves, or controls that single bones follow.
    by_ik: limbs by their IK where they have one. mapping: what an artist has chosen.
    The scene is left as it was."""
    mapping = mapping or ControlsMap()
    bones = armature.pose.bones
    named = [name for name in mapping.names() if name in bones]
    probed = probe(armature, named)
    if probed is None:
        return None
    found, switches, tree = probed.found, probed.switches, probed.tree
    choice = apply_map.choose(
        mapping, probed.names, found, tree, switches, probed.movable, by_ik
    )
    if choice.chosen != Chosen():
        tree = probed.build(choice.chosen)
        find_lines(probed, tree)
    if not probed.is_enough(tree):
        return None
    apply_map.leave_out(tree, choice)
    if len(tree.left_out) == len(tree.parts):
        raise AnimaxError(
            f"The controls map leaves out all controls of {armature.name!r}; choose "
            "at least one (Control Mapping)."
        )
    limbs = None
    if choice.by_ik:
        limbs = find_limbs(
            armature, tree, found, choice.by_ik, choice.by_fk, choice.named
        )
    if limbs is not None:
        choice.refuse(limbs.refused, "do not move their limbs")
        limbs = limbs if limbs.switches else None
    plan = make_plan(armature, tree, found, switches, limbs, by_ik)
    plan.kind = kind_of(armature)
    plan.wanted_ik = list(choice.by_ik)
    silent = {probed.names[bone] for bone in choice.left_out}
    plan.unreached = [name for name in plan.unreached if name not in silent]
    plan.quiet = [
        bone.name
        for bone in movers(armature)
        if bone.name not in {*plan.controls, *kept_bones(plan, tree, mapping)}
    ]
    return ControlRig(armature, tree, found.stands, plan, choice.warnings)


def kept_bones(plan: ControlPlan, tree: Tree, mapping: ControlsMap) -> set[str]:
    """Names of the bones that stay as the artist has posed them: controls that are left
    out, of whole limbs those of their IK, too."""
    found = set(plan.left_out)
    rows = {(row.switch, row.property): row for row in mapping.limbs}
    for switch, line in tree.limbs.items():
        if line and set(line) <= set(tree.left_out):
            row = rows.get((switch.bone, switch.name))
            found |= switch.bones | ({row.end, row.bend} if row else set())
    return found


def propose_map(armature: ArmatureObject) -> ControlsMap | None:
    """The mapping that changes nothing; None: it is no rig with controls to map. The
    scene is left as it was."""
    probed = probe(armature)
    if probed is None or not probed.found.controls:
        return None
    limbs = None
    if probed.switches:
        limbs = find_limbs(armature, probed.tree, probed.found, probed.switches)
    return apply_map.propose(probed.names, probed.tree, probed.switches, limbs)


def deforming_bones(armature: ArmatureObject) -> list[str]:
    weighted = bindings.moving_bones(armature)
    return [
        bone.name
        for bone in armature.pose.bones
        if (bone.name in weighted if weighted else bone.bone.use_deform)
    ]


def make_skeleton(
    armature: ArmatureObject,
    tree: Tree,
    stands: FloatArray,
    leaf_tails: str,
    turn: FloatArray | None,
) -> Skeleton:
    """As rig/armature.py gives it, of the tree's parts, called as the bones that
    deform."""
    pose_bones = list(armature.pose.bones)
    bones: list[bpy.types.Bone] = [pose_bones[p.main].bone for p in tree.parts]
    count = len(bones)
    parents = np.array([part.parent for part in tree.parts], dtype=np.int32)
    pose = np.stack([upright(stands[part.main], part.joint) for part in tree.parts])
    neutral = neutral_pose.NeutralPose(
        world=np.array(armature.matrix_world, dtype=np.float64),
        pose=pose,
        location=np.zeros((count, 3)),
        rotation=np.tile([1.0, 0.0, 0.0, 0.0], (count, 1)),
        scale=np.ones((count, 3)),
        channels=own_channels(armature),
        at_rest=True,
    )
    rest = neutral_pose.solver_frames(neutral, object_scale.uniform_scale(armature))
    flags = np.full(count, LOCATION_LOCKED, dtype=np.uint8)
    flags[[bool(part.group) for part in tree.parts]] |= np.uint8(DEFORMS)
    directions, lengths = read_tails(
        armature, bones, parents, rest, (flags & DEFORMS) != 0, leaf_tails, neutral,
        turn,
    )  # fmt: skip
    top = int(np.argmin(parents))
    flags[top] &= np.uint8(0xFF ^ LOCATION_LOCKED) if tree.root >= 0 else np.uint8(0xFF)
    keyed = {}
    for part, bone in zip(tree.parts, bones, strict=True):
        axes = stands[part.control, :3, :3] - stands[part.main, :3, :3]
        control = pose_bones[part.control]
        if np.abs(axes).max() < SAME_AXES:
            keyed[bone.name] = control
    for n, bone in enumerate(bones):
        if bone.name in keyed and all(keyed[bone.name].lock_rotation):
            flags[n] |= ROTATION_LOCKED
    flags[tree.left_out] |= np.uint8(ROTATION_LOCKED | LOCATION_LOCKED)
    rotation_limits, _ = limits.read_limits(armature, bones, keyed)
    for n, bone in enumerate(bones):
        if bone.name not in keyed:
            # The bone's own locks say nothing: its constraints move it.
            rotation_limits[n] = np.repeat(limits.FREE, 3)
    return {
        "parents": parents,
        "rest": rest,
        "directions": directions,
        "lengths": lengths,
        "flags": flags,
        "names": [bone.name for bone in bones],
        "limits": neutral_pose.solver_limits(rotation_limits, neutral, bones),
        "location_locks": np.zeros((count, 3), dtype=bool),
        "location_limits": np.tile(np.repeat(limits.FREE, 3), (count, 1)),
        "neutral": None,
        "controls": {},
    }


def upright(matrix: FloatArray, joint: FloatArray) -> FloatArray:
    """A bone's matrix [4, 4] without scale, at a joint."""
    frame = neutral_pose.upright_frames(matrix[None], 1.0)[0]
    frame[:3, 3] = joint
    return frame
