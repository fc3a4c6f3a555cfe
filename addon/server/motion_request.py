"""The body of POST /generate, checked in full before anything is done. Free of bpy.

Facts of the protocol: docs/server.md.
"""

from __future__ import annotations

import dataclasses
import json
import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any, cast

from .errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_JOINTS = 1000
LONGEST_NAME = 128
# Metres; beyond, positions lose their digits.
FARTHEST = 1e5
SMALLEST = 1e-6
MIN_FPS, MAX_FPS = 1.0, 1000.0
MAX_SEED = 2**63
# Of a segment; what a model makes is far less.
MOST_FRAMES = 10**9
# The protocol's default of options.diffusion_steps, which means none in particular.
DEFAULT_STEPS = 100
KNOWN = {
    "protocol_version", "model", "skeleton", "segments", "constraints",
    "duration_frames", "timing", "options",
}  # fmt: skip
KNOWN_OPTIONS = {
    "diffusion_steps", "num_samples", "seed", "post_processing", "transition_frames",
    "guidance", "loop",
}  # fmt: skip


@dataclasses.dataclass
class Joint:
    name: str
    parent: int
    # From its parent's, or from the origin: metres, Y up.
    offset: tuple[float, float, float]


@dataclasses.dataclass
class MotionRequest:
    model: str
    joints: list[Joint]
    # Each with its length in frames.
    prompts: list[tuple[str, int]]
    fps: float
    samples: int = 1
    # None: any.
    seed: int | None = None
    # 0: the model's own.
    steps: int = 0
    guidance: float | None = None
    loop: bool = False
    contacts: bool = True
    # What of the request has no effect.
    warnings: list[str] = dataclasses.field(default_factory=list[str])

    @property
    def frames(self) -> int:
        return sum(frames for _, frames in self.prompts)


def wrong(where: str, message: str) -> ProtocolError:
    error = {"loc": where, "msg": message}
    return ProtocolError(
        "schema_validation", f"{where}: {message}", {"errors": [error]}
    )


def refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def read_json(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"), parse_constant=refuse_constant)
    except RecursionError:
        raise wrong("body", "too many brackets within each other") from None
    except ValueError as error:
        raise wrong("body", f"not JSON ({error})") from None


def read_request(body: bytes, models: list[dict[str, Any]]) -> MotionRequest:
    """models: those of the capabilities. A ProtocolError says what is wrong."""
    data = as_object(read_json(body), "body")
    if "requests" in data:
        raise ProtocolError(
            "invalid_request",
            "this server takes no batches (supports_batch is false); send one request "
            "at a time",
        )
    check_version(data.get("protocol_version"))
    model = find_model(data.get("model"), models)
    joints = read_skeleton(data.get("skeleton"))
    constraints = as_list(data.get("constraints", []), "constraints")
    for n, one in enumerate(constraints):
        kind = as_object(one, f"constraints[{n}]").get("type")
        raise ProtocolError(
            "unsupported_constraint",
            f"constraints[{n}]: this model takes no constraints, also not {kind!r}",
            {"supported_constraints": model["supported_constraints"]},
        )
    warnings = [
        f"The field {key!r} is not known, and has no effect."
        for key in sorted(data.keys() - KNOWN)
    ]
    fps = read_fps(data, model)
    prompts, seed = read_segments(data, model, warnings)
    found = MotionRequest(model["id"], joints, prompts, fps, seed=seed)
    found.warnings = warnings
    read_options(data.get("options"), model, found)
    check_length(found, model)
    return found


def check_version(version: Any) -> None:
    if not isinstance(version, str) or not re.fullmatch(r"\d{1,9}\.\d{1,9}", version):
        raise wrong("protocol_version", 'not a version such as "1.0"')
    if int(version.split(".")[0]) != 1:
        raise ProtocolError(
            "version_unsupported",
            f"protocol_version {version} is not spoken here; send 1.0",
            {"supported_majors": ["1"]},
        )


def find_model(name: Any, models: list[dict[str, Any]]) -> dict[str, Any]:
    if not isinstance(name, str):
        raise wrong("model", "not the id of a model, as in /capabilities")
    for model in models:
        if model["id"] == name:
            return model
    known = [model["id"] for model in models]
    raise ProtocolError(
        "unknown_model",
        f"there is no model {name[:LONGEST_NAME]!r} here, only {', '.join(known)}",
        {"available_models": known},
    )


def read_skeleton(value: Any) -> list[Joint]:
    skeleton = as_object(value, "skeleton")
    for key, only in (("coordinate_system", "right_handed_y_up"), ("units", "meters")):
        if skeleton.get(key, only) != only:
            raise wrong(f"skeleton.{key}", f"only {only!r} is known")
    rows = as_list(skeleton.get("joints"), "skeleton.joints")
    if not rows:
        raise wrong("skeleton.joints", "there are no joints")
    if len(rows) > MOST_JOINTS:
        raise ProtocolError(
            "invalid_skeleton",
            f"the skeleton has {len(rows)} joints; at most {MOST_JOINTS} are animated",
        )
    joints: list[Joint] = []
    index: dict[str, int] = {}
    for n, row in enumerate(rows):
        joint = read_joint(as_object(row, f"skeleton.joints[{n}]"), n, index)
        index[joint.name] = n
        joints.append(joint)
    if all(math.hypot(*joint.offset) < SMALLEST for joint in joints[1:]):
        raise ProtocolError("invalid_skeleton", "all joints lie in one place")
    return joints


def read_joint(row: dict[str, Any], n: int, index: dict[str, int]) -> Joint:
    where = f"skeleton.joints[{n}]"
    name = row.get("name")
    if not isinstance(name, str) or not 1 <= len(name) <= LONGEST_NAME:
        raise wrong(f"{where}.name", f"not a name of 1 to {LONGEST_NAME} characters")
    if name != name.strip() or any(is_control(c) for c in name):
        raise wrong(f"{where}.name", "spaces around it, or control characters in it")
    shown = row.get("display_name")
    shown = shown if isinstance(shown, str) else name
    numbers(row.get("rest_rotation"), 4, f"{where}.rest_rotation")
    x, y, z = numbers(row.get("rest_translation"), 3, f"{where}.rest_translation")
    if max(abs(x), abs(y), abs(z)) > FARTHEST:
        raise wrong(f"{where}.rest_translation", f"beyond {FARTHEST:g} metres")
    if name in index:
        raise bad_skeleton(f"two joints are called {shown!r}", n)
    parent = row.get("parent")
    if parent is None:
        if n:
            raise bad_skeleton(
                f"the joint {shown!r} has no parent; the first joint alone is the root",
                n,
            )
        return Joint(name, -1, (x, y, z))
    if not isinstance(parent, str):
        raise wrong(f"{where}.parent", "neither the name of a joint nor null")
    if parent not in index:
        raise bad_skeleton(
            f"the parent {parent[:LONGEST_NAME]!r} of the joint {shown!r} does not "
            "come before it",
            n,
        )
    return Joint(name, index[parent], (x, y, z))


def bad_skeleton(message: str, n: int) -> ProtocolError:
    return ProtocolError("invalid_skeleton", message, {"joint": n})


def is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs")


def read_fps(data: dict[str, Any], model: dict[str, Any]) -> float:
    if data.get("timing") is None:
        return float(model["fps"])
    (fps,) = numbers([as_object(data["timing"], "timing").get("fps")], 1, "timing.fps")
    if not MIN_FPS <= fps <= MAX_FPS:
        raise ProtocolError(
            "invalid_options",
            f"timing.fps is {fps:g}; {MIN_FPS:g} to {MAX_FPS:g} can be made",
        )
    return fps


def read_segments(
    data: dict[str, Any], model: dict[str, Any], warnings: list[str]
) -> tuple[list[tuple[str, int]], int | None]:
    """(prompts with their lengths, the seed if a lone segment has one)."""
    rows = as_list(data.get("segments", []), "segments")
    if not rows:
        raise wrong("segments", "there are none; say what is to be done")
    if data.get("duration_frames") is not None:
        raise wrong("duration_frames", "the segments have their own; leave it out")
    prompts: list[tuple[str, int]] = []
    seeds: list[int] = []
    for n, value in enumerate(rows):
        where = f"segments[{n}]"
        row = as_object(value, where)
        if row.get("type") not in model["supported_segments"]:
            raise ProtocolError(
                "unsupported_segment",
                f"{where}: this model takes no segments of the type "
                f"{str(row.get('type'))[:LONGEST_NAME]!r}",
                {"supported_segments": model["supported_segments"]},
            )
        prompts.append(read_prompt(row, where, model))
        if row.get("seed") is not None:
            seeds.append(integer(row["seed"], f"{where}.seed") % MAX_SEED)
        if row.get("language") not in (None, "en"):
            warnings.append("The models here know English; the language is not read.")
    if len(rows) > 1 and not model["chunking"] == "stitched":
        raise ProtocolError(
            "invalid_request",
            f"there are {len(rows)} segments; this model makes one at a time",
        )
    if len(rows) > 1 and seeds:
        warnings.append("Of several segments the seeds have no effect.")
    return prompts, seeds[0] if len(rows) == 1 and seeds else None


def read_prompt(
    row: dict[str, Any], where: str, model: dict[str, Any]
) -> tuple[str, int]:
    prompt = row.get("prompt")
    if not isinstance(prompt, str) or not prompt.strip():
        raise wrong(f"{where}.prompt", "not a sentence that says what is to be done")
    if any(unicodedata.category(c) == "Cs" for c in prompt):
        raise wrong(f"{where}.prompt", "half of a character in it")
    longest = model["limits"]["max_prompt_length"]
    if len(prompt) > longest:
        raise ProtocolError(
            "invalid_options",
            f"{where}.prompt has {len(prompt)} characters; at most {longest} are read",
        )
    frames = integer(row.get("duration_frames"), f"{where}.duration_frames")
    if not 1 <= frames <= MOST_FRAMES:
        raise wrong(f"{where}.duration_frames", f"not from 1 to {MOST_FRAMES}")
    return prompt, frames


def read_options(value: Any, model: dict[str, Any], found: MotionRequest) -> None:
    if value is None:
        return
    options = as_object(value, "options")
    found.warnings += [
        f"The option {key!r} is not known, and has no effect."
        for key in sorted(options.keys() - KNOWN_OPTIONS)
    ]
    steps = ranged(options, "diffusion_steps", DEFAULT_STEPS, 1, 500)
    found.steps = 0 if steps == DEFAULT_STEPS else steps
    most = int(model["limits"]["max_num_samples"])
    found.samples = ranged(options, "num_samples", 1, 1, most)
    ranged(options, "transition_frames", 5, 0, 60)
    if options.get("seed") is not None and found.seed is None:
        found.seed = integer(options["seed"], "options.seed") % MAX_SEED
    found.contacts = boolean(options, "post_processing", True)
    found.loop = boolean(options, "loop", False)
    if found.loop and len(found.prompts) > 1:
        raise ProtocolError("invalid_options", "options.loop needs exactly one segment")
    if options.get("guidance") is not None:
        found.guidance = read_guidance(
            as_object(options["guidance"], "guidance"), model
        )


def read_guidance(guidance: dict[str, Any], model: dict[str, Any]) -> float | None:
    kinds = model["supported_guidance_types"]
    kind = guidance.get("type")
    if kind not in kinds:
        raise ProtocolError(
            "invalid_options",
            f"options.guidance.type may be {' or '.join(kinds)}",
            {"supported_guidance_types": kinds},
        )
    weights = as_list(guidance.get("weight", []), "options.guidance.weight")
    if kind == "nocfg" and not weights:
        return 1.0
    if kind == "regular" and len(weights) == 1:
        (weight,) = numbers(weights, 1, "options.guidance.weight")
        if 0.0 <= weight <= 100.0:
            return weight
    raise ProtocolError(
        "invalid_options",
        "options.guidance.weight is one number from 0 to 100 for regular, none for "
        "nocfg",
    )


def check_length(found: MotionRequest, model: dict[str, Any]) -> None:
    seconds, most = found.frames / found.fps, model["limits"]["max_duration_seconds"]
    if seconds > most:
        raise ProtocolError(
            "invalid_options",
            f"{found.frames} frames at {found.fps:g} a second are {seconds:.2f} s; at "
            f"most {most:g} s are made",
            {"max_duration_seconds": most},
        )


# Values ------------------------------------------------------------------------------


def as_object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise wrong(where, "not an object")
    return cast("dict[str, Any]", value)


def as_list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise wrong(where, "not a list")
    return cast("list[Any]", value)


def integer(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong(where, "not a whole number")
    return value


def boolean(options: dict[str, Any], key: str, default: bool) -> bool:
    value = options.get(key, default)
    if not isinstance(value, bool):
        raise wrong(f"options.{key}", "neither true nor false")
    return value


def ranged(options: dict[str, Any], key: str, default: int, low: int, high: int) -> int:
    value = integer(options.get(key, default), f"options.{key}")
    if not low <= value <= high:
        raise ProtocolError(
            "invalid_options", f"options.{key} is {value}; it may be {low} to {high}"
        )
    return value


def numbers(value: Any, count: int, where: str) -> list[float]:
    message = "not a number" if count == 1 else f"not {count} numbers"
    if not isinstance(value, list) or len(cast("list[Any]", value)) != count:
        raise wrong(where, message)
    found = [finite(v) for v in cast("Iterable[Any]", value)]
    if None in found:
        raise wrong(where, message)
    return cast("list[float]", found)


def finite(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
