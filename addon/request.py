"""What one run of the pipeline works on. Free of bpy."""

from __future__ import annotations

import dataclasses

import numpy as np

from .core.array_types import (
    BoolArray,
    FloatArray,
    IntArray,
    MemoryPlan,
    ModelSpec,
    Pixels,
    Skeleton,
)
from .core.camera_places import SceneCameras
from .core.control_plan import ControlPlan
from .core.front import Front, cameras_before, turned_rig
from .core.timing import Timing
from .settings import Settings
from .take.pins import TakePoses, ways_between


@dataclasses.dataclass
class Request:
    """Everything that generate and finish need; contains no Blender data."""

    settings: Settings
    prompt: str
    armature: str
    # As it stands in the scene.
    skeleton: Skeleton
    # bool [N]: the bones that get keys.
    mask: BoolArray
    spec: ModelSpec
    # float64 [V, 18], around the rig as the engine sees it.
    cameras: FloatArray
    # uint8 [V, H, W, 3]: the rig in rest pose; white for models of pose maps alone.
    views: Pixels
    # The rig's, in world units.
    size: float
    timing: Timing
    warnings: list[str]
    # By stage.
    seconds: dict[str, float]
    # How far something else than its bones (a path, a parent, a constraint) carries the
    # rig during the take, horizontally, in world units.
    carried: float = 0.0
    front: Front = dataclasses.field(default_factory=Front)
    # float64 [4, 4], world: turns the rig to face -Y; None: it does.
    turn: FloatArray | None = None
    # The poses that the take goes through, if there are any.
    poses: TakePoses | None = None
    # Of a rig whose controls are keyed; None: the skeleton's bones are.
    plan: ControlPlan | None = None
    # Can the model's critic judge the take? It knows no words that the model does not.
    judged: bool = True
    # uint8 [V, H, W, 3]: the pose maps of the rest pose; None: the engine draws them.
    pose_views: Pixels | None = None
    # The artist's cameras, where the model sees the rig through them.
    artist_cameras: SceneCameras | None = None
    # What the take needs of memory and time (memory_plan.py), where that is known.
    needs: MemoryPlan | None = None
    # Of the take among its variations, 1 for the best.
    rank: int = 1
    # float64 [4, 4]: the armature's object, in the world, when it was read.
    place: FloatArray = dataclasses.field(default_factory=lambda: np.eye(4))

    @property
    def fps(self) -> float:
        return self.timing.fps

    @property
    def frames(self) -> int:
        """How many of the scene the take has."""
        return self.timing.frames

    @property
    def frames_model(self) -> int:
        """How many the model generates."""
        return self.timing.frames_model

    @property
    def seen_skeleton(self) -> Skeleton:
        """As the engine sees it: facing -Y."""
        if self.turn is None:
            return self.skeleton
        return turned_rig(self.skeleton, self.turn)

    @property
    def turn_back(self) -> FloatArray:
        """float64 [4, 4]: from the rig as the engine sees it to the scene."""
        if self.turn is None:
            return np.eye(4)
        return np.asarray(np.linalg.inv(self.turn), np.float64)

    def ways_back(self, frames: IntArray) -> FloatArray:
        """float64 [n, 3], in the scene: how far generated frames [n] are moved, where
        poses were moved for the model to see them."""
        if self.poses is None:
            return np.zeros((len(frames), 3))
        times = frames / self.timing.rate * self.timing.fps
        period = self.frames - 1 if self.settings.loop else 0
        return ways_between(self.poses, times, period)

    @property
    def scene_cameras(self) -> FloatArray:
        """The cameras as they stand around the rig in the scene."""
        if self.turn is None:
            return self.cameras
        return cameras_before(self.cameras, self.turn)

    @property
    def camera_distances(self) -> FloatArray | float:
        """Of the rig's centre from the cameras, along their axes: [V], or one for
        all."""
        if self.artist_cameras is not None:
            return self.artist_cameras.depths
        return float(self.spec["cameras"]["radius"]) * self.size
