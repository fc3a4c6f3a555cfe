"""Batches: killed and resumed, what --resume makes again, the page, causes."""

import argparse
import errno
import html.parser
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import glb_rig
import pytest
from conftest import ROOT, environment
from test_command import check
from test_report import validate

sys.path.insert(0, str(ROOT))
from addon.cli import batch_jobs, made_from, summary_page
from addon.cli.manifest import read_manifest
from addon.cli.run import Run, run_guarded, save_report
from addon.cli.run_paths import batch_table
from addon.core import digests
from addon.core.errors import AnimaxError
from addon.core.file_keys import FileKeys
from addon.io import report_io

ODD = "<img src=x onerror=alert(1)>.blend"
PROMPT = "</p><script>alert('1')</script> \u202e\"&\" walks"


class Page(html.parser.HTMLParser):
    """What a reader of the page finds."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text, self.rows, self.links = [], "", {}, []
        self.row = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append(tag)
        assert not any(name.startswith("on") for name in attrs), attrs
        if tag == "tr" and "id" in attrs:
            self.row = int(attrs["id"].removeprefix("line-"))
            self.rows[self.row] = {"class": attrs["class"], "svg": 0, "text": ""}
        if tag == "svg":
            self.rows[self.row]["svg"] += 1
        if tag == "a":
            self.links.append(attrs["href"])

    def handle_data(self, data):
        self.text += data
        if self.row is not None:
            self.rows[self.row]["text"] += data


def manifest_of(model):
    """20 lines of which 3 are broken: 5, 10 and 15."""
    lines = [
        {"input": "rig.glb", "prompt": f"walks {n}", "output": f"{n}.blend", "seed": n}
        for n in range(1, 21)
    ]
    lines[1] |= {"output": ODD, "prompt": PROMPT}
    lines[4]["input"] = "missing.glb"
    lines[9]["sed"] = 1
    lines[14]["input"] = "broken.glb"
    return [{**line, "model": str(model)} for line in lines]


def write_lines(path, lines):
    path.write_text("\n".join(json.dumps(line) for line in lines))


def killed_in_job(blender, number, *words):
    """A batch that is killed in the middle of a job."""
    process = subprocess.Popen(
        blender.command(ROOT / "addon" / "batch.py", words),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**environment(True), "FAKE_SECONDS": "0.1"}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    begun = False
    for line in process.stdout:
        begun = begun or f"job {number} of" in line
        if begun and "Denoise" in line:
            break
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)


def test_killed_and_resumed(debian, native, fake_model, tmp_path):
    """And whatever else of batches needs a Blender, in the second one."""
    manifest, out = tmp_path / "jobs.jsonl", tmp_path / "out"
    glb_rig.write(tmp_path / "rig.glb", glb_rig.STRIDER)
    (tmp_path / "broken.glb").write_bytes(b"glTF\2\0\0\0 no rig")
    lines = manifest_of(fake_model)
    write_lines(manifest, lines)
    words = ["batch", "--manifest", str(manifest), "--output-dir", str(out)]
    killed_in_job(debian, 9, *words)
    before = {p.name: p.stat().st_mtime_ns for p in out.glob("*.blend")}
    assert len(before) == 7, before

    second = tmp_path / "second.jsonl"
    lines[7]["prompt"] = "runs"
    (out / "own.blend").write_text("mine")
    own = {**lines[0], "output": "own.blend"}
    write_lines(second, [*lines, own])
    got = debian.scenario(
        "batches", "resume", words=[*words, "--resume"], second=str(second),
        folder=str(tmp_path),
    )  # fmt: skip
    check_resumed(got["resumed"], before)
    check_page(Page((tmp_path / "first.html").read_text()), got["resumed"]["report"])
    check_changed(got)
    assert got["temporary"] == [True, False]
    assert (out / "own.blend").read_text() == "mine"


def check_resumed(got, before):
    """Nothing is repeated, and what is broken is told."""
    assert got["status"] == 3 and "3 of 20 jobs failed" in got["report"]["error"]
    jobs = {job["line"]: job for job in got["report"]["jobs"]}
    skipped = [n for n, job in jobs.items() if job.get("skipped")]
    assert skipped == [1, 2, 3, 4, 6, 7, 8] and not got["report"]["warnings"]
    assert len(got["times"]) == 17 + 1 and before.items() <= got["times"].items()
    failed = {n: (j["status"], j["cause"]) for n, j in jobs.items() if j["status"]}
    assert failed == {5: (3, "asset"), 10: (2, "asset"), 15: (3, "asset")}


def check_page(page, report):
    failed = {job["line"]: job["error"] for job in report["jobs"] if job["status"]}
    assert sorted(page.rows) == list(range(1, 21))
    shown = {n for n, row in page.rows.items() if row["svg"]}
    assert shown == set(page.rows) - set(failed)
    for number, error in failed.items():
        assert error in page.rows[number]["text"]
        assert "--resume" in page.rows[number]["text"]
    assert "script" not in page.tags and "img" not in page.tags
    assert ODD in page.rows[2]["text"]
    assert PROMPT.replace("\u202e", "\\u202e") in page.rows[2]["text"]
    assert "./out/%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E.blend" in page.links
    assert "20 jobs: 10 done, 7 were there already, 3 failed" in page.text


def check_changed(got):
    """One prompt is another, and an output is there that no report tells of: one job is
    done again, and the other file stays, not in silence."""
    before, got = got["resumed"]["times"], got["changed"]
    assert got["status"] == 3
    jobs = got["report"]["jobs"]
    again = {job["line"]: job["again"] for job in jobs if "again" in job}
    assert again == {8: ["prompt"]}
    assert sum(job.get("skipped", False) for job in jobs) == 16 + 1
    assert [n for n, at in got["times"].items() if before[n] != at] == ["8.blend"]
    warnings = got["report"]["warnings"]
    assert len(warnings) == 1 and "no report says" in warnings[0]
    for report in (got["report"], got["job"]):
        validate(report)
    assert got["job"]["made_from"]["options"] == {"prompt": "runs", "seed": 8}
    assert len(got["job"]["picture"]["poses"]) == 8


@pytest.fixture
def job(tmp_path):
    """changes(line): of a job that is done, as the line says it now."""
    for name in ("rig.glb", "skin.png", "model/model.json", "model/a.safetensors"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")
    spec = {"transformer": {"files": ["a.safetensors"]}}
    (tmp_path / "model/model.json").write_text(json.dumps(spec))
    line = {
        "input": "rig.glb", "prompt": "walks", "output": "o.glb", "smoothing": 0.3,
        "model": str(tmp_path / "model"),
    }  # fmt: skip

    def read(line):
        write_lines(tmp_path / "jobs.jsonl", [line])
        return read_manifest(tmp_path / "jobs.jsonl", tmp_path / "out")[0]

    done = read(line)
    record = made_from.made_from(done, str(tmp_path / "out"), digests.Digests())
    linked = [str(tmp_path / name) for name in ("skin.png", "gone.png", "rig.glb")]
    made_from.add_linked(record, done.args.input, linked, digests.Digests())
    report = json.loads(json.dumps({"status": 0, "made_from": record}))

    def changes(changed, report=report):
        folder, new = str(tmp_path / "out"), digests.Digests()
        return made_from.changes(read({**line, **changed}), report, folder, new)

    return changes


def test_what_is_made_again(job, tmp_path):
    changes = job
    assert changes({}) == []
    # Where it is computed, and what is as by default, makes no other take.
    assert changes({"device": "cuda", "threads": 2, "seed": 0, "loop": False}) == []
    assert changes({"prompt": "runs"}) == ["prompt"]
    assert changes({"seed": 1, "smoothing": 0.4}) == ["seed", "smoothing"]
    assert changes({"preview": "o.png"}) == ["preview"]
    (tmp_path / "gone.png").write_text("back")
    assert changes({}) == ["gone.png"]
    (tmp_path / "gone.png").unlink()
    os.utime(tmp_path / "rig.glb", (1, 1))
    assert changes({}) == []
    (tmp_path / "rig.glb").write_text("[]")
    assert changes({}) == ["input"]
    (tmp_path / "model/a.safetensors").write_text("{ }")
    assert changes({}) == ["input", "model"]
    assert changes({}, {"status": 3, "error": "x"}) == [made_from.FAILED]
    assert changes({}, {"status": 0}) is None and changes({}, None) is None


def run_batch(tmp_path, prompt, animate, **more):
    """(status, message, report) of a batch of one line. animate: called with the
    output's path in the place of the real one."""
    (tmp_path / "rig.glb").touch()
    write_lines(
        tmp_path / "j", [{"input": "rig.glb", "prompt": prompt, "output": "o.glb"}]
    )
    args = argparse.Namespace(
        manifest=str(tmp_path / "j"), output_dir=str(tmp_path / "out"), report="",
        summary="", resume=True, lines=(), template_dir="", sequences="",
    )  # fmt: skip
    vars(args).update(more)
    report = report_io.empty_report()

    def work(job, *_):
        animate(job.output)

    found = run_guarded(lambda: batch_jobs.batch(args, Run(), report, work))
    return *found, report


