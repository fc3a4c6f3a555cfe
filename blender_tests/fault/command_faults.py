"""Fails single calls of `animate` on the command line of Blender, each in a process of
its own, and prints what came of each as JSON: status, message, and whether a file is
half there. A tool for `make fault`; test_faults.py uses it for a few.

command_faults.py SAMPLES: so many failures of each kind, and every write."""

from __future__ import annotations

import dataclasses
import json
import os
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
RIG = ROOT / "assets" / "rigs" / "dog.blend"
CODES = {
    "allocation": {5},
    "map": {0, 5},
    "thread": {0, 5},  # 0: what only makes work faster was left out
    "read": {4},
    "write": {0, 2, 5},  # 0: of what is not needed, such as fsync of a folder
}
COUNTED = "allocation", "read", "write", "map", "thread", "failed"


@dataclasses.dataclass
class Command:
    """`animate` of a small take into files of a folder."""

    command: list[str]  # Blender with addon/batch.py, before its own words
    environment: dict[str, str]
    shim: Path
    suffix: str = ".glb"

    def __post_init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.whole = Path()

    def run(self, folder: Path, kind: str = "", at: int = 0, on: bool = False) -> str:
        """Runs it with one failure and returns what is wrong, "" if nothing is; the
        status is then in `self.status`."""
        output, report = folder / f"o{self.suffix}", folder / "o.json"
        log = folder.parent / f"{folder.name}.log"
        env = {
            **self.environment,
            "LD_PRELOAD": str(self.shim),
            "FAULT_FOLDER": str(folder),
            "FAULT_WATCH": "animax_native:libcjson",
            "FAULT_LOG": str(log),
        }
        if kind:
            env |= {"FAULT_KIND": kind, "FAULT_AT": str(at)}
        if on:
            env["FAULT_ON"] = "1"
        words = ["animate", "--input", RIG, "--prompt", "a dog walks", "--steps", 1]
        words += ["--threads", 2, "--output", output, "--report", report]
        done = subprocess.run(
            [*self.command, *map(str, words)],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=120,
            env=env,
            stdin=subprocess.DEVNULL,
        )
        self.status, self.text = done.returncode, done.stdout + done.stderr
        seen = struct.unpack("=6q", log.read_bytes())
        counts = dict(zip(COUNTED, seen, strict=True))
        if not kind:
            self.counts, self.whole = counts, output
            done_well = self.status == 0 and output.exists() and report.exists()
            return "" if done_well else self.text[-600:]
        self.failed = counts["failed"] > 0
        return self.judge(kind, output, report)

    def judge(self, kind: str, output: Path, report: Path) -> str:
        found = sorted(path.name for path in output.parent.iterdir())
        last = [x for x in self.text.splitlines() if x.startswith("animax: ")][-1:]
        if self.status not in CODES[kind] or not last:
            return f"status {self.status}: {self.text[-300:]}"
        if "Unexpected" in self.text:
            return f"unexpected: {self.text[-600:]}"
        if set(found) - {output.name, report.name}:
            return f"left over: {found}"
        if output.exists() and not are_equal(output, self.whole):
            return f"another output, status {self.status}"
        if self.status == 0 and not output.exists():
            return "status 0 without an output"
        if self.status == 0 and not report.exists():
            return "status 0 without a report"
        if report.exists():
            json.loads(report.read_text())
        return ""


def are_equal(first: Path, second: Path) -> bool:
    """Whether two .glb files hold the same but for the last bit of normals, which
    Blender computes on several threads."""
    a, b = first.read_bytes(), second.read_bytes()
    start = 20 + int.from_bytes(a[12:16], "little")
    if len(a) != len(b) or a[:start] != b[:start]:
        return False
    x, y = (np.frombuffer(data[start : len(a) // 4 * 4], "<f4") for data in (a, b))
    close = np.abs(x.astype(float) - y.astype(float)) < 1e-6
    return bool(np.all(close | (x.view("<u4") == y.view("<u4"))))


def samples(count: int, wanted: int) -> list[int]:
    """The first, the last and those evenly between them."""
    if count <= wanted:
        return list(range(1, count + 1))
    return sorted({1 + round(i * (count - 1) / (wanted - 1)) for i in range(wanted)})


def main(wanted: int) -> None:
    sys.path.insert(0, str(ROOT / "blender_tests"))
    import conftest

    blender = conftest.blenders()[0]
    command = Command(
        blender.command(ROOT / "addon" / "batch.py", []),
        conftest.environment(fake=False),
        ROOT / "build" / "fault" / "libax_fault.so",
    )
    outcomes, wrong = Counter(), []
    with tempfile.TemporaryDirectory(prefix="animax-fault-") as name:
        numbers = iter(range(10**6))

        def folder() -> Path:
            path = Path(name) / str(next(numbers))
            path.mkdir()
            return path

        if bad := command.run(folder()):
            raise SystemExit(f"Without a failure: {bad}")
        print(command.counts, file=sys.stderr)
        for kind in CODES:
            count = command.counts[kind]
            for at in samples(count, 40 if kind == "write" else wanted):
                for on in (False, True):
                    where = f"{kind} {at} of {count}{' and on' if on else ''}"
                    bad = command.run(folder(), kind, at, on)
                    print(where, command.status, bad, file=sys.stderr, flush=True)
                    outcomes[f"{kind}: status {command.status}"] += 1
                    if bad:
                        wrong.append(f"{where}: {bad}")
    print(json.dumps({"outcomes": dict(outcomes), "wrong": wrong}))


if __name__ == "__main__":
    os.chdir(ROOT)
    main(int(sys.argv[1]))
