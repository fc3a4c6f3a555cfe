"""Several takes of one request, of which the best is kept: made one after another with
seeds that follow one another, and ranked by what the model's critic says of them.

The others are written as further Actions, or dropped.
"""

from __future__ import annotations

import dataclasses
import json
import time
from typing import TYPE_CHECKING

import bpy

from .clips import keyframes, take_action
from .core import quality
from .core.errors import AnimaxError, CancelledError
from .core.quality import finite_value, match_of, mean_quality
from .settings import echo

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .core.array_types import EngineResult, Report
    from .core.jobs import Progress
    from .request import Request
    from .rig.blender_types import ArmatureObject

    Make = Callable[[Request, Progress | None], EngineResult]
    Write = Callable[[bpy.types.Scene, Request, EngineResult], bpy.types.Action]

# Of an engine's result: what a preview alone needs, a hundred times all the rest.
PICTURES = ("pose", "rgb")
SEEDS = 2**63


# Making them -------------------------------------------------------------------------


def generate(request: Request, make: Make, progress: Progress | None) -> EngineResult:
    """The best of the takes that the settings ask for, with its `seed`; the results of
    the others, best first and without pictures, are its `others`. For any thread."""
    count = request.settings.variations
    watch = Watch(progress, count) if progress is not None and count > 1 else None
    found: list[EngineResult] = []
    for number in range(count):
        seed = (request.settings.seed + number) % SEEDS
        settings = dataclasses.replace(request.settings, seed=seed)
        if watch is not None:
            watch.begin(number)
        result = make(
            dataclasses.replace(request, settings=settings), watch or progress
        )
        result["seed"] = seed
        found = ranked([*found, result])
        for other in found[1:]:
            for key in PICTURES:
                other.pop(key, None)
    best, others = found[0], found[1:]
    best["others"] = others
    if others:
        best["seconds"] = total_seconds(found)
        peaks = [r["peak_memory_mb"] for r in found if "peak_memory_mb" in r]
        if peaks:
            best["peak_memory_mb"] = max(peaks)
    return best


def total_seconds(results: list[EngineResult]) -> dict[str, float]:
    """By stage."""
    total: dict[str, float] = {}
    for result in results:
        for stage, seconds in result.get("seconds", {}).items():
            total[stage] = total.get(stage, 0.0) + seconds
    return total


class Watch:
    """Progress over all takes, from that of each."""

    def __init__(self, progress: Progress, count: int) -> None:
        self.progress, self.count, self.number = progress, count, 0
        self.first = self.started = time.monotonic()

    def begin(self, number: int) -> None:
        self.number, self.started = number, time.monotonic()

    def __call__(
        self, stage: str, step: int, total: int, seconds_left: float | None
    ) -> None:
        self.progress(
            f"{stage} (take {self.number + 1} of {self.count})",
            self.number * total + step,
            self.count * total,
            self.left(seconds_left),
        )

    def left(self, stage_left: float | None) -> float | None:
        """Seconds; None or less than 0: not known yet. Takes are equally long."""
        spent = time.monotonic() - self.started
        if self.number:
            each = (self.started - self.first) / self.number
            return max(0.0, each * (self.count - self.number) - spent)
        if stage_left is None or stage_left < 0:
            return stage_left
        return stage_left + (self.count - 1) * (spent + stage_left)


# Ranking them ------------------------------------------------------------------------


def ranked_by(results: list[EngineResult]) -> str:
    """`match`, or `confidence` where the critic did not judge them all."""
    judged = all(finite_value(r, "match") is not None for r in results)
    return "match" if judged else "confidence"


def ranked(results: list[EngineResult]) -> list[EngineResult]:
    """Best first; of equals the one with the lower seed. By the cosine, not by what the
    report shows, which is the same for all beyond its ends."""
    if ranked_by(results) == "match":
        return sorted(results, key=lambda r: -(finite_value(r, "match") or 0.0))
    return sorted(results, key=lambda r: -mean_quality(r).get("confidence", 0.0))


# Writing them ------------------------------------------------------------------------


def write_all(
    scene: bpy.types.Scene,
    request: Request,
    result: EngineResult,
    write: Write,
    check: Callable[[], None],
) -> bpy.types.Action:
    """The best take's Action, which the rig plays, and below it in the list of Actions
    the others, named and numbered by rank. All have a fake user, so that none is lost
    when the artist picks another. check: called before each take; what it raises ends
    the work, and the scene is as it was."""
    start = time.perf_counter()
    armature: Any = scene.objects[request.armature]
    written: list[bpy.types.Action] = []
    try:
        for rank, other in enumerate(result["others"], 2):
            check()
            written += write_other(scene, request, other, write, rank, armature)
        check()
        result["seconds"]["keyframes"] = (
            result["seconds"].get("keyframes", 0.0) + time.perf_counter() - start
        )
        action = write(scene, request, result)
    except BaseException:
        for action in written:
            bpy.data.actions.remove(action)
        raise
    describe(action, request, result)
    action.use_fake_user = True
    known = set(request.warnings)
    for other in result["others"]:
        texts = [text for text in other.pop("warnings", []) if text not in known]
        request.warnings += [f"Action {other['action']!r}: {text}" for text in texts]
    return action


