"""Models that are broken on purpose: model.json with any value in any field, weights
with any number in any tensor."""

import copy
import json
import math
import struct

import numpy as np

MISSING = "(missing)"
# What a field is given, as JSON text. NaN and Infinity are no JSON, but Python reads
# and writes them.
VALUES = [
    MISSING, "null", '""', '"x"', "[]", "{}", "true", "false", "-1", "0", "1", "1.5",
    "1e308", "1e400", "-1e400", "1e-300", "NaN", "Infinity", "-Infinity", "2147483648",
    "9007199254740993", "1" + 400 * "0", "1" + 5000 * "0", '[null]', '["x"]', "[[]]",
    20 * "[" + 20 * "]", 40 * "[" + 40 * "]", '{"x": null}', '"' + 10000 * "x" + '"',
    '"\\ud800"', '"\\u0000"',
]  # fmt: skip
# Not in the two models, or only in one.
OPTIONAL = {
    "given_frames": True,
    "context_frames": 2,
    "critic": {"file": "critic.safetensors", "low": 0.1, "high": 0.6, "amplify": 2},
    "known_prompts": {"file": "known_prompts.safetensors", "low": 0.4},
    "pose_map": {"max_markers": 4, "tails": "reach"},
    "sampler": {"guidance_until": 0.5, "block_cache": 0.1},
    "transformer": {"template": True, "template_frame": True},
}
FIELD = {
    "modalities": ["pose"],
    "pose_field": {
        "grid": 16, "layers": 2, "length": 0.8, "noise": 0.01, "std": 0.6,
        "marker_layers": 1, "marker_gain": 3,
    },
}  # fmt: skip


def merged(spec, more):
    """Both, section by section."""
    spec = copy.deepcopy(spec)
    for key, value in more.items():
        if isinstance(value, dict):
            spec[key] = {**spec.get(key, {}), **value}
        else:
            spec[key] = value
    return spec


def two_models(nano, joint):
    """{name: model.json with all that there is}: one of pose fields, one with a VAE."""
    return {
        "fields": merged(merged(nano, FIELD), OPTIONAL),
        "vae": merged(joint, OPTIONAL),
    }


def paths_of(spec):
    """Dotted: of sections and of what is in them."""
    for key, value in spec.items():
        yield key
        if isinstance(value, dict) and key not in ("training", "metrics"):
            yield from (f"{key}.{inner}" for inner in value)


def with_value(spec, path, text):
    """model.json's text with this field as the text says."""
    spec, mark = dict(spec), "@here@"
    *section, key = path.split(".")
    place = spec
    if section:
        place = spec[section[0]] = dict(spec[section[0]])
    if text == MISSING:
        del place[key]
        return json.dumps(spec)
    place[key] = mark
    return json.dumps(spec).replace(json.dumps(mark), text)


# What is allowed ---------------------------------------------------------------------


def is_real(value):
    return type(value) in (int, float) and (type(value) is int or math.isfinite(value))


def real(low, high):
    return lambda v: is_real(v) and low <= v <= high


def whole(low, high):
    return lambda v: is_real(v) and low <= v <= high and v == int(v)


def is_text(value):
    return isinstance(value, str)


def is_bool(value):
    return isinstance(value, bool)


def is_name(value):
    return is_text(value) and value != ""


def one_of(*known):
    return lambda v: isinstance(v, str) and v in known


def anything(_):
    return True


def never(_):
    """What the variants have for it is never right."""
    return False


