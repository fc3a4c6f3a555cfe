"""Reads the texts of a .po file (GNU gettext). Free of bpy."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MESSAGE, TEXT = "msgid", "msgstr"


def read_po(path: Path) -> dict[str, str]:
    """Text by message; without the header, and without messages that have no text. {}
    where there is no such file."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return {}
    found: dict[str, str] = {}
    message = text = part = ""
    for line in [*lines, 'msgid ""']:
        keyword, _, rest = line.strip().partition(" ")
        if keyword == MESSAGE:
            if message and text:
                found[message] = text
            message, text, part = quoted(rest), "", MESSAGE
        elif keyword == TEXT:
            text, part = quoted(rest), TEXT
        elif line.startswith('"') and part == MESSAGE:
            message += quoted(line.strip())
        elif line.startswith('"') and part == TEXT:
            text += quoted(line.strip())
    return found


def quoted(text: str) -> str:
    return str(ast.literal_eval(text))