@pytest.mark.parametrize("end", [OSError(errno.ENOSPC, "full"), SystemExit()])
def test_an_output_whose_report_could_not_follow(tmp_path, monkeypatch, end):
    """The report of before says nothing of it: --resume makes it again."""
    output = tmp_path / "out" / "o.glb"

    def says(word):
        return lambda path: Path(path).write_text(word)

    assert run_batch(tmp_path, "walks", says("walk"))[0] == 0
    with monkeypatch.context() as patched:

        def fails(*_):
            raise end

        patched.setattr(batch_jobs, "save_job_report", fails)
        status = run_batch(tmp_path, "runs", says("run"))[0]
    assert status != 0 and output.read_text() == "run"
    status, _, report = run_batch(tmp_path, "walks", says("walk"))
    assert status == 0 and output.read_text() == "walk"
    assert report["jobs"][0]["again"] == [made_from.FAILED]
    # And then it is done.
    status, _, report = run_batch(tmp_path, "walks", says("no"))
    assert report["jobs"][0]["skipped"] and output.read_text() == "walk"


def test_what_comes_to_be_there_during_a_batch_is_kept(tmp_path):
    """Whole runs lie between the first look at a place and what is written there."""
    page, report = tmp_path / "page.html", tmp_path / "r.json"

    def animate(path):
        Path(path).write_text("x")
        for mine in (page, report):
            mine.write_text('{"mine": 1}')

    status, message, _ = run_batch(
        tmp_path, "walks", animate, summary=str(page), report=str(report)
    )
    assert status == 2 and "is no summary" in message
    with pytest.raises(AnimaxError, match="is there and is no report"):
        save_report(report, report_io.empty_report())
    assert page.read_text() == report.read_text() == '{"mine": 1}'
    report.unlink()
    save_report(report, report_io.empty_report())
    save_report(str(report), report_io.empty_report())


