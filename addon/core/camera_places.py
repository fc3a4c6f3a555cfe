"""Where cameras stand around a rig, beside those of the model's own camera rig, and
what may be wrong with that. Plain NumPy, free of bpy.

All of it in the rig's own directions: it faces -Y, as the model sees it.
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import numpy as np

from .errors import INPUT, AnimaxError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .array_types import FloatArray, ModelSpec

# How far a camera may differ from the model's own that it stands for before takes are
# worse, as measured with nano 0.8.0 (docs/cameras.md): degrees around the rig and of
# elevation, degrees that it is tilted, how many times larger and smaller the rig is in
# its picture, degrees that its axis passes the rig's centre; and its field of view in
# degrees where the model's own has OWN_FOV.
AROUND, HIGHER, TILTED, LARGER, SMALLER, ASIDE = 30.0, 12.0, 20.0, 1.2, 1.25, 4.0
WIDEST, OWN_FOV = 60.0, 26.6
# Less of the joints in its picture is said.
SEEN = 0.95
# Degrees between the lines of sight of cameras: with less none tells how far away
# things are.
APART = 20.0
# A camera whose numbers differ by less, relative to its distance and focal length, was
# not moved: Blender keeps them in single precision.
SAME = 3e-6
# The largest number of a camera that the engine takes.
FARTHEST = 1e9


@dataclasses.dataclass
class Place:
    """Where a camera stands."""

    name: str
    # Degrees about the vertical from the rig's front, above the horizon, and of the
    # picture's shorter side.
    azimuth: float
    elevation: float
    fov: float
    # From the rig's centre, of the model's own distance.
    distance: float
    # How large the rig is in its picture, 1 with the model's own.
    size: float
    # Degrees: between its axis and the rig's centre, and that its picture is tilted.
    aside: float
    tilt: float
    # Degrees between the directions of it and of the model's own camera that it stands
    # for.
    far: float
    # Share of the rig's joints in its picture.
    seen: float

    def report(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "azimuth_deg": round(self.azimuth, 3),
            "elevation_deg": round(self.elevation, 3),
            "fov_deg": round(self.fov, 3),
            "distance": round(self.distance, 4),
            "off_deg": round(self.far, 3),
            "seen": round(self.seen, 4),
        }


@dataclasses.dataclass
class SceneCameras:
    """The artist's cameras, in the order of the model's own that they stand for."""

    collection: str
    # float64 [V, 18]: around the rig as the model sees it.
    turned: FloatArray
    places: list[Place]
    # float64 [V]: of the rig's centre from the cameras, along their axes.
    depths: FloatArray

    def report(self) -> dict[str, Any]:
        return {
            "from": "scene",
            "collection": self.collection,
            "cameras": [place.report() for place in self.places],
        }


def origins(cameras: FloatArray) -> FloatArray:
    """float64 [V, 3]."""
    poses = cameras[:, :12].reshape(-1, 3, 4)
    return -np.einsum("vij,vi->vj", poses[:, :, :3], poses[:, :, 3])


def depths(cameras: FloatArray, point: FloatArray) -> FloatArray:
    """float64 [V]: how far ahead of each camera the point lies."""
    poses = cameras[:, :12].reshape(-1, 3, 4)
    return poses[:, 2, :3] @ point + poses[:, 2, 3]


def seen_share(camera: FloatArray, points: FloatArray) -> float:
    """Of the points [P, 3] those in the picture."""
    pose = camera[:12].reshape(3, 4)
    local = points @ pose[:, :3].T + pose[:, 3]
    ahead = local[:, 2] > 1e-9
    depth = np.where(ahead, local[:, 2], 1.0)
    at = camera[12:14] * local[:, :2] / depth[:, None] + camera[14:16]
    inside = ahead & (at >= 0).all(axis=1) & (at <= camera[16:18]).all(axis=1)
    return float(inside.mean())


def angle_between(a: FloatArray, b: FloatArray) -> float:
    """Degrees; of small ones as exact as of others."""
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    return math.degrees(
        2 * math.atan2(float(np.linalg.norm(a - b)), float(np.linalg.norm(a + b)))
    )


def directions(cameras: FloatArray, centre: FloatArray) -> FloatArray:
    """float64 [V, 3], unit vectors from the rig's centre to the cameras."""
    ways = origins(cameras) - centre
    return ways / np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), 1e-12)


def matched(cameras: FloatArray, own: FloatArray, centre: FloatArray) -> list[int]:
    """The cameras' numbers in the order of the model's own [V, 18] that they stand for:
    around the rig, beginning with the one that brings all of them nearest."""
    ways, wanted = directions(cameras, centre), directions(own, centre)
    around = np.argsort(np.arctan2(ways[:, 0], -ways[:, 1]), kind="stable")
    order = np.argsort(np.arctan2(wanted[:, 0], -wanted[:, 1]), kind="stable")
    best = max(
        range(len(around)),
        key=lambda n: float((ways[np.roll(around, n)] * wanted[order]).sum()),
    )
    found = np.empty(len(around), int)
    found[order] = np.roll(around, best)
    return found.tolist()


def unmoved(camera: FloatArray, own: FloatArray, centre: FloatArray) -> bool:
    """Is it the model's own camera, but for single precision?"""
    one, two = camera[None], own[None]
    reach = float(np.linalg.norm(origins(two)[0])) + float(
        np.linalg.norm(origins(two)[0] - centre)
    )
    shift = np.abs(origins(one) - origins(two)).max()
    turn = np.abs(
        camera[:12].reshape(3, 4)[:, :3] - own[:12].reshape(3, 4)[:, :3]
    ).max()
    lens = np.abs(camera[12:16] - own[12:16]).max() / own[12]
    return bool(shift < SAME * reach and turn < SAME and lens < SAME)


