"""What a run on a trained backbone reads of its model folder (docs/model-format.md):
cameras, pose maps, size, frames and rate of the clips, and the transformer's sizes.

Free of PyTorch, because Blender reads it, too (render_clips.py --model).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

import animax_native as native

from addon.core import digests, model_files

from . import data, strict
from .config import PoseMapConfig
from .model_config import TransformerConfig

PLAIN = "write one with import-model --plain (docs/training-wan.md)"
# Tensors by which a backbone is known again: small ones, and none that is alike in two.
TELLING = ("scale_shift_table", "patch_embedding.weight", "proj_out.weight")


@dataclass(frozen=True)
class ModelFolder:
    """path: of the folder; spec: its model.json."""

    path: Path
    spec: dict

    @property
    def video(self):
        return self.spec["video"]

    @property
    def tails(self):
        return self.spec["pose_map"].get("tails", "box")

    @property
    def view(self):
        """Margin, size and cameras of data.PoseMapStyle."""
        cameras = self.spec["cameras"]
        return {
            "margin": cameras["margin"],
            "size": self.video["width"],
            "cameras": cameras,
        }

    def style(self):
        return data.PoseMapStyle.of(PoseMapConfig.from_model(self.spec), **self.view)

    def weights(self, name):
        """A tensor of the transformer, by diffusers' name, however its files name it,
        with the folder's adapters merged: float32."""
        return native.read_weights(str(self.path), name)

    def settings(self, config):
        """The TransformerTraining with all that the folder decides."""
        posed = vars(PoseMapConfig.from_model(self.spec))
        return replace(
            config, transformer=self.sizes(), frames=self.video["frames"], **posed
        )

    def sizes(self):
        """TransformerConfig of the backbone with AnimaX's layers."""
        spec = self.spec["transformer"]
        found = native.describe_weights(str(self.path / spec["files"][0]))
        dim, channels, _, ph, pw = self.weights("patch_embedding.weight").shape
        embedder = "condition_embedder.time_embedder.linear_1.weight"
        return TransformerConfig(
            channels=channels,
            patch=(ph, pw),
            dim=dim,
            heads=spec["heads"],
            layers=found["layers"],
            ffn=found["ffn"],
            text_dim=found["text_width"],
            freq_dim=self.weights(embedder).shape[1],
            modalities=("rgb", "pose"),
            rope_theta=spec.get("rope_theta", 10000),
            eps=spec.get("eps", 1e-6),
        )

    def drawn(self):
        """What renders and pose maps depend on; JSON."""
        video = {k: self.video[k] for k in ("width", "height", "frames", "fps")}
        found = {k: self.spec[k] for k in ("cameras", "pose_map")}
        return json.loads(json.dumps({"video": video, **found}))

    def made_by(self):
        """What latents depend on: those of a folder that says otherwise do not go
        together with these. JSON."""
        vae = str(self.path / self.spec["vae"]["file"])
        files = [digests.digest(f) for f in (vae, *model_files.shards(vae))]
        return {**self.drawn(), "vae": {**self.spec["vae"], "file": files}}

    def backbone(self):
        """Hexadecimal digits that are the same for the same backbone alone."""
        found = hashlib.sha256()
        for name in TELLING:
            found.update(self.weights(name).tobytes())
        return found.hexdigest()


def read(path):
    """The ModelFolder of a backbone; ConfigError with a sentence if it is none that
    an AnimaX adapter can be trained for."""
    path = Path(path)
    spec = strict.read_json(path / "model.json")
    where = path / "model.json"
    if not isinstance(spec, dict) or spec.get("format") != 1:
        raise strict.ConfigError(f"{where} is no model.json of format 1")
    missing = [k for k in ("transformer", "vae", "text", "video", "cameras", "pose_map")
               if not isinstance(spec.get(k), dict)]  # fmt: skip
    if missing:
        raise strict.ConfigError(f"{where} has no {missing[0]!r}")
    if "pose" in spec.get("modalities", ()):
        raise strict.ConfigError(
            f"{path} makes pose maps already. Training starts from a backbone: {PLAIN}"
        )
    try:
        native.read_weights(str(path), TELLING[0])  # which checks the whole file
    except native.Error as error:
        raise strict.ConfigError(str(error)) from None
    video = spec["video"]
    if video["width"] != video["height"]:
        raise strict.ConfigError(
            f"{where}: training renders square pictures, not {video['width']} x "
            f"{video['height']}"
        )
    if spec["pose_map"].get("max_markers"):
        raise strict.ConfigError(f"{where}: training from renders draws no markers")
    return ModelFolder(path, spec)


def check_renders(folder, content, path):
    """ConfigError if a file of render_clips.py was not rendered for the folder."""
    made = json.loads(str(content["drawn"])) if "drawn" in content else None
    if made != folder.drawn():
        raise strict.ConfigError(
            f"{path} was not rendered for {folder.path} (--model): delete it and "
            "render it anew"
        )