RULES = {
    "format": whole(1, 1), "name": is_text, "version": is_text, "licence": is_text,
    "description": is_text, "modalities": never, "training": anything,
    "metrics": anything, "given_frames": is_bool, "context_frames": whole(1, 8),
    "transformer.files": lambda v: v == ["x"], "transformer.heads": whole(1, 256),
    "transformer.rope_theta": real(1, 1e9), "transformer.eps": real(1e-12, 0.1),
    "transformer.template": is_bool, "transformer.template_frame": is_bool,
    "vae.file": is_name, "vae.latents_mean": never, "vae.latents_std": never,
    "text.type": never, "text.dir": is_name, "text.max_tokens": whole(3, 4096),
    "video.frames": whole(3, 1024), "video.fps": real(0.1, 240),
    "video.width": never, "video.height": never, "cameras.azimuths_deg": never,
    "cameras.elevation_deg": real(-89, 89), "cameras.fov_deg": real(1, 120),
    "cameras.radius": real(0.1, 100), "cameras.margin": real(1, 10),
    "cameras.min_views": whole(2, 4), "cameras.max_views": whole(4, 16),
    "pose_map.version": whole(1, 2), "pose_map.radius": real(0.5, 64),
    "pose_map.line_width": real(0, 64), "pose_map.merge": real(0, 0.5),
    "pose_map.max_joints": lambda v: whole(0, 4096)(v) and v != 1,
    "pose_map.max_markers": whole(0, 4096), "pose_map.tails": one_of("box", "reach"),
    "sampler.type": one_of("unipc", "euler"), "sampler.steps": whole(1, 1000),
    "sampler.shift": real(0.01, 100), "sampler.guidance_text": real(0, 100),
    "sampler.guidance_template": real(0, 100), "sampler.guidance_until": real(0, 1),
    "sampler.block_cache": real(0, 1),
    "sampler.prediction": one_of("flow_prediction", "sample"),
    "pose_field.grid": whole(1, 64), "pose_field.layers": whole(1, 4),
    "pose_field.length": real(0.05, 64),
    "pose_field.noise": real(1e-6, 1), "pose_field.std": real(1e-3, 1e3),
    "pose_field.marker_layers": whole(0, 1), "pose_field.marker_gain": real(0.1, 100),
    "critic.file": is_name, "critic.low": lambda v: real(-1, 1)(v) and v < 0.6,
    "critic.high": lambda v: real(-1, 1)(v) and v > 0.1, "critic.amplify": real(1, 4),
    "known_prompts.file": is_name, "known_prompts.low": real(-1, 1),
}  # fmt: skip
# May be left out; the critic's bounds both or neither.
MAY_BE_MISSING = {
    "name", "version", "licence", "description", "training", "metrics", "given_frames",
    "context_frames", "critic", "critic.amplify", "known_prompts",
    "transformer.template", "transformer.template_frame",
    "pose_map.max_markers", "pose_map.tails", "sampler.guidance_until",
    "sampler.prediction", "sampler.block_cache",
    "pose_field.marker_layers", "pose_field.marker_gain",
}  # fmt: skip


def is_legal(path, text):
    if text == MISSING:
        return path in MAY_BE_MISSING
    if any(bad in text for bad in ("NaN", "Infinity", "\\ud800", "\\u0000")):
        return False
    # No more than 32 brackets, nor more digits than Python reads.
    if text.startswith(40 * "[") or len(text) == 5001:
        return False
    value = json.loads(text)
    if path in ("training", "metrics"):
        return True
    return RULES.get(path, never)(value)


def variants(models):
    """(model, path, value, model.json's text, is it legal?)"""
    for name, spec in models.items():
        for path in paths_of(spec):
            for value in VALUES:
                legal = is_legal(path, value)
                yield name, path, value, with_value(spec, path, value), legal


# Weights -----------------------------------------------------------------------------

NAN = {"F32": b"\x00\x00\xc0\x7f", "BF16": b"\xc0\x7f", "F16": b"\x00\x7e"}
INFINITE = {"F32": b"\x00\x00\x80\xff", "BF16": b"\x80\xff", "F16": b"\x00\xfc"}


def number(dtype, value):
    """As bytes; F16 has no large ones."""
    single = np.float32(value).tobytes()
    if dtype == "F16":
        return np.float16(value).tobytes()
    return single if dtype == "F32" else single[2:]


def tensors(data):
    """{name: (dtype, elements, its first byte)} of a safetensors file's bytes."""
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    header.pop("__metadata__", None)
    return {
        name: (e["dtype"], math.prod(e["shape"]), 8 + size + e["data_offsets"][0])
        for name, e in header.items()
    }


def patched(data, name, value, element=0):
    """The file's bytes with another element: a number, or bytes by dtype."""
    dtype, _, first = tensors(data)[name]
    new = value[dtype] if isinstance(value, dict) else number(dtype, value)
    at = first + element * len(new)
    return data[:at] + new + data[at + len(new) :]


def filled(data, fill):
    """The file with other bytes for all of its numbers: fill(count) -> bytes."""
    (size,) = struct.unpack("<Q", data[:8])
    return data[: 8 + size] + fill(len(data) - 8 - size)


def safetensors(arrays):
    """A file of F32 tensors."""
    header, at = {}, 0
    for name, array in arrays.items():
        end = at + 4 * array.size
        header[name] = {
            "dtype": "F32", "shape": array.shape, "data_offsets": [at, end],
        }  # fmt: skip
        at = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    body = b"".join(np.float32(a).tobytes() for a in arrays.values())
    return struct.pack("<Q", len(text)) + text + body


def known_prompts(text_width, count=3, seed=0):
    """Random ones, by docs/model-format.md."""
    rows = np.random.default_rng(seed).normal(size=(count, text_width))
    return {"sentences": rows / np.linalg.norm(rows, axis=1, keepdims=True)}


def critic(text_width, width=4, frames=2, seed=0):
    """A random one, by docs/model-format.md."""
    rng = np.random.default_rng(seed)
    shapes = {
        "joint_1": (width, 4 + 3 * frames), "joint_2": (width, width),
        "motion_1": (width, 2 * width), "motion_2": (width, width),
        "text_1": (width, text_width), "text_2": (width, width), "speed": (1, width),
    }  # fmt: skip
    arrays = {}
    for name, shape in shapes.items():
        arrays[f"{name}.weight"] = rng.normal(size=shape)
        arrays[f"{name}.bias"] = rng.normal(size=shape[:1])
    return arrays
