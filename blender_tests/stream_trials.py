"""Broken streams, full disks and closed descriptors: what a command says it has done.

    .venv/bin/python blender_tests/stream_trials.py [--only WORD]

Runs TRIALS one after another, each in a Blender of its own with the stand-in engine,
and prints a table. A trial holds if the exit status is not 0, or all its outputs are
there and whole; and if nothing half-written is left, an earlier file was not lost, and
no sentence asks to report an error. test_streams.py runs those with `quick`.

Disks are tmpfs of a few KB where this user may mount one (root), else a limit on the
size of files (`ulimit -f`).
"""

import argparse
import contextlib
import dataclasses
import json
import os
import shlex
import signal
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from conftest import BLENDERS, ROOT, STAND_IN_MODEL, environment

sys.path.insert(0, str(ROOT))
from addon.io.report_io import FIELDS

EARLIER = b"earlier"
EARLIER_REPORT = json.dumps(FIELDS).encode()


@dataclasses.dataclass
class Trial:
    """words: the command's, with {d} for its folder; shell: how it is run, with {a} for
    the command; outputs: what has to be there, whole, for status 0; fails: whether the
    status must not be 0, or must be (None: either); disk: KB of {d}/disk, which is a
    disk of its own; earlier: a file that is there before."""

    name: str
    words: str = "animate {rig} --output {d}/o.blend"
    shell: str = "{a}"
    outputs: tuple = ("o.blend",)
    fails: bool | None = False
    disk: int = 0
    earlier: str = ""
    quick: bool = False


# The command's own status, and that of two at once.
THEN = "; exit ${{PIPESTATUS[0]}}"
TWICE = "{a} & {a}; first=$?; wait $! && exit $first"
OUT = "animate {rig} --output {d}/o."
DISK = "animate {rig} --output {d}/disk/o."
BATCH = "batch --manifest {d}/jobs.jsonl --output-dir {d}/out"
BOTH = ("out/a.blend", "out/b.blend")
PRINTED = "roundtrip --input {d}/../clip.blend --clip Wave --size 64"
PREVIEW = "animate {rig} --output {d}/o.blend --preview {d}/disk/p."
WRONG = "animate --input {d}/none.glb --prompt x --output {d}/o.blend"

