"""Checks that includes and imports go one way only (docs/architecture.md).

Each room may include from the rooms listed for it; nobody else's headers. Exit status 1
and one line per offence; a summary line otherwise.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from check_addon_layers import check_addon

ROOT = Path(__file__).resolve().parent.parent

# room: the rooms whose headers it may include, itself left out
ROOMS = {
    "base": set(),
    "tensor": {"base"},
    "cpu": {"tensor", "base"},
    "text": {"tensor", "base"},
    "diffusion": {"tensor", "base"},
    "motion": {"base"},
    "include": {"motion", "base"},  # the public header tells of joints and errors
    "animate": {"include", "motion", "diffusion", "text", "cpu", "tensor", "base"},
    "kernels": {"tensor", "base"},  # beside native/: the CUDA backend
    # The module also shows latents and a model's description, so it knows their sizes.
    "python": {"include", "motion", "diffusion", "tensor", "base"},
}
# header of the outside: the only rooms that may see it
OUTSIDE = {
    r"Python\.h": {"python"},
    r"numpy/.*": {"python"},
    r"(oneapi/dnnl/.*|dnnl.*)": {"cpu"},
    r"cjson/.*|cJSON\.h": {"base", "diffusion"},
    r"cuda.*|cublas.*|cudnn.*": {"kernels"},
    r"omp\.h": {"cpu", "motion"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
IMPORT = re.compile(r"^\s*(?:import|from)\s+([\w.]+)", re.MULTILINE)


def room_of(include: str, source: Path) -> str | None:
    """The room a quoted include leads to, or None if it is no header of ours."""
    for base in (source.parent, ROOT / "native", ROOT / "native" / "include"):
        header = (base / include).resolve()
        if header.is_file():
            parts = header.relative_to(ROOT).parts
            return parts[1] if parts[0] == "native" else parts[0]
    return None


def sources_of(room: str) -> list[Path]:
    """Tests beside the kernels are no part of the room, as those of native/ are not."""
    folder = ROOT / room if room == "kernels" else ROOT / "native" / room
    return [s for s in sorted(folder.rglob("*.[ch]")) if "tests" not in s.parts]


def check_file(source: Path, room: str) -> list[str]:
    place = source.relative_to(ROOT)
    errors = []
    for quote, name in INCLUDE.findall(source.read_text(encoding="utf-8")):
        target = room_of(name, source)
        if quote == '"' and target is None:
            errors.append(f'{place}: includes "{name}", which is nowhere in native/')
        if target and target != room and target not in ROOMS[room]:
            errors.append(f"{place}: {room} may not include {name} ({target})")
        for pattern, rooms in OUTSIDE.items():
            if quote == "<" and re.fullmatch(pattern, name) and room not in rooms:
                errors.append(
                    f"{place}: only {', '.join(sorted(rooms))} may include <{name}>"
                )
    return errors


def check_python() -> list[str]:
    """Nothing imports training; scripts run without Blender."""
    errors = []
    for folder in ("addon", "scripts", "assets", "training", "blender_tests"):
        for source in sorted((ROOT / folder).rglob("*.py")):
            names = IMPORT.findall(source.read_text(encoding="utf-8"))
            top = {name.split(".")[0] for name in names}
            place = source.relative_to(ROOT)
            if folder != "training" and "training" in top:
                errors.append(f"{place}: nothing outside training/ imports it")
            if folder == "scripts" and "bpy" in top:
                errors.append(f"{place}: {folder} may not import bpy")
    return errors


def main() -> int:
    errors, files = [], 0
    for room in ROOMS:
        for source in sources_of(room):
            files += 1
            errors += check_file(source, room)
    errors += check_python()
    modules, found = check_addon()
    errors += found
    for error in errors:
        print(error, file=sys.stderr)
    print(
        f"layers: {files} C files in {len(ROOMS)} rooms, {modules} modules of the "
        f"add-on, {len(errors)} offences"
    )
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
