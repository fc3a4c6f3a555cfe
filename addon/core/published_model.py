"""A model.json for checkpoints as they are published (docs/model-format.md): what a
folder holds, and what of it goes together. Free of bpy."""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, cast

from . import native
from .errors import MODEL, USAGE, AnimaxError
from .model_config import read_model_config
from .model_files import MOST_INDEX_BYTES, part_of, read_object, shards

if TYPE_CHECKING:
    from typing import Any

# Files that may hold weights; what they are is told by their content.
ENDINGS = (".safetensors", ".json", ".pth", ".pt", ".ckpt", ".bin", ".gguf")
MOST_FILES, DEPTH = 500, 3
HEAD_WIDTH = 128  # of all that are published
# Wan2.1's VAE.
MEAN = [
    -0.7571, -0.7089, -0.9113, 0.1075, -0.1745, 0.9653, -0.1517, 1.5508,
    0.4134, -0.0715, 0.5517, -0.3632, -0.1922, -0.9497, 0.2503, -0.2921,
]  # fmt: skip
STD = [
    2.8184, 1.4541, 2.3275, 2.6558, 1.2196, 1.7708, 2.6052, 2.0743,
    3.2687, 2.1526, 2.8652, 1.5579, 1.6382, 1.1253, 2.8251, 1.9160,
]  # fmt: skip
# What the paper says of AnimaX, and Wan of itself.
DEFAULTS: dict[str, Any] = {
    "format": 1,
    "version": "0",
    "licence": "",
    "video": {"width": 480, "height": 480, "frames": 81, "fps": 16},
    "cameras": {
        "azimuths_deg": [0, 90, 180, 270], "elevation_deg": 0, "fov_deg": 49.13,
        "radius": 2.7, "margin": 1.0, "min_views": 3, "max_views": 8,
    },
    "pose_map": {
        "version": 1, "radius": 4, "line_width": 5, "max_joints": 100, "merge": 0.01,
    },
    "sampler": {
        "type": "unipc", "steps": 50, "shift": 5.0, "guidance_text": 5.0,
        "guidance_template": 3.0,
    },
}  # fmt: skip


@dataclasses.dataclass
class Found:
    """A file of weights, or an index, and what the engine says of it."""

    path: Path
    info: dict[str, Any]

    def line(self, folder: Path) -> str:
        info = self.info
        words = [info["variant"] or f"a {info['kind']} of no published size"]
        if info["kind"] == "transformer":
            words.append(f"{info['layers']} layers of width {info['width']}")
        if info["kind"] in ("transformer", "vae"):
            words.append("the original names" if info["names"] == "original" else "")
        if info["prefix"]:
            words.append(f"behind {info['prefix']!r}")
        if info["files"] > 1:
            words.append(f"{info['files']} files")
        parts = {
            "has_plucker": "camera embedding", "has_modality": "modality embedding",
            "has_multi_view": "multi-view attention", "has_low_rank": "LoRA",
        }  # fmt: skip
        words += [word for key, word in parts.items() if info[key]]
        what = ", ".join(filter(None, words))
        return f"{info['kind']}: {relative(self.path, folder)}: {what}"


@dataclasses.dataclass
class Choice:
    """What the caller names; "" where the folder says it."""

    transformer: str = ""
    vae: str = ""
    text: str = ""
    adapters: tuple[tuple[str, float], ...] = ()
    spec: str = ""
    heads: int = 0
    plain: bool = False


def relative(path: Path, folder: Path) -> str:
    """As model.json names it: files elsewhere by their whole paths."""
    path, folder = Path(os.path.abspath(path)), Path(os.path.abspath(folder))
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)


def candidates(folder: Path) -> list[Path]:
    """Files that may hold weights, without the parts of those that have an index."""
    found: list[Path] = []
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(n for n in folders if not n.startswith("."))
        if len(Path(here).relative_to(folder).parts) >= DEPTH:
            folders.clear()
        found += [Path(here, n) for n in sorted(names) if n.endswith(ENDINGS)]
        if len(found) > MOST_FILES:
            raise AnimaxError(
                f"{folder} has more than {MOST_FILES} files; name the folder of one "
                "model.",
                USAGE,
            )
    indexes = [p for p in found if p.name.endswith(".index.json")]
    parts = {part for index in indexes for part in shards(str(index))}
    return [
        path
        for path in found
        if str(path) not in parts and (path.suffix != ".json" or path in indexes)
    ]


