"""Checks that includes and imports go one way only (docs/architecture.md).

A layer may include headers of the layers listed for it and of no other one; no two
layers and no two headers may include each other, however indirectly. Exit status 1 and
one line per offence; a summary line otherwise.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from check_addon_layers import check_addon

ROOT = Path(__file__).resolve().parent.parent

# Below native/: the layers whose headers a layer may include, itself left out. A parent
# ("motion") stands for all layers within.
LAYERS = {
    "include/animax": set(),  # public types, which the layers inside use as well
    "base": {"include/animax"},
    "tensor": {"base"},
    "cpu": {"tensor", "base"},
    "text": {"tensor", "base"},
    "diffusion": {"tensor", "base"},
    "motion/math": {"base"},
    "motion/rig": {"motion/math", "base"},
    "motion/gait": {"motion/rig", "motion/math", "base"},
    "motion/maps": {"motion/rig", "motion/math", "base"},
    "motion/track": {"motion/maps", "motion/rig", "motion/math", "base"},
    "motion/fit": {"motion/track", "motion/maps", "motion/rig", "motion/math", "base"},
    "motion/paper": {
        "motion/track", "motion/maps", "motion/rig", "motion/math", "base"
    },
    "include": {"include/animax"},  # compiles alone from an installed tree
    "animate": {"include", "motion", "diffusion", "text", "cpu", "tensor", "base"},
    "python": {"include", "motion", "tensor", "base"},
    "kernels/cuda": {"tensor", "base"},  # beside native/
}  # fmt: skip
# Headers from outside: the only layers that may include them.
OUTSIDE = {
    r"Python\.h": {"python"},
    r"numpy/.*": {"python"},
    r"(oneapi/dnnl/.*|dnnl.*)": {"cpu"},
    r"cjson/.*|cJSON\.h": {"base", "diffusion", "tensor"},
    r"cuda.*|cublas.*|cudnn.*": {"kernels/cuda"},
    r"omp\.h": {"cpu", "motion"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
IMPORT = re.compile(r"^\s*(?:import|from)\s+([\w.]+)", re.MULTILINE)


def within(layer: str, allowed: set[str]) -> bool:
    """Is the layer, or one that it lies in, among those allowed?"""
    parts = layer.split("/")
    return any("/".join(parts[: n + 1]) in allowed for n in range(len(parts)))


def layer_of(path: Path) -> str:
    """The layer that a file of native/ or kernels/ belongs to."""
    folder = path.relative_to(ROOT).parent.as_posix().removeprefix("native/")
    while folder not in LAYERS and "/" in folder:
        folder = folder.rpartition("/")[0]
    return folder


def header_of(include: str, source: Path) -> Path | None:
    """The file that a quoted include leads to; None if none of this project."""
    for base in (source.parent, ROOT / "native", ROOT / "native" / "include"):
        header = (base / include).resolve()
        if header.is_file():
            return header
    return None


def sources() -> list[Path]:
    """All that is compiled into the product: without tests and fuzz targets."""
    left_out = {"tests", "fuzz"}
    found = [
        path
        for top in ("native", "kernels")
        for path in sorted((ROOT / top).rglob("*.[ch]"))
        if not left_out & set(path.relative_to(ROOT).parts)
    ]
    return [path for path in found if path.is_file()]


def check_file(source: Path, headers: dict[Path, set[Path]]) -> list[str]:
    """Offences of one file; notes in `headers` which headers it includes."""
    place, layer = source.relative_to(ROOT), layer_of(source)
    if layer not in LAYERS:
        return [f"{place}: no layer of scripts/check_layers.py has this folder"]
    errors = []
    for quote, name in INCLUDE.findall(source.read_text(encoding="utf-8")):
        header = header_of(name, source)
        if quote == '"' and header is None:
            errors.append(f'{place}: includes "{name}", which is nowhere in native/')
        if header is not None:
            headers.setdefault(source, set()).add(header)
            target = layer_of(header)
            if target != layer and not within(target, LAYERS[layer]):
                errors.append(f"{place}: {layer} may not include {name} ({target})")
        for pattern, layers in OUTSIDE.items():
            known = quote == "<" and re.fullmatch(pattern, name)
            if known and not within(layer, layers):
                errors.append(
                    f"{place}: only {', '.join(sorted(layers))} may include <{name}>"
                )
    return errors


def circles(edges: dict) -> list[list]:
    """Groups of nodes that reach each other (strongly connected, more than one)."""

    def reached(start) -> set:
        seen, todo = set(), [start]
        while todo:
            for node in edges.get(todo.pop(), ()):
                if node not in seen:
                    seen.add(node)
                    todo.append(node)
        return seen

    reach = {node: reached(node) for node in edges}
    groups = []
    for node in sorted(edges, key=str):
        group = sorted((m for m in reach[node] if node in reach.get(m, ())), key=str)
        if len(group) > 1 and group not in groups:
            groups.append(group)
    return groups


def check_circles(headers: dict[Path, set[Path]]) -> list[str]:
    """Circles among files, and among layers."""
    layers: dict[str, set[str]] = {}
    for source, targets in headers.items():
        for target in targets:
            if layer_of(source) != layer_of(target):
                layers.setdefault(layer_of(source), set()).add(layer_of(target))
    errors = []
    for group in circles(headers):
        names = ", ".join(str(p.relative_to(ROOT)) for p in group)
        errors.append(f"these headers include each other: {names}")
    for group in circles(layers):
        errors.append(f"these layers include each other: {', '.join(group)}")
    return errors


def check_python() -> list[str]:
    """Training is imported by evaluation alone, evaluation by tests alone; PyTorch is
    used in training/ and evaluation/pytorch/; scripts and evaluation have no bpy."""
    allowed = {
        "training": ("training",),
        "animax_training": ("training", "evaluation"),
        "evaluation": ("evaluation", "blender_tests"),
        "torch": ("training", "evaluation/pytorch"),
        "bpy": ("addon", "assets", "training", "blender_tests"),
    }
    folders = ("addon", "assets", "blender_tests", "evaluation", "scripts", "training")
    errors = []
    for source in (s for f in folders for s in sorted((ROOT / f).rglob("*.py"))):
        names = IMPORT.findall(source.read_text(encoding="utf-8"))
        top = {name.split(".")[0] for name in names}
        place = source.relative_to(ROOT)
        for package in sorted(top & set(allowed)):
            if not any(place.is_relative_to(f) for f in allowed[package]):
                may = ", ".join(f"{f}/" for f in allowed[package])
                errors.append(f"{place}: only {may} may import {package}")
    return errors


def main() -> int:
    errors: list[str] = []
    headers: dict[Path, set[Path]] = {}
    files = sources()
    for source in files:
        errors += check_file(source, headers)
    errors += check_circles(headers)
    errors += check_python()
    modules, found = check_addon()
    errors += found
    for error in errors:
        print(error, file=sys.stderr)
    print(
        f"layers: {len(files)} C files in {len(LAYERS)} layers, {modules} modules of "
        f"the add-on, {len(errors)} errors"
    )
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
