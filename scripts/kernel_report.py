"""Registers, shared memory and spills of every CUDA kernel, as compiled.

scripts/kernel_report.py [build/kernels]      # a Markdown table; 1 if one spills
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

ENTRY = re.compile(r"Compiling entry function '(\w+)' for 'sm_(\d+)\w*'")
SPILLS = re.compile(r"(\d+) bytes spill stores, (\d+) bytes spill loads")
USED = re.compile(r"Used (\d+) registers(?:.*?(\d+) bytes smem)?")


def read(folder: Path) -> dict:
    """{kernel: {architecture: (registers, shared bytes, spilled bytes)}}"""
    found: dict = defaultdict(dict)
    for log in sorted(folder.glob("*.fatbin.txt")):
        kernel = sm = None
        spilled = 0
        for line in log.read_text().splitlines():
            if entry := ENTRY.search(line):
                kernel, sm = entry[1], int(entry[2])
            elif spills := SPILLS.search(line):
                spilled = int(spills[1]) + int(spills[2])
            elif (used := USED.search(line)) and kernel:
                found[kernel][sm] = (int(used[1]), int(used[2] or 0), spilled)
    return found


def main() -> int:
    found = read(Path(sys.argv[1] if len(sys.argv) > 1 else "build/kernels"))
    if not found:
        sys.exit("no kernels were compiled there")
    targets = sorted({sm for rows in found.values() for sm in rows})
    print(
        "| kernel | " + " | ".join(f"sm_{t}" for t in targets) + " | shared | spills |"
    )
    print("|---" * (len(targets) + 3) + "|")
    for kernel, rows in sorted(found.items()):
        registers = " | ".join(str(rows[t][0]) if t in rows else "-" for t in targets)
        shared = max(r[1] for r in rows.values())
        spilled = max(r[2] for r in rows.values())
        print(f"| `{kernel}` | {registers} | {shared} | {spilled} |")
    return any(r[2] for rows in found.values() for r in rows.values())


if __name__ == "__main__":
    sys.exit(main())