def describe(path: Path) -> Found:
    with native.translate_errors(MODEL) as module:
        return Found(path, module.describe_weights(str(path)))


def describe_folder(folder: Path) -> tuple[list[Found], list[str]]:
    """What is there, and a sentence on each file that is not read."""
    if not folder.is_dir():
        raise AnimaxError(f"There is no folder {folder}.", USAGE)
    found: list[Found] = []
    refused: list[str] = []
    for path in candidates(folder):
        try:
            found.append(describe(path))
        except AnimaxError as error:
            refused.append(str(error))
    return found, refused


def pick(found: list[Found], kind: str, named: str, option: str) -> Found:
    if named:
        chosen = describe(Path(named))
        if chosen.info["kind"] != kind:
            raise AnimaxError(f"{named} is no {kind} but {chosen.info['kind']}.", MODEL)
    else:
        fit = [f for f in found if f.info["kind"] == kind]
        if len(fit) != 1:
            names = ", ".join(str(f.path) for f in fit) or "none"
            raise AnimaxError(
                f"One {kind} is needed, and there is {names}; name it with {option}.",
                MODEL,
            )
        chosen = fit[0]
    if chosen.info["problem"]:
        what = chosen.info["variant"] or f"a {kind}"
        raise AnimaxError(f"{chosen.path} is {what}: {chosen.info['problem']}.", MODEL)
    return chosen


def number(config: dict[str, Any], key: str, fallback: Any) -> Any:
    value = config.get(key)
    good = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if good else fallback


