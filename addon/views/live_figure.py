"""The pose that is being denoised as a moving stick figure: from the joints that the
engine tells of after each step. Plain NumPy; the viewport's part is ui/live_view.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..core import native
from .stick_figure import figure_bones

if TYPE_CHECKING:
    from ..core.array_types import BoolArray, FloatArray, IntArray
    from ..request import Request

# Kinds of joints: a bone's head, the tail of one that nothing follows.
HEAD, TAIL = 0, 1


class Figure(NamedTuple):
    """A window of a take after a step."""

    # Counts the steps of a take, and its variations'.
    number: int
    # float32 [F, L, 2, 3], in the space of the armature's object.
    lines: Any
    # Poses a second.
    fps: float

    def pose_at(self, seconds: float) -> int:
        """Which pose is to be seen then, played again and again."""
        return int(seconds * self.fps) % len(self.lines)


class LiveFigure:
    """What the engine calls with the joints. It does so on its own thread, and Blender
    draws on another: a figure is complete before it replaces the one before, in one
    assignment, and is not changed afterwards."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.to_object = np.asarray(np.linalg.inv(request.place), np.float64)
        self.figure: Figure | None = None
        self.number = 0

    def __call__(
        self,
        step: int,
        steps: int,
        first_frame: int,
        take_frames: int,
        joints: FloatArray,
        selection: dict[str, Any],
    ) -> None:
        """As docs/native-api.md has it."""
        rig, times = self.request.skeleton, self.request.timing
        moves = (rig["flags"] & native.DEFORMS) != 0
        ends = line_ends(selection, np.asarray(rig["parents"]), moves)
        frames = np.arange(first_frame, first_frame + len(joints)) % take_frames
        lines = moved(np.asarray(joints, np.float64)[:, ends], self.request.turn_back)
        lines = lines + self.request.ways_back(frames)[:, None, None]
        lines = np.nan_to_num(moved(lines, self.to_object), posinf=0.0, neginf=0.0)
        self.number += 1
        self.figure = Figure(self.number, lines.astype(np.float32), times.rate)


def line_ends(
    selection: dict[str, Any], parents: IntArray, moves: BoolArray
) -> IntArray:
    """int [L, 2]: the joints that a line joins: where a bone leads to the next one, and
    the last ones of limbs. parents [N], moves bool [N]: of the bones, and which move
    the mesh. Neither controls beside the figure nor points beside the bones' axes."""
    inner, leaves = figure_bones(parents, moves)
    bone, kind = np.asarray(selection["bone"]), np.asarray(selection["tail"])
    above = np.asarray(selection["parent"])
    linked = above >= 0
    drawn = ((kind == HEAD) & np.isin(bone, inner)) | (
        (kind == TAIL) & np.isin(bone, leaves)
    )
    if not (linked & drawn).any():
        drawn = kind <= TAIL
    found = np.flatnonzero(linked & drawn)
    return np.stack([above[found], found], axis=1)


def moved(points: FloatArray, matrix: FloatArray) -> FloatArray:
    """[..., 3] by [4, 4]."""
    return points @ matrix[:3, :3].T + matrix[:3, 3]
