"""The command line, checked before any work. Free of bpy."""

from __future__ import annotations

import argparse
import dataclasses
import difflib
import math
import re
from typing import TYPE_CHECKING

from ..core.errors import USAGE, AnimaxError
from ..core.prompt_list import (
    Prompts,
    TimedPrompt,
    check_prompts,
    in_one,
)
from ..settings import Settings, described, fields_of, split_list
from . import import_model

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

    from ..settings import Field


# How it is run from a checkout.
SCRIPT = "blender --background --python addon/batch.py --"
COMMANDS = ("animate", "roundtrip", "batch", "serve", "import-model")


class Parser(argparse.ArgumentParser):
    """An argparse parser whose errors are an AnimaxError: one message, status 2. It
    knows options by their whole names alone."""

    def __init__(self, *words: Any, **more: Any) -> None:
        super().__init__(*words, **{"allow_abbrev": False, **more})

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Misspelt options first: argparse would say that the option which was meant is
        missing."""
        if self._subparsers is None:
            for word in args or ():
                name = word.partition("=")[0]
                if word == "--":
                    break
                # A word with a space is a value to argparse.
                if name.startswith("--") and " " not in word:
                    self.check_name(name)
        return super().parse_known_args(args, namespace)

    def check_name(self, name: str) -> None:
        known = self._option_string_actions
        if name not in known:
            near = difflib.get_close_matches(name, known, 1, 0.7)
            hint = f"; did you mean {near[0]}?" if near else ""
            self.error(f"unrecognized argument: {name}{hint}")

    def error(self, message: str) -> NoReturn:
        raise AnimaxError(f"{message} (see {self.prog} --help).", USAGE)


class AddPrompt(argparse.Action):
    """--prompt, as often as it comes: the one prompt, or one more of a list."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        set_prompts(parser, namespace, [*prompts_of(namespace), TimedPrompt(values)])


class AddUntil(argparse.Action):
    """--until: when the --prompt before it ends."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        rows = prompts_of(namespace)
        if not rows or rows[-1].until is not None:
            parser.error(f"--until {values:g} must follow the --prompt that it ends")
        rows[-1] = dataclasses.replace(rows[-1], until=values)
        set_prompts(parser, namespace, rows)


def prompts_of(namespace: argparse.Namespace) -> list[TimedPrompt]:
    """The prompts as far as they are parsed."""
    rows: Prompts = getattr(namespace, "prompts", None) or ()
    return list(rows)


def set_prompts(
    parser: argparse.ArgumentParser,
    namespace: argparse.Namespace,
    rows: list[TimedPrompt],
) -> None:
    try:
        check_prompts(tuple(rows))
    except AnimaxError as error:
        parser.error(str(error).rstrip("."))
    namespace.prompts, namespace.prompt = tuple(rows), in_one(tuple(rows))


def int_in_range(low: float, high: float) -> Callable[[str], int]:
    def check(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not an integer") from None
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(
                f"{value} is not in the range {low} to {high}"
            )
        return value

    return check


def float_in_range(low: float, high: float) -> Callable[[str], float]:
    def check(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
        if not (math.isfinite(value) and low <= value <= high):
            raise argparse.ArgumentTypeError(
                f"{text} is not in the range {low:g} to {high:g}"
            )
        return value

    return check


def line_numbers(text: str) -> tuple[range, ...]:
    """The lines that "3,7-9" names."""
    found: list[range] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,9})(?:-(\d{1,9}))?\s*", part)
        first = int(match[1]) if match else 0
        last = int(match[2] or first) if match else 0
        if not 1 <= first <= last:
            raise argparse.ArgumentTypeError(
                f"{part!r} is not the number of a line, nor a range such as 7-9"
            )
        found.append(range(first, last + 1))
    return tuple(found)


def make_parser(
    settings: type[Settings] = Settings, program: str = SCRIPT
) -> argparse.ArgumentParser:
    top = Parser(prog=program, description="Keyframes for any rig from a prompt.")
    commands = top.add_subparsers(dest="command", metavar="|".join(COMMANDS))
    commands.required = True
    add_animate(commands.add_parser("animate", help="animate one rig"), settings)
    add_roundtrip(commands.add_parser("roundtrip", help="reconstruct an existing clip"))
    add_batch(commands.add_parser("batch", help="animate many rigs"))
    importer = commands.add_parser(
        "import-model", help="write a model.json for published files"
    )
    import_model.add_options(importer)
    add_report(importer)
    add_serve(commands.add_parser("serve", help="make motion for other programs here"))
    return top


def parse(argv: list[str], program: str = SCRIPT) -> argparse.Namespace:
    """The command and its options. program: what is written before them, such as
    Blender's `... --`."""
    first = argv[0] if argv else ""
    if not first or (first.startswith("-") and first not in ("-h", "--help")):
        # argparse would take the value of the first option for the command.
        raise AnimaxError(
            f"the command is missing, one of {spelt_commands()} "
            f"(see {program} --help).",
            USAGE,
        )
    if not first.startswith("-") and first not in COMMANDS:
        raise AnimaxError(
            f"there is no command {first!r}, only {spelt_commands()} "
            f"(see {program} --help).",
            USAGE,
        )
    return make_parser(program=program).parse_args(joined(argv))


def spelt_commands() -> str:
    return f"{', '.join(COMMANDS[:-1])} and {COMMANDS[-1]}"


