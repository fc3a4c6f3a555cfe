"""Options of `animate`: declared once, the same on every way in."""

import dataclasses
import json
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from addon.cli import cli_args
from addon.cli.manifest import read_manifest
from addon.core.prompt_list import TimedPrompt
from addon.settings import ADVANCED, PANEL, PREFERENCES, Settings, fields_of

NEEDED = ["animate", "--input", "a.glb", "--output", "b.blend"]
FIELDS = {field.name: field for field in fields_of(Settings)}


def another(field):
    """Another value than the default: as words of the command line, as JSON, as it is
    used. Derived, so that an option is only declared."""
    flag, option = "--" + field.flag, field.option
    if field.kind == "prompts":
        rows = [{"prompt": "x", "until": 2}]
        return ["--prompt", "x", flag, "2"], rows, (TimedPrompt("x", 2.0),)
    if field.is_switch:
        return [flag, "off"], False, False
    if field.kind == "bool":
        return [flag], True, True
    if option.choices:
        value = option.choices[-1].value
    elif field.kind == "tuple":
        return [flag, "arm*, leg"], ["arm*", "leg"], ("arm*", "leg")
    elif field.kind in ("int", "float"):
        value = {"int": int, "float": float}[field.kind](
            min(option.low + 1, option.high)
        )
    else:
        value = "some text"
    return [flag, str(value)], value, value


def parsed(*words):
    prompt = [] if "--prompt" in words else ["--prompt", "x"]
    args = cli_args.make_parser().parse_args([*NEEDED, *prompt, *words])
    return cli_args.settings_of(args)


def manifest(tmp_path, **row):
    row = {"input": "a.glb", "output": "b.blend", **row}
    if "prompts" not in row:
        row.setdefault("prompt", "x")
    path = tmp_path / "jobs.jsonl"
    path.write_text(json.dumps(row))
    (job,) = read_manifest(path, tmp_path)
    assert job.args is not None, job.error
    return cli_args.settings_of(job.args)


@pytest.mark.parametrize("name", FIELDS)
def test_command_line_and_manifest(tmp_path, name):
    words, value, used = another(FIELDS[name])
    default = "x" if name == "prompt" else FIELDS[name].default
    assert getattr(parsed(), name) == default != used
    assert getattr(manifest(tmp_path), name) == default
    assert getattr(parsed(*words), name) == used
    # Relative to the output folder, and to the manifest.
    placed = name in ("preview", "sequences", "template_dir", "controls_map")
    used = str(tmp_path / used) if placed else used
    assert getattr(manifest(tmp_path, **{name: value}), name) == used
    # Nothing else changes.
    assert dataclasses.replace(parsed(*words), **{name: default}) == parsed()


def test_the_solvers_old_name(tmp_path):
    assert parsed("--solver", "ours").solver == "bundle"
    assert manifest(tmp_path, solver="ours").solver == "bundle"
    with pytest.raises(Exception, match=r"'mine' \(choose from '?bundle'?, '?paper'?"):
        parsed("--solver", "mine")


def help_text(capsys):
    with pytest.raises(SystemExit):
        cli_args.make_parser().parse_args(["animate", "--help"])
    return capsys.readouterr().out


def test_help_lists_every_option(capsys):
    text = help_text(capsys)
    assert set(re.findall(r"^  --([a-z-]+)", text, re.M)) == {
        "input",
        "output",
        "dry-run",
        "report",
        *(field.flag for field in FIELDS.values()),
    }
    assert "ours" not in text
    unwrapped = " ".join(text.split())
    for field in FIELDS.values():
        assert field.option.help in unwrapped and not field.option.help.endswith(".")
    assert "(default: model default)" in unwrapped


def test_interface(blender):
    """Every option that has a place in the interface is a property there."""
    got = blender.scenario("settings", "registered")
    shown = fields_of(Settings, PANEL, ADVANCED, PREFERENCES)
    assert set(got) == {field.name for field in shown}
    types = {"int": "INT", "float": "FLOAT", "bool": "BOOLEAN"}
    for field in shown:
        facts, option = got[field.name], field.option
        kind = "ENUM" if option.choices else types.get(field.kind, "STRING")
        kind = "COLLECTION" if field.kind == "prompts" else kind
        assert facts["type"] == kind and facts["name"] == option.ui.name
        assert facts["description"].startswith(option.help)
        if field.kind == "prompts":
            continue
        default = "" if field.kind == "tuple" else field.default
        assert facts["default"] == pytest.approx(default), field.name
        if option.choices:
            assert facts["items"] == [choice.value for choice in option.choices]
    ranges = {n: (f["low"], f["high"]) for n, f in got.items() if "low" in f}
    assert (
        ranges.items()
        >= {
            "frames": (0, 100_000),
            "seed": (0, 2**31 - 1),
            "smoothing": (0, 1),
            "views": (0, 8),
            "steps": (0, 1000),
            "amplitude": (0, 4),
            "threads": (0, 1024),
        }.items()
    )
    # Some releases count the terminator.
    assert got["prompt"]["maxlen"] in (10_000, 10_001)


