"""Sentences of the interface in Blender's language: templates, not pieces."""

from __future__ import annotations

from typing import Any

import bpy


def tr(template: str, **values: Any) -> str:
    """A sentence of the panel. Blender translates what has no values by itself."""
    return str(bpy.app.translations.pgettext_iface(template)).format(**values)


def tip(template: str, **values: Any) -> str:
    """A tooltip that an operator makes itself."""
    return str(bpy.app.translations.pgettext_tip(template)).format(**values)
