"""Changes files that are right into others, by a seeded generator: bytes at random, and
values, keys and structure of what is JSON."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

# What a field is given, as JSON text or as what JSON is not.
VALUES = [
    "null", '""', '"x"', "[]", "{}", "true", "false", "-1", "0", "1", "1.5", "1e308",
    "1e400", "-1e400", "1e-300", "NaN", "Infinity", "-Infinity", "2147483648",
    "-9223372036854775809", "1" + 400 * "0", "1" + 5000 * "0", "[null]", '["x"]',
    30 * "[" + 30 * "]", 1000 * "[" + 1000 * "]", '{"x": null}',
    '"' + 3000 * "x" + '"', '"\\ud800"', '"\\u0000"', '"../x"', '"/"', '"."', '"a/"',
    '"é\\u2028\\u0085"', '"--help"', '"-"', '"*,?"', '"on"', '"CON"', '"x\\ny"',
]  # fmt: skip
BYTES = [
    b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", b"\n", b"\r\n", b"\r", b"\xe2\x80\xa8", b"{",
    b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\\u", b"\xff", b"\xed\xa0\x80", b" ",
    b"e", b"-", b"9" * 30, b"NaN", b"null",
]  # fmt: skip


class Raw(str):
    """A value's text, which need not be JSON."""


def text_of(value: Any) -> str:
    """As JSON, with Raw as it is; keys may come twice in a list of pairs (Pairs)."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, Pairs):
        rows = [f"{json.dumps(k)}: {text_of(v)}" for k, v in value]
        return "{" + ", ".join(rows) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(text_of, value)) + "]"
    return json.dumps(value)


class Pairs(list["tuple[str, Any]"]):
    """An object's keys and values, in order."""


def as_pairs(value: Any) -> Any:
    """The same with objects as Pairs."""
    if isinstance(value, dict):
        return Pairs((k, as_pairs(v)) for k, v in value.items())
    if isinstance(value, list):
        return [as_pairs(v) for v in value]
    return value


def containers(value: Any) -> list[Any]:
    """All objects and lists in it, itself first."""
    found = [value] if isinstance(value, list) else []
    for item in value if isinstance(value, list) else ():
        found += containers(item[1] if isinstance(value, Pairs) else item)
    return found


def mutate_tree(numbers: random.Random, value: Any, keys: list[str]) -> Any:
    """A copy with one to three changes. keys: those that an object may be given."""
    value = copy.deepcopy(value)
    for _ in range(numbers.choice((1, 1, 1, 2, 3))):
        filled = [c for c in containers(value) if c]
        if not filled:
            break
        where = numbers.choice(filled)
        at = numbers.randrange(len(where))
        new: Any = Raw(numbers.choice(VALUES))
        if numbers.random() < 0.2:
            new = copy.deepcopy(numbers.choice(filled))
        if not isinstance(where, Pairs):
            where[at] = new
            continue
        key = where[at][0]
        kind = numbers.randrange(6)
        if kind <= 2:
            where[at] = (key, new)
        elif kind == 3:
            del where[at]
        elif kind == 4:
            where.append((numbers.choice([key, key.upper(), *keys]), new))
        else:
            where[at] = (numbers.choice([key[:-1], key + "s", *keys]), where[at][1])
    return value


def mutate_bytes(numbers: random.Random, data: bytes) -> bytes:
    """A copy with a few changes of its bytes."""
    made = bytearray(data)
    for _ in range(numbers.choice((1, 1, 2, 4, 8))):
        at = numbers.randrange(len(made) + 1)
        until = min(len(made), at + numbers.choice((1, 1, 2, 8, 64)))
        kind = numbers.randrange(5)
        if kind == 0 and at < len(made):
            made[at] ^= 1 << numbers.randrange(8)
        elif kind == 1:
            made[at:at] = numbers.choice(BYTES)
        elif kind == 2:
            del made[at:until]
        elif kind == 3:
            made[at:at] = made[at:until] * numbers.choice((1, 2, 50))
        else:
            made[at:until] = numbers.choice(VALUES).encode()
    return bytes(made)
