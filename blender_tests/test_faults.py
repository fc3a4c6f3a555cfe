"""Failing memory, disks and threads: a sample of what `make fault` does in full."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, environment, native_path
from fault.command_faults import Command

HERE = Path(__file__).parent
STRIDE = 503


@pytest.fixture(scope="module")
def shim():
    path = native_path().parent.parent / "fault" / "libax_fault.so"
    if not path.exists():
        pytest.skip(f"no {path.name}; ninja -C build makes it")
    return path


def test_failures_of_the_module(shim):
    done = subprocess.run(
        [
            sys.executable,
            HERE / "fault" / "module_faults.py",
            HERE / "data" / "tiny_model",
            str(STRIDE),
        ],
        capture_output=True,
        text=True,
        timeout=100,
        env={
            **os.environ,
            "LD_PRELOAD": str(shim),
            "PYTHONPATH": os.pathsep.join(map(str, [native_path().parent, HERE, ROOT])),
        },
    )
    assert done.returncode == 0, done.stderr[-600:]  # the last line is what ended it
    result = json.loads(done.stdout)
    assert result["wrong"] == []
    assert {"allocation in open: code 5", "allocation in take: code 5",
            "read in open: code 4", "read in take: code 4", "map in open: code 5",
            "map in take: code 5", "thread in take: code 5"} <= set(
                result["outcomes"])  # fmt: skip


def test_a_failed_write_of_the_command(shim, blender, tmp_path):
    if "--background" not in blender.start:
        pytest.skip("one Blender is enough")
    command = Command(
        blender.command(ROOT / "addon" / "batch.py", []), environment(True), shim
    )
    folder = tmp_path / "out"
    folder.mkdir()
    assert command.run(folder, "write", 4) == ""
    assert command.failed and command.status == 5 and "No space left" in command.text
    assert not (folder / "o.glb").exists()
