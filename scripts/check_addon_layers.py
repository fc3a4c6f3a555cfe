"""Checks that the add-on's imports go one way only; check_layers.py calls it.

Each folder of addon/, and each module beside them, may import what its row lists: that
is the order of layers. No two modules may import each other, however far round, and
those free of bpy do not import it, nor may what they import.
"""

from __future__ import annotations

import ast
from pathlib import Path

ADDON = Path(__file__).resolve().parent.parent / "addon"

# layer: the layers that it may import, itself left out
LAYERS = {
    "core": set(),
    "settings": {"core"},
    "take": {"core"},
    "memory_plan": {"core", "settings"},
    "request": {"core", "settings", "take"},
    "rig": {"core"},
    "clips": {"core", "take", "rig"},
    "controls": {"core", "settings", "take", "rig", "clips"},
    "write_controls": {"core", "request", "rig", "clips", "controls"},
    "views": {"core", "request", "rig"},
    "seen_rig": {"core", "settings", "rig", "clips", "controls", "views"},
    "cameras": {"core", "settings", "rig", "views", "seen_rig"},
    "io": {"core", "rig", "clips"},
    "take_poses": {"core", "settings", "request", "take", "rig", "clips"},
    "variations": {"core", "settings", "request", "clips", "rig"},
    "pipeline": {
        "core", "settings", "request", "take", "rig", "clips", "views", "take_poses",
        "variations", "controls", "write_controls", "seen_rig", "cameras",
        "memory_plan",
    },
    "self_test": {"core", "settings", "request", "pipeline"},
    "roundtrip": {"core", "rig", "clips", "views", "cameras"},
    "server": {
        "core", "settings", "request", "rig", "clips", "io", "pipeline", "variations",
    },
    "cli": {
        "core", "settings", "request", "rig", "clips", "views", "io", "pipeline",
        "roundtrip", "take_poses", "variations", "server", "memory_plan",
    },
    "review": {
        "core", "settings", "request", "take", "rig", "clips", "views", "take_poses",
        "pipeline",
    },
    "ui": {
        "core", "settings", "request", "rig", "clips", "views", "pipeline",
        "variations", "review", "memory_plan", "seen_rig", "cameras", "controls",
        "self_test",
    },
    "translations": set(),
    "registry": {"ui", "io", "cli_command", "translations"},
    "cli_command": set(),
    "batch": {"cli"},
    "__init__": {"registry"},
}  # fmt: skip
WITHOUT_BPY = {"core", "settings", "memory_plan", "request", "take"}
BLENDER = {"bpy", "bpy_extras", "bmesh", "mathutils", "addon_utils"}


def module_name(source: Path) -> str:
    """Dotted, below addon/: "core.errors"; a package's own is "core.__init__"."""
    return ".".join(source.relative_to(ADDON).with_suffix("").parts)


def imported(source: Path, known: set[str]) -> tuple[set[str], set[str]]:
    """(modules of the add-on, modules of Blender) that a file imports, anywhere in it,
    also for a type checker alone."""
    inside, outside = set(), set()
    tree = ast.parse(source.read_text(encoding="utf-8"))
    package = source.relative_to(ADDON).parent.parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            outside |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            outside.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) - node.level + 1]]
            base += node.module.split(".") if node.module else []
            for alias in node.names:
                for path in ([*base, alias.name], base, [*base, "__init__"]):
                    if ".".join(path) in known:
                        inside.add(".".join(path))
                        break
    return inside, outside & BLENDER


def check_layer(name: str, inside: set[str], outside: set[str]) -> list[str]:
    layer, errors = name.split(".")[0], []
    if layer not in LAYERS:
        return [f"addon: {name} is in no layer of check_addon_layers.py"]
    for other in sorted(inside):
        target = other.split(".")[0]
        if target != layer and target not in LAYERS[layer]:
            errors.append(f"addon: {layer} may not import {target} ({name}: {other})")
    if layer in WITHOUT_BPY and outside:
        errors.append(f"addon: {name} may not import {', '.join(sorted(outside))}")
    return errors


def find_circle(imports: dict[str, set[str]]) -> list[str]:
    """The modules of one circle in order, or []."""
    done: set[str] = set()

    def visit(name: str, trail: list[str]) -> list[str]:
        if name in trail:
            return [*trail[trail.index(name) :], name]
        if name in done:
            return []
        for other in sorted(imports[name]):
            if circle := visit(other, [*trail, name]):
                return circle
        done.add(name)
        return []

    for name in sorted(imports):
        if circle := visit(name, []):
            return circle
    return []


def check_addon() -> tuple[int, list[str]]:
    """(number of modules, one line per offence)."""
    sources = {module_name(s): s for s in sorted(ADDON.rglob("*.py"))}
    imports, errors = {}, []
    for name, source in sources.items():
        inside, outside = imported(source, set(sources))
        imports[name] = inside
        errors += check_layer(name, inside, outside)
    if circle := find_circle(imports):
        errors.append(f"addon: modules import in a circle: {' -> '.join(circle)}")
    return len(sources), errors