TRIALS = [
    Trial("output full", shell="{a} > /dev/full", quick=True),
    Trial("errors full", shell="{a} 2> /dev/full"),
    Trial("both full", shell="{a} > /dev/full 2>&1"),
    Trial("output closed", shell="{a} >&-"),
    Trial("errors closed", shell="{a} 2>&-"),
    Trial("input closed", shell="{a} <&-"),
    Trial("output and errors closed", shell="{a} >&- 2>&-"),
    Trial("all closed", shell="{a} <&- >&- 2>&-", quick=True),
    Trial("head -n 1", shell="{a} | head -n 1" + THEN, quick=True),
    # The pipe may be closed before Python runs: then the system ends Blender.
    Trial("nobody reads", shell="{a} | true" + THEN, fails=None),
    Trial("nobody reads errors", shell="{a} 2>&1 > /dev/null | true" + THEN),
    Trial("glb, full", OUT + "glb", "{a} > /dev/full", ("o.glb",)),
    Trial("fbx, head", OUT + "fbx", "{a} | head -n 1" + THEN, ("o.fbx",)),
    Trial("bvh, closed", OUT + "bvh", "{a} 2>&-", ("o.bvh",)),
    Trial("glb, preview, report, all closed",
          "animate {rig} --output {d}/o.glb --preview {d}/p.png --report {d}/r.json",
          "{a} <&- >&- 2>&-", ("o.glb", "p.png", "r.json")),
    Trial("video, all closed",
          "animate {rig} --output {d}/o.blend --preview {d}/p.mp4",
          "{a} <&- >&- 2>&-", ("o.blend", "p.mp4")),
    Trial("no input, full", WRONG, "{a} > /dev/full 2>&1", (), fails=True),
    Trial("no input, closed", WRONG, "{a} >&- 2>&-", (), fails=True),
    Trial("unknown option, closed", "animate {rig} --output {d}/o.blend --no",
          "{a} 2>&-", (), fails=True),
    Trial("no command, full", "", "{a} > /dev/full", (), fails=True),
    Trial("batch, full", BATCH, "{a} > /dev/full", BOTH),
    Trial("batch, grep -q", BATCH, '{a} | grep -q "job 1"' + THEN, BOTH),
    Trial("batch, errors closed", BATCH, "{a} 2>&-", BOTH),
    Trial("batch, no folder for the report", BATCH + " --report {d}/disk/none/r.json",
          "{a} > /dev/full", (), fails=True),
    Trial("roundtrip, full", PRINTED, "{a} > /dev/full", (), fails=True),
    Trial("roundtrip, closed", PRINTED, "{a} >&-", (), fails=True),
    Trial("roundtrip with a report, full", PRINTED + " --report {d}/r.json",
          "{a} > /dev/full", ("r.json",)),
    Trial("help, full", "animate --help", "{a} > /dev/full", (), fails=True),
    Trial("help, closed", "--help", "{a} >&-", (), fails=True),
    Trial("disk: blend", DISK + "blend", outputs=("disk/o.blend",), fails=True,
          disk=256, earlier="disk/o.blend"),
    Trial("disk: compressed blend",
          "animate {packed} --output {d}/disk/o.blend", outputs=("disk/o.blend",),
          fails=True, disk=64, earlier="disk/o.blend", quick=True),
    Trial("disk: glb", DISK + "glb", outputs=("disk/o.glb",), fails=True, disk=8,
          earlier="disk/o.glb"),
    Trial("disk: fbx", DISK + "fbx", outputs=("disk/o.fbx",), fails=True, disk=32,
          earlier="disk/o.fbx"),
    Trial("disk: bvh", DISK + "bvh", outputs=("disk/o.bvh",), fails=True, disk=4),
    Trial("disk: png", PREVIEW + "png", outputs=("o.blend", "disk/p.png"), fails=True,
          disk=16, earlier="disk/p.png"),
    Trial("disk: mp4", PREVIEW + "mp4", outputs=("o.blend", "disk/p.mp4"), fails=True,
          disk=16, earlier="disk/p.mp4"),
    Trial("disk: report", "animate {rig} --output {d}/o.blend --report {d}/disk/r.json",
          outputs=("o.blend", "disk/r.json"), fails=True, disk=4,
          earlier="disk/r.json"),
    Trial("disk: second of a batch",
          "batch --manifest {d}/jobs.jsonl --output-dir {d}/disk",
          outputs=("disk/a.blend", "disk/b.blend"), fails=True, disk=800),
    Trial("disk: log and output", DISK + "blend", "{a} > {d}/disk/log 2>&1",
          ("disk/o.blend",), fails=True, disk=128),
    Trial("disk: log", shell="{a} > {d}/disk/log 2>&1", disk=4),
    Trial("disk: temporary files",
          "animate {rig} --output {d}/o.blend --preview {d}/p.png",
          "TMPDIR={d}/disk {a}", ("o.blend", "p.png"), fails=True, disk=8),
    Trial("disk: variations", "animate {rig} --output {d}/disk/o.blend --variations 3"
          " --variation-clips all", outputs=("disk/o.blend",), fails=True, disk=256),
    Trial("two at once, one output", shell=TWICE),
    Trial("two at once, one folder", BATCH, TWICE, BOTH, quick=True),
]  # fmt: skip


def is_whole(path):
    """Is nothing of the file missing at its end, by what its format says?"""
    data, kind = path.read_bytes(), path.suffix
    if kind == ".blend":
        packed = data[:4] == b"\x28\xb5\x2f\xfd"
        return data[-4:] == b"\xb1\xea\x92\x8f" if packed else b"ENDB" in data[-32:]
    if kind == ".glb":
        return struct.unpack_from("<I", data, 8)[0] == len(data)
    if kind == ".fbx":
        return data[-16:-12] == b"\xf8\x5a\x8c\x6a"
    if kind == ".bvh":
        rows = data.decode().split("MOTION\n")[1].splitlines()
        return int(rows[0].split()[1]) == len(rows) - 2 and data.endswith(b"\n")
    if kind == ".png":
        return data[-8:-4] == b"IEND"
    if kind == ".mp4":
        return b"moov" in data
    return bool(json.loads(data))


