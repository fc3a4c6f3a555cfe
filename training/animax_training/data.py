"""Rigs, clips and windows of clips, as the model gets them.

All drawing goes through the native module, so that training draws with the code that is
used later. Files come from extract_clips.py.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import animax_native as native
import numpy as np

from . import rig_views
from .rotation import rotated
from .sources import held_out

MIN_MOTION = 0.01  # part of the rest box; clips that move less are left out
LOOP_GAP = 0.01  # part of the rest box between a loop's first and last frame
# Clips of these names are cycles even where the last frame is not the first again.
GAIT = re.compile(
    r"(walk|run|gallop|swim|swimming\w*|trot|fly\w*|flap)(_|$)(?!jump)", re.I
)
# Clips of these names are poses, not motions.
POSE_NAMES = ("t-pose", "tpose", "rest pose", "rest_pose", "_pose", "lie_idle")


@dataclass
class Clip:
    name: str
    points: np.ndarray  # float64 [F + 1, J, 3] world; the last is the true end
    fps: float
    seconds: float
    loop: bool
    # Of clips made by code: what they show, and whether that is as true of the mirrored
    # clip (with left and right swapped in the words). None: sources.motion says.
    sentences: tuple[str, ...] | None = None
    may_be_mirrored: bool | None = None

    def at(self, times):
        """float64 [len(times), J, 3]: cyclic if a loop, else held at both ends."""
        times = np.asarray(times, dtype=np.float64)
        if self.loop and self.seconds > 0:
            times = np.mod(times, self.seconds)
        place = np.clip(times, 0, self.seconds) * self.fps
        # The last point is the true end, a part of a sample after the one before it.
        last = len(self.points) - 1
        low = np.minimum(place.astype(int), last - 1)
        high = low + 1
        step = np.where(high == last, self.seconds * self.fps - (last - 1), 1.0)
        part = np.clip((place - low) / np.maximum(step, 1e-9), 0, 1)[:, None, None]
        return self.points[low] * (1 - part) + self.points[high] * part


@dataclass
class Rig:
    file: str
    skeleton: dict
    selection: dict
    clips: list[Clip] = field(default_factory=list)
    tails: str | None = None  # as model.json's pose_map.tails; None: the file is older

    @property
    def rest(self):
        return self.selection["position"]

    @property
    def parent(self):
        return self.selection["parent"]

    @property
    def base(self):
        """int32 [J]: the joint that a marker's displacement is relative to, else -1."""
        marker = np.asarray(self.selection["tail"]) == MARKER
        return np.where(marker, self.parent, -1).astype(np.int32)


MARKER = 2  # kind of a joint (selection["tail"]): a point beside a bone


def joints_of(selection, rest_heads, heads, tails, turns=None):
    """Picks the selection's joints from bone heads and tails [..., N, 3]; turns: of the
    bones from the rest pose, quaternions [..., N, 4], which markers need. rest_heads:
    [N, 3] heads in the rest pose."""
    bone, kind = selection["bone"], selection["tail"]
    points = np.where((kind == 1)[:, None], tails[..., bone, :], heads[..., bone, :])
    beside = np.flatnonzero(kind == MARKER)
    if len(beside):
        offset = selection["position"][beside] - rest_heads[bone[beside]]
        points[..., beside, :] += rotated(turns[..., bone[beside], :], offset)
    return points


def close_loop(clip):
    """A gait that ends one frame of its author's before it begins again, as a loop."""
    frame = 1 / 24
    count = int((clip.seconds + frame) * clip.fps) + 1
    times = np.arange(count) / clip.fps
    points = clip.at(np.minimum(times, clip.seconds))
    part = np.clip((times - clip.seconds) / frame, 0, 1)[:, None, None]
    points = points * (1 - part) + clip.points[:1] * part
    points = np.concatenate([points, clip.points[:1]])
    return Clip(clip.name, points, clip.fps, clip.seconds + frame, True)


def select(skeleton, config):
    """The joints of a skeleton that a PoseMapConfig chooses."""
    return native.select_joints(
        skeleton,
        max_joints=config.pose_map_max_joints,
        merge=config.pose_map_merge,
        version=config.pose_map_version,
        max_markers=config.pose_map_max_markers,
    )


def load_rig(path, config, fps=30.0, selection=None):
    """config: PoseMapConfig, which decides on the joints if no selection does."""
    data = np.load(path)
    names = [str(n) for n in data["names"]]
    parts = ("parents", "rest", "directions", "lengths", "flags", "location_limits")
    # Older files have no directions: their bones point along y.
    skeleton = {k: data[k] for k in parts if k in data}
    skeleton["names"] = names
    if selection is None:
        selection = select(skeleton, config)
    rig = Rig(json.loads(str(data["rig"])), skeleton, selection)
    rig.tails = str(data["tails"]) if "tails" in data else None
    size = np.ptp(selection["position"], axis=0).max()
    needs_turns = len(data["clips"]) and (selection["tail"] == MARKER).any()
    if needs_turns and "clip0_turns" not in data:
        raise ValueError(f"{path} has no turns of bones: extract the clips anew")
    for k, name in enumerate(str(n) for n in data["clips"]):
        points, end = (
            joints_of(
                selection,
                data["rest_heads"],
                *(np.asarray(part, dtype=np.float64) for part in ends),
            )
            for ends in clip_parts(data, k)
        )
        moved = np.linalg.norm(points - points[:1], axis=-1).max() / size
        if moved < MIN_MOTION or any(d in name.lower() for d in POSE_NAMES):
            continue
        loop = np.linalg.norm(end - points[0], axis=-1).max() / size < LOOP_GAP
        seconds = float(data["durations"][k])
        if seconds - (len(points) - 1) / fps > 1.0 / fps:
            # Longer than what was extracted: no loop then.
            seconds, loop = (len(points) - 1) / fps, False
        every = np.concatenate([points, end[None]])
        clip = Clip(name, every, fps, seconds, bool(loop))
        gap = np.linalg.norm(end - points[0], axis=-1).max() / size
        if not clip.loop and GAIT.search(name) and gap < 0.5:
            clip = close_loop(clip)
        rig.clips.append(clip)
    return rig


