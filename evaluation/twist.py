"""What pose fields keep of rotations: real clips coded as fields, read back and solved.

    evaluation/twist.py --clips NPZ_FOLDER [--rigs held_out | --rigs GLOB,GLOB]
        [--case joints=48,markers=16,noise=0.001 ...] [--disturb CELLS] [--json FILE]

No model is involved: the figures bound what one can reach that generates such fields.
Windows are nine frames at 7.5 a second, --windows of each clip. The error of a bone is
the angle between its rotation in the world and the clip's, with its twist, and without
it (swing: between where the bone points). Means are over deforming bones, frames and
windows of a rig, then over rigs. The clips come from extract_clips.py.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import animax_native as native
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

from animax_training import data, rig_views
from animax_training.rotation import rotated
from animax_training.sources import held_out

from addon.core.array_types import BoolArray, FloatArray
from addon.roundtrip.accuracy import MARKER, along_bones, axes, rotation_errors

DEFORMS = 1
SKELETON = (
    "parents", "rest", "directions", "lengths", "flags", "limits", "location_limits"
)  # fmt: skip
EXTRACTED_FPS = 30
MIN_MOTION = 0.01  # of the box: clips that move less are left out, as in training
FIGURES = ("with_twist", "with_twist_p95", "swing", "joints_pct", "seconds", "markers")


@dataclass(frozen=True)
class Case:
    """A representation: how many points of which kind, and how they are coded."""

    joints: int = 32
    markers: int = 0
    merge: float = 0.01
    version: int = 2
    grid: int = 16
    layers: int = 2
    length: float = 0.8
    noise: float = 0.01
    own_layer: int = 1  # of markers; 0: they share the joints' layers
    gain: float = 3.0
    coded: int = 1  # 0: exact points, what the solver alone loses

    @classmethod
    def parse(cls, text: str) -> Case:
        """From "joints=48,markers=16"."""
        pairs = [item.split("=") for item in text.split(",") if item]
        kinds = {key: type(value) for key, value in vars(cls()).items()}
        return cls(**{key: kinds[key](value) for key, value in pairs})

    def select(self, skeleton: dict[str, Any]) -> dict[str, Any]:
        return native.select_joints(
            skeleton, self.joints, self.merge, self.version, self.markers
        )

    def options(self, base: np.ndarray) -> dict[str, Any]:
        """Keyword arguments of field_encode and field_decode."""
        return {
            "layers": self.layers, "length": self.length, "noise": self.noise,
            "base": base, "marker_layers": self.own_layer, "marker_gain": self.gain,
        }  # fmt: skip


@dataclass
class Window:
    """F frames of a clip: heads and tails [F, N, 3], turns from the rest pose in the
    world, quaternions [F, N, 4]."""

    heads: FloatArray
    tails: FloatArray
    turns: FloatArray

    def points(self, skeleton: dict[str, Any], selection: dict[str, Any]) -> FloatArray:
        """[F, J, 3]."""
        heads = skeleton["rest"][:, :3, 3]
        found = data.joints_of(selection, heads, self.heads, self.tails, self.turns)
        return np.ascontiguousarray(found)


def windows_of(content: Any, count: int) -> list[Window]:
    """`count` windows spread over every clip that moves; 1: its beginning."""
    found = []
    step = round(EXTRACTED_FPS / rig_views.FPS)
    span = step * (rig_views.FRAMES - 1) + 1
    size = np.ptp(content["rest_heads"], axis=0).max()
    for k in range(len(content["clips"])):
        parts = [content[f"clip{k}_{p}"] for p in ("heads", "tails", "turns")]
        frames = len(parts[0])
        moved = np.linalg.norm(parts[0] - parts[0][:1], axis=-1).max()
        if frames < step or moved < MIN_MOTION * size:
            continue
        for start in np.unique(np.linspace(0, max(frames - span, 0), count, dtype=int)):
            at = np.minimum(start + step * np.arange(rig_views.FRAMES), frames - 1)
            found.append(Window(*(p[at].astype(np.float64) for p in parts)))
    return found


def some(windows: list[Window], most: int) -> list[Window]:
    """At most so many (0: all), spread over the rig's clips."""
    if not most or len(windows) <= most:
        return windows
    return [windows[i] for i in np.linspace(0, len(windows) - 1, most, dtype=int)]


def true_pose(skeleton: dict[str, Any], window: Window) -> FloatArray:
    """[F, N, 4, 4] of the clip; only the axes are set."""
    pose = np.zeros((*window.turns.shape[:2], 4, 4))
    rest = axes(skeleton["rest"])
    for column in range(3):
        pose[..., :3, column] = rotated(window.turns, rest[:, :, column])
    return pose


def swings(skeleton: dict[str, Any], a: FloatArray, b: FloatArray) -> FloatArray:
    """Degrees [F, N] between where the bones of two poses [F, N, 4, 4] point."""
    unit = [along_bones(skeleton, m) for m in (a, b)]  # type: ignore[arg-type]
    unit = [u / np.linalg.norm(u, axis=-1, keepdims=True) for u in unit]
    chord = np.linalg.norm(unit[0] - unit[1], axis=-1) / 2
    return 2 * np.degrees(np.arcsin(np.clip(chord, 0.0, 1.0)))


