"""Real reports and the documented examples keep to docs/report.schema.json."""

import dataclasses
import json
import re
import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT))
from test_command import check
from test_engine import TINY

from addon.settings import Settings

jsonschema = pytest.importorskip("jsonschema", reason="no jsonschema; make setup")

SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text())
PAGE = (ROOT / "docs" / "report.md").read_text()
RIG = ROOT / "assets" / "rigs" / "dog.glb"
EXAMPLES = [json.loads(e) for e in re.findall(r"```json\n(.*?)```", PAGE, re.S)]
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def validate(report):
    faults = [f"{e.json_path}: {e.message}" for e in VALIDATOR.iter_errors(report)]
    assert not faults, faults


def report_of(blender, status, path, *words, **more):
    done = blender.batch(*words, "--report", path, fake=False, **more)
    report = check(done, status, path)
    validate(report)
    return report


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for wrong in ({}, {"status": 0}):
        assert not VALIDATOR.is_valid(wrong)


def test_documented_examples():
    assert [e["status"] for e in EXAMPLES] == [0, 0, 3, 4]
    for example in EXAMPLES:
        validate(example)
        # The schema is strict enough to notice what is missing or misspelt.
        for field in SCHEMA["required"]:
            rest = {k: v for k, v in example.items() if k != field}
            assert not VALIDATOR.is_valid(rest), field
        assert not VALIDATOR.is_valid({**example, "confidense": 1})
        assert not VALIDATOR.is_valid({**example, "status": 1})


def test_every_field_is_explained():
    rows = {n for row in re.findall(r"^\| (`.*?) \|", PAGE, re.M) for n in names(row)}
    fields = set(SCHEMA["properties"]) | set(
        SCHEMA["properties"]["seconds"]["properties"]
    )
    assert fields - rows == {"jobs"} and "`jobs` lists" in PAGE
    for path in re.findall(r"`((?:addon|native|blender_tests)/[\w/]+\.\w+)`", PAGE):
        assert (ROOT / path).exists(), path


def names(row):
    return re.findall(r"`(\w+)`", row)


def test_animate(blender, native, tmp_path):
    report = report_of(
        blender, 0, tmp_path / "r.json", "animate", "--input", RIG, "--prompt", "wag",
        "--output", tmp_path / "o.blend", "--model", TINY,
    )  # fmt: skip
    assert {"confidence", "residual_px", "engine_memory_mb"} <= report.keys()
    # All settings are echoed; the documented example knows no others.
    names = [field.name for field in dataclasses.fields(Settings)]
    assert list(report["settings"]) == names
    assert report["settings"]["model"] == str(TINY)
    assert set(EXAMPLES[0]["settings"]) <= set(names)
    assert {"prepare", "render", "joints", "keyframes", "save"} <= set(
        report["seconds"]
    )


def test_roundtrip(blender, native, tmp_path):
    rig = tmp_path / "clip.blend"
    blender.scenario("files", "make", path=str(rig), kind="clip")
    report = report_of(
        blender, 0, tmp_path / "r.json", "roundtrip", "--input", rig, "--clip", "Wave"
    )
    assert report["joints_seen"] == report["joints"] * report["frames"]
    assert report["solver"] in SCHEMA["properties"]["solver"]["enum"]


def test_batch_and_failures(debian, native, tmp_path):
    jobs = tmp_path / "jobs.jsonl"
    rows = [
        {"input": str(RIG), "prompt": "wag", "output": "a.blend", "model": str(TINY)},
        {"input": "missing.glb", "prompt": "wag", "output": "b.blend"},
        {"input": str(RIG), "prompt": "wag", "output": "there.blend"},
    ]
    jobs.write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "there.blend").write_text("done before")
    report = report_of(
        debian, 3, tmp_path / "r.json", "batch", "--manifest", jobs, "--output-dir",
        tmp_path, "--resume",
    )  # fmt: skip
    assert [job["status"] for job in report["jobs"]] == [0, 3, 0]
    for name in "ab":
        validate(json.loads((tmp_path / f"{name}.blend.json").read_text()))
    words = ["animate", "--input", RIG, "--prompt", "wag", "--output"]
    out = tmp_path / "o.blend"
    report_of(debian, 2, tmp_path / "u.json", *words, tmp_path / "none" / "o.blend")
    report_of(debian, 4, tmp_path / "m.json", *words, out, "--model", tmp_path)
    report_of(debian, 2, tmp_path / "w.json", "fly")
