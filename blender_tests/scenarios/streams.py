"""Commands that meet signals, full disks and odd scenes, several in one Blender."""

import contextlib
import json
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path

import bpy
from animax.cli import batch_jobs, cli_commands, process
from animax.clips import given_poses
from animax.core.errors import MEMORY, AnimaxError
from animax.io import scene_files
from animax.io.formats import usd
from making import chain, empty, wave


def run(*words, early=()):
    """[exit status, what is on standard error] of a command."""
    with tempfile.TemporaryFile() as caught:
        kept = os.dup(2)
        os.dup2(caught.fileno(), 2)
        try:
            status = cli_commands.main([str(word) for word in words], early)
        finally:
            os.dup2(kept, 2)
            os.close(kept)
        caught.seek(0)
        return [status, caught.read().decode()]


def signals(folder, model):
    """What becomes of commands that signals come to, and of an add-on's sys.exit."""
    folder, found = Path(folder), {}
    empty()
    chain()
    rig, out = folder / "rig.blend", folder / "o.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(rig))
    words = ["animate", "--input", rig, "--prompt", "x", "--model", model]
    found["early"] = run(*words, "--output", out, early=[signal.SIGINT])

    original = scene_files.open_file
    scene_files.open_file = lambda _: sys.exit(0)
    found["exit"] = run(*words, "--output", out)
    scene_files.open_file = original
    found["written"] = out.exists()

    job = {"input": str(rig), "prompt": "x", "model": model}
    lines = [json.dumps({**job, "output": f"{name}.blend"}) for name in "abc"]
    (folder / "jobs.jsonl").write_text("\n".join(lines))

    def end_of_job(path, report, save=batch_jobs.save_report):
        save(path, report)
        if report["status"] == 0:
            os.kill(os.getpid(), signal.SIGINT)

    save, batch_jobs.save_report = batch_jobs.save_report, end_of_job
    words = ["--manifest", folder / "jobs.jsonl", "--output-dir", folder / "out"]
    found["between"] = run("batch", *words)
    batch_jobs.save_report = save
    found["outputs"] = sorted(p.name for p in (folder / "out").glob("*.blend"))

    left = []
    leave, process.leave = process.leave, left.append
    command = cli_commands.Run()
    command.stop()
    command.stop()
    found["at once"] = list(left)
    command.stopped_at -= 10
    command.stop()
    found["later"] = left
    process.leave = leave
    return found


def odd_scenes(folder, model):
    """{name: [status, error]} of rigs that cannot be animated, and of odd names."""
    folder, found, nan = Path(folder), {}, float("nan")
    common = ["--prompt", "x", "--model", model]

    def animate(name, change=None):
        rig, out = folder / f"{name}.blend", folder / f"{name}-out.blend"
        more = ["--frames", "2"] if name.startswith("last") else []
        empty()
        armature = chain()
        if change is not None:
            change(armature)
        bpy.ops.wm.save_as_mainfile(filepath=str(rig))
        found[name] = run("animate", "--input", rig, "--output", out, *common, *more)

    def place(armature):
        armature.location.x = nan

    def stretch(armature, value):
        bpy.context.view_layer.objects.active = armature
        bpy.ops.object.mode_set(mode="EDIT")
        armature.data.edit_bones["bone.2"].tail = (value, 0, 0)
        bpy.ops.object.mode_set(mode="OBJECT")

    def pose(armature):
        armature.pose.bones["bone.2"].scale.y = nan
        try:
            given_poses.read_now(armature)
        except AnimaxError as error:
            found["kept pose"] = [error.code, str(error)]

    def rate(fps, base):
        bpy.context.scene.render.fps, bpy.context.scene.render.fps_base = fps, base

    def late(frame):
        bpy.context.scene.frame_end = bpy.context.scene.frame_start = frame

    animate("location", place)
    animate("bone nan", lambda armature: stretch(armature, nan))
    animate("bone far", lambda armature: stretch(armature, 1e18))
    animate("pose nan", pose)
    animate("rate", lambda _: rate(24, 1e-5))
    animate("rate nan", lambda _: rate(24, nan))
    animate("rate low", lambda _: rate(1, 1e6))
    # Two frames.
    animate("last frame", lambda _: late(1_048_574))
    animate("last but one", lambda _: late(1_048_573))
    name = os.fsdecode(b"n\xff")
    animate(name)
    found["not UTF-8"] = found.pop(name)

    # As where Blender could make no folder of its own in it.
    kept = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = bpy.app.tempdir
    file = Path(bpy.app.tempdir) / "other.txt"
    file.write_text("another program's")
    rig, out = folder / "rate.blend", folder / "t.blend"
    found["temporary"] = run("animate", "--input", rig, "--output", out, *common)
    assert file.exists()
    os.environ.pop("TMPDIR")
    if kept is not None:
        os.environ["TMPDIR"] = kept

    before = os.getcwd()
    gone = folder / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    words = [
        "animate",
        "--input",
        folder / "rate.blend",
        *common,
        "--output",
        "o.blend",
    ]
    found["folder gone"] = run(*words)
    os.chdir(before)
    return {**found, "left": [p.name for p in folder.rglob(".*")]}


def deep_chain(path, bones):
    """How many bones a chain has after a file: by recursion, the importer and the
    exporter need three calls for each."""
    before = sys.getrecursionlimit()
    empty()
    chain(bones=bones)
    scene_files.save_file(path)
    scene_files.open_file(path)
    assert sys.getrecursionlimit() == before
    return [len(armature.bones) for armature in bpy.data.armatures]


@contextlib.contextmanager
def largest_file(size):
    """Within, no file gets larger: as a disk that is full by then."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def full_disk(folder):
    """[what was wrong] with saving in each format where the disk holds but a part."""
    folder, wrong = Path(folder), []
    kinds = {".blend": False, "-packed.blend": True, ".glb": False, ".fbx": False}
    kinds[".bvh"] = False
    if bpy.app.version >= usd.OLDEST:
        kinds |= {".usda": False, ".usdc": False, ".usdz": False}
    for kind, packed in kinds.items():
        empty()
        wave(chain(), 8, "Wave", start=1)
        source, path = folder / "source.blend", folder / f"o{kind}"
        bpy.ops.wm.save_as_mainfile(filepath=str(source), compress=packed)
        scene_files.open_file(source)
        scene_files.save_file(path)
        whole = path.stat().st_size
        # The last bytes of a text do not count, and compression differs a little.
        less = 100 if packed else 24 if kind == ".usda" else 1
        for size in (0, 1, whole // 2, whole - less):
            path.write_text("earlier")
            try:
                with largest_file(size):
                    scene_files.save_file(path)
                wrong.append(f"{kind} of {size} bytes of {whole}: no error")
            except AnimaxError as error:
                if f"The output {path} cannot be written (" not in str(error):
                    wrong.append(f"{kind}: {error}")
                if error.code != MEMORY:
                    wrong.append(f"{kind}: status {error.code}: {error}")
            if path.read_text() != "earlier":
                wrong.append(f"{kind} of {size} bytes: the earlier file is lost")
    left = {p.name for p in folder.iterdir()}
    left -= {f"o{kind}" for kind in kinds} | {"source.blend", "source.blend1"}
    return {"wrong": wrong, "left": sorted(left)}
