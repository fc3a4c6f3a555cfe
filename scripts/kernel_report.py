"""Registers, shared memory and spills of every CUDA kernel, as compiled, and the
architectures that cuobjdump finds in the library.

scripts/kernel_report.py [build/kernels/cuda [build/python/libanimax_cuda.so]]

A Markdown table and a line; 1 if a kernel spills, or if one was compiled for an
architecture that the library lacks.
"""

from __future__ import annotations

import re
import shutil
import subprocess
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


def cuobjdump() -> str:
    """Of NVIDIA's wheel beside this interpreter, or of the system's toolkit."""
    wheels = Path(sys.prefix).glob("lib/python3*/site-packages/nvidia/*/bin/cuobjdump")
    found = next(map(str, wheels), None) or shutil.which("cuobjdump")
    return found or sys.exit("cuobjdump was not found: make setup brings it")


def images(library: Path) -> tuple[list, list]:
    """Architectures of the library's machine codes and of its intermediate codes."""
    command = [cuobjdump(), "--list-elf", "--list-ptx", str(library)]
    listing = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return tuple(
        sorted({int(sm) for sm in re.findall(rf"sm_(\d+)\.{kind}$", listing, re.M)})
        for kind in ("cubin", "ptx")
    )


def main() -> int:
    found = read(Path(sys.argv[1] if len(sys.argv) > 1 else "build/kernels/cuda"))
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
    wrong = any(r[2] for rows in found.values() for r in rows.values())
    if len(sys.argv) > 2:
        codes, intermediate = images(Path(sys.argv[2]))
        print("\ncuobjdump:", *(f"sm_{t}" for t in codes), end="")
        print("; PTX:", *(f"sm_{t}" for t in intermediate))
        wrong |= codes != targets
    return wrong


if __name__ == "__main__":
    sys.exit(main())
