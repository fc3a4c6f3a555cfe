"""The options of `animate`, each declared once. Free of bpy.

A field of Settings is an option: its type and default, and in the metadata an Option
with range or choices, texts and where the interface shows it. Derived from that are the
command line (cli/cli_args.py), the manifest's keys (the same, JSON values allowed), the
panel's and the preferences' properties (ui/option_properties.py), and the `settings`
object of the report. A new option is a field here and the line that uses it.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from .core.prompt_list import TimedPrompt

MAX_PROMPT = 10_000
# Where the interface shows an option: panel, its "Advanced" part, or preferences.
PANEL, ADVANCED, PREFERENCES = "panel", "advanced", "preferences"


@dataclasses.dataclass(frozen=True)
class Choice:
    """A value, and its name and description in the interface."""

    value: str
    name: str = ""
    description: str = ""


@dataclasses.dataclass(frozen=True)
class Interface:
    """How the interface shows an option."""

    place: str
    name: str
    # Where the interface's range is narrower than the command line's.
    max: float | None = None
    # Blender's subtype of the property.
    subtype: str = "NONE"
    slider: bool = False


@dataclasses.dataclass(frozen=True)
class Option:
    """What a front end needs to know about an option besides type and default."""

    # One line, for --help and as the interface's tooltip; no full stop.
    help: str
    # What the default stands for where it is 0 or empty ("model default"). Such a
    # default may lie outside of the range: then only the interface can choose it.
    unset: str = ""
    low: float = 0
    high: float = 0
    choices: tuple[Choice, ...] = ()
    # Old names of values: accepted, but listed nowhere.
    aliases: dict[str, str] = dataclasses.field(default_factory=dict[str, str])
    # The placeholder in --help; for numbers the unit.
    metavar: str | None = None
    required: bool = False
    # On the command line, where it is not the field's name.
    flag: str = ""
    max_length: int = 0
    # None: on the command line alone.
    ui: Interface | None = None


def option(default: Any, help: str, **more: Any) -> Any:
    """A dataclass field that is an option: `more` are Option's other fields."""
    meta = {"option": Option(help, **more)}
    return dataclasses.field(default=default, metadata=meta)


