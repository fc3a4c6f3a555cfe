"""GET /capabilities: what the server can do. Free of bpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core import model_config
from ..core.timing import MAX_REPEATED_SECONDS, MAX_SECONDS
from ..settings import MAX_PROMPT

if TYPE_CHECKING:
    from ..core.array_types import ModelSpec

VERSION = "1.0"
JSON, BINARY = "gltf_2.0_json", "gltf_2.0_binary"
# Of answers to requests that name none. The model's own is lower; takes are resampled
# to any rate with splines, which a client that plays straight lines between 7.5 poses a
# second could not do.
FPS = 30.0
# Of the body of a request: a thousand joints take a fifth of it.
MAX_BYTES = 1 << 20
MAX_SAMPLES = 8

# A skeleton for clients that have none: the protocol wants one of each model. The
# models here were trained on rigs of many kinds, and none is theirs. Name, parent, and
# the offset from it in metres, Y up; it stands with its feet at 0, facing +Z.
SKELETON = (
    ("Hips", None, (0.0, 0.95, 0.0)),
    ("Spine", "Hips", (0.0, 0.12, 0.0)),
    ("Chest", "Spine", (0.0, 0.2, 0.0)),
    ("Neck", "Chest", (0.0, 0.2, 0.0)),
    ("Head", "Neck", (0.0, 0.1, 0.02)),
    ("LeftUpperArm", "Chest", (0.18, 0.15, 0.0)),
    ("LeftLowerArm", "LeftUpperArm", (0.28, 0.0, 0.0)),
    ("LeftHand", "LeftLowerArm", (0.25, 0.0, 0.0)),
    ("RightUpperArm", "Chest", (-0.18, 0.15, 0.0)),
    ("RightLowerArm", "RightUpperArm", (-0.28, 0.0, 0.0)),
    ("RightHand", "RightLowerArm", (-0.25, 0.0, 0.0)),
    ("LeftUpperLeg", "Hips", (0.1, -0.05, 0.0)),
    ("LeftLowerLeg", "LeftUpperLeg", (0.0, -0.42, 0.01)),
    ("LeftFoot", "LeftLowerLeg", (0.0, -0.4, -0.02)),
    ("LeftToes", "LeftFoot", (0.0, -0.08, 0.13)),
    ("RightUpperLeg", "Hips", (-0.1, -0.05, 0.0)),
    ("RightLowerLeg", "RightUpperLeg", (0.0, -0.42, 0.01)),
    ("RightFoot", "RightLowerLeg", (0.0, -0.4, -0.02)),
    ("RightToes", "RightFoot", (0.0, -0.08, 0.13)),
)


def capabilities(spec: ModelSpec) -> dict[str, Any]:
    return {
        "protocol_version": VERSION,
        "rotation_format": "quaternion_xyzw",
        "coordinate_system": "right_handed_y_up",
        "units": "meters",
        "response_formats": [JSON, BINARY],
        "models": [describe(spec)],
    }


def describe(spec: ModelSpec) -> dict[str, Any]:
    """The entry of the model."""
    given = model_config.takes_given_frames(spec)
    window = (model_config.window_frames(spec, FPS) - 1) / FPS
    most = MAX_SECONDS if given else MAX_REPEATED_SECONDS
    return {
        "id": model_id(spec),
        "fps": FPS,
        "supports_retargeting": True,
        "supports_async": False,
        "supports_segment_seed": False,
        "supports_loop": True,
        "supports_batch": False,
        "supported_constraints": [],
        "supported_segments": ["text"],
        "supported_guidance_types": ["nocfg", "regular"],
        "predicted_contact_joints": [],
        "native_clip_seconds": round(window, 3),
        "chunking": "stitched" if given else "none",
        "recommended_max_duration_seconds": most if given else round(window, 3),
        "canonical_skeleton": {
            "joints": [
                {
                    "name": name,
                    "parent": parent,
                    "rest_translation": list(offset),
                    "rest_rotation": [0.0, 0.0, 0.0, 1.0],
                }
                for name, parent, offset in SKELETON
            ],
            "coordinate_system": "right_handed_y_up",
            "units": "meters",
        },
        "limits": {
            "max_duration_seconds": most,
            "max_num_samples": MAX_SAMPLES,
            "max_constraints_per_request": 0,
            "max_prompt_length": MAX_PROMPT,
            "max_request_bytes": MAX_BYTES,
            "max_batch_size": 1,
        },
    }


def model_id(spec: ModelSpec) -> str:
    return f"animax-{model_config.model_name(spec)}".replace(" ", "-")
