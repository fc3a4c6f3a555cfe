"""What a solver gets of a clip: pose maps and cameras."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import animax_native
import numpy as np

from addon.roundtrip import accuracy
from addon.views import camera_rig

from .clips import FOLDER, SKELETON, Clip

# As in addon/roundtrip/roundtrip.py; no model's (docs/extending/pose-map-style.md).
RADIUS_AT_128 = 2.5


@dataclass
class Case:
    """name: clean, noise, drop or vae; size: of the maps, pixels."""

    name: str
    size: int

    @property
    def noise(self) -> float:
        return 1.0 if self.name == "noise" else 0.0


@dataclass
class Model:
    """A model: its cameras are used and, in case "vae", its joint selection and VAE."""

    engine: object
    weights: bytes  # of the VAE

    @classmethod
    def open(cls, folder: Path) -> Model:
        engine = animax_native.Engine(str(folder), threads=1)
        vae = engine.model.get("vae")  # models of fields have none
        return cls(engine, (folder / vae["file"]).read_bytes() if vae else b"")

    def blur(self, maps: np.ndarray, smear: float = 0.0) -> np.ndarray:
        """Maps through the VAE; kept in build/bench/vae, for this is most of a run.
        smear: share of the previous frame that is mixed into a frame's latents."""
        words = f"{smear}".encode() if smear else b""
        key = hashlib.sha256(self.weights + maps.tobytes() + words).hexdigest()[:24]
        path = FOLDER.parent / "vae" / f"{key}.npz"
        if path.exists():
            with np.load(path) as file:
                return file["maps"]
        latents = self.engine.encode(maps)
        if smear:
            before = np.concatenate([latents[:, :, :1], latents[:, :, :-1]], axis=2)
            latents = (1 - smear) * latents + np.float32(smear) * before
        maps = np.ascontiguousarray(self.engine.decode(np.ascontiguousarray(latents)))
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part.npz")
        np.savez_compressed(part, maps=maps)
        part.replace(path)
        return maps


@dataclass
class Scene:
    clip: Clip
    case: Case
    rig: dict
    chosen: dict  # of select_joints
    truth: np.ndarray  # float64 [F, J, 3]
    cameras: np.ndarray
    colours: np.ndarray
    maps: np.ndarray  # uint8 [V, F, H, W, 3]
    radius: float
    version: int = 1  # of the drawing
    seed: int = 0
    observations: dict = field(default_factory=dict)  # by detector (solvers.py)

    @property
    def diagonal(self) -> float:
        return float(np.linalg.norm(np.ptp(self.chosen["position"], axis=0)))


def build(clip: Clip, case: Case, model: Model, smear: float = 0.0) -> Scene:
    spec = model.engine.model
    rig = {k: clip.rig[k] for k in SKELETON if k in clip.rig}
    options, radius = {}, RADIUS_AT_128 * (case.size / 128) ** 0.5
    if case.name == "vae":
        style = spec["pose_map"]
        options = {k: style[k] for k in ("max_joints", "merge")}
        radius = style["radius"]
        if style.get("tails") == "reach":
            rig["lengths"] = clip.rig["reach"]
    chosen = animax_native.select_joints(rig, **options)
    truth = accuracy.joint_positions(rig, chosen, clip.matrices)
    corners = np.concatenate([chosen["position"], truth.reshape(-1, 3)])
    centre, scale = animax_native.normalise(
        np.ascontiguousarray(corners), spec["cameras"]["margin"]
    )
    cameras = camera_rig.place(spec["cameras"], centre, scale, case.size)
    seed = sum(clip.name.encode())
    if case.name == "drop":
        cameras = np.delete(cameras, seed % len(cameras), axis=0)
        cameras = np.ascontiguousarray(cameras)
    colours = animax_native.joint_colours(chosen["position"])
    maps = animax_native.draw_pose_maps(
        truth, chosen["parent"], colours, cameras, radius=radius
    )
    if case.name == "vae":
        maps = model.blur(maps, smear)
        truth = truth[: maps.shape[1]]
    return Scene(
        clip, case, rig, chosen, truth, cameras, colours, maps, radius, seed=seed
    )


def noisy(points: np.ndarray, scene: Scene) -> np.ndarray:
    """The same noise for every solver, on every view, frame and joint."""
    random = np.random.Generator(np.random.Philox(scene.seed))
    return points + random.normal(0.0, scene.case.noise, points.shape)
