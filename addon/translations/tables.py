"""The interface in other languages, through Blender's own tables.

A .po file for each language: what Blender is told and its buttons, tooltips and
sentences, the latter as templates with {names}. Blender's own translations come first.
Warnings and errors are English on the command line; the panel tells those again that
have a template (ui/messages.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from .po_file import read_po

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "animax"
# File by locale; Blender 4.0 gave Chinese and German other names.
LANGUAGES = {
    "de_DE": "de.po", "de": "de.po", "zh_CN": "zh_HANS.po", "zh_HANS": "zh_HANS.po"
}  # fmt: skip
# Buttons of operators are looked up in a context of their own.
CONTEXTS = ("*", "Operator")


def tables() -> dict[str, dict[tuple[str, str], str]]:
    """What bpy.app.translations.register takes."""
    folder = Path(__file__).parent
    found: dict[str, dict[tuple[str, str], str]] = {}
    for locale, name in LANGUAGES.items():
        texts = read_po(folder / name)
        found[locale] = {
            (c, key): text for key, text in texts.items() for c in CONTEXTS
        }
    return found


def register() -> Callable[[], None]:
    """Returns what undoes it."""
    # The stubs know tables without contexts alone.
    translations: Any = bpy.app.translations
    translations.register(NAME, tables())
    return lambda: translations.unregister(NAME)
