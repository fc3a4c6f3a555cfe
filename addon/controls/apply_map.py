"""What an artist's mapping (core/controls_map.py) changes about the controls that were
found, and the mapping that is proposed.

A mapping may be older than the rig: what it names that is no longer there, or does not
do what it is named for, is said, and what was found is taken instead.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from ..core.controls_map import IK, BoneRow, ControlsMap, LimbRow
from .control_tree import BODY, Chosen

if TYPE_CHECKING:
    from ..core.control_plan import Switch
    from .control_tree import Part, Tree
    from .ik_limbs import Limbs
    from .responses import Responses

# Names that a warning lists.
LISTED = 8
PROPOSAL = "what AnimaX finds is used for"


@dataclasses.dataclass
class Choice:
    chosen: Chosen
    # Of the pose bones that deform: whose parts are left out.
    left_out: list[int]
    # Limbs that the artist wants by IK, and the others.
    by_ik: list[Switch]
    by_fk: list[Switch]
    # Controls of ends and bends, as for find_limbs.
    named: dict[Switch, tuple[str, str]]
    warnings: list[str]

    def refuse(self, names: list[str], why: str) -> None:
        if names:
            self.warnings.append(
                f"The controls map names controls that {why} ({listed(names)}); "
                f"{PROPOSAL} them."
            )


def choose(
    mapping: ControlsMap,
    names: list[str],
    found: Responses,
    tree: Tree,
    switches: list[Switch],
    movable: set[str],
    by_ik: bool,
) -> Choice:
    """names: of the pose bones; tree: as found without a mapping; movable: as for
    build_tree; by_ik: what limbs are without a choice of their own."""
    index = {name: n for n, name in enumerate(names)}
    choice = Choice(Chosen(), [], [], [], {}, [])
    check_names(mapping, index, choice)
    weak: list[str] = []
    for row in mapping.bones:
        choose_bone(row, index, found, tree, movable, choice, weak)
    choice.refuse(weak, "do not turn their bones as a whole")
    choose_limbs(mapping, index, switches, by_ik, choice)
    return choice


def listed(names: list[str]) -> str:
    more = len(names) - LISTED
    return ", ".join(names[:LISTED]) + (f" and {more} more" if more > 0 else "")


def check_names(mapping: ControlsMap, index: dict[str, int], choice: Choice) -> None:
    """Warns of names that the rig lacks."""
    bones = [row.bone for row in mapping.bones if row.bone not in index]
    controls = [name for name in mapping.names() if name not in index]
    if bones:
        choice.warnings.append(
            f"The controls map has rows for bones that the rig does not have: "
            f"{listed(bones)}. These rows are left out of account."
        )
    if controls:
        choice.warnings.append(
            f"The controls map names controls that the rig does not have "
            f"({listed(controls)}); {PROPOSAL} their bones."
        )


def part_of(tree: Tree, bone: int) -> int:
    """The part that has a pose bone; -1: none."""
    for n, part in enumerate(tree.parts):
        if bone == part.main or bone in part.group:
            return n
    return -1


def choose_bone(
    row: BoneRow,
    index: dict[str, int],
    found: Responses,
    tree: Tree,
    movable: set[str],
    choice: Choice,
    weak: list[str],
) -> None:
    """weak: gets controls that cannot be taken, with their bones."""
    if row.bone not in index:
        return
    bone = index[row.bone]
    n = part_of(tree, bone)
    if not row.keyed:
        choice.left_out.append(bone)
    if n < 0 and bone not in tree.unreached:
        choice.warnings.append(
            f"The controls map has a row for {row.bone!r}, which deforms nothing."
        )
        return
    part = tree.parts[n] if n >= 0 else None
    if row.control not in index or (
        part is not None and part.control == index[row.control]
    ):
        return
    k = found.controls.index(row.control) if row.control in found.controls else -1
    if k >= 0 and part is not None and n == tree.root:
        # It moves the whole body, whatever else its bones are turned by.
        share = found.with_it[k, bones_of(tree)].mean()
        if share >= BODY and row.control in movable:
            choice.chosen.body = k
            return
    elif k >= 0 and found.turned[k, bone]:
        group = part.group if part is not None else [bone]
        choice.chosen.owners.update(dict.fromkeys(group, k))
        return
    weak.append(f"{row.control} for {row.bone}")


def bones_of(tree: Tree) -> list[int]:
    """All pose bones that deform."""
    return [bone for part in tree.parts for bone in part.group] + tree.unreached


def choose_limbs(
    mapping: ControlsMap,
    index: dict[str, int],
    switches: list[Switch],
    by_ik: bool,
    choice: Choice,
) -> None:
    rows = {(row.switch, row.property): row for row in mapping.limbs}
    for switch in switches:
        row = rows.pop((switch.bone, switch.name), LimbRow(switch.bone, switch.name))
        wanted = row.by == IK if row.by else by_ik
        (choice.by_ik if wanted else choice.by_fk).append(switch)
        end, bend = (name if name in index else "" for name in (row.end, row.bend))
        if end or bend:
            choice.named[switch] = (end, bend)
    if rows:
        what = listed([f"{bone}: {name}" for bone, name in rows])
        choice.warnings.append(
            f"The controls map has rows for IK/FK switches that the rig does not have: "
            f"{what}. These rows are left out of account."
        )


def leave_out(tree: Tree, choice: Choice) -> None:
    """Sets the tree's parts that are left out. Limbs without one of their first three
    cannot be moved by IK."""
    parts = {part_of(tree, bone) for bone in choice.left_out} - {-1}
    tree.left_out = sorted(parts)
    for switch in [s for s in choice.by_ik if parts & set(tree.limbs[s][:3])]:
        choice.by_ik.remove(switch)
        choice.by_fk.append(switch)


def propose(
    names: list[str], tree: Tree, switches: list[Switch], limbs: Limbs | None
) -> ControlsMap:
    """The mapping that changes nothing. limbs: of all switches."""

    def bone_row(part: Part) -> BoneRow:
        control = names[part.control]
        return BoneRow(names[part.main], control, proposed=control)

    bones = [bone_row(part) for part in tree.parts]
    bones += [BoneRow(names[bone]) for bone in tree.unreached]
    ends: dict[Switch, tuple[str, str]] = {}
    if limbs is not None:
        for switch, end, bend in zip(
            limbs.switches, limbs.ends, limbs.bends, strict=True
        ):
            ends[switch] = (names[end], names[bend.control])
    rows = []
    for switch in switches:
        end, bend = ends.get(switch, ("", ""))
        rows.append(
            LimbRow(
                switch.bone, switch.name, "", end, bend,
                proposed_end=end, proposed_bend=bend,
            )
        )  # fmt: skip
    return ControlsMap(tuple(bones), tuple(rows))


def edits(mapping: ControlsMap) -> list[str]:
    """What of it is not as proposed, for the report."""
    found = [f"{row.bone}: {row.control if row.keyed else '-'}" for row in mapping.bones
             if row.edited]  # fmt: skip
    for row in mapping.limbs:
        if row.edited:
            what = [row.by or "", row.end, row.bend]
            found.append(
                f"{row.switch}: {row.property}: {' '.join(filter(None, what))}"
            )
    return found
