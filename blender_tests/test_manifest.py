"""A batch's manifest: what is read, what is refused line by line, and how fast."""

import argparse
import json
import os
import re
import sys
import time

import pytest
from conftest import BLENDERS, ROOT, native_path
from hostile_manifests import CASES

sys.path.insert(0, str(ROOT))

from addon.cli import manifest, run_paths
from addon.core.errors import AnimaxError

JOB = {"input": "a.glb", "prompt": "x"}


def furnish(folder, case):
    """The folder that a case is read in; returns the manifest's path."""
    for name in ("out", "elsewhere", "model"):
        (folder / name).mkdir(parents=True)
    for name in ("rig.blend", "other.blend", "elsewhere/keep.txt"):
        (folder / name).write_text(f"this is {name}")
    (folder / "model/model.json").write_text("{}")
    (folder / "out/away").symlink_to("../elsewhere")
    (folder / "out/leaf.blend").symlink_to("../elsewhere/e.blend")
    path = folder / "jobs.json"
    path.write_bytes(case.text.replace(b"{here}", str(folder).encode()))
    return path


def read(path, folder, report=""):
    jobs = manifest.read_manifest(path, folder)
    args = argparse.Namespace(manifest=str(path), report=report, summary="")
    run_paths.batch_table(args, jobs)
    return jobs


def safe(jobs, folder, out):
    """Nothing outside, nothing that is read, nothing twice."""
    written = [path for job in jobs for _, path in job.written()]
    real = [os.path.realpath(path) for path in written]
    assert len(set(real)) == len(real)
    assert all(path.startswith(os.path.realpath(out) + os.sep) for path in real)
    taken = {str(p) for p in folder.rglob("*") if p.is_file()}
    assert not taken.intersection(real)
    inputs = {path for job in jobs for path in job.inputs if "\0" not in path}
    taken = {os.path.realpath(path) for path in inputs}
    assert not taken.intersection(real)


@pytest.mark.parametrize("name", CASES)
def test_hostile(tmp_path, name):
    case = CASES[name]
    path = furnish(tmp_path, case)
    out, report = tmp_path / case.folder, str(tmp_path / "r.json")
    if isinstance(case.lines, str):
        with pytest.raises(AnimaxError, match=case.lines) as caught:
            read(path, out, report)
        assert caught.value.code == 2
        return
    jobs = read(path, out, report)
    assert len(jobs) == len(case.lines), [job.error for job in jobs]
    for job, line in zip(jobs, case.lines, strict=True):
        if isinstance(line, int):
            assert not job.error and job.args is not None, job.error
            continue
        assert job.args is None
        assert job.error.startswith(f"Line {job.line} of {path}"), job.error
        assert re.search(line, job.error) and len(job.error) < 500, job.error
    safe(jobs, tmp_path, out)


@pytest.fixture(scope="module")
def batches(tmp_path_factory):
    """All of CASES run by `batch` in one Blender: {case: (folder, status, standard
    error, what was in the folder)}."""
    if native_path() is None or not BLENDERS:
        pytest.skip("the native module is not built; make build")
    top, commands, before = tmp_path_factory.mktemp("batches"), {}, {}
    for number, (name, case) in enumerate(CASES.items()):
        folder = top / str(number)
        path = furnish(folder, case)
        if case.folder == "out":
            # That the input is not there is found sooner than that it is no rig.
            (folder / "rig.blend").unlink()
        before[name] = files(folder)
        words = ["batch", "--manifest", path, "--output-dir", folder / case.folder]
        commands[name] = [*map(str, words), "--report", str(folder / "r.json")]
    found = BLENDERS[0].scenario("files", "run_commands", commands=commands)
    return {
        name: (top / str(number), *found[name], before[name])
        for number, name in enumerate(CASES)
    }


def files(folder):
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_hostile_batches(batches):
    """As a whole: a status for each line, a report for each that may have one, every
    other file as it was."""
    for name, (folder, status, said, before) in batches.items():
        case = CASES[name]
        assert "Internal error" not in said and len(said.splitlines()) == 1, said
        words = json.loads((folder / "r.json").read_text())
        assert words["status"] == status in (2, 3), (name, said)
        after = files(folder)
        assert {k: after[k] for k in before} == before, name
        new = after.keys() - before.keys() - {"r.json"}
        assert all(path.endswith(".json") for path in new), (name, new)
        if isinstance(case.lines, str):
            assert status == 2 and not new and "jobs" not in words, (name, new)
            continue
        assert all(case.folder == "." or k.startswith("out/") for k in new), (name, new)
        found = [job["status"] for job in words["jobs"]]
        assert found == [n if isinstance(n, int) else 2 for n in case.lines], name
        for job in words["jobs"]:
            assert "Internal error" not in job["error"], (name, job)
        own = [json.loads(after[path])["status"] for path in new]
        unwritten = name in ("report is the batch's",)
        assert len(own) <= len(found) - unwritten, name


