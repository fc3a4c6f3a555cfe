"""A take on a small rig made for it, in a scene of its own: what this machine can do.

Nothing of it stays in the file.
"""

from __future__ import annotations

import contextlib
import os
import platform
import time
from typing import TYPE_CHECKING

import bpy
import numpy as np

from . import pipeline
from .core import model_config, native
from .core.errors import MODEL, AnimaxError
from .settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .core.array_types import EngineResult
    from .core.jobs import CancelFlag, Progress, Work
    from .request import Request

NAME = "AnimaX Self-Test"
PROMPT = "a dog walks"
# The Blenders that the add-on is tested with.
OLDEST, NEWEST = (3, 4), (5, 3)
# Head and tail of each bone of a small quadruped that faces -Y, and its parent.
SPINE = {
    "hips": ((0, 0.4, 0.6), (0, 0.0, 0.62), ""),
    "chest": ((0, 0.0, 0.62), (0, -0.4, 0.64), "hips"),
    "neck": ((0, -0.4, 0.64), (0, -0.6, 0.85), "chest"),
    "head": ((0, -0.6, 0.85), (0, -0.85, 0.82), "neck"),
    "tail": ((0, 0.4, 0.6), (0, 0.8, 0.7), "hips"),
}
LEGS = {"front": (-0.35, "chest"), "back": (0.35, "hips")}


def bones() -> dict[str, tuple[Any, Any, str]]:
    """Name -> (head, tail, parent); parents first."""
    found: dict[str, tuple[Any, Any, str]] = dict(SPINE)
    for place, (y, parent) in LEGS.items():
        for side, x in (("L", 0.15), ("R", -0.15)):
            upper, lower = f"{place}_leg.{side}", f"{place}_foot.{side}"
            found[upper] = ((x, y, 0.55), (x, y + 0.03, 0.3), parent)
            found[lower] = ((x, y + 0.03, 0.3), (x, y, 0.03), upper)
    return found


@contextlib.contextmanager
def small_rig() -> Iterator[tuple[Any, Any]]:
    """(scene, armature): the context's, until it is removed."""
    scene: Any = bpy.data.scenes.new(NAME)
    data: Any = bpy.data.armatures.new(NAME)
    armature: Any = bpy.data.objects.new(NAME, data)
    mesh: Any = None
    actions = set(bpy.data.actions)
    context: Any = bpy.context
    try:
        scene.collection.objects.link(armature)
        layer = scene.view_layers[0]
        layer.objects.active = armature
        names = {"scene": scene, "view_layer": layer, "active_object": armature}
        with context.temp_override(**names, object=armature):
            make_bones(data)
            mesh = make_mesh(armature)
            scene.collection.objects.link(mesh)
            layer.update()
            yield scene, armature
    finally:
        # The Action goes before what plays it, so that nobody else's is touched.
        for action in [a for a in bpy.data.actions if a not in actions]:
            bpy.data.actions.remove(action)
        skin = mesh.data if mesh is not None else None
        for obj in (mesh, armature):
            if obj is not None:
                bpy.data.objects.remove(obj)
        if skin is not None:
            bpy.data.meshes.remove(skin)
        bpy.data.armatures.remove(data)
        bpy.data.scenes.remove(scene)


def make_bones(data: Any) -> None:
    bpy.ops.object.mode_set(mode="EDIT")
    for name, (head, tail, parent) in bones().items():
        bone = data.edit_bones.new(name)
        bone.head, bone.tail = head, tail
        if parent:
            bone.parent = data.edit_bones[parent]
    bpy.ops.object.mode_set(mode="OBJECT")


