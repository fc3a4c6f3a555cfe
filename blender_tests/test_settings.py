"""Options reach the settings alike from command line, manifest and panel."""

import json

import pytest

SWITCHED = [
    ("contacts", True, ["--contacts", "off"], False),
    ("smoothing", 0.0, ["--smoothing", "0.25"], 0.25),
]


@pytest.mark.parametrize(("name", "usual", "words", "value"), SWITCHED)
def test_three_ways_in(blender, tmp_path, name, usual, words, value):
    assert blender.scenario("settings", "typed", words=[])[name] == usual
    assert blender.scenario("settings", "typed", words=words)[name] == value
    assert blender.scenario("settings", "clicked")[name] == usual
    assert blender.scenario("settings", "clicked", **{name: value})[name] == value
    jobs = [{"input": "a.glb", "prompt": "x", "output": f"{n}.blend", name: v}
            for n, v in enumerate((usual, value))]  # fmt: skip
    path = tmp_path / "jobs.jsonl"
    path.write_text("\n".join(map(json.dumps, jobs)))
    got = blender.scenario("settings", "manifest", path=str(path), folder=str(tmp_path))
    assert [job[name] for job in got] == [usual, value]