def test_ten_thousand_lines(tmp_path):
    """In processor time, and with twice what it takes here: a parser for each line took
    ten seconds."""
    path = tmp_path / "jobs.jsonl"
    with open(path, "w") as file:
        for n in range(10_000):
            row = {"input": f"rigs/{n}.glb", "output": f"{n % 7}/{n}.glb", "frames": 48}
            more = {"prompt": "a dog walks", "loop": True, "preview": f"{n}.png"}
            file.write(json.dumps({**row, **more}) + "\n")
    start = time.process_time()
    jobs = read(path, tmp_path / "out")
    seconds = time.process_time() - start
    print(f"10,000 lines in {seconds:.2f} s of processor")
    assert not any(job.error for job in jobs) and len(jobs) == 10_000
    assert seconds < 2.0


def one(tmp_path, **row):
    path = tmp_path / "jobs.jsonl"
    path.write_text(json.dumps({**JOB, **row}))
    (job,) = manifest.read_manifest(path, tmp_path / "out")
    return job


def test_where_files_lie(tmp_path):
    out = tmp_path / "out"
    job = one(tmp_path)
    assert job.args.input == str(tmp_path / "a.glb")
    assert job.args.output == job.output == str(out / "a-0001.blend")
    assert job.args.report == job.report == str(out / "a-0001.blend.json")
    job = one(tmp_path, output="a/../b/c.glb", preview=str(out / "p.png"))
    assert job.output == str(out / "b/c.glb") and job.report == f"{job.output}.json"
    assert job.args.preview == str(out / "p.png")
    job = one(tmp_path, input="/rigs/b.glb", report="more/R.JSON")
    assert job.args.input == "/rigs/b.glb" and job.report == str(out / "more/R.JSON")


@pytest.mark.parametrize(
    "row, report",
    [
        ({"frames": 0}, "a-0001.blend.json"),
        ({"frames": 0, "output": "b.glb"}, "b.glb.json"),
        ({"help": True, "output": "b.glb", "report": "c.json"}, "c.json"),
        ({"output": "../b.glb"}, "line-0001.json"),
        ({"input": 3, "report": "b.txt"}, "line-0001.json"),
    ],
)
def test_reports_of_bad_lines(tmp_path, row, report):
    job = one(tmp_path, **row)
    assert job.error and job.report == str(tmp_path / "out" / report)


def test_files_that_are_no_manifest(tmp_path):
    for path in (tmp_path, tmp_path / "none", "/dev/null", tmp_path / (300 * "x")):
        with pytest.raises(AnimaxError, match="manifest") as caught:
            manifest.read_manifest(path, tmp_path)
        assert caught.value.code == 2


def test_a_pipe_is_no_manifest(tmp_path):
    """It would be waited for for good."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(AnimaxError, match="is not a file"):
        manifest.read_manifest(tmp_path / "pipe", tmp_path)


def test_links_within_the_folder(tmp_path):
    out = tmp_path / "out"
    (out / "real").mkdir(parents=True)
    (out / "link").symlink_to("real")
    assert not one(tmp_path, output="link/a.blend").error
    rows = [{**JOB, "output": f"{folder}/a.blend"} for folder in ("real", "link")]
    path = tmp_path / "jobs.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    assert [bool(job.error) for job in read(path, out)] == [False, True]
    # The folder itself may be named by a link.
    (tmp_path / "other").symlink_to("out")
    path.write_text(json.dumps({**JOB, "output": str(out / "b.blend")}))
    (job,) = read(path, tmp_path / "other")
    assert job.output == str(tmp_path / "other" / "b.blend")


def test_what_is_done(tmp_path):
    job = one(tmp_path, preview="p.png")
    output, preview = (tmp_path / "out" / name for name in ("a-0001.blend", "p.png"))
    assert not job.is_done()
    output.mkdir(parents=True)
    preview.write_text("a picture")
    assert not job.is_done()
    output.rmdir()
    output.touch()
    assert not job.is_done()
    output.write_text("a take")
    assert job.is_done()
    preview.unlink()
    assert not job.is_done()
    (tmp_path / "out" / "a-0001.blend.json").write_text("{}")
    assert not one(tmp_path, frames=0).is_done()
