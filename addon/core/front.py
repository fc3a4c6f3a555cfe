"""Which way a rig faces, and the rig as the engine sees it: turned to face -Y.

Models learnt from rigs that face -Y. Keys are rotations and locations in each bone's
own rest frame, so the rest pose may be turned about the vertical: the keys stay what
they are. Plain NumPy, free of bpy.
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    from .array_types import FloatArray, Skeleton


FOUND, SET, DEFAULT = "found", "set", "default"
AUTO = "auto"
# Degrees about the vertical, counter-clockwise seen from above, as azimuths of cameras.
AXES = {"-y": 0.0, "+x": 90.0, "+y": 180.0, "-x": 270.0}


@dataclasses.dataclass
class Front:
    """Which way a rig faces."""

    # Degrees from -Y; 90 is +X.
    angle: float = 0.0
    # FOUND, SET by the artist, or DEFAULT: it cannot be told, and is -Y.
    source: str = DEFAULT
    # The probability that it is right, if found; 1 if set, 0 by default.
    sure: float = 0.0
    # What in the rig speaks for it, and against it, the strongest first.
    signs: list[str] = dataclasses.field(default_factory=list[str])
    against: list[str] = dataclasses.field(default_factory=list[str])
    # Do strong signs speak against each other?
    contradiction: bool = False

    @property
    def direction(self) -> str:
        """The nearest of AXES."""
        return list(AXES)[round(self.angle / 90.0) % 4]

    @property
    def warnings(self) -> list[str]:
        if not self.contradiction:
            return []
        why = f" ({', '.join(self.signs)})" if self.signs else ""
        return [
            "The rig's shape and its bones' names do not agree which way it faces: it "
            f"is taken to face {self.direction.upper()}{why}; against that speak: "
            f"{', '.join(self.against) or 'others'}. If that is wrong, choose its "
            "front (Front under Advanced, --front)."
        ]

    def report(self) -> dict[str, Any]:
        return {
            "direction": self.direction,
            "angle_deg": round(self.angle, 3) % 360.0,
            "from": self.source,
            "sure": self.sure,
            "signs": self.signs,
            "against": self.against,
        }


def way_of(angle: float) -> FloatArray:
    """float64 [2], unit vector over the ground; right angles without rounding."""
    quarters = round(angle / 90.0)
    if angle == 90.0 * quarters:
        x, y = ((0, -1), (1, 0), (0, 1), (-1, 0))[quarters % 4]
        return np.array([float(x), float(y)])
    radians = math.radians(angle)
    return np.array([math.sin(radians), -math.cos(radians)])


def angle_of(way: FloatArray) -> float:
    """Degrees from -Y, 0 to below 360: the inverse of way_of."""
    angle = math.degrees(math.atan2(float(way[0]), -float(way[1]))) % 360.0
    nearest = 90.0 * round(angle / 90.0)
    return nearest % 360.0 if abs(angle - nearest) < 1e-3 else angle


def turn_to_front(angle: float, centre: FloatArray) -> FloatArray:
    """float64 [4, 4]: turns what faces `angle` to face -Y, about the vertical through
    centre [3]."""
    sine, cosine = way_of(-angle) * [1.0, -1.0]
    matrix = np.eye(4)
    matrix[:2, :2] = [[cosine, -sine], [sine, cosine]]
    matrix[:3, 3] = centre - matrix[:3, :3] @ centre
    return matrix


def turned_rig(rig: Skeleton, turn: FloatArray) -> Skeleton:
    """The rig with its rest pose turned."""
    turned = rig.copy()
    turned["rest"] = np.ascontiguousarray(turn @ rig["rest"])
    return turned


def cameras_before(cameras: FloatArray, turn: FloatArray) -> FloatArray:
    """The cameras [V, 18] that see what is not yet turned as the given ones see what
    is."""
    poses = cameras[:, :12].reshape(-1, 3, 4)
    moved = poses @ turn
    return np.ascontiguousarray(np.hstack([moved.reshape(-1, 12), cameras[:, 12:]]))