def clip_parts(data, k):
    """((heads, tails, turns) of the frames, the same of the end) of a file's clip;
    without turns where the file has none."""
    turns, end_turns = f"clip{k}_turns", f"clip{k}_end_turns"
    frames = [data[f"clip{k}_heads"], data[f"clip{k}_tails"]]
    end = list(data[f"clip{k}_end"])
    if turns in data:
        frames.append(data[turns])
        end.append(data[end_turns])
    return frames, end


def load_rigs(folder, config, only=("*",), held=False):
    """Rigs of a folder of .npz: the held-out ones, or all others."""
    rigs = []
    for path in sorted(Path(folder).glob("*.npz")):
        if held_out(path.stem) == held and any(path.match(o + ".npz") for o in only):
            rigs.append(load_rig(path, config))
    return rigs


def common_tails(rigs):
    """How far the leaf bones of all rigs reach (Rig.tails); None if no file says.
    ValueError if they differ: a model knows one kind."""
    found = {rig.tails for rig in rigs} - {None}
    if len(found) > 1:
        raise ValueError(
            f"rigs were extracted with --tails {' and '.join(sorted(found))}; "
            "extract all of them with one"
        )
    return next(iter(found), None)


def window(clip, start=0.0, frames=rig_views.FRAMES, rate=1.0, fps=rig_views.FPS):
    """float64 [F, J, 3]: frames of a clip at the model's rate, from a time on."""
    return clip.at(start + rate * np.arange(frames) / fps)


def reshape(points, scale, yaw):
    """World points stretched along the axes and turned about the vertical."""
    c, s = np.cos(yaw), np.sin(yaw)
    turn = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    return (points * scale) @ turn.T


@dataclass
class PoseMapStyle:
    """How a model's pose maps are drawn and read; margin of the cameras' view; size of
    the images in pixels; cameras: as model.json has them."""

    radius: float
    line_width: float
    version: int
    margin: float = rig_views.CAMERAS["margin"]
    size: int = rig_views.SIZE
    cameras: dict = field(default_factory=lambda: rig_views.CAMERAS)

    @classmethod
    def of(cls, config, **view):
        """config: PoseMapConfig; view: margin, size and cameras."""
        return cls(
            config.pose_map_radius,
            config.pose_map_line_width,
            config.pose_map_version,
            **view,
        )


def place_cameras(rest, style, elevation=None, azimuth=0.0):
    """Cameras [V, 18], centre [3] and scale for a rest pose [J, 3]. elevation, in
    degrees: None is the model's; azimuth, in degrees: added to the model's."""
    centre, scale = native.normalise(np.ascontiguousarray(rest), style.margin)
    spec = dict(style.cameras)
    if elevation is not None:
        spec["elevation_deg"] = elevation
    spec["azimuths_deg"] = [a + azimuth for a in spec["azimuths_deg"]]
    cameras = rig_views.place(spec, centre, scale, style.size)
    return cameras, centre, scale


def draw(points, rest, parent, style, cameras, colours=None):
    """uint8 [V, F, H, W, 3] pose maps of [F, J, 3] in the rest pose's colours."""
    if colours is None:
        colours = native.joint_colours(np.ascontiguousarray(rest), style.version)
    return native.draw_pose_maps(
        np.ascontiguousarray(points),
        parent,
        colours,
        cameras,
        radius=style.radius,
        line_width=style.line_width,
        version=style.version,
    )


def recover(maps, rest, parent, style, cameras):
    """Joints float64 [F, J, 3] and their confidence [F, J] of maps [V, F, H, W, 3]."""
    return native.recover(
        np.ascontiguousarray(maps),
        native.joint_colours(np.ascontiguousarray(rest), style.version),
        cameras,
        parent,
        rest,
        radius=style.radius,
        version=style.version,
    )[:2]


def extract(maps, rest, template, style):
    """Points float64 [V, F, J, 2] of maps [V, F, H, W, 3], in pixels; template
    [V, J, 2]: where they are looked for first."""
    return native.extract(
        np.ascontiguousarray(maps),
        native.joint_colours(np.ascontiguousarray(rest), style.version),
        np.ascontiguousarray(template),
        radius=style.radius,
        version=style.version,
    )[0]


def renders(folder):
    """uint8 [N, H, W, 3]: all images of a folder of render_clips.py, or None."""
    found = []
    for path in sorted(Path(folder).glob("*.npz")) if folder else []:
        if held_out(path.stem):
            continue
        content = np.load(path)
        for key in content.files:
            if key.startswith("rgb"):
                images = content[key]
                found.append(images.reshape(-1, *images.shape[-3:]))
    return np.concatenate(found) if found else None