def roundtrip(
    case: Case,
    skeleton: dict[str, Any],
    selection: dict[str, Any],
    points: FloatArray,
    disturb: Any,
) -> tuple[FloatArray, FloatArray]:
    """(pose matrices [F, N, 4, 4], joints [F, J, 3]) of points [F, J, 3] that were
    coded and read back; disturb: what becomes of the codes."""
    rest = np.ascontiguousarray(selection["position"])
    parent, is_marker = selection["parent"], selection["tail"] == MARKER
    base = np.where(is_marker, parent, -1).astype(np.int32)
    centre, scale = rig_views.normalise(rest[~is_marker])
    cameras = rig_views.place(rig_views.CAMERAS, centre, scale, rig_views.SIZE)
    options = case.options(base)
    codes = native.field_encode(cameras, rest, points, grid=case.grid, **options)
    codes = np.ascontiguousarray(disturb(codes), dtype=np.float32)
    seen, confidence = native.field_decode(cameras, rest, codes, **options)
    if not case.coded:
        seen = np.asarray(native.project(points, cameras))
        confidence = np.ones_like(confidence)
    placed, weight, _ = native.triangulate(seen, confidence, cameras, parent, rest)
    keys = native.solve_ik(skeleton, selection, placed, weight)
    solved = native.adjust(skeleton, selection, seen, confidence, cameras, *keys)
    return np.asarray(native.forward(skeleton, *solved[:2])), solved[2]


def shown_bones(skeleton: dict[str, Any]) -> BoolArray:
    deforms = (skeleton["flags"] & DEFORMS) != 0
    return deforms if deforms.any() else np.ones_like(deforms)


def measure(
    case: Case, path: Path, count: int = 1, most: int = 0, noise: float = 0.0
) -> dict[str, Any] | None:
    """The figures of a rig; None: nothing moves. noise: on codes, in cells."""
    content = dict(np.load(path))
    skeleton = {k: np.ascontiguousarray(content[k]) for k in SKELETON if k in content}
    selection, random = case.select(skeleton), np.random.default_rng(0)
    diagonal = np.linalg.norm(np.ptp(selection["position"], axis=0))
    shown, errors, missed, seconds = shown_bones(skeleton), [], [], 0.0

    def disturb(codes: np.ndarray) -> np.ndarray:
        return codes + random.normal(0, noise, codes.shape) if noise else codes

    for window in some(windows_of(content, count), most):
        points, truth = window.points(skeleton, selection), true_pose(skeleton, window)
        start = time.perf_counter()
        found, joints = roundtrip(case, skeleton, selection, points, disturb)
        seconds += time.perf_counter() - start
        both = rotation_errors(truth, found), swings(skeleton, truth, found)
        errors.append(np.stack(both)[:, :, shown])
        missed.append(np.linalg.norm(joints - points, axis=-1) / diagonal * 100)
    if not errors:
        return None
    twist, swing = np.concatenate(errors, axis=1)
    return {
        "rig": path.stem,
        "bones": int(shown.sum()),
        "joints": int((selection["tail"] != MARKER).sum()),
        "markers": int((selection["tail"] == MARKER).sum()),
        "windows": len(errors),
        "with_twist": float(twist.mean()),
        "with_twist_p95": float(np.percentile(twist, 95)),
        "swing": float(swing.mean()),
        "joints_pct": float(np.concatenate(missed).mean()),
        "by_bone": twist.mean(0).round(1).tolist(),
        "seconds": seconds / len(errors),
    }


def clips_of(folder: Path, rigs: str) -> list[Path]:
    paths = sorted(folder.glob("*.npz"))
    if rigs == "held_out":
        return [path for path in paths if held_out(path.stem)]
    return [p for p in paths if any(p.match(g + ".npz") for g in rigs.split(","))]


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--rigs", default="held_out", help="or globs of file names")
    parser.add_argument("--case", action="append", help="fields of Case: KEY=VALUE,...")
    parser.add_argument("--windows", type=int, default=1, help="of each clip")
    parser.add_argument("--most", type=int, default=0, help="windows of a rig; 0: all")
    parser.add_argument(
        "--disturb", type=float, default=0, help="noise on codes, cells"
    )
    parser.add_argument("--each", action="store_true", help="a line a rig, too")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def line(name: str, figures: dict[str, Any]) -> str:
    twist, p95, swing, joints, seconds, markers = (figures[key] for key in FIGURES)
    return (
        f"{name[-44:]:44} {twist:5.2f} {p95:5.1f} {swing:6.2f} {joints:7.3f} "
        f"{seconds:6.3f} {markers:7.1f}"
    )


def main() -> None:
    args = parse_args()
    paths, out = clips_of(args.clips, args.rigs), {}
    print(f"{len(paths)} rigs; degrees, joints in % of the diagonal, seconds a window")
    print(f"{'':44} twist   p95  swing  joints   time markers")
    for text in args.case or ["joints=32", "joints=48,markers=16,noise=0.001"]:
        case = Case.parse(text)
        rows = [
            measure(case, path, args.windows, args.most, args.disturb) for path in paths
        ]
        rows = [row for row in rows if row]
        for row in rows if args.each else ():
            print(line(row["rig"], row), flush=True)
        mean = {key: float(np.mean([row[key] for row in rows])) for key in FIGURES}
        out[text] = {"mean": mean, "rigs": rows}
        print(line(text, mean), flush=True)
    if args.json:
        args.json.write_text(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
