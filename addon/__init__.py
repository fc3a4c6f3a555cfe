"""AnimaX: keyframes for any rig from a prompt.

This file only delegates: parts of the add-on are importable without registering it.
"""

from __future__ import annotations

bl_info = {
    "name": "AnimaX",
    "author": "AnimaX for Blender contributors",
    "version": (0, 1, 0),
    "blender": (3, 4, 0),
    "location": "3D Viewport > Sidebar > AnimaX",
    "description": "Animates a rig of any shape from a prompt",
    "category": "Animation",
}


def register() -> None:
    from . import registry

    registry.register()


def unregister() -> None:
    from . import registry

    registry.unregister()
