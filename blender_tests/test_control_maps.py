"""An artist's mapping of controls: its text, and what takes make of it."""

import argparse
import json
import sys

import pytest
from conftest import ROOT
from test_report import validate

sys.path.insert(0, str(ROOT))

from addon.cli.manifest import read_manifest
from addon.cli.run_paths import batch_table
from addon.core.controls_map import (
    MOST_BYTES,
    BoneRow,
    ControlsMap,
    LimbRow,
    MapError,
    from_text,
    read_file,
    to_text,
)
from addon.core.errors import USAGE, AnimaxError

HEAD = {"format": "animax-controls", "version": 1}
MAP = ControlsMap(
    (BoneRow("DEF-骨\u3000左", 'a"b', False, "c"), BoneRow("d")),
    (LimbRow("", "IK", "ik", "foot_ik", "knee", "x", "y"),),
)


def test_text_and_back(tmp_path):
    for indent in (None, 1):
        assert from_text(to_text(MAP, indent)) == MAP
    assert "\n" not in to_text(MAP, None)
    path = tmp_path / "map.json"
    path.write_text(to_text(MAP), encoding="utf-8-sig")
    assert read_file(path) == MAP
    assert MAP.edited and not ControlsMap((BoneRow("a"),), (LimbRow("a", "b"),)).edited
    assert MAP.names() == ['a"b', "foot_ik", "knee"]


def text(**more):
    return json.dumps({**HEAD, **more})


BAD = {
    "{": "line 1, column 2",
    "[]": "not a JSON object",
    "{}": "its format is not 'animax-controls'",
    "[" * 100_000: "too many brackets",
    '{"a": ' + "9" * 5000 + "}": "too many digits",
    '{"format": "\\ud800"}': "half of a character",
    text(version=2): "its version is 2, and only 1",
    text(version=True): "its version is true",
    text(bone=[]): r"'bone' is no key of it \(did you mean 'bones'\?\)",
    text(bones={}): "bones is not a list",
    text(bones=[{}] * 20_001): "20001 rows",
    text(bones=[1]): "bones, row 1 is not an object",
    text(bones=[{}]): "bones, row 1: the key 'bone' is missing",
    text(bones=[{"bone": ""}]): "bone is empty",
    text(bones=[{"bone": "a" * 256}]): "no name of a bone",
    text(bones=[{"bone": "a\0"}]): "no name of a bone",
    text(bones=[{"bone": "a", "control": None}]): "control is null, not a string",
    text(bones=[{"bone": "a", "keyed": 1}]): "keyed is 1, not true or false",
    text(bones=[{"bone": "a", "contrl": "b"}]): "did you mean 'control'",
    text(bones=[{"bone": "a"}, {"bone": "a"}]): "'a' has two rows",
    text(limbs=[{"switch": "a"}]): "limbs, row 1: the key 'property' is missing",
    text(limbs=[{"switch": "a", "property": "b", "by": "FK"}]): "by is 'FK', not 'fk'",
    '{"format": "a", "format": "b"}': "the key 'format' comes twice",
}


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad[:40])
def test_what_is_no_mapping(tmp_path, bad):
    with pytest.raises(MapError, match=BAD[bad]):
        from_text(bad)
    path = tmp_path / "map.json"
    path.write_text(bad)
    with pytest.raises(AnimaxError, match=BAD[bad]) as caught:
        read_file(path)
    assert caught.value.code == USAGE and str(path) in str(caught.value)


def test_files_that_hold_none(tmp_path):
    (tmp_path / "long").write_bytes(b" " * (MOST_BYTES + 1))
    (tmp_path / "latin").write_bytes(b'{"\xe4": 1}')
    said = {
        "long": "longer than", "latin": "not UTF-8", "": "not a file", "no": "No such",
        "a\0b": "null",
    }  # fmt: skip
    for name, why in said.items():
        with pytest.raises(AnimaxError, match=why):
            read_file(f"{tmp_path}/{name}")


EDITS = {
    "merged": [{"DEF-chest": {"control": "spine"}}, {}, {}],
    "body": [{"DEF-hips": {"control": "cog"}}, {}, {}],
    "out": [{"DEF-head": {"keyed": False}}, {}, {}],
    "leg_out": [
        {f"DEF-{name}.L": {"keyed": False} for name in ("thigh", "shin", "foot")},
        {}, {},
    ],
    "one_ik": [{}, {"foot.L": {"by": "ik"}}, {}],
    "one_fk": [{}, {"foot.L": {"by": "fk"}}, {"controls": "ik"}],
    "stale": [
        {
            "DEF-chest": {"control": "gone"},
            "DEF-spine": {"control": "head"},
            "DEF-head": {"bone": "DEF-lost"},
        },
        {"foot.L": {"end": "head", "bend": "chest"}, "foot.R": {"switch": "lost"}},
        {"controls": "ik"},
    ],
}  # fmt: skip


