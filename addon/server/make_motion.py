"""The takes of a request: a rig from its joints, and the pipeline on it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import bpy

from .. import pipeline, variations
from ..clips.frame_rate import set_fps
from ..core.prompt_list import TimedPrompt, in_one
from ..io import scene_files
from ..rig.blender_context import current_scene
from ..settings import Settings
from . import answer, joints
from .motion_request import MAX_SEED

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..core.array_types import EngineResult
    from ..request import Request
    from .motion_request import MotionRequest


def make_motion(
    asked: MotionRequest,
    base: Settings,
    generate: Callable[[Request], EngineResult],
    check: Callable[[], None],
) -> list[answer.Sample]:
    """Replaces everything in this Blender. base: model and device. check: raises what
    ends the job."""
    scene_files.check_session_folder()
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = current_scene()
    set_fps(scene, asked.fps)
    armature, names = joints.make_rig(asked.joints)
    seed = random.randrange(2**32) if asked.seed is None else asked.seed
    samples = []
    for number in range(asked.samples):
        check()
        own = settings_of(asked, base, (seed + number) % MAX_SEED)
        request = pipeline.prepare(scene, own, armature)
        result = generate(request)
        check()
        action = pipeline.finish(scene, request, result)
        turned, root = joints.read_take(armature, names, asked.frames)
        about: dict[str, Any] = {
            "seed": own.seed,
            "warnings": [*asked.warnings, *request.warnings],
        }
        report = variations.report_of(request, result, action)
        about.update({k: v for k, v in report.items() if k in ("confidence", "match")})
        samples.append(answer.Sample(turned, root, about))
        bpy.data.actions.remove(action)
    return samples


def settings_of(asked: MotionRequest, base: Settings, seed: int) -> Settings:
    rows, at = [], 0
    for prompt, frames in asked.prompts:
        at += frames
        rows.append(TimedPrompt(prompt, at / asked.fps))
    # The last one ends with the take.
    rows[-1] = TimedPrompt(rows[-1].prompt)
    several = len(rows) > 1
    return Settings(
        prompt=in_one(tuple(rows)),
        prompts=tuple(rows) if several else (),
        frames=asked.frames,
        seed=seed,
        loop=asked.loop,
        contacts=asked.contacts,
        steps=asked.steps,
        guidance=asked.guidance,
        model=base.model,
        device=base.device,
        precision=base.precision,
        threads=base.threads,
    )