def place_of(
    name: str, camera: FloatArray, own: FloatArray, centre: FloatArray, joints: Any
) -> Place:
    """own: the model's own camera that it stands for; joints [J, 3]."""
    way = origins(camera[None])[0] - centre
    distance = max(float(np.linalg.norm(way)), 1e-12)
    normal = float(np.linalg.norm(origins(own[None])[0] - centre))
    pose = camera[:12].reshape(3, 4)
    out = directions(own[None], centre)[0]
    # How far the picture's right is off the horizon: seen from above there is none.
    level = math.hypot(float(pose[2, 0]), float(pose[2, 1]))
    right, down = float(pose[0, 2]), float(pose[1, 2])
    tilt = abs(math.degrees(math.atan2(right, -down))) if level > 0.1 else 0.0
    return Place(
        name=name,
        azimuth=math.degrees(math.atan2(way[0], -way[1])) % 360.0,
        elevation=math.degrees(math.asin(max(-1.0, min(1.0, way[2] / distance)))),
        fov=fov_of(camera),
        distance=distance / normal,
        size=float(camera[12] / distance / (own[12] / normal)),
        aside=angle_between(pose[2, :3], -way / distance),
        tilt=tilt,
        far=angle_between(way / distance, out),
        seen=seen_share(camera, joints),
    )


def fov_of(camera: FloatArray) -> float:
    """Degrees, of the picture's shorter side."""
    half = float(camera[16:18].min()) / 2
    return math.degrees(2 * math.atan(half / float(camera[12])))


# What is said ------------------------------------------------------------------------


def check_number(count: int, spec: ModelSpec, rig: str, collection: str) -> None:
    """An AnimaxError if the model does not take so many cameras."""
    low = int(spec["cameras"].get("min_views", 3))
    high = int(spec["cameras"].get("max_views", 8))
    if not low <= count <= high:
        name = " ".join(str(spec.get(k, "")) for k in ("name", "version")).strip()
        raise AnimaxError(
            f"The camera rig {collection!r} of {rig!r} has {count} "
            f"camera{'s' * (count != 1)}, but the model {name} takes {low} to {high}. "
            "Add or delete cameras, reset the camera rig, or choose the model's own "
            "cameras (Cameras, --cameras model).",
            INPUT,
        )


def check_usable(cameras: FloatArray, names: Sequence[str]) -> None:
    """An AnimaxError, which names the camera, of one that takes no picture: numbers
    that are not finite, or beyond what the engine takes, or a lens without a length."""
    for name, row in zip(names, cameras, strict=True):
        if not (np.abs(row) <= FARTHEST).all() or row[12:14].min() <= 0:
            raise AnimaxError(
                f"The camera {name!r} has a place or a lens that takes no picture; "
                "reset or delete it, or choose the model's own cameras (Cameras, "
                "--cameras model).",
                INPUT,
            )


def check_seen(places: list[Place], rig: str) -> None:
    """An AnimaxError if a camera sees nothing of the rig."""
    blind = [repr(place.name) for place in places if place.seen == 0]
    if not blind:
        return
    names = " and ".join(blind)
    several = len(blind) > 1
    raise AnimaxError(
        f"The camera{'s' * several} {names} see{'s' * (not several)} nothing of "
        f"{rig!r}. Turn {'them' if several else 'it'} to the character, reset or "
        f"delete {'them' if several else 'it'}, or choose the model's own cameras "
        "(Cameras, --cameras model).",
        INPUT,
    )


def reasons(place: Place, own: Place) -> list[str]:
    """In what a camera differs from all that the model was trained with. own: the place
    of its own camera."""
    found: list[str] = []
    around = abs((place.azimuth - own.azimuth + 180.0) % 360.0 - 180.0)
    if around > AROUND:
        found.append(
            f"{around:.0f} degrees around the rig from the model's own (azimuth "
            f"{own.azimuth:.0f})"
        )
    if abs(place.elevation - own.elevation) > HIGHER:
        found.append(
            f"elevation {place.elevation:.0f} degrees, not {own.elevation:.0f}"
        )
    if place.fov > own.fov * WIDEST / OWN_FOV:
        found.append(f"field of view {place.fov:.0f} degrees, not {own.fov:.0f}")
    if place.size > LARGER or place.size < 1 / SMALLER:
        found.append(f"the rig {place.size:.2g} times as large in its picture")
    if place.aside > ASIDE * own.fov / OWN_FOV:
        found.append(f"{place.aside:.0f} degrees past the rig's centre")
    if place.tilt > TILTED:
        found.append(f"tilted by {place.tilt:.0f} degrees")
    return found


def warnings(
    places: list[Place], own: list[Place], cameras: FloatArray, centre: FloatArray
) -> list[str]:
    """About cameras that can be used, but not as well."""
    found: list[str] = []
    for place, usual in zip(places, own, strict=True):
        why = reasons(place, usual)
        if why:
            found.append(
                f"The camera {place.name!r} stands where the model was not trained "
                f"({'; '.join(why)}): the take may be worse."
            )
        if place.seen == 0:
            found.append(f"The camera {place.name!r} sees nothing of the rig.")
        elif place.seen < SEEN:
            found.append(
                f"The camera {place.name!r} sees {100 * place.seen:.0f} % of the "
                "rig's joints; the others are outside of its picture."
            )
    ways = directions(cameras, centre)
    widest = max(
        min(angle, 180.0 - angle)
        for n, way in enumerate(ways)
        for angle in (angle_between(way, other) for other in ways[:n])
    )
    if widest < APART:
        found.append(
            "All cameras look along nearly the same line: how far away things are "
            "cannot be told from what they see. Spread them around the character."
        )
    return found
