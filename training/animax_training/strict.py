"""Dataclasses from JSON, refusing what the dataclass does not know.

    strict.build(FieldConfig, {"grid": 16, ...}, "configs/nano_fields.json: field")

Types are read from the annotations: bool, int, float, str, list, tuple, dict, nested
dataclasses, and unions of these.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import math
import types
import typing
from pathlib import Path


class ConfigError(ValueError):
    """A sentence: where, what was found, what was expected."""


def read_json(path):
    """The content of a JSON file; ConfigError if it is none, or if an object has a key
    twice, of which JSON would silently keep the last."""
    try:
        text = Path(path).read_text(encoding="utf-8")
        return json.loads(text, object_pairs_hook=lambda pairs: unique(pairs, path))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ConfigError(f"{path}: not JSON: {error}") from None
    except RecursionError:
        raise ConfigError(f"{path}: nested too deep") from None


def unique(pairs, where):
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ConfigError(f"{where}: the key {twice!r} is there twice")
    return found


def refuse_unknown(found, known, where, renamed=None):
    """Raises ConfigError for the first key of `found` that is not in `known`, naming
    the nearest known key, or the new name of a renamed one ({old key: new key})."""
    known = list(known)
    for key in found:
        if key in known:
            continue
        if renamed and key in renamed:
            raise ConfigError(f"{where}: {key!r} is now called {renamed[key]!r}")
        near = difflib.get_close_matches(key, known, 1, 0.0)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ConfigError(f"{where}: unknown key {key!r}{hint}")


def build(cls, data, where):
    """An instance of dataclass `cls` from a JSON object; ConfigError if a key is
    unknown or missing, or a value has the wrong type. cls.RENAMED, if there is one:
    {old key: new key}, for the message."""
    if not isinstance(data, dict):
        raise ConfigError(f"{where}: expected an object, found {data!r}")
    fields = {f.name: f for f in dataclasses.fields(cls)}
    refuse_unknown(data, fields, where, getattr(cls, "RENAMED", None))
    for name, f in fields.items():
        optional = (f.default, f.default_factory) != (dataclasses.MISSING,) * 2
        if name not in data and not optional:
            raise ConfigError(f"{where}: the key {name!r} is missing")
    hints = typing.get_type_hints(cls)
    return cls(**{k: convert(hints[k], v, f"{where}: {k}") for k, v in data.items()})


def convert(hint, value, where):
    """`value` of JSON as an annotation asks for it."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return convert_union(args, value, where)
    if dataclasses.is_dataclass(hint):
        return build(hint, value, where)
    if origin is dict and isinstance(value, dict):
        return {k: convert(args[1], v, f"{where}: {k}") for k, v in value.items()}
    if origin in (list, tuple) and isinstance(value, list):
        inner = args[:1] * len(value) if origin is list or args[1:] == (...,) else args
        if len(inner) == len(value):
            return origin(convert(h, v, where) for h, v in zip(inner, value))
    number = hint is float and isinstance(value, int) and not isinstance(value, bool)
    # JSON as Python reads it has NaN and Infinity.
    odd = isinstance(value, float) and not math.isfinite(value)
    if not odd and (number or (isinstance(hint, type) and type(value) is hint)):
        return value
    raise ConfigError(f"{where}: expected {spelt(hint)}, found {value!r}")


def convert_union(hints, value, where):
    if value is None and type(None) in hints:
        return None
    hints = [h for h in hints if h is not type(None)]
    objects = [h for h in hints if dataclasses.is_dataclass(h)]
    if isinstance(value, dict) and objects:
        return build(objects[0], value, where)
    for hint in hints:
        if hint not in objects:
            try:
                return convert(hint, value, where)
            except ConfigError:
                continue
    wanted = " or ".join(spelt(h) for h in hints)
    raise ConfigError(f"{where}: expected {wanted}, found {value!r}")


def spelt(hint):
    """The type in words of JSON."""
    words = {
        bool: "true or false", int: "an integer", float: "a number", str: "a string",
        list: "a list", tuple: "a list", dict: "an object",
    }  # fmt: skip
    base = typing.get_origin(hint) or hint
    return words.get(base, getattr(base, "__name__", str(base)))