def make_mesh(armature: Any) -> Any:
    """A box around each bone, moved by it alone."""
    corners: list[Any] = []
    faces: list[tuple[int, ...]] = []
    sides = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4),
             (1, 5, 7, 3))  # fmt: skip
    for head, tail, _ in bones().values():
        low = np.minimum(head, tail) - 0.04
        high = np.maximum(head, tail) + 0.04
        first = len(corners)
        corners += [
            (x, y, z)
            for x in (low[0], high[0])
            for y in (low[1], high[1])
            for z in (low[2], high[2])
        ]
        faces += [tuple(first + n for n in side) for side in sides]
    data = bpy.data.meshes.new(NAME)
    data.from_pydata(corners, [], faces)
    mesh: Any = bpy.data.objects.new(NAME, data)
    for number, name in enumerate(bones()):
        group = mesh.vertex_groups.new(name=name)
        group.add(list(range(8 * number, 8 * number + 8)), 1.0, "REPLACE")
    mesh.modifiers.new(NAME, "ARMATURE").object = armature
    mesh.parent = armature
    return mesh


def prepare(settings: Settings) -> Request:
    """settings: of those the machine's count: model, device, threads."""
    chosen = Settings(
        prompt=PROMPT, seed=1, cameras="model", model=settings.model,
        device=settings.device, threads=settings.threads, precision=settings.precision,
    )  # fmt: skip
    with small_rig() as (scene, armature):
        return pipeline.prepare(scene, chosen, armature)


def work(request: Request) -> Work:
    """For any thread: the take, and what other devices there are."""

    def run(progress: Progress, cancel: CancelFlag) -> EngineResult:
        result = pipeline.generate(request, None, progress, cancel)
        result["cuda"] = cuda_text()
        return result

    return run


def cuda_text() -> str:
    """The graphics card that CUDA runs on, or why none does."""
    try:
        with native.translate_errors(MODEL) as module:
            return str(module.Engine(str(native.default_model()), device="cuda").device)
    except AnimaxError as error:
        return str(error)


def finish(request: Request, result: EngineResult) -> list[str]:
    """Writes the take on a rig that is the same, and takes it away; what to say."""
    start = time.perf_counter()
    with small_rig() as (scene, armature):
        request.armature = armature.name
        pipeline.finish(scene, request, result)
        moves = moved(scene, armature, request.frames)
    if moves < 0.01:
        raise AnimaxError("The self-test's take does not move its rig.", MODEL)
    seconds = dict(result["seconds"])
    load, total = seconds.get("load", 0.0), sum(seconds.values())
    spent = total - load
    memory = result.get("peak_memory_mb")
    needed = f", {memory:.0f} MB of memory" if memory else ""
    last = time.perf_counter() - start
    return [
        *machine(),
        f"Device: {result['device']}",
        f"CUDA: {result['cuda']}",
        f"Model: {model_config.model_name(request.spec)}, opened in {load:.2f} s",
        f"A take of {request.frames} frames in {spent:.2f} s{needed}, "
        f"written in {last:.2f} s",
        *request.warnings,
    ]


def moved(scene: Any, armature: Any, frames: int) -> float:
    """How far a bone's tail goes at most, of the rig's length."""
    places: list[Any] = []
    for frame in range(frames):
        scene.frame_set(scene.frame_start + frame)
        places.append([tuple(bone.tail) for bone in armature.pose.bones])
    return float(np.ptp(np.array(places), axis=0).max())


def machine() -> list[str]:
    version = bpy.app.version
    tested = OLDEST <= tuple(version[:2]) <= NEWEST
    supported = (
        "supported" if tested else
        f"not tested: the add-on is tested with {'.'.join(map(str, OLDEST))} to "
        f"{'.'.join(map(str, NEWEST))}"
    )  # fmt: skip
    memory = ""
    with contextlib.suppress(AttributeError, ValueError, OSError):
        pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        memory = f", {pages / 1e9:.1f} GB of memory"
    system = f"{platform.system()} {platform.machine()}"
    return [
        f"Blender {'.'.join(map(str, version))}: {supported}",
        f"{system}, {os.cpu_count()} processors{memory}",
    ]