@contextlib.contextmanager
def disk(folder, size):
    """A disk of so many KB at that folder; yields how the shell has to begin."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(folder)]
    if not size:
        yield ""
    elif subprocess.run(mount, capture_output=True).returncode:
        yield f"ulimit -f {size}; "
    else:
        try:
            yield ""
        finally:
            subprocess.run(["umount", str(folder)], check=True)


def run_trial(blender, trial, base, model):
    """ "" or why the trial does not hold. base: a folder with the rigs of make_rigs."""
    with tempfile.TemporaryDirectory(dir=base) as name:
        folder = Path(name)
        jobs = [
            {"input": str(base / "rig.blend"), "prompt": "wave", "model": str(model),
             "output": output}
            for output in ("a.blend", "b.blend")
        ]  # fmt: skip
        (folder / "jobs.jsonl").write_text("\n".join(map(json.dumps, jobs)))
        with disk(folder / "disk", trial.disk) as limit:
            if trial.earlier:
                is_report = trial.earlier.endswith(".json")
                (folder / trial.earlier).write_bytes(
                    EARLIER_REPORT if is_report else EARLIER
                )
            rig = f"--prompt wave --model {model} --input {base}/"
            words = trial.words.format(
                d=folder, rig=rig + "rig.blend", packed=rig + "packed.blend"
            )
            command = blender.command(ROOT / "addon/batch.py", words.split())
            shell = trial.shell.format(a=shlex.join(command), d=folder)
            done = subprocess.run(
                ["bash", "-c", limit + shell],
                env=environment(True), capture_output=True, text=True,
                errors="replace", timeout=300, stdin=subprocess.DEVNULL,
            )  # fmt: skip
            return judge(trial, folder, done)


def judge(trial, folder, done):
    status, said = done.returncode, done.stderr.strip()
    print(f"{trial.name}: status {status}; {said[-150:]}", file=sys.stderr)
    if trial.fails is not None and (status != 0) != trial.fails:
        return f"status {status}: {said}"
    if trial.disk and trial.fails and status != 5:
        return f"a full disk is status 5, not {status}: {said}"
    if "report this" in said or status not in (0, 2, 3, 5, 128 + signal.SIGPIPE):
        return f"status {status}: {said}"
    for name in trial.outputs:
        path = folder / name
        if not path.exists():
            if not status or name == trial.earlier:
                return f"{name} is missing"
        elif path.read_bytes() in (EARLIER, EARLIER_REPORT):
            if not status:
                return f"{name} was not written"
        elif not is_whole(path):
            return f"{name} is not whole"
    left = [p.name for p in folder.rglob(".*")]
    left += [p.name for p in (folder / "disk").glob("animax-*")]
    return f"left over: {left}" if left else ""


def make_rigs(blender, base):
    kinds = {"rig": {}, "packed": {"packed": True}, "clip": {"kind": "clip"}}
    blender.scenario("files", "make_several", folder=str(base), kinds=kinds)


def make_model(base):
    folder = base / "model"
    folder.mkdir()
    (folder / "model.json").write_text(json.dumps(STAND_IN_MODEL))
    return folder


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="", help="trials whose name has this in it")
    args = parser.parse_args()
    blender, right = BLENDERS[0], 0
    trials = [t for t in TRIALS if args.only in t.name]
    with tempfile.TemporaryDirectory(prefix="animax-tests-") as name:
        base = Path(name)
        make_rigs(blender, base)
        model = make_model(base)
        for trial in trials:
            start = time.monotonic()
            why = run_trial(blender, trial, base, model)
            right += not why
            seconds = time.monotonic() - start
            print(f"{'holds' if not why else 'FAILS':6} {seconds:5.1f} s  {trial.name}"
                  f"{': ' if why else ''}{why}", flush=True)  # fmt: skip
    print(f"{right} of {len(trials)} hold")
    return right != len(trials)


if __name__ == "__main__":
    if os.environ.get("ANIMAX_BLENDERS") is None and not BLENDERS:
        sys.exit("There is no Blender.")
    sys.exit(main())
