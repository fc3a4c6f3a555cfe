"""The glTF 2.0 document that POST /generate answers with. Free of bpy."""

from __future__ import annotations

import base64
import dataclasses
import json
import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.errors import MODEL, AnimaxError
from .capabilities import VERSION

if TYPE_CHECKING:
    from ..core.array_types import FloatArray
    from .motion_request import MotionRequest

# The protocol's axes of Blender's: Y up, looking along Z.
Y_UP = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])
FLOAT = 5126
KINDS = {1: "SCALAR", 3: "VEC3", 4: "VEC4"}


@dataclasses.dataclass
class Sample:
    """A take on the request's joints."""

    # float64 [F, J, 3, 3]: how each joint has turned since the rest pose, in Blender's
    # axes of the scene.
    turned: FloatArray
    # float64 [F, 3]: where the root is, Blender's axes.
    root: FloatArray
    # For the answer's extras: seed, confidence, match, warnings.
    about: dict[str, Any]


class Buffer:
    """Arrays one behind the other, and what glTF says of them."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.views: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []

    def add(self, values: FloatArray) -> int:
        """The number of its accessor. values [F] or [F, n]."""
        array = np.ascontiguousarray(values, dtype="<f4")
        rows = array.reshape(len(array), -1)
        self.views.append(
            {"buffer": 0, "byteOffset": len(self.data), "byteLength": array.nbytes}
        )
        self.accessors.append(
            {
                "bufferView": len(self.views) - 1,
                "componentType": FLOAT,
                "count": len(rows),
                "type": KINDS[rows.shape[1]],
                "min": [float(v) for v in rows.min(axis=0)],
                "max": [float(v) for v in rows.max(axis=0)],
            }
        )
        self.data += array.tobytes()
        return len(self.accessors) - 1


def document(
    asked: MotionRequest, samples: list[Sample]
) -> tuple[dict[str, Any], bytes]:
    """(glTF without its buffer, the buffer)."""
    buffer = Buffer()
    frames = len(samples[0].root)
    times = buffer.add(np.arange(frames) / asked.fps)
    nodes: list[dict[str, Any]] = [
        {"name": j.name, "translation": list(j.offset), "rotation": [0, 0, 0, 1]}
        for j in asked.joints
    ]
    for n, joint in enumerate(asked.joints):
        if joint.parent >= 0:
            nodes[joint.parent].setdefault("children", []).append(n)
    animations = [
        animation(f"sample_{n}", asked, sample, times, buffer)
        for n, sample in enumerate(samples)
    ]
    motion = {
        "version": VERSION,
        "model": asked.model,
        "fps": asked.fps,
        "samples": [
            {
                "name": f"sample_{n}",
                "num_frames": frames,
                "chunk_boundaries": [],
                "extras": sample.about,
            }
            for n, sample in enumerate(samples)
        ],
    }
    gltf = {
        "asset": {"version": "2.0", "generator": "AnimaX for Blender"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": nodes,
        "skins": [{"joints": list(range(len(nodes))), "skeleton": 0}],
        "animations": animations,
        "accessors": buffer.accessors,
        "bufferViews": buffer.views,
        "buffers": [{"byteLength": len(buffer.data)}],
        "extensionsUsed": ["MMCP_motion"],
        "extensions": {"MMCP_motion": motion},
    }
    return gltf, bytes(buffer.data)


def animation(
    name: str, asked: MotionRequest, sample: Sample, times: int, buffer: Buffer
) -> dict[str, Any]:
    """A key of each joint's rotation and of the root's place on every frame."""
    rotations = local_rotations(sample.turned, [j.parent for j in asked.joints])
    root = sample.root @ Y_UP.T
    if not (np.isfinite(rotations).all() and np.isfinite(root).all()):
        raise AnimaxError("The take is not finite; try another seed.", MODEL)
    samplers: list[dict[str, Any]] = []
    channels: list[dict[str, Any]] = []
    paths = [(n, "rotation", rotations[:, n]) for n in range(len(asked.joints))]
    for node, path, values in [*paths, (0, "translation", root)]:
        output = buffer.add(values)
        samplers.append({"input": times, "output": output, "interpolation": "LINEAR"})
        target = {"node": node, "path": path}
        channels.append({"sampler": len(samplers) - 1, "target": target})
    return {"name": name, "samplers": samplers, "channels": channels}


def local_rotations(turned: FloatArray, parents: list[int]) -> FloatArray:
    """Quaternions float64 [F, J, 4] as x, y, z, w: of each joint against its parent, in
    the protocol's axes, without jumps of sign."""
    world = Y_UP @ turned @ Y_UP.T
    local = world.copy()
    for n, parent in enumerate(parents):
        if parent >= 0:
            local[:, n] = world[:, parent].swapaxes(-1, -2) @ world[:, n]
    found = quaternions(local)
    flips = np.where((found[1:] * found[:-1]).sum(axis=-1) < 0, -1.0, 1.0)
    found[1:] *= np.cumprod(flips, axis=0)[..., None]
    return found


def quaternions(matrices: FloatArray) -> FloatArray:
    """float64 [..., 4], x, y, z, w of rotations [..., 3, 3]: the eigenvector of the
    largest eigenvalue of Bar-Itzhack's matrix, which is the nearest rotation's."""
    m = matrices
    k = np.zeros((*m.shape[:-2], 4, 4))
    for a in range(3):
        b, c = (a + 1) % 3, (a + 2) % 3
        k[..., a, a] = m[..., a, a] - m[..., b, b] - m[..., c, c]
        k[..., a, b] = k[..., b, a] = m[..., a, b] + m[..., b, a]
        k[..., a, 3] = k[..., 3, a] = m[..., c, b] - m[..., b, c]
    k[..., 3, 3] = m[..., 0, 0] + m[..., 1, 1] + m[..., 2, 2]
    found = np.linalg.eigh(k)[1][..., -1]
    return found * np.where(found[..., 3:] < 0, -1.0, 1.0)


def as_json(gltf: dict[str, Any], data: bytes) -> bytes:
    """With the buffer as a data URI."""
    uri = "data:application/octet-stream;base64," + base64.b64encode(data).decode()
    buffers = [{**gltf["buffers"][0], "uri": uri}]
    text = json.dumps({**gltf, "buffers": buffers}, allow_nan=False)
    return text.encode("utf-8", "replace")


def as_binary(gltf: dict[str, Any], data: bytes) -> bytes:
    """A .glb."""
    text = json.dumps(gltf, allow_nan=False).encode("utf-8", "replace")
    text += b" " * (-len(text) % 4)
    data += bytes(-len(data) % 4)
    size = 12 + 8 + len(text) + 8 + len(data)
    return b"".join(
        (
            struct.pack("<4sII", b"glTF", 2, size),
            struct.pack("<I4s", len(text), b"JSON"), text,
            struct.pack("<I4s", len(data), b"BIN\0"), data,
        )
    )  # fmt: skip