PROMPTS = {
    "one": (["--prompt", "a"], "a", ()),
    "until": (["--prompt", "a", "--until", "2"], "a", (TimedPrompt("a", 2.0),)),
    "two": (
        ["--prompt", "a", "--until", "2", "--prompt", "b"],
        "a, b", (TimedPrompt("a", 2.0), TimedPrompt("b")),
    ),
    "three": (
        ["--prompt", "a", "--until=1.5", "--prompt=b", "--until", "3", "--prompt", "c",
         "--until", "4"],
        "a, b, c",
        (TimedPrompt("a", 1.5), TimedPrompt("b", 3.0), TimedPrompt("c", 4.0)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PROMPTS)
def test_prompts(tmp_path, case):
    words, prompt, prompts = PROMPTS[case]
    found = parsed(*words)
    assert (found.prompt, found.prompts) == (prompt, prompts)
    if prompts:
        rows = [
            {"prompt": p.prompt} | ({"until": p.until} if p.until else {})
            for p in prompts
        ]
        assert manifest(tmp_path, prompts=rows) == found


WRONG_PROMPTS = {
    "no end": (["--prompt", "a", "--prompt", "b"], "'a' needs its end"),
    "before": (["--until", "2", "--prompt", "a"], "must follow the --prompt"),
    "twice": (["--prompt", "a", "--until", "2", "--until", "3"], "must follow"),
    "back": (
        ["--prompt", "a", "--until", "2", "--prompt", "b", "--until", "1"],
        "'b' ends at 1 s, but starts at 2 s",
    ),
    "zero": (["--prompt", "a", "--until", "0"], "'a' ends at 0 s"),
}


@pytest.mark.parametrize("case", WRONG_PROMPTS)
def test_prompts_that_are_unclear(case):
    words, says = WRONG_PROMPTS[case]
    with pytest.raises(Exception, match=says):
        parsed(*words)


@pytest.mark.parametrize(
    "rows",
    ["a", [], ["a"], [{"until": 2}], [{"prompt": 1}], [{"prompt": "a", "until": "2"}],
     [{"prompt": "a", "end": 2}], [{"prompt": "a", "until": True}]],
)  # fmt: skip
def test_manifest_with_wrong_prompts(tmp_path, rows):
    with pytest.raises(Exception, match=r'prompts must be a list like \[{"prompt"'):
        manifest(tmp_path, prompts=rows)


def test_manifest_with_both(tmp_path):
    with pytest.raises(Exception, match="a prompt and a list of prompts"):
        manifest(tmp_path, prompt="a", prompts=[{"prompt": "b", "until": 2}])


def test_panel_prompts(debian):
    """Rows added and removed by the buttons."""
    got = debian.scenario("settings", "prompts_in_panel")
    assert got["alone"] == {"prompt": "walks", "prompts": []}
    assert got["several"] == {
        "prompt": "walks, sits, lies",
        "prompts": [
            {"prompt": "walks", "until": 1.1},
            {"prompt": "sits", "until": 2.5},
            {"prompt": "lies", "until": None},
        ],
    }
    assert got["removed"]["prompt"] == "walks, lies"
    assert got["none"] == got["alone"]


@pytest.mark.parametrize(
    "name",
    [f.name for f in fields_of(Settings, PANEL, ADVANCED) if f.kind != "prompts"],
)
def test_panel(debian, name):
    value = another(FIELDS[name])[2]
    shown = ",".join(value) if isinstance(value, tuple) else value
    got = debian.scenario("settings", "from_panel", **{name: shown})
    defaults = debian.scenario("settings", "from_panel")
    listed = json.loads(json.dumps(value))
    assert got.pop(name) == pytest.approx(listed) != defaults.pop(name)
    assert got == defaults


def test_all_ways_in_have_one_default(blender):
    typed = blender.scenario("settings", "from_command_line", argv=[])
    clicked = blender.scenario("settings", "from_panel")
    # The panel names what it works on: the active armature and the embedded model.
    for name in ("prompt", "armature", "model"):
        del typed[name], clicked[name]
    assert typed == clicked


def test_a_declared_option_is_everywhere(debian, tmp_path):
    """One field more in Settings: parser, manifest, panel, report."""
    rows = [{"input": "a.glb", "prompt": "x", "output": f"{n}.blend"} for n in "ab"]
    path = tmp_path / "jobs.jsonl"
    path.write_text(json.dumps(rows[0]) + "\n" + json.dumps({**rows[1], "bounce": 2}))
    got = debian.scenario("settings", "toy", path=str(path), folder=str(tmp_path))
    assert got == {
        "default": 0.25,
        "help": True,
        "command": 0.5,
        "manifest": [0.25, 2.0],
        "panel": 1.5,
        "echo": 0.25,
    }
