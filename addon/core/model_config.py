"""What model.json says that the add-on needs before the weights are loaded.

Free of bpy. The engine reads and checks the whole of it.
"""

import json
import math
from pathlib import Path

from .errors import MODEL, USAGE, AnimaxError

POSE_MAP_VERSIONS = (1, 2)


def read(folder):
    """model.json as a dict; an AnimaxError with status 4 if that is no model."""
    path = Path(folder) / "model.json"
    try:
        with open(path, encoding="utf-8") as file:
            spec = json.load(file)
        video, cameras = spec["video"], spec["cameras"]
        numbers = [video["width"], video["height"], video["frames"], video["fps"]]
        numbers += [cameras["fov_deg"], cameras["radius"], cameras["margin"]]
        good = all(math.isfinite(n) and n > 0 for n in numbers)
        good = good and 16 <= video["width"] <= 4096 and 16 <= video["height"] <= 4096
        good = good and len(cameras["azimuths_deg"]) >= 2 and cameras["fov_deg"] < 170
        good = good and math.isfinite(float(cameras["elevation_deg"]))
        good = good and isinstance(spec.get("pose_map", {}), dict)
    except FileNotFoundError:
        raise AnimaxError(
            f"There is no model at {folder}; choose a folder that holds model.json.",
            MODEL,
        ) from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise AnimaxError(
            f"The model at {folder} cannot be read ({type(error).__name__}: {error}).",
            MODEL,
        ) from error
    if not good:
        raise AnimaxError(
            f"The model at {folder} has sizes or cameras that make no sense.", MODEL
        )
    return spec


def pose_map_version(spec):
    """How this model's pose maps are drawn (native/motion/rig/pose_map_style.h)."""
    version = spec.get("pose_map", {}).get("version", 1)
    if type(version) is not int or version not in POSE_MAP_VERSIONS:
        raise AnimaxError(
            f"The model's pose_map.version is {version!r}; this add-on knows 1 and 2. "
            "Update the add-on.",
            MODEL,
        )
    return version


def tails(spec):
    """Where leaf bones end for this model (rig/leaf_tails.py)."""
    kind = spec.get("pose_map", {}).get("tails", "box")
    if kind not in ("box", "reach"):
        raise AnimaxError(
            f"The model's pose_map.tails is {kind!r}; this add-on knows 'box' and "
            "'reach'. Update the add-on.",
            MODEL,
        )
    return kind


# The longest take, seconds; what the model does not make is repeated
# (take/extend_take.py).
LONGEST_SECONDS = 6.0


def window(spec, fps):
    """Frames of the scene that the model makes at a time."""
    own, rate = int(spec["video"]["frames"]), float(spec["video"]["fps"])
    return math.floor((own - 1) / rate * fps + 1e-6) + 1


def frames_for(spec, fps, frames=0):
    """(model frames, scene frames): how many to make for that many frames of the scene.

    frames 0: as many as the model makes. A clip of n frames lasts n - 1 intervals.
    """
    own, rate = int(spec["video"]["frames"]), float(spec["video"]["fps"])
    made = window(spec, fps)
    limit = max(made, math.floor(LONGEST_SECONDS * fps + 1e-6) + 1)
    if not frames:
        return own, made
    if not 1 <= frames <= limit:
        raise AnimaxError(
            f"A take has 1 to {limit} frames at {fps:g} fps "
            f"({(limit - 1) / fps:.2f} s), not {frames}.",
            USAGE,
        )
    return min(own, math.ceil((frames - 1) / fps * rate - 1e-6) + 1), frames


def prompt_warning(spec, prompt):
    """A sentence if the prompt is surely longer than the model reads, else None."""
    tokens = int(spec.get("text", {}).get("max_tokens", 0) or 0)
    # Two tokens are the sentence marks; a word is one token or more.
    if tokens and len(prompt.split()) > max(1, tokens - 2):
        return (
            f"The model reads the first {tokens} tokens of the prompt; "
            "the rest counts for nothing."
        )
    return None
