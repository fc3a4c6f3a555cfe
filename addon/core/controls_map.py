"""Which controls an artist has chosen for a control rig: plain data, and the JSON that
it is stored as, on the rig and in files. Free of bpy.

What a mapping does not name stays as the add-on finds it. Its form is in docs/rigs.md.
"""

from __future__ import annotations

import builtins
import codecs
import dataclasses
import difflib
import json
import os
from typing import TYPE_CHECKING, Any, cast

from .errors import USAGE, AnimaxError

if TYPE_CHECKING:
    from pathlib import Path

FORMAT, VERSION = "animax-controls", 1
# Rigs have some hundred bones, with names of at most 63 bytes.
MOST_BYTES, MOST_ROWS, LONGEST = 4 << 20, 20_000, 255
FK, IK = "fk", "ik"


@dataclasses.dataclass(frozen=True)
class BoneRow:
    """What turns a bone that deforms, and what else moves with it."""

    bone: str
    # "": as the add-on finds it.
    control: str = ""
    # Else it is left out: it gets no keys and stays as it lies on what it hangs on.
    keyed: bool = True
    # What the add-on had found when the mapping was made; it decides nothing.
    proposed: str = ""

    @property
    def edited(self) -> bool:
        return not self.keyed or self.control != self.proposed


@dataclasses.dataclass(frozen=True)
class LimbRow:
    """How a limb with a switch between FK and IK is keyed."""

    # The pose bone with the switch, "" for the armature's object, and its property.
    switch: str
    property: str
    # FK, IK, or "": as the option Controls says.
    by: str = ""
    # With IK: the controls of its end and of its bend; "": as the add-on finds them.
    end: str = ""
    bend: str = ""
    # As BoneRow.proposed.
    proposed_end: str = ""
    proposed_bend: str = ""

    # "property" is one of its fields.
    @builtins.property
    def edited(self) -> bool:
        return (self.by, self.end, self.bend) != (
            "", self.proposed_end, self.proposed_bend
        )  # fmt: skip


@dataclasses.dataclass(frozen=True)
class ControlsMap:
    bones: tuple[BoneRow, ...] = ()
    limbs: tuple[LimbRow, ...] = ()

    @property
    def edited(self) -> bool:
        return any(row.edited for row in (*self.bones, *self.limbs))

    def names(self) -> list[str]:
        """All controls that it names, each once."""
        found = [row.control for row in self.bones]
        found += [name for row in self.limbs for name in (row.end, row.bend)]
        return [name for name in dict.fromkeys(found) if name]


ROWS: dict[str, type[BoneRow] | type[LimbRow]] = {"bones": BoneRow, "limbs": LimbRow}


class MapError(ValueError):
    """What is wrong with a mapping's text."""


def to_text(mapping: ControlsMap, indent: int | None = 1) -> str:
    """indent: None for one line."""
    made: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    made |= {name: [sparse(row) for row in getattr(mapping, name)] for name in ROWS}
    return json.dumps(made, indent=indent, ensure_ascii=False)


def sparse(row: Any) -> dict[str, Any]:
    """Without what is as it is by default."""
    return {
        field.name: value
        for field in dataclasses.fields(row)
        if (value := getattr(row, field.name)) != field.default
    }


