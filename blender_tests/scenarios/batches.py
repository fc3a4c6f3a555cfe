"""Batches that go on where an earlier one was killed, several in one Blender."""

import json
from pathlib import Path

import bpy
from animax.cli import cli_commands
from animax.io import scene_files


def run(words, folder, name):
    """What a batch ends with, and when its outputs were written."""
    report = Path(folder, f"{name}.json")
    page = Path(folder, f"{name}.html")
    words = [*words, "--report", str(report), "--summary", str(page)]
    status = cli_commands.main(words)
    return {
        "status": status,
        "report": json.loads(report.read_text()),
        "times": {
            p.name: p.stat().st_mtime_ns for p in Path(folder, "out").glob("*.blend")
        },
    }


def resume(words, second, folder):
    """The same batch, and then that of the second manifest."""
    found = {"resumed": run(words, folder, "first")}
    words[words.index("--manifest") + 1] = second
    found["changed"] = run(words, folder, "second")
    job = Path(folder, "out", "8.blend.json")
    found["changed"]["job"] = json.loads(job.read_text())
    unpacked = Path(bpy.app.tempdir, "textures", "skin.png")
    found["temporary"] = [scene_files.is_temporary(str(p)) for p in (unpacked, job)]
    return found
