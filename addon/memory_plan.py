"""What a take would take of memory and time, before it is made. Free of bpy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .core import native
from .core.duration import duration
from .core.errors import MEMORY, MODEL, AnimaxError
from .core.joints import select_joints

if TYPE_CHECKING:
    from typing import Any

    from .core.array_types import MemoryPlan, ModelSpec, Skeleton
    from .core.timing import Timing
    from .settings import Settings


MB = 1_000_000
# Smaller models fit, and take seconds: what is planned would take longer than it saves.
LARGE_MODEL = 256 * MB
# Estimates beyond so many seconds are made from products that are timed here.
TIMED_FROM = 60.0
# The panel asks before it begins a take of so many seconds.
ASKED_FROM = 180.0


def weights_bytes(folder: str | Path, spec: ModelSpec) -> int:
    """About what the model's files of weights have in all; a text encoder is not
    counted, which is never in memory as a whole."""
    transformer: dict[str, Any] = spec.get("transformer", {})
    names = [*transformer.get("files", ["transformer.safetensors"])]
    names += [str(spec.get("vae", {}).get("file", "vae.safetensors"))]
    places = {(Path(folder) / name).parent for name in names}
    return sum(f.stat().st_size for p in places for f in p.glob("*.safetensors"))


def needs_plan(settings: Settings, spec: ModelSpec) -> bool:
    try:
        size = weights_bytes(settings.model, spec)
    except OSError:
        return False  # the engine says what is wrong
    return settings.memory_limit > 0 or size > LARGE_MODEL


def plan_take(
    settings: Settings,
    spec: ModelSpec,
    rig: Skeleton,
    frames: int,
    views: int,
    timed: bool = False,
) -> MemoryPlan:
    """rig: as the engine sees it. frames: of the model. timed: estimate the time from
    products that are timed, even where it is short."""
    markers = min(int(spec["pose_map"].get("max_markers", 0)), len(rig["parents"]))
    joints = len(select_joints(rig, spec)["position"]) + markers
    guidance = settings.guidance

    def ask(timed: bool) -> MemoryPlan:
        with native.translate_errors(MODEL) as module:
            return module.plan(
                settings.model,
                views=views,
                frames=frames,
                steps=settings.steps,
                guidance_text=float("nan") if guidance is None else float(guidance),
                bones=len(rig["parents"]),
                joints=joints,
                preview=settings.keeps_pictures,
                timed=timed,
                device=settings.device,
                threads=settings.threads,
                precision=settings.precision,
                memory_limit=settings.memory_limit * MB,
            )

    plan = ask(timed)
    if not timed and plan["seconds"] > TIMED_FROM:
        plan = ask(True)
    takes = max(1, settings.variations)
    plan["seconds"] = sum(
        one["seconds"] * (1 if name == "load" else takes)
        for name, one in plan["stages"].items()
    )
    return plan


def before_take(
    settings: Settings,
    spec: ModelSpec,
    rig: Skeleton,
    times: Timing,
    views: int,
    dry: bool,
) -> MemoryPlan | None:
    """What a take of a large model takes; an AnimaxError if that is not there. dry: of
    any model, and without the error."""
    if not dry and not needs_plan(settings, spec):
        return None
    plan = plan_take(settings, spec, rig, times.frames_model, views, timed=dry)
    if not dry:
        check(plan)
    return plan


def check(plan: MemoryPlan) -> None:
    """An AnimaxError if the take does not fit."""
    if not plan["fits"]:
        raise AnimaxError(plan["advice"], MEMORY)


def streams(plan: MemoryPlan | None) -> bool:
    """Is the engine to read the transformer's blocks when it needs them?"""
    return plan is not None and plan["stream"]


def is_long(plan: MemoryPlan | None) -> bool:
    """Is the panel to ask before it begins the take?"""
    return plan is not None and plan["seconds"] > ASKED_FROM


def question(plan: MemoryPlan) -> list[str]:
    """What it asks, line by line."""
    return [
        f"This take is estimated to take {duration(plan['seconds'])} and "
        f"{size(plan['memory_mb'])} of memory.",
        f"{plan['views']} views, {plan['frames']} frames, {plan['steps']} steps; Esc "
        "cancels it at any time.",
        "Fewer steps or views take less.",
    ]


def size(mb: float) -> str:
    return f"{mb / 1000:.1f} GB" if mb >= 1000 else f"{max(1, round(mb))} MB"


def summary(plan: MemoryPlan) -> str:
    """In one sentence."""
    return (
        f"About {duration(plan['seconds'])}, and {size(plan['memory_mb'])} of memory "
        f"({size(plan['available_mb'])} are available)"
    )


def lines(plan: MemoryPlan) -> list[str]:
    """The plan for people: sizes, weights, stages, sum."""
    weights = plan["weights_mb"]
    parts = ", ".join(
        f"{name} {size(weights[name])}"
        for name in ("transformer", "vae", "text", "other")
        if weights[name]
    )
    if weights["streamed"]:
        parts += f"; {size(weights['streamed'])} of the text encoder are read for "
        parts += "each prompt"
    found = [
        f"{plan['views']} views, {plan['frames']} frames of {plan['width']} x "
        f"{plan['height']} pixels, {plan['steps']} steps, {plan['forwards']} passes of "
        "the transformer",
        f"weights: {parts}",
    ]
    if plan["stream"]:
        found.append("the transformer's blocks are read in turn, two in memory")
    for name, stage in plan["stages"].items():
        found.append(
            f"{name:7} {size(stage['memory_mb']):>7}, {duration(stage['seconds'])}"
        )
    if plan["device_memory_mb"]:
        found.append(f"on the card: {size(plan['device_memory_mb'])}")
    found.append(
        f"at most {size(plan['memory_mb'])}, besides about {size(plan['library_mb'])} "
        f"for oneDNN and {size(plan['process_mb'])} for Blender; "
        f"{size(plan['available_mb'])} are available"
    )
    found.append(f"about {duration(plan['seconds'])} in all")
    return found