class Pairs(dict["str", "Any"]):
    """A JSON object; a MapError if a key comes twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        if len(self) < len(pairs):
            twice = next(k for n, (k, _) in enumerate(pairs) if k in dict(pairs[:n]))
            raise MapError(f"the key {shown(twice)} comes twice; leave one out")


def from_text(text: str) -> ControlsMap:
    """A MapError, without a full stop, if it is no mapping."""
    try:
        found = json.loads(text, object_pairs_hook=Pairs)
        text.encode()
        json.dumps(found, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise MapError(
            f"it is not JSON (line {error.lineno}, column {error.colno}: {error.msg})"
        ) from None
    except RecursionError:
        raise MapError("it has too many brackets within each other") from None
    except UnicodeEncodeError:
        raise MapError("it holds half of a character") from None
    except MapError:
        raise
    except ValueError:
        # Python reads no integer of more than 4300 digits.
        raise MapError("a number in it has too many digits") from None
    if not isinstance(found, Pairs):
        raise MapError("it is not a JSON object")
    check_keys(found, ("format", "version", *ROWS), "")
    if found.get("format") != FORMAT:
        raise MapError(f"its format is not {FORMAT!r}")
    version = found.get("version")
    if type(version) is not int or version != VERSION:
        raise MapError(f"its version is {shown(version)}, and only {VERSION} is known")
    bones = [
        read_row(BoneRow, row, f"bones, row {n}") for n, row in rows(found, "bones")
    ]
    limbs = [
        read_row(LimbRow, row, f"limbs, row {n}") for n, row in rows(found, "limbs")
    ]
    check_twice([row.bone for row in bones], "bone")
    check_twice([f"{row.switch}: {row.property}" for row in limbs], "switch")
    for number, row in enumerate(limbs, 1):
        if row.by not in ("", FK, IK):
            raise MapError(
                f"limbs, row {number}: by is {shown(row.by)}, not {FK!r} or {IK!r}"
            )
    return ControlsMap(tuple(bones), tuple(limbs))


def rows(found: Pairs, name: str) -> list[tuple[int, Any]]:
    value = found.get(name, [])
    if not isinstance(value, list):
        raise MapError(f"{name} is not a list")
    value = cast("list[Any]", value)
    if len(value) > MOST_ROWS:
        raise MapError(f"{name} has {len(value)} rows, more than {MOST_ROWS}")
    return list(enumerate(value, 1))


def read_row(kind: Any, row: Any, where: str) -> Any:
    """kind: BoneRow or LimbRow."""
    if not isinstance(row, Pairs):
        raise MapError(f"{where} is not an object")
    fields = {field.name: field for field in dataclasses.fields(kind)}
    check_keys(row, tuple(fields), f"{where}: ")
    for name, field in fields.items():
        needed = field.default is dataclasses.MISSING
        if name not in row:
            if needed:
                raise MapError(f"{where}: the key {name!r} is missing")
            continue
        value = row[name]
        if name == "keyed":
            if not isinstance(value, bool):
                raise MapError(f"{where}: keyed is {shown(value)}, not true or false")
            continue
        if not isinstance(value, str):
            raise MapError(f"{where}: {name} is {shown(value)}, not a string")
        if len(value) > LONGEST or "\0" in value:
            raise MapError(f"{where}: {name} is {shown(value)}, no name of a bone")
        if needed and not value and name != "switch":
            raise MapError(f"{where}: {name} is empty")
    return kind(**row)


def check_keys(found: Pairs, known: tuple[str, ...], where: str) -> None:
    for key in found:
        if key not in known:
            near = difflib.get_close_matches(key[:LONGEST].lower(), known, 1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            raise MapError(f"{where}{shown(key)} is no key of it{hint}")


def check_twice(names: list[str], what: str) -> None:
    if len(set(names)) < len(names):
        twice = next(name for n, name in enumerate(names) if name in names[:n])
        raise MapError(f"the {what} {shown(twice)} has two rows; leave one out")


def shown(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    text = json.dumps(value) if isinstance(value, (bool, type(None))) else repr(value)
    return text if len(text) <= 60 else f"{text[:60]}..."


def read_file(path: str | Path) -> ControlsMap:
    """An AnimaxError if there is none, or it holds no mapping."""
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            raise MapError("it is not a file")
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise MapError(f"it is longer than {MOST_BYTES >> 20} MB")
        return from_text(data.removeprefix(codecs.BOM_UTF8).decode())
    except OSError as error:
        why = error.strerror or "it cannot be read"
    except UnicodeDecodeError:
        why = "it is not UTF-8 text"
    except ValueError as error:
        # A path with a zero byte, too.
        why = str(error)
    raise AnimaxError(
        f"The controls map {os.fspath(path)} cannot be used: {why}.", USAGE
    )
