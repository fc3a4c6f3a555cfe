"""What a take of a control rig needs to know of it: plain data, free of bpy.

Letters: K controls that get keys, N bones of the skeleton that is solved, D bones that
deform. Matrices are in the armature's space.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from .array_types import BoolArray, FloatArray, IntArray


@dataclasses.dataclass(frozen=True)
class Switch:
    """A custom property that blends between the FK and the IK of a limb."""

    # Of the pose bone that has it; "": the armature object itself.
    bone: str
    name: str
    fk: float
    ik: float
    # The bones that are blended, and what they follow.
    bones: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True)
class Bend:
    """The control that says which way a limb bent by IK points its middle joint."""

    # Of the plan's controls.
    control: int
    # A pole, which is moved; else a control that is turned about one of its axes.
    is_pole: bool
    axis: int
    # How far the middle joint turns about the line between the limb's ends when the
    # control turns.
    gain: float
    # Of the bones that deform: at the limb's first, middle and last joint.
    joints: tuple[int, int, int]


@dataclasses.dataclass(frozen=True)
class Nudge:
    """A control that moves the middle joint of a limb bent by IK, and nothing else of
    the limb: a tweak. It is keyed only where the IK alone misses that joint."""

    control: str
    # Of the skeleton's bones: whose motion it has.
    follows: int
    # Of the bones that deform: the one at the joint.
    middle: int
    # float64 [3, 3], [4, 4]: as ControlPlan.axes and stands.
    axes: FloatArray
    stands: FloatArray


@dataclasses.dataclass
class ControlPlan:
    """Which controls move what."""

    # "Rigify", "Auto-Rig Pro" or "constraints".
    kind: str
    # [K]
    controls: list[str]
    # int [K]: the skeleton's bone whose motion a control has.
    follows: IntArray
    # int [K]: the control above, whose rotation it takes over; -1: none.
    above: IntArray
    # bool [K]: it copies that one's rotation as well, as the bones of tails may.
    copies: BoolArray
    # bool [K]: which controls get locations.
    movers: BoolArray
    # float64 [K, 3, 3]: the axes of the controls' locations there.
    axes: FloatArray
    # float64 [K, 4, 4]: the controls without keys.
    stands: FloatArray
    # [D], those of moved meshes; whose motion they have, int [D].
    deforming: list[str]
    carried_by: IntArray
    # float64 [D, 4, 4]: without keys.
    rest: FloatArray
    # float64 [D]
    lengths: FloatArray
    # bool [D]: ends of the skeleton, whose tails count as joints, too.
    ends: BoolArray
    # float64 [4, 4]: the armature's object, where the skeleton was read.
    world: FloatArray
    switches: list[Switch]
    # For each of them, of the skeleton's bones: the limb.
    limbs: list[list[int]]
    # Which of them a take needs at IK; the others are at FK.
    at_ik: list[Switch]
    bends: list[Bend]
    # Whether IK was asked for.
    by_ik: bool
    # Bones that deform and that no control turns as a whole.
    unreached: list[str]
    # The switches of limbs for which it was.
    wanted_ik: list[Switch] = dataclasses.field(default_factory=list[Switch])
    # Kept in reserve, and the controls that only move: those that were taken from it.
    nudges: list[Nudge] = dataclasses.field(default_factory=list[Nudge])
    only_moved: list[int] = dataclasses.field(default_factory=list[int])
    # Controls that an artist's mapping leaves out: they stay as they are, and with them
    # what they turn. bool [D]: of the bones that deform those that no control with keys
    # turns, and of which nothing is said.
    left_out: list[str] = dataclasses.field(default_factory=list[str])
    unjudged: BoolArray = dataclasses.field(default_factory=lambda: np.zeros(0, bool))
    # What else is told of the artist's mapping: where it came from, "" for none, and
    # what is not as proposed.
    map_from: str = ""
    map_edits: list[str] = dataclasses.field(default_factory=list[str])
    # Other bones, with channels that a take is to find at rest.
    quiet: list[str] = dataclasses.field(default_factory=list[str])

    @property
    def size(self) -> float:
        """The largest extent of the joints."""
        return float(np.ptp(self.rest[:, :3, 3], axis=0).max(initial=1e-9))

    def with_nudges(self, nudges: list[Nudge]) -> ControlPlan:
        """The plan with these controls as well."""
        count, more = len(self.controls), len(nudges)
        names = [one.control for one in nudges]
        return dataclasses.replace(
            self,
            controls=self.controls + names,
            follows=np.append(self.follows, [one.follows for one in nudges]),
            above=np.append(self.above, np.full(more, -1)),
            copies=np.append(self.copies, np.zeros(more, bool)),
            movers=np.append(self.movers, np.ones(more, bool)),
            axes=np.concatenate([self.axes, [one.axes for one in nudges]]),
            stands=np.concatenate([self.stands, [one.stands for one in nudges]]),
            nudges=[one for one in self.nudges if one.control not in names],
            only_moved=[*self.only_moved, *range(count, count + more)],
            quiet=[name for name in self.quiet if name not in names],
        )

    def setting(self, switch: Switch) -> str:
        return "ik" if switch in self.at_ik else "fk"

    def values(self) -> dict[tuple[str, str], float]:
        """What the switches are to be, by bone and property."""
        return {(s.bone, s.name): getattr(s, self.setting(s)) for s in self.switches}

    def switches_of(self, mask: BoolArray) -> list[Switch]:
        """Those of limbs of which these bones of the skeleton, bool [N], are some."""
        pairs = zip(self.switches, self.limbs, strict=True)
        return [switch for switch, limb in pairs if mask[limb].any()]


@dataclasses.dataclass
class Baked:
    """What baking gave: for the report."""

    kind: str
    controls: list[str]
    # "fk" or "ik", by switch: "upper_arm_parent.L: IK_FK".
    switches: dict[str, str]
    # Of all frames, in shares of the body.
    worst: float
    mean: float
    # The bones that are visibly off, worst first, with their shares.
    off: list[tuple[str, float]]
    # The artist's mapping, as in ControlPlan.
    map_from: str = ""
    map_edits: list[str] = dataclasses.field(default_factory=list[str])

    def report(self) -> dict[str, object]:
        used: dict[str, object] = {}
        if self.map_from:
            used["map"] = {"from": self.map_from, "edits": self.map_edits}
        return {
            **used,
            "kind": self.kind,
            "controls": self.controls,
            "switches": self.switches,
            "worst_error_pct": 100 * self.worst,
            "mean_error_pct": 100 * self.mean,
            "off": {name: 100 * share for name, share in self.off},
        }
