"""The models on this machine, and what each of them is and can do. Free of bpy."""

from __future__ import annotations

import dataclasses
import os
from typing import TYPE_CHECKING

from . import model_config, native
from .digests import Digests
from .errors import AnimaxError
from .model_files import model_files

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .array_types import ModelSpec

MB = 1e6
# How text encoders are called where people choose a model.
TEXT = {"bert": "MiniLM (English)", "umt5": "umT5 (many languages)"}


@dataclasses.dataclass(frozen=True)
class Model:
    """A model folder."""

    folder: str
    # Why it is none, or cannot be opened; the others are empty then.
    error: str = ""
    name: str = ""
    version: str = ""
    licence: str = ""
    description: str = ""
    # Of all its files, bytes.
    size: int = 0
    # What it can do, sentence by sentence.
    facts: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.name} {self.version}".strip() or os.path.basename(self.folder)


def find_models(folders: Iterable[str]) -> list[str]:
    """The model folders among these and the folders within them, each once: those that
    hold a model.json."""
    found: dict[str, str] = {}
    for folder in folders:
        for one in (folder, *subfolders(folder)):
            if os.path.isfile(os.path.join(one, "model.json")):
                found.setdefault(real(one), one)
    return list(found.values())


def real(folder: str) -> str:
    """The same for all ways to name a folder."""
    return os.path.realpath(folder)


def subfolders(folder: str) -> list[str]:
    try:
        names = sorted(os.listdir(folder))
    except (OSError, ValueError):
        return []
    paths = [os.path.join(folder, name) for name in names]
    return [path for path in paths if os.path.isdir(path)]


def embedded_models() -> list[str]:
    """The folders of those that come with the add-on, the default one first."""
    default = str(native.default_model())
    beside = find_models([os.path.dirname(default)])
    return [default, *(m for m in beside if m != default)]


# By folder: the state of its model.json, and what it was found to be then.
known: dict[str, tuple[tuple[int, int], Model]] = {}


def read_model(folder: str) -> Model:
    """What the folder holds; read again where its model.json has changed."""
    try:
        stat = os.stat(os.path.join(folder, "model.json"))
        state = (stat.st_mtime_ns, stat.st_size)
    except (OSError, ValueError):
        state = (0, 0)
    if folder not in known or known[folder][0] != state:
        known[folder] = (state, describe(folder))
    return known[folder][1]


def forget() -> None:
    """Has all models read anew: other files than model.json may have changed."""
    known.clear()


def describe(folder: str) -> Model:
    try:
        spec = model_config.read_model_config(folder)
    except AnimaxError as error:
        return Model(folder, error=str(error))
    sizes = [os.path.getsize(f) for f in model_files(folder) if os.path.isfile(f)]
    return Model(
        folder=folder,
        name=str(spec.get("name", "")),
        version=str(spec.get("version", "")),
        licence=str(spec.get("licence", "")),
        description=str(spec.get("description", "")),
        size=sum(sizes),
        facts=tuple(facts_of(spec)),
    )


def facts_of(spec: ModelSpec) -> list[str]:
    """What it can do, for people who choose one."""
    video, cameras = spec["video"], spec["cameras"]
    seconds = (video["frames"] - 1) / video["fps"]
    found = [
        f"{video['frames']} frames at {video['fps']:g} per second ({seconds:.1f} s) at "
        "a time, " + longer(spec),
        f"{video['width']} x {video['height']} pixels through "
        f"{len(cameras['azimuths_deg'])} cameras ({cameras['min_views']} to "
        f"{cameras['max_views']})",
    ]
    joints = int(spec["pose_map"].get("max_joints", 0))
    found.append(f"Up to {joints} joints" if joints else "Any number of joints")
    modalities = spec.get("modalities", ["rgb", "pose"])
    found[-1] += f", makes {' and '.join(str(m).upper() for m in modalities)}"
    kind = str(spec["text"].get("type", ""))
    found.append(
        f"Text encoder: {TEXT.get(kind, kind)}, {spec['text']['max_tokens']} tokens"
    )
    if "critic" in spec:
        found.append("Judges how well takes match the prompt")
    if spec.get("adapters"):
        found.append(f"{len(spec['adapters'])} adapters")
    return found


def longer(spec: ModelSpec) -> str:
    if model_config.takes_given_frames(spec):
        return "goes on from there, through poses, and closes loops"
    return "longer takes repeat it"


def model_hash(folder: str) -> str:
    """SHA-256 over all its files, as `--resume` computes it (core/digests.py)."""
    return Digests().of_model(folder)
