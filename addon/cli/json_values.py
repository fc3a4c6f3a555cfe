"""Values of options written in JSON. Free of bpy.

READERS: by the kind of a Field, what makes of it and a value the attributes that
argparse would set. Types are strict: a number is no string, a list no text. An object
whose keys may come twice lists them in `pairs`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ..core.errors import AnimaxError
from ..core.prompt_list import TimedPrompt, check_prompts, in_one, read_rows
from ..settings import split_list

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..settings import Field

LONGEST = 60
# Up to here a float holds every integer.
EXACT = 2**53
# Of an --until.
MOST_SECONDS = 1e6


class WrongValueError(ValueError):
    """What is wrong with a value, and what to write instead."""


def shown(value: Any) -> str:
    """For messages: in one line, not too long, without what no terminal can show."""
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    text = repr(value)[: LONGEST * 2]
    if isinstance(value, bool):
        text = text.lower()
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def read_text(field: Field, value: Any) -> dict[str, Any]:
    option = field.option
    if not isinstance(value, str):
        raise WrongValueError(f"{shown(value)} is not a string; write it in quotes.")
    value = option.aliases.get(value, value)
    known = [choice.value for choice in option.choices]
    if known and value not in known:
        raise WrongValueError(f"{shown(value)} is not one of {', '.join(known)}.")
    return {field.name: value}


def read_int(field: Field, value: Any) -> dict[str, Any]:
    # JSON knows no integers, and many programs write 48.0.
    if type(value) is float and value.is_integer() and abs(value) <= EXACT:
        value = int(value)
    if type(value) is not int:
        raise WrongValueError(
            f"{shown(value)} is not an integer; write a whole number."
        )
    return {field.name: in_range(field, value)}


def read_float(field: Field, value: Any) -> dict[str, Any]:
    if type(value) not in (int, float):
        raise WrongValueError(
            f"{shown(value)} is not a number; write one without quotes."
        )
    return {field.name: float(in_range(field, value))}


def in_range(field: Field, value: Any) -> Any:
    low, high = field.option.low, field.option.high
    if not low <= value <= high:
        limits = f"{low:g} to {high:g}" if field.kind == "float" else f"{low} to {high}"
        raise WrongValueError(f"{shown(value)} is not in the range {limits}.")
    return value


def read_bool(field: Field, value: Any) -> dict[str, Any]:
    if field.is_switch and isinstance(value, str) and value in ("on", "off"):
        return {field.name: value}
    if not isinstance(value, bool):
        raise WrongValueError(
            f"{shown(value)} is not true or false; write one of them."
        )
    if field.is_switch:
        return {field.name: "on" if value else "off"}
    return {field.name: value}


def read_tuple(field: Field, value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {field.name: split_list(value)}
    if isinstance(value, list):
        names = cast("list[Any]", value)
        if all(isinstance(name, str) for name in names):
            return {field.name: tuple(names)}
    raise WrongValueError(f"{shown(value)} is not a list of strings.")


def read_prompts(field: Field, value: Any) -> dict[str, Any]:
    for row in cast("list[Any]", value) if isinstance(value, list) else []:
        if isinstance(row, dict) and len(getattr(row, "pairs", ())) > len(
            cast("dict[str, Any]", row)
        ):
            raise WrongValueError("a key of a prompt comes twice; leave one out.")
    try:
        rows = tuple(
            TimedPrompt(prompt, None if until is None else float(seconds(until)))
            for prompt, until in read_rows(value)
        )
        check_prompts(rows)
    except AnimaxError as error:
        raise WrongValueError(str(error)) from None
    return {field.name: rows, "prompt": in_one(rows)}


def seconds(until: float) -> float:
    if not 0 <= until <= MOST_SECONDS:
        raise WrongValueError(
            f"until: {shown(until)} is not in the range 0 to {MOST_SECONDS:g}."
        )
    return until


READERS: dict[str, Callable[[Field, Any], dict[str, Any]]] = {
    "str": read_text, "int": read_int, "float": read_float, "bool": read_bool,
    "tuple": read_tuple, "prompts": read_prompts,
}  # fmt: skip
