"""Settings of training runs, read from training/configs/*.json.

    config = load(TransformerTraining, "configs/nano_fields.json", ["batch=2"])

All defaults are here. A key that no dataclass has is refused with a sentence that names
the nearest key. Free of PyTorch, because Blender reads these files, too
(render_clips.py).
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from . import rig_views, strict
from .model_config import TransformerConfig, VAEConfig


@dataclass(frozen=True, kw_only=True)
class WindowConfig:
    """How a window of a clip is varied (windows.one). Amounts are the largest: a
    factor is drawn from exp(-amount) to exp(amount)."""

    frames: int = rig_views.FRAMES
    yaw_deg: float  # turn about the vertical, either way
    stretch: float  # of the whole body along each axis
    bones: float  # of bone lengths, smooth over the body
    speed: float = 0.15
    any_direction: float = 0.0  # part of the variants that may face anywhere
    other_rests: float = 0.0  # part that rests with other arms (rests.py); fields only


@dataclass(frozen=True, kw_only=True)
class PoseMapConfig:
    """A model's pose maps. The only place that decides them: training draws with it,
    export writes it into model.json, and what uses the model reads it there
    (docs/extending/pose-map-style.md). The defaults stay as they are: checkpoints that
    lack a key were trained with its default."""

    pose_map_version: int = 1
    pose_map_radius: float = 2.5  # of discs, pixels
    pose_map_line_width: float = 1.5  # pixels; 0: no lines
    pose_map_max_joints: int = 32  # 0: no limit
    pose_map_merge: float = 0.01  # joints this close are one; of the box's diagonal
    pose_map_max_markers: int = 0  # points that show twist, beside max_joints

    @property
    def pose_map(self):
        """`pose_map` of model.json, without its `tails`."""
        found = {key: getattr(self, name) for key, name in pose_map_keys().items()}
        if not self.pose_map_max_markers:
            del found["max_markers"]
        return found

    @staticmethod
    def from_checkpoint(saved):
        """saved: the config in a checkpoint, a dict."""
        names = pose_map_keys().values()
        return PoseMapConfig(**{name: saved[name] for name in names if name in saved})

    @staticmethod
    def from_model(spec):
        """spec: model.json, a dict; KeyError if it lacks what the engine needs."""
        found = {"max_markers": 0, **spec["pose_map"]}
        return PoseMapConfig(**{n: found[key] for key, n in pose_map_keys().items()})


def pose_map_keys():
    """{key of model.json's pose_map: field of PoseMapConfig}."""
    names = [f.name for f in dataclasses.fields(PoseMapConfig)]
    return {name.removeprefix("pose_map_"): name for name in names}


@dataclass(frozen=True, kw_only=True)
class LossConfig:
    """Weights of VelocityLoss (losses.py). The first three are for models of latents:
    fields bring the weights of their cells."""

    figure_weight: float = 0.0  # added to 1 in cells that the figure enters
    motion_weight: float = 0.0  # added to 1 in cells that change in the window
    rgb_weight: float = 1.0  # of RGB, where pose maps have 1
    temporal_gradient_weight: float = 0.0  # of the error's change between frames
    spatial_gradient_weight: float = 0.0  # of the error's change between cells
    # Of products: "auto" (as the processor is quick), "f32" or "bf16", in which the
    # matrices that a stage on a backbone does not train are held, too.
    precision: str = "auto"


@dataclass(frozen=True)
class FieldConfig:
    """Displacement fields (native/motion/maps/pose_field.h). std: what codes are
    divided by, so that they have about unit variance."""

    grid: int
    layers: int
    length: float
    noise: float
    std: float
    marker_layers: int = 0  # 1: markers have a layer of their own
    marker_gain: float = 3.0  # of displacements in it

    @property
    def all_layers(self):
        """Codes have twice as many channels, templates four times."""
        return self.layers + self.marker_layers


@dataclass(frozen=True)
class StageConfig:
    """What a stage of training changes: parameters whose names match `train` (globs),
    and adapters of rank lora_rank on the layers that match lora_targets. views: how
    many a step sees, drawn anew for each (0: all; latents only)."""

    multiview: bool
    train: list[str]
    lora_rank: int = 0
    lora_targets: list[str] | None = None  # None: lora.TARGETS
    views: int = 0

    @property
    def is_partial(self):
        return bool(self.lora_rank) or "*" not in self.train


@dataclass(frozen=True, kw_only=True)
class TransformerTraining(WindowConfig, LossConfig, PoseMapConfig):
    """A run of train_transformer.py."""

    RENAMED: ClassVar[dict[str, str]] = {
        "steadiness": "temporal_gradient_weight",
        "stiffness": "spatial_gradient_weight",
        "from_nothing": "from_scratch",
    }

    comment: str = ""
    transformer: TransformerConfig
    field: FieldConfig | None = None  # None: a model of a VAE's latents
    from_scratch: bool = True  # False: a trained backbone comes with --init

    only: list[str]  # globs of rigs
    clips: list[str] = dataclasses.field(
        default_factory=lambda: ["*"]
    )  # globs, lower case
    weights: dict[str, float] = dataclasses.field(
        default_factory=dict
    )  # glob of clips: factor
    small_motions: bool = False  # also the clips that augment.py makes
    variants: int = 2  # of each window, for latents that are built beforehand
    amplitude: float = 0.15  # of motions, about the clip's own posture; fields only
    partial: float = 0.0  # part of the samples that lose some leaf joints; fields only
    # Part of the samples with given frames, by kind (given.py); fields only.
    given: dict[str, float] = dataclasses.field(default_factory=dict)
    made: float = 0.0  # part of the samples from creatures made by code; fields only

    # Text guidance that is distilled from a teacher (train_transformer.py --teacher).
    guidance: float = 1.0

    lr: float
    muon: bool
    batch: int
    ema: float
    minutes: float
    samples: int = 0  # that the run sees in all; 0: it ends by `minutes`
    decay_samples: int = 0  # the last ones, over which the rate falls to 5 %
    weight_decay: float = 0.01
    sigma_mean: float  # noise levels: sigmoid of a normal distribution
    sigma_std: float
    drop_text: float
    # Of models with a pooled embedder (heard.py): weight of its own loss; part of the
    # samples whose token states are hidden; noise of pooled states. Fields only.
    action_weight: float = 0.0
    hide_tokens: float = 0.0
    pooled_noise: float = 0.0
    drop_template: float  # latents only
    two_views: float = 0.0  # part of the steps that see two of all views; fields only
    pose_alone: float = 0.0  # part of the steps that leave out RGB
    log_every: int = 50  # steps
    # A run of latents that can be repeated, by `samples`; None: drawn by the clock.
    seed: int | None = None

    # Of runs on a backbone: captions whose states are kept, of each clip (0: all);
    # whether blocks are computed anew in the backward pass instead of kept.
    captions: int = 0
    gradient_checkpointing: bool = False

    stage: StageConfig | None = None
    stages: dict[str, StageConfig] = dataclasses.field(default_factory=dict)

    def with_stage(self, name):
        """The config with the stage to train; name: of one of its stages, or None.
        ConfigError if there is none of that name, or if one must be named."""
        if name:
            strict.refuse_unknown([name], self.stages, "--stage")
            return replace(self, stage=self.stages[name]).with_stage(None)
        if self.stage is None:
            names = ", ".join(self.stages) or "the config has none"
            raise strict.ConfigError(f"name a stage with --stage: {names}")
        if self.seed is not None and (self.field is not None or not self.samples):
            raise strict.ConfigError(
                "`seed` is for models of latents, with `samples` for the run's length"
            )
        return self

    def check_amounts(self):
        """ConfigError for a run that would never begin, or never end."""
        least = {"batch": 1, "log_every": 1, "samples": 0, "captions": 0}
        for name, low in least.items():
            if (value := getattr(self, name)) < low:
                raise strict.ConfigError(f"{name} is {value}: {low} or more")
        if not self.samples and not self.minutes > 0:
            raise strict.ConfigError(
                f"minutes is {self.minutes}: more than 0, or `samples` for the run's "
                "length"
            )

    def without(self, parts):
        """The config of a model that lacks parts of the transformer (ablations)."""
        known = [k for k, v in vars(TransformerConfig()).items() if isinstance(v, bool)]
        strict.refuse_unknown(parts, known, "--without")
        changed = replace(self.transformer, **dict.fromkeys(parts, False))
        return replace(self, transformer=changed)


@dataclass(frozen=True, kw_only=True)
class VAETraining(PoseMapConfig):
    """A run of train_vae.py."""

    vae: VAEConfig
    lr: float
    muon: bool
    batch: int
    minutes: float
    whole_every: int  # steps; the others see windows around joints
    kl: float  # weight of the KL divergence
    latent_noise: float  # most noise on latents that the decoder reads, in deviations
    rgb_share: float  # part of a batch that is renders
    keep_latents: float  # weight of the distance to the latents of --init


def load(cls, path, overrides=()):
    """A config of class `cls`; overrides: "key=value" with the value in JSON."""
    data = strict.read_json(path)
    if not isinstance(data, dict):
        raise strict.ConfigError(f"{path}: expected an object, found {data!r}")
    for item in overrides:
        key, _, text = item.partition("=")
        try:
            data[key] = json.loads(text)
        except json.JSONDecodeError:
            raise strict.ConfigError(f"--set {item}: the value is not JSON") from None
    return strict.build(cls, data, Path(path).name)