@dataclasses.dataclass(frozen=True)
class Settings:
    """What the artist chooses for a take. The panel has the order of these fields.

    A bool that is True by default is "on" or "off" on the command line, others are
    flags. A tuple is a list separated by commas.
    """

    prompt: str = option(
        "", "What the rig should do", required=True, max_length=MAX_PROMPT,
        ui=Interface(PANEL, "Prompt"),
    )  # fmt: skip
    prompts: tuple[TimedPrompt, ...] = option(
        (), "Second of the take at which the --prompt before it ends; several prompts "
        "follow one another", flag="until", metavar="SECONDS",
        unset="the last prompt ends with the take",
        ui=Interface(PANEL, "Prompts"),
    )  # fmt: skip
    armature: str = option(
        "", "Name of the armature to animate", metavar="NAME",
        unset="the active one, or the one with the most bones",
    )  # fmt: skip
    front: str = option(
        "auto", "Which way the rig faces in the scene; a turned object's own axis that "
        "is nearest to it",
        choices=(
            Choice("auto", "Automatic", "Found from its shape and its bones' names"),
            Choice("-y", "-Y", "Towards the viewer in the front view"),
            Choice("+y", "+Y", "Away from the viewer in the front view"),
            Choice("-x", "-X", "To the left in the front view"),
            Choice("+x", "+X", "To the right in the front view"),
        ),
        aliases={"-Y": "-y", "+Y": "+y", "-X": "-x", "+X": "+x", "y": "+y", "x": "+x"},
        ui=Interface(ADVANCED, "Front"),
    )  # fmt: skip
    frames: int = option(
        0, "Length in scene frames, up to 60 seconds; up to six with a model without "
        "given frames, whose motion is repeated",
        unset="up to the last prompt's end or kept key, or as many as the model "
        "generates at a time",
        low=1, high=1_000_000, ui=Interface(PANEL, "Frames", max=100_000),
    )  # fmt: skip
    fps: float = option(
        0.0, "Frame rate to set for the scene", metavar="FPS", unset="unchanged",
        low=1.0, high=1000.0,
    )  # fmt: skip
    seed: int = option(
        0, "Random seed: a different seed gives a different take",
        high=2**63 - 1, ui=Interface(PANEL, "Seed"),
    )  # fmt: skip
    variations: int = option(
        1, "Number of takes to make, with seeds that follow one another; the one that "
        "matches the prompt best is kept",
        low=1, high=32, ui=Interface(PANEL, "Variations"),
    )  # fmt: skip
    variation_clips: str = option(
        "best", "Which of the variations the output holds: the best alone, or all, as "
        "further Actions of a .blend",
        choices=(Choice("best"), Choice("all")),
    )  # fmt: skip
    loop: bool = option(
        False, "Make the clip loop seamlessly: it ends as it begins, in place",
        ui=Interface(PANEL, "Loop"),
    )  # fmt: skip
    from_current_pose: bool = option(
        False, "Start in the rig's pose at the current frame",
        ui=Interface(PANEL, "Current Pose"),
    )  # fmt: skip
    at_frame: int | None = option(
        None, "Scene frame whose pose --from-current-pose starts in",
        unset="the take's first frame", low=-1_048_574, high=1_048_574,
    )  # fmt: skip
    keep_keys: bool = option(
        False, "Keep the poses that the rig's Action has keys for; the take goes "
        "through them", ui=Interface(PANEL, "Keep Keys"),
    )  # fmt: skip
    travel: str = option(
        "auto", "Whether the rig goes where its feet walk, by keys of its root bones, "
        "or stays in place",
        choices=(
            Choice("auto", "As Prompted", "In place, unless the prompt says that it "
                   "goes somewhere: walks forward, runs across, charges"),
            Choice("on", "Go", "Wherever the take has a gait"),
            Choice("off", "Stay", "Always in place"),
        ),
        ui=Interface(PANEL, "Travel"),
    )  # fmt: skip
    in_place: bool = option(
        False, "Remove the rig's horizontal travel; the same as --travel off",
        ui=Interface(PANEL, "In Place"),
    )  # fmt: skip
    smoothing: float = option(
        0.0, "Cut-off period of a low-pass filter, in seconds. Oscillations with this "
        "period are halved, faster ones are removed", metavar="SECONDS",
        unset="no filter", low=0.0, high=1.0,
        ui=Interface(PANEL, "Smoothing", subtype="FACTOR", slider=True),
    )  # fmt: skip
    contacts: bool = option(
        True, "Keep feet that are in contact with the ground from sliding",
        ui=Interface(PANEL, "Hold Contacts"),
    )  # fmt: skip
    bones: tuple[str, ...] = option(
        (), "Comma-separated names of the bones to animate; * and ? are wildcards. "
        "Other bones keep their animation", metavar="GLOB,..",
        unset="all bones", ui=Interface(ADVANCED, "Bones"),
    )  # fmt: skip
    stretch: tuple[str, ...] = option(
        (), "Comma-separated names of bones that may move away from their parents; * "
        "and ? are wildcards. Others only rotate", metavar="GLOB,..",
        unset="roots, and bones that the rig's own clips move",
        ui=Interface(ADVANCED, "Stretch"),
    )  # fmt: skip
    controls: str = option(
        "fk", "What is keyed on a rig with controls (Rigify, your own)",
        choices=(
            Choice("fk", "FK Controls", "The controls that turn bones one by one; "
                   "IK/FK switches are set to FK"),
            Choice("ik", "IK Controls", "Of arms and legs the targets and poles of "
                   "IK where there are some; switches are set to IK"),
            Choice("off", "Bones", "All bones, as on a rig without controls"),
        ),
        ui=Interface(ADVANCED, "Controls"),
    )  # fmt: skip
    controls_map: str = option(
        "", "JSON file that says which controls are keyed, saved from the panel "
        "(Control Mapping)", metavar="FILE",
        unset="the mapping that the rig has, otherwise what is found",
    )  # fmt: skip
    keys: str = option(
        "all", "Which keys to write",
        choices=(
            Choice("all", "Every Frame", "A key on every frame"),
            Choice("reduced", "Reduced", "The fewest keys that keep to a tolerance"),
        ),
        ui=Interface(ADVANCED, "Keys"),
    )  # fmt: skip
    views: int = option(
        0, "Number of cameras around the rig", unset="model default", low=1, high=64,
        ui=Interface(ADVANCED, "Views", max=8),
    )  # fmt: skip
    cameras: str = option(
        "auto", "Through which cameras the model sees the rig",
        choices=(
            Choice("auto", "Automatic", "The scene's camera rig of this character "
                   "where there is one, otherwise the model's own"),
            Choice("model", "Model's Own", "Those that the model was trained with"),
            Choice("scene", "Scene's", "The scene's camera rig of this character"),
        ),
        ui=Interface(ADVANCED, "Cameras"),
    )  # fmt: skip
    steps: int = option(
        0, "Number of denoising steps: more steps are slower but more precise",
        unset="model default", low=1, high=1000, ui=Interface(ADVANCED, "Steps"),
    )  # fmt: skip
    guidance: float | None = option(
        None, "Guidance scale: how strongly the prompt steers the motion",
        unset="model default", low=0.0, high=100.0,
    )  # fmt: skip
    amplitude: float = option(
        0.0, "How far the motion goes, times what the model generated; given poses "
        "stay",
        unset="1, but more where the take is slower than its prompt suggests",
        low=0.1, high=4.0, ui=Interface(ADVANCED, "Amplitude"),
    )  # fmt: skip
    solver: str = option(
        "bundle", "How keys are computed from pose maps: bundle adjustment, or the "
        "paper's method as a baseline",
        choices=(Choice("bundle"), Choice("paper")), aliases={"ours": "bundle"},
    )  # fmt: skip
    model: str = option(
        "", "Model folder", metavar="DIR", unset="the embedded model",
        ui=Interface(PREFERENCES, "Model", subtype="DIR_PATH"),
    )  # fmt: skip
    device: str = option(
        "auto", "Device on which the model runs",
        choices=(
            Choice("auto", "Automatic", "The processor; CUDA only if chosen"),
            Choice("cpu", "Processor", "Works on every machine"),
            Choice("cuda", "CUDA", "An NVIDIA graphics card"),
        ),
        ui=Interface(PREFERENCES, "Device"),
    )  # fmt: skip
    precision: str = option(
        "auto", "Number format of matrix products; fp8 needs --device cuda",
        choices=(Choice("auto"), Choice("f32"), Choice("bf16"), Choice("fp8")),
    )  # fmt: skip
    threads: int = option(
        0, "Number of CPU threads", unset="all cores", high=1024,
        ui=Interface(PREFERENCES, "Threads"),
    )  # fmt: skip
    memory_limit: int = option(
        0, "Most memory that the engine may take, in MB; takes that need more are "
        "refused before they begin", metavar="MB",
        unset="what the machine has available", low=1, high=100_000_000,
        ui=Interface(PREFERENCES, "Memory Limit"),
    )  # fmt: skip
    preview: str = option(
        "", "Also write a contact sheet (.png) or a video (.mp4)",
        metavar="OUT.(mp4|png)",
    )  # fmt: skip
    template_dir: str = option(
        "", "Folder with the template views to use: the rig at rest as each camera "
        "sees it, view_0_rgb.png and so on, and its pose maps, view_0_pose.png; what "
        "is missing is rendered", metavar="DIR", unset="all are rendered",
    )  # fmt: skip
    sequences: str = option(
        "", "Also write what the model generated into this folder: for each view the "
        "RGB frames and pose maps (PNG), cameras and joints (JSON)",
        metavar="DIR",
    )  # fmt: skip

    @property
    def keeps_pictures(self) -> bool:
        """Are the generated frames needed once the keys are made?"""
        return bool(self.preview or self.sequences) or self.solver == "paper"