def write_other(
    scene: bpy.types.Scene,
    request: Request,
    other: EngineResult,
    write: Write,
    rank: int,
    armature: ArmatureObject,
) -> list[bpy.types.Action]:
    """The Action; none, and a warning, where this take alone cannot be written. The rig
    plays what it did before."""
    before = keyframes.remember(armature)
    own = dataclasses.replace(request, rank=rank, warnings=[])
    try:
        action = write(scene, own, other)
    except CancelledError:
        raise
    except AnimaxError as error:
        message = f"The take with the seed {other['seed']} was not written: {error}"
        request.warnings.append(message)
        return []
    keyframes.undo(armature, before, None)
    describe(action, own, other)
    action.use_fake_user = True
    other["action"] = action.name
    other["warnings"] = own.warnings
    return [action]


TEXTS = (take_action.MODEL, take_action.MODEL_VERSION)
# What belongs to the machine, or is told elsewhere.
NOT_TOLD = (
    "prompt", "seed", "armature", "model", "device", "precision", "threads", "preview",
    "variations", "variation_clips", "template_dir", "sequences",
)  # fmt: skip


def describe(action: bpy.types.Action, request: Request, result: EngineResult) -> None:
    """Writes on the take's Action how it was made, enough to make it again from the
    file alone, and how good it is."""
    told = {k: v for k, v in echo(request.settings).items() if k not in NOT_TOLD}
    values = {
        take_action.PROMPT: request.prompt,
        take_action.SEED: str(result.get("seed", request.settings.seed)),
        take_action.SETTINGS: json.dumps(told, sort_keys=True),
        take_action.FRAMES: request.frames,
        take_action.FPS: float(request.fps),
        take_action.MODEL: request.spec.get("name"),
        take_action.MODEL_VERSION: request.spec.get("version"),
        take_action.MATCH: match_of(request.spec, result),
        take_action.CAMERAS: camera_rows(request),
        take_action.CONFIDENCE: mean_quality(result).get("confidence"),
    }
    values |= dict.fromkeys((take_action.UNDECIDED, take_action.FORMER))
    for key, value in values.items():
        if value is not None:
            action[key] = str(value) if key in TEXTS else value
        elif key in action:
            # Of the Action that this one began as a copy of.
            del action[key]


def camera_rows(request: Request) -> str | None:
    if request.artist_cameras is None:
        return None
    return json.dumps(request.scene_cameras.round(9).tolist())


def description(armature: Any) -> str:
    """How good the take is that the rig plays; "" where it plays none."""
    data = armature.animation_data
    action: Any = data.action if data is not None else None
    if action is None or take_action.SEED not in action:
        return ""
    parts: list[str] = []
    for name, key in (
        ("match", take_action.MATCH),
        ("confidence", take_action.CONFIDENCE),
    ):
        if key in action:
            parts.append(f"{name} {action[key]:.2f}")
    parts.append(f"seed {action[take_action.SEED]}")
    text = ", ".join(parts)
    return text[0].upper() + text[1:]


def choice_text(result: EngineResult) -> str:
    """Which of several takes was kept, to be appended to a message; "" of one."""
    count = len(result.get("others", [])) + 1
    return f"; the best of {count} takes has the seed {result['seed']}" * (count > 1)


# Reporting them ----------------------------------------------------------------------


def warnings(request: Request, result: EngineResult) -> list[str]:
    """What the artist should know of the kept take and of how it was chosen."""
    others = result.get("others", [])
    given = request.poses.given.given if request.poses is not None else None
    found = quality.unseen_warnings(result, given)
    found += quality.prompt_warnings(request.spec, result)
    found += quality.critic_warnings(request.spec, result, bool(others))
    if others and ranked_by([result, *others]) == "confidence":
        found.append(
            "Nothing says how well the takes match the prompt (the model has no "
            "critic, or it did not judge them), so the variations are ranked by "
            "confidence."
        )
    return found


def report_of(
    request: Request, result: EngineResult, action: bpy.types.Action
) -> Report:
    """The report's fields of the kept take, and of the variations by rank."""
    found: Report = {**mean_quality(result), "seed": result["seed"]}
    match = match_of(request.spec, result)
    if match is not None:
        found["match"] = match
    amplified = finite_value(result, "amplified")
    if amplified is not None:
        found["amplified"] = round(amplified, 3)
    known = finite_value(result, "prompt_known")
    if known is not None:
        found["prompt_known"] = round(known, 4)
    results = [{**result, "action": action.name}, *result.get("others", [])]
    if len(results) > 1:
        found["ranked_by"] = ranked_by(results)
        found["variations"] = [
            {
                "seed": one["seed"],
                "match": match_of(request.spec, one),
                "confidence": mean_quality(one).get("confidence"),
                "action": one.get("action"),
            }
            for one in results
        ]
    return found
