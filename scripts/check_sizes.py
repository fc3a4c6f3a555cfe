"""Checks the limits of docs/style.md that no formatter knows.

Files have at most 600 lines, functions at most 80; blocks in braces nest at most
three deep in C, tests aside; lines of C, comments too, have at most 88 columns. Exit
status 1 and one line per offence; a summary line, with the longest of each,
otherwise.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAX_FILE, MAX_FUNCTION, MAX_NESTING, MAX_COLUMNS = 600, 80, 3, 88
FOLDERS = (
    "addon", "assets", "blender_tests", "evaluation", "examples", "kernels", "native",
    "scripts", "training",
)  # fmt: skip
# Places that may exceed a limit, with the reason.
GENERATED = {"native/text/unicode_tables.c": "by scripts/make_unicode_tables.py"}
LONG_FUNCTIONS = {
    ("kernels/cuda/attention.cu", "attend"): "one kernel: registers and shared memory "
    "stay in one scope",
}
NOT_CODE = re.compile(
    r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])+'", re.DOTALL
)
# As clang-format leaves them: from a line that begins at the left to its closing brace.
C_FUNCTION = re.compile(
    r"^(?!typedef|struct|enum|union|extern)[A-Za-z_][^;{}=]*?(\w+)\([^;{}]*\)\s*\{\n"
    r".*?^\}",
    re.DOTALL | re.MULTILINE,
)
# What nests: a block of a statement. An initialiser or a struct has braces, too.
BLOCK = re.compile(r"(\)|\belse|\bdo|^|[;{}])\s*$", re.DOTALL)


def without_text(source: str) -> str:
    """C source with comments and literals blanked, line breaks kept."""
    return NOT_CODE.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), source)


def nesting(function: str) -> int:
    """How many blocks of statements lie within each other, the function's own aside."""
    stack, deepest, start = [], 0, 0
    for match in re.finditer(r"[{}]", function):
        if match.group() == "{":
            stack.append(bool(BLOCK.search(function[start : match.start()])))
            deepest = max(deepest, sum(stack))
        else:
            stack.pop()
        start = match.start() + 1 if match.group() == "}" else match.start()
    return deepest - 1


def c_functions(source: str) -> list[tuple[str, int, int, int]]:
    """(name, first line, lines, nesting) of each function."""
    code = without_text(source)
    return [
        (
            match.group(1),
            code.count("\n", 0, match.start()) + 1,
            match.group().count("\n") + 1,
            nesting(match.group()),
        )
        for match in C_FUNCTION.finditer(code)
    ]


def python_functions(source: str) -> list[tuple[str, int, int, int]]:
    """(name, first line, lines, 0) of each function."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        (node.name, node.lineno, (node.end_lineno or 0) - node.lineno + 1, 0)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, kinds)
    ]


def check_file(place: str, source: str, longest: dict[str, tuple[int, str]]) -> list:
    """Offences of one file; keeps in `longest` the largest file and function."""
    lines, errors = source.count("\n"), []
    longest["file"] = max(longest["file"], (lines, place))
    if lines > MAX_FILE:
        errors.append(f"{place}: {lines} lines, at most {MAX_FILE}")
    is_c = not place.endswith(".py")
    functions = c_functions(source) if is_c else python_functions(source)
    for name, first, length, depth in functions:
        where = f"{place}:{first}: {name}"
        longest["function"] = max(longest["function"], (length, f"{name} in {place}"))
        if length > MAX_FUNCTION and (place, name) not in LONG_FUNCTIONS:
            errors.append(f"{where} has {length} lines, at most {MAX_FUNCTION}")
        if depth > MAX_NESTING and "/tests/" not in place:
            errors.append(f"{where} nests {depth} deep, at most {MAX_NESTING}")
    if is_c:
        errors += [
            f"{place}:{n}: {len(line)} columns, at most {MAX_COLUMNS}"
            for n, line in enumerate(source.split("\n"), 1)
            if len(line) > MAX_COLUMNS
        ]
    return errors


def main() -> int:
    errors: list[str] = []
    longest = {"file": (0, ""), "function": (0, "")}
    count = 0
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            place = path.relative_to(ROOT).as_posix()
            if path.suffix not in (".py", ".c", ".h", ".cu", ".cuh", ".cpp"):
                continue
            if place not in GENERATED:
                count += 1
                errors += check_file(place, path.read_text(encoding="utf-8"), longest)
    for error in errors:
        print(error, file=sys.stderr)
    sizes = ", ".join(f"longest {k} {n} ({where})" for k, (n, where) in longest.items())
    print(f"sizes: {count} files, {sizes}, {len(errors)} errors")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
