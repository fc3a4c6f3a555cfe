"""Takes one after another in one Blender: by evaluation/soak/run.py, with a JSON object
behind "--".

takes: their numbers; rigs: files; every: how often to look at what the process holds;
keep: numbers whose keys are wanted. control: only opens and saves. Prints a line
"ROW {...}" each time it looks, and one "DONE {...}".
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import tempfile
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from addon.cli import cli_commands
from addon.core import native
from addon.io import report_io, scene_files
from evaluation.soak import takes as soak_takes
from evaluation.soak import watch

if TYPE_CHECKING:
    from collections.abc import Callable


class Run(cli_commands.Run):
    """One that is cancelled so many seconds after its engine has begun."""

    after: float | None = None
    timer: threading.Timer | None = None

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name == "cancel" and value is not None and self.after is not None:
            self.timer = threading.Timer(self.after, self.stop)
            self.timer.start()


def curves(action: Any) -> list[Any]:
    """All of an Action's curves, in all releases."""
    if hasattr(action, "fcurves"):
        return list(action.fcurves)
    return [
        curve
        for layer in action.layers
        for strip in layer.strips
        for bag in strip.channelbags
        for curve in bag.fcurves
    ]


def hash_of(name: str) -> str:
    """Of an Action's keys and handles, bit for bit."""
    found = hashlib.sha256()
    for curve in sorted(
        curves(bpy.data.actions[name]), key=lambda c: (c.data_path, c.array_index)
    ):
        found.update(f"{curve.data_path} {curve.array_index}".encode())
        for key in curve.keyframe_points:
            parts = (tuple(key.co), tuple(key.handle_left), tuple(key.handle_right))
            found.update(repr((parts, key.interpolation)).encode())
    return found.hexdigest()


class Soak:
    def __init__(self, asked: dict[str, Any], folder: str) -> None:
        self.asked, self.folder = asked, folder
        self.engine: tuple[Any, tuple[Any, ...]] = (None, ())
        self.statuses: dict[int, int] = {}
        self.wrong: list[str] = []
        self.hashes: dict[int, str] = {}
        self.ready = 0

    def animate(self, number: int) -> None:
        one = soak_takes.take(number, self.asked["rigs"])
        output = Path(self.folder, f"take{one.suffix}")
        words = ["animate", "--input", one.rig, "--output", str(output), *one.words]
        report = report_io.empty_report()
        run = Run(engine=self.engine[0], engine_key=self.engine[1])
        run.after = one.cancel
        status, message = cli_commands.run_guarded(
            lambda: cli_commands.command(words, run, report)
        )
        if run.timer is not None:
            run.timer.cancel()
            run.timer.join()
        self.engine = (run.engine, run.engine_key)
        if number % soak_takes.REOPENED == soak_takes.REOPENED - 1:
            self.engine = (None, ())
        if number != soak_takes.ALIKE:
            self.statuses[status] = self.statuses.get(status, 0) + 1
        if status not in one.statuses:
            self.wrong.append(f"take {number}: status {status}: {message}: {words}")
        elif output.exists() != (status == 0):
            self.wrong.append(f"take {number}: status {status}, and its output?")
        if number in self.asked["keep"] and status == 0:
            self.hashes[number] = hash_of(report["action"])
        self.open_again(output, number)
        if left := os.listdir(self.folder):
            self.wrong.append(f"take {number} left {left}")

    def open_again(self, output: Path, number: int) -> None:
        """Now and then what was written, as an artist does; always removes it."""
        if output.exists() and output.suffix == ".blend" and number % 5 == 0:
            bpy.ops.wm.open_mainfile(filepath=str(output))
        output.unlink(missing_ok=True)

    def control(self, number: int) -> None:
        """A take without preparation, generation and keys."""
        one = soak_takes.take(number, self.asked["rigs"])
        output = Path(self.folder, f"take{one.suffix}")
        scene_files.open_file(one.rig)
        scene_files.save_file(output)
        self.open_again(output, number)

    def look(self, count: int, work: Callable[[int], None]) -> None:
        """Without what Blender keeps for the scene, and without a model. Exporters keep
        what they wrote last: that is the same each time."""
        if count:
            work(soak_takes.ALIKE)
        self.engine = (None, ())
        bpy.ops.wm.read_factory_settings(use_empty=True)
        engine = native.load()
        row = {"takes": count, **watch.held()}
        row["engines_mb"] = engine.info()["memory_in_use"] / 1e6
        row["datablocks"] = len(bpy.data.user_map())
        print("\nROW " + json.dumps(row), flush=True)

    def run(self) -> None:
        numbers = self.asked["takes"]
        work = self.control if self.asked.get("control") else self.animate
        for count, number in enumerate(numbers):
            if count % self.asked["every"] == 0:
                self.look(count, work)
            work(number)
        self.look(len(numbers), work)


def main() -> int:
    asked = json.loads(sys.argv[sys.argv.index("--") + 1])
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        soak = Soak(asked, folder)
        soak.run()
    done = {"statuses": soak.statuses, "wrong": soak.wrong, "hashes": soak.hashes}
    print("\nDONE " + json.dumps(done), flush=True)
    return 1 if soak.wrong else 0


try:
    status = main()
except BaseException:
    traceback.print_exc()
    status = 3
sys.stdout.flush()
os._exit(status)
