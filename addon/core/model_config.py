"""What the add-on needs of model.json before the weights are loaded.

Free of bpy. The engine reads and checks all of it; what it accepts is as
docs/model-format.md says.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from . import native
from .errors import CHOOSE_MODEL, MODEL, AnimaxError, Remedy

if TYPE_CHECKING:
    from typing import Any

    from .array_types import ModelSpec


# Policies for the tails of leaf bones, rig/leaf_tails.py, by their names in model.json.
CLIP_TO_BOUNDS, SKIN_EXTENT = "clip_to_bounds", "skin_extent"
LEAF_TAIL_POLICIES = {"box": CLIP_TO_BOUNDS, "reach": SKIN_EXTENT}
# Whole numbers, which model.json may write as 9.0.
WHOLE = {
    "video": ("width", "height", "frames"),
    "cameras": ("min_views", "max_views"),
    "pose_map": ("version", "max_joints", "max_markers"),
    "text": ("max_tokens",),
}


def read_model_config(folder: str | Path) -> ModelSpec:
    """model.json as a dict, checked by the engine; an AnimaxError with status 4 if that
    is no model."""
    try:
        with native.translate_errors(MODEL) as module:
            spec: ModelSpec = module.read_model(str(folder))
    except ValueError as error:
        # What cannot be the name of a file: NUL, half a surrogate pair.
        raise AnimaxError(
            f"There is no model at {str(folder)!r} ({error}).",
            MODEL,
            Remedy(CHOOSE_MODEL),
        ) from error
    except AnimaxError as error:
        if error.code == MODEL:
            error.remedy = Remedy(CHOOSE_MODEL)
        raise
    for part, keys in WHOLE.items():
        spec[part].update({k: int(spec[part][k]) for k in keys if k in spec[part]})
    return spec


def pose_map_version(spec: ModelSpec) -> int:
    """How this model's pose maps are drawn (native/motion/rig/pose_map_style.h)."""
    return spec["pose_map"]["version"]


def leaf_tail_policy(spec: ModelSpec) -> str:
    """CLIP_TO_BOUNDS or SKIN_EXTENT: where leaf bones end for this model."""
    return LEAF_TAIL_POLICIES[spec["pose_map"].get("tails", "box")]


def window_frames(spec: ModelSpec, fps: float) -> int:
    """How many frames of the scene the model generates at a time."""
    frames, rate = int(spec["video"]["frames"]), float(spec["video"]["fps"])
    return math.floor((frames - 1) / rate * fps + 1e-6) + 1


def takes_given_frames(spec: ModelSpec) -> bool:
    """Was the model trained with given frames? It then continues, closes loops and goes
    through poses (docs/model-format.md)."""
    return spec.get("given_frames") is True


def model_name(spec: ModelSpec) -> str:
    """Name and version, for messages."""
    return f"{spec.get('name', 'without a name')} {spec.get('version', '')}".strip()


def sees_pixels(spec: ModelSpec) -> bool:
    """Whether the model looks at the renders of the template, or at pose maps alone."""
    modalities = spec.get("modalities")
    return not isinstance(modalities, list) or "rgb" in modalities


def sees_pictures(spec: ModelSpec) -> bool:
    """Whether it looks at pictures at all: a model of pose fields sees joints alone."""
    return "pose_field" not in spec


def adapter_warnings(engine: Any) -> list[str]:
    """Of adapters that this model has no use for in part."""
    return [
        f"Of the adapter {Path(a['file']).name}, {a['unmatched']} of "
        f"{a['matched'] + a['unmatched']} keys ({a['first_unmatched']}) belong to "
        "nothing in this model and have no effect; check that it was made for it."
        for a in getattr(engine, "adapters", [])
        if a["unmatched"]
    ]