def transformer_part(chosen: Found, choice: Choice, folder: Path) -> dict[str, Any]:
    config = read_object(str(chosen.path.parent / "config.json"))
    width = chosen.info["width"]
    heads = choice.heads or number(config, "num_attention_heads", 0)
    heads = heads or (width // HEAD_WIDTH if width % HEAD_WIDTH == 0 else 0)
    if not heads:
        raise AnimaxError(
            f"The number of heads of {chosen.path} is not known: there is no "
            "config.json beside it; give it with --heads.",
            MODEL,
        )
    return {
        "files": [relative(chosen.path, folder)],
        "heads": heads,
        "rope_theta": 10000,
        "eps": number(config, "eps", 1e-6),
        "template": not choice.plain,
    }


def vae_part(chosen: Found, folder: Path) -> dict[str, Any]:
    config = read_object(str(chosen.path.parent / "config.json"))
    mean, std = config.get("latents_mean"), config.get("latents_std")
    if not (isinstance(mean, list) and isinstance(std, list)):
        if chosen.info["channels_out"] != len(MEAN):
            raise AnimaxError(
                f"The mean and deviation of the latents of {chosen.path} are not "
                "known: there is no config.json with them beside it.",
                MODEL,
            )
        mean, std = MEAN, STD
    return {
        "file": relative(chosen.path, folder),
        "latents_mean": mean,
        "latents_std": std,
    }


def text_part(found: list[Found], choice: Choice, folder: Path) -> dict[str, Any]:
    if choice.text:
        found = describe_folder(Path(choice.text))[0]
    chosen = pick(found, "text", "", "--text DIR")
    kind = "bert" if chosen.info["variant"] == "BERT" else "umt5"
    tokens = 512
    if kind == "bert":
        config = read_object(str(chosen.path.parent / "config.json"))
        tokens = min(tokens, number(config, "max_position_embeddings", tokens))
    where = relative(chosen.path.parent, folder)
    return {"type": kind, "dir": where, "max_tokens": tokens}


def chosen_adapters(found: list[Found], choice: Choice) -> list[tuple[Found, float]]:
    """Those that are named, and AnimaX's own that lies in the folder."""
    named = [(describe(Path(path)), weight) for path, weight in choice.adapters]
    own = [f for f in found if f.info["kind"] == "adapter" and f.info["has_modality"]]
    there = {os.path.realpath(f.path) for f, _ in named}
    return [(f, 1.0) for f in own if os.path.realpath(f.path) not in there] + named


def compose(
    folder: Path, found: list[Found], choice: Choice
) -> tuple[dict[str, Any], list[Found]]:
    """The model.json, and the files that it names."""
    transformer = pick(found, "transformer", choice.transformer, "--transformer FILE")
    vae = pick(found, "vae", choice.vae, "--vae FILE")
    adapters = [] if choice.plain else chosen_adapters(found, choice)
    used = [transformer, vae, *(a for a, _ in adapters)]
    if not choice.plain and not any(f.info["has_modality"] for f in used):
        raise AnimaxError(
            f"{transformer.path} makes no pose maps, and keyframes are solved from "
            "these: it needs an AnimaX adapter. Give it with --adapter FILE, or "
            "--plain for a model that encodes and decodes alone.",
            MODEL,
        )
    spec: dict[str, Any] = json.loads(json.dumps(DEFAULTS))
    spec["name"] = transformer.info["variant"] or folder.resolve().name
    spec["description"] = "Written by import-model from published files."
    spec["modalities"] = ["rgb"] if choice.plain else ["rgb", "pose"]
    spec["transformer"] = transformer_part(transformer, choice, folder)
    spec["vae"] = vae_part(vae, folder)
    spec["text"] = text_part(found, choice, folder)
    spec["adapters"] = [
        {"file": relative(f.path, folder), "weight": weight} for f, weight in adapters
    ]
    scheduler = read_object(str(folder / "scheduler" / "scheduler_config.json"))
    spec["sampler"]["shift"] = number(scheduler, "flow_shift", spec["sampler"]["shift"])
    if choice.spec:
        spec = over(spec, read_spec(choice.spec))
        check_fields(spec, choice.spec)
    return spec, used


def over(base: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """`more` on top of `base`, field by field."""
    out = dict(base)
    for key, value in more.items():
        old = out.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        if both:
            out[key] = over(cast("dict[str, Any]", old), cast("dict[str, Any]", value))
        else:
            out[key] = value
    return out


def read_spec(path: str) -> dict[str, Any]:
    spec = read_object(path, MOST_INDEX_BYTES)
    if not spec:
        raise AnimaxError(f"{path} is no JSON object with fields of model.json.", USAGE)
    return spec


def check_fields(spec: dict[str, Any], path: str) -> None:
    """An AnimaxError if a field that is read here is no longer what it must be; the
    engine checks all others. path: of the file that says so."""
    files: Any = part_of(spec, "transformer", "files")
    adapters: Any = spec.get("adapters")
    right = {
        "modalities": is_list_of(str, spec.get("modalities")),
        "transformer.files": bool(files) and is_list_of(str, files),
        "vae.file": isinstance(part_of(spec, "vae", "file"), str),
        "text.dir": isinstance(part_of(spec, "text", "dir"), str),
        "adapters": is_list_of(dict, adapters),
    }
    for adapter in adapters if right["adapters"] else ():
        weight = adapter.setdefault("weight", 1.0)
        number = isinstance(weight, (int, float)) and not isinstance(weight, bool)
        right["adapters"] &= number and isinstance(adapter.get("file"), str)
    for name, is_right in right.items():
        if not is_right:
            raise AnimaxError(
                f"{path}: {name!r} is not as model.json has it (docs/model-format.md).",
                USAGE,
            )


def is_list_of(kind: type, value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, kind) for one in cast("list[Any]", value)
    )


def check(folder: Path, spec: dict[str, Any]) -> None:
    """An AnimaxError if the engine would not open it. Reads headers, and one small
    tensor, so that adapters are matched too."""
    whole = json.loads(json.dumps(spec))
    base = os.path.abspath(folder)
    whole["transformer"]["files"] = [
        os.path.join(base, name) for name in spec["transformer"]["files"]
    ]
    whole["vae"]["file"] = os.path.join(base, spec["vae"]["file"])
    whole["text"]["dir"] = os.path.join(base, spec["text"]["dir"])
    for adapter in whole["adapters"]:
        adapter["file"] = os.path.join(base, adapter["file"])
    with tempfile.TemporaryDirectory(prefix="animax-") as place:
        Path(place, "model.json").write_text(json.dumps(whole), encoding="utf-8")
        if "pose" in spec["modalities"]:
            read_model_config(place)
        with native.translate_errors(MODEL) as module:
            module.read_weights(place, "scale_shift_table")