def joined(argv: list[str]) -> list[str]:
    """The words with "--front -y" as "--front=-y": argparse would take the value for an
    option."""
    signed = {
        "--" + field.name.replace("_", "-"): [
            *(choice.value for choice in field.option.choices), *field.option.aliases
        ]
        for field in fields_of(Settings)
    }  # fmt: skip
    found: list[str] = []
    for word in argv:
        before = found[-1] if found else ""
        if word.startswith("-") and word in signed.get(before, ()):
            found[-1] = f"{before}={word}"
        else:
            found.append(word)
    return found


def add_animate(parser: argparse.ArgumentParser, settings: type[Settings]) -> None:
    add_input(parser)
    parser.add_argument(
        "--output",
        required=True,
        help=".blend, .glb, .fbx, .usd (.usda, .usdc, .usdz) or .bvh",
    )
    for field in fields_of(settings):
        add_option(parser, field)
    parser.add_argument(
        "--dry-run", action="store_true",
        help="print what the take needs of memory and time, and make nothing",
    )  # fmt: skip
    add_report(parser)


def add_option(parser: argparse.ArgumentParser, field: Field) -> None:
    """One option of a dataclass like Settings."""
    flag, option = "--" + field.flag, field.option
    more: dict[str, Any] = {
        "help": described(option).replace("%", "%%"), "default": field.default,
        "dest": field.name,
    }  # fmt: skip
    if field.kind == "bool" and not field.is_switch:
        parser.add_argument(flag, action="store_true", **more)
        return
    more.update(metavar=option.metavar, required=option.required)
    if field.is_switch:
        more.update(choices=("on", "off"), default="on")
    elif option.choices:
        more["choices"] = tuple(choice.value for choice in option.choices)
        more["type"] = lambda text: option.aliases.get(text, text)
    elif field.kind == "int":
        more["type"] = int_in_range(option.low, option.high)
    elif field.kind == "float":
        more["type"] = float_in_range(option.low, option.high)
    elif field.kind == "tuple":
        more["type"] = split_list
    elif field.kind == "prompts":
        more.update(type=float_in_range(0.0, 1e6), action=AddUntil)
    elif field.name == "prompt":
        more["action"] = AddPrompt
    parser.add_argument(flag, **more)


def add_input(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--input",
        required=True,
        metavar="RIG",
        help=".blend, .glb, .gltf, .fbx, .usd (.usda, .usdc, .usdz), .bvh, .vrm, .dae",
    )


def add_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--report", default="", metavar="OUT.json", help="write a report as JSON"
    )


def add_roundtrip(parser: argparse.ArgumentParser) -> None:
    shared = {field.name: field for field in fields_of(Settings)}
    add_input(parser)
    parser.add_argument("--clip", required=True, metavar="NAME")
    parser.add_argument(
        "--size", type=int_in_range(32, 4096), default=512, metavar="PX",
        help="width of the pose maps (default: 512)",
    )  # fmt: skip
    parser.add_argument(
        "--noise", type=float_in_range(0.0, 1000.0), default=0.0, metavar="PX",
        help="standard deviation of noise added to 2D joints",
    )  # fmt: skip
    parser.add_argument(
        "--drop-view", type=int_in_range(0, 63), default=None, metavar="K",
        help="leave out this view",
    )  # fmt: skip
    parser.add_argument(
        "--views", type=int_in_range(2, 8), default=0,
        help="number of cameras (default: model default)",
    )  # fmt: skip
    parser.add_argument(
        "--cameras", choices=("model", "scene"), default="model",
        help="those of the model, or the scene's camera rig of the character "
        "(default: model)",
    )  # fmt: skip
    for name in ("armature", "solver", "seed"):
        add_option(parser, shared[name])
    add_report(parser)


def add_batch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--manifest", required=True, metavar="JOBS.jsonl",
        help="one JSON object a line, with animate's options as keys: "
        '{"input": "dog.glb", "prompt": "a dog walks", "output": "walk.glb", '
        '"frames": 48, "loop": true}; input is relative to this file',
    )  # fmt: skip
    parser.add_argument(
        "--output-dir", required=True, metavar="DIR",
        help="outputs, reports and previews are relative to this folder; without an "
        "output a job writes INPUT-0001.blend (the number of its line)",
    )  # fmt: skip
    parser.add_argument(
        "--resume", action="store_true",
        help="skip jobs whose output is there, made from what the line says now",
    )  # fmt: skip
    parser.add_argument(
        "--lines", type=line_numbers, default=(), metavar="N,..",
        help="do these lines of the manifest alone, such as 3,7-9 (default: all)",
    )  # fmt: skip
    parser.add_argument(
        "--summary", default="", metavar="FILE.html",
        help="write a page that shows all takes, their figures, and why jobs failed",
    )  # fmt: skip
    add_report(parser)


def add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=int_in_range(0, 65535), default=8000,
        help="port of the loopback address to listen to (default: 8000; 0: any free)",
    )  # fmt: skip
    shared = {field.name: field for field in fields_of(Settings)}
    for name in ("model", "device", "precision", "threads"):
        add_option(parser, shared[name])


def settings_of(
    args: argparse.Namespace, settings: type[Settings] = Settings
) -> Settings:
    """The Settings of parsed `animate` options."""
    values = {}
    for field in fields_of(settings):
        value = getattr(args, field.name)
        values[field.name] = value == "on" if field.is_switch else value
    rows: Prompts = values["prompts"]
    if len(rows) == 1 and rows[0].until is None:
        values["prompts"] = ()
    return settings(**values)