def test_takes_with_a_mapping(blender, native, fake_model):
    got = blender.scenario("control_maps", "takes", model=str(fake_model), edits=EDITS)
    rows = {row["bone"]: row for row in got["proposed"]["bones"]}
    assert set(rows["DEF-shin.L"].values()) == {"DEF-shin.L", "shin.L"}
    assert got["proposed"]["limbs"][0] == {
        "switch": "foot.L", "property": "ik", "end": "foot_ik.L", "bend": "knee.L",
        "proposed_end": "foot_ik.L", "proposed_bend": "knee.L",
    }  # fmt: skip
    # To the bit.
    assert got["same"] and got["map"] == {"from": "rig", "edits": []}
    for name in EDITS:
        print(name, {k: got[name][k] for k in ("worst", "keyed", "warnings")})
        assert got[name]["report"]["worst_error_pct"] < 0.1
    plain = ["chest", "head", "hips", "spine"]
    legs = [name + side for name in ("foot", "shin", "thigh") for side in (".L", ".R")]
    by_ik = ["foot_ik.L", "knee.L"]

    def keyed(name):
        return set(got[name]["keyed"])

    assert keyed("merged") == {*plain, *legs} - {"chest"}
    assert keyed("body") == {*plain, "cog", *legs} - {"hips"}
    assert keyed("out") == {*plain, *legs} - {"head"}
    assert keyed("leg_out") == {*plain, "foot.R", "shin.R", "thigh.R"}
    assert keyed("one_ik") == {*plain, *by_ik, "foot.R", "shin.R", "thigh.R"}
    assert keyed("one_fk") == {
        *plain, "foot.L", "shin.L", "thigh.L", "foot_ik.R", "knee.R"
    }  # fmt: skip
    path = 'pose.bones["foot%s"]["ik"]'
    assert got["one_ik"]["switched"] == {path % ".L": [1.0], path % ".R": [0.0]}
    assert list(got["leg_out"]["switched"]) == [path % ".R"]
    assert got["merged"]["report"]["map"]["edits"] == ["DEF-chest: spine"]
    assert got["one_ik"]["report"]["map"]["edits"][0].startswith("foot.L: ik: ik")
    for name in ("merged", "body", "out", "leg_out", "one_ik", "one_fk"):
        assert got[name]["warnings"] == [], name
        assert got[name]["worst"] < 0.5 or name == "leg_out", name
    # What is gone or does not fit is named, and the proposal is used.
    assert keyed("stale") == {
        *plain, "foot_ik.L", "knee.L", "foot_ik.R", "knee.R"
    }  # fmt: skip
    said = "\n".join(got["stale"]["warnings"])
    for name in ("DEF-lost", "gone", "head for DEF-spine", "lost: ik", "head for the",
                 "chest for the bend"):  # fmt: skip
        assert name in said, said


def test_button(blender, native, tmp_path):
    got = blender.scenario("control_maps", "button", folder=str(tmp_path))
    assert got.pop("rows") == ["spine", False] and got.pop("limbs") == ["ik", ""]
    assert "its format is not" in got.pop("bad")
    assert got.pop("other_row") == "spine"
    assert set(got.values()) == {True}, got


def test_command_line(debian, native, fake_model, tmp_path):
    """A file instead of the rig's own mapping; and none that cannot be used."""
    debian.scenario("control_maps", "button", folder=str(tmp_path))
    mapping = json.loads((tmp_path / "one.json").read_text())
    mapping["bones"] = [{"bone": "DEF-head", "keyed": False}]
    (tmp_path / "two.json").write_text(json.dumps(mapping))
    line = {"input": "rig.blend", "prompt": "x", "model": str(fake_model)}
    (tmp_path / "jobs.jsonl").write_text(
        "\n".join(
            json.dumps({**line, "controls-map": name, "output": f"{name}.blend",
                        "report": f"{name}-r.json"})
            for name in ("two.json", "bad.json")
        )
    )  # fmt: skip
    out = tmp_path / "out"
    words = ["--manifest", tmp_path / "jobs.jsonl", "--output-dir", out]
    done = debian.batch("batch", *words)
    assert done.returncode == USAGE, done.stdout[-2000:]
    report = json.loads((out / "two.json-r.json").read_text())
    validate(report)
    used = report["control_rig"]["map"]
    assert used["from"] == str(tmp_path / "two.json")
    assert used["edits"][0] == "DEF-head: -"
    # Of the file alone: the rig's own mapping merges the chest with the spine.
    assert {"chest", "foot_ik.L"} <= set(report["control_rig"]["controls"])
    assert "head" not in report["control_rig"]["controls"]
    assert "../two.json" not in report["made_from"]["linked"]
    assert list(report["made_from"]["linked"]) == ["two.json"]
    bad = json.loads((out / "bad.json-r.json").read_text())
    assert "bad.json cannot be used" in bad["error"]


def test_a_mapping_is_not_overwritten(tmp_path):
    rows = [
        {"input": "a.glb", "prompt": "x", "controls-map": "out/b.json"},
        {"input": "a.glb", "prompt": "x", "report": "b.json"},
    ]
    path = tmp_path / "jobs.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    jobs = read_manifest(path, tmp_path / "out")
    batch_table(
        argparse.Namespace(manifest=str(path), report="", summary="", output_dir=""),
        jobs,
    )
    assert not jobs[0].error and "controls map of line 1" in jobs[1].error


def test_nothing_is_left(debian, native, fake_model):
    said = debian.scenario("control_maps", "refused", model=str(fake_model))
    assert "leaves out all controls" in said


def test_window(debian, tmp_path):
    """The panel is drawn, the popup takes a typed name, and undo takes it back."""
    got = debian.window("control_maps", tmp_path)
    print(got)
    assert got["drawn"] and got["row"] == "DEF-chest"
    assert got["chosen"] == "spine" and got["undone"] == "chest"