@dataclasses.dataclass(frozen=True)
class Field:
    """An option with what the dataclass knows of it."""

    name: str
    # "str", "int", "float", "bool", "tuple" or "prompts".
    kind: str
    default: Any
    option: Option

    @property
    def flag(self) -> str:
        """Its name on the command line, without the dashes."""
        return self.option.flag or self.name.replace("_", "-")

    @property
    def is_switch(self) -> bool:
        """On unless switched off."""
        return self.kind == "bool" and bool(self.default)


def fields_of(settings: type, *places: str) -> list[Field]:
    """The options of a dataclass; with places only those that the interface shows
    there."""
    found: list[Field] = []
    for field in dataclasses.fields(settings):
        own: Option = field.metadata["option"]
        if places and (own.ui is None or own.ui.place not in places):
            continue
        # The annotation as text: "int", "float | None", "tuple[str, ...]".
        kind = str(field.type).split(" ")[0].split("[")[0]
        kind = "prompts" if "TimedPrompt" in str(field.type) else kind
        found.append(Field(field.name, kind, field.default, own))
    return found


def split_list(text: str) -> tuple[str, ...]:
    """The value of a tuple option written with commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def described(option: Option, default: str = "default") -> str:
    """The help text, with what the default stands for. default: what to call it."""
    if not option.unset:
        return option.help
    return f"{option.help} ({default}: {option.unset})"


def echo(settings: Any) -> dict[str, Any]:
    """The settings as the report lists them."""
    return dataclasses.asdict(settings)