def test_large_files_are_read_in_part(tmp_path, monkeypatch):
    monkeypatch.setattr(digests, "WHOLE", 64)
    monkeypatch.setattr(digests, "BLOCK", 8)
    path, seen = tmp_path / "weights", set()
    for at in (None, 0, 992, 999):
        data = bytearray(1000)
        if at is not None:
            data[at] = 1
        path.write_bytes(data)
        seen.add(digests.digest(str(path)))
    assert len(seen) == 4 and None not in seen
    assert digests.digest(str(tmp_path)) is None


def test_the_page_overwrites_nothing(tmp_path):
    rig = tmp_path / "rig.html"
    rig.write_text("")
    write_lines(tmp_path / "j", [{"input": "rig.html", "prompt": "x"}])
    jobs = read_manifest(tmp_path / "j", tmp_path / "o")
    args = argparse.Namespace(
        manifest=str(tmp_path / "j"), report="", output_dir="", summary=str(rig)
    )
    with pytest.raises(AnimaxError, match=r"the summary, but .* input of line 1"):
        batch_table(args, jobs)
    # A library or texture of an input, as is known once it is open.
    run = Run()
    run.reads[FileKeys().key(str(rig))] = ("file that the input refers to", str(rig))
    work = batch_jobs.Batch(args, run, {}, lambda *_: None, [])
    with pytest.raises(AnimaxError, match=r"the summary, but .* input refers to"):
        batch_jobs.write_summary(work)
    assert rig.read_text() == ""
    with pytest.raises(AnimaxError, match=r"does not end in \.html"):
        summary_page.check_summary("page.txt")
    # Only an earlier page, or an empty file.
    summary_page.check_replaces_page(str(rig))
    rig.write_text("<!DOCTYPE html><title>Mine</title>")
    with pytest.raises(AnimaxError, match=r"is no summary of a batch"):
        summary_page.check_replaces_page(str(rig))
    summary_page.write_page(str(rig), "j", [], 0)
    summary_page.check_replaces_page(str(rig))


def test_a_line_whose_sequences_clash_takes_no_place(tmp_path):
    rows = [
        {"output": "a.blend", "sequences": "seq"},
        {"output": "b.blend", "sequences": "seq"},
        {"output": "b.blend", "report": "c.json"},
        {"output": "seq/d.blend"},
        {"output": "own/e.blend", "sequences": "own"},
        {"output": "f.blend", "sequences": "own"},
    ]
    rows = [{"input": "rig.blend", "prompt": "x", **row} for row in rows]
    write_lines(tmp_path / "j", rows)
    jobs = read_manifest(tmp_path / "j", tmp_path / "o")
    batch_table(argparse.Namespace(manifest="j", report="", summary=""), jobs)
    clashes = [
        "",
        "key 'sequences': .* is the same file as the sequences of line 1",
        "",
        "key 'output': .* lies in the sequences of line 1",
        "key 'sequences': .* holds the output of line 5",
        "",
    ]
    for job, words in zip(jobs, clashes, strict=True):
        assert bool(job.error) == bool(words), job.error
        assert re.search(words, job.error), job.error
    # None in the folders of other lines.
    reports = ["a.blend", "b.blend", "c", "", "", "f.blend"]
    wanted = [str(tmp_path / "o" / f"{name}.json") if name else "" for name in reports]
    assert [job.report for job in jobs] == wanted


def test_blenders_own_command(blender, native, fake_model, tmp_path):
    """From 4.2 on: the same parser, files and exit statuses as batch.py."""
    glb_rig.write(tmp_path / "rig.glb", glb_rig.STRIDER)
    report, out = tmp_path / "r.json", tmp_path / "o.blend"
    words = ["animate", "--input", tmp_path / "rig.glb", "--prompt", "x", "--output"]
    words += [out, "--model", fake_model, "--report", report]

    def run(*words):
        return subprocess.run(
            blender.command(ROOT / "blender_tests" / "run_cli_command.py", words),
            capture_output=True, text=True, env=environment(True), timeout=100,
        )  # fmt: skip

    if blender.name == "3.4":
        pytest.skip("Blender has no commands of add-ons before 4.2")
    check(run(*words), 0, report)
    assert out.exists()
    says = r"argument: --sed; did you mean --seed\? \(see blender --command animax anim"
    check(run(*words, "--sed", "1"), 2, report, says)
