"""How good a take is: how sure its joints are, and what the model's critic says of it.

Free of bpy.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .array_types import BoolArray, EngineResult, ModelSpec

# Mean joint speed, in longest sides of the rest pose's box a frame of the model, above
# which a prompt asks for motion: idling is slower, nodding is not.
ASKS_FOR_MOTION = 0.005
# Of the speed that the prompt suggests: below it a take stands still.
STILL = 0.25
# Confidence up to which a joint counts as not seen.
UNSEEN = 0.01
# `match` below which a take may show something else.
LOW_MATCH = 0.15


def mean_quality(result: EngineResult) -> dict[str, float]:
    """confidence and residual_px, the means over frames and joints (docs/report.md)."""
    found: dict[str, float] = {}
    for key in ("confidence", "residual_px"):
        if key in result:
            found[key] = float(result[key].mean())
    return found


def finite_value(result: EngineResult, key: str) -> float | None:
    """A number of the engine's (`match`, `speed`, `expected_speed`, `amplified`,
    `prompt_known`);
    None where the model has no say on the take."""
    value = result.get(key)
    return float(value) if value is not None and math.isfinite(value) else None


def match_of(spec: ModelSpec, result: EngineResult) -> float | None:
    """How well the take shows what the prompt asks for, 0 to 1: the critic's cosine
    between those of real clips with a wrong sentence and with their own."""
    cosine = finite_value(result, "match")
    if cosine is None:
        return None
    critic = spec.get("critic", {})
    low, high = critic.get("low", -1.0), critic.get("high", 1.0)
    return min(1.0, max(0.0, (cosine - low) / (high - low)))


def unseen_warnings(result: EngineResult, given: BoolArray | None = None) -> list[str]:
    """Where the views show no joint in frames that were generated. given: bool [F], the
    frames that were not."""
    confidence = result["confidence"]
    rows = confidence if given is None else confidence[~given]
    unseen = int((~(rows > UNSEEN).any(axis=1)).sum())
    if not unseen:
        return []
    if unseen == len(rows):
        return [
            "No joint was seen in what the model generated (confidence 0), so the take "
            "is a guess. Try another seed, or another model."
        ]
    return [
        f"In {unseen} of {len(rows)} generated frames no joint was seen (confidence "
        "0), so their poses are a guess. Try another seed."
    ]


def prompt_warnings(spec: ModelSpec, result: EngineResult) -> list[str]:
    """Where the prompt, or one of several, is unlike all that the model learnt from."""
    nearest = finite_value(result, "prompt_known")
    low = spec.get("known_prompts", {}).get("low", -1.0)
    if nearest is None or nearest >= low:
        return []
    return [
        "The prompt is unlike the sentences that the model learnt from (cosine "
        f"{nearest:.2f} to the nearest; {low:g} or more are usual), so the take may "
        'show anything. Describe the motion in plain English, such as "a dog walks".'
    ]


def critic_warnings(
    spec: ModelSpec, result: EngineResult, several: bool = False
) -> list[str]:
    """What the critic finds wrong with a take; nothing where there is none. several: it
    is the best of variations."""
    found: list[str] = []
    more = "more variations" if several else "variations"
    speed = finite_value(result, "speed")
    expected = finite_value(result, "expected_speed")
    if (
        speed is not None
        and expected is not None
        and expected > ASKS_FOR_MOTION
        and speed < STILL * expected
    ):
        found.append(
            f"The take hardly moves: at {100 * speed / expected:.0f} % of the speed "
            "that the prompt suggests. Reword the prompt, raise the guidance "
            f"(--guidance) or try {more} (--variations)."
        )
    match = match_of(spec, result)
    if match is not None and match < LOW_MATCH:
        found.append(
            f"The take may not show what the prompt asks for (match {match:.2f}). Try "
            f"{more} (--variations), or reword the prompt."
        )
    return found
