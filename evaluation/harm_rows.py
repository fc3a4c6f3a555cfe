"""Runs the tests of each row of the table "Harm that was found" in docs/reliability.md
and prints which rows hold:

    PYTHONPATH=build/python .venv/bin/python evaluation/harm_rows.py [ROW ...]

The C tests must have been built (`ninja -C build`).
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "reliability.md"
HEADING = "## Harm that was found"


def read_rows() -> dict[str, tuple[str, list[str]]]:
    """{row: (what happened, names of tests)}."""
    part = TABLE.read_text("utf-8").split(HEADING)[1].split("\n## ")[0]
    cells = [line.strip("| ").split(" | ") for line in part.splitlines() if "|" in line]
    return {row[0]: (row[1], re.findall(r"`([^`]+)`", row[3])) for row in cells[2:]}


def run_python(names: list[str]) -> dict[str, str]:
    """What became of each test: "" if all of its cases passed."""
    ids = [f"blender_tests/test_{name}.py" for name in names]
    ids = [text.replace("::", ".py::").removesuffix(".py") for text in ids]
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder, "found.xml")
        words = [sys.executable, "-m", "pytest", "-q", f"--junitxml={found}", *ids]
        subprocess.run(words, cwd=ROOT, check=False)
        cases = list(ET.parse(found).iter("testcase"))
    done: dict[str, str] = {}
    for case in cases:
        file = case.attrib["classname"].rsplit("test_", 1)[-1]
        name = f"{file}::{case.attrib['name'].split('[')[0]}"
        wrong = [child.tag for child in case if child.tag in {"failure", "error"}]
        left_out = [child.tag for child in case if child.tag == "skipped"]
        done[name] = done.get(name, "") or next(iter(wrong + left_out), "")
    return {name: done.get(name, "not found") for name in names}


def run_c(names: list[str]) -> dict[str, str]:
    done = {}
    for name in names:
        words = ["ctest", "--test-dir", "build", "-R", f"^{name[2:]}$"]
        words += ["--no-tests=error"]
        ended = subprocess.run(words, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
        done[name] = "failure" if ended.returncode else ""
    return done


def main() -> int:
    rows = read_rows()
    wanted = sys.argv[1:]
    rows = {row: found for row, found in rows.items() if not wanted or row in wanted}
    names = sorted({name for _, tests in rows.values() for name in tests})
    done = run_python([name for name in names if not name.startswith("C:")])
    done |= run_c([name for name in names if name.startswith("C:")])
    failed = 0
    for row, (what, tests) in rows.items():
        wrong = [f"{name}: {done[name]}" for name in tests if done[name]]
        print(f"{row:8}{', '.join(wrong) or f'holds, {len(tests)} tests'}: {what}")
        failed += bool(wrong)
    print(f"{len(rows) - failed} of {len(rows)} rows hold")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
