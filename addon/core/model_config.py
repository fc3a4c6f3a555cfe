"""What the add-on needs of model.json before the weights are loaded.

Free of bpy. The engine reads and checks all of it.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

from .atomic_file import read_regular
from .errors import MODEL, AnimaxError
from .quality import has_valid_critic

if TYPE_CHECKING:
    from .array_types import ModelSpec


POSE_MAP_VERSIONS = (1, 2)
# Policies for the tails of leaf bones, rig/leaf_tails.py, by their names in model.json.
CLIP_TO_BOUNDS, SKIN_EXTENT = "clip_to_bounds", "skin_extent"
LEAF_TAIL_POLICIES = {"box": CLIP_TO_BOUNDS, "reach": SKIN_EXTENT}


def read_model_config(folder: str | Path) -> ModelSpec:
    """model.json as a dict; an AnimaxError with status 4 if that is no model."""
    path = Path(folder) / "model.json"
    try:
        spec = json.loads(read_regular(path))
        video, cameras = spec["video"], spec["cameras"]
        numbers = [video["width"], video["height"], video["frames"], video["fps"]]
        numbers += [cameras["fov_deg"], cameras["radius"], cameras["margin"]]
        valid = all(math.isfinite(n) and n > 0 for n in numbers)
        pose_map, text = dict(spec.get("pose_map", {})), dict(spec.get("text", {}))
        more = [*cameras["azimuths_deg"], text.get("max_tokens") or 0]
        more += [pose_map.get("max_joints", 0), pose_map.get("merge", 0.0)]
        more += [pose_map.get("max_markers", 0), spec.get("context_frames", 0)]
        valid = valid and all(math.isfinite(n) for n in more)
        valid = valid and isinstance(spec.get("pose_map", {}), dict)
        valid = valid and isinstance(spec.get("text", {}), dict)
        # Less than a frame a day, or more than a scene can have, would overflow.
        valid = valid and 1e-5 <= video["fps"] <= 1e5 and video["frames"] <= 1e6
        valid = valid and 16 <= video["width"] <= 4096
        valid = valid and 16 <= video["height"] <= 4096
        valid = valid and len(cameras["azimuths_deg"]) >= 2 and cameras["fov_deg"] < 170
        valid = valid and math.isfinite(float(cameras["elevation_deg"]))
    except FileNotFoundError:
        raise AnimaxError(
            f"There is no model at {folder}; choose a folder that contains model.json.",
            MODEL,
        ) from None
    except (
        OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError,
    ) as error:  # fmt: skip
        raise AnimaxError(
            f"The model at {folder} cannot be read ({type(error).__name__}: {error}).",
            MODEL,
        ) from error
    if not valid:
        raise AnimaxError(
            f"The model at {folder} has invalid image sizes, cameras or frame rates.",
            MODEL,
        )
    if not has_valid_critic(spec):
        raise AnimaxError(
            f"The model at {folder} has an invalid critic: low and high must be two "
            "numbers, high the larger one, or both be left out.",
            MODEL,
        )
    return spec


def pose_map_version(spec: ModelSpec) -> int:
    """How this model's pose maps are drawn (native/motion/rig/pose_map_style.h)."""
    version = spec.get("pose_map", {}).get("version", 1)
    if type(version) is not int or version not in POSE_MAP_VERSIONS:
        raise AnimaxError(
            f"The model's pose_map.version is {version!r}; this add-on supports 1 "
            "and 2. Update the add-on.",
            MODEL,
        )
    return version


def leaf_tail_policy(spec: ModelSpec) -> str:
    """CLIP_TO_BOUNDS or SKIN_EXTENT: where leaf bones end for this model."""
    name = spec.get("pose_map", {}).get("tails", "box")
    if not isinstance(name, str) or name not in LEAF_TAIL_POLICIES:
        raise AnimaxError(
            f"The model's pose_map.tails is {name!r}; this add-on supports 'box' and "
            "'reach'. Update the add-on.",
            MODEL,
        )
    return LEAF_TAIL_POLICIES[name]


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


def prompt_warning(spec: ModelSpec, prompt: str) -> str | None:
    """A message if the prompt is certainly longer than the model reads, else None."""
    tokens = int(spec.get("text", {}).get("max_tokens", 0) or 0)
    # Two tokens mark start and end; a word is one token or more.
    if tokens and len(prompt.split()) > max(1, tokens - 2):
        return (
            f"The model reads the first {tokens} tokens of the prompt; "
            "the rest is ignored."
        )
    return None
